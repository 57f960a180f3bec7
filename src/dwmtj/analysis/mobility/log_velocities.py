"""Velocities by drive as logarithms and weights, the form in which laws are fitted to them."""

from typing import NamedTuple

import numpy as np

from dwmtj.analysis.mobility.velocities import DriveVelocities
from dwmtj.analysis.records import Array

#: Number of drives above which they are taken together, and of the parts [no unit].
_MANY, _PARTS = 200, 100


class Shape(NamedTuple):
    """Log-velocities as the laws see them, each of shape [K].

    ``drive`` is over ``scale`` [unit of the drive] and has no unit, as ``logs`` of the velocities
    over 1 m/s, ``weight`` (the number of transits), ``still`` (walls that did not move),
    and ``bias`` over the squared error of a transit. ``squares`` within the drives and
    ``observations`` are numbers, ``resolution`` is a log-velocity (no units).
    """

    drive: Array
    logs: Array
    weight: Array
    still: Array
    bias: Array
    squares: float
    observations: int
    resolution: float
    scale: float


def shape_of(data: DriveVelocities) -> Shape:
    """Reduce velocities to logarithms.

    Parameters
    ----------
    data : DriveVelocities
        Velocities.

    Returns
    -------
    Shape
        Logarithms.
    """
    scale = float(np.exp(np.mean(np.log(data.drive)))) if len(data.drive) else 1.0
    moved = data.moved > 0
    count = np.maximum(data.moved, 1)
    shape = Shape(
        drive=data.drive / scale,
        logs=np.where(moved, np.log(np.where(moved, data.velocity, 1.0)), 0.0),
        weight=data.moved.astype(float),
        still=data.still.astype(float),
        # The logarithm of a mean time is below that of the true mean, by half its variance.
        bias=0.5 / count if data.timed else np.zeros(len(count)),
        squares=float(np.sum(data.squares)),
        observations=int(np.sum(data.moved)),
        resolution=float(np.log(data.resolution)) if data.resolution > 0 else -np.inf,
        scale=scale,
    )
    return _condensed(shape) if len(data.drive) > _MANY and not np.any(data.still) else shape


def _condensed(shape: Shape) -> Shape:
    """Take close drives together, each moved along the local slope to their mean drive.

    Laws bend little within a part of a hundredth of the drives, so nothing is lost, and many drives
    cost no more than few.
    """
    part = (np.arange(len(shape.drive)) * _PARTS) // len(shape.drive)
    x, weight = np.log(shape.drive), shape.weight
    total = np.bincount(part, weight).astype(float)
    x_mean, y_mean = (np.bincount(part, weight * each) / total for each in (x, shape.logs))
    x_rest, y_rest = x - x_mean[part], shape.logs - y_mean[part]
    spread = np.bincount(part, weight * x_rest**2)
    slope = np.bincount(part, weight * x_rest * y_rest) / np.where(spread > 0, spread, 1.0)
    rest = y_rest - slope[part] * x_rest
    return shape._replace(
        drive=np.exp(x_mean),
        logs=y_mean,
        weight=total,
        still=np.zeros(_PARTS),
        bias=np.bincount(part, weight * shape.bias) / total,
        squares=shape.squares + float(weight @ rest**2),
    )


def by_drives(shape: Shape) -> Shape:
    """Give each drive the weight of one, for laws that its repetitions do not follow.

    Parameters
    ----------
    shape : Shape
        Log-velocities.

    Returns
    -------
    Shape
        The same without weights and scatter within drives.
    """
    moved = shape.weight > 0
    return shape._replace(
        weight=moved.astype(float),
        bias=np.zeros(len(moved)),
        squares=0.0,
        observations=int(moved.sum()),
    )
