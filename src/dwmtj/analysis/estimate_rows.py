"""Estimates as rows of text: as they are stored, and as a reader sees them."""

import math
import re
from typing import NamedTuple

from dwmtj.analysis.estimate import Estimate, Interval
from dwmtj.analysis.estimate_groups import ANSWER, EstimateGroup, grouped
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.shown_digits import last_place, uncertainty
from dwmtj.analysis.shown_units import in_shown_unit

#: Significant digits of a number whose uncertainty nothing tells.
_DIGITS = 5


class Row(NamedTuple):
    """A row of the table of estimates, as text.

    ``name``, ``group``, ``value``, ``unit``, ``standard_error``, ``interval_68``, ``interval_95``,
    ``method`` and ``reason``, each empty where there is none.
    """

    name: str
    group: str
    value: str
    unit: str
    standard_error: str
    interval_68: str
    interval_95: str
    method: str
    reason: str

    @property
    def known(self) -> bool:
        """Whether there is a value or a limit."""
        return bool(self.value or self.interval_95)

    @property
    def shown_value(self) -> str:
        """The value with its unit, or what stands in its place."""
        if self.value:
            return f"{self.value} {self.unit}".strip()
        unit = f" ({self.unit})" if self.unit else ""
        return f"limit only{unit}" if self.known else "not known"


class ShownRows(NamedTuple):
    """Rows as a reader sees them, the ``answer`` before all others.

    ``answer`` has its estimates known or not, ``others`` what else is known, by the title of its
    group, and ``unknown`` what else is not.
    """

    answer: list[Row]
    others: dict[str, list[Row]]
    unknown: list[Row]


def rows_of(result: FitResult) -> list[Row]:
    r"""Give the estimates as rows of text in SI units.

    Parameters
    ----------
    result : FitResult
        The fit.

    Returns
    -------
    list of Row
        One for each estimate, the answer first; numbers have the digits that their uncertainty
        bears (:mod:`dwmtj.analysis.shown_digits`), the standard error has two.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.analysis.estimate_rows import rows_of
    >>> from dwmtj.analysis.passages.fit_passages import fit_passages
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> _ = Path("counts.csv").write_text("count\n" + "\n".join(["11", "12", "13"] * 5))
    >>> rows = rows_of(fit_passages(read_table("counts.csv", "passages"), sets=19))
    >>> rows[0].name, rows[0].value
    ('mean_pulses', '12.00')
    """
    return [row for each in grouped(result.kind, result.estimates) for row in _rows(each)]


def shown_rows(result: FitResult) -> ShownRows:
    """Give the estimates as a reader sees them: in groups, and fields in oersted.

    Parameters
    ----------
    result : FitResult
        The fit.

    Returns
    -------
    ShownRows
        All estimates.
    """
    answer: list[Row] = []
    others: dict[str, list[Row]] = {}
    unknown: list[Row] = []
    for group in grouped(result.kind, result.estimates):
        shown = {name: in_shown_unit(each) for name, each in group.estimates.items()}
        rows = _rows(group._replace(estimates=shown))
        if group.title == ANSWER:
            answer = rows
            continue
        known = [row for row in rows if row.known]
        if known:
            others[group.title] = known
        unknown += [row for row in rows if not row.known]
    return ShownRows(answer, others, unknown)


def _rows(group: EstimateGroup) -> list[Row]:
    return [_row(name, group.title, each) for name, each in group.estimates.items()]


def _row(name: str, group: str, each: Estimate) -> Row:
    size = uncertainty(each)
    place = last_place(size) if size else None
    error = each.standard_error
    return Row(
        name,
        group,
        _text(each.value, place),
        "" if each.unit == "1" else each.unit,
        "" if error is None else f"{error:#.2g}".removesuffix("."),
        _ends(each.interval_68, place),
        _ends(each.interval_95, place),
        each.method,
        each.reason or "",
    )


def _text(number: float | None, place: int | None) -> str:
    if number is None:
        return ""
    if place is None:
        return f"{number:.{_DIGITS}g}"
    rounded = round(number / 10.0**place) * 10.0**place
    if not rounded:
        return "0"
    size = math.floor(math.log10(abs(rounded)))
    shown = f"{rounded:#.{max(size - place + 1, 1)}g}"
    return re.sub(r"\.(?=e|$)", "", shown)  # a point without digits behind it


def _ends(interval: Interval | None, place: int | None) -> str:
    if interval is None or interval == (None, None):
        return ""
    low, high = (_text(end, place) for end in interval)
    if not low:
        return f"below {high}"
    return f"{low} to {high}" if high else f"above {low}"
