"""Walker breakdown in measured velocities: where they clearly fall with a growing drive."""

import numpy as np

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.mobility.velocities import DriveVelocities
from dwmtj.analysis.records import Array
from dwmtj.analysis.robust import sigma_of_deviations

_METHOD = "drive of the greatest velocity before a clear fall; interval to the neighbouring drives"
#: A fall by less than this share, or this many standard errors, is not taken for one.
_LEAST_FALL, _ERRORS = 0.1, 5.0
#: Parts that many drives are taken together to [no unit].
_PARTS = 50


def relative_scatter(data: DriveVelocities) -> float:
    """Give the relative scatter of a velocity.

    Parameters
    ----------
    data : DriveVelocities
        Velocities.

    Returns
    -------
    float
        Standard deviation of one transit over its mean [no unit]: within the drives if they were
        repeated, else how the velocities scatter about their neighbours; NaN if neither is known.
    """
    free = int(np.sum(data.moved[data.moved > 0] - 1))
    if free >= 3:
        return float(np.sqrt(np.sum(data.squares) / free))
    moved = data.moved > 0
    x, y = np.log(data.drive[moved]), np.log(data.velocity[moved])
    if len(x) < 5:
        return float("nan")
    share = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
    rest = y[1:-1] - (1 - share) * y[:-2] - share * y[2:]
    scale = np.sqrt(1 + share**2 + (1 - share) ** 2)
    return sigma_of_deviations(rest / scale)


def walker_fall(data: DriveVelocities) -> tuple[Estimate, float]:
    """Find where the velocity falls.

    Parameters
    ----------
    data : DriveVelocities
        Velocities.

    Returns
    -------
    Estimate
        Drive of the breakdown [unit of the drive]; an upper limit where the velocity falls from
        the smallest drive on.
    float
        Greatest drive before it, infinite if there is none [unit of the drive].
    """
    moved = data.moved > 0
    scatter = relative_scatter(data)
    # Of very many velocities some always lie far below their neighbours: their means do not.
    parts = min(int(moved.sum()), _PARTS)
    part = (np.arange(moved.sum()) * parts) // max(int(moved.sum()), 1)
    count = np.bincount(part, data.moved[moved])
    logs = np.bincount(part, data.moved[moved] * np.log(data.velocity[moved])) / count
    drive = data.drive[moved][np.searchsorted(part, np.arange(parts), side="right") - 1]
    repeated = int(np.sum(count - 1)) >= 3
    for peak in range(len(drive) - 1):
        if logs[peak] < logs[: peak + 1].max():
            continue
        error = scatter * np.sqrt(1 / count[peak] + 1 / count[peak + 1 :])
        fallen = logs[peak + 1 :] < logs[peak] - np.maximum(_LEAST_FALL, _ERRORS * error)
        # One slow velocity without repetition may be a mistake; two in a row are not.
        needed = 1 if repeated else 2
        if len(fallen) >= needed and _begins_with(fallen, logs[peak + 1 :] <= logs[peak], needed):
            return _breakdown(drive, peak, data.drive_unit), float(drive[peak])
    why = "the velocity does not fall clearly up to the largest drive"
    return unknown(data.drive_unit, _METHOD, why), np.inf


def _breakdown(drive: Array, peak: int, unit: str) -> Estimate:
    high = float(drive[peak + 1])
    if peak == 0:
        why = "the velocity falls from the smallest drive on: breakdown lies below the next drive"
        return Estimate(None, unit, _METHOD, None, (None, high), (None, high), why)
    ends = float(drive[peak - 1]), high
    return Estimate(float(drive[peak]), unit, _METHOD, None, ends, ends)


def _begins_with(fallen: Array, below: Array, needed: int) -> bool:
    """Tell whether enough velocities fall before one is as great as the peak again."""
    until = len(below) if below.all() else int(np.argmin(below))
    return bool(np.sum(fallen[:until]) >= needed)
