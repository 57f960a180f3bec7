"""A number that was measured once, of which only a bracket is known, such as a field step.

It is uniform in its bracket, or in the brackets that noisy readings leave. Posteriors are given as
equally probable values, so that those of sums and differences of independent numbers follow.
"""

import numpy as np

from dwmtj.analysis.estimate import LEVELS, Estimate
from dwmtj.analysis.records import Array

#: Number of equally probable values that stand for a posterior [no unit].
_VALUES = 500


def posterior_of_one(low: Array, high: Array, evidence: Array) -> Array:
    """Posterior of one number that lies in one of several brackets side by side.

    Parameters
    ----------
    low, high : ndarray
        Ends of the brackets [any unit], shape [K], ascending.
    evidence : ndarray
        Log-likelihood of each bracket [no unit], shape [K].

    Returns
    -------
    ndarray
        Equally probable values [same unit], ascending, shape [500].
    """
    weight = np.exp(evidence - np.max(evidence)) * (high - low)
    total = np.concatenate([[0.0], np.cumsum(weight)])
    wanted = (np.arange(_VALUES) + 0.5) / _VALUES
    edges = np.append(low, high[-1])
    return np.asarray(np.interp(wanted, total / total[-1], edges))


def combined(one: Array, other: Array, one_factor: float, other_factor: float) -> Array:
    """Posterior of a weighted sum of two independent numbers.

    Parameters
    ----------
    one, other : ndarray
        Equally probable values of each [any unit], shape [500].
    one_factor, other_factor : float
        Factors of the sum [no unit].

    Returns
    -------
    ndarray
        Equally probable values of the sum [same unit], ascending, shape [500].
    """
    sums = np.sort((one_factor * one[:, None] + other_factor * other).ravel())
    return np.asarray(sums.reshape(_VALUES, -1).mean(axis=1))


def estimate_from(posterior: Array, unit: str, method: str, reason: str | None = None) -> Estimate:
    """Give the median and the central intervals of a posterior.

    Parameters
    ----------
    posterior : ndarray
        Equally probable values [``unit``], shape [500].
    unit : str
        Unit of the values.
    method : str
        How they were found.
    reason : str, optional
        What limits the estimate.

    Returns
    -------
    Estimate
        The standard error is half of the 68 % interval.
    """
    ends = [
        tuple(float(end) for end in np.quantile(posterior, [0.5 - level / 2, 0.5 + level / 2]))
        for level in LEVELS
    ]
    return Estimate(
        float(np.median(posterior)),
        unit,
        method,
        standard_error=(ends[0][1] - ends[0][0]) / 2,
        interval_68=(ends[0][0], ends[0][1]),
        interval_95=(ends[1][0], ends[1][1]),
        reason=reason,
    )
