"""Events of a fit: the readings with their levels, what became of each cycle, and when.

Two figures: readings and states are there only where the file has readings.
"""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from dwmtj.analysis.fit_result import FitResult
from dwmtj.counting import counted
from dwmtj.report.device_raster import MOST_ROWS, draw_raster
from dwmtj.report.device_style import (
    DARK,
    EVENTS,
    FAINT,
    JUNCTIONS,
    KILO,
    STATE_COLOURS,
    STATE_NAMES,
    Array,
    draw_bars,
)
from dwmtj.report.fit_drawing import (
    Drawn,
    interval_of,
    numbers_of,
    say_nothing_there,
    show_percent,
    told,
)
from dwmtj.report.style import Look, figure_style

#: Variables along the rows that a raster of cycles takes.
_ROWS = {"row_device", "row_cycle", "row_label", "applied", *(f"{name}_pulse" for name in EVENTS)}


def draw_events(result: FitResult) -> list[Drawn]:
    """Draw the readings, the cycles and their events.

    Parameters
    ----------
    result : FitResult
        Of the kind ``events``; resistances [ohm], amplitudes [V].

    Returns
    -------
    list of Drawn
        Readings of the junctions, if there are any; states of cycles, if there are any; labels and
        events of the cycles.
    """
    drawn = []
    junctions = [name for name in "ab" if _readings(result.curves, name) is not None]
    if junctions:
        drawn.append(_draw_readings(result, junctions))
    raster = _as_cycles(result.curves)
    if raster is not None:
        drawn.append(_draw_states(result, raster))
    return [*drawn, _draw_outcomes(result)]


def _readings(curves: xr.Dataset, name: str) -> Array | None:
    return numbers_of(curves, f"readings_{name}", f"resistance_{name}")


def _draw_readings(result: FitResult, junctions: list[str]) -> Drawn:
    with figure_style():
        figure = Figure(figsize=(8.0, 3.3))
        panels = figure.subplots(1, len(junctions), squeeze=False)[0]
        for axes, name in zip(panels, junctions, strict=True):
            _draw_histogram(axes, result, name, JUNCTIONS[name.upper()])
    caption = (
        "Readings of each junction. Solid: the two levels; dotted: where a reading counts as a "
        "switch downwards and upwards. Levels with their 95 % intervals; readings between them are "
        "of domains that cover the junction in part."
    )
    return Drawn("readings", figure, caption, "Histograms of the resistances of the junctions")


def _draw_histogram(axes: Axes, result: FitResult, name: str, look: Look) -> None:
    curves = result.curves
    numbers = _readings(curves, name)
    places = numbers_of(curves, f"resistance_{name}", f"resistance_{name}")
    assert numbers is not None
    if places is None:
        places = np.arange(len(numbers), dtype=float)
    width = float(np.diff(places).min(initial=np.inf)) if len(places) > 1 else 1.0
    edges = np.append(places - width / 2, places[-1] + width / 2) * KILO
    axes.stairs(numbers, edges, fill=True, color=look.colour, alpha=0.35)
    axes.stairs(numbers, edges, color=look.colour, lw=1.0)
    _mark(axes, numbers_of(curves, f"level_{name}", "device", "level"), "-", 1.6)
    _mark(axes, numbers_of(curves, f"limit_{name}", "device", "limit"), ":", 1.3)
    low, high = (told(result, f"r_{name}_{end}", "Ω") for end in ("low", "high"))
    axes.set_title(f"{look.label}\nlow {low}\nhigh {high}", loc="left", fontsize=8)
    axes.set_yscale("log")
    axes.set_ylim(0.5, 3 * float(np.nanmax(numbers)))
    axes.set_xlabel(f"$R_{name.upper()}$ (kΩ)")
    axes.set_ylabel("number of readings")
    axes.margins(x=0.05)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))


def _mark(axes: Axes, values: Array | None, line: str, width: float) -> None:
    """Mark a resistance of one device by a line, of several by the range that they take."""
    if values is None:
        return
    for column in values.T:
        known = column[np.isfinite(column)] * KILO
        if len(known) == 0:
            continue
        axes.axvline(float(np.median(known)), color=DARK, ls=line, lw=width, zorder=3)
        if len(known) > 1:
            axes.axvspan(known.min(), known.max(), color=FAINT, alpha=0.25, lw=0, zorder=0.5)


def _as_cycles(curves: xr.Dataset) -> xr.Dataset | None:
    """Give the shown cycles of the first device as a raster takes them."""
    states = numbers_of(curves, "state", "shown_cycle", "reading")
    if states is None or not set(curves.data_vars) >= _ROWS or states.shape[1] < 2:
        return None
    number, readings = states.shape
    device = curves["row_device"].values
    rows = np.flatnonzero(device == device[0])[:number]
    amplitude = numbers_of(curves, "trace_amplitude", "shown_cycle", "reading")
    same = amplitude is not None and _alike(amplitude)
    cycle = curves["row_cycle"].values[rows].astype(int)
    if not np.all(np.diff(cycle) == 1):
        cycle = np.arange(len(rows)) + 1
    variables: dict[str, tuple[str | tuple[str, ...], object]] = {
        "state": (("cycle", "pulse"), np.where(states > 0, states, np.nan)[: len(rows)]),
        "completed": ("cycle", curves["row_label"].values[rows] == "complete"),
        "amplitude": ("pulse", _longest(amplitude) if same else np.zeros(readings)),
    }
    # Where a cycle lacks readings, a pulse cannot be told from the place of its reading.
    whole = (states > 0).sum(axis=1)[: len(rows)] == curves["applied"].values[rows] + 1
    for name in EVENTS:
        pulse = curves[f"{name}_pulse"].values[rows].astype(int)
        shown = np.where(whole & (pulse < readings), pulse, 0)
        variables[f"{name}_pulse"] = ("cycle", shown)
    return xr.Dataset(
        variables,
        coords={"cycle": cycle, "pulse": np.arange(readings)},
        attrs={"same": int(same)},
    )


def _alike(amplitude: Array) -> bool:
    """Whether all cycles have the amplitudes of the longest, as far as they go."""
    longest = _longest(amplitude)
    there = np.isfinite(amplitude)
    close = np.isclose(amplitude, longest, atol=1e-9) | ~there
    return bool(np.isfinite(longest).all() and close.all())


def _longest(amplitude: Array | None) -> Array:
    assert amplitude is not None
    return np.asarray(amplitude[np.isfinite(amplitude).sum(axis=1).argmax()])


def _draw_states(result: FitResult, raster: xr.Dataset) -> Drawn:
    number = min(raster.sizes["cycle"], MOST_ROWS)
    with figure_style():
        figure = Figure(figsize=(7.6, float(np.clip(1.6 + 0.09 * number, 2.6, 5.2))))
        axes = figure.add_subplot()
        draw_raster(axes, raster)
        if not raster.attrs["same"]:
            axes.set_xlabel("pulse number")
        grounds = [
            Patch(fc=colour, ec=FAINT, label=f"{place} {name}")
            for place, (colour, name) in enumerate(zip(STATE_COLOURS, STATE_NAMES, strict=True), 1)
        ]
        figure.legend(handles=grounds, loc="outside lower center", ncols=4, fontsize=8)
    devices = len(np.unique(result.curves["row_device"].values))
    of = " of the first device" if devices > 1 else ""
    caption = (
        f"States of the first cycles{of}, a row for each, and the events that were found. Where "
        "there is no reading the ground is white as in state 2."
    )
    return Drawn("states", figure, caption, "State of each cycle after each pulse, and its events")


def _draw_outcomes(result: FitResult) -> Drawn:
    with figure_style():
        figure = Figure(figsize=(8.4, 3.3))
        left, right = figure.subplots(1, 2, width_ratios=(2, 3))
        _draw_labels(left, result)
        _draw_counts(right, result.curves)
    caption = (
        "Left: what became of the cycles, with 95 % intervals (Clopper and Pearson). Right: when "
        "the events came, of all cycles."
    )
    return Drawn("outcomes", figure, caption, "Shares of the labels of cycles, and events by drive")


def _draw_labels(axes: Axes, result: FitResult) -> None:
    counts = numbers_of(result.curves, "cycles_of_label", "label_name")
    if counts is None or counts.sum() == 0:
        say_nothing_there(axes, "no cycles")
        return
    labels = result.curves["label_name"].values.astype(str)
    shares = counts / counts.sum()
    rows = np.arange(len(labels))
    axes.barh(rows, shares, 0.7, color=EVENTS["depin"].colour, alpha=0.35)
    for row, label in enumerate(labels):
        ends = interval_of(result, f"share_{label.replace(' ', '_')}") or (shares[row],) * 2
        axes.hlines(row, *ends, color=DARK, lw=1.4)
        place, inside = max(shares[row], ends[1]), ends[1] > 0.8
        text, side = f"{counts[row]:,.0f}", -1 if inside else 1
        start = min(shares[row], ends[0]) if inside else place
        axes.annotate(
            text, (start, row), (4 * side, 0), textcoords="offset points", fontsize=8,
            va="center", ha="right" if inside else "left",
        )  # fmt: skip
    axes.set_yticks(rows, labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlim(0, 1.02)
    axes.xaxis.set_major_formatter(lambda share, _: f"{100 * share:g}")
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("share of cycles (%)")
    axes.set_title(counted(float(counts.sum()), "cycle"), loc="left", fontsize=9)


def _draw_counts(axes: Axes, curves: xr.Dataset) -> None:
    """Draw the events by amplitude, or by pulse where all amplitudes are one."""
    amplitudes = numbers_of(curves, "event_amplitude", "event_amplitude")
    by = "pulse" if amplitudes is None or len(amplitudes) < 2 else "amplitude"
    places = numbers_of(curves, f"event_{by}", f"event_{by}")
    counts = numbers_of(curves, f"cycles_at_{by}", "event", f"event_{by}")
    if places is None or counts is None or counts.sum() == 0:
        say_nothing_there(axes, "no events")
        return
    total = curves.sizes["row"] if "row" in curves.sizes else counts.sum(axis=1).max()
    steps = np.diff(places)
    step = float(steps.min()) if len(steps) else 1.0
    for name, row in zip(curves["event"].values.astype(str), counts, strict=True):
        if row.sum():
            label = f"{EVENTS[name].label}: {counted(float(row.sum()), 'cycle')}"
            draw_bars(axes, places, row / total, 0.86 * step, EVENTS[name], label)
    single = "" if amplitudes is None or len(amplitudes) != 1 else f" at {amplitudes[0]:g} V"
    label = "pulse amplitude at the event (V)" if by == "amplitude" else f"pulse number{single}"
    axes.set_xlabel(label)
    axes.set_ylabel("share of cycles (%)")
    axes.xaxis.set_major_locator(MaxNLocator(9, steps=[1, 2, 5, 10], integer=by == "pulse"))
    show_percent(axes)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, fontsize=8, borderaxespad=0.1)
