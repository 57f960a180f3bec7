"""What came out of a figure of the paper: its lines, what they say together, and counts over all.

The rule of a verdict on a figure reads the verdicts of its lines and nothing else: all agree, some
do, none does. A line that cannot be told has no part in this, but a figure with such a line agrees
or differs only as far as it can be told. Lines that a value of a preset was calibrated to are no
test of it: a figure of which all or some are calibrated says so.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from dwmtj.experiments.beside_row import NOT_COMPARED
from dwmtj.experiments.paper import Comparison
from dwmtj.report.paper_figures import PaperFigure

UNTOLD = "cannot be told"
#: What verdicts are called of another device than the paper's, which reproduces nothing.
_OF_OTHERS = {
    "agrees": "alike",
    "differs": "unlike",
    "agrees in part": "alike in part",
    "agrees as far as it can be told": "alike as far as it can be told",
    "differs as far as it can be told": "unlike as far as it can be told",
}
#: And of settings, which were chosen.
_OF_SETTINGS = {
    "agrees": "as in the paper",
    "differs": "otherwise",
    "agrees in part": "as in the paper in part",
}
_WORDS = {"result": dict[str, str](), "other device": _OF_OTHERS, "setting": _OF_SETTINGS}


class FigureResult(NamedTuple):
    """A figure of the paper and what came out.

    ``figure``, the ``outcome`` in a line, the ``verdict``, and the ``rows`` that it rests on;
    ``kind`` is "result", "other device" (which is not the paper's) or "setting" (which was chosen,
    and is no statement of the paper).
    """

    figure: PaperFigure
    outcome: str
    verdict: str
    rows: list[Comparison]
    kind: str = "result"

    @property
    def anchor(self) -> str:
        """Where it is told in the page."""
        return f"fig-{self.figure.key}"

    def to_dict(self) -> dict[str, Any]:
        """Give it as ``summary.json`` has it, see ``docs/run-folder.md``.

        Returns
        -------
        dict
            ``claim``, ``outcome``, ``verdict``, ``kind`` and ``rows``.
        """
        return {
            "claim": self.figure.claims,
            "outcome": self.outcome,
            "verdict": self.verdict,
            "kind": self.kind,
            "rows": [
                {name: value for name, value in row._asdict().items() if name != "figure"}
                for row in self.rows
            ],
        }


def figure_result(
    figure: PaperFigure, rows: Iterable[Comparison], kind: str = "result", outcome: str = ""
) -> FigureResult:
    """Put the lines on a figure together.

    Parameters
    ----------
    figure : PaperFigure
        The figure.
    rows : iterable of Comparison
        Lines, on this figure or on others.
    kind : {"result", "other device", "setting"}
        As in :class:`FigureResult`.
    outcome : str
        What came out, in a line; taken from the lines if not given.

    Returns
    -------
    FigureResult
        With the lines on this figure only.
    """
    own = [row for row in rows if figure.key in row.figure.split(", ")]
    words = _WORDS[kind]
    told = verdict_of(own)
    own = [row._replace(verdict=words.get(row.verdict, row.verdict)) for row in own]
    return FigureResult(figure, outcome or _outcome(figure, own), words.get(told, told), own, kind)


def verdict_of(rows: Sequence[Comparison]) -> str:
    """Judge a figure by its lines.

    Parameters
    ----------
    rows : sequence of Comparison
        Its lines, with the verdicts "agrees", "differs", "cannot be told" or "not compared".

    Returns
    -------
    str
        By the rule of this module.
    """
    compared = [row for row in rows if row.verdict != NOT_COMPARED]
    told = [row for row in compared if row.verdict != UNTOLD]
    agreeing = [row for row in told if row.verdict == "agrees"]
    if not told:
        return UNTOLD if compared else NOT_COMPARED
    if not agreeing:
        return "differs" if len(told) == len(rows) else "differs as far as it can be told"
    if len(agreeing) < len(told):
        return "agrees in part"
    if len(told) < len(rows):
        return "agrees as far as it can be told"
    calibrated = sum(row.calibrated for row in rows)
    if not calibrated:
        return "agrees"
    return "agrees, calibrated" if calibrated == len(rows) else "agrees, calibrated in part"


def plain_verdict(verdict: str) -> str:
    """Give the word that a verdict of the paper's device has, without what was calibrated.

    Parameters
    ----------
    verdict : str
        A verdict on a figure or a line, of any device.

    Returns
    -------
    str
        Such as "agrees" for "alike" and for "agrees, calibrated".
    """
    words = {other: word for word, other in _OF_OTHERS.items()}
    return words.get(verdict, verdict).partition(", calibrated")[0]


def count_statements(results: Iterable[FigureResult]) -> str:
    """Count the statements of the paper by what came out, calibrated ones apart.

    Parameters
    ----------
    results : iterable of FigureResult
        All figures; settings are left out, and a line on two figures counts once.

    Returns
    -------
    str
        A sentence.
    """
    rows = list(
        dict.fromkeys(row for each in results if each.kind != "setting" for row in each.rows)
    )

    def count(*verdicts: str, calibrated: bool | None = None) -> int:
        return sum(row.verdict in verdicts and calibrated in (None, row.calibrated) for row in rows)

    parts = []
    if alike := count("alike"):
        parts.append(f"{alike} are as in the paper's device")
    if unlike := count("unlike"):
        parts.append(f"{unlike} are not as in the paper's device")
    if agree := count("agrees", calibrated=False):
        parts.append(f"{agree} agree without a value being calibrated to them")
    if calibrated := count("agrees", calibrated=True):
        parts.append(f"{calibrated} agree where a value was calibrated to them")
    if differ := count("differs"):
        parts.append(f"{differ} differ")
    if untold := count(UNTOLD):
        parts.append(f"{untold} cannot be told")
    if others := count(NOT_COMPARED):
        parts.append(f"{others} are not compared")
    return f"Of {len(rows)} statements of the paper {_listed(parts)}."


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _outcome(figure: PaperFigure, rows: Sequence[Comparison]) -> str:
    """Say in a line what came out: the number that a line begins with, for those that are shown."""
    found = {row.quantity: row.this_run for row in rows}
    parts = [
        f"{label}: {_number(found[quantity])}"
        for label, quantity in figure.shows
        if quantity in found
    ]
    return "; ".join(parts)


def _number(text: str) -> str:
    return text.partition(" (")[0].partition(":")[0]
