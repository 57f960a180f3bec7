"""Field loops of a fit (Figs 2b, 2c): readings, levels, and how switching fields vary."""

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dwmtj.analysis.fit_result import FitResult
from dwmtj.counting import counted
from dwmtj.parameters.units import OERSTED
from dwmtj.physics.constants import MU_0
from dwmtj.report.device_loops import draw_arrow
from dwmtj.report.device_style import DARK, FAINT, JUNCTIONS, KILO, Array
from dwmtj.report.fit_drawing import Drawn, numbers_of, say_nothing_there, told
from dwmtj.report.style import Look, figure_style

#: mT in an oersted.
_MILLITESLA = MU_0 * OERSTED * 1e3
#: Each branch with its line, its marker, and the name of its switching field.
_BRANCHES = {"down": ("-", "v", "falling_field"), "up": ("--", "^", "rising_field")}
#: Half the length of an arrow along the field and along the resistance, as parts of the loop.
_LENGTH, _RISE = 0.035, 0.07
#: Fewer loops than these do not show how switching fields vary [no unit].
_SEVERAL = 4


def draw_loops(result: FitResult) -> list[Drawn]:
    """Draw the loops.

    Parameters
    ----------
    result : FitResult
        Of the kind ``loops``; resistances [ohm], fields [A/m].

    Returns
    -------
    list of Drawn
        The loops; and the switching fields of each loop, if there are several.
    """
    curves = result.curves
    names = curves["junction"].values.astype(str) if "junction" in curves.coords else np.array([])
    with figure_style():
        figure = Figure(figsize=(8.0, 4.1))
        panels = figure.subplots(1, max(len(names), 1), squeeze=False)[0]
        for axes, name in zip(panels, names, strict=False):
            _draw_loop(axes, result, name)
        if not len(names):
            say_nothing_there(panels[0], "no loops")
    caption = (
        "Loops of resistance against field, the first in full and others faintly. Thin lines: the "
        "levels; bands: from the smallest to the largest switching field of the branch. Legend: "
        "switching fields with their 95 % intervals."
    )
    drawn = [Drawn("loops", figure, caption, "Resistance against field for each junction")]
    fields = numbers_of(curves, "switching_field", "junction", "branch", "loop")
    if fields is not None and np.isfinite(fields).sum(axis=2).max() >= _SEVERAL:
        drawn.append(_draw_spread(result, fields, names))
    return drawn


def _look(name: str) -> Look:
    return JUNCTIONS.get(name, JUNCTIONS["A"]._replace(label=f"junction {name}"))


def _draw_loop(axes: Axes, result: FitResult, name: str) -> None:
    loop, look = result.curves.sel(junction=name), _look(name)
    field, resistance = (
        numbers_of(loop, f"reading_{each}", "reading") for each in ("field", "resistance")
    )
    rising, number = (numbers_of(loop, f"reading_{each}", "reading") for each in ("rising", "loop"))
    if field is None or resistance is None:
        say_nothing_there(axes, f"{look.label}: no readings")
        return
    field, resistance = field / OERSTED, resistance * KILO
    rising = np.zeros(len(field)) if rising is None else rising
    number = np.ones(len(field)) if number is None else number
    for place, branch in enumerate(_BRANCHES):
        line, _, quantity = _BRANCHES[branch]
        _draw_branch(
            axes, (field, resistance), (rising == place) & np.isfinite(field), number, line, look
        )
        value = told(result, f"{quantity}_{name.lower()}", "Oe", 1 / OERSTED)
        axes.plot([], [], line, color=look.colour, lw=1.5, label=f"{branch}: {value}")
        _draw_band(axes, loop, branch, look)
    for level in ("parallel", "antiparallel"):
        values = numbers_of(loop, f"level_{level}", "loop_pair")
        if values is not None:
            axes.axhline(float(np.nanmean(values)) * KILO, color=FAINT, lw=0.9, zorder=1.5)
    _draw_senses(axes, loop, field, resistance, look)
    axes.set_title(_title(result, name, look), loc="left", fontsize=9)
    axes.set_xlabel("field along the easy axis (Oe)")
    axes.set_ylabel(f"$R_{name}$ (kΩ)")
    axes.margins(x=0.02, y=0.1)
    second = axes.secondary_xaxis("top", functions=(_to_millitesla, _to_oersted))
    second.set_xlabel("field (mT)")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=8, ncols=1)


def _title(result: FitResult, name: str, look: Look) -> str:
    low = told(result, f"parallel_resistance_{name.lower()}", "Ω")
    high = told(result, f"antiparallel_resistance_{name.lower()}", "Ω")
    return f"{look.label}\nparallel {low}\nantiparallel {high}"


def _draw_branch(
    axes: Axes,
    readings: tuple[Array, Array],
    there: npt.NDArray[np.bool_],
    number: Array,
    line: str,
    look: Look,
) -> None:
    """Draw the first loop of a branch in full and the others faintly behind it."""
    loops = np.unique(number[there & np.isfinite(number)])
    parts = [
        np.column_stack([each[there & (number == loop)] for each in readings]) for loop in loops
    ]
    if not parts:
        return
    axes.plot(*parts[0].T, line, color=look.colour, lw=1.5, zorder=3)
    if len(parts) > 1:
        faint = LineCollection(parts[1:], colors=look.colour, alpha=0.25, lw=0.6, rasterized=True)
        axes.add_collection(faint)


def _draw_band(axes: Axes, loop: xr.Dataset, branch: str, look: Look) -> None:
    if branch not in loop["branch"].values:
        return
    fields = numbers_of(loop.sel(branch=branch), "switching_field", "loop")
    if fields is None:
        return
    known = fields[np.isfinite(fields)] / OERSTED
    axes.axvspan(known.min(), known.max(), color=look.colour, alpha=0.2, lw=0)


def _draw_spread(result: FitResult, fields: Array, names: npt.NDArray[np.str_]) -> Drawn:
    with figure_style():
        figure = Figure(figsize=(8.0, 3.6))
        panels = figure.subplots(1, len(names), squeeze=False, sharey=True)[0]
        for axes, name, of_junction in zip(panels, names, fields, strict=True):
            look = _look(name)
            for place, branch in enumerate(result.curves["branch"].values.astype(str)):
                one = result.curves.sel(junction=name, branch=branch)
                steps = (numbers_of(one, f"switching_{end}", "loop") for end in ("low", "high"))
                _draw_deviations(axes, of_junction[place], tuple(steps), branch, look)
            axes.axhline(0, color=DARK, lw=0.8)
            spread = told(result, f"switching_field_spread_{name.lower()}", "Oe", 1 / OERSTED)
            axes.set_title(f"{look.label}, spread {spread}", loc="left", fontsize=9)
            axes.set_xlabel("loop number")
            axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
            if axes.get_legend_handles_labels()[0]:
                axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=8)
        panels[0].set_ylabel("switching field less its mean (Oe)")
    caption = "Switching field of each loop less the mean of its branch; bars: the step it lies in."
    text = "Deviation of the switching field from its mean against the number of the loop"
    return Drawn("switching-fields", figure, caption, text)


def _draw_deviations(
    axes: Axes, fields: Array, steps: tuple[Array | None, ...], branch: str, look: Look
) -> None:
    known = np.isfinite(fields)
    if not known.any():
        return
    _, marker, _ = _BRANCHES[branch]
    # Side by side, so that both branches of a loop are seen.
    loops = np.flatnonzero(known) + (0.9 if branch == "down" else 1.1)
    mean = float(fields[known].mean())
    text = f"{mean / OERSTED:.1f}".replace("-", "−")
    label = f"{branch}: {counted(float(known.sum()), 'loop')}, mean {text} Oe"
    low, high = steps
    if low is not None and high is not None:
        ends = ((low[known] - mean) / OERSTED, (high[known] - mean) / OERSTED)
        axes.vlines(loops, *ends, color=look.colour, lw=0.9, alpha=0.6)
    style: dict[str, Any] = {"color": look.colour, "ms": 4, "lw": 0}
    filled = look.colour if branch == "up" else "white"
    deviations = (fields[known] - mean) / OERSTED
    axes.plot(loops, deviations, marker, mfc=filled, label=label, **style)


def _draw_senses(axes: Axes, loop: xr.Dataset, field: Array, resistance: Array, look: Look) -> None:
    """Draw arrows for the sense of each branch, where it switches and on a level in the middle."""
    fields = numbers_of(loop, "switching_field", "branch", "loop")
    if fields is None or not np.isfinite(fields).any(axis=1).all():
        return
    places = dict(zip(loop["branch"].values.astype(str), np.nanmean(fields, axis=1), strict=True))
    middle_field = float(np.nanmean(field))
    ends = [
        float(np.nanmedian(resistance[side]))
        for side in (field < middle_field, field > middle_field)
    ]
    at_low, at_high = ends
    middle = sum(places.values()) / len(places) / OERSTED
    reach = np.nanmax(resistance) - np.nanmin(resistance)
    length, rise = _LENGTH * float(np.nanmax(field) - np.nanmin(field)), _RISE * float(reach)
    # In the middle of the loop a branch still has the level that it came from.
    late = places["down"] < places["up"]
    for branch, sense in (("down", -1), ("up", 1)):
        level = at_high if (sense < 0) == late else at_low
        draw_arrow(axes, (middle, level), (sense * length, 0.0), look.colour)
        place = (places[branch] / OERSTED, (at_low + at_high) / 2)
        upwards = sense if at_high > at_low else -sense
        draw_arrow(axes, place, (0.0, upwards * rise), look.colour)


def _to_millitesla(oersted: npt.ArrayLike) -> Array:
    return np.asarray(oersted, float) * _MILLITESLA


def _to_oersted(millitesla: npt.ArrayLike) -> Array:
    return np.asarray(millitesla, float) / _MILLITESLA
