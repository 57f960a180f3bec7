"""The readings and switching fields of field loops as a dataset, from which figures are made."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from dwmtj.analysis.loops.loops import LoopValues, Switches
from dwmtj.analysis.loops.sweeps import Sweeps
from dwmtj.analysis.records import Array

#: Readings of a junction that are kept for the figure [no unit].
_READINGS = 20_000


class JunctionLoops(NamedTuple):
    """What was read from the loops of one junction.

    ``field`` [A/m] and ``resistance`` [ohm] in the order of the ``sweeps``, shape [R]; ``switches``
    and ``values`` are None where there are no two levels.
    """

    field: Array
    resistance: Array
    sweeps: Sweeps
    switches: Switches | None
    values: LoopValues | None


def loop_curves(junctions: Mapping[str, JunctionLoops]) -> xr.Dataset:
    """Give readings, switching fields and levels of the junctions, padded with NaN.

    Parameters
    ----------
    junctions : mapping
        Loops by ``"a"`` and ``"b"``.

    Returns
    -------
    Dataset
        See :mod:`dwmtj.analysis.loops.fit_loops`.
    """
    names = [name.upper() for name in junctions]
    each = list(junctions.values())
    readings = [_readings(loops) for loops in each]
    dims: tuple[str, ...] = ("junction", "reading")
    variables = {
        "reading_field": (dims, _padded([r[0] for r in readings]), "A/m", "Field"),
        "reading_resistance": (dims, _padded([r[1] for r in readings]), "ohm", "Resistance"),
        "reading_rising": (dims, _padded([r[2] for r in readings]), "1", "Rising branch"),
        "reading_loop": (dims, _padded([r[3] for r in readings]), "1", "Loop"),
    }
    for name, label in (("field", "Switching field"), ("low", "Lower"), ("high", "Upper")):
        text = label if name == "field" else f"{label} end of the field step of the switch"
        rows = [_by_branch(loops, name) for loops in each]
        size = max(row.shape[1] for row in rows)
        stack = np.stack([np.pad(r, ((0, 0), (0, size - r.shape[1])), constant_values=np.nan)
                          for r in rows])  # fmt: skip
        variables[f"switching_{name}"] = (("junction", "branch", "loop"), stack, "A/m", text)
    for name in ("parallel", "antiparallel"):
        rows = [_level(loops, name) for loops in each]
        text = f"{name.capitalize()} resistance"
        variables[f"level_{name}"] = (("junction", "loop_pair"), _padded(rows), "ohm", text)
    return xr.Dataset(
        {
            name: (dims, values, {"units": unit, "long_name": text})
            for name, (dims, values, unit, text) in variables.items()
        },
        coords={"junction": names, "branch": ["down", "up"]},
    )


def _readings(loops: JunctionLoops) -> tuple[Array, Array, Array, Array]:
    ends = loops.sweeps.first[1:]
    kept = int(ends[ends <= max(_READINGS, int(ends[0]))][-1]) if len(ends) else 0
    rising = np.repeat(loops.sweeps.rising, loops.sweeps.lengths)[:kept]
    number = np.repeat(loops.sweeps.loop, loops.sweeps.lengths)[:kept]
    return (
        loops.field[:kept],
        loops.resistance[:kept],
        rising.astype(float),
        number.astype(float),
    )


def _by_branch(loops: JunctionLoops, name: str) -> Array:
    """Give a number of the switches, shape [2, loops]: falling and rising."""
    if loops.switches is None:
        return np.full((2, 0), np.nan)
    rising, values = loops.sweeps.rising, getattr(loops.switches, name)
    return _padded([values[~rising], values[rising]])


def _level(loops: JunctionLoops, name: str) -> Array:
    return np.zeros(0) if loops.values is None else np.asarray(getattr(loops.values, name), float)


def _padded(rows: Sequence[npt.NDArray[np.generic]]) -> Array:
    size = max(len(row) for row in rows)
    filled = np.full((len(rows), size), np.nan)
    for number, row in enumerate(rows):
        filled[number, : len(row)] = row
    return filled
