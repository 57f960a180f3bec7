"""Wall position, synaptic current and output of example neurons while one image is shown."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dwmtj.report.style import NETWORKS, NEURON_COLOURS, figure_style

_NANO = 1e9
_MICRO = 1e6


def draw_traces(results: xr.Dataset) -> Figure:
    """Draw the recorded neurons of the DW-MTJ networks.

    Parameters
    ----------
    results : Dataset
        Content of ``results.nc``: position [m], synaptic_current [A], spikes, time [s]; dims
        [device_network, neuron, time].

    Returns
    -------
    Figure
        One column per network; rows for position, current and output.
    """
    names = list(results.device_network.values)
    with figure_style():
        figure = Figure(figsize=(8.0, 5.2))
        axes = figure.subplots(
            3, len(names), sharex=True, sharey="row", height_ratios=(3, 2, 1.2), squeeze=False
        )
        for column, name in enumerate(names):
            _draw_network(axes[:, column], results.sel(device_network=name))
            axes[0, column].set_title(NETWORKS[str(name)].label, loc="left", fontsize=9)
            axes[2, column].set_xlabel("time (ns)")
        axes[0, 0].set_ylabel("wall position (nm)")
        axes[1, 0].set_ylabel("synaptic\ncurrent (µA)")
        axes[2, 0].set_ylabel("MTJ$_B$ output\nof neuron")
        axes[0, -1].annotate(
            "firing\ndistance",
            (1.01, float(results.attrs["firing_distance"]) * _NANO),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8,
            annotation_clip=False,
        )
        figure.align_ylabels()
        return figure


def _draw_network(axes: np.ndarray, data: xr.Dataset) -> None:
    time = data.time.values * _NANO
    distance = float(data.attrs["firing_distance"]) * _NANO
    top, middle, bottom = axes
    top.axhline(distance, color="#555555", lw=0.9, ls=":")
    for row in range(data.sizes["neuron"]):
        neuron = data.isel(neuron=row)
        colour = NEURON_COLOURS[row % len(NEURON_COLOURS)]
        top.plot(time, neuron.position.values * _NANO, color=colour, lw=1.0)
        middle.plot(time, neuron.synaptic_current.values * _MICRO, color=colour, lw=0.8)
        _draw_output(bottom, time, neuron.spikes.values, row, colour)
    bottom.set_yticks(
        range(data.sizes["neuron"]), [f"#{int(index)}" for index in data.neuron.values]
    )
    bottom.set_ylim(data.sizes["neuron"] - 0.4, -0.6)
    top.set_xlim(0, time[-1])


def _draw_output(axes: Axes, time: np.ndarray, spikes: np.ndarray, row: int, colour: str) -> None:
    edges = np.diff(np.concatenate([[0], spikes > 0, [0]]).astype(int))
    step = time[1] - time[0] if len(time) > 1 else time[0]
    starts = time[np.flatnonzero(edges == 1)] - step
    lengths = (np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)) * step
    axes.broken_barh(list(zip(starts, lengths, strict=True)), (row - 0.35, 0.7), color=colour)
