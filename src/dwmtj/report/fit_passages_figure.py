"""Pulses until firing of a fit as in Figs 5a and 5b: the counts beside the laws they may obey.

The noise of the paper's network, drawn every 0.1 ns, makes counts that hardly vary, so its peaks
rise far above all others: the panel of the counts ends below them and says so.
"""

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dwmtj.analysis.fit_result import FitResult
from dwmtj.counting import counted
from dwmtj.report.device_style import DARK, Array, draw_bars
from dwmtj.report.fit_drawing import (
    Drawn,
    numbers_of,
    say_nothing_there,
    show_percent,
    told,
    value_of,
)
from dwmtj.report.style import BLUE, GREEN, ORANGE, PURPLE, VERMILION, Look, figure_style

_COUNTS = Look("measured", VERMILION, hatch="///")
#: The fitted law first, then those that compete with it.
_LAWS = (
    Look("", DARK, "o", "-"),
    Look("", BLUE, "s", "--"),
    Look("", GREEN, "^", "-."),
    Look("", PURPLE, "v", ":"),
    Look("", ORANGE, "D", "--"),
)
_MODELS = (Look("", BLUE, "o", "-", "\\" * 3), Look("", GREEN, "^", "--", "xxx"))
_NETWORK = Look("network's noise, drawn every 0.1 ns", "#555555", "x", ":")
#: Probability below which a law is not drawn [no unit].
_UNLIKELY = 1e-4


def draw_passages(result: FitResult) -> list[Drawn]:
    """Draw the counts and the laws.

    Parameters
    ----------
    result : FitResult
        Of the kind ``passages``; counts and probabilities [no unit].

    Returns
    -------
    list of Drawn
        One figure: counts with the fitted and competing laws (5a), and the paper's model (5b).
    """
    curves = result.curves
    with figure_style():
        figure = Figure(figsize=(8.4, 4.8))
        left, right = figure.subplots(1, 2)
        _draw_counts(left, result)
        handles, labels = left.get_legend_handles_labels()
        if handles:  # the counts first, which matplotlib puts last
            handles, labels = handles[-1:] + handles[:-1], labels[-1:] + labels[:-1]
            figure.legend(handles, labels, loc="outside lower center", ncols=2, fontsize=8)
        _draw_paper(right, curves)
    return [Drawn("passages", figure, _caption(result), _DESCRIPTION)]


_DESCRIPTION = (
    "Histogram of the pulses until firing with the fitted law and competing laws, and the "
    "distributions of the paper's model"
)


def _caption(result: FitResult) -> str:
    mean, sigma = told(result, "mean_pulses"), told(result, "sigma_per_pulse")
    text = (
        "Left: share of the cycles that fired at each pulse (bars: 68 %, binomial) and the laws "
        "fitted to them, the paper's in black; ΔAIC is Akaike's criterion less that of the paper's "
        f"law, so above 0 the paper's is better. Mean {mean} pulses, noise {sigma} of a mean step "
        "per pulse (95 %)."
    )
    network = told(result, "sigma_network")
    if network != "not known":
        text += f" Drawn every 0.1 ns, as in the network, a noise of {network} would be needed."
    return (
        f"{text} Right: the paper's model for its two firing distances, with one draw of the noise "
        "per pulse (bars; mean ± sd) and with the network's draws (crosses), which reach the "
        "distance after as many pulses as it has steps, or after one more."
    )


def _draw_counts(axes: Axes, result: FitResult) -> None:
    curves = result.curves
    pulses, shares = numbers_of(curves, "pulse", "pulse"), numbers_of(curves, "share", "pulse")
    if pulses is None or shares is None:
        say_nothing_there(axes, "no cycle was counted")
        return
    total = float(curves.attrs.get("cycles", 0))
    draw_bars(axes, pulses, np.nan_to_num(shares), 0.9, _COUNTS, "counts of the file")
    _draw_intervals(axes, curves, pulses, shares)
    highest = float(np.nanmax(shares))
    high = numbers_of(curves, "share_high", "pulse")
    if high is not None:
        highest = max(highest, float(np.nanmax(np.where(shares > 0, high, 0.0))))
    shown = _draw_laws(axes, result, pulses, highest)
    network = numbers_of(curves, "network_law", "pulse")
    if network is not None:
        _draw_network(axes, pulses, network, shown)
    axes.set_ylim(0, max(1.12 * shown, 1e-3))
    _set_axes(axes, _range_of(pulses, shares, numbers_of(curves, "law", "model", "pulse")))
    axes.set_title(f"{_of(total)}{_given_up(curves)}", loc="left", fontsize=9)


def _of(cycles: float) -> str:
    return counted(cycles, "cycle")


def _given_up(curves: xr.Dataset) -> str:
    stopped = numbers_of(curves, "given_up", "pulse")
    number = 0.0 if stopped is None else float(np.nansum(stopped))
    return f", {number:,.0f} not seen to fire" if number else ""


def _draw_intervals(axes: Axes, curves: xr.Dataset, pulses: Array, shares: Array) -> None:
    low, high = (numbers_of(curves, f"share_{end}", "pulse") for end in ("low", "high"))
    if low is None or high is None:
        return
    there = shares > 0
    # Beside the middle, where the laws are drawn.
    beside = pulses[there] - 0.22
    axes.vlines(beside, low[there], high[there], color=_COUNTS.colour, lw=2.0, zorder=2.5)


def _draw_laws(axes: Axes, result: FitResult, pulses: Array, highest: float) -> float:
    """Draw the laws, and give the height of the highest thing in the panel but for the network."""
    curves = result.curves
    laws = numbers_of(curves, "law", "model", "pulse")
    if laws is None:
        return highest
    names = curves["model"].values.astype(str)
    titles = curves["title" if "title" in curves.coords else "model"].values.astype(str)
    for place, (name, title, law) in enumerate(zip(names, titles, laws, strict=True)):
        look = _LAWS[place % len(_LAWS)]
        likely = np.where(law > _UNLIKELY, law, np.nan)
        difference = value_of(result, f"akaike_difference_{name}")
        label = title if difference is None else f"{title} (ΔAIC {difference:+,.1f})"
        label = (
            label.replace("-0.0)", "0.0)").replace("+0.0)", "0.0)").replace("(ΔAIC -", "(ΔAIC −")
        )
        style: dict[str, Any] = {"color": look.colour, "ls": look.line, "marker": look.marker}
        style |= {"ms": 4.5 - 0.3 * place, "lw": 1.1, "zorder": 4 - 0.1 * place}
        filled = look.colour if place == 0 else "none"
        axes.plot(pulses, likely, label=label, mfc=filled, **style)
    return max(highest, float(np.nanmax(laws[0])))


def _draw_network(axes: Axes, pulses: Array, law: Array, shown: float) -> None:
    """Draw the law of the network up to the end of the panel; a number stands where it goes on."""
    likely = law > _UNLIKELY
    style: dict[str, Any] = {"color": _NETWORK.colour, "lw": 1.2}
    label = None if _NETWORK.label in axes.get_legend_handles_labels()[1] else _NETWORK.label
    axes.plot([], [], _NETWORK.marker, ls=_NETWORK.line, ms=5, label=label, **style)
    axes.vlines(pulses[likely], 0, law[likely], ls=_NETWORK.line, **style)
    axes.plot(pulses[likely], law[likely], _NETWORK.marker, ms=5, zorder=5, **style)
    for pulse, height in zip(pulses[law > 1.12 * shown], law[law > 1.12 * shown], strict=True):
        place, text = (pulse, 1.0), f"↑ {100 * height:.0f} %"
        axes.annotate(
            text, place, (3, -2), xycoords=axes.get_xaxis_transform(), fontsize=8,
            textcoords="offset points", va="top", color=_NETWORK.colour,
        )  # fmt: skip


def _draw_paper(axes: Axes, curves: xr.Dataset) -> None:
    pulses = numbers_of(curves, "paper_pulse", "paper_pulse")
    laws = numbers_of(curves, "paper_law", "threshold", "paper_pulse")
    if pulses is None or laws is None:
        say_nothing_there(axes, "no curves of the paper's model")
        return
    network = numbers_of(curves, "paper_network_law", "threshold", "paper_pulse")
    for place, distance in enumerate(curves["threshold"].values.astype(float)):
        look = _MODELS[place % len(_MODELS)]
        law = np.where(laws[place] > _UNLIKELY, laws[place], 0.0)
        label = f"{distance:g} mean steps: {_mean_and_spread(pulses, laws[place])}"
        draw_bars(axes, pulses, law, 0.9, look, label)
        if network is not None:
            _draw_network(axes, pulses, network[place], 1.0)
    axes.set_ylim(
        0, 1.55 * max(float(np.nanmax(law)) for law in (laws, network) if law is not None)
    )
    _set_axes(axes, _range_of(pulses, laws.sum(axis=0), None))
    sigma = curves.attrs.get("sigma")
    noise = "" if sigma is None else f", noise {float(sigma):g} of a mean step"
    axes.set_title(f"the paper's model{noise}", loc="left", fontsize=9)
    axes.legend(loc="upper right", fontsize=8)


def _mean_and_spread(pulses: Array, law: Array) -> str:
    total = float(np.nansum(law))
    if total <= 0:
        return "none"
    mean = float(np.nansum(pulses * law)) / total
    spread = np.sqrt(max(float(np.nansum((pulses - mean) ** 2 * law)) / total, 0.0))
    return f"{mean:.2f} ± {spread:.2f}"


def _range_of(pulses: Array, shares: Array, laws: Array | None) -> tuple[float, float]:
    likely = np.nan_to_num(shares) > _UNLIKELY
    if laws is not None:
        likely |= np.nan_to_num(laws[0]) > _UNLIKELY
    there = pulses[likely] if likely.any() else pulses
    return float(there.min()) - 1.5, float(there.max()) + 1.5


def _set_axes(axes: Axes, ends: tuple[float, float]) -> None:
    axes.set_xlim(*ends)
    axes.set_xlabel("number of pulses until firing")
    axes.set_ylabel("share of cycles, probability (%)")
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    show_percent(axes)
