"""Which law velocities follow: flow, creep, or the way from one to the other through depinning.

Three laws are compared by the squares of log-velocities: flow v = m*x; creep ln v = A - B*x^(-1/4);
and the law of :mod:`dwmtj.physics.creep` with mobility m, depinning drive x_d and depinning
temperature T_d, of which the two are the limits. A law with more parameters is taken where it fits
clearly better, by Fisher's test. Flow alone tells no more of depinning than an upper limit of x_d,
creep alone no mobility and a lower limit. Errors of velocities are relative and the same at all
drives; none is taken for smaller than 0.1 %. Left out: other exponents, and the intrinsic pinning
of a wall that is driven by adiabatic torque alone.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import f as fisher
from scipy.stats import t as student

from dwmtj.analysis.likelihood import LikelihoodFit
from dwmtj.analysis.mobility.drive_law import (
    LEAST_ERROR,
    closer_grid,
    drive_grid,
    drive_limits,
    fit_whole_law,
    search_bounds,
    still_deviance,
)
from dwmtj.analysis.mobility.log_velocities import Shape, by_drives

#: Exponent of creep of a line in a film [no unit].
_CREEP = 0.25
#: Significance from which a law with more parameters is taken [no unit].
_SIGNIFICANCE = 1e-3


class Laws(NamedTuple):
    """What fits: ``regime`` is ``flow``, ``creep``, ``depinning`` or ``unknown``.

    ``reason`` tells why none does. ``log_mobility`` and ``log_mobility_error`` are those of flow
    (no units), ``creep_slope`` and ``creep_slope_error`` B in reduced drives (no unit). ``law`` is
    the best of the whole law, in logarithms of mobility, depinning drive and T_d/T (reduced, no
    units), NaN for flow, and ``full`` its fit with intervals, None but for depinning. ``limits``
    are the ends of the intervals of x_d for flow and creep [unit of the drive], by level.
    ``error`` is the relative error of a transit, ``freedom`` its number of degrees of freedom (no
    units). ``bounds`` are those of the search for the whole law, by the name of the parameter.
    ``lack`` tells that the drives deviate from the law by more than their repetitions do.
    """

    regime: str
    reason: str
    log_mobility: float
    log_mobility_error: float
    creep_slope: float
    creep_slope_error: float
    law: tuple[float, float, float]
    full: LikelihoodFit | None
    limits: tuple[tuple[float, float], ...]
    error: float
    freedom: int
    bounds: dict[str, tuple[float, float]]
    lack: bool


_NONE = np.nan
_UNKNOWN = Laws(
    "unknown", "", _NONE, _NONE, _NONE, _NONE, (_NONE,) * 3, None, (), _NONE, 0, {}, False
)


def fit_laws(shape: Shape) -> Laws:
    """Find the law that velocities follow.

    Parameters
    ----------
    shape : Shape
        Log-velocities.

    Returns
    -------
    Laws
        The fits.
    """
    laws = _compare(shape)
    drives = int(np.sum(shape.weight > 0))
    repeated = shape.observations - drives
    parameters = {"flow": 1, "creep": 2, "depinning": 3}.get(laws.regime, drives)
    if repeated < 1 or drives <= parameters:
        return laws
    between = laws.error**2 * laws.freedom - shape.squares
    ratio = (between / (drives - parameters)) / max(shape.squares / repeated, LEAST_ERROR**2)
    if fisher.sf(ratio, drives - parameters, repeated) > _SIGNIFICANCE:
        return laws
    return _compare(by_drives(shape))._replace(lack=True)


def _compare(shape: Shape) -> Laws:
    moved = shape.weight > 0
    drives = len(np.unique(shape.drive[moved]))
    if drives < 2:
        why = f"velocities at {drives} drive{'' if drives == 1 else 's'}; at least 2 are needed"
        return _UNKNOWN._replace(reason=why)
    flow, log_mobility = _flow(shape)
    free = shape.observations - 1
    error = float(max(np.sqrt(flow / free), LEAST_ERROR))
    flow_only = _UNKNOWN._replace(
        regime="flow",
        log_mobility=log_mobility,
        log_mobility_error=float(error / np.sqrt(shape.observations)),
        error=error,
        freedom=free,
    )
    if drives < 4 or free < 4:
        return flow_only
    power, power_error = _power(shape)
    if student.cdf((power - 1) / power_error, free - 1) < _SIGNIFICANCE:
        why = (
            f"the velocity grows as the {power:.2g}th power of the drive, slower than in any of "
            "flow, depinning and creep"
        )
        return _UNKNOWN._replace(reason=why)
    seen = _error_within(shape, error)
    grid, free = drive_grid(shape, seen), free - 2
    close = closer_grid(shape, seen, grid)
    best = int(np.argmin(close.squares))
    least = max(float(close.squares[best]), free * LEAST_ERROR**2)
    flow += seen**2 * float(still_deviance(shape, np.log(shape.drive) + log_mobility, seen))
    limits = drive_limits(shape, grid)
    if fisher.sf((flow - least) / 2 / (least / free), 2, free) > _SIGNIFICANCE:
        return flow_only._replace(limits=limits)
    found = flow_only._replace(
        regime="depinning",
        law=(
            float(close.log_mobility[best]),
            float(np.log(close.drives[best])),
            float(np.log(close.barriers[best])),
        ),
        limits=limits,
        error=float(np.sqrt(least / free)),
        freedom=free,
    )
    creep, slope, slope_factor = _creep(shape, seen)
    if slope <= 0 or fisher.sf((creep - least) / (least / free), 1, free) < _SIGNIFICANCE:
        full = fit_whole_law(shape, grid, close, float(np.sqrt(least / free)))
        return found._replace(full=full, bounds=search_bounds(grid))
    error = float(np.sqrt(max(creep / (free + 1), LEAST_ERROR**2)))
    return found._replace(
        regime="creep",
        creep_slope=slope,
        creep_slope_error=error * slope_factor,
        error=error,
        freedom=free + 1,
    )


def _flow(shape: Shape) -> tuple[float, float]:
    """Squares about flow, and the logarithm of its mobility over the scale of the drive."""
    rest = shape.logs - np.log(shape.drive)
    mean = float(np.average(rest, weights=shape.weight))
    squares = float(shape.weight @ (rest - mean) ** 2) + shape.squares
    variance = squares / max(shape.observations - 1, 1)
    return squares, mean - variance * float(np.average(shape.bias, weights=shape.weight))


def _power(shape: Shape) -> tuple[float, float]:
    """Slope of log-velocity over log-drive, at least 1 by all laws here, and its standard error."""
    x, weight = np.log(shape.drive), shape.weight
    x_rest = x - np.average(x, weights=weight)
    spread = float(weight @ x_rest**2)
    slope = float(weight @ (x_rest * shape.logs)) / spread
    rest = shape.logs - np.average(shape.logs, weights=weight) - slope * x_rest
    squares = float(weight @ rest**2) + shape.squares
    error = max(np.sqrt(squares / max(shape.observations - 2, 1)), LEAST_ERROR)
    return slope, float(error / np.sqrt(spread))


def _creep(shape: Shape, error: float) -> tuple[float, float, float]:
    """Squares about creep, its slope B, and the standard error of B over that of a transit."""
    x, weight = shape.drive**-_CREEP, shape.weight
    x_mean, y_mean = (float(np.average(each, weights=weight)) for each in (x, shape.logs))
    spread = float(weight @ (x - x_mean) ** 2)
    slope = float(weight @ ((x - x_mean) * (shape.logs - y_mean))) / spread
    line = y_mean + slope * (x - x_mean)
    squares = float(weight @ (shape.logs - line) ** 2) + shape.squares
    squares += error**2 * float(still_deviance(shape, line, error))
    return squares, -slope, float(1 / np.sqrt(spread))


def _error_within(shape: Shape, error: float) -> float:
    """Relative error of a transit from its repetitions, or as given if there are few."""
    repeated = shape.observations - int(np.sum(shape.weight > 0))
    within = np.sqrt(shape.squares / repeated) if repeated >= 3 else error
    return float(max(min(within, error), LEAST_ERROR))
