"""Velocities of walls from a table: by drive, with the scatter of repeated transits.

A velocity is the distance over the mean transit time, which is what a wall covers in the long run;
given velocities are averaged by their logarithms. A wall that did not move within the time of a
measurement has no velocity, and the mean of those that moved beside it would be too fast. So its
drive is set aside, unless the slowest velocity that would have been seen is known: then it is
slower than that. Drives of both signs count alike.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array, Integers, Table
from dwmtj.analysis.tables.row_account import RowAccount

Flags = npt.NDArray[np.bool_]

#: Drives and their units.
DRIVES = {"current_density": "A/m^2", "field": "A/m"}


class DriveVelocities(NamedTuple):
    """Velocities at K drives, ascending; a drive with walls that did not move may stand repeatedly.

    ``drive`` [``drive_unit``], ``velocity`` [m/s] (NaN if no wall moved), number of walls that
    ``moved`` and of those that stood ``still`` (no units), and the sum ``squares`` of the relative
    deviations within the drive (no unit), each of shape [K]. ``timed`` tells whether the velocities
    are from transit times, ``resolution`` is the slowest velocity that is seen [m/s], NaN if not
    known, and ``name`` is that of the drive.
    """

    name: str
    drive_unit: str
    drive: Array
    velocity: Array
    moved: Integers
    still: Integers
    squares: Array
    timed: bool
    resolution: float

    def only(self, which: Flags) -> "DriveVelocities":
        """Give a part of the drives.

        Parameters
        ----------
        which : ndarray
            Which drives, shape [K].

        Returns
        -------
        DriveVelocities
            These drives.
        """
        parts = {
            name: getattr(self, name)[which]
            for name in ("drive", "velocity", "moved", "still", "squares")
        }
        return self._replace(**parts)


class _Rows(RowAccount):
    """Rows of a table, and which of them are still used."""

    def __init__(self, table: Table) -> None:
        super().__init__(table.lines)
        self.table = table

    def number(self, name: str) -> Array:
        if name not in self.table.columns:
            return np.full(self.table.rows_used, np.nan)
        return np.asarray(self.table.columns[name], float)


def velocities_of(
    table: Table, *, drive: str | None, motion_law: str | None, resolution: float | None
) -> tuple[DriveVelocities, RowAccount, Array]:
    """Collect the velocities of a table by their drives.

    Parameters
    ----------
    table : Table
        Table of kind ``mobility``.
    drive : str or None
        ``current_density`` or ``field``; the first of them that the table has if not given.
    motion_law : str or None
        Motion law of a simulated table; the first if not given.
    resolution : float or None
        Slowest velocity that would have been seen [m/s].

    Returns
    -------
    DriveVelocities
        Velocities.
    RowAccount
        Rows of the table, and which are used.
    ndarray
        Size of the drive of each row [unit of the drive], shape [rows].

    Raises
    ------
    ValueError
        If the drive or the law is not in the table.
    """
    rows = _Rows(table)
    _choose_law(rows, motion_law)
    name = _choose_drive(rows, drive)
    signed = rows.number(name)
    rows.drop(~np.isfinite(signed), f"no value of {name}")
    rows.drop(signed == 0, f"{name} is zero")
    other = rows.number(next(each for each in DRIVES if each != name))
    rows.drop(np.isfinite(other) & (other != 0), "driven by field and current at once")
    distance, time, timed = _transits(rows)
    with np.errstate(invalid="ignore", divide="ignore"):
        velocity = distance / time
    rows.drop(~np.isfinite(velocity), "no velocity")
    if not timed:
        _drop_backward(rows, signed, velocity)
    slowest = np.nan if resolution is None else resolution
    still = rows.used & ((velocity == 0) | (np.abs(velocity) < slowest))
    size = np.abs(signed)
    if resolution is None:
        mixed = np.isin(size, size[still])
        rows.drop(still, "the wall did not move: its velocity is below what was seen")
        rows.drop(mixed, "other walls did not move at this drive: the mean would be too fast")
        still = np.zeros_like(still)
    found = _by_drive(rows.used, size, (np.abs(distance), time), still, timed)
    return DriveVelocities(name, DRIVES[name], *found, timed, slowest), rows, size


def _choose_law(rows: _Rows, wanted: str | None) -> None:
    if "motion_law" not in rows.table.columns:
        if wanted is not None:
            raise ValueError(f"motion_law: {wanted!r} is not allowed; the table names no laws")
        return
    names = rows.table.columns["motion_law"].astype(str)
    chosen = str(names[np.argmin(rows.table.lines)]) if wanted is None else wanted
    if chosen not in names:
        allowed = ", ".join(repr(str(name)) for name in np.unique(names))
        raise ValueError(f"motion_law: {chosen!r} is not allowed; allowed: {allowed}")
    rows.drop(names != chosen, f"another motion law than {chosen!r}")


def _choose_drive(rows: _Rows, wanted: str | None) -> str:
    there = [
        name
        for name in DRIVES
        if (np.isfinite(rows.number(name)) & (rows.number(name) != 0))[rows.used].any()
    ]
    if wanted is None:
        # Of a table without a drive that could be used, its own column is to be told of.
        shown = [name for name in DRIVES if np.isfinite(rows.number(name)).any()]
        return (there or shown or ["current_density"])[0]
    if wanted not in there:
        raise ValueError(
            f"drive: {wanted!r} is not allowed; allowed: {', '.join(there) or 'none'}, of which "
            f"{rows.table.origin} has values"
        )
    return wanted


def _transits(rows: _Rows) -> tuple[Array, Array, bool]:
    """Distance and time of each row; a given velocity is the distance in the time 1."""
    distance, time, given = (rows.number(each) for each in ("distance", "time", "velocity"))
    timed = bool((np.isfinite(distance) & np.isfinite(time))[rows.used].any())
    if timed:
        rows.drop(~(np.isfinite(distance) & np.isfinite(time)), "no transit time")
        return distance, time, True
    return given, np.ones_like(given), False


def _drop_backward(rows: _Rows, drive: Array, velocity: Array) -> None:
    """Drop what moved against most of the others of the same sign of the drive."""
    for sign in (-1, 1):
        which = rows.used & (np.sign(drive) == sign)
        if which.any():
            along = np.sign(np.sum(np.sign(velocity[which])))
            rows.drop(which & (np.sign(velocity) == -along) & (along != 0), "moved backward")


def _by_drive(
    used: Flags, drive: Array, transit: tuple[Array, Array], still: Flags, timed: bool
) -> tuple[Array, Array, Integers, Integers, Array]:
    drive, still = drive[used], still[used]
    distance, time = transit[0][used], transit[1][used]
    moved = ~still
    # Beside walls that did not move, each counts for itself: a censored sample has no plain mean.
    single = np.isin(drive, drive[still])
    number = np.where(single & moved, np.arange(1, len(drive) + 1), 0)
    keys, group = np.unique(np.stack([drive, number]), axis=1, return_inverse=True)
    groups = keys.shape[1]
    count = np.bincount(group[moved], minlength=groups)
    quiet = np.bincount(group[still], minlength=groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        if timed:
            velocity = np.bincount(group, distance * moved, groups) / np.bincount(
                group, time * moved, groups
            )
            deviation = time * velocity[group] / distance - 1
        else:
            logs = np.where(moved, np.log(distance), 0.0)
            mean = np.bincount(group, logs, groups) / count
            velocity, deviation = np.exp(mean), logs - mean[group]
    squares = np.bincount(group[moved], deviation[moved] ** 2, groups).astype(float)
    velocity = np.where(count > 0, velocity, np.nan)
    return keys[0], velocity, count.astype(np.int64), quiet.astype(np.int64), squares
