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

Array = npt.NDArray[np.float64]


def deviances(fit: LawFit, sets: Replicates) -> Array:
    """Give the deviance of each set from the law that is fitted to it.

    Parameters
    ----------
    fit : LawFit
        The law, fitted to counts like those of the sets.
    sets : Replicates
        Sets of counts (no unit).

    Returns
    -------
    ndarray
        Deviances [no unit], shape [sets].
    """
    free = saturated_log_likelihood(sets.fired, sets.stopped)
    return np.asarray(2 * (free - greatest_log_likelihood(fit, sets)))


def goodness_of_fit(fit: LawFit, data: PassageData, sets: Replicates) -> float:
    """Give the chance that the law makes counts at least as far from it as the measured ones.

    Parameters
    ----------
    fit : LawFit
        The law, fitted to the measured counts.
    data : PassageData
        The measured counts (no unit).
    sets : Replicates
        Sets simulated by the fit (no unit).

    Returns
    -------
    float
        p-value [no unit], between 1/(sets + 1) and 1.
    """
    last = data.last
    measured = Replicates(
        data.fired[None, :last].astype(float), data.stopped[None, :last].astype(float)
    )
    observed = float(deviances(fit, measured)[0])
    return p_value(deviances(fit, sets) >= observed - 1e-9)


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
