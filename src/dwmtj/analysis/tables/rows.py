"""From cells to a table: what cannot be used is set aside with its reason, or is an error.

Set aside are rows without a value that is needed, with a value out of the instrument's range, with
a resistance (or a distance or time) that is not above zero, and rows that say the same or something
else about a pulse than another row does. Errors are whole numbers that are none, because they mean
that the columns are taken for something that they are not, and a table of which no row is left.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array, Integers, SetAside, Table
from dwmtj.analysis.tables.delimited import Cells
from dwmtj.analysis.tables.headers import Found
from dwmtj.analysis.tables.plausible_units import unit_remarks
from dwmtj.analysis.tables.readings_set_aside import SET_ASIDE, readings_set_aside
from dwmtj.analysis.tables.row_account import Bools, RowAccount, account_of, counted_rows
from dwmtj.analysis.tables.schema import Kind, kind_of

Columns = dict[str, npt.NDArray[np.generic]]
_INTERPOLATED = (
    "The file tells the amplitudes of events alone: those of the other pulses are taken to lie on "
    "straight lines between them."
)
_REPEATED = "says the same as another row"
_CONTRADICTS = "another row of the same {key} has other values"


class RawRows(NamedTuple):
    """Cells as they were read: ``cells`` and ``columns`` by short name, ``lines``, shape [rows].

    ``attributes`` are those of the table. No units.
    """

    cells: dict[str, Cells]
    columns: dict[str, Found]
    lines: Integers
    attributes: dict[str, object]


def make_table(origin: str, kind_name: str, raw: RawRows) -> Table:
    """Check the rows and put them into SI units.

    Parameters
    ----------
    origin : str
        Name of the file.
    kind_name : str
        Kind of the table.
    raw : RawRows
        What was read.

    Returns
    -------
    Table
        In the order of device, cycle and pulse, where it has them; else in that of the file.

    Raises
    ------
    ValueError
        If a whole number is none, or no row can be used.
    """
    kind = kind_of(kind_name)
    account = RowAccount(raw.lines)
    columns: Columns = {}
    for name, cells in raw.cells.items():
        columns[name] = _checked(cells, raw.columns[name], account)
    headings = {name: each.text for name, each in raw.columns.items()}
    worked_out = _work_out(columns, headings, kind, account)
    _drop_rows_without_a_set(columns, kind, account)
    used = account.used
    _refuse_nothing(int(used.sum()), account.set_aside)
    everything = columns
    columns = {name: values[used] for name, values in columns.items()}
    attributes = dict(raw.attributes)
    columns = _numbered_devices(columns, attributes)
    if kind_name == "passages" and "cycle" not in columns:
        columns["cycle"] = np.arange(1.0, len(raw.lines) + 1)[used]
    lines = raw.lines[used]
    if kind.key:
        columns, lines, more = _by_key(columns, lines, kind)
        account.set_aside += more
        _refuse_nothing(len(lines), account.set_aside)
    if kind_name == "cycles" and len(lines) < len(raw.lines):
        attributes[SET_ASIDE] = readings_set_aside(everything, raw.lines, lines, attributes)
    remarks = unit_remarks(kind_name, columns, headings, lines)
    remarks += tuple(_scale_read(each) for each in raw.columns.values() if each.scaled)
    remarks += worked_out
    if kind_name == "cycle-events" and "amplitudes" not in attributes:
        remarks = (*remarks, _INTERPOLATED)
    return Table(
        origin,
        kind_name,
        columns,
        lines,
        rows_read=len(raw.lines),
        set_aside=tuple(account.set_aside),
        attributes=attributes,
        remarks=remarks,
    )


def _scale_read(found: Found) -> str:
    one = f"{found.factor:.6g} {found.column.unit}"
    return f"Column {found.text!r}: each 1 in it is read as {one}."


def _checked(cells: Cells, found: Found, account: RowAccount) -> npt.NDArray[np.generic]:
    column, text = found.column, found.text
    if not column.blank:
        account.drop(cells.missing, f"{text}: no value")
    account.drop(cells.overflow, f"{text}: out of the instrument's range")
    if cells.texts is not None:
        return cells.texts
    assert cells.numbers is not None
    numbers = cells.numbers
    known = ~cells.missing & ~cells.overflow
    if column.content == "whole":
        wrong = known & (
            (numbers < 0) | (numbers > column.largest) | (numbers != np.round(numbers))
        )
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ValueError(
                f"line {account.lines[row]}, column {text!r}: {numbers[row]:g} is not allowed; "
                f"expected a whole number from 0 to {column.largest:g}"
            )
    if column.content == "positive":
        account.drop(known & (numbers <= 0), f"{text}: not above 0 {column.unit}")
    return numbers if found.factor == 1.0 else numbers * found.factor


def _work_out(
    columns: Columns, headings: dict[str, str], kind: Kind, account: RowAccount
) -> tuple[str, ...]:
    """Put ratios in place of the columns that they are of, and say so."""
    remarks = []
    wanted = {column.name: column.heading for column in kind.columns}
    for name, over, under in kind.ratios:
        if over not in columns:
            continue
        above, below = (np.asarray(columns.pop(part), float) for part in (over, under))
        text = f"{headings.pop(over)} over {headings.pop(under)}"
        ratio = np.divide(above, below, out=np.full(len(below), np.nan), where=below != 0)
        account.drop(below == 0, f"{text}: the current is 0")
        account.drop(~(ratio > 0), f"{text}: not above 0 ohm")
        columns[name], headings[name] = ratio, text
        remarks.append(
            f"{wanted[name]} is worked out in each row as {text}; no offset was taken off."
        )
    return tuple(remarks)


def _drop_rows_without_a_set(columns: Columns, kind: Kind, account: RowAccount) -> None:
    for sets in kind.any_of:
        complete = np.zeros(len(account.lines), bool)
        for names in sets:
            if all(name in columns for name in names):
                complete |= ~np.any([np.isnan(columns[name]) for name in names], axis=0)
        reason = " or ".join(" and ".join(names) for names in sets)
        account.drop(~complete, f"no value of {reason}")


def _refuse_nothing(left: int, set_aside: list[SetAside]) -> None:
    if left == 0:
        why = "; ".join(f"{counted_rows(each.rows)}: {each.reason}" for each in set_aside)
        raise ValueError(f"no row can be used ({why}); expected at least one")


def _numbered_devices(columns: Columns, attributes: dict[str, object]) -> Columns:
    """Give devices their numbers, or numbers from 1 to names in alphabetical order."""
    if "device" not in columns:
        return columns
    names = columns["device"]
    unique, places = np.unique(names, return_inverse=True)
    try:
        numbers = unique.astype(float)
        if np.array_equal(numbers, np.round(numbers)) and np.isfinite(numbers).all():
            return columns | {"device": numbers[places]}
    except ValueError:
        pass
    attributes["device_names"] = {i + 1: str(name) for i, name in enumerate(unique)}
    return columns | {"device": places.astype(float) + 1}


def _by_key(
    columns: Columns, lines: Integers, kind: Kind
) -> tuple[Columns, Integers, list[SetAside]]:
    """Sort the rows by their key, and set aside what is there more than once."""
    key = [name for name in kind.key if name in columns]
    others = [name for name in columns if name not in key]
    if not _is_sorted([np.asarray(columns[name], float) for name in key]):
        # Values are keys too, so that the order does not depend on that of the file.
        order = np.lexsort([columns[name] for name in (*others[::-1], *key[::-1])])
        columns = {name: values[order] for name, values in columns.items()}
        lines = lines[order]
    same_key = _repeats(columns, key)
    if not same_key.any():
        return columns, lines, []
    same_row = same_key & _repeats(columns, others)
    copies = account_of(same_row, lines, _REPEATED)
    columns, lines = _take(columns, lines, ~same_row)
    clash = _repeats(columns, key)
    clash[:-1] |= clash[1:]
    reason = _CONTRADICTS.format(key=", ".join(key))
    clashes = account_of(clash, lines, reason)
    shared = clashes.rows + copies.rows
    if clashes.rows and 2 * shared > len(same_key):
        raise ValueError(
            f"{shared} of {len(same_key)} rows have the same {', '.join(key)} as another row, "
            f"such as line {clashes.lines[0]}; expected each once, with a column 'device' if "
            "there are several devices"
        )
    columns, lines = _take(columns, lines, ~clash)
    return columns, lines, [each for each in (copies, clashes) if each.rows]


def _take(columns: Columns, lines: Integers, mask: Bools) -> tuple[Columns, Integers]:
    return {name: values[mask] for name, values in columns.items()}, lines[mask]


def _is_sorted(keys: list[Array]) -> bool:
    """Whether rows are in ascending order of their keys, and no two are the same."""
    rising = np.zeros(len(keys[0]) - 1, bool)
    same = np.ones(len(keys[0]) - 1, bool)
    for values in keys:
        rising |= same & (values[1:] > values[:-1])
        same &= values[1:] == values[:-1]
    return bool(rising.all())


def _repeats(columns: Mapping[str, npt.NDArray[np.generic]], names: list[str]) -> Bools:
    """Whether a row is as the one before it in these columns."""
    rows = len(next(iter(columns.values())))
    same = np.ones(rows, bool)
    same[:1] = False
    for name in names:
        values = columns[name]
        equal = values[1:] == values[:-1]
        if values.dtype.kind == "f":
            equal |= np.isnan(values[1:]) & np.isnan(values[:-1])
        same[1:] &= equal
    return same
