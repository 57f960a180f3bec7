"""The states and events of many cycles, one row each (Figs 3d, 3e and 4b)."""

import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.ticker import MaxNLocator

from dwmtj.report.device_style import (
    DARK,
    EVENTS,
    STATE_COLOURS,
    Array,
    cell_borders,
    drive_axis,
)

#: Rows that can still be told apart.
MOST_ROWS = 100


def draw_raster(axes: Axes, dataset: xr.Dataset) -> None:
    """Draw the states of each cycle as the ground of its row, and its events as markers.

    Parameters
    ----------
    axes : Axes
        The panel.
    dataset : Dataset
        Of the experiments ``ramp``, ``cycles`` or ``train``; the first 100 cycles are drawn.
    """
    positions, label = drive_axis(dataset)
    shown = dataset.isel(cycle=slice(MOST_ROWS))
    cycles = shown["cycle"].values.astype(float)
    states, borders = shown["state"].values, cell_borders(positions)
    for number, colour in enumerate(STATE_COLOURS, start=1):
        rows = [_bars(states[row] == number, borders, cycles[row]) for row in range(len(cycles))]
        boxes = [box for row in rows for box in row]
        axes.add_collection(PolyCollection(boxes, facecolors=colour, linewidths=0, zorder=0))
    size = float(np.clip(90 / len(cycles), 2.6, 5))
    for name, look in EVENTS.items():
        pulses = shown[f"{name}_pulse"].values.astype(int)
        there = pulses > 0
        axes.plot(
            positions[pulses[there]],
            cycles[there],
            look.marker,
            color=look.colour,
            ms=size,
            mew=0,
            label=look.label,
        )
    failed = ~shown["completed"].values.astype(bool)
    if failed.any():
        axes.plot(
            np.full(failed.sum(), borders[-1]),
            cycles[failed],
            "x",
            color=DARK,
            ms=max(size, 4),
            clip_on=False,
            label="not completed",
        )
    axes.set_xlim(borders[0], borders[-1])
    axes.set_ylim(cycles[-1] + 0.5, cycles[0] - 0.5)
    axes.grid(visible=False)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    axes.set_xlabel(label)
    more = dataset.sizes["cycle"] > MOST_ROWS
    axes.set_ylabel(f"cycle (first {MOST_ROWS})" if more else "cycle")
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=4,
        fontsize=8,
        handletextpad=0.1,
        columnspacing=1.0,
        borderaxespad=0.1,
        markerscale=5 / size,
    )


def _bars(here: npt.NDArray[np.bool_], borders: Array, cycle: float) -> list[Array]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], here, [0]]).astype(int)))
    low, high = cycle - 0.5, cycle + 0.5
    return [
        np.array([(left, low), (right, low), (right, high), (left, high)])
        for left, right in borders[edges].reshape(-1, 2)
    ]
