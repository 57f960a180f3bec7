"""Bootstrap over cycles, with pivots: intervals of a place and of a scale.

Resamples are scattered about the best value of the data as that is about the truth, if measured in
what does not depend on the scale: of a place x with scale s it is t = (x - x_best)/s, of a positive
quantity the logarithm of the ratio to its best value (bootstrap-t, Efron and Tibshirani 1993,
chapter 12; Hall 1988). Plain quantiles of the resamples are too near each other, and on the wrong
side of a skewed distribution, for few cycles. Resamples of n cycles spread less than samples do, by
sqrt((n - p)/n) for p fitted parameters; the ratio of t is free of that, the logarithm is widened.

Cycles of one group are the same, so a resample is a multinomial draw of the groups' counts, and the
cost does not grow with the number of cycles.
"""

from collections.abc import Callable

import numpy as np

from dwmtj.analysis.estimate import LEVELS, Interval
from dwmtj.analysis.records import Array, Integers

#: Takes counts [resamples, groups] and gives quantities [quantities, resamples].
Statistic = Callable[[Array], Array]


def resampled(
    statistic: Statistic, counts: Integers, *, resamples: int, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Find quantities of resamples, and of the data.

    Parameters
    ----------
    statistic : callable
        Takes counts, shape [resamples, groups], and gives the quantities, shape
        [quantities, resamples], any unit.
    counts : ndarray
        Cycles in each group (no unit), shape [groups].
    resamples : int
        Number of resamples [no unit].
    generator : Generator
        Source of the random numbers.

    Returns
    -------
    replicates : ndarray
        Quantities of the resamples, shape [quantities, resamples].
    best : ndarray
        Quantities of the counts themselves, shape [quantities].
    """
    total = int(counts.sum())
    drawn = generator.multinomial(total, counts / total, size=resamples).astype(float)
    results = statistic(np.concatenate([drawn, counts[None]]))
    return results[:, :-1], results[:, -1]


def interval_of_place(
    replicates: Array, scales: Array, best: float, scale: float, *, widening: float = 1.0
) -> tuple[Interval, ...]:
    """Find the intervals of a place.

    Parameters
    ----------
    replicates, scales : ndarray
        Place and scale of each resample, any unit, shape [resamples].
    best, scale : float
        Place and scale of the data, in the same unit.
    widening : float
        Factor by which the pivots are widened [no unit].

    Returns
    -------
    tuple of Interval
        In the order of ``LEVELS``.
    """
    ends = _quantiles((replicates - best) / scales, widening)
    return tuple((best - high * scale, best - low * scale) for low, high in ends)


def interval_of_scale(
    replicates: Array, best: float, *, widening: float = 1.0
) -> tuple[Interval, ...]:
    """Find the intervals of a positive quantity.

    Parameters
    ----------
    replicates : ndarray
        Quantity of each resample, any unit, shape [resamples].
    best : float
        That of the data, in the same unit.
    widening : float
        Factor by which the logarithms are widened [no unit].

    Returns
    -------
    tuple of Interval
        In the order of ``LEVELS``.
    """
    ends = _quantiles(np.log(replicates / best), widening)
    return tuple((best * float(np.exp(-high)), best * float(np.exp(-low))) for low, high in ends)


def _quantiles(pivots: Array, widening: float) -> list[tuple[float, float]]:
    middle = float(np.median(pivots))
    ends = [np.quantile(pivots, ((1 - level) / 2, (1 + level) / 2)) for level in LEVELS]
    wide = [middle + widening * (each - middle) for each in ends]
    return [(float(low), float(high)) for low, high in wide]
