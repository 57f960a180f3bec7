"""Many cycles without a field in between: resistances, events cycle by cycle, and thresholds.

The figure is Figs 3d to 3f of the paper in one: both resistances of all cycles, the states of each
cycle, and how depinning, firing and reset amplitudes are distributed.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from dwmtj.experiments import overlap
from dwmtj.report.device_raster import draw_raster
from dwmtj.report.device_style import (
    Array,
    count_of,
    draw_bars,
    events_of,
    junctions_of,
    mean_and_spread,
)
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
        if "resistance_b" not in dataset:
            figure = Figure(figsize=(7.6, 3.2))
            draw_thresholds(figure.add_subplot(), dataset)
            return figure
        figure = Figure(figsize=(8.4, 7.2))
        rows = figure.add_gridspec(3, 1, height_ratios=(0.62, 2.4, 1.55))
        draw_states(figure, rows[0], dataset)
        number = len(junctions_of(dataset))
        middle = rows[1].subgridspec(number, 2, wspace=0.03)
        panels = [figure.add_subplot(middle[place, 0]) for place in range(number)]
        draw_resistances(panels, dataset)
        draw_raster(figure.add_subplot(middle[:, 1], sharex=panels[-1]), dataset)
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
    amplitudes = np.unique(dataset["amplitude"].values[1:])  # the first is no pulse
    step, total = float(np.diff(amplitudes).min(initial=1.0)), dataset.sizes["cycle"]
    drawn: dict[str, Array] = {}
    one_wall = "A" not in junctions_of(dataset)
    for name, look in events_of(dataset).items():
        values = dataset[f"{name}_amplitude"].values
        values = values[np.isfinite(values)]
        if len(values) == 0:
            continue
        drawn[name] = values
        shares = np.array([np.isclose(values, place).sum() for place in amplitudes]) / total
        label = f"{look.label}: {mean_and_spread(values)} V, {100 * len(values) / total:.4g} %"
        draw_bars(axes, amplitudes, shares, 0.86 * step, look, label)
        style: dict[str, Any] = {"color": look.colour, "ls": look.line, "lw": 1.5}
        if one_wall and name == "reset":  # from -1 V on to -3 V
            axes.step(amplitudes, np.cumsum(shares[::-1])[::-1], where="pre", **style)
        else:
            axes.step(amplitudes, np.cumsum(shares), where="post", **style)
    axes.set_xlim(amplitudes[0] - step, amplitudes[-1] + step)
    axes.set_ylim(0, 1.05)
    axes.xaxis.set_major_locator(MaxNLocator(11, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    way = "; negative: in reverse" if one_wall else ""
    axes.set_xlabel(f"pulse amplitude at the event (V{way})")
    axes.set_ylabel("share of cycles (%)")
    pairs = [
        f"{first}/{second} {overlap(drawn[first], drawn[second]):.3f}"
        for first, second in pairwise(drawn)
        if not one_wall  # fired by one train and reset by another: nothing can overlap
    ]
    title = (
        f"{count_of(dataset)} by the amplitude of the event; steps: cumulative; "
        "legend: mean ± sd, share with the event"
    )
    if pairs:
        title += f"\noverlap (0: apart, 1: equal): {', '.join(pairs)}"
    axes.set_title(title, loc="left", fontsize=9)
    if drawn:
        axes.legend(loc="best", fontsize=8)
