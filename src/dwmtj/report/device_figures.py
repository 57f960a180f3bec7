"""The figure of each experiment on a device, from its dataset alone: nothing is simulated here."""

import re
from collections.abc import Callable

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from dwmtj.report.device_cycles import draw_cycles
from dwmtj.report.device_loops import draw_hysteresis
from dwmtj.report.device_mobility import draw_mobility
from dwmtj.report.device_passages import draw_passages
from dwmtj.report.device_thresholds import draw_threshold_curves, draw_variability
from dwmtj.report.device_train import draw_train
from dwmtj.report.device_write import draw_write

DRAWERS: dict[str, Callable[[xr.Dataset], Figure]] = {
    "hysteresis": draw_hysteresis,
    "write": draw_write,
    "ramp": draw_train,
    "cycles": draw_cycles,
    "train": draw_train,
    "passages": draw_passages,
    "mobility": draw_mobility,
    "pulse-length": draw_threshold_curves,
    "temperature": draw_threshold_curves,
    "variability": draw_variability,
}
#: Experiments whose cycles, on however many devices, are drawn as one sequence.
_OF_CYCLES = ("ramp", "cycles", "train")


def draw_experiment(dataset: xr.Dataset) -> Figure:
    """Draw the figure of an experiment.

    Parameters
    ----------
    dataset : Dataset
        What a function of :mod:`dwmtj.experiments` returned, or stored data of a lab with the same
        names; its attribute ``experiment`` says which. SI units.

    Returns
    -------
    Figure
        Drawn as the paper draws it, with units on every axis.

    Raises
    ------
    ValueError
        If there is no figure of such an experiment, or a variable that it shows is missing.

    Examples
    --------
    >>> from dwmtj.experiments import ramp
    >>> from dwmtj.report.device_figures import draw_experiment
    >>> figure = draw_experiment(ramp(seed=1))
    >>> figure.savefig("ramp.svg")
    """
    name = str(dataset.attrs.get("experiment", "none"))
    if name not in DRAWERS:
        raise ValueError(
            f"experiment: {name!r} is not allowed; allowed: {', '.join(sorted(DRAWERS))}"
        )
    shown = _as_cycles(dataset) if name in _OF_CYCLES else dataset
    try:
        return DRAWERS[name](shown)
    except KeyError as error:
        # xarray names the missing variable in quotes, in a sentence; a dictionary names it alone.
        missing = re.search(r"'([^']+)'", str(error))
        raise ValueError(
            f"dataset of {name!r}: has no {missing[1] if missing else 'variable'}, which its "
            "figure shows; measure again, keeping the readings"
        ) from None


def _as_cycles(dataset: xr.Dataset) -> xr.Dataset:
    """Put the cycles of several devices behind each other, numbered from 1."""
    if "device" not in dataset.dims:
        return dataset
    flat = dataset.stack(sample=("device", "cycle")).reset_index("sample", drop=True)
    flat = flat.rename(sample="cycle").assign_coords(cycle=np.arange(flat.sizes["sample"]) + 1)
    return flat.transpose("cycle", ...)
