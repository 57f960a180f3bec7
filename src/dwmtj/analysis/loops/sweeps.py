"""Rows of a field loop, sorted into sweeps: falling and rising branches, numbered by loops.

A file names loops and branches, or only one of them, or neither. Without names the rows have to
stand in the order of the measurement, and a sweep leads from one turning point of the field to the
next; turning points are the extremes of the visits to the outer parts of the swept range. Within a
sweep the field has to move one way: single rows that do not are set aside, and many are refused.
Then the rows are sorted by field, so that neither jitter of the field nor a file that lists every
branch from the lowest field on matters. Left out: loops of different fields in one file.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.loops.field_order import out_of_order
from dwmtj.analysis.records import Array, Integers, Table

Rows = npt.NDArray[np.bool_]

#: Outer part of the swept range, at both ends, whose extremes may be turning points [no unit].
_OUTER = 0.3
#: Least part of the swept range that a sweep has to cover [no unit].
_LEAST_COVER = 0.75
#: Least number of readings of a sweep; fewer tell no level before and behind a switch.
_LEAST_READINGS = 6
#: Share of the rows that may be out of the order of their sweep; more are no single mistakes.
_MOST_ASTRAY = 0.05

_FALLING = ("down", "falling", "descending")
_RISING = ("up", "rising", "ascending")


class Sweeps(NamedTuple):
    """Sweeps of one junction, S of them with R readings together.

    ``rows`` are the rows of the table in the order of the sweeps, each along its sense, shape [R].
    Sweep s holds those from ``first[s]`` to before ``first[s + 1]``, shape [S + 1]. ``rising`` and
    ``loop`` (a number from 1) are of shape [S]. ``partial`` are rows of sweeps that do not cover
    the range, ``astray`` those whose field does not go on from that of the rows before. No units.
    """

    rows: Integers
    first: Integers
    rising: Rows
    loop: Integers
    partial: Integers
    astray: Integers

    @property
    def lengths(self) -> Integers:
        """Readings of each sweep (no unit), shape [S]."""
        return np.diff(self.first)


def junction_rows(table: Table) -> dict[str, Integers]:
    """Find the rows of each junction.

    Parameters
    ----------
    table : Table
        Table of kind ``loops``; without a column ``junction`` all rows are of junction A.

    Returns
    -------
    dict
        Rows (no unit), shape [rows of the junction], by ``"a"`` and ``"b"``.

    Raises
    ------
    ValueError
        If a junction is called neither A nor B.
    """
    if "junction" not in table.columns:
        return {"a": np.arange(table.rows_used)} if table.rows_used else {}
    names = np.char.lower(np.char.strip(table.columns["junction"].astype(str)))
    _refuse_unknown(table, "junction", names, ("a", "b"), "A or B")
    return {str(name): np.flatnonzero(names == name) for name in np.unique(names)}


def sweeps_of(table: Table, rows: Integers) -> Sweeps:
    """Sort the rows of one junction into sweeps.

    Parameters
    ----------
    table : Table
        Table of kind ``loops``.
    rows : ndarray
        Rows of the junction (no unit), shape [rows], in the order of the file.

    Returns
    -------
    Sweeps
        Sweeps in the order of the file.

    Raises
    ------
    ValueError
        If a branch has an unknown name, the rows are in no order that shows the sweeps, or the
        field goes back and forth within them.
    """
    field = table.columns["field"].astype(float)[rows]
    loop = np.asarray(table.columns["loop"], float)[rows] if "loop" in table.columns else None
    if "branch" not in table.columns:
        part, rising = _sweeps_by_sense(table, rows, field, loop)
    else:
        part, rising = _sweeps_by_name(table, rows, field, loop)
    astray = _astray(table, rows, field, part)
    kept = np.flatnonzero(~astray)
    return _sorted_sweeps(
        rows[kept],
        field[kept],
        part[kept],
        rising[kept],
        None if loop is None else loop[kept],
        rows[astray],
    )


def _astray(table: Table, rows: Integers, field: Array, part: Integers) -> Rows:
    astray = out_of_order(field, part, (1 - _OUTER) * float(np.ptp(field)))
    number = int(astray.sum())
    if number > _MOST_ASTRAY * len(rows):
        lines = np.sort(table.lines[rows[astray]])
        raise ValueError(
            f"{table.origin}, line {lines[0]}, field: {number} of {len(rows)} readings do not go "
            "on from the readings before; allowed: a field that moves one way along each branch, "
            f"in one unit, with at most {100 * _MOST_ASTRAY:g} % of the readings astray. If the "
            "fields are right and only the rows are shuffled, sort each branch by field"
        )
    return astray


def _refuse_unknown(
    table: Table, column: str, names: npt.NDArray[np.str_], known: tuple[str, ...], allowed: str
) -> None:
    wrong = np.flatnonzero(~np.isin(names, known))
    if len(wrong):
        raise ValueError(
            f"{table.origin}, line {table.lines[wrong[0]]}, {column}: {str(names[wrong[0]])!r} is "
            f"not allowed; allowed: {allowed}"
        )


def _sweeps_by_name(
    table: Table, rows: Integers, field: Array, loop: Array | None
) -> tuple[Integers, Rows]:
    """Give the number of the sweep of each row, and whether it rises, both of shape [rows]."""
    names = np.char.lower(np.char.strip(table.columns["branch"].astype(str)))
    _refuse_unknown(table, "branch", names, (*_FALLING, *_RISING), "down or up")
    rising = np.isin(names[rows], _RISING)
    if loop is not None:
        return 2 * np.unique(loop, return_inverse=True)[1] + rising, rising
    turns = np.zeros(len(rows), bool)
    turns[1:] = rising[1:] != rising[:-1]
    for sense in (False, True):  # one branch after the other, or all of a kind together
        of_sense = np.flatnonzero(rising == sense)
        turns[of_sense[_returns(field[of_sense])]] = True
    part = np.cumsum(turns)
    if _disordered(part) and not _repeats(field, rising):
        return rising.astype(int), rising  # a single loop, its branches side by side
    _refuse_disorder(table, part)
    return part, rising


def _repeats(field: Array, rising: Rows) -> bool:
    """Tell whether one branch holds a field more than once."""
    return any(
        len(np.unique(field[rising == sense])) < np.sum(rising == sense) for sense in (False, True)
    )


def _returns(field: Array) -> Integers:
    """Rows at which the field jumps back by most of the swept range, so that a new sweep begins."""
    if len(field) < 2:
        return np.zeros(0, int)
    return 1 + np.flatnonzero(np.abs(np.diff(field)) > (1 - _OUTER) * np.ptp(field))


def _sweeps_by_sense(
    table: Table, rows: Integers, field: Array, loop: Array | None
) -> tuple[Integers, Rows]:
    turns = _turning_rows(field)
    turns = turns[turns < len(field) - 1]
    if loop is not None:
        turns = np.union1d(turns, 1 + np.flatnonzero(np.diff(loop) != 0))
    starts = np.union1d([0], turns)
    part = np.zeros(len(rows), int)
    part[starts[1:]] = 1
    part = np.cumsum(part)
    _refuse_disorder(table, part)
    ends = np.append(starts[1:], len(rows)) - 1
    return part, (field[ends] >= field[starts])[part]


def _turning_rows(field: Array) -> Integers:
    """Rows at which the sense of the sweep turns."""
    low, high = np.min(field), np.max(field)
    reach = _OUTER * (high - low)
    if not reach > 0:
        return np.zeros(0, int)
    zone = np.where(field >= high - reach, 1, np.where(field <= low + reach, -1, 0))
    outer = np.flatnonzero(zone)
    begins = np.flatnonzero(np.diff(zone[outer], prepend=0))
    visit = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(outer))))
    distance = field[outer] * zone[outer]
    farthest = np.maximum.reduceat(distance, begins)
    at = np.flatnonzero(distance == farthest[visit])
    return np.asarray(outer[at[np.unique(visit[at], return_index=True)[1]]])


def _disordered(part: Integers) -> bool:
    return bool(np.max(part) > 1 and np.median(np.bincount(part)[part]) < _LEAST_READINGS)


def _refuse_disorder(table: Table, part: Integers) -> None:
    if _disordered(part):
        raise ValueError(
            f"{table.origin}: the rows are not in the order of field sweeps of at least "
            f"{_LEAST_READINGS} readings; allowed: rows in the order of the measurement, or "
            "columns branch (down or up) and loop"
        )


def _sorted_sweeps(
    rows: Integers, field: Array, part: Integers, rising: Rows, loop: Array | None, astray: Integers
) -> Sweeps:
    part = np.unique(part, return_inverse=True)[1]
    order = np.lexsort((np.where(rising, field, -field), part))
    lengths = np.bincount(part)
    first = np.concatenate([[0], np.cumsum(lengths)])
    span = np.abs(field[order[first[1:] - 1]] - field[order[first[:-1]]])
    whole = (span >= _LEAST_COVER * np.ptp(field)) & (lengths >= _LEAST_READINGS)
    kept = whole[part[order]]
    member = order[first[:-1]][whole]
    return Sweeps(
        rows=rows[order[kept]],
        first=np.concatenate([[0], np.cumsum(lengths[whole])]),
        rising=rising[member],
        loop=_loop_numbers(rising[member], None if loop is None else loop[member]),
        partial=np.sort(rows[order[~kept]]),
        astray=astray,
    )


def _loop_numbers(rising: Rows, loop: Array | None) -> Integers:
    """Give the loop of each sweep: as named, or the n-th sweep of its sense."""
    if loop is not None:
        return np.asarray(np.unique(loop, return_inverse=True)[1] + 1)
    return np.where(rising, np.cumsum(rising), np.cumsum(~rising))
