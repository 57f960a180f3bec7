"""Two levels in the readings of one junction, or that there are none.

All readings are parted where the variance between the two parts is greatest (Otsu 1979; the exact
2-means of one dimension). The level of a part is not its mean, because a pillar that a domain
covers partly reads something between: it is the median of the readings around the outermost place
that is at least half as dense as the densest. The read noise s is the scaled median absolute
deviation of the larger part. From there :mod:`dwmtj.analysis.events.plateau` goes on.

There are two levels only if they are at least 4.5*(1 + 15/n) noises apart, n readings. The halves
of many readings of a single normal distribution are 2.3 apart by this measure, those of a uniform
one 2.7; with few readings they may be more by chance: beyond this limit are 1.4 % of sets of 21
normal readings, and 0.1 % of sets of 50. Readings that an instrument rounded to a coarse step have
at least the noise of rounding.
"""

from typing import NamedTuple

import numpy as np

from dwmtj.analysis.events.plateau import find_plateau
from dwmtj.analysis.records import Array
from dwmtj.analysis.robust import sigma_of_deviations

#: Least distance of two levels in standard deviations of the read noise: of many readings, and the
#: number of readings with which it is twice that.
DISTANCE, FEW_READINGS = 4.5, 15
#: Least distance of two levels as a share of the lower: below it is resolution, not TMR.
CONTRAST = 2e-3
#: Standard error of a median over that of a mean, of a normal distribution.
_MEDIAN = np.sqrt(np.pi / 2)
#: Standard error of the scaled median absolute deviation over s/sqrt(n), of a normal distribution.
_MAD_ERROR = 1.1664
#: A part smaller than this share of the readings may be outliers only.
_FEW = 0.01
#: Fewer readings that repeat a level do not show it: they may be partial covers. Of covers that are
#: spread evenly two agree within ``CONTRAST`` by chance in about 2*0.002/0.25 = 1.6 % of cases, for
#: levels a quarter of the lower apart, and three in its square [no unit].
FEW_REPEATS = 3
#: How far a multiple of a step may be from a whole number.
_WHOLE = 1e-6
#: Width over which the density of readings is taken, as a share of the distance of the levels.
_WINDOW = 0.05


class TwoLevels(NamedTuple):
    """Levels ``low`` and ``high`` with ``low_error`` and ``high_error`` [ohm].

    ``noise`` is the standard deviation of a reading with ``noise_error`` [ohm], ``share`` that of
    the smaller part among the readings, and ``low_repeats`` and ``high_repeats`` are the numbers of
    readings that show a level, within three noises or ``CONTRAST`` (no units).
    """

    low: float
    high: float
    low_error: float
    high_error: float
    noise: float
    noise_error: float
    share: float
    low_repeats: float
    high_repeats: float


def two_levels(ordered: Array) -> TwoLevels | None:
    """Find two levels in readings; a few outliers do not make one.

    Parameters
    ----------
    ordered : ndarray
        Readings in ascending order [ohm], shape [readings].

    Returns
    -------
    TwoLevels or None
        None if there is one level only.
    """
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


def _split(ordered: Array) -> TwoLevels | None:
    at = _otsu(ordered)
    if at is None:
        return None
    for _ in range(3):
        parts = ordered[:at], ordered[at:]
        larger = parts[0] if len(parts[0]) >= len(parts[1]) else parts[1]
        noise = sigma_of_deviations(larger - np.median(larger))
        distance = float(np.median(parts[1]) - np.median(parts[0]))
        low, low_count = _level(parts[0], noise, distance, upper=False)
        high, high_count = _level(parts[1], noise, distance, upper=True)
        middle = (low + high) / 2
        moved = int(np.searchsorted(ordered, middle))
        if moved == at or not 0 < moved < len(ordered):
            break
        at = moved
    least = DISTANCE * (1 + FEW_READINGS / len(ordered))
    if high - low < max(least * max(noise, _rounding(ordered)), CONTRAST * abs(low)):
        return None
    share = min(at, len(ordered) - at) / len(ordered)
    low_error, high_error = (_MEDIAN * noise / np.sqrt(n) for n in (low_count, high_count))
    noise_error = _MAD_ERROR * noise / np.sqrt(max(low_count, high_count))
    reach = max(3 * noise, CONTRAST * abs(low))
    repeats = (_within(ordered, level, reach) for level in (low, high))
    return TwoLevels(low, high, low_error, high_error, noise, noise_error, share, *repeats)


def _within(ordered: Array, level: float, reach: float) -> int:
    begin, end = np.searchsorted(ordered, [level - reach, level + reach])
    return int(end - begin)


def refined(ordered: Array, found: TwoLevels) -> TwoLevels:
    """Find both levels again by their likelihood, where that can be done.

    Parameters
    ----------
    ordered : ndarray
        Readings in ascending order [ohm], shape [readings].
    found : TwoLevels
        What was found in them.

    Returns
    -------
    TwoLevels
        With smaller errors.
    """
    distance = found.high - found.low
    low = find_plateau(ordered, found.low, found.noise, distance, upper=False)
    high = find_plateau(ordered, found.high, found.noise, distance, upper=True)
    if low is not None:
        found = found._replace(low=low.level, low_error=low.error)
    if high is not None:
        found = found._replace(high=high.level, high_error=high.error)
    known = [each for each in (low, high) if each is not None]
    if not known:
        return found
    best = min(known, key=lambda each: each.noise_error / each.noise)
    return found._replace(noise=best.noise, noise_error=best.noise_error)


def _rounding(ordered: Array) -> float:
    """Noise of rounding to a step, step/sqrt(12); 0 if the readings are no multiples of a step."""
    gaps = np.diff(ordered)
    gaps = gaps[gaps > 0]
    if len(gaps) < 2:
        return 0.0
    step = float(gaps.min())
    multiples = gaps / step
    whole = bool(np.all(np.abs(multiples - np.round(multiples)) < _WHOLE))
    return step / float(np.sqrt(12)) if whole else 0.0


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
