"""From the headings of a file to its columns: names, units, and the factor to SI units."""

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from dwmtj.analysis.tables.heading_units import (
    scaled_unit,
    split_heading,
    unit_factor,
    without_power,
)
from dwmtj.analysis.tables.schema import KINDS, Column, Kind
from dwmtj.analysis.tables.table_errors import OtherKindError
from dwmtj.parameters.units import DIMENSIONLESS


class Found(NamedTuple):
    """A column of the file: its schema, its ``position`` from 0, its ``text``, ``factor`` to SI.

    ``column`` is the schema; ``factor`` is in SI units per unit of the file; ``scaled`` says that
    the unit has a number before it, and ``told`` that the caller told which heading it has.
    """

    column: Column
    position: int
    text: str
    factor: float
    scaled: bool = False
    told: bool = False


#: Finds columns by their short names among the headings of a file: :func:`find_columns` of a kind.
FindColumns = Callable[[Sequence[str]], dict[str, Found]]


def find_columns(
    headings: Sequence[str],
    kind: Kind,
    columns: Mapping[str, str] | None = None,
    *,
    partly: bool = False,
) -> dict[str, Found]:
    """Find the columns of a kind of table among the headings of a file.

    Parameters
    ----------
    headings : sequence of str
        Of the file, in order.
    kind : Kind
        What is looked for.
    columns : mapping, optional
        Heading, with or without a unit, by the short name of the column it is to be.
    partly : bool
        Whether ``columns`` may have others too, which are of other files.

    Returns
    -------
    dict
        Columns by short name.

    Raises
    ------
    OtherKindError
        If a needed column is not there, or one that is told.
    ValueError
        If one is there twice, or a unit is missing or unfit.
    """
    told = _told_positions(headings, kind, columns or {}, partly=partly)
    taken = set(told.values())
    places: dict[str, int] = {}
    for column in kind.columns:
        if column.name in told:
            places[column.name] = told[column.name]
        elif column.name not in _needless(kind, places):
            free = [i for i, text in enumerate(headings) if i not in taken and _fits(text, column)]
            if not free:
                continue
            if len(free) > 1:
                texts = [headings[i] for i in free]
                both = " and ".join(map(repr, texts))
                way_out = _told(column.name)
                if len(set(texts)) < len(texts):
                    way_out = "expected one; give the others another heading"
                raise ValueError(f"the columns {both} may both be {column.name}; {way_out}")
            places[column.name] = free[0]
    places = _with_whole_ratios(places, kind, told)
    _refuse_missing(places, headings, kind)  # before units: other text may have a name of a column
    _refuse_powers([headings[place] for place in told.values()])
    _refuse_powers(_with_power(headings, kind, set(places)))
    found: dict[str, Found] = {}
    for column in kind.columns:
        if column.name in places:
            position = places[column.name]
            text = headings[position]
            own = split_heading(text).unit
            is_told = column.name in told
            unit = _told_unit(text, columns[column.name]) if columns and is_told else own
            factor = _factor(text, unit, column)
            scaled = unit is not None and scaled_unit(unit).scale != 1
            found[column.name] = Found(column, position, text, factor, scaled, is_told)
    return found


def _needless(kind: Kind, places: Mapping[str, int]) -> set[str]:
    """Columns of which something would be worked out that the file tells itself."""
    known = [ratio for ratio in kind.ratios if ratio.name in places]
    return {name for ratio in known for name in (ratio.over, ratio.under)}


def _with_whole_ratios(
    places: Mapping[str, int], kind: Kind, told: Mapping[str, int]
) -> dict[str, int]:
    """Leave out columns that are there to work something out, and one of which is missing."""
    for name in _needless(kind, places) & set(told):
        raise ValueError(
            f"columns: {name!r} is not allowed beside a column of the resistance; expected either "
            "that or voltage and current"
        )
    halves = {
        name
        for ratio in kind.ratios
        for name in (ratio.over, ratio.under)
        if not (ratio.over in places and ratio.under in places)
    }
    return {name: place for name, place in places.items() if name not in halves}


def _plain(name: str) -> str:
    return re.sub(r"[\s\-_.]+", "_", name.lower()).strip("_")


def _fits(text: str, column: Column) -> bool:
    name = _plain(split_heading(text).name)
    return name in {_plain(each) for each in (column.name, *column.aliases)}


def _told_positions(
    headings: Sequence[str], kind: Kind, columns: Mapping[str, str], *, partly: bool
) -> dict[str, int]:
    """Places of the headings that are told, by the short names of the columns."""
    names = [column.name for column in kind.columns]
    found = {}
    for name, text in columns.items():
        position = _position(headings, text) if name in names else None
        if position is not None:
            found[name] = position
        elif not partly and name not in names:
            allowed = ", ".join(names)
            raise OtherKindError(f"columns: {name!r} is not allowed; allowed: {allowed}")
        elif not partly:
            raise OtherKindError(
                f"columns: there is no heading {text!r}; there are: {_list(headings)}",
                sum(any(_fits(each, column) for column in kind.columns) for each in headings),
            )
    return found


def _position(headings: Sequence[str], text: str) -> int | None:
    """Place of the heading that a text tells, in full or without its unit, if it is there."""
    wanted, alone = _plain(text), _plain(split_heading(text).name)
    full = [i for i, each in enumerate(headings) if _plain(each) == wanted]
    names = [i for i, each in enumerate(headings) if _plain(split_heading(each).name) == alone]
    for places in (full, names):
        if len(places) == 1:
            return places[0]
        if places:
            raise ValueError(f"columns: {len(places)} columns have the heading {text!r}")
    return None


def _told(name: str, heading: str = "HEADING") -> str:
    """How a column is told."""
    return f"tell it with --columns '{name}={heading}', in Python columns={{'{name}': '{heading}'}}"


def _told_unit(heading: str, text: str) -> str | None:
    own, told = split_heading(heading).unit, split_heading(text).unit
    if own is not None and told is not None and own != told:
        raise ValueError(f"columns: {text!r} tells another unit than the heading {heading!r}")
    return told if own is None else own


def _with_power(headings: Sequence[str], kind: Kind, found: AbstractSet[str]) -> list[str]:
    """Headings that would be those of missing columns but for a power of ten in their names."""
    missing = [column for column in kind.columns if column.name not in found]
    stripped = [(text, without_power(split_heading(text).name)) for text in headings]
    return [
        text
        for text, name in stripped
        if name != split_heading(text).name and any(_fits(name, column) for column in missing)
    ]


def _refuse_powers(texts: Sequence[str]) -> None:
    for text in texts:
        name = split_heading(text).name
        if without_power(name) != name:
            raise ValueError(_power_beside(text))


def _power_beside(text: str) -> str:
    name, unit = split_heading(text)
    within = f"{without_power(name)} (1e10 {unit or 'unit'})"
    return (
        f"the column {text!r} has a power of ten outside the brackets of its unit: are its values "
        "to be multiplied with it, or have they been? expected it before the unit, such as "
        f"{within!r}, or values without it"
    )


def _factor(text: str, unit: str | None, column: Column) -> float:
    if column.unit == DIMENSIONLESS:
        if column.content == "whole" and unit is not None and without_power(unit) != unit:
            raise ValueError(f"the column {text!r} counts; expected it without a power of ten")
        return 1.0
    if unit is None:
        with_unit = f"{split_heading(text).name} ({column.unit})"
        raise ValueError(
            f"the column {text!r} tells no unit; expected {column.name} with its unit, such as "
            f"'{with_unit}'; or {_told(column.name, with_unit)}"
        )
    try:
        return unit_factor(unit, column.unit)
    except ValueError as error:
        raise ValueError(f"the column {text!r}: {error}") from None


def _refuse_missing(found: Mapping[str, int], headings: Sequence[str], kind: Kind) -> None:
    by_name = {each.name: each for each in kind.columns}
    ratios = {ratio.name: ratio for ratio in kind.ratios}
    needed = [
        each
        for each in kind.columns
        if each.needed
        and each.name not in found
        and not (each.name in ratios and ratios[each.name].over in found)
    ]
    missing, first = [each.heading for each in needed], [each.name for each in needed]
    for place, name in enumerate(first):
        if name in ratios:
            over, under = (by_name[part].heading for part in ratios[name][1:])
            missing[place] += f" or {over} and {under}"
    for sets in kind.any_of:
        if not any(all(name in found for name in one) for one in sets):
            ways = (" and ".join(by_name[name].heading for name in one) for one in sets)
            missing.append(" or ".join(ways))
            first.append(sets[0][0])
    if missing:
        other = _other_kind(headings, kind)
        raise OtherKindError(
            f"there is no column {'; no column '.join(missing)}; the headings are: "
            f"{_list(headings)}{other}",
            len(found),
            "" if other else f"; {_way_out(headings, kind, found, first[0])}",
        )


def _way_out(headings: Sequence[str], kind: Kind, found: Mapping[str, int], first: str) -> str:
    """Tell how a table is read in which a column is missing."""
    for text in _with_power(headings, kind, set(found)):
        return _power_beside(text)
    return f"if one of them means {first}, {_told(first)}"


def _other_kind(headings: Sequence[str], kind: Kind) -> str:
    """Tell which other kind of table this is, if it is one."""
    for name, other in KINDS.items():
        needed = [each for each in other.columns if each.needed]
        whole = all(any(_fits(text, each) for text in headings) for each in needed)
        sets = all(
            any(
                all(any(_plain(split_heading(t).name) == n for t in headings) for n in s) for s in o
            )
            for o in other.any_of
        )
        if other is not kind and whole and sets:
            return f" (these are the columns of a table of the kind {name!r})"
    return ""


def _list(headings: Sequence[str]) -> str:
    shown = ", ".join(repr(each[:40]) for each in headings[:12])
    return shown + (", ..." if len(headings) > 12 else "") if headings else "none"
