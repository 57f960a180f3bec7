"""Writing: how likely a pulse makes a domain, and what both resistances are before and after."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dwmtj.parameters.units import OERSTED
from dwmtj.report.device_style import JUNCTIONS, KILO
from dwmtj.report.style import BLUE, GREEN, PURPLE, VERMILION, Look, figure_style

_FIELDS = (
    Look("", BLUE, "o", "-"),
    Look("", VERMILION, "s", "--"),
    Look("", GREEN, "^", "-."),
    Look("", PURPLE, "v", ":"),
)


def draw_write(dataset: xr.Dataset) -> Figure:
    """Draw the probability of writing and the resistances.

    Parameters
    ----------
    dataset : Dataset
        Of the experiment ``write``; amplitude [V], field [A/m], resistances [ohm].

    Returns
    -------
    Figure
        Probability against amplitude for each bias field; resistances before and after a write.
    """
    with figure_style():
        figure = Figure(figsize=(8.0, 3.6))
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        _draw_probability(left, dataset)
        _draw_resistances(right, dataset)
        return figure


def _draw_probability(axes: Axes, dataset: xr.Dataset) -> None:
    amplitude = dataset["amplitude"].values
    number = dataset["written_fraction"].attrs.get("count")
    for place, field in enumerate(dataset["field"].values):
        look, part = _FIELDS[place % len(_FIELDS)], dataset.isel(field=place)
        label = f"bias {field / OERSTED:.0f} Oe"
        curve = "curve_" if "curve_probability" in dataset else ""  # not in files of before
        law = (part[f"{curve}amplitude"], part[f"{curve}probability"])
        axes.plot(*law, look.line, color=look.colour, label=label)
        share = part["written_fraction"].values
        error = np.sqrt(share * (1 - share) / number) if number else None
        axes.errorbar(amplitude, share, error, fmt=look.marker, color=look.colour, ms=4, mfc="w")
    axes.set_xlabel("amplitude of the write pulse (V)")
    axes.set_ylabel("probability of a domain")
    axes.set_ylim(-0.04, 1.04)
    devices = f"{int(number):,} devices" if number else "simulated devices"
    junction = dataset.attrs.get("written_junction")
    where = f"writing under {JUNCTIONS[junction].label}; " if junction else ""
    axes.set_title(f"{where}lines: closed form; markers: {devices}", loc="left", fontsize=9)
    axes.legend(loc="best", fontsize=8)


def _draw_resistances(axes: Axes, dataset: xr.Dataset) -> None:
    for name, look in JUNCTIONS.items():
        values = [
            float(dataset[f"resistance_{name.lower()}_{when}"]) * KILO
            for when in ("before", "after")
        ]
        axes.plot([0, 1], values, look.line, marker=look.marker, color=look.colour)
        for place, value in enumerate(values):
            axes.annotate(
                f"{1e3 * value:.0f} Ω",
                (place, value),
                ((-8, 8)[place], 0),
                textcoords="offset points",
                ha=("right", "left")[place],
                va="center",
                fontsize=8,
            )
        middle = (0.5, float(np.mean(values)))
        axes.annotate(
            f"$R_{name}$", middle, (-10, 6), textcoords="offset points", ha="right", fontsize=9
        )
    axes.set_xticks([0, 1], ["before", "after"])
    axes.set_xlabel("the write pulse of the preset")
    axes.set_xlim(-0.6, 1.6)
    axes.set_ylabel("resistance (kΩ)")
    axes.margins(y=0.2)
    axes.grid(visible=False, axis="x")
