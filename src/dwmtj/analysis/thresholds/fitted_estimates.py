"""Estimates of the parameters of a fit: as they are, of a logarithm, or with one limit only."""

import numpy as np

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, with_ends
from dwmtj.analysis.likelihood import LikelihoodFit, Limits, deviance_limit
from dwmtj.analysis.thresholds.threshold_grid import UNRESOLVED


def with_symmetric_ends(
    fit: LikelihoodFit, names: tuple[str, ...], observations: int
) -> LikelihoodFit:
    """Take intervals from the standard errors.

    Parameters
    ----------
    fit : LikelihoodFit
        The fit.
    names : tuple of str
        Parameters whose intervals are wanted.
    observations : int
        Number of independent observations [no unit].

    Returns
    -------
    LikelihoodFit
        The fit with intervals; an interval that would reach beyond the search has no ends.
    """
    intervals: dict[str, tuple[Interval, ...]] = {}
    for name in names:
        middle, error = fit.values[name], fit.standard_errors[name]
        limits = [deviance_limit(level, observations, fit.parameters) for level in LEVELS]
        bounds = fit.search.get(name, (None, None))
        reaches = [error * float(np.sqrt(limit)) for limit in limits]
        intervals[name] = tuple(_symmetric(middle, reach, bounds) for reach in reaches)
    return fit._replace(intervals=intervals)


def _symmetric(middle: float, reach: float, bounds: Limits) -> Interval:
    low, high = middle - reach, middle + reach
    inside = (bounds[0] is None or low > bounds[0]) and (bounds[1] is None or high < bounds[1])
    return (low, high) if inside else (None, None)


def exponential_estimate(
    fit: LikelihoodFit, name: str, unit: str, method: str, least: float = 0.0
) -> Estimate:
    """Give the exponential of a fitted parameter.

    Parameters
    ----------
    fit : LikelihoodFit
        The fit.
    name : str
        The parameter, a logarithm.
    unit : str
        Unit of the quantity.
    method : str
        How it was found.
    least : float, optional
        A lower end below this stands for zero [unit of the quantity].

    Returns
    -------
    Estimate
        Value, standard error and intervals.
    """
    value = float(np.exp(fit.values[name]))
    error = value * fit.standard_errors[name]
    intervals = [_ends(each) for each in fit.intervals[name]]
    reaches = [(0.0 if low is not None and low < least else low, high) for low, high in intervals]
    return with_ends(
        value,
        unit,
        method,
        standard_error=error,
        interval_68=reaches[0],
        interval_95=reaches[1],
    )


def one_sided_estimate(
    fit: LikelihoodFit, name: str, unit: str, method: str, *, upper: bool
) -> Estimate:
    """Give only a limit to the exponential of a fitted parameter.

    Parameters
    ----------
    fit : LikelihoodFit
        The fit.
    name : str
        The parameter, a logarithm.
    unit : str
        Unit of the quantity.
    method : str
        How it was found.
    upper : bool
        Whether it is the upper limit that the data set.

    Returns
    -------
    Estimate
        Without a value.
    """
    ends: list[Interval] = []
    for low, high in (_ends(each) for each in fit.intervals[name]):
        ends.append((None, high) if upper else (low, None))
    return Estimate(None, unit, method, interval_68=ends[0], interval_95=ends[1], reason=UNRESOLVED)


def _ends(interval: Interval) -> Interval:
    low, high = (None if end is None else float(np.exp(end)) for end in interval)
    return low, high
