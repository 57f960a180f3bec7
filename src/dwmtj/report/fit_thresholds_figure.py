"""Thresholds of a fit as in Fig. 3f: at which amplitudes the events came, and the fitted curves."""

from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dwmtj.analysis.fit_result import FitResult
from dwmtj.counting import counted
from dwmtj.report.device_style import DARK, EVENTS, Array, draw_bars
from dwmtj.report.fit_drawing import (
    Drawn,
    interval_of,
    numbers_of,
    say_nothing_there,
    show_percent,
    told,
    value_of,
)
from dwmtj.report.style import Look, figure_style

#: Level of the error bars [no unit].
_LEVEL = 0.68
#: Distance of intervals that would else lie upon each other [no unit].
_BELOW_OTHER = 0.03
#: Steps of the ramp that are shown below and above the events [no unit].
_AROUND = 2


def draw_thresholds(result: FitResult) -> list[Drawn]:
    """Draw the thresholds.

    Parameters
    ----------
    result : FitResult
        Of the kind ``thresholds``; amplitudes [V], shares [no unit].

    Returns
    -------
    list of Drawn
        One figure: histograms above, shares of cycles that have switched below.
    """
    curves = result.curves
    with figure_style():
        figure = Figure(figsize=(8.0, 5.6))
        top, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 3))
        amplitudes = numbers_of(curves, "amplitude", "amplitude")
        if amplitudes is None or not _events(curves):
            top.set_axis_off()
            say_nothing_there(below, "no ramp of amplitudes")
        else:
            _draw_histograms(top, result, amplitudes)
            _draw_shares(below, result, amplitudes)
            _set_range(below, curves, amplitudes)
            handles, labels = below.get_legend_handles_labels()
            figure.legend(handles, labels, loc="outside lower center", ncols=1, fontsize=8)
    return [Drawn("thresholds", figure, _caption(result), _DESCRIPTION)]


_DESCRIPTION = (
    "Histograms of the amplitudes of depinning, firing and reset, and the share of cycles that "
    "have shown each event up to an amplitude, with the fitted curves"
)


def _caption(result: FitResult) -> str:
    apart = told(result, "separability")
    text = (
        "Above: cycles in which an event came at each amplitude of the ramp. Below: "
        "share of the cycles that have shown it by then, of those in which it was possible "
        "(markers; bars: 68 %, binomial), and the fitted threshold curves (lines; dotted: the "
        "forms that were not preferred). V50, with its 95 % interval as a bar, is the "
        "amplitude that half of the cycles need."
    )
    if any(
        _is_limited(result, name) and _has_curve(result.curves.sel(event=name))
        for name in _events(result.curves)
    ):
        text += " Where the width is not resolved, a curve is the likeliest one with its V50."
    if any(f"device_spread_{name}_likelihood" in result.estimates for name in EVENTS):
        text += " Of several devices V50 is the mean of theirs and a curve that of all of them."
    return text if apart == "not known" else f"{text} Separability of the events: {apart}."


def _draw_histograms(axes: Axes, result: FitResult, amplitudes: Array) -> None:
    step = _step(amplitudes)
    for name, look in _events(result.curves).items():
        one = result.curves.sel(event=name)
        events = numbers_of(one, "events", "amplitude")
        if events is None:
            continue
        heights = np.nan_to_num(events)
        label = f"{look.label}: {counted(float(heights.sum()), 'cycle')}"
        draw_bars(axes, amplitudes, heights, 0.86 * step, look, label)
    axes.set_ylabel("number of cycles")
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
    if axes.patches:
        axes.set_ylim(0, 1.08 * axes.dataLim.y1)
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1.0),
            ncols=3,
            fontsize=8,
            borderaxespad=0.1,
        )


def _draw_shares(axes: Axes, result: FitResult, amplitudes: Array) -> None:
    for name, look in _events(result.curves).items():
        one = result.curves.sel(event=name)
        _draw_markers(axes, one, amplitudes, look)
        _draw_fits(axes, one, look)
        form, drawn = _preferred(one), _has_curve(one)
        label = f"{look.label}: V50 {told(result, f'v50_{name}', 'V')}"
        if drawn:
            label += f", {form}"
        if form and _is_limited(result, name):
            label += f"; {'one of many curves' if drawn else 'no curve'}, width not resolved"
        line = look.line if drawn else "none"
        axes.plot([], [], look.marker, color=look.colour, ls=line, ms=5, label=label)
    _mark_medians(axes, result)
    axes.set_ylim(-0.03, 1.05)
    show_percent(axes)
    axes.set_ylabel("cycles that have switched (%)")
    axes.set_xlabel("pulse amplitude (V)")


def _mark_medians(axes: Axes, result: FitResult) -> None:
    """Mark each V50 at half of the cycles; intervals that overlap are drawn below each other."""
    events = _events(result.curves)
    known = [ends for ends in (interval_of(result, f"v50_{name}") for name in events) if ends]
    apart = all(low[1] < high[0] for low, high in pairwise(sorted(known)))
    for place, (name, look) in enumerate(events.items()):
        middle, ends = value_of(result, f"v50_{name}"), interval_of(result, f"v50_{name}")
        if middle is None:
            continue
        axes.plot([middle], [0.5], "|", color=DARK, ms=9, mew=1.2, zorder=4)
        if ends is not None:
            height = 0.5 if apart else 0.5 - _BELOW_OTHER * place
            colour = DARK if apart else look.colour
            axes.plot(ends, [height, height], "|-", color=colour, lw=2.2, ms=6, zorder=3.5)


def _draw_markers(axes: Axes, one: xr.Dataset, amplitudes: Array, look: Look) -> None:
    shares = numbers_of(one, "cumulative_share", "amplitude")
    if shares is None:
        return
    # Of all the pulses before the first event the last one is enough.
    first = int(np.argmax(np.nan_to_num(shares) > 0)) if np.nanmax(shares) > 0 else len(shares)
    there = np.arange(len(shares)) >= first - 1
    style: dict[str, Any] = {"color": look.colour, "ms": 5, "zorder": 3, "ls": "none"}
    axes.plot(amplitudes[there], shares[there], look.marker, **style)
    low = numbers_of(one, "cumulative_share_low", "level", "amplitude")
    high = numbers_of(one, "cumulative_share_high", "level", "amplitude")
    if low is None or high is None:
        return
    place = int(np.argmin(np.abs(one["level"].values - _LEVEL)))
    there &= np.isfinite(shares) & np.isfinite(low[place]) & np.isfinite(high[place])
    axes.vlines(amplitudes[there], low[place][there], high[place][there], color=look.colour, lw=1.2)


def _is_limited(result: FitResult, event: str) -> bool:
    """Whether the data give no more than a limit of the width."""
    width = result.estimates.get(f"width_{event}")
    return width is not None and width.value is None


def _preferred(one: xr.Dataset) -> str:
    return str(one["preferred"].values) if "preferred" in one.coords else ""


def _has_curve(one: xr.Dataset) -> bool:
    """Whether the preferred form has a curve."""
    fitted = numbers_of(one, "fitted_share", "form", "fine_amplitude")
    if fitted is None:
        return False
    return bool(np.isfinite(fitted[one["form"].values == _preferred(one)]).any())


def _draw_fits(axes: Axes, one: xr.Dataset, look: Look) -> None:
    fitted = numbers_of(one, "fitted_share", "form", "fine_amplitude")
    fine = numbers_of(one, "fine_amplitude", "fine_amplitude")
    if fitted is None or fine is None:
        return
    preferred = _preferred(one)
    for form, curve in zip(one["form"].values.astype(str), fitted, strict=True):
        if not np.isfinite(curve).any():
            continue
        if form == preferred:
            axes.plot(fine, curve, color=look.colour, ls=look.line, lw=1.5)
        else:
            axes.plot(fine, curve, color=look.colour, ls=":", lw=0.9)


def _set_range(axes: Axes, curves: xr.Dataset, amplitudes: Array) -> None:
    """Show the part of the ramp in which something happens."""
    events = numbers_of(curves, "events", "event", "amplitude")
    step = _step(amplitudes)
    there = np.zeros(0, int)
    if events is not None:
        there = np.flatnonzero(np.nan_to_num(events).sum(axis=0) > 0)
    if not len(there):
        there = np.arange(len(amplitudes))
    low, high = float(amplitudes[there[0]]), float(amplitudes[there[-1]])
    axes.set_xlim(low - _AROUND * step, high + _AROUND * step)
    axes.xaxis.set_major_locator(MaxNLocator(11, steps=[1, 2, 5, 10]))


def _step(amplitudes: Array) -> float:
    steps = np.diff(amplitudes)
    steps = steps[steps > 0]
    return float(steps.min()) if len(steps) else 0.1


def _events(curves: xr.Dataset) -> dict[str, Look]:
    there = set(curves["event"].values.astype(str)) if "event" in curves.coords else set()
    return {name: look for name, look in EVENTS.items() if name in there}
