"""The two resistances of a junction, found in its readings, and when a reading is a switch.

How two levels are found, or not, says :mod:`dwmtj.analysis.events.two_levels`. A reading r is taken
for a switch where that is more likely than not. With levels a distance D apart, normal noise s and
a chance p of a switch at each reading, this is beyond

    D/2 +- h,    h = (s^2/D)*ln[(1 - p)/p],

so h is the half width of a hysteresis, zero without noise. p is one over the readings of a cycle,
in which a junction switches about once each way.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.events.two_levels import refined, two_levels
from dwmtj.analysis.records import Array, Integers
from dwmtj.analysis.robust import sigma_of_deviations

Bools = npt.NDArray[np.bool_]

#: Of more devices levels are medians only: their spread tells more than the error of each.
MANY = 64
#: Largest half width of the hysteresis, as a share of the distance of the levels.
_LARGEST_BAND = 0.45


class JunctionLevels(NamedTuple):
    """Levels of a junction of each device, shape [devices].

    ``low`` and ``high`` and their ``low_error`` and ``high_error`` [ohm], standard deviation
    ``noise`` of a reading and its ``noise_error`` [ohm]; ``own``, whether they were found in
    readings of the device itself, and not in those of the others, and ``low_repeats`` and
    ``high_repeats``, how many readings show each level (no units).
    """

    low: Array
    high: Array
    low_error: Array
    high_error: Array
    noise: Array
    noise_error: Array
    own: Bools
    low_repeats: Array
    high_repeats: Array

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
    parts = [np.sort(part) for part in np.split(resistance, starts[1:])]
    each = [two_levels(part) for part in parts]
    pooled = len(each) > 1 and not any(each)  # too few readings of each
    if pooled:
        each = [two_levels(np.sort(resistance))] * len(each)
    elif len(each) <= MANY:
        each = [f and refined(part, f) for part, f in zip(parts, each, strict=True)]
    known = np.array([found for found in each if found])
    if not len(known):
        return None
    typical = np.median(known, axis=0)
    # A device whose levels are much closer than those of the others has shown noise only.
    own = np.array([f is not None and f.high - f.low > (typical[1] - typical[0]) / 4 for f in each])
    own &= not pooled
    values = np.array([f if mine else typical for f, mine in zip(each, own, strict=True)], float)
    low, high, low_error, high_error, noise, noise_error, _, *repeats = values.T
    return JunctionLevels(low, high, low_error, high_error, noise, noise_error, own, *repeats)


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
        Without errors; how many readings show them does not matter.
    """
    if not 0 < low < high:
        raise ValueError(
            f"levels: {low:g} and {high:g} ohm are not allowed; allowed: 0 < low < high, in ohm"
        )
    from_level = np.minimum(np.abs(resistance - low), np.abs(resistance - high))
    devices = int(device[-1]) + 1
    noise = np.full(devices, sigma_of_deviations(from_level))
    full = np.ones(devices)
    none = 0 * full
    return JunctionLevels(low * full, high * full, none, none, noise, none, full > 0, none, none)


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
