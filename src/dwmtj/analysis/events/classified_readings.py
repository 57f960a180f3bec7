"""Readings in the order of time, and which of them find which junction switched."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.events.levels import (
    JunctionLevels,
    find_levels,
    given_levels,
    is_up,
    levels_told,
)
from dwmtj.analysis.records import Array, Integers, Table

Bools = npt.NDArray[np.bool_]
Direction = Literal["A to B", "B to A"]


class Readings(NamedTuple):
    """Readings of a table in the order of time, each of shape [rows].

    ``device`` counts from 0, ``cycle_index`` too, over all devices; ``pulse``; ``amplitude`` [V];
    ``begins`` tells whether a cycle begins, ``follows`` whether the pulse before was read too.
    """

    device: Integers
    cycle_index: Integers
    pulse: Integers
    amplitude: Array
    begins: Bools
    follows: Bools


class Classified(NamedTuple):
    """Which junctions are switched at the ``readings``, and by which ``levels``.

    ``a_up`` and ``b_up`` have shape [rows]; ``level_a`` and ``level_b`` are None where a junction
    is not in the table or shows one level; ``direction`` is that of the domain, and ``certain``
    tells whether the data or the caller tell it. No units.
    """

    readings: Readings
    a_up: Bools
    b_up: Bools
    level_a: JunctionLevels | None
    level_b: JunctionLevels | None
    direction: Direction
    certain: bool

    @property
    def first_up(self) -> Bools:
        """Whether the junction that is written is switched, shape [rows]."""
        return self.a_up if self.direction == "A to B" else self.b_up

    @property
    def second_up(self) -> Bools:
        """Whether the junction that fires is switched, shape [rows]."""
        return self.b_up if self.direction == "A to B" else self.a_up

    @property
    def sees_first(self) -> bool:
        """Whether switches of the junction that is written can be seen."""
        return (self.level_a if self.direction == "A to B" else self.level_b) is not None


def classify(
    table: Table,
    *,
    levels: Mapping[str, tuple[float, float]] | None = None,
    direction: Direction | None = None,
) -> Classified:
    """Tell at each reading which junctions are switched.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles``.
    levels : mapping, optional
        Low and high level [ohm] by junction, ``"a"`` or ``"b"``; found in the data if not given.
    direction : {"A to B", "B to A"}, optional
        Where the domain goes; found in the data if not given.

    Returns
    -------
    Classified
        Of each row.

    Raises
    ------
    ValueError
        If the table is of another kind, or no junction shows two levels.
    """
    if table.kind != "cycles":
        raise ValueError(f"{table.origin}: kind {table.kind!r} is not allowed; allowed: 'cycles'")
    told = levels_told(levels)
    readings = readings_of(table)
    per_cycle = len(readings.pulse) / max(int(readings.begins.sum()), 1)
    found: dict[str, JunctionLevels | None] = {}
    up = {}
    for name in ("a", "b"):
        resistance = column_of(table, f"resistance_{name}")
        found[name], up[name] = None, np.zeros(len(readings.pulse), bool)
        if resistance is None:
            continue
        junction = (
            given_levels(resistance, readings.device, *told[name])
            if name in told
            else find_levels(resistance, readings.device)
        )
        found[name] = junction
        if junction is not None:
            up[name] = is_up(resistance, readings.device, readings.begins, junction, per_cycle)
    if found["a"] is None and found["b"] is None:
        raise ValueError(
            f"{table.origin}: no junction shows two levels of resistance beyond its noise; "
            "expected readings before and after switching, or levels that are told"
        )
    way, certain = (direction, True) if direction else _direction(table, readings, up, found)
    return Classified(readings, up["a"], up["b"], found["a"], found["b"], way, certain)


def readings_of(table: Table) -> Readings:
    """Give the readings of a table of cycles.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles``.

    Returns
    -------
    Readings
        Of each row.
    """
    cycle = np.asarray(table.columns["cycle"], float).astype(np.int64)
    device = column_of(table, "device")
    numbers = np.zeros(len(cycle)) if device is None else device
    pulse = np.asarray(table.columns["pulse"], float).astype(np.int64)
    other_device = np.r_[True, numbers[1:] != numbers[:-1]]
    begins = other_device | np.r_[True, cycle[1:] != cycle[:-1]]
    return Readings(
        device=np.cumsum(other_device) - 1,
        cycle_index=np.cumsum(begins) - 1,
        pulse=pulse,
        amplitude=np.asarray(table.columns["amplitude"], float),
        begins=begins,
        follows=~begins & np.r_[False, np.diff(pulse) == 1],
    )


def _direction(
    table: Table,
    readings: Readings,
    up: Mapping[str, Bools],
    levels: Mapping[str, JunctionLevels | None],
) -> tuple[Direction, bool]:
    """Where the domain goes: away from the junction that is switched when most cycles begin."""
    told = table.attributes.get("direction")
    if told in ("A to B", "B to A"):
        return told, True
    if levels["a"] is None or levels["b"] is None:
        # The one junction that switches is written if most cycles begin with it switched.
        only: Literal["a", "b"] = "b" if levels["a"] is None else "a"
        written = bool(np.mean(up[only][readings.begins]) > 0.5)
        return ("A to B" if (only == "a") == written else "B to A"), column_of(
            table, "resistance_a"
        ) is None
    begin_a, begin_b = (int(up[name][readings.begins].sum()) for name in ("a", "b"))
    certain = max(begin_a, begin_b) >= 2 * min(begin_a, begin_b) + 1
    return ("B to A" if begin_b > begin_a else "A to B"), certain


def column_of(table: Table, name: str) -> Array | None:
    """Give a column of numbers, if the table has it.

    Parameters
    ----------
    table : Table
        The table.
    name : str
        Short name of the column.

    Returns
    -------
    ndarray or None
        In SI units, shape [rows].
    """
    return np.asarray(table.columns[name], float) if name in table.columns else None
