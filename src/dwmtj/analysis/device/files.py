"""Files of any kind, each read as what it is and fitted with what its kind allows."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from dwmtj.analysis.estimate import Estimate
from dwmtj.analysis.events.classified_readings import classify
from dwmtj.analysis.events.events import events_in, find_cycle_events
from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.events.told_events import amplitudes_told
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.loops.fit_loops import fit_loops
from dwmtj.analysis.mobility.fit_mobility import fit_mobility
from dwmtj.analysis.passages.fit_passages import fit_passages
from dwmtj.analysis.records import Array, CycleEvents, Table
from dwmtj.analysis.tables.equal_pulses import has_equal_pulses
from dwmtj.analysis.tables.read_any import read_any
from dwmtj.analysis.tables.schema import KINDS
from dwmtj.analysis.tables.set_amplitudes import with_set_amplitudes
from dwmtj.analysis.thresholds.fit_thresholds import escape_pulse, fit_thresholds
from dwmtj.parameters import DeviceParameters

#: What a file is: ramps and trains are both tables of cycles.
Content = Literal["ramp", "train", "passages", "loops", "mobility"]
Levels = Mapping[str, tuple[float, float]] | None


class FittedFile(NamedTuple):
    """A file with its ``content`` and the ``fits``; what it was read as, as in :class:`ReadFile`.

    ``table``, ``events`` of cycles or None, ``amplitudes`` of the pulses [V], shape [P], and
    ``reverse``, whether the domain went from B to A.
    """

    table: Table
    events: CycleEvents | None
    amplitudes: Array
    reverse: bool
    content: Content
    fits: tuple[FitResult, ...]

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


class ReadFile(NamedTuple):
    """A file that was read: its ``table``, and what its cycles are, if it has any.

    ``events`` are None where it has no cycles; ``amplitudes`` are those of the pulses [V], shape
    [P], empty where the file has none; ``reverse`` tells whether the domain went from B to A.
    """

    table: Table
    events: CycleEvents | None = None
    amplitudes: Array = np.empty(0)
    reverse: bool = False


def read_files(
    paths: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    levels: Levels = None,
) -> list[ReadFile]:
    """Read files of any kind, and find the events of their cycles.

    Parameters
    ----------
    paths : sequence of str or Path
        The files.
    columns : mapping, optional
        Which column is which, see :func:`~dwmtj.analysis.tables.read_table.read_table`, in those
        of the files that have such a column.
    levels : mapping, optional
        Low and high level [ohm] by junction, ``"a"`` or ``"b"``; found in the data if not given.

    Returns
    -------
    list of ReadFile
        In the same order.

    Raises
    ------
    ValueError
        If there is no such file, or something is wrong with it: all such files are told.
    """
    read, errors = [], []
    for path in paths:
        try:
            read.append(_read(path, columns, levels))
        except (ValueError, OSError) as error:
            errors.append(_with_file(path, error))
    _refuse(errors, len(paths))
    told = {name for each in read for name in _told_columns(each.table)}
    unused = [f"{name}={text}" for name, text in (columns or {}).items() if name not in told]
    if unused:
        raise ValueError(f"columns: no file has a column for {' or '.join(map(repr, unused))}")
    return read


def fit_files(
    read: Sequence[ReadFile], device: DeviceParameters, *, levels: Levels = None, seed: int = 0
) -> list[FittedFile]:
    """Fit what files hold.

    Parameters
    ----------
    read : sequence of ReadFile
        The files.
    device : DeviceParameters
        What is known beside the files, such as the shape of the pulses.
    levels : mapping, optional
        Low and high level [ohm] by junction, as the files were read with.
    seed : int
        Seed of all that is random (no unit).

    Returns
    -------
    list of FittedFile
        In the same order.

    Raises
    ------
    ValueError
        If the rows of a file cannot be fitted: all such files are told.
    """
    fitted, errors = [], []
    for each in read:
        try:
            fitted.append(_fit(each, device, levels, seed))
        except ValueError as error:
            errors.append(_with_file(each.table.origin, error))
    _refuse(errors, len(read))
    return fitted


def _read(path: str | Path, columns: Mapping[str, str] | None, levels: Levels) -> ReadFile:
    table = read_any(path, tuple(KINDS), columns=columns, partly=True)
    if table.kind not in ("cycles", "cycle-events"):
        return ReadFile(table)
    table = with_set_amplitudes(table)
    amplitudes = _amplitudes(table)
    if not len(amplitudes):
        raise ValueError("has no pulse with an amplitude; expected rows of pulses from 1")
    if table.kind == "cycle-events":
        return ReadFile(table, find_cycle_events(table), amplitudes)
    classified = classify(table, levels=levels)
    events = events_in(classified, table)
    return ReadFile(table, events, amplitudes, classified.direction == "B to A")


def _fit(read: ReadFile, device: DeviceParameters, levels: Levels, seed: int) -> FittedFile:
    table = read.table
    if table.kind == "passages":
        return FittedFile(*read, "passages", (fit_passages(table, seed=seed),))
    if table.kind == "loops":
        return FittedFile(*read, "loops", (fit_loops(table),))
    if table.kind == "mobility":
        magnetization = device.material.saturation_magnetization
        fit = fit_mobility(table, saturation_magnetization=magnetization)
        return FittedFile(*read, "mobility", (fit,))
    events = fit_events(table, levels=levels)
    if not has_equal_pulses(table):
        pulse = escape_pulse(device)
        thresholds = fit_thresholds(table, seed=seed, pulse=pulse, levels=levels)
        return FittedFile(*read, "ramp", (events, thresholds))
    passages = fit_passages(table, seed=seed, levels=levels)
    return FittedFile(*read, "train", (events, passages))


def telling_ramp(read: Sequence[FittedFile]) -> FittedFile | None:
    """Give the ramp that counts: the first one that tells a threshold, else the first one.

    Parameters
    ----------
    read : sequence of FittedFile
        The files.

    Returns
    -------
    FittedFile or None
        None if there is no ramp.
    """
    names = ("v50_depin", "v50_fire", "v50_reset")
    return _telling([each for each in read if each.content == "ramp"], names)


def telling_train(read: Sequence[FittedFile]) -> FittedFile | None:
    """Give the train or table of passages that counts: the first one that tells a mean number.

    Parameters
    ----------
    read : sequence of FittedFile
        The files.

    Returns
    -------
    FittedFile or None
        The first one if none tells a mean; None if there is none of these.
    """
    trains = [each for each in read if each.content in ("train", "passages")]
    return _telling(trains, ("mean_pulses",))


def _telling(files: Sequence[FittedFile], names: Sequence[str]) -> FittedFile | None:
    able = [each for each in files if any(each.estimate(name) for name in names)]
    return next(iter([*able, *files]), None)


def _told_columns(table: Table) -> Iterable[str]:
    told = table.attributes.get("told_columns", ())
    assert isinstance(told, Iterable)
    return told


def _with_file(path: str | Path, error: Exception) -> str:
    text = str(error)
    return text if text.startswith(f"{path}: ") else f"{path}: {text}"


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
