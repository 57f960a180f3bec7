"""Maximum likelihood with profile intervals: Minuit and MINOS (James and Roos 1975), by iminuit.

An interval holds the values whose profile deviance 2*(L_max - L) stays below a limit. That limit
is the quantile of chi^2 with one degree of freedom only for many observations. Here it is

    n*ln{1 + F_{1, n-p}(level)/(n - p)},

with F the quantile of Fisher's distribution, n observations and p parameters: exact for the
parameters of a linear normal model, and the same for n -> infinity. How well it covers for the
laws of this package is tested for 16, 100 and 10,000 observations.

A parameter is looked for between limits of two kinds. Beyond a limit of the allowed values there
is nothing, so an interval may end there; a bound of the search only says how far one looked, so an
interval that reaches it has no end on that side.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from iminuit import Minuit
from scipy.optimize import brentq
from scipy.stats import chi2
from scipy.stats import f as fisher

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown, with_ends

Limits = tuple[float | None, float | None]
Cost = Callable[..., float]

_NONE: Limits = (None, None)

#: How often the distance to the best value is doubled before an interval counts as open.
_DOUBLINGS = 40
#: An end this near a bound of the search, as a share of the interval, is at it [no unit].
_AT_BOUND = 1e-3


class LikelihoodFit(NamedTuple):
    """The best fit of a law.

    ``values`` and ``standard_errors`` by the names of the parameters; ``intervals`` by name, and
    in the order of ``LEVELS``; ``covariance`` in the order of the names, shape [p, p];
    ``log_likelihood`` at the best fit [no unit]; ``parameters`` counts the free ones; ``converged``
    tells whether Minuit trusts it; ``search`` has the bounds of the search by name. Units are those
    of the parameters.
    """

    values: dict[str, float]
    standard_errors: dict[str, float]
    intervals: dict[str, tuple[Interval, ...]]
    covariance: np.ndarray
    log_likelihood: float
    parameters: int
    converged: bool
    search: Mapping[str, Limits]

    @property
    def akaike(self) -> float:
        """Akaike's information criterion 2*p - 2*L [no unit]."""
        return 2 * self.parameters - 2 * self.log_likelihood


def deviance_limit(level: float, observations: int, parameters: int) -> float:
    """Deviance up to which a value belongs to the interval.

    Parameters
    ----------
    level : float
        Confidence level, between 0 and 1 [no unit].
    observations, parameters : int
        Number n of observations and p of fitted parameters [no unit].

    Returns
    -------
    float
        Limit of 2*(L_max - L) [no unit].
    """
    free = max(observations - parameters, 1)
    quantile = float(fisher.ppf(level, 1, free))
    return float(max(observations, 2) * np.log1p(quantile / free))


def fit_likelihood(
    log_likelihood: Callable[..., float],
    start: Mapping[str, float],
    *,
    observations: int,
    limits: Mapping[str, Limits] | None = None,
    search: Mapping[str, Limits] | None = None,
    intervals_of: Sequence[str] | None = None,
    counted: int | None = None,
) -> LikelihoodFit:
    """Find the parameters of the greatest likelihood, and their profile intervals.

    Parameters
    ----------
    log_likelihood : callable
        Takes the parameters in the order of ``start`` and gives the logarithm of the likelihood;
        minus infinity is allowed.
    start : mapping
        Values to start from, by name; their sizes are the first steps' scale.
    observations : int
        Number of independent observations [no unit].
    limits : mapping, optional
        Smallest and largest allowed value by name; None for no limit.
    search : mapping, optional
        Smallest and largest value that are tried by name; None for no bound.
    intervals_of : sequence of str, optional
        Parameters whose intervals are wanted; all if not given.
    counted : int, optional
        Number of fitted parameters that the limit of the deviance counts, where the observations
        do not determine all of them [no unit]; all if not given.

    Returns
    -------
    LikelihoodFit
        An interval ends at the limit of the allowed values where the likelihood does not end it
        before; an end is None where it has none within the search, and all are if the fit did not
        converge.
    """
    names = list(start)

    def cost(*values: float) -> float:
        found = log_likelihood(*values)
        return -found if np.isfinite(found) else 1e300

    minuit = Minuit(cost, *start.values(), name=names)
    minuit.errordef = Minuit.LIKELIHOOD
    minuit.strategy = 1
    allowed, tried = limits or {}, search or {}
    for name in {**allowed, **tried}:
        minuit.limits[name] = _both(allowed.get(name, _NONE), tried.get(name, _NONE))
    minuit.migrad(ncall=5000)
    if not minuit.valid:
        minuit.simplex(ncall=5000).migrad(ncall=5000)
    minuit.hesse()
    converged = bool(minuit.valid)
    wanted = names if intervals_of is None else list(intervals_of)
    limits_of_deviance = [
        deviance_limit(level, observations, minuit.nfit if counted is None else counted)
        for level in LEVELS
    ]
    intervals = {
        name: tuple(
            within_search(
                _interval(minuit, cost, name, each), minuit.values[name], tried.get(name, _NONE)
            )
            for each in limits_of_deviance
        )
        for name in wanted
    }
    covariance = (
        np.full((len(names), len(names)), np.nan)
        if minuit.covariance is None
        else np.asarray(minuit.covariance)
    )
    return LikelihoodFit(
        values={name: float(minuit.values[name]) for name in names},
        standard_errors={name: float(minuit.errors[name]) for name in names},
        intervals=intervals,
        covariance=covariance,
        log_likelihood=-float(minuit.fval or 0.0),
        parameters=len(names),
        converged=converged,
        search=tried,
    )


def within_search(interval: Interval, value: float, bounds: Limits) -> Interval:
    """Take away the ends of an interval that are bounds of the search.

    Parameters
    ----------
    interval : tuple of (float or None)
        The interval [unit of the parameter].
    value : float
        Best value [the same unit].
    bounds : tuple of (float or None)
        Smallest and largest value that were tried [the same unit].

    Returns
    -------
    tuple of (float or None)
        Ends that the data set.
    """
    ends: list[float | None] = []
    for end, other, bound in zip(interval, reversed(interval), bounds, strict=True):
        length = abs((value if other is None else other) - (value if bound is None else bound))
        at_bound = end is not None and bound is not None and abs(end - bound) <= _AT_BOUND * length
        ends.append(None if at_bound else end)
    return ends[0], ends[1]


def _both(one: Limits, other: Limits) -> Limits:
    """Give the narrower ones of two pairs of limits."""
    lows = [each for each in (one[0], other[0]) if each is not None]
    highs = [each for each in (one[1], other[1]) if each is not None]
    return max(lows, default=None), min(highs, default=None)


def _interval(minuit: Minuit, cost: Cost, name: str, limit: float) -> Interval:
    if not minuit.valid:
        return (None, None)
    value = float(minuit.values[name])
    try:
        minuit.minos(name, cl=float(chi2.cdf(limit, 1)))
    except RuntimeError:  # MINOS found a better minimum or none
        low = high = None
    else:
        errors = minuit.merrors[name]
        low = value + errors.lower if errors.lower_valid else None
        high = value + errors.upper if errors.upper_valid else None
    if low is None:
        low = _profile_end(minuit, cost, name, limit, -1)
    if high is None:
        high = _profile_end(minuit, cost, name, limit, 1)
    return (low, high)


def _profile_end(minuit: Minuit, cost: Cost, name: str, limit: float, side: int) -> float | None:
    """End of an interval from the profile itself, where MINOS gives up, as near a limit."""
    value, least = float(minuit.values[name]), float(minuit.fval or 0.0)
    end = minuit.limits[name][(side + 1) // 2]
    step = max(float(minuit.errors[name]), 1e-9 * abs(value), 1e-12)

    def excess(place: float) -> float:
        others = Minuit(cost, *minuit.values, name=minuit.parameters)
        others.errordef = Minuit.LIKELIHOOD
        for each in minuit.parameters:
            others.limits[each] = minuit.limits[each]
        others.values[name] = place
        others.fixed[name] = True
        if others.nfit:
            others.migrad(ncall=2000)
        found = float(others.fval or 0.0) if others.nfit else cost(*others.values)
        return 2 * (found - least) - limit

    inside, outside = value, value + side * step
    for _ in range(_DOUBLINGS):
        outside = side * min(side * outside, side * end)
        if excess(outside) > 0:
            return float(brentq(excess, inside, outside, xtol=1e-6 * abs(outside - value)))
        if outside == end:
            return float(end)
        inside, outside = outside, value + 2 * (outside - value)
    return None


def estimate_of(fit: LikelihoodFit, name: str, unit: str, method: str) -> Estimate:
    """Give a fitted parameter as an estimate.

    Parameters
    ----------
    fit : LikelihoodFit
        The fit.
    name : str
        The parameter.
    unit : str
        Its unit.
    method : str
        How it was found.

    Returns
    -------
    Estimate
        Without a value if the fit did not converge or the data leave it open.
    """
    if not fit.converged:
        return unknown(unit, method, "the likelihood has no clear maximum")
    error = fit.standard_errors[name]
    interval_68, interval_95 = fit.intervals[name]
    return with_ends(
        fit.values[name],
        unit,
        method,
        standard_error=error if np.isfinite(error) else None,
        interval_68=interval_68,
        interval_95=interval_95,
    )
