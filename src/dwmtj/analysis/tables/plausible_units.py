"""Values that no such device has, because the heading tells another unit than the instrument gave.

A wrong unit is never an error here, only a remark: the ranges below are assumed, as wide as devices
of this kind and instruments of a lab may be, and a file beyond them may be right. A unit that is
wrong by less than what the range leaves open is not seen.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array
from dwmtj.parameters.units import format_field, format_readable

Columns = Mapping[str, npt.NDArray[np.generic]]


class PlausibleRange(NamedTuple):
    """From ``low`` to ``high`` [``unit``], and in words ``why`` this is assumed."""

    low: float
    high: float
    unit: str
    why: str


_VOLTAGE = PlausibleRange(
    0.01, 100.0, "V",
    "smaller ones are those of reading and of noise, larger ones those of no usual pulse generator",
)  # fmt: skip
_RESISTANCE = PlausibleRange(
    10.0, 1e6, "ohm",
    "leads alone have ohms, and 1000 ohm um^2 on 0.001 um^2 are 1 megohm",
)  # fmt: skip
_FIELD = PlausibleRange(
    800.0, 1.6e6, "A/m",
    "1 mT, a few times what stray fields of a lab are, to 2 T, what an electromagnet reaches",
)  # fmt: skip
#: Assumed ranges of the largest values, by the short name of a column.
RANGES: dict[str, PlausibleRange] = {
    **{f"{name}amplitude": _VOLTAGE for name in ("", "depin_", "fire_", "reset_")},
    **dict.fromkeys(("resistance", "resistance_a", "resistance_b"), _RESISTANCE),
    "field": _FIELD,
    "current_density": PlausibleRange(
        1e9, 1e13, "A/m^2", "smaller ones move no wall in a metal, larger ones melt its wire"
    ),
    "velocity": PlausibleRange(
        1e-9, 1e4, "m/s", "1 nm/s, seen in creep, to twice the fastest walls that are known"
    ),
    "distance": PlausibleRange(
        1e-8, 1e-3, "m", "the width of a wall to the view of a microscope"
    ),
    "time": PlausibleRange(
        1e-11, 1e5, "s", "the fastest oscilloscopes to a day of waiting"
    ),
}  # fmt: skip
#: Share of the values that is looked at, so that single strays do not count [no unit].
_MOST = 0.9


def unit_remarks(columns: Columns, headings: Mapping[str, str]) -> tuple[str, ...]:
    """Tell the columns whose values are beyond what is assumed to be possible.

    Parameters
    ----------
    columns : mapping
        Values in SI units by short name, shape [rows].
    headings : mapping
        Headings in the file by short name.

    Returns
    -------
    tuple of str
        A sentence for each such column.
    """
    found = []
    for name, allowed in RANGES.items():
        if name in columns:
            values = _driven(name, columns)
            found += _remark(f"Column {headings[name]!r}", values, allowed)
    if not found and {"distance", "time"} <= columns.keys():
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            distance, time = (np.asarray(columns[name], float) for name in ("distance", "time"))
            velocity = distance / time
        both = f"Columns {headings['distance']!r} over {headings['time']!r}"
        found += _remark(both, velocity, RANGES["velocity"])
    return tuple(found)


def _driven(name: str, columns: Columns) -> Array:
    """Values of a column, of amplitudes those of pulses only."""
    values = np.asarray(columns[name], float)
    if name == "amplitude" and "pulse" in columns:
        values = values[np.asarray(columns["pulse"], float) > 0]
    return values


def _remark(what: str, values: Array, allowed: PlausibleRange) -> list[str]:
    sizes = np.abs(values[np.isfinite(values)])
    sizes = sizes[sizes > 0]
    if not len(sizes):
        return []
    typical = float(np.quantile(sizes, _MOST))
    if allowed.low <= typical <= allowed.high:
        return []
    least, most, low, high = (
        _in_words(each, allowed.unit)
        for each in (sizes.min(), sizes.max(), allowed.low, allowed.high)
    )
    size = least if least == most else f"{least} to {most}"
    return [
        f"{what}: {size}; is the unit right? {low} to {high} are assumed to be possible "
        f"({allowed.why})."
    ]


def _in_words(value: float, unit: str) -> str:
    number = float(f"{value:.3g}")
    return format_field(number) if unit == "A/m" else format_readable(number, unit)
