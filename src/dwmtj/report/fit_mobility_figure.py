"""Velocities of a fit against their drive, with the fitted law and where its regimes end."""

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dwmtj.analysis.fit_result import FitResult
from dwmtj.parameters.units import OERSTED
from dwmtj.report.device_style import DARK, FAINT, Array
from dwmtj.report.fit_drawing import (
    Drawn,
    interval_of,
    numbers_of,
    say_nothing_there,
    show_decades,
    told,
    value_of,
)
from dwmtj.report.style import BLUE, GREEN, VERMILION, Look, figure_style

_USED = Look("velocities", BLUE, "o")
_BEYOND = Look("beyond Walker breakdown, not fitted", FAINT, "s")
_STILL = Look("drives with walls that did not move", VERMILION, "v")
_LAWS = {
    "fitted_velocity": Look("fitted law", DARK, line="-"),
    "flow_velocity": Look("flow alone", GREEN, line="--"),
}
#: Label of the axis and the shown unit in SI, by the name of the drive.
_DRIVES = {
    "current_density": ("current density (A/m²)", "A/m²", 1.0),
    "field": ("field along the easy axis (Oe)", "Oe", 1 / OERSTED),
}
#: Names of the estimates that mark places along the drive, with their lines.
_MARKS = {"depinning_drive": ("depinning", "-."), "walker_drive": ("Walker breakdown", ":")}
#: Decades that are shown below the slowest velocity and above the fastest [no unit].
_BEYOND_DATA = 0.5
#: Numbers from this on are told by powers of ten.
_LARGE = 1e6


def draw_mobility(result: FitResult) -> list[Drawn]:
    """Draw the velocities.

    Parameters
    ----------
    result : FitResult
        Of the kind ``mobility``; velocities [m/s], current density [A/m^2] or field [A/m].

    Returns
    -------
    list of Drawn
        One figure on logarithmic axes.
    """
    with figure_style():
        figure = Figure(figsize=(7.0, 4.6))
        axes = figure.add_subplot()
        drive = numbers_of(result.curves, "drive", "drive")
        velocity = numbers_of(result.curves, "velocity", "drive")
        if drive is None or velocity is None or not np.any(velocity > 0):
            say_nothing_there(axes, "no velocities")
        else:
            _draw(axes, result, drive, velocity)
            figure.legend(
                *axes.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=8
            )
    caption = (
        "Velocity of the wall at each drive (bars: 68 %), with the law that was fitted to it. "
        "Vertical lines: where the law changes, with the 95 % interval as a band."
    )
    return [Drawn("mobility", figure, caption, "Velocity of the wall against the drive")]


def _axis(result: FitResult) -> tuple[str, str, float]:
    return _DRIVES.get(
        str(result.curves.attrs.get("drive_name", "")), ("drive (SI units)", "", 1.0)
    )


def _draw(axes: Axes, result: FitResult, drive: Array, velocity: Array) -> None:
    curves, (label, _, factor) = result.curves, _axis(result)
    moved = np.isfinite(velocity) & (velocity > 0)
    beyond = _flags(curves, "beyond_walker", len(drive))
    for look, which in ((_USED, moved & ~beyond), (_BEYOND, moved & beyond)):
        if which.any():
            _draw_points(axes, curves, (drive * factor, velocity), which, look)
    _draw_laws(axes, curves, factor)
    least, most = float(velocity[moved].min()), float(velocity[moved].max())
    axes.set_xscale("log")
    axes.set_yscale("log")
    slow, fast = least * 10**-_BEYOND_DATA, most * 10**_BEYOND_DATA
    axes.set_ylim(slow, fast)
    show_decades(axes.yaxis, slow, fast)
    reach = float(np.ptp(np.log10(drive))) * 0.04 + 0.03
    ends = drive.min() * 10**-reach * factor, drive.max() * 10**reach * factor
    axes.set_xlim(*ends)
    show_decades(axes.xaxis, *ends)
    still = _flags(curves, "still", len(drive))
    if still.any():
        place = np.full(still.sum(), 0.02)
        axes.plot(
            drive[still] * factor, place, _STILL.marker, color=_STILL.colour, ms=5, mfc="none",
            transform=axes.get_xaxis_transform(), label=_STILL.label,
        )  # fmt: skip
    for name, (text, line) in _MARKS.items():
        _mark(axes, result, name, (text, line), ends)
    axes.set_xlabel(label)
    axes.set_ylabel("velocity of the wall (m/s)")
    regime = str(curves.attrs.get("regime", ""))
    title = f"regime: {regime}" if regime else ""
    axes.set_title(title, loc="left", fontsize=9)


def _flags(curves: xr.Dataset, name: str, size: int) -> npt.NDArray[np.bool_]:
    values = numbers_of(curves, name, "drive")
    return np.zeros(size, bool) if values is None else np.nan_to_num(values) > 0


def _draw_points(
    axes: Axes,
    curves: xr.Dataset,
    points: tuple[Array, Array],
    which: npt.NDArray[np.bool_],
    look: Look,
) -> None:
    drive, velocity = (each[which] for each in points)
    low, high = (numbers_of(curves, f"velocity_{end}", "drive") for end in ("low", "high"))
    if low is not None and high is not None:
        axes.vlines(drive, low[which], high[which], color=look.colour, lw=1.2)
    filled = look.colour if look is _USED else "none"
    style: dict[str, Any] = {"color": look.colour, "mfc": filled, "ms": 4, "label": look.label}
    axes.plot(drive, velocity, look.marker, **style)


def _draw_laws(axes: Axes, curves: xr.Dataset, factor: float) -> None:
    places = numbers_of(curves, "curve_drive", "curve_drive")
    if places is None:
        return
    for name, look in _LAWS.items():
        values = numbers_of(curves, name, "curve_drive")
        if values is not None and np.any(values > 0):
            shown = np.where(values > 0, values, np.nan)
            style: dict[str, Any] = {"color": look.colour, "ls": look.line, "lw": 1.4}
            axes.plot(places * factor, shown, label=look.label, zorder=1.8, **style)


def _mark(
    axes: Axes,
    result: FitResult,
    name: str,
    looks: tuple[str, str],
    ends: tuple[float, float],
) -> None:
    """Mark where the law changes, if that is in the panel."""
    (text, line), (_, unit, factor) = looks, _axis(result)
    value, interval = value_of(result, name), interval_of(result, name)
    if value is None:
        return
    if interval is not None and interval[0] > 0:
        axes.axvspan(*(end * factor for end in interval), color=FAINT, alpha=0.25, lw=0)
    if not ends[0] < value * factor < ends[1]:
        return
    label = f"{text}: {_told(result, name, unit, factor)}"
    axes.axvline(value * factor, color=FAINT, ls=line, lw=1.3, label=label)


def _told(result: FitResult, name: str, unit: str, factor: float) -> str:
    """Give a drive as text, large ones as a number times a power of ten."""
    value = value_of(result, name)
    if value is None or abs(value * factor) < _LARGE:
        return told(result, name, unit, factor)
    power = int(np.floor(np.log10(abs(value * factor))))
    return told(result, name, f"· 10$^{{{power}}}$ {unit}", factor / 10.0**power)
