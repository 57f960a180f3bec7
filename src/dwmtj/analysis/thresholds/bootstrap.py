"""Bootstrap over cycles: bias-corrected and accelerated intervals (Efron 1987).

Resamples of n observations spread less than samples do, by sqrt((n - p)/n) for p fitted parameters,
and their quantiles are those of a normal distribution where Student's are needed; the levels are
widened for both (the expanded interval of Hesterberg 2015).

Cycles of one group are the same, so a resample is a multinomial draw of the groups' counts, and
leaving out one cycle has as many results as there are groups: the cost does not grow with the
number of cycles.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import t as student

from dwmtj.analysis.estimate import LEVELS, Interval
from dwmtj.analysis.records import Array, Integers

#: Takes counts [resamples, groups] and gives quantities [quantities, resamples].
Statistic = Callable[[Array], Array]


def bootstrap_intervals(
    statistic: Statistic,
    counts: Integers,
    *,
    parameters: int,
    resamples: int,
    generator: np.random.Generator,
    observations: int | None = None,
) -> tuple[list[tuple[Interval, ...]], Array, Array]:
    """Find intervals of quantities that are computed from counts of groups.

    Parameters
    ----------
    statistic : callable
        Takes counts, shape [resamples, groups], and gives the quantities, shape
        [quantities, resamples], any unit.
    counts : ndarray
        Cycles in each group (no unit), shape [groups].
    parameters, resamples : int
        Number of fitted parameters, and of resamples [no unit].
    generator : Generator
        Source of the random numbers.
    observations : int, optional
        Cycles that tell something, where it is not all of them [no unit]: a censored cycle hardly
        does.

    Returns
    -------
    intervals : list of tuple
        For each quantity the intervals in the order of ``LEVELS``, in its unit.
    replicates : ndarray
        Quantities of the resamples, shape [quantities, resamples].
    best : ndarray
        Quantities of the counts themselves, shape [quantities].
    """
    total = int(counts.sum())
    drawn = generator.multinomial(total, counts / total, size=resamples).astype(float)
    without_one = counts - np.eye(len(counts))
    results = statistic(np.concatenate([drawn, np.maximum(without_one, 0), counts[None]]))
    replicates = results[:, :resamples]
    left_out, best = results[:, resamples:-1], results[:, -1]
    telling = total if observations is None else observations
    free = max(telling - parameters, 1)
    widened = float(np.sqrt(telling / free))
    reaches = [widened * float(student.ppf((1 + level) / 2, free)) for level in LEVELS]
    intervals = [
        _accelerated(values, jackknife, counts, float(value), reaches)
        for values, jackknife, value in zip(replicates, left_out, best, strict=True)
    ]
    return intervals, replicates, best


def _accelerated(
    values: Array, jackknife: Array, counts: Integers, best: float, reaches: list[float]
) -> tuple[Interval, ...]:
    below = np.mean(values < best) + np.mean(values == best) / 2
    bias = float(ndtri(np.clip(below, 0.5 / len(values), 1 - 0.5 / len(values))))
    difference = counts @ jackknife / counts.sum() - jackknife
    spread = float(counts @ difference**2)
    acceleration = float(counts @ difference**3) / (6 * spread**1.5) if spread > 0 else 0.0
    return tuple(_percentiles(values, each, bias, acceleration) for each in reaches)


def _percentiles(values: Array, reach: float, bias: float, acceleration: float) -> Interval:
    tails = np.array([-reach, reach]) + bias
    shares = ndtr(bias + tails / (1 - acceleration * tails))
    low, high = np.quantile(values, shares)
    return float(low), float(high)
