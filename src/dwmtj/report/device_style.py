"""How junctions, states and events look in all figures of the device, and what their units are.

What a dataset says of its device, direction and drive is read here too, for all figures alike.
"""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.files import from_tables
from dwmtj.report.style import BLUE, GREEN, VERMILION, Look

Array = npt.NDArray[np.float64]

DARK, FAINT = "#222222", "#8c8c8c"

JUNCTIONS = {
    "A": Look("MTJ$_A$", BLUE, "o", "-"),
    "B": Look("MTJ$_B$", VERMILION, "s", "--"),
}
# Hatches of lines: a hatch of dots makes an SVG file ten times as large.
EVENTS = {
    "depin": Look("depin", BLUE, "o", "-", "///"),
    "fire": Look("fire", VERMILION, "^", "--", "\\" * 3),
    "reset": Look("reset", GREEN, "s", "-.", "xxx"),
}
#: Grounds of the states 1 to 4 in plots and rasters: light enough for text upon them.
STATE_COLOURS = ("#cfe3f2", "#ffffff", "#f6c9a8", "#cdebe0")
STATE_NAMES = ("written", "integrating", "fired", "reset")

KILO, NANO, MICRO = 1e-3, 1e9, 1e6


def junctions_of(dataset: xr.Dataset) -> dict[str, Look]:
    """Give the junctions that the device has.

    Parameters
    ----------
    dataset : Dataset
        Of the experiments ``ramp``, ``cycles`` or ``train``.

    Returns
    -------
    dict
        Their looks by their names, A first; B alone with three terminals.
    """
    names = "B" if int(dataset.attrs.get("terminals", 4)) == 3 else "AB"
    return {name: JUNCTIONS[name] for name in names}


def events_of(dataset: xr.Dataset) -> dict[str, Look]:
    """Give the events that cycles of the device have.

    Parameters
    ----------
    dataset : Dataset
        As for :func:`junctions_of`.

    Returns
    -------
    dict
        Their looks by their names, in their order; no depinning, which only MTJ_A shows, with
        three terminals.
    """
    return {name: look for name, look in EVENTS.items() if f"{name}_pulse" in dataset}


def state_names(dataset: xr.Dataset) -> dict[int, str]:
    """Give the names of the states by their numbers, with the junctions' states, A first.

    Parameters
    ----------
    dataset : Dataset
        As for :func:`junctions_of`.

    Returns
    -------
    dict
        Such as "written [AP, P]" for 1; with three terminals there is no state 1.
    """
    if "A" not in junctions_of(dataset):
        shown = {2: "[P]", 3: "[AP]", 4: "[P]"}
    elif dataset.attrs.get("direction") == "B to A":
        shown = {1: "[P, AP]", 2: "[P, P]", 3: "[AP, P]", 4: "[P, P]"}
    else:
        shown = {1: "[AP, P]", 2: "[P, P]", 3: "[P, AP]", 4: "[P, P]"}
    return {number: f"{STATE_NAMES[number - 1]} {pair}" for number, pair in shown.items()}


def device_of(dataset: xr.Dataset) -> DeviceParameters | None:
    """Give the device of a dataset.

    Parameters
    ----------
    dataset : Dataset
        Any dataset of an experiment, simulated or measured.

    Returns
    -------
    DeviceParameters or None
        The stored device, all values in SI units; None if there is none, as in a lab's data.
    """
    stored = dataset.attrs.get("device_parameters")
    if not stored:
        return None
    return from_tables(DeviceParameters, json.loads(str(stored)), "device_parameters")


def options_of(dataset: xr.Dataset) -> dict[str, Any]:
    """Give the options with which a dataset was measured.

    Parameters
    ----------
    dataset : Dataset
        Any dataset of an experiment.

    Returns
    -------
    dict
        Values by the names of the options, in SI units; empty if none are stored.
    """
    options: dict[str, Any] = json.loads(str(dataset.attrs.get("options", "{}")))
    return options


def count_of(dataset: xr.Dataset) -> str:
    """Give the number of cycles as text.

    Parameters
    ----------
    dataset : Dataset
        Any dataset with the dimension cycle.

    Returns
    -------
    str
        Such as "1 cycle" or "10,000 cycles".
    """
    number = dataset.sizes["cycle"]
    return f"{number:,} cycle{'' if number == 1 else 's'}"


def mean_and_spread(values: npt.NDArray[Any], form: str = ".2f") -> str:
    """Give mean and standard deviation as text.

    Parameters
    ----------
    values : ndarray
        Values, any unit, any shape.
    form : str
        Format of the mean; that of the standard deviation is the same without a sign.

    Returns
    -------
    str
        Such as "2.50 ± 0.04", with a true minus sign.
    """
    mean, spread = np.mean(values), np.std(values)
    return f"{mean:{form}} ± {spread:{form.lstrip('+')}}".replace("-", "−")


def draw_bars(
    axes: Axes, places: Array, heights: Array, width: float, look: Look, label: str
) -> None:
    """Draw the bars of a histogram, hatched over a light ground; empty ones are left out.

    Ground and hatch are two sets of bars, because an SVG file has but one opacity for both, and the
    hatch would be lost in the ground.

    Parameters
    ----------
    axes : Axes
        The panel.
    places, heights : ndarray
        Middles and heights of the bars in the units of the axes, shape [n].
    width : float
        Width of a bar in the unit of the places.
    look : Look
        Colour and hatch.
    label : str
        What the legend says.
    """
    there = heights > 0
    where = (places[there], heights[there], width)
    axes.bar(*where, color=look.colour, alpha=0.3)
    axes.bar(*where, fc="none", ec=look.colour, hatch=look.hatch, lw=1.0, label=label)


def shown_cycle(dataset: xr.Dataset) -> int:
    """Choose the cycle that is drawn in full: the first that completed, else the first.

    Parameters
    ----------
    dataset : Dataset
        Of the experiments ``ramp``, ``cycles`` or ``train``.

    Returns
    -------
    int
        Its place among the cycles, from 0 [no unit].
    """
    return int(np.argmax(dataset["completed"].values))


def drive_axis(dataset: xr.Dataset) -> tuple[Array, str]:
    """Give the place of every reading along the drive, and the label of that axis.

    Parameters
    ----------
    dataset : Dataset
        As for :func:`shown_cycle`.

    Returns
    -------
    positions : ndarray
        Amplitude [V] of a ramp, the reading after writing one step before it; else the number of
        the pulse [no unit]; shape [pulse].
    label : str
        Label of the axis with its unit.
    """
    amplitude = dataset["amplitude"].values.astype(float)
    steps = np.diff(amplitude[1:])
    if len(steps) and np.all(steps > 0):
        return np.concatenate([[amplitude[1] - steps[0]], amplitude[1:]]), "pulse amplitude (V)"
    turns = np.flatnonzero(np.diff(np.sign(amplitude[1:]))) + 1
    parts = [_range_of(part) for part in np.split(amplitude[1:], turns) if len(part)]
    return dataset["pulse"].values.astype(float), f"pulse number ({', then '.join(parts)})"


def _range_of(amplitudes: Array) -> str:
    first, last = amplitudes[0], amplitudes[-1]
    constant = np.all(amplitudes == first)
    text = f"{first:g} V each" if constant else f"{first:g} to {last:g} V"
    return text.replace("-", "−")


def set_drive_axis(axes: Axes, dataset: xr.Dataset) -> None:
    """Make the drive the horizontal axis of a panel, with a cell for each reading.

    Parameters
    ----------
    axes : Axes
        The panel.
    dataset : Dataset
        As for :func:`shown_cycle`.
    """
    positions, label = drive_axis(dataset)
    borders = cell_borders(positions)
    axes.set_xlim(borders[0], borders[-1])
    counted = not label.startswith("pulse amplitude")
    axes.xaxis.set_major_locator(MaxNLocator(11, steps=[1, 2, 5, 10], integer=counted))
    axes.set_xlabel(label)


def cell_borders(positions: Array) -> Array:
    """Give the borders of the cells that have readings in their middles.

    Parameters
    ----------
    positions : ndarray
        Places of the readings, in order, any unit, shape [n], at least two.

    Returns
    -------
    ndarray
        Borders, same unit, shape [n + 1].
    """
    middles = (positions[1:] + positions[:-1]) / 2
    first, last = 2 * positions[0] - middles[0], 2 * positions[-1] - middles[-1]
    return np.concatenate([[first], middles, [last]])
