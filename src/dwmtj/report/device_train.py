"""Cycles of write, integrate, fire and reset: both resistances against the drive (Figs 3a, 3c, 4a).

One cycle is drawn in full and the others faintly behind it; the ground tells its states, numbered 1
to 4 as in the paper, and a sketch above shows where the domain is in each.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from dwmtj.report.device_raster import draw_raster
from dwmtj.report.device_sketch import Geometry, Sketch
from dwmtj.report.device_style import (
    KILO,
    STATE_COLOURS,
    Array,
    cell_borders,
    device_of,
    drive_axis,
    junctions_of,
    set_drive_axis,
    shown_cycle,
    state_names,
)
from dwmtj.report.style import figure_style

#: More cycles than these, drawn over each other, show nothing more.
MOST_FAINT = 200
#: More lines than these are stored as a picture, which is then the smaller file.
_MOST_VECTORS = 20


class Stretch(NamedTuple):
    """Readings of one state in a row: its ``number``, and its ``first`` and ``last`` reading."""

    number: int
    first: int
    last: int


def draw_train(dataset: xr.Dataset) -> Figure:
    """Draw one cycle of a ramp of amplitudes, or of a train of equal pulses and then all of them.

    Parameters
    ----------
    dataset : Dataset
        Of the experiments ``ramp`` or ``train``; resistances [ohm], walls [m].

    Returns
    -------
    Figure
        Sketches of the states above the resistance of each junction; below them, for trains of many
        cycles, the states of each cycle (Fig. 4b).
    """
    several = dataset.attrs.get("experiment") == "train" and dataset.sizes["cycle"] > 1
    number = len(junctions_of(dataset))
    heights = (0.62, *[1.0] * number, *[1.3] * several)
    with figure_style():
        figure = Figure(figsize=(7.6, 1.75 * sum(heights) + 0.3))
        rows = figure.add_gridspec(len(heights), 1, height_ratios=heights)
        draw_states(figure, rows[0], dataset)
        panels = [figure.add_subplot(rows[1 + place]) for place in range(number)]
        draw_resistances(panels, dataset)
        if several:
            raster = figure.add_subplot(rows[-1], sharex=panels[0])
            draw_raster(raster, dataset)
            panels[-1].tick_params(labelbottom=False)
            panels[-1].set_xlabel("")
        else:
            when = "after writing, " if "A" in junctions_of(dataset) else ""
            note = f"; open: read {when}before the first pulse"
            panels[-1].set_xlabel(panels[-1].get_xlabel() + note)
        return figure


def draw_states(figure: Figure, place: SubplotSpec, dataset: xr.Dataset) -> None:
    """Draw a sketch of the device in each state, with the domain where the walls were read.

    Parameters
    ----------
    figure : Figure
        The figure.
    place : SubplotSpec
        Where the row of sketches goes. Without a stored device it holds the names of the states.
    dataset : Dataset
        Of the experiments ``ramp``, ``cycles`` or ``train``; walls [m].
    """
    chosen, device = shown_cycle(dataset), device_of(dataset)
    states, names = dataset["state"].values[chosen], state_names(dataset)
    pillars = "".join(junctions_of(dataset))
    cells = place.subgridspec(1, len(names), wspace=0.0)
    for column, (number, name) in enumerate(names.items()):
        axes = figure.add_subplot(cells[column])
        axes.set_axis_off()
        axes.set_title(f"{number}  {name}", fontsize=8, pad=1)
        readings = np.flatnonzero(states == number)
        if len(readings) == 0:
            axes.text(0.5, 0.4, "not reached", ha="center", fontsize=8, transform=axes.transAxes)
        elif device is not None:
            # Written: as written. Integrating: half way. Fired: at once. Reset: as it is left.
            reading = readings[(0, len(readings) // 2, 0, -1)[number - 1]]
            walls = [float(dataset[f"wall_{side}"][chosen, reading]) for side in ("left", "right")]
            Sketch(axes, Geometry.of(device), (walls[0], walls[1]), pillars)


def draw_resistances(panels: Sequence[Axes], dataset: xr.Dataset) -> None:
    """Draw the resistances against the drive, the states of the shown cycle as the ground.

    Parameters
    ----------
    panels : sequence of Axes
        A panel for each junction, from top to bottom; they come to share the axis of the drive.
    dataset : Dataset
        Of the experiments ``ramp``, ``cycles`` or ``train``; resistances [ohm].
    """
    positions, _ = drive_axis(dataset)
    chosen, cycles = shown_cycle(dataset), dataset.sizes["cycle"]
    stretches = list(_stretches(dataset["state"].values[chosen]))
    borders = cell_borders(positions)
    for axes, (name, look) in zip(panels, junctions_of(dataset).items(), strict=True):
        resistance = dataset[f"resistance_{name.lower()}"].values * KILO
        for number, first, last in stretches:
            colour = STATE_COLOURS[number - 1]
            axes.axvspan(borders[first], borders[last + 1], color=colour, lw=0, zorder=0)
        _draw_faint(axes, positions, np.delete(resistance, chosen, axis=0))
        style: dict[str, Any] = {"color": look.colour, "marker": look.marker, "ms": 5}
        axes.plot(positions, resistance[chosen], lw=1.4, markevery=slice(1, None), **style)
        axes.plot(positions[:1], resistance[chosen, :1], ls="", mfc="w", mew=1.4, **style)
        axes.set_ylabel(f"$R_{name}$ (kΩ)")
        axes.margins(y=0.16)
        axes.grid(visible=False)
        set_drive_axis(axes, dataset)
    for axes in panels[:-1]:
        axes.sharex(panels[-1])
        axes.tick_params(labelbottom=False)
        axes.set_xlabel("")
    top = panels[0]
    for number, first, last in stretches:
        middle = (borders[first] + borders[last + 1]) / 2
        where = top.get_xaxis_transform()
        top.text(middle, 1.01, str(number), transform=where, ha="center", fontweight="bold")
    if cycles > 1:
        others = "the others" if cycles <= MOST_FAINT + 1 else f"{MOST_FAINT} others"
        shown = f"cycle {chosen + 1} of {cycles:,}; grey: {others}"
        style = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right"}
        top.annotate(shown, (1.0, 1.0), (0, 15), fontsize=8, **style)


def _draw_faint(axes: Axes, positions: Array, resistance: Array) -> None:
    if len(resistance) == 0:
        return
    lines = [np.column_stack([positions, row]) for row in resistance[:MOST_FAINT]]
    alpha = max(0.06, 0.9 / len(lines) ** 0.5)
    style: dict[str, Any] = {"colors": "#555555", "linewidths": 1.0, "alpha": alpha}
    axes.add_collection(LineCollection(lines, rasterized=len(lines) > _MOST_VECTORS, **style))


def _stretches(states: npt.NDArray[np.int_]) -> Iterator[Stretch]:
    starts = np.flatnonzero(np.diff(states, prepend=0))
    for start, end in zip(starts, [*starts[1:], len(states)], strict=True):
        yield Stretch(int(states[start]), int(start), int(end) - 1)
