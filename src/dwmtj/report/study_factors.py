"""Accuracy against each factor of a study, as networks were trained and as they were evaluated."""

from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dwmtj.networks.study.names import is_number
from dwmtj.report.fit_drawing import Drawn
from dwmtj.report.study_axes import (
    accuracy_interval,
    bars_of,
    is_cut,
    limit_accuracy,
    put_legend_below,
)
from dwmtj.report.study_factor_values import Factor, name_of_factor, tell_value
from dwmtj.report.study_line_names import LineNames
from dwmtj.report.study_lines import Kind, Line, in_order
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import (
    BLACK,
    BLUE,
    GREEN,
    NETWORKS,
    ORANGE,
    PURPLE,
    VERMILION,
    figure_style,
)

#: Before the name of the factor, in that of its figure.
FACTOR_FIGURE = "factor-"

_Look = tuple[str, str, str]
_LOOKS: tuple[_Look, ...] = (
    (BLUE, "o", "-"),
    (VERMILION, "^", "--"),
    (GREEN, "s", "-."),
    (BLACK, "v", ":"),
    (ORANGE, "D", "-"),
    (PURPLE, "P", "--"),
)
#: Of further lines of a network: none of another network.
_FURTHER_MARKERS = "DPX*<"
#: Names that need more words on an axis.
_EXPLAINED = {
    "sigma": "sigma of the wall noise of one noise interval",
    "velocity_spread": "velocity spread: standard deviation of the logarithm",
    "distance_spread": "distance spread: standard deviation of the logarithm",
    "reset_failure": "reset failure: probability",
    "weight_bits": "bits per weight",
    "weight_noise": "weight noise: standard deviation over the largest weight",
}
#: Values of a factor beyond which a range is shown on a logarithmic axis [times].
_WIDE = 30.0
_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}
#: Over panels of either kind, where there are several.
_HEADINGS: dict[Kind, str] = {
    "trained": "trained and evaluated with each value",
    "evaluated": "evaluated with other values",
}
#: Width of figures of one panel and of two side by side [inch].
_WIDTHS = (7.5, 10.0)
#: Letters that a line of a legend and a title have room for there, and those under a tick.
_LETTERS, _TICK_LETTERS = (95, 60), 14
#: Above and below the panels [inch].
_PADDING = 0.1
#: Lines lie at most so far apart where values are numbers and where they are words, and their dots
#: beside them [of the axis].
_APART, _APART_WORDS, _BESIDE = 0.01, 0.035, 0.013
#: Lines and dots of a value keep within this share of the way to the next one.
_REACH = 0.45


def panels_of(lines: list[Line]) -> list[list[Line]]:
    """Share lines among panels.

    Parameters
    ----------
    lines : list of Line
        Lines against one factor.

    Returns
    -------
    list of list of Line
        One panel if all of them can be told apart in it, else panels for either kind.
    """
    step = len(_LOOKS)
    if len(lines) <= step:
        return [lines]
    kinds = [[line for line in lines if line.kind == kind] for kind in _HEADINGS]
    return [kind[i : i + step] for kind in kinds for i in range(0, len(kind), step)]


def draw_factor(
    stored: StoredStudy, name: str, panels: list[list[Line]], names: list[LineNames]
) -> Drawn:
    """Draw the accuracy against a factor.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.
    name : str
        Name of the factor.
    panels : list of list of Line
        What :func:`panels_of` gave, at least one line.
    names : list of LineNames
        What the lines of each panel are called.

    Returns
    -------
    Drawn
        The figure.
    """
    lines = [line for panel in panels for line in panel]
    shared, columns = _Axis(name, lines), min(len(panels), len(_WIDTHS))
    letters = _LETTERS[columns - 1]
    legends = [[fill(label, letters) for label in told.labels] for told in names]
    rows = -(-len(panels) // columns)
    most = max(sum(1 + label.count("\n") for label in labels) for labels in legends)
    with figure_style():
        figure = Figure(figsize=(_WIDTHS[columns - 1], rows * (3.2 + 0.18 * most)))
        # A legend of broken lines reaches a little below what it says it needs.
        figure.set_layout_engine("constrained", h_pad=_PADDING)
        found = figure.subplots(rows, columns, squeeze=False).ravel()
        # Networks evaluated with what they do not know may lose so much that what training with
        # each value changes would not be seen on their axis.
        of_kind: dict[Kind, list[Axes]] = {kind: [] for kind in _HEADINGS}
        for axes, panel, told, labels in zip(found, panels, names, legends, strict=False):
            alike = of_kind[panel[0].kind]
            alike.append(axes)
            if axes is not alike[0]:
                axes.sharey(alike[0])
            axis = shared if shared.numeric else _Axis(name, panel)
            apart, beside = axis.spacing(len(panel))
            for place, (line, label, look) in enumerate(
                zip(panel, labels, _looks(panel), strict=True)
            ):
                offset = apart * (place - (len(panel) - 1) / 2)
                _draw_line(axes, line, axis, label, look, (offset, offset - beside))
            axis.finish(axes)
            if len(panel) > 1:
                put_legend_below(axes)
            heading = _HEADINGS[panel[0].kind] if len(panels) > 1 else ""
            title = ", ".join(filter(None, (told.common, heading)))
            axes.set_title(fill(title, letters), loc="left", fontsize=9)
            axes.set_ylabel(f"{stored.evaluated_on} accuracy (%)")
        for alike in filter(None, of_kind.values()):
            limit_accuracy(*alike)
        for axes in found[len(panels) :]:
            axes.set_axis_off()
    file = f"{FACTOR_FIGURE}{name.replace('.', '-').replace('_', '-')}"
    about = f"Accuracy against {name_of_factor(name)}"
    return Drawn(file, figure, _caption(panels, name, names[0].usual), about)


def _looks(panel: list[Line]) -> list[_Look]:
    """Choose looks; a colour stands for a network, as in other figures, where there are several."""
    networks = [line.point.config.networks[0] for line in panel]
    if len(set(networks)) == 1:
        return list(_LOOKS[: len(panel)])
    looks = []
    for place, network in enumerate(networks):
        before = networks[:place].count(network)
        own, (*_, dashes) = NETWORKS[network], _LOOKS[before]
        looks.append((own.colour, (own.marker, *_FURTHER_MARKERS)[before], dashes))
    return looks


def _caption(panels: list[list[Line]], name: str, usual: str) -> str:
    lines = [line for panel in panels for line in panel]
    kinds, called = {line.kind for line in lines}, name_of_factor(name)
    caption = f"Accuracy after the last epoch against {called}: "
    if kinds == {"trained"}:
        caption += "networks that were trained and evaluated with each value. "
    elif kinds == {"evaluated"}:
        caption += "networks as they were trained, evaluated with other values. "
    else:
        caption += (
            "networks that were trained and evaluated with each value, and networks that were "
            "trained with one and evaluated with others"
        )
        caption += ", on an axis of their own. " if len(panels) > 1 else ". "
    caption += (
        "Means over networks with their 95 % interval (Student) from three networks on; small "
        "circles beside them are the networks"
    )
    if any(line.chips > 1 for line in lines):
        caption += (
            ", evaluated ones as means over chips, which are the same for all networks, so that "
            "intervals leave out how chips differ"
        )
    caption += "."
    if any(is_cut(list(found.values())) for line in lines for found in line.accuracies.values()):
        caption += " Intervals end at 0 and 100 %; one that holds all of it is not drawn."
    if len(lines) > 1:
        caption += " What would overlap is set apart a little."
    if uneven := list(dict.fromkeys(filter(None, (_networks(line, name) for line in lines)))):
        caption += (
            f" Not all values have as many networks ({'; or '.join(uneven)}): means may differ "
            "where pairs of one seed do not, and the sentence compares pairs."
        )
    return f"{caption} {usual}".rstrip()


def _networks(line: Line, name: str) -> str:
    """Say how many networks each value of a line has; empty if that is one number."""
    unit = Factor(line.config, name).unit
    having: dict[int, list[str]] = {}
    for value in line.values:
        having.setdefault(len(line.accuracies[value]), []).append(tell_value(value, unit))
    if len(having) == 1:
        return ""
    return "; ".join(f"{many} with {_listed(values)}" for many, values in having.items())


def _listed(words: list[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


class _Axis:
    """The axis of a factor: places of its values, numbers or words.

    Parameters
    ----------
    name : str
        Name of the factor.
    lines : list of Line
        Its lines.
    """

    def __init__(self, name: str, lines: list[Line]) -> None:
        self._values = in_order(dict.fromkeys(value for line in lines for value in line.values))
        words = [value for value in self._values if not is_number(value)]
        self.numeric = not words
        #: Whether values have an order; one word stands for "not limited", after the numbers.
        self.in_order = len(words) <= 1
        unit = Factor(lines[0].config, name).unit
        factor, shown = _scale(self._values, unit) if self.numeric else (1.0, unit)
        self._label = _explained(name, lines) + (f" ({shown})" if shown else "")
        places = [float(value * factor) for value in self._values] if self.numeric else []
        self._places = places or [float(place) for place in range(len(self._values))]
        self._logarithmic = self.numeric and 0 < _WIDE * min(places) < max(places)

    def place(self, value: Any, right: float = 0.0) -> float:
        """Give the place of a value, moved to the right by a share of the axis."""
        place, (low, *_, high) = self._places[self._values.index(value)], self._places
        if self._logarithmic:
            return float(place * (high / low) ** right)
        return place + right * (high - low)

    def spacing(self, lines: int) -> tuple[float, float]:
        """Give how far so many lines lie apart, and their dots beside them [of the axis]."""
        apart = _APART if self.numeric else _APART_WORDS
        scaled = np.log(self._places) if self._logarithmic else np.array(self._places)
        gap = np.diff(scaled).min() / np.ptp(scaled)
        narrowed = min(1.0, _REACH * gap / (apart * (lines - 1) / 2 + _BESIDE))
        return apart * narrowed, _BESIDE * narrowed

    def finish(self, axes: Axes) -> None:
        axes.set_xlabel(self._label)
        places = self._places
        if not self.numeric:
            axes.set_xticks(places, [fill(str(value), _TICK_LETTERS) for value in self._values])
            axes.set_xlim(-0.5, len(places) - 0.5)
        elif self._logarithmic:
            axes.set_xscale("log")
            axes.set_xticks(places, [f"{place:g}" for place in places])
            axes.set_xticks([], minor=True)


def _explained(name: str, lines: list[Line]) -> str:
    """Say what is on an axis; steps of one length with that, so that they tell a latency."""
    lengths = {line.config.device.neuron.time_step for line in lines}
    if name == "time_steps" and len(lengths) == 1:
        return f"time steps of {tell_value(lengths.pop(), 's')}"
    return _EXPLAINED.get(name, name_of_factor(name))


def _draw_line(
    axes: Axes, line: Line, axis: _Axis, label: str, look: _Look, offsets: tuple[float, float]
) -> None:
    """Draw a line of means, so far to the right of its values, and its dots likewise."""
    colour, marker, dashes = look
    offset, of_dots = offsets
    across = [axis.place(value, offset) for value in line.values]
    means = []
    for place, value in zip(across, line.values, strict=True):
        accuracies = list(line.accuracies[value].values())
        means.append(float(np.mean(accuracies)))
        bars = bars_of(means[-1], accuracy_interval(accuracies), len(accuracies))
        axes.errorbar(place, means[-1], bars, color=colour, capsize=3)
        beside = [axis.place(value, of_dots)] * len(accuracies)
        axes.plot(beside, accuracies, "o", mfc="white", mec=colour, ms=2.5, mew=0.7, zorder=3)
    axes.plot(across, means, marker, ls=dashes if axis.in_order else "", color=colour, ms=5.5,
              label=label)  # fmt: skip


def _scale(values: list[Any], unit: str) -> tuple[float, str]:
    """Give the factor and the unit with its prefix that suit the largest value."""
    largest = max((abs(value) for value in values), default=0.0)
    if not unit or "^" in unit or largest <= 0:
        return 1.0, unit
    exponent = 3 * int(np.floor(np.log10(largest) / 3))
    if exponent not in _PREFIXES:
        return 1.0, unit
    return 10.0**-exponent, f"{_PREFIXES[exponent]}{unit}"
