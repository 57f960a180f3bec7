"""Whether a law can have made the counts: a parametric bootstrap of the deviance.

The statistic is 2*(L_free - L_law), with L_free the likelihood of a free chance at each pulse
(Kaplan and Meier 1958). Sets of counts are simulated by the fitted law, with the same pulses
applied, and the law is fitted anew to each, so that the share of sets with a deviance as large
needs no large numbers (Davison and Hinkley 1997): it is right for 16 cycles as for 10,000.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.passages.passage_data import PassageData, saturated_log_likelihood
from dwmtj.analysis.passages.passage_fits import LawFit
from dwmtj.analysis.passages.passage_grid import Replicates, greatest_log_likelihood
from dwmtj.analysis.records import Array


def goodness_of_fit(fit: LawFit, data: PassageData, sets: Replicates, greatest: Array) -> float:
    """Give the chance that the law makes counts at least as far from it as the measured ones.

    Parameters
    ----------
    fit : LawFit
        The law, fitted to the measured counts.
    data : PassageData
        The measured counts (no unit).
    sets : Replicates
        Sets simulated by the fit (no unit).
    greatest : ndarray
        Greatest log-likelihood of the law for each set [no unit], shape [sets].

    Returns
    -------
    float
        p-value [no unit], between 1/(sets + 1) and 1.
    """
    last = data.last
    measured = Replicates(data.fired[None, :last], data.stopped[None, :last])
    observed = _deviances(measured, greatest_log_likelihood(fit, measured))
    return p_value(_deviances(sets, greatest) >= observed - 1e-9)


def _deviances(sets: Replicates, greatest: Array) -> Array:
    return np.asarray(2 * (saturated_log_likelihood(sets.fired, sets.stopped) - greatest))


def p_value(as_extreme: npt.ArrayLike) -> float:
    """Give the p-value of a Monte-Carlo test, (1 + extreme sets)/(1 + sets).

    Parameters
    ----------
    as_extreme : array_like
        Whether each simulated set is as extreme as the measured one (no unit), shape [sets].

    Returns
    -------
    float
        p-value [no unit].
    """
    extreme = np.asarray(as_extreme, bool)
    return float((1 + extreme.sum()) / (1 + extreme.size))
