"""Field steps in which switching was seen, and the likelihood of laws of switching fields.

Readings that show the wrong state, by noise or a mistake, may put a switch one or two steps off;
the likelihood takes that into account.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.likelihood import LikelihoodFit
from dwmtj.analysis.loops.step_errors import NO_ERRORS, StepErrors
from dwmtj.analysis.records import Array, Integers

#: Probability below which a switching field counts as a mistake, so that one spoils nothing.
_MISTAKE = 1e-9


class SweepConditions(NamedTuple):
    """How a loop was swept.

    ``sweep_rate`` [A/m/s] or None, ``temperature`` [K] and ``attempt_time`` [s].
    """

    sweep_rate: float | None
    temperature: float
    attempt_time: float


class Brackets(NamedTuple):
    """Distinct field steps in which switching was seen, and how often, each of shape [B].

    ``low`` and ``high`` are counted along the sweep [A/m]; ``counts`` have no unit, and ``errors``
    tell how often a step is wrong.
    """

    low: Array
    high: Array
    counts: Integers
    errors: StepErrors = NO_ERRORS


def brackets_of(low: Array, high: Array, rising: bool, errors: StepErrors = NO_ERRORS) -> Brackets:
    """Collect the field steps of one branch.

    Parameters
    ----------
    low, high : ndarray
        Ends of the steps [A/m], shape [N].
    rising : bool
        Whether the field rises along the branch.
    errors : StepErrors
        How often a step is wrong.

    Returns
    -------
    Brackets
        Distinct steps, counted along the sweep.
    """
    ends = np.stack([low, high] if rising else [-high, -low])
    distinct, counts = np.unique(ends, axis=1, return_counts=True)
    return Brackets(distinct[0], distinct[1], counts.astype(np.int64), errors)


def log_sum(survival: Callable[[Array], Array], brackets: Brackets) -> float:
    """Give the log-likelihood of the field steps.

    Parameters
    ----------
    survival : callable
        Probability not to have switched before fields along the sweep [A/m].
    brackets : Brackets
        The steps.

    Returns
    -------
    float
        Logarithm of their probability [no unit].
    """
    step, known = brackets.high - brackets.low, brackets.errors.shares()
    shift = np.array(list(known))[:, None] * step
    ends = survival(np.stack([brackets.low + shift, brackets.high + shift]))
    total = np.array(list(known.values())) @ (ends[0] - ends[1])
    return float(brackets.counts @ np.log(np.maximum(total, _MISTAKE)))


def from_logarithm(
    fit: LikelihoodFit,
    name: str,
    factor: float,
    unit: str,
    method: str,
    limits: tuple[float, float],
) -> Estimate:
    """Turn a fitted logarithm into an estimate; an end at a limit is none.

    Parameters
    ----------
    fit : LikelihoodFit
        The fit.
    name : str
        The parameter.
    factor : float
        What its exponential is multiplied with [``unit``].
    unit, method : str
        Unit of the estimate, and how it was found.
    limits : tuple of float
        Least and greatest value of the logarithm [no unit].

    Returns
    -------
    Estimate
        Without a value if the fit ended at a limit.
    """

    def end(value: float | None) -> float | None:
        free = value is not None and limits[0] + 1e-3 < value < limits[1] - 1e-3
        return float(factor * np.exp(value)) if free and value is not None else None

    if not fit.converged:
        return unknown(unit, method, "the likelihood has no clear maximum")
    low, high = ((end(interval[0]), end(interval[1])) for interval in fit.intervals[name])
    value = end(fit.values[name])
    if value is None or None in high:
        reason = "the field steps are too wide for the spread: only a limit is known"
        return Estimate(None, unit, method, interval_68=low, interval_95=high, reason=reason)
    error = value * fit.standard_errors[name]
    return Estimate(value, unit, method, error, low, high)
