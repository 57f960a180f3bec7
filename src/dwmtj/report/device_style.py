"""How junctions, states and events look in all figures of the device, and what their units are.

Colours of Okabe and Ito, as in :mod:`dwmtj.report.style`; every one has its marker, line or hatch
too, so that no figure depends on colour alone.
"""

import json
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.files import from_tables

Array = npt.NDArray[np.float64]


class Look(NamedTuple):
    """``label``, ``colour``, ``marker``, ``line`` and ``hatch`` of one thing in every figure."""

    label: str
    colour: str
    marker: str
    line: str
    hatch: str


BLUE, VERMILION, GREEN, ORANGE, PURPLE = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7"
DARK, FAINT = "#222222", "#8c8c8c"

JUNCTIONS = {
    "A": Look("MTJ$_A$", BLUE, "o", "-", ""),
    "B": Look("MTJ$_B$", VERMILION, "s", "--", ""),
}
EVENTS = {
    "depin": Look("depin", BLUE, "o", "-", "///"),
    "fire": Look("fire", VERMILION, "^", "--", "..."),
    "reset": Look("reset", GREEN, "s", "-.", "xxx"),
}
#: Grounds of the states 1 to 4 in plots and rasters: light enough for text upon them.
STATE_COLOURS = ("#cfe3f2", "#ffffff", "#f6c9a8", "#cdebe0")
STATE_NAMES = ("written", "integrating", "fired", "reset")

KILO, NANO, MICRO = 1e-3, 1e9, 1e6
#: Oersted in A/m: 1000/(4*pi).
OERSTED = 1e3 / (4 * np.pi)


def is_reversed(dataset: xr.Dataset) -> bool:
    """Tell whether the domain is written under MTJ_B and fires MTJ_A.

    Parameters
    ----------
    dataset : Dataset
        Of the experiments ``ramp``, ``cycles`` or ``train``.

    Returns
    -------
    bool
        True for the direction from B to A.
    """
    return str(dataset.attrs.get("direction", "A to B")) == "B to A"


def has_one_wall(dataset: xr.Dataset) -> bool:
    """Tell whether the device has three terminals: one wall, and no junction A.

    Parameters
    ----------
    dataset : Dataset
        As for :func:`is_reversed`.

    Returns
    -------
    bool
        True for three terminals.
    """
    return int(dataset.attrs.get("terminals", 4)) == 3


def state_names(dataset: xr.Dataset) -> dict[int, str]:
    """Give the names of the states by their numbers, with the junctions' states, A first.

    Parameters
    ----------
    dataset : Dataset
        As for :func:`is_reversed`.

    Returns
    -------
    dict
        Such as "written [AP, P]" for 1; with three terminals there is no state 1.
    """
    if has_one_wall(dataset):
        shown = {2: "[P]", 3: "[AP]", 4: "[P]"}
    elif is_reversed(dataset):
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


def count_of(dataset: xr.Dataset, dimension: str = "cycle") -> str:
    """Give the number of cycles, or of devices, as text.

    Parameters
    ----------
    dataset : Dataset
        Any dataset with this dimension.
    dimension : str
        Its name.

    Returns
    -------
    str
        Such as "1 cycle" or "10,000 cycles".
    """
    number = dataset.sizes[dimension]
    return f"{number:,} {dimension}{'' if number == 1 else 's'}"


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
    label = "pulse number"
    if len(steps) and not np.any(steps):
        label += f" ({amplitude[1]:g} V each)"
    return dataset["pulse"].values.astype(float), label


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
