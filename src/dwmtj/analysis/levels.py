"""The two resistances of a junction, found in its readings, and when a reading is a switch.

All readings are parted where the variance between the two parts is greatest (Otsu 1979; the exact
2-means of one dimension). The level of a part is not its mean, because a pillar that a domain
covers partly reads something between: it is the median of the readings around the outermost place
that is at least half as dense as the densest. The read noise s is the scaled median absolute
deviation of the larger part.

There are two levels only if they are at least 4.5*(1 + 15/n) noises apart, n readings. The halves
of many readings of a single normal distribution are 2.3 apart by this measure, those of a uniform
one 2.7; with few readings they may be more by chance, in less than 2 % of cases beyond this limit.

A reading r is taken for a switch where that is more likely than not. With levels a distance D
apart, normal noise and a chance p of a switch at each reading, this is beyond

    D/2 +- h,    h = (s^2/D)*ln[(1 - p)/p],

so h is the half width of a hysteresis, zero without noise. p is one over the readings of a cycle,
in which a junction switches about once each way.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array, Integers

Bools = npt.NDArray[np.bool_]

#: Least distance of two levels in standard deviations of the read noise: of many readings, and the
#: number of readings with which it is twice that.
DISTANCE, FEW_READINGS = 4.5, 15
#: Least distance of two levels as a share of the lower: below it is resolution, not TMR.
CONTRAST = 2e-3
#: Scaled median absolute deviation of a normal distribution [standard deviations].
_MAD = 1.4826
#: Standard error of a median over that of a mean, of a normal distribution.
MEDIAN = np.sqrt(np.pi / 2)
#: A part smaller than this share of the readings may be outliers only.
_FEW = 0.01
#: Largest half width of the hysteresis, as a share of the distance of the levels.
_LARGEST_BAND = 0.45
#: Width over which the density of readings is taken, as a share of the distance of the levels.
_WINDOW = 0.05


class JunctionLevels(NamedTuple):
    """Levels of a junction of each device, shape [devices].

    ``low`` and ``high`` and their ``low_error`` and ``high_error`` [ohm], standard deviation
    ``noise`` of a reading [ohm], and ``own``, whether they were found in readings of the device
    itself, and not in those of the others (no unit).
    """

    low: Array
    high: Array
    low_error: Array
    high_error: Array
    noise: Array
    own: Bools

    @property
    def middle(self) -> Array:
        """Midway between the levels [ohm]."""
        return (self.low + self.high) / 2

    def half_width(self, readings: float) -> Array:
        """Half the width of the hysteresis.

        Parameters
        ----------
        readings : float
            Of a cycle [no unit].

        Returns
        -------
        ndarray
            Half width [ohm], shape [devices].
        """
        distance = self.high - self.low
        odds = np.log(max(readings - 1.0, 1.0))
        return np.asarray(np.minimum(self.noise**2 / distance * odds, _LARGEST_BAND * distance))


class _Found(NamedTuple):
    low: float
    high: float
    low_error: float
    high_error: float
    noise: float
    share: float  # of the smaller part


def find_levels(resistance: Array, device: Integers) -> JunctionLevels | None:
    """Find the levels of a junction.

    Parameters
    ----------
    resistance : ndarray
        Readings [ohm], shape [rows].
    device : ndarray
        Number of the device from 0 (no unit), ascending, shape [rows].

    Returns
    -------
    JunctionLevels or None
        Of each device; where a device shows one level only, the median of the others. None if no
        device shows two.
    """
    starts = np.flatnonzero(np.r_[True, np.diff(device) > 0])
    each = [_two_levels(np.sort(part)) for part in np.split(resistance, starts[1:])]
    if not any(each) and len(each) > 1:  # too few readings of each
        each = [_two_levels(np.sort(resistance))] * len(each)
    known = np.array([found for found in each if found])
    if not len(known):
        return None
    typical = np.median(known, axis=0)
    # A device whose levels are much closer than those of the others has shown noise only.
    own = np.array([f is not None and f.high - f.low > (typical[1] - typical[0]) / 4 for f in each])
    values = np.array([f if mine else typical for f, mine in zip(each, own, strict=True)], float)
    low, high, low_error, high_error, noise, _ = values.T
    return JunctionLevels(low, high, low_error, high_error, noise, own)


def given_levels(resistance: Array, device: Integers, low: float, high: float) -> JunctionLevels:
    """Take levels that are told, and find the noise around them.

    Parameters
    ----------
    resistance : ndarray
        Readings [ohm], shape [rows].
    device : ndarray
        Number of the device from 0 (no unit), ascending, shape [rows].
    low, high : float
        Levels of all devices [ohm].

    Returns
    -------
    JunctionLevels
        Without errors.
    """
    if not 0 < low < high:
        raise ValueError(
            f"levels: {low:g} and {high:g} ohm are not allowed; allowed: 0 < low < high, in ohm"
        )
    from_level = np.minimum(np.abs(resistance - low), np.abs(resistance - high))
    devices = int(device[-1]) + 1
    noise = np.full(devices, _MAD * float(np.median(from_level)))
    full = np.ones(devices)
    return JunctionLevels(low * full, high * full, 0 * full, 0 * full, noise, full > 0)


def is_up(
    resistance: Array, device: Integers, begins: Bools, levels: JunctionLevels, readings: float
) -> Bools:
    """Tell at each reading whether the junction is switched.

    Parameters
    ----------
    resistance : ndarray
        Readings in the order of time [ohm], shape [rows].
    device : ndarray
        Number of the device from 0 (no unit), shape [rows].
    begins : ndarray
        Whether a cycle begins with a reading, so that the one before does not matter, shape [rows].
    levels : JunctionLevels
        Of the junction.
    readings : float
        Of a cycle [no unit].

    Returns
    -------
    ndarray
        Shape [rows].
    """
    middle, half = levels.middle[device], levels.half_width(readings)[device]
    up = resistance > middle
    decided = begins | (np.abs(resistance - middle) > half)
    last = np.maximum.accumulate(np.where(decided, np.arange(len(up)), 0))
    return np.asarray(up[last])


def levels_told(levels: Mapping[str, tuple[float, float]] | None) -> dict[str, tuple[float, float]]:
    """Check levels that are told.

    Parameters
    ----------
    levels : mapping or None
        Low and high level [ohm] by junction, ``"a"`` or ``"b"``.

    Returns
    -------
    dict
        The same.

    Raises
    ------
    ValueError
        If a junction is unknown.
    """
    told = {name.lower(): pair for name, pair in (levels or {}).items()}
    for name in told:
        if name not in ("a", "b"):
            raise ValueError(f"levels: junction {name!r} is not allowed; allowed: a, b")
    return told


def _two_levels(ordered: Array) -> _Found | None:
    """Find two levels in sorted readings; a few outliers do not make one."""
    found = _split(ordered)
    while found is not None and found.share < _FEW:
        middle = (found.low + found.high) / 2
        at = int(np.searchsorted(ordered, middle))
        ordered = ordered[:at] if at > len(ordered) / 2 else ordered[at:]
        inner = _split(ordered)
        if inner is None or inner.share < found.share:
            break
        found = inner
    return found


def _split(ordered: Array) -> _Found | None:
    at = _otsu(ordered)
    if at is None:
        return None
    for _ in range(3):
        parts = ordered[:at], ordered[at:]
        larger = parts[0] if len(parts[0]) >= len(parts[1]) else parts[1]
        noise = _MAD * float(np.median(np.abs(larger - np.median(larger))))
        distance = float(np.median(parts[1]) - np.median(parts[0]))
        low, low_count = _level(parts[0], noise, distance, upper=False)
        high, high_count = _level(parts[1], noise, distance, upper=True)
        middle = (low + high) / 2
        moved = int(np.searchsorted(ordered, middle))
        if moved == at or not 0 < moved < len(ordered):
            break
        at = moved
    least = DISTANCE * (1 + FEW_READINGS / len(ordered))
    if high - low < max(least * noise, CONTRAST * abs(low)):
        return None
    share = min(at, len(ordered) - at) / len(ordered)
    low_error, high_error = (MEDIAN * noise / np.sqrt(n) for n in (low_count, high_count))
    return _Found(low, high, low_error, high_error, noise, share)


def _otsu(ordered: Array) -> int | None:
    """Begin of the upper part, where the variance between the parts is greatest."""
    count = len(ordered)
    if count < 2 or ordered[0] == ordered[-1]:
        return None
    below = np.arange(1, count)
    sums = np.cumsum(ordered - ordered.mean())[:-1]
    between = sums**2 / (below * (count - below.astype(float)))
    between[np.diff(ordered) == 0] = -1.0
    return int(between.argmax()) + 1


def _level(ordered: Array, noise: float, distance: float, *, upper: bool) -> tuple[float, int]:
    """Median of the readings around the outermost dense place, and their number."""
    width = max(4 * noise, _WINDOW * distance)
    counts = np.searchsorted(ordered, ordered + width, side="right") - np.arange(len(ordered))
    dense = np.flatnonzero(2 * counts >= counts.max())
    at = dense[-1] if upper else dense[0]
    level = float(np.median(ordered[at : at + counts[at]]))
    reach, count = max(3 * noise, width / 2), 1
    for _ in range(3):
        begin, end = np.searchsorted(ordered, [level - reach, level + reach])
        count = max(int(end - begin), 1)
        level = float(np.median(ordered[begin:end])) if end > begin else level
    return level, count
