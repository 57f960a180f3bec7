"""Thresholds of the events against pulse length and temperature, and from device to device.

Against pulse length and temperature stand the simulated medians with their middle 68 %, the exact
law of a ramp on one site, and the amplitude at which one pulse frees half of the walls.
"""

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from dwmtj.report.device_style import DARK, EVENTS, NANO, options_of
from dwmtj.report.style import Look, figure_style

#: Dimension, factor, label, and whether the axis is logarithmic.
_AXES = {
    "duration": (NANO, "length of a pulse, edges included (ns)", True),
    "temperature": (1.0, "temperature (K)", False),
}


def draw_threshold_curves(dataset: xr.Dataset) -> Figure:
    """Draw the thresholds against what was varied.

    Parameters
    ----------
    dataset : Dataset
        Of the experiments ``pulse-length`` or ``temperature``; amplitudes [V], lengths [s],
        temperatures [K].

    Returns
    -------
    Figure
        A curve for each event.
    """
    name = "duration" if "duration" in dataset.dims else "temperature"
    factor, label, logarithmic = _AXES[name]
    with figure_style():
        figure = Figure(figsize=(6.4, 3.8))
        axes = figure.add_subplot()
        places = dataset[name].values * factor
        for event, look in EVENTS.items():
            part = dataset.sel(event=event)
            low, middle, high = part["threshold_amplitude"].transpose("quantile", name).values
            law = part["threshold_law"].transpose("quantile", name).values[1]
            axes.fill_between(places, low, high, color=look.colour, alpha=0.2, lw=0)
            axes.plot(places, law, "-", color=look.colour, lw=1.3)
            axes.plot(places, part["single_pulse_law"], ":", color=look.colour, lw=1.1)
            axes.plot(places, middle, look.marker, color=look.colour, ms=5, label=look.label)
        if logarithmic:
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.xaxis.set_major_formatter("{x:g}")
            axes.xaxis.set_minor_formatter(NullFormatter())
        axes.plot([], [], "-", color=DARK, lw=1.3, label="exact, ramp on one site")
        axes.plot([], [], ":", color=DARK, lw=1.1, label="exact, one pulse")
        axes.set_xlabel(label)
        axes.set_ylabel("threshold amplitude (V)")
        cycles = options_of(dataset).get("cycles")
        of = f" of {cycles:,} cycles" if cycles else ""
        none = bool(dataset["threshold_amplitude"].isnull().all())
        told = f"markers: medians{of}; bands: middle 68 %"
        axes.set_title("nothing switched in the ramp" if none else told, loc="left", fontsize=9)
        figure.legend(loc="outside right upper", fontsize=8)
        return figure


def draw_variability(dataset: xr.Dataset) -> Figure:
    """Draw the thresholds of devices that differ.

    Parameters
    ----------
    dataset : Dataset
        Of the experiment ``variability``; amplitudes [V], dims device and cycle.

    Returns
    -------
    Figure
        Every device with its own spread, in the order of its depinning; histograms of the medians.
    """
    with figure_style():
        figure = Figure(figsize=(8.0, 3.8))
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
        amplitudes = {
            name: dataset[f"{name}_amplitude"].transpose("device", "cycle").values
            for name in EVENTS
        }
        order = np.argsort(_quantile(amplitudes["depin"], 0.5))
        for name, look in EVENTS.items():
            _draw_devices(left, amplitudes[name][order], look)
            _draw_medians(right, amplitudes[name], look)
        cycles, devices = dataset.sizes["cycle"], dataset.sizes["device"]
        left.set_title(
            f"each device: median and middle 68 % of {cycles} cycles", loc="left", fontsize=9
        )
        left.set_xlabel(f"device, in the order of depinning (of {devices:,})")
        left.set_ylabel("threshold amplitude (V)")
        right.set_title("medians of the devices", loc="left", fontsize=9)
        right.set_xlabel("number of devices")
        right.margins(x=0.05)
        figure.legend(
            *right.get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=8
        )
        return figure


def _quantile(values: np.ndarray, share: float) -> np.ndarray:
    """Quantile of each device over its cycles, NaN for one in which nothing happened."""
    there = np.isfinite(values).any(axis=1)
    result = np.full(len(values), np.nan)
    if there.any():
        result[there] = np.nanquantile(values[there], share, axis=1)
    return result


def _draw_devices(axes: Axes, amplitudes: np.ndarray, look: Look) -> None:
    low, middle, high = (_quantile(amplitudes, share) for share in (0.16, 0.5, 0.84))
    ranks = np.arange(1, len(middle) + 1)
    axes.vlines(ranks, low, high, color=look.colour, alpha=0.45, lw=1.2)
    axes.plot(ranks, middle, look.marker, color=look.colour, ms=2.6, mew=0)


def _draw_medians(axes: Axes, amplitudes: np.ndarray, look: Look) -> None:
    medians = _quantile(amplitudes, 0.5)
    medians = medians[np.isfinite(medians)]
    if len(medians) == 0:
        return
    within = np.nanmean(np.nanstd(amplitudes[np.isfinite(amplitudes).any(axis=1)], axis=1))
    label = (
        f"{look.label}: {medians.mean():.2f} V\n± {medians.std():.2f} V device to device"
        f"\n± {within:.2f} V cycle to cycle"
    )
    style: dict[str, Any] = {"bins": 15, "orientation": "horizontal", "histtype": "stepfilled"}
    axes.hist(medians, fc=look.colour + "30", ec="none", **style)
    axes.hist(medians, fc="none", ec=look.colour, ls=look.line, lw=1.5, label=label, **style)
