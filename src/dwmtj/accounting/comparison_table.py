"""The comparison as text: rows of a table, notes below it, and lines of a CSV file."""

import re
from collections.abc import Iterator, Sequence

from dwmtj.accounting.account import Account
from dwmtj.accounting.comparison import Comparison, Ratio, ratios
from dwmtj.accounting.published import Endurance, Neuron, Number, Quantity, Trait
from dwmtj.accounting.readable import from_to, readable
from dwmtj.accounting.summary import notes as account_notes

HEADINGS = (
    "neuron",
    "level, method",
    "energy",
    "time",
    "area",
    "reset",
    "leak",
    "stoch.",
    "cycles",
)
#: What stands behind a figure that is not in its authors' own text.
MARKS = {"read": "", "computed": "", "second-hand": "†", "unverified": "?"}
LEGEND = (
    "† second-hand: in somebody else's table or notes, which were read; ? unverified: recalled, or "
    "put to this neuron by inference; without a mark: read in its authors' own text, or computed "
    "by this package with its 95 % interval",
    "per spike, per synaptic event and per update are unlike quantities, which are not compared; "
    "device, circuit and chip hold unlike things: a device leaves out what drives and reads it",
)
_NUMBERS = ("energy", "time", "area", "endurance")
_TRAITS = ("reset", "leak", "stochastic")
_UNITS = {"energy": "J", "time": "s", "area": "m^2", "endurance": "1"}


def table_rows(comparison: Comparison, quantity: Quantity) -> list[tuple[str, ...]]:
    """Give the rows of the table for one quantity.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    quantity : {"per spike", "per synaptic event", "per update"}
        Which rows.

    Returns
    -------
    list of tuple of str
        Texts under :data:`HEADINGS`; an empty one where nothing was found.
    """
    return [_texts(row) for row in comparison.of(quantity)]


def notes(comparison: Comparison, accounts: Sequence[Account]) -> list[tuple[str, list[str]]]:
    """Say what belongs to the table.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    accounts : sequence of Account
        Those of its own rows.

    Returns
    -------
    list of (str, list of str)
        Headings and lines; those without lines are left out.
    """
    told = [
        ("what comes out", findings(comparison)),
        ("how to read it", list(LEGEND)),
        ("more than one energy, by condition or because sources differ", several(comparison)),
        *account_notes(accounts),
        ("sources", sources(comparison)),
    ]
    return [(heading, lines) for heading, lines in told if lines]


def findings(comparison: Comparison) -> list[str]:
    """Say how the devices of this package do against CMOS.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    list of str
        One sentence a device, and what the numbers of both leave out.
    """
    rival = comparison.yardstick
    told = [_finding(row, rival) for row in comparison.ours if "energy" in ratios(row, rival)]
    if not told:
        return []
    return [
        *told,
        f"energies and areas of these devices leave out drivers, sensing and wiring; those of "
        f"{rival.name} are of a whole {rival.level}, {rival.method}",
    ]


def several(comparison: Comparison) -> list[str]:
    """List the neurons that have more than one energy: by condition, or because sources differ.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    list of str
        One line each.
    """
    return [
        f"{row.name}: " + "; ".join(f"{number_text(each)}, {each.means}" for each in row.energy)
        for row in comparison.rows
        if len(row.energy) > 1
    ]


def sources(comparison: Comparison) -> list[str]:
    """Say who published each row, where its figures were read, and what else has to be known.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    list of str
        One line for each published row.
    """
    lines = []
    for row in comparison.rows:
        if row.ours:
            continue
        reference = f" [{row.paper_reference} of the paper]" if row.paper_reference else ""
        pages = dict.fromkeys(each.where for each in _claims(row))
        said = "; ".join(each for each in (*pages, row.remark) if each)
        lines.append(f"{row.name}: {row.source}{reference}" + (f"; {said}" if said else ""))
    return lines


def csv_lines(comparison: Comparison) -> Iterator[list[str]]:
    """Give the comparison as lines of a CSV file, the first of them its headings.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Yields
    ------
    list of str
        One line for each neuron and each of its energies; numbers in SI units, empty where there
        is none.
    """
    numbers = [
        f"{name}{part}"
        for name in _NUMBERS
        for part in (
            *(f"{end} ({_UNITS[name]})" for end in ("", "_low", "_high")),
            "_known",
            "_where",
            "_means",
        )
    ]
    traits = [f"{name}{part}" for name in _TRAITS for part in ("", "_known", "_where")]
    fixed = ("key", "name", "family", "technology", "quantity", "level", "method")
    last = ("citation", "doi", "arxiv", "paper_reference", "remark")
    yield [*fixed, *numbers, *traits, *last]
    for row in comparison.rows:
        for energy in row.energy or (None,):
            others = (next(iter(getattr(row, name)), None) for name in _NUMBERS[1:])
            yield [
                *(str(getattr(row, name)) for name in fixed),
                *(text for each in (energy, *others) for text in _number_cells(each)),
                *(text for name in _TRAITS for text in _trait_cells(getattr(row, name))),
                *("" if getattr(row, name) is None else str(getattr(row, name)) for name in last),
            ]


def number_text(number: Number) -> str:
    """Write a number with its interval and the mark of how it is known.

    Parameters
    ----------
    number : Number
        The number.

    Returns
    -------
    str
        Such as "266 fJ (133 to 360 fJ)", "20 to 60 pJ" or "> 50 pJ?".
    """
    unit = number.UNIT
    low, high = number.low, number.high
    ends = None if low is None or high is None else from_to(low, high, unit)
    if number.value is not None:
        shown = readable(number.value, unit)
        text = shown if ends in (None, shown) else f"{shown} ({ends})"
    elif ends is not None:
        text = ends
    else:
        text = f"{'>' if number.limit == 'more' else '<'} {readable(number.centre, unit)}"
    return text + MARKS[number.known]


def _texts(row: Neuron) -> tuple[str, ...]:
    traits = (getattr(row, name) for name in _TRAITS)
    return (
        row.name,
        f"{row.level}, {row.method}",
        *(_all(getattr(row, name)) for name in ("energy", "time", "area")),
        # What a trait says after a colon is for the sources.
        *(
            "" if each is None else each.says.partition(":")[0] + MARKS[each.known]
            for each in traits
        ),
        _all(row.endurance),
    )


def _all(numbers: Sequence[Number]) -> str:
    return " or ".join(
        number_text(each) if not isinstance(each, Endurance) else _cycles(each) for each in numbers
    )


def _cycles(number: Endurance) -> str:
    sign = {"more": "> ", "less": "< ", None: ""}[number.limit]
    return sign + re.sub(r"e\+0?", "e", f"{number.centre:.3g}") + MARKS[number.known]


def _finding(row: Neuron, rival: Neuron) -> str:
    told = ratios(row, rival)
    energy = told["energy"]
    if energy.low > 1:
        verdict = "does not beat"
    else:
        verdict = "beats" if energy.high < 1 else "can not be told from"
    parts = [
        f"{_times(told[name])} {what}"
        for name, what in (
            ("energy", "its energy per spike"),
            ("time", "its shortest time between spikes"),
            ("area", "its area"),
        )
        if name in told
    ]
    return f"{row.name} {verdict} {rival.name} in energy: it takes {', '.join(parts)}"


def _times(ratio: Ratio) -> str:
    ends = (ratio.low, ratio.value, ratio.high)
    if ratio.value < 1:  # "1/800 of" is read more easily than 0.00125 times
        low, value, high = (f"1/{_short(1 / end)}" for end in ends)
        word = "of"
    else:
        low, value, high = (_short(end) for end in ends)
        word = "times"
    interval = "" if low == high else f" ({low} to {high})"
    return f"{value}{interval} {word}"


def _short(number: float) -> str:
    """Write three digits of a number, without an exponent."""
    rounded = float(f"{number:.3g}")
    return f"{rounded:,.0f}" if rounded >= 1000 else f"{rounded:.3g}"


def _claims(row: Neuron) -> list[Number | Trait]:
    numbers = [each for name in _NUMBERS for each in getattr(row, name)]
    return [*numbers, *(each for each in (getattr(row, name) for name in _TRAITS) if each)]


def _number_cells(number: Number | None) -> list[str]:
    if number is None:
        return [""] * 6
    ends = (number.value, number.low, number.high)
    return [
        *("" if each is None else repr(each) for each in ends),
        number.known,
        number.where,
        number.means,
    ]


def _trait_cells(trait: Trait | None) -> list[str]:
    return ["", "", ""] if trait is None else [trait.says, trait.known, trait.where]
