"""Neurons side by side: energy against time and against area, and the energies of all of them.

One row of panels for each quantity, since an energy per spike, per synaptic event and per update
are not the same thing. Hollow markers are figures that were not verified, half-filled ones were
read in somebody else's table. Labels end in "sim." or "est." where nothing was measured.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.ticker import EngFormatter, Formatter, FuncFormatter, LogLocator, NullFormatter

from dwmtj.accounting import Comparison
from dwmtj.accounting.published import QUANTITIES, Known, Neuron, Number, Quantity
from dwmtj.report.device_style import DARK, FAINT
from dwmtj.report.label_places import Labelled, place_labels
from dwmtj.report.style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    VERMILION,
    Look,
    figure_style,
    settle,
)

FAMILIES = {
    "this package": Look("this package, computed", VERMILION, "*"),
    "magnetic": Look("magnetic", BLUE, "o"),
    "CMOS": Look("CMOS", BLACK, "s"),
    "transistor": Look("other transistors", GREEN, "^"),
    "memristor": Look("memristive, phase change", ORANGE, "D"),
    "ferroelectric": Look("ferroelectric", PURPLE, "v"),
}
_FILLS: dict[Known, Literal["full", "left", "none"]] = {
    "computed": "full",
    "read": "full",
    "second-hand": "left",
    "unverified": "none",
}
_FILL_NAMES: dict[Known, str] = {
    "read": "read at the source",
    "second-hand": "second-hand",
    "unverified": "unverified",
}
_METHODS = {"simulated": ", sim.", "estimated": ", est.", "measured": "", "unclear": ""}
_TIMES: dict[Quantity, str] = {
    "per spike": "shortest time between spikes",
    "per synaptic event": "time of an event, or tick",
    "per update": "time of an update",
}
_AREAS: dict[Quantity, str] = {
    "per spike": "area of a neuron (µm²)",
    "per synaptic event": "area with its synapses (µm²)",
    "per update": "area with its synapses (µm²)",
}
#: What energies are drawn against, in the order of the panels.
_OTHERS = ("time", "area")
_SIZE = 7.5
#: Length of the arrow of a limit, as a factor.
_ARROW = 3.0
#: Heights of a line of the ranking, of what a row of panels has besides, and of the legend [inch].
_LINE, _BESIDES, _LEGEND = 0.155, 0.75, 0.55
_WIDTH = 10.2
_DOTS_PER_INCH = 300
_LINE_STYLE: dict[str, Any] = {"color": BLACK, "lw": 0.8, "ls": (0, (4, 3)), "zorder": 1}
#: From the best to the least known.
_DOUBT: tuple[Known, ...] = ("computed", "read", "second-hand", "unverified")
_SQUARE_MICROMETRE = 1e-12


class _Point(NamedTuple):
    """A neuron with one of its energies, and its other number in the unit of its panel."""

    row: Neuron
    energy: Number
    other: Number


def draw_comparison(comparison: Comparison) -> Figure:
    """Draw the comparison of neurons.

    Parameters
    ----------
    comparison : Comparison
        Neurons of this package and published ones.

    Returns
    -------
    Figure
        For each quantity energy against time, energy against area, and all energies; log axes.
    """
    quantities = [each for each in QUANTITIES if any(row.energy for row in comparison.of(each))]
    counts = [max(3, sum(bool(row.energy) for row in comparison.of(each))) for each in quantities]
    heights = [_LINE * count for count in counts]
    with figure_style():
        # Text is measured at this resolution: at a low one hinting makes it look too narrow.
        size = (_WIDTH, sum(heights) + _BESIDES * len(heights) + _LEGEND)
        layout = ConstrainedLayoutEngine(rect=(0.0, 0.0, 0.99, 1.0))  # air at the long labels
        figure = Figure(figsize=size, dpi=_DOTS_PER_INCH, layout=layout)
        grid = figure.subplots(
            len(quantities), 3, squeeze=False, height_ratios=heights, width_ratios=(3.2, 2.6, 2.4)
        )
        for panels, quantity in zip(grid, quantities, strict=True):
            _draw_row(panels, quantity, comparison)
        for column in range(3):
            _same_limits(list(grid[:, column]))
        figure.legend(
            handles=list(_legend(comparison)), loc="outside lower center", ncols=5, fontsize=8
        )
        settle(figure)  # labels are placed in what is laid out
        for panels, quantity in zip(grid, quantities, strict=True):
            line = _yardstick(comparison, quantity)
            for axes, name, unit in zip(panels, _OTHERS, (1.0, _SQUARE_MICROMETRE), strict=False):
                labelled = _labelled(_points(comparison.of(quantity), name), unit)
                place_labels(axes, labelled, _SIZE, line)
        return figure


def _draw_row(panels: Sequence[Axes], quantity: Quantity, comparison: Comparison) -> None:
    """Draw a row of panels but the labels of points, which need the final layout."""
    rows = comparison.of(quantity)
    against_time, against_area, ranked = panels
    low, high = _energy_limits(rows)
    line = _yardstick(comparison, quantity)
    for axes, name, unit in zip(panels, _OTHERS, (1.0, _SQUARE_MICROMETRE), strict=False):
        _scatter(axes, _points(rows, name), unit)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_ylim(low, high)
        _set_ticks(axes.yaxis, 1000, EngFormatter("J"))
        if line is not None:
            axes.axhline(line, **_LINE_STYLE)
    against_time.set_title(f"Energy {quantity}", loc="left", fontsize=10, fontweight="bold")
    against_time.set_ylabel("energy")
    against_time.set_xlabel(_TIMES[quantity])
    against_area.set_xlabel(_AREAS[quantity])
    against_area.tick_params(labelleft=False)
    _set_ticks(against_time.xaxis, 1000, EngFormatter("s"))
    _set_ticks(against_area.xaxis, 100, FuncFormatter(_power))
    _rank(ranked, [row for row in rows if row.energy])
    if line is not None:
        ranked.axvline(line, **_LINE_STYLE)
    ranked.set_xlabel(f"energy {quantity}, ranked")


def _rank(axes: Axes, rows: Sequence[Neuron]) -> None:
    """Draw all energies, one line a neuron, so that labels can not meet."""
    for place, row in enumerate(rows):
        ends = [energy.centre for energy in row.energy]
        axes.plot([min(ends), max(ends)], [place, place], ":", color=FAINT, lw=1.0, zorder=2)
        for energy in row.energy:
            axes.errorbar(
                energy.centre,
                place,
                xerr=_bars(energy, 1.0),
                xlolims=energy.limit == "more",
                xuplims=energy.limit == "less",
                **_marker(row, energy.known),
            )
    axes.set_yticks(range(len(rows)), [_name(row) for row in rows], fontsize=_SIZE)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.yaxis.tick_right()
    axes.tick_params(axis="y", length=0)
    for text, row in zip(axes.get_yticklabels(), rows, strict=True):
        text.set_color(VERMILION if row.ours else DARK)
    axes.spines["left"].set_visible(False)
    axes.set_xscale("log")
    _set_ticks(axes.xaxis, 1000, EngFormatter("J", sep=""))


def _scatter(axes: Axes, points: Sequence[_Point], unit: float) -> None:
    for point in points:
        axes.errorbar(
            point.other.centre / unit,
            point.energy.centre,
            yerr=_bars(point.energy, 1.0),
            xerr=_bars(point.other, unit),
            lolims=point.energy.limit == "more",
            uplims=point.energy.limit == "less",
            xlolims=point.other.limit == "more",
            xuplims=point.other.limit == "less",
            **_marker(point.row, max(point.energy.known, point.other.known, key=_DOUBT.index)),
        )
    for one, two in pairwise(points):
        if one.row is two.row:  # one neuron with two energies
            place = [one.other.centre / unit] * 2
            axes.plot(
                place, [one.energy.centre, two.energy.centre], ":", color=FAINT, lw=1.0, zorder=2
            )


def _marker(row: Neuron, known: Known) -> dict[str, Any]:
    look = FAMILIES[row.family]
    return {
        "fmt": look.marker,
        "color": look.colour,
        "mec": look.colour,
        "mfcalt": "white",
        "fillstyle": _FILLS[known],
        "ms": 10 if row.ours else 6,
        "mew": 0.9,
        "lw": 1.2,
        "zorder": 4 if row.ours else 3,
    }


def _points(rows: Sequence[Neuron], name: str) -> list[_Point]:
    return [
        _Point(row, energy, getattr(row, name)[0])
        for row in rows
        if getattr(row, name)
        for energy in row.energy
    ]


def _labelled(points: Sequence[_Point], unit: float) -> list[Labelled]:
    told: set[str] = set()
    labels = []
    for point in points:
        text = "" if point.row.key in told else _name(point.row)
        told.add(point.row.key)
        labels.append(
            Labelled(
                point.other.centre / unit,
                point.energy.centre,
                text,
                _range(point.other, unit),
                _range(point.energy, 1.0),
            )
        )
    return labels


def _name(row: Neuron) -> str:
    return row.label if row.ours else row.label + _METHODS[row.method]


def _bars(number: Number, unit: float) -> list[list[float]] | None:
    """Give the lengths of the bars of a number, or of the arrow of a limit."""
    if number.limit == "more":
        return [[0.0], [number.centre * (_ARROW - 1) / unit]]
    if number.limit == "less":
        return [[number.centre * (1 - 1 / _ARROW) / unit], [0.0]]
    if number.low is None or number.high is None:
        return None
    return [[(number.centre - number.low) / unit], [(number.high - number.centre) / unit]]


def _range(number: Number, unit: float) -> tuple[float, float]:
    bars = _bars(number, unit) or [[0.0], [0.0]]
    centre = number.centre / unit
    return centre - bars[0][0], centre + bars[1][0]


def _yardstick(comparison: Comparison, quantity: Quantity) -> float | None:
    yardstick = comparison.yardstick
    return yardstick.energy[0].centre if quantity == yardstick.quantity else None


def _energy_limits(rows: Sequence[Neuron]) -> tuple[float, float]:
    """Give limits that hold the energies of those rows that are in a panel with time or area."""
    shown = [row for row in rows if row.time or row.area]
    ends = [end for row in shown for energy in row.energy for end in _range(energy, 1.0)]
    return min(ends) / 8, max(ends) * 8


def _same_limits(panels: Sequence[Axes]) -> None:
    """Give the panels of a column the same horizontal axis, with room for labels."""
    ends = np.array([axes.dataLim.intervalx for axes in panels])
    ends = ends[np.isfinite(ends).all(1) & (ends > 0).all(1)]
    for axes in panels:
        axes.set_xlim(ends.min() / 6, ends.max() * 6)


def _set_ticks(axis: Axis, step: int, form: Formatter) -> None:
    axis.set_major_locator(LogLocator(step, numticks=20))
    axis.set_major_formatter(form)
    axis.set_minor_locator(LogLocator(10, numticks=40))
    axis.set_minor_formatter(NullFormatter())


def _power(value: float, _: float) -> str:
    """Write a power of ten: as it is up to 100, else as 10 to some power."""
    exponent = round(np.log10(value))
    if exponent <= 2:
        return f"{value:g}"
    return "10" + str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _legend(comparison: Comparison) -> Iterator[Line2D]:
    drawn = {row.family for row in comparison.rows if row.energy}
    for family, look in FAMILIES.items():
        if family in drawn:
            yield Line2D(
                [], [], ls="", marker=look.marker, color=look.colour, label=look.label, ms=7
            )
    for known, name in _FILL_NAMES.items():
        yield Line2D(
            [],
            [],
            ls="",
            marker="o",
            color=DARK,
            mfcalt="white",
            fillstyle=_FILLS[known],
            label=name,
            ms=7,
        )
    yield Line2D([], [], label=f"energy of {comparison.yardstick.label}", **_LINE_STYLE)
