"""Field loops of both junctions: resistance against field, with the sense of sweep (Figs 2b, 2c).

The loop that is drawn is one of many; a band at its switching field holds the middle 68 % of all.
"""

import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dwmtj.parameters.units import OERSTED
from dwmtj.physics.constants import MU_0
from dwmtj.report.device_style import (
    JUNCTIONS,
    KILO,
    Array,
    count_of,
    mean_and_spread,
)
from dwmtj.report.style import Look, figure_style

#: mT in an oersted: mu_0 times 1 Oe in A/m, in units of 1e-3 T.
_MILLITESLA = MU_0 * OERSTED * 1e3
_MIDDLE = (0.16, 0.84)
#: Each branch with its line, and the sense in which field and resistance change.
_BRANCHES = (("down", "-", -1), ("up", "--", 1))
#: Half the length of an arrow along the field and along the resistance, as parts of the loop.
_LENGTH, _RISE = 0.035, 0.07


def draw_hysteresis(dataset: xr.Dataset) -> Figure:
    """Draw the loops.

    Parameters
    ----------
    dataset : Dataset
        Of the experiment ``hysteresis``; resistance [ohm], fields [A/m].

    Returns
    -------
    Figure
        A panel for each junction; the field in Oe below and in mT above.
    """
    with figure_style():
        figure = Figure(figsize=(8.0, 3.4))
        names = [str(name) for name in dataset["junction"].values]
        panels = figure.subplots(1, len(names), squeeze=False)[0]
        for axes, name in zip(panels, names, strict=True):
            _draw_loop(axes, dataset.sel(junction=name), JUNCTIONS[name], name)
        return figure


def _draw_loop(axes: Axes, loop: xr.Dataset, look: Look, name: str) -> None:
    field = loop["field"].values / OERSTED
    drawn = {
        branch: loop["resistance"].sel(branch=branch).values * KILO for branch, *_ in _BRANCHES
    }
    switch = {branch: field[np.argmax(np.abs(np.diff(line)))] for branch, line in drawn.items()}
    inside, length = (switch["down"] + switch["up"]) / 2, _LENGTH * np.ptp(field)
    low, high = min(map(np.min, drawn.values())), max(map(np.max, drawn.values()))
    for branch, line, sense in _BRANCHES:
        fields = loop["switching_field"].sel(branch=branch).values / OERSTED
        axes.axvspan(*np.quantile(fields, _MIDDLE), color=look.colour, alpha=0.2, lw=0)
        label = f"{branch}: {mean_and_spread(fields, '+.0f')} Oe"
        axes.plot(field, drawn[branch], line, color=look.colour, lw=1.5, label=label)
        level, rise = (high if sense < 0 else low), _RISE * (high - low)
        draw_arrow(axes, (inside, level), (sense * length, 0.0), look.colour)
        draw_arrow(axes, (switch[branch], (low + high) / 2), (0.0, sense * rise), look.colour)
    loops = count_of(loop).replace("cycle", "loop")
    title = f"{look.label}; bands: middle 68 % of {loops}"
    axes.set_title(title, loc="left", fontsize=9)
    axes.set_xlabel("field along the easy axis (Oe)")
    axes.set_ylabel(f"$R_{name}$ (kΩ)")
    axes.margins(x=0.02, y=0.14)
    second = axes.secondary_xaxis("top", functions=(_to_millitesla, _to_oersted))
    second.set_xlabel("field (mT)")
    axes.legend(
        title="mean ± sd",
        title_fontsize=8,
        alignment="left",
        loc="center left",
        fontsize=8,
        handlelength=1.8,
    )


def _to_millitesla(oersted: npt.ArrayLike) -> Array:
    return np.asarray(oersted, float) * _MILLITESLA


def _to_oersted(millitesla: npt.ArrayLike) -> Array:
    return np.asarray(millitesla, float) / _MILLITESLA


def draw_arrow(
    axes: Axes, middle: tuple[float, float], half: tuple[float, float], colour: str
) -> None:
    """Draw the sense of the sweep at a place of the loop.

    Parameters
    ----------
    axes : Axes
        The panel.
    middle, half : tuple of float
        Middle of the arrow, and from there to its head, in the units of the axes.
    colour : str
        Colour.
    """
    axes.annotate(
        "",
        (middle[0] + half[0], middle[1] + half[1]),
        (middle[0] - half[0], middle[1] - half[1]),
        arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.5, "mutation_scale": 14},
    )
