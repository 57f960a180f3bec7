"""Many cycles without a field in between: resistances, events cycle by cycle, and thresholds.

The figure is Figs 3d to 3f of the paper in one: both resistances of all cycles, the states of each
cycle, and how depinning, firing and reset amplitudes are distributed.
"""

from itertools import pairwise

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator, PercentFormatter

from dwmtj.experiments import overlap
from dwmtj.report.device_raster import draw_raster
from dwmtj.report.device_style import EVENTS, Array, count_of, drive_axis
from dwmtj.report.device_train import draw_resistances, draw_states
from dwmtj.report.style import figure_style


def draw_cycles(dataset: xr.Dataset) -> Figure:
    """Draw many cycles.

    Parameters
    ----------
    dataset : Dataset
        Of the experiment ``cycles``; resistances [ohm], amplitudes [V].

    Returns
    -------
    Figure
        Sketches of the states; both resistances beside the events of each cycle; histograms. Only
        the histograms if no readings were kept.
    """
    with figure_style():
        if "resistance_a" not in dataset:
            figure = Figure(figsize=(7.6, 3.2))
            draw_thresholds(figure.add_subplot(), dataset)
            return figure
        figure = Figure(figsize=(8.4, 7.2))
        rows = figure.add_gridspec(3, 1, height_ratios=(0.62, 2.4, 1.55))
        draw_states(figure, rows[0], dataset)
        middle = rows[1].subgridspec(2, 2, wspace=0.03)
        top = figure.add_subplot(middle[0, 0])
        bottom = figure.add_subplot(middle[1, 0], sharex=top)
        draw_resistances(top, bottom, dataset)
        bottom.set_xlabel(drive_axis(dataset)[1])
        draw_raster(figure.add_subplot(middle[:, 1], sharex=top), dataset)
        draw_thresholds(figure.add_subplot(rows[2]), dataset)
        return figure


def draw_thresholds(axes: Axes, dataset: xr.Dataset) -> None:
    """Draw histograms and cumulative shares of the three amplitudes, and how far they overlap.

    Parameters
    ----------
    axes : Axes
        The panel.
    dataset : Dataset
        Of the experiments ``ramp`` or ``cycles``; amplitudes [V].
    """
    positions, _ = drive_axis(dataset)
    step = float(positions[1] - positions[0])
    total = dataset.sizes["cycle"]
    drawn: dict[str, Array] = {}
    for name, look in EVENTS.items():
        values = dataset[f"{name}_amplitude"].values
        drawn[name] = values = values[np.isfinite(values)]
        if len(values) == 0:
            continue
        shares = np.array([np.isclose(values, place).sum() for place in positions]) / total
        there = shares > 0
        axes.bar(
            positions[there],
            shares[there],
            0.86 * step,
            fc=look.colour + "66",
            ec=look.colour,
            hatch=look.hatch,
            lw=1.0,
            label=f"{look.label}: {values.mean():.2f} ± {values.std():.2f} V, in "
            f"{100 * len(values) / total:.4g} % of cycles",
        )
        axes.step(
            positions,
            np.cumsum(shares),
            where="post",
            color=look.colour,
            ls=look.line,
            lw=1.5,
        )
    axes.set_xlim(positions[0] - step / 2, positions[-1] + step / 2)
    axes.set_ylim(0, 1.05)
    axes.xaxis.set_major_locator(MultipleLocator(0.2))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    axes.set_xlabel("pulse amplitude at the event (V)")
    axes.set_ylabel("share of cycles (%)")
    pairs = [
        f"{first}/{second} {overlap(drawn[first], drawn[second]):.3f}"
        for first, second in pairwise(EVENTS)
    ]
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles, labels, loc="upper left", title=None, fontsize=8)
    axes.annotate(
        "overlap (0 apart, 1 equal)\n" + "\n".join(pairs),
        (0.012, 0.56),
        xycoords="axes fraction",
        va="top",
        fontsize=8,
    )
    axes.set_title(
        f"bars: {count_of(dataset)} by the amplitude of the event; steps: cumulative",
        loc="left",
        fontsize=9,
    )
