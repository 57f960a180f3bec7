"""The whole law of creep, depinning and flow, fitted to log-velocities.

For each depinning drive on a grid the mobility follows in closed form and the barrier by search:
this gives a start for the likelihood's maximum, and limits of the depinning drive where the drives
reach one regime only. Errors of velocities are relative and the same at all drives.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from dwmtj.analysis.estimate import LEVELS, Interval
from dwmtj.analysis.likelihood import LikelihoodFit, deviance_limit, fit_likelihood
from dwmtj.analysis.mobility.log_velocities import Shape
from dwmtj.analysis.records import Array
from dwmtj.physics import driven_velocity

#: Least relative error of a velocity [no unit].
LEAST_ERROR = 1e-3
#: Reduced barriers T_d/T that are looked at [no unit].
_BARRIERS = np.geomspace(1.0, 1e4, 81)
#: Depinning drives that are looked at, over the smallest and the largest drive [no unit].
_BELOW, _ABOVE = 1e-2, 1e2


class DriveGrid(NamedTuple):
    """Depinning ``drives``, and of each the best fit; all of shape [X], no units.

    ``barriers`` T_d/T, ``log_mobility`` and the sum of ``squares``.
    """

    drives: Array
    barriers: Array
    log_mobility: Array
    squares: Array


def log_law(drive: Array, depinning: Array | float, barrier: Array | float) -> Array:
    """Give the log-velocity of the whole law for a mobility of 1.

    Parameters
    ----------
    drive : ndarray
        Reduced drive [no unit], shape [K].
    depinning : ndarray or float
        Reduced depinning drive [no unit], shape that broadcasts.
    barrier : ndarray or float
        Reduced barrier T_d/T [no unit], shape that broadcasts.

    Returns
    -------
    ndarray
        Logarithm of the velocity over its unit [no unit].
    """
    velocity = driven_velocity(
        drive,
        depinning_drive=depinning,
        flow_velocity=depinning,
        depinning_temperature=barrier,
        temperature=1.0,
    )
    return np.asarray(np.log(np.maximum(velocity, 1e-300)))


def drive_grid(shape: Shape, error: float) -> DriveGrid:
    """Fit mobility and barrier at each of many depinning drives.

    Parameters
    ----------
    shape : Shape
        Log-velocities.
    error : float
        Relative error of a transit, for walls that did not move [no unit].

    Returns
    -------
    DriveGrid
        Best fits.
    """
    drives = np.geomspace(_BELOW * shape.drive.min(), _ABOVE * shape.drive.max(), 161)
    step = _BARRIERS[1] / _BARRIERS[0]
    coarse = _best(shape, error, drives, _BARRIERS[None, :])
    return _best(shape, error, drives, _around(coarse.barriers, step))


def closer_grid(shape: Shape, error: float, grid: DriveGrid) -> DriveGrid:
    """Look closer at the depinning drives about the best one.

    Parameters
    ----------
    shape : Shape
        Log-velocities.
    error : float
        Relative error of a transit, for walls that did not move [no unit].
    grid : DriveGrid
        A wide grid.

    Returns
    -------
    DriveGrid
        Best fits at drives within 1e-4 of each other.
    """
    drive_step, step = grid.drives[1] / grid.drives[0], _BARRIERS[1] / _BARRIERS[0]
    for _ in range(3):
        at = int(np.argmin(grid.squares))
        drives = grid.drives[at] * drive_step ** np.linspace(-1, 1, 21)
        barriers = np.full(21, grid.barriers[at])
        grid = _best(shape, error, drives, _around(barriers, step))
        grid = _best(shape, error, drives, _around(grid.barriers, step ** (1 / 20)))
        drive_step, step = drive_step ** (1 / 10), step ** (1 / 2)
    return grid


def _around(barriers: Array, step: float) -> Array:
    """Barriers up to a step about each, shape [X, 41]."""
    fine = barriers[:, None] * step ** np.linspace(-1, 1, 41)
    return np.clip(fine, _BARRIERS[0], _BARRIERS[-1])


def _best(shape: Shape, error: float, drives: Array, barriers: Array) -> DriveGrid:
    """Best of several barriers at each depinning drive."""
    share = shape.weight / shape.weight.sum()
    law = log_law(shape.drive, drives[:, None, None], barriers[..., None])
    rest = shape.logs - law
    mean = rest @ share
    squares = ((rest - mean[..., None]) ** 2) @ shape.weight + shape.squares
    squares = squares + error**2 * still_deviance(shape, law + mean[..., None], error)
    at = np.arange(len(drives)), np.argmin(squares, axis=1)
    found = np.broadcast_to(barriers, squares.shape)[at]
    return DriveGrid(drives, found, mean[at], squares[at])


def still_deviance(shape: Shape, logs: Array, error: float) -> Array:
    """Give the deviance of the walls that did not move, summed over the drives.

    Parameters
    ----------
    shape : Shape
        Log-velocities.
    logs : ndarray
        Log-velocities by a law [no unit], shape [..., K].
    error : float
        Relative error of a transit [no unit].

    Returns
    -------
    ndarray
        Deviance [no unit], shape [...].
    """
    if not np.any(shape.still):
        return np.zeros(logs.shape[:-1])
    return np.asarray(-2 * log_ndtr((shape.resolution - logs) / error) @ shape.still)


def drive_limits(shape: Shape, grid: DriveGrid) -> tuple[tuple[float, float], ...]:
    """Give the depinning drives that the squares allow.

    Parameters
    ----------
    shape : Shape
        Log-velocities.
    grid : DriveGrid
        Best fits at depinning drives.

    Returns
    -------
    tuple
        Least and greatest drive by level [unit of the drive].
    """
    number = shape.observations
    best = np.maximum(grid.squares, number * LEAST_ERROR**2)
    deviance = number * np.log(best / best.min())
    found = []
    for level in LEVELS:
        inside = np.flatnonzero(deviance <= deviance_limit(level, number, 4))
        low, high = max(inside[0] - 1, 0), min(inside[-1] + 1, len(grid.drives) - 1)
        found.append(
            (float(grid.drives[low] * shape.scale), float(grid.drives[high] * shape.scale))
        )
    return tuple(found)


def search_bounds(grid: DriveGrid) -> dict[str, tuple[float, float]]:
    """Give the ends of the search for the whole law.

    Parameters
    ----------
    grid : DriveGrid
        Depinning drives that are looked at.

    Returns
    -------
    dict
        Least and greatest logarithm by parameter [no unit].
    """
    return {
        "log_drive": (float(np.log(grid.drives[0])), float(np.log(grid.drives[-1]))),
        "log_barrier": (0.0, float(np.log(_BARRIERS[-1]))),
    }


def fit_whole_law(shape: Shape, grid: DriveGrid, close: DriveGrid, error: float) -> LikelihoodFit:
    """Fit the whole law by maximum likelihood.

    Parameters
    ----------
    shape : Shape
        Log-velocities.
    grid, close : DriveGrid
        Depinning drives that are looked at, and a closer look to start from.
    error : float
        Relative error of a transit to start from [no unit].

    Returns
    -------
    LikelihoodFit
        Logarithms of mobility, depinning drive and T_d/T in reduced units (no unit).
    """
    at = int(np.argmin(close.squares))
    start = (close.log_mobility[at], np.log(close.drives[at]), np.log(close.barriers[at]))

    def log_likelihood(
        log_mobility: float, log_drive: float, log_barrier: float, log_error: float
    ) -> float:
        if not np.all(np.isfinite((log_mobility, log_drive, log_barrier, log_error))):
            return -np.inf
        spread = float(np.exp(log_error))
        logs = (
            start[0]
            + log_mobility
            + log_law(shape.drive, float(np.exp(log_drive)), max(float(np.exp(log_barrier)), 1.0))
        )
        rest = shape.logs - logs - shape.bias * spread**2
        squares = float(shape.weight @ rest**2) + shape.squares
        still = float(still_deviance(shape, logs, spread))
        return -squares / (2 * spread**2) - shape.observations * log_error - still / 2

    # The law has a kink at x_d, so that the search may stick at a drive; then it starts beside it.
    for aside in (0.0, 0.1, -0.1, 0.3, -0.3):
        fit = fit_likelihood(
            log_likelihood,
            {
                "log_mobility": 0.0,
                "log_drive": float(start[1]) + aside,
                "log_barrier": float(max(start[2], 1e-3)),
                "log_error": float(np.log(error)),
            },
            observations=shape.observations,
            limits={**search_bounds(grid), "log_error": (float(np.log(LEAST_ERROR / 2)), 3.0)},
            intervals_of=["log_mobility", "log_drive", "log_barrier"],
        )
        if fit.converged:
            break
    shift = {"log_mobility": start[0]}
    return fit._replace(
        values={name: value + shift.get(name, 0.0) for name, value in fit.values.items()},
        intervals={
            name: tuple(_shifted(ends, shift.get(name, 0.0)) for ends in intervals)
            for name, intervals in fit.intervals.items()
        },
    )


def _shifted(ends: Interval, shift: float) -> Interval:
    low, high = (None if end is None else end + shift for end in ends)
    return low, high
