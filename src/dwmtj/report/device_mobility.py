"""Velocity of a wall against current density and field, with where its laws change.

The Walker field and the depinning drive are marked: below Walker breakdown the wall without pins
keeps its angle, above it precesses; below the depinning drive a wall among weak pins creeps. The
law of weak pins knows no precession and is drawn below Walker breakdown only.
"""

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dwmtj.experiments.wall_mobility import below_walker_breakdown, wall_of
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.units import OERSTED
from dwmtj.physics import spin_transfer_velocity, walker_field
from dwmtj.physics.constants import GAMMA_0
from dwmtj.report.device_style import DARK, FAINT, device_of, options_of
from dwmtj.report.style import BLUE, GREEN, VERMILION, Look, figure_style

_LAWS = {
    "collective": Look("collective coordinates, simulated", BLUE, "o"),
    "collective, exact": Look("collective coordinates, exact", DARK, line="-"),
    "wall": Look("wall law of the paper (does not hold in precession)", VERMILION, line="--"),
    "creep": Look("creep to flow among weak pins (below Walker breakdown only)", GREEN, line="-."),
}
#: Slower than this nothing moves by a wall width within a minute [m/s].
_SLOWEST = 1e-10
#: Part of a panel that a label takes.
_ROOM = 0.2


def draw_mobility(dataset: xr.Dataset) -> Figure:
    """Draw the velocities.

    Parameters
    ----------
    dataset : Dataset
        Of the experiment ``mobility``; velocities [m/s], current density [A/m^2], field [A/m].

    Returns
    -------
    Figure
        Against current density, and against field, on logarithmic axes.
    """
    with figure_style():
        figure = Figure(figsize=(8.4, 4.3))
        left, right = figure.subplots(1, 2, sharey=True)
        device = device_of(dataset)
        currents, fields = dataset["current_density"].values, dataset["field"].values
        holds = np.ones(currents.shape, bool), np.ones(fields.shape, bool)
        if device is not None:
            wall = wall_of(device)
            holds = (
                below_walker_breakdown(wall, currents, 0.0),
                below_walker_breakdown(wall, 0.0, fields),
            )
        _draw_laws(left, currents, dataset["current_velocity"], holds[0])
        _draw_laws(right, fields / OERSTED, dataset["field_velocity"], holds[1])
        left.set_xlabel("current density in the free layer (A/m²)")
        right.set_xlabel("field along the easy axis (Oe)")
        left.set_ylabel("velocity of the wall (m/s)")
        if device is not None:
            _mark_regions(left, right, device, dataset)
        figure.legend(
            *right.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=8
        )
        return figure


def _draw_laws(
    axes: Axes, drive: np.ndarray, velocity: xr.DataArray, creep_holds: np.ndarray
) -> None:
    for name, look in _LAWS.items():
        values = velocity.sel(motion_law=name).values
        shown = np.where(values >= _SLOWEST, values, np.nan)
        if name == "creep":
            shown = np.where(creep_holds, shown, np.nan)
        axes.plot(
            drive,
            shown,
            ls=look.line or "none",
            marker=look.marker or None,
            mfc="none",
            ms=4,
            markevery=3,
            color=look.colour,
            lw=1.4,
            label=look.label,
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(drive.min(), drive.max())


def _mark_regions(
    current: Axes, field: Axes, device: DeviceParameters, dataset: xr.Dataset
) -> None:
    material, motion = device.material, device.motion
    assert motion is not None
    walker = walker_field(
        material.saturation_magnetization,
        device.track.thickness,
        material.wall_width,
        material.gilbert_damping,
    )
    _mark(field, float(walker) / OERSTED, "steady", "precession", 0.3)
    depinning = options_of(dataset).get("depinning_field")
    if depinning is None:
        return
    if depinning < walker:
        _mark(field, depinning / OERSTED, "creep", "flow", 0.06)
    drift = spin_transfer_velocity(
        1.0, material.spin_polarization, material.saturation_magnetization
    )
    like_field = motion.nonadiabaticity * float(drift) / (GAMMA_0 * material.wall_width)
    if like_field > 0:
        _mark(current, depinning / like_field, "creep", "flow", 0.06)
    if motion.nonadiabaticity == material.gilbert_damping:
        text = "no Walker breakdown by current: β = α"
        current.annotate(text, (0.03, 0.97), xycoords="axes fraction", va="top", fontsize=8)


def _mark(axes: Axes, place: float, below: str, above: str, height: float) -> None:
    """Mark where a law changes, and name both sides where there is room for the name."""
    first, last = np.log(axes.get_xlim())
    fraction = (np.log(place) - first) / (last - first)
    if not 0 < fraction < 1:
        return
    axes.axvline(place, color=FAINT, lw=1.0, ls=":")
    style: dict[str, Any] = {"fontsize": 8, "textcoords": "offset points"}
    style["xycoords"] = axes.get_xaxis_transform()
    if fraction > _ROOM:
        axes.annotate(f"{below} ←", (place, height), (-3, 0), ha="right", **style)
    if fraction < 1 - _ROOM:
        axes.annotate(f"→ {above}", (place, height), (3, 0), ha="left", **style)
