"""Values that no such device has, because the heading tells another unit than the instrument gave.

A wrong unit is never an error here, only a remark: the ranges below are assumed, as wide as devices
of this kind and instruments of a lab may be, and a file beyond them may be right. A unit that is
wrong by less than what the range leaves open is not seen.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array, Integers
from dwmtj.analysis.tables.row_account import counted_rows
from dwmtj.parameters.units import format_oersted, format_readable

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
#: Assumed ranges of the largest values, by the short name of a column.
RANGES: dict[str, PlausibleRange] = {
    **{f"{name}amplitude": _VOLTAGE for name in ("", "depin_", "fire_", "reset_")},
    **dict.fromkeys(("resistance", "resistance_a", "resistance_b"), _RESISTANCE),
    "current_density": PlausibleRange(
        1e9, 1e13, "A/m^2", "smaller ones move no wall in a metal, larger ones melt its wire"
    ),
    "velocity": PlausibleRange(
        1e-9, 1e4, "m/s", "1 nm/s, seen in creep, to twice the fastest walls that are known"
    ),
    "distance": PlausibleRange(
        1e-8, 1e-3, "m", "the width of a wall to the view of a microscope"
    ),
    "time": PlausibleRange(1e-11, 1e5, "s", "the fastest oscilloscopes to a day of waiting"),
}  # fmt: skip
#: The same of a field, by the kind of table.
FIELDS = {
    "loops": PlausibleRange(
        2400.0, 1.6e6, "A/m", "3 mT, so that a pillar reverses, to 2 T, which electromagnets reach"
    ),
    "mobility": PlausibleRange(
        80.0, 1.6e6, "A/m", "twice the field of the Earth to 2 T, which electromagnets reach"
    ),
}
#: Share of the values that is looked at first, so that single strays do not count [no unit].
_MOST = 0.9
#: How many lines of strays are named.
_LINES = 5


def unit_remarks(
    kind: str, columns: Columns, headings: Mapping[str, str], lines: Integers
) -> tuple[str, ...]:
    """Tell the columns whose values are beyond what is assumed to be possible.

    Parameters
    ----------
    kind : str
        Kind of the table.
    columns : mapping
        Values in SI units by short name, shape [rows].
    headings : mapping
        Headings in the file by short name.
    lines : ndarray
        Line of each row in the file (no unit), shape [rows].

    Returns
    -------
    tuple of str
        Sentences for each such column.
    """
    ranges = dict(RANGES)
    if kind in FIELDS:
        ranges["field"] = FIELDS[kind]
    found = []
    for name, allowed in ranges.items():
        if name in columns:
            values = np.asarray(columns[name], float)
            rows = np.ones(len(values), bool)
            if name == "amplitude" and "pulse" in columns:  # that of pulse 0 does not count
                rows = np.asarray(columns["pulse"], float) > 0
            what = f"Column {headings[name]!r}"
            found += _remark(what, values[rows], allowed, lines[rows])
    if not found and {"distance", "time"} <= columns.keys():
        distance, time = (np.asarray(columns[name], float) for name in ("distance", "time"))
        what = f"Column {headings['distance']!r} over {headings['time']!r}"
        found += _remark(what, distance / time, RANGES["velocity"], lines)
    return tuple(found)


def _remark(what: str, values: Array, allowed: PlausibleRange, lines: Integers) -> list[str]:
    known = np.isfinite(values)
    sizes, lines = np.abs(values[known]), lines[known]
    if not len(sizes):
        return []
    moving = sizes[sizes > 0]
    if not len(moving):
        return [f"{what}: all values are 0 {allowed.unit}; is it the right column?"]
    typical = float(np.quantile(moving, _MOST))
    low, high = (_in_words(each, allowed.unit) for each in (allowed.low, allowed.high))
    possible = f"{low} to {high} are assumed to be possible ({allowed.why})"
    if not allowed.low <= typical <= allowed.high:
        least, most = (_in_words(each, allowed.unit) for each in (moving.min(), moving.max()))
        size = least if least == most else f"{least} to {most}"
        return [f"{what}: {size}; is the unit right? {possible}."]
    strays = np.sort(lines[sizes > allowed.high])
    if not len(strays):
        return []
    most = _in_words(sizes.max(), allowed.unit)
    some = ", ".join(map(str, strays[:_LINES]))
    return [
        f"{what}: up to {most} in {counted_rows(len(strays))} (line {some}), which are used; are "
        f"they measured? {possible}."
    ]


def _in_words(value: float, unit: str) -> str:
    if unit == "A/m":
        return format_oersted(value, 3)
    return format_readable(float(f"{value:.3g}"), unit)
