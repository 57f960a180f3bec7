"""Numbers that say what many cycles have in common: failures, most likely pulses, overlaps."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.stats import binomtest

Array = npt.NDArray[np.float64]


class Share(NamedTuple):
    """Share of cycles: ``happened`` of ``total``, its ``fraction`` and 95 % interval.

    The interval from ``low`` to ``high`` is that of Clopper and Pearson. No units.

    Examples
    --------
    >>> from dwmtj.experiments import share
    >>> share([False] * 100).high < 0.04
    True
    """

    happened: int
    total: int
    fraction: float
    low: float
    high: float

    def __str__(self) -> str:
        return (
            f"{self.happened} of {self.total}, {_percent(self.fraction)} % "
            f"({_percent(self.low)} to {_percent(self.high)} %)"
        )


def share(what: npt.ArrayLike) -> Share:
    """Give the share of what is true, with its 95 % interval.

    Parameters
    ----------
    what : array_like
        Whether something happened in each cycle (no unit), any shape, not empty.

    Returns
    -------
    Share
        Count, total, fraction and interval.

    Raises
    ------
    ValueError
        If there is nothing to count.

    Examples
    --------
    >>> from dwmtj.experiments import share
    >>> found = share([True, True, False, True])
    >>> print(f"{found.happened} of {found.total}: {found.low:.2f} to {found.high:.2f}")
    3 of 4: 0.19 to 0.99
    """
    flags = np.asarray(what, bool)
    if not flags.size:
        raise ValueError("cycles: 0 is not allowed; allowed: at least 1 to take a share of")
    count = int(flags.sum())
    interval = binomtest(count, flags.size).proportion_ci(0.95, method="exact")
    low, high = float(interval.low), float(interval.high)
    return Share(count, flags.size, count / flags.size, low, high)


def failure_fraction(dataset: xr.Dataset) -> Share:
    """Give the share of cycles that did not end as they began, or skipped an event.

    Parameters
    ----------
    dataset : Dataset
        Of :func:`~dwmtj.experiments.cycles` or one like it.

    Returns
    -------
    Share
        Of the cycles that failed, of all devices.

    Examples
    --------
    >>> from dwmtj.experiments import cycles, failure_fraction
    >>> failure_fraction(cycles(seed=1, cycles=100)).total
    100
    """
    return share(~dataset["completed"].to_numpy().astype(bool))


def most_likely(values: npt.ArrayLike) -> float:
    """Give the most frequent value, the lowest of several.

    Parameters
    ----------
    values : array_like
        Discrete values, NaN is left out [any unit], any shape.

    Returns
    -------
    float
        The value, NaN if there is none [same unit].

    Examples
    --------
    >>> from dwmtj.experiments import most_likely
    >>> most_likely([2.4, 2.5, 2.5, 2.6])
    2.5
    """
    known, counts = _count(values)
    return float(known[counts.argmax()]) if known.size else float("nan")


def overlap(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """Overlap sum_v min(p_1(v), p_2(v)) of two distributions of discrete values.

    It is 0 if no value occurs in both, and 1 if they are the same; half of it is the smallest
    error with which one could tell from a value which of the two, equally likely, it is from.

    Parameters
    ----------
    first, second : array_like
        Values, NaN is left out [any unit], any shapes.

    Returns
    -------
    float
        Overlap, NaN if one is empty [no unit].

    Examples
    --------
    >>> from dwmtj.experiments import overlap
    >>> overlap([1.7, 1.8, 1.8], [2.4, 2.5, 2.5])
    0.0
    """
    (a, a_counts), (b, b_counts) = _count(first), _count(second)
    if not (a.size and b.size):
        return float("nan")
    _, in_a, in_b = np.intersect1d(a, b, return_indices=True)
    shares = np.minimum(a_counts[in_a] / a_counts.sum(), b_counts[in_b] / b_counts.sum())
    return float(shares.sum())


def _percent(fraction: float) -> str:
    """Write a share in percent with three digits, or two of the little that is lacking."""
    percent = 100 * fraction
    lacking = 100 - percent
    if not 0 < lacking < 10:
        return f"{percent:.3g}"
    return f"{percent:.{1 - math.floor(math.log10(lacking))}f}"


def _count(values: npt.ArrayLike) -> tuple[Array, npt.NDArray[np.int64]]:
    numbers = np.asarray(values, float).ravel()
    known, counts = np.unique(np.round(numbers[~np.isnan(numbers)], 9), return_counts=True)
    return known, counts
