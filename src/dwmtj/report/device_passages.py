"""Pulses until firing: histograms of many cycles beside the exact law (Figs 5a, 5b)."""

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dwmtj.report.device_style import DARK, Array, count_of, draw_bars, mean_and_spread
from dwmtj.report.style import BLUE, GREEN, ORANGE, VERMILION, Look, figure_style

_DEVICE = Look("simulated device", VERMILION, "s", "-", "///")
#: The law knows the wall noise alone: no site that holds the wall.
_LAW = "exact first-passage law of\nthe wall noise, no pinning sites"
_MODELS = (
    Look("", BLUE, "o", "-", "\\" * 3),
    Look("", GREEN, "^", "--", "xxx"),
    Look("", ORANGE, "v", "-.", "|||"),
)
#: Probability below which a law is not drawn [no unit].
_UNLIKELY = 1e-4


def draw_passages(dataset: xr.Dataset) -> Figure:
    """Draw how many pulses it takes to fire.

    Parameters
    ----------
    dataset : Dataset
        Of the experiment ``passages``; counts and probabilities [no unit].

    Returns
    -------
    Figure
        The device beside the law (5a) and, where it is stored, the paper's model (5b).
    """
    modelled = "model_count" in dataset
    with figure_style():
        figure = Figure(figsize=(8.0 if modelled else 5.0, 3.5))
        panels = figure.subplots(1, 2 if modelled else 1, squeeze=False)[0]
        pulses, counts = dataset["pulse"].values, dataset["count"].values
        _draw_counts(panels[0], pulses, counts, dataset["law"].values, _DEVICE)
        _label(panels[0], f"device, {count_of(dataset)}", counts, dataset["law"].values)
        if modelled:
            _draw_models(panels[1], dataset)
        return figure


def _draw_models(axes: Axes, dataset: xr.Dataset) -> None:
    pulses = dataset["pulse"].values
    for place, threshold in enumerate(dataset["threshold"].values):
        part = dataset.isel(threshold=place)
        look = _MODELS[place % len(_MODELS)]._replace(label=f"N = {threshold:g}")
        _draw_counts(axes, pulses, part["model_count"].values, part["model_law"].values, look)
    sigma = dataset.attrs.get("sigma")
    noise = "" if sigma is None else f", noise {float(sigma):g} mean steps a pulse"
    _label(axes, f"model{noise}", dataset["model_count"].values, dataset["model_law"].values)


def _draw_counts(axes: Axes, pulses: Array, counts: Array, law: Array, look: Look) -> None:
    shares = np.array([np.mean(counts == pulse) for pulse in pulses])
    seen = counts[counts > 0]
    label = f"{look.label}: {mean_and_spread(seen)}" if len(seen) else look.label
    draw_bars(axes, pulses, shares, 0.9, look, label)
    likely = law > _UNLIKELY
    style: dict[str, Any] = {
        "marker": look.marker,
        "color": DARK,
        "ls": look.line,
        "ms": 3.5,
        "lw": 1.1,
    }
    law_label = None if axes.lines else _LAW
    axes.plot(pulses[likely], law[likely], label=law_label, **style)


def _label(axes: Axes, title: str, counts: Array, laws: Array) -> None:
    never = float(np.mean(counts == 0))
    seen = counts[counts > 0]
    places = np.flatnonzero(np.max(np.atleast_2d(laws), axis=0) > _UNLIKELY)
    if len(seen) or len(places):
        last = max(seen.max(initial=1), places.max(initial=0) + 1)
        first = min(seen.min(initial=last), places.min(initial=last) + 1)
        axes.set_xlim(first - 1.5, last + 1.5)
    shown = "" if never == 0 else f"; not seen to fire: {100 * never:.2g} %"
    axes.set_title(title + shown, loc="left", fontsize=9)
    axes.set_xlabel("number of pulses until firing")
    axes.set_ylabel("share of cycles, probability")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.margins(y=0.3)
    axes.legend(loc="upper right", fontsize=8)
