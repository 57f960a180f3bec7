"""Final accuracy against each factor that a study varies, for any study."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dwmtj.analysis.claims.mean_effect import mean_interval
from dwmtj.networks.study.definition import Point
from dwmtj.networks.study.factors import SHORT_NAMES
from dwmtj.parameters.units import format_readable
from dwmtj.report.fit_drawing import Drawn
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
_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}

Line = dict[Any, list[float]]


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
            drawn.append(_draw_factor(stored, name, lines))
    return drawn


def value_of_factor(point: Point, name: str) -> Any:
    """Give what a point has for a factor, also where its file leaves it to preset and recipe.

    Parameters
    ----------
    point : Point
        The point.
    name : str
        Name of the factor.

    Returns
    -------
    object
        Numbers in SI units.
    """
    part, _, path = SHORT_NAMES.get(name, name).partition(".")
    if path:
        group, field = path.split(".")
        owner = point.config.device if part == "device" else point.config.recipe
        return getattr(getattr(owner, group), field)
    told = {
        "network": point.config.networks[0],
        "seed": point.config.seeds[0],
        "preset": point.config.device.name,
        "recipe": point.config.recipe.name,
        "time_steps": point.config.recipe.encoding.time_steps,
        "epochs": point.config.epochs,
        "train_images": point.config.train_images or "all",
        "validation_images": point.config.validation_images or "none",
        "profile": point.config.profile,
    }
    return told.get(name, point.factors.get(name))


def name_of_factor(name: str) -> str:
    """Write the name of a factor for people.

    Parameters
    ----------
    name : str
        Its name in the file.

    Returns
    -------
    str
        Such as "firing distance" for ``device.track.firing_distance``.
    """
    return name.rpartition(".")[2].replace("_", " ")


def unit_of_factor(point: Point, name: str) -> str:
    """Give the SI unit of a factor.

    Parameters
    ----------
    point : Point
        A point that has it.
    name : str
        Name of the factor.

    Returns
    -------
    str
        The unit; empty for a pure number or a word.
    """
    part, _, path = SHORT_NAMES.get(name, name).partition(".")
    owner = point.config.device if part == "device" else point.config.recipe
    for group, entry in owner.entries():
        if f"{group}.{entry.field}" == path and entry.quantity is not None:
            return "" if entry.quantity.unit == "1" else entry.quantity.unit
    return ""


def _lines(stored: StoredStudy, name: str) -> dict[tuple[str, ...], Line]:
    """Give accuracies by what else varies and by value; lines with one value are left out."""
    others = [each for each in stored.study.varied if each not in (name, "seed")]
    lines: dict[tuple[str, ...], Line] = {}
    for point in stored.study.points:
        accuracy = stored.final_accuracy(point)
        if np.isfinite(accuracy) and _has(point, name):
            rest = tuple(_told(point, each) for each in others) or (_told(point, "network"),)
            value = value_of_factor(point, name)
            key = value if _is_number(value) else str(value)
            lines.setdefault(rest, {}).setdefault(key, []).append(accuracy)
    return {rest: line for rest, line in lines.items() if len(line) > 1}


def _has(point: Point, name: str) -> bool:
    """Tell whether the network of a point has this factor: LIF and ReLU have no device."""
    of_device = SHORT_NAMES.get(name, name).startswith("device.") or name == "preset"
    return not of_device or point.config.networks[0].startswith("dwmtj")


def _told(point: Point, name: str) -> str:
    if not _has(point, name):
        return ""
    value = value_of_factor(point, name)
    if name == "network":
        return NETWORKS[value].label
    unit = unit_of_factor(point, name)
    shown = format_readable(value, unit or "1") if _is_number(value) else str(value)
    return f"{name_of_factor(name)} {shown}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _split(lines: dict[tuple[str, ...], Line]) -> tuple[str, dict[str, Line]]:
    """Take what all lines have in common out of their names."""
    columns = list(zip(*lines, strict=True))
    common = [column[0] for column in columns if len(set(column)) == 1 and column[0]]
    differ = [place for place, column in enumerate(columns) if len(set(column)) > 1]
    named = {
        ", ".join(filter(None, (rest[place] for place in differ))): line
        for rest, line in lines.items()
    }
    return ", ".join(common), named


def _draw_factor(stored: StoredStudy, name: str, found: dict[tuple[str, ...], Line]) -> Drawn:
    common, lines = _split(found)
    labels = list(lines)
    parts = [labels[i : i + len(_LOOKS)] for i in range(0, len(labels), len(_LOOKS))]
    values = list(dict.fromkeys(value for line in lines.values() for value in line))
    numeric = all(_is_number(value) for value in values)
    unit = unit_of_factor(stored.study.points[0], name)
    factor, shown = _scale(values, unit) if numeric else (1.0, "")
    places = {value: float(value * factor if numeric else i) for i, value in enumerate(values)}
    across = name_of_factor(name) + (f" ({shown})" if shown else "")
    most = max(len(part) for part in parts)
    with figure_style():
        size = (min(10.0, 1.9 + 4.6 * len(parts)), 3.3 + 0.18 * most)
        figure = Figure(figsize=size)
        panels = figure.subplots(1, len(parts), sharey=True, squeeze=False)[0]
        for axes, part in zip(panels, parts, strict=True):
            for number, (label, look) in enumerate(zip(part, _LOOKS, strict=False)):
                offset = 0.0 if numeric else 0.1 * (number - (len(part) - 1) / 2)
                _draw_line(axes, lines[label], places, label, look, offset)
            _finish(axes, places, numeric)
            axes.set_xlabel(across)
        panels[0].set_ylabel(f"final {stored.evaluated_on} accuracy (%)")
        panels[0].set_title(common, loc="left", fontsize=9)
    caption = (
        f"Accuracy after the last epoch against {name_of_factor(name)}: mean over seeds with its "
        "95 % interval (Student); a single run has none. Small dots are runs."
    )
    about = f"Final accuracy against {name_of_factor(name)}"
    return Drawn(f"factor-{name.replace('.', '-').replace('_', '-')}", figure, caption, about)


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
    numeric = all(_is_number(value) for value in places)
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


def _finish(axes: Axes, places: dict[Any, float], numeric: bool) -> None:
    if numeric:
        positive = [each for each in places.values() if each > 0]
        if len(positive) == len(places) and max(positive) > _WIDE * min(positive):
            axes.set_xscale("log")
    else:
        axes.set_xticks(range(len(places)), [str(value) for value in places])
        axes.set_xlim(-0.5, len(places) - 0.5)
    if any(not label.startswith("_") for label in axes.get_legend_handles_labels()[1]):
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
