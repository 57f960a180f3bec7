"""Final accuracy against each factor that a study varies, for any study."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dwmtj.analysis.claims.mean_effect import mean_interval
from dwmtj.report.fit_drawing import Drawn
from dwmtj.report.study_factor_values import (
    Factor,
    is_number,
    name_of_factor,
    told_unless_usual,
    usual_values,
)
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    VERMILION,
    figure_style,
)

_LOOKS = (
    (BLUE, "o", "-"),
    (VERMILION, "^", "--"),
    (GREEN, "s", "-."),
    (BLACK, "v", ":"),
    (ORANGE, "D", "-"),
    (PURPLE, "P", "--"),
)
#: Values of a factor beyond which a range is shown on a logarithmic axis [times].
_WIDE = 30.0
_COLUMNS = 2
_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}

#: Name of a line that is as most runs in all but the factor of the figure.
_USUAL = "otherwise as most runs"
Line = dict[Any, list[float]]
Lines = dict[tuple[str, ...], Line]


def draw_factors(stored: StoredStudy) -> list[Drawn]:
    """Draw the final accuracy against every varied factor but network and seed.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.

    Returns
    -------
    list of Drawn
        One figure for each factor; lines for what else varies, at most six in a panel.
    """
    names = [name for name in stored.study.varied if name not in ("network", "seed")]
    drawn = []
    for name in names:
        lines = _lines(stored, name)
        if lines:
            caption = (
                f"Accuracy after the last epoch against {name_of_factor(name)}: mean over seeds "
                "with its 95 % interval (Student); a single run has none. Small dots are runs."
            )
            drawn.append(draw_lines(stored, name, lines, "factor", caption))
    return drawn


def _lines(stored: StoredStudy, name: str) -> Lines:
    """Give accuracies by what else varies and by value; lines with one value are left out."""
    others = [each for each in stored.study.varied if each not in (name, "seed")]
    usual = usual_values(stored)
    lines: Lines = {}
    for point in stored.study.points:
        accuracy, factor = stored.final_accuracy(point), Factor(point.config, name)
        if np.isfinite(accuracy) and factor.is_there:
            rest = tuple(told_unless_usual(Factor(point.config, each), usual) for each in others)
            lines.setdefault(rest, {}).setdefault(factor.value, []).append(accuracy)
    return {rest: line for rest, line in lines.items() if len(line) > 1}


def _split(lines: Lines) -> tuple[str, dict[str, Line]]:
    """Take what all lines have in common out of their names."""
    columns = list(zip(*lines, strict=True))
    common = [column[0] for column in columns if len(set(column)) == 1 and column[0]]
    differ = [place for place, column in enumerate(columns) if len(set(column)) > 1]
    named = {
        ", ".join(filter(None, (rest[place] for place in differ))) or _USUAL: line
        for rest, line in lines.items()
    }
    return ", ".join(common), named


def draw_lines(stored: StoredStudy, name: str, found: Lines, prefix: str, caption: str) -> Drawn:
    """Draw accuracies against one factor.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.
    name : str
        Name of the factor.
    found : dict
        Accuracies of each seed [percent] by the words of a line and by the value of the factor.
    prefix : str
        Begin of the figure's name.
    caption : str
        Its caption.

    Returns
    -------
    Drawn
        The figure, with at most six lines in a panel.
    """
    common, lines = _split(found)
    labels = list(lines)
    parts = [labels[i : i + len(_LOOKS)] for i in range(0, len(labels), len(_LOOKS))]
    values = list(dict.fromkeys(value for line in lines.values() for value in line))
    numeric = all(is_number(value) for value in values)
    if not numeric:  # numbers in their order, then words
        values.sort(key=lambda value: value if is_number(value) else np.inf)
    unit = Factor(stored.study.points[0].config, name).unit
    factor, shown = _scale(values, unit) if numeric else (1.0, unit)
    places = {value: float(value * factor if numeric else i) for i, value in enumerate(values)}
    across = name_of_factor(name) + (f" ({shown})" if shown else "")
    most = max(len(part) for part in parts)
    columns = min(_COLUMNS, len(parts))
    rows = -(-len(parts) // columns)
    with figure_style():
        size = (1.9 + 4.6 * columns, rows * (3.2 + 0.18 * most))
        figure = Figure(figsize=size)
        panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
        for axes, part in zip(panels, parts, strict=False):
            for number, (label, look) in enumerate(zip(part, _LOOKS, strict=False)):
                offset = 0.0 if numeric else 0.1 * (number - (len(part) - 1) / 2)
                _draw_line(axes, lines[label], places, label, look, offset)
            _finish(axes, places, numeric, len(lines) > 1)
            axes.set_xlabel(across)
            axes.set_ylabel(f"{stored.evaluated_on} accuracy (%)")
        for axes in panels[len(parts) :]:
            axes.set_axis_off()
        panels[0].set_title(common, loc="left", fontsize=9)
    others = [told for each, told in usual_values(stored).items() if each != name]
    if others:
        caption += f" What a line does not name is as in most runs: {', '.join(others)}."
    about = f"Accuracy against {name_of_factor(name)}"
    file = f"{prefix}-{name.replace('.', '-').replace('_', '-')}"
    return Drawn(file, figure, caption, about)


def _draw_line(
    axes: Axes,
    line: Line,
    places: dict[Any, float],
    label: str,
    look: tuple[str, str, str],
    offset: float,
) -> None:
    colour, marker, dashes = look
    known = [value for value in places if value in line]
    numeric = all(is_number(value) for value in places)
    known = sorted(known) if numeric else known
    across = [places[value] + offset for value in known]
    means = [float(np.mean(line[value])) for value in known]
    reaches = [_reach(line[value]) for value in known]
    axes.errorbar(across, means, reaches, fmt=marker, ls=dashes if numeric else "", color=colour,
                  ms=5.5, capsize=3, label=label)  # fmt: skip
    for place, value in zip(across, known, strict=True):
        axes.plot([place] * len(line[value]), line[value], ".", color=colour, alpha=0.4, ms=3)


def _reach(values: list[float]) -> float:
    interval = mean_interval(values) if len(values) > 1 else None
    return 0.0 if interval is None else (interval[1] - interval[0]) / 2


def _finish(axes: Axes, places: dict[Any, float], numeric: bool, several: bool) -> None:
    if numeric:
        positive = [each for each in places.values() if each > 0]
        if len(positive) == len(places) and max(positive) > _WIDE * min(positive):
            axes.set_xscale("log")
    else:
        axes.set_xticks(range(len(places)), [str(value) for value in places])
        axes.set_xlim(-0.5, len(places) - 0.5)
    if several:
        # Below the panel, where it hides nothing.
        axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.17), fontsize=8)


def _scale(values: list[Any], unit: str) -> tuple[float, str]:
    """Give the factor and the unit with its prefix that suit the largest value."""
    largest = max((abs(value) for value in values), default=0.0)
    if not unit or "^" in unit or largest <= 0:
        return 1.0, unit
    exponent = 3 * int(np.floor(np.log10(largest) / 3))
    if exponent not in _PREFIXES:
        return 1.0, unit
    return 10.0**-exponent, f"{_PREFIXES[exponent]}{unit}"
