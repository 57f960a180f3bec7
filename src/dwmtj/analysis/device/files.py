"""Files of any kind, each read as what it is and fitted with what its kind allows."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from dwmtj.analysis.device.fitted_file import FittedFile, names_apart
from dwmtj.analysis.events.classified_readings import classify
from dwmtj.analysis.events.events import events_in, find_cycle_events
from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.events.told_events import amplitudes_told
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.loops.fit_loops import fit_loops
from dwmtj.analysis.mobility.fit_mobility import fit_mobility
from dwmtj.analysis.passages.fit_passages import fit_passages
from dwmtj.analysis.records import Array, Table
from dwmtj.analysis.tables.equal_pulses import has_equal_pulses
from dwmtj.analysis.tables.own_pulses import by_own_pulses
from dwmtj.analysis.tables.read_any import read_any
from dwmtj.analysis.tables.schema import KINDS
from dwmtj.analysis.tables.set_amplitudes import with_set_amplitudes
from dwmtj.analysis.tables.table_errors import naming_file
from dwmtj.analysis.thresholds.fit_thresholds import escape_pulse, fit_thresholds
from dwmtj.parameters import DeviceParameters

Levels = Mapping[str, tuple[float, float]] | None


def fit_files(
    paths: Sequence[str | Path],
    device: DeviceParameters,
    *,
    columns: Mapping[str, str] | None = None,
    levels: Levels = None,
    seed: int = 0,
) -> list[FittedFile]:
    """Read files of any kind, all of them before anything is computed, and fit what they hold.

    Parameters
    ----------
    paths : sequence of str or Path
        The files.
    device : DeviceParameters
        What is known beside the files, such as the shape of the pulses.
    columns : mapping, optional
        Which column is which, see :func:`~dwmtj.analysis.tables.read_table.read_table`, in those
        of the files that have such a column.
    levels : mapping, optional
        Low and high level [ohm] by junction, ``"a"`` or ``"b"``; found in the data if not given.
    seed : int
        Seed of all that is random (no unit).

    Returns
    -------
    list of FittedFile
        In the same order; of a file whose devices had pulses of their own one for each device.

    Raises
    ------
    ValueError
        If there is no such file, something is wrong with it, or its rows cannot be fitted: all such
        files are told; or if no file has a column that is told.
    """
    read: list[FittedFile] = []
    errors = []
    for path, name in zip(paths, names_apart(paths), strict=True):
        try:
            read += _read(path, name, columns, levels)
        except (ValueError, OSError) as error:
            errors.append(naming_file(path, error))
    _refuse(errors, len(paths))
    told = {name for each in read for name in _told_columns(each.table)}
    unused = [f"{name}={text}" for name, text in (columns or {}).items() if name not in told]
    if unused:
        raise ValueError(f"columns: no file has a column for {' or '.join(map(repr, unused))}")
    fitted = []
    for each in read:
        try:
            fitted.append(each._replace(fits=_fits(each, device, levels, seed)))
        except ValueError as error:
            errors.append(naming_file(each.table.origin, error))
    _refuse(errors, len(paths))
    return fitted


def _read(
    path: str | Path, name: str, columns: Mapping[str, str] | None, levels: Levels
) -> list[FittedFile]:
    """Read a file; if its devices had pulses of their own, it counts as a file of each."""
    table = with_set_amplitudes(read_any(path, tuple(KINDS), columns=columns, partly=True))
    if table.kind not in ("cycles", "cycle-events"):
        return [FittedFile(name, table.kind, table)]
    return [
        _of_cycles(f"{name} (device {device})" if device else name, part, levels)
        for device, part in by_own_pulses(table).items()
    ]


def _of_cycles(name: str, table: Table, levels: Levels) -> FittedFile:
    table = with_set_amplitudes(table)
    amplitudes = _amplitudes(table)
    if not len(amplitudes):
        raise ValueError("has no pulse with an amplitude; expected rows of pulses from 1")
    content = "train" if has_equal_pulses(table) else "ramp"
    if table.kind == "cycle-events":
        return FittedFile(name, content, table, find_cycle_events(table), amplitudes)
    classified = classify(table, levels=levels)
    events = events_in(classified, table)
    return FittedFile(
        name, content, table, events, amplitudes, reverse=classified.direction == "B to A"
    )


def _fits(
    read: FittedFile, device: DeviceParameters, levels: Levels, seed: int
) -> tuple[FitResult, ...]:
    table = read.table
    if read.content == "passages":
        return (fit_passages(table, seed=seed),)
    if read.content == "loops":
        return (fit_loops(table),)
    if read.content == "mobility":
        magnetization = device.material.saturation_magnetization
        return (fit_mobility(table, saturation_magnetization=magnetization),)
    events = fit_events(table, levels=levels)
    if read.content == "ramp":
        pulse = escape_pulse(device)
        return (events, fit_thresholds(table, seed=seed, pulse=pulse, levels=levels))
    return (events, fit_passages(table, seed=seed, levels=levels))


def _told_columns(table: Table) -> Iterable[str]:
    told = table.attributes.get("told_columns", ())
    assert isinstance(told, Iterable)
    return told


def _refuse(errors: Sequence[str], files: int) -> None:
    """Tell all that is wrong, each file in a line of its own."""
    if len(errors) == 1:
        raise ValueError(errors[0])
    if errors:
        lines = "".join(f"\n  {each}" for each in errors)
        raise ValueError(f"{len(errors)} of {files} files cannot be used:{lines}")


def _amplitudes(table: Table) -> Array:
    """Amplitudes of the pulses by number, the mean of each over all cycles [V], shape [P]."""
    if table.kind == "cycle-events":
        return amplitudes_told(table)
    pulse = np.asarray(table.columns["pulse"], float).astype(np.int64)
    amplitude = np.asarray(table.columns["amplitude"], float)
    counts = np.bincount(pulse)
    present = np.flatnonzero(counts[1:]) + 1
    return np.bincount(pulse, amplitude)[present] / counts[present]
