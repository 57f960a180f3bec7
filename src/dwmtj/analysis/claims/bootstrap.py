"""Bias-corrected and accelerated bootstrap intervals (Efron 1987, J. Am. Stat. Assoc. 82, 171).

Shown beside intervals that rest on Student's t. Of six runs such an interval is too narrow, as six
numbers hold too little of their law: of simulated runs, of the laws and structures that
:mod:`.spread_effect` lists, the 95 % interval of a mean difference held 80 to 86 % of the true
ones, that of a ratio of spreads 77 to 92 %. No verdict rests on it.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_RESAMPLES = 4999


def bca_interval(
    statistic: Callable[[Indices], Array], runs: int, level: float = 0.95, seed: int = 0
) -> tuple[float, float] | None:
    """Find the interval of a statistic of runs.

    Parameters
    ----------
    statistic : callable
        Takes numbers of runs, shape [samples, drawn], and gives the statistic of each sample, shape
        [samples]; NaN where a sample has none, which is then left out.
    runs : int
        Number of runs [no unit].
    level : float
        Confidence level [no unit].
    seed : int
        Seed of the resampling (no unit).

    Returns
    -------
    tuple of float or None
        Both ends [unit of the statistic]; None if the statistic does not vary.
    """
    value = float(statistic(np.arange(runs)[None])[0])
    drawn = np.random.default_rng(seed).integers(runs, size=(_RESAMPLES, runs))
    values = statistic(drawn)
    values = values[np.isfinite(values)]
    left_out = np.array([np.delete(np.arange(runs), each) for each in range(runs)])
    without = statistic(left_out)
    deviations = without.mean() - without
    scale = float(np.sum(deviations**2))
    below = float(np.mean(values < value) + np.mean(values == value) / 2) if len(values) else 0.0
    if not np.isfinite(scale) or scale <= 0 or not 0 < below < 1:
        return None
    acceleration = float(np.sum(deviations**3)) / (6 * scale**1.5)
    bias = ndtri(below)
    reach = bias + ndtri(np.array([(1 - level) / 2, (1 + level) / 2]))
    low, high = np.quantile(values, ndtr(bias + reach / (1 - acceleration * reach)))
    return float(low), float(high)
