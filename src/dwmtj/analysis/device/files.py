"""Files of any kind, each read as what it is and fitted with what its kind allows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from dwmtj.analysis.estimate import Estimate
from dwmtj.analysis.events.classified_readings import classify
from dwmtj.analysis.events.events import events_in, find_cycle_events
from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.loops.fit_loops import fit_loops
from dwmtj.analysis.mobility.fit_mobility import fit_mobility
from dwmtj.analysis.passages.fit_passages import fit_passages
from dwmtj.analysis.records import Array, CycleEvents, Table
from dwmtj.analysis.tables.read_any import read_any
from dwmtj.analysis.tables.schema import KINDS
from dwmtj.analysis.thresholds.fit_thresholds import escape_pulse, fit_thresholds
from dwmtj.parameters import DeviceParameters

#: What a file is: ramps and trains are both tables of cycles.
Content = Literal["ramp", "train", "passages", "loops", "mobility"]


class FittedFile(NamedTuple):
    """``content`` of a file, its ``table``, the ``fits``, and ``events`` of cycles or None.

    ``amplitudes`` are those of the pulses [V], shape [P], empty where the file has none, and
    ``reverse`` tells whether the domain went from B to A.
    """

    content: Content
    table: Table
    fits: tuple[FitResult, ...]
    events: CycleEvents | None
    amplitudes: Array
    reverse: bool = False

    @property
    def origin(self) -> str:
        """Name of the file."""
        return Path(self.table.origin).name

    def estimate(self, name: str) -> Estimate | None:
        """Give an estimate of this name that has a value, if there is one.

        Parameters
        ----------
        name : str
            Name of the estimate.

        Returns
        -------
        Estimate or None
            None if there is none, or it has no value.
        """
        for fit in self.fits:
            found = fit.estimates.get(name)
            if found is not None and found.value is not None:
                return found
        return None


def fit_file(
    path: str | Path,
    device: DeviceParameters,
    *,
    columns: Mapping[str, str] | None = None,
    seed: int = 0,
) -> FittedFile:
    """Read a file of any kind and fit what it holds.

    Parameters
    ----------
    path : str or Path
        The file.
    device : DeviceParameters
        What is known beside the file, such as the shape of the pulses.
    columns : mapping, optional
        Which column is which, see :func:`~dwmtj.analysis.tables.read_table.read_table`.
    seed : int
        Seed of all that is random (no unit).

    Returns
    -------
    FittedFile
        The fits.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no table of any kind, or something is wrong with it.
    """
    table = read_any(path, tuple(KINDS), columns=columns)
    if table.kind in ("cycles", "cycle-events"):
        return _fit_cycles(table, device, seed)
    nothing = np.empty(0)
    if table.kind == "passages":
        return FittedFile("passages", table, (fit_passages(table, seed=seed),), None, nothing)
    if table.kind == "loops":
        return FittedFile("loops", table, (fit_loops(table),), None, nothing)
    magnetization = device.material.saturation_magnetization
    fit = fit_mobility(table, saturation_magnetization=magnetization)
    return FittedFile("mobility", table, (fit,), None, nothing)


def _fit_cycles(table: Table, device: DeviceParameters, seed: int) -> FittedFile:
    amplitudes, reverse = _amplitudes(table), False
    if table.kind == "cycles":
        classified = classify(table)
        events, reverse = events_in(classified, table), classified.direction == "B to A"
    else:
        events = find_cycle_events(table)
    if np.ptp(amplitudes) > 0:
        thresholds = fit_thresholds(table, seed=seed, pulse=escape_pulse(device))
        fits: tuple[FitResult, ...] = (fit_events(table), thresholds)
        return FittedFile("ramp", table, fits, events, amplitudes, reverse)
    fits = (fit_events(table), fit_passages(table, seed=seed))
    return FittedFile("train", table, fits, events, amplitudes, reverse)


def _amplitudes(table: Table) -> Array:
    """Amplitudes of the pulses by number: the mean of each over all cycles [V], shape [P]."""
    if table.kind == "cycle-events":
        told = [np.asarray(table.columns[f"{e}_amplitude"], float) for e in ("fire", "reset")]
        known = np.concatenate(told)
        return np.unique(known[np.isfinite(known)])
    pulse = np.asarray(table.columns["pulse"], float).astype(np.int64)
    amplitude = np.asarray(table.columns["amplitude"], float)
    counts = np.bincount(pulse)
    present = np.flatnonzero(counts[1:]) + 1
    return np.bincount(pulse, amplitude)[present] / counts[present]
