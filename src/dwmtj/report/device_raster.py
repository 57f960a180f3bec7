"""The states and events of many cycles, one row each (Figs 3d, 3e and 4b)."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.ticker import MaxNLocator

from dwmtj.report.device_style import (
    DARK,
    STATE_COLOURS,
    cell_borders,
    drive_axis,
    events_of,
    set_drive_axis,
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
    positions, _ = drive_axis(dataset)
    shown = dataset.isel(cycle=slice(MOST_ROWS))
    cycles = shown["cycle"].values.astype(float)
    borders, rows = cell_borders(positions), np.append(cycles - 0.5, cycles[-1] + 0.5)
    axes.pcolormesh(
        borders,
        rows,
        shown["state"].values,
        cmap=ListedColormap(STATE_COLOURS),
        vmin=0.5,
        vmax=len(STATE_COLOURS) + 0.5,
        rasterized=True,
        zorder=0,
    )
    size = float(np.clip(90 / len(cycles), 2.6, 5))
    for name, look in events_of(dataset).items():
        pulses = shown[f"{name}_pulse"].values.astype(int)
        there = pulses > 0
        if not there.any():
            continue
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
            ms=size,
            mew=0.3 * size,
            clip_on=False,
            label="not completed",
        )
    set_drive_axis(axes, dataset)
    axes.set_ylim(rows[-1], rows[0])
    axes.grid(visible=False)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
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
