"""A file that was read and fitted, and which of several files count."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dwmtj.analysis.estimate import Estimate
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.records import Array, CycleEvents, Table

#: Deviation from equal steps, as a share of the step, up to which a ramp counts as even [no unit].
_EVEN = 0.05


class FittedFile(NamedTuple):
    """A file by its name ``origin``, which no other file has, with its ``table`` and the ``fits``.

    ``content`` is ``ramp``, ``train``, ``passages``, ``loops`` or ``mobility``; of the first two,
    which are tables of cycles, there are ``events``, else None, ``amplitudes`` of the pulses by
    number [V], shape [P], and ``reverse``, whether the domain went from B to A.
    """

    origin: str
    content: str
    table: Table
    events: CycleEvents | None = None
    amplitudes: Array = np.empty(0)
    reverse: bool = False
    fits: tuple[FitResult, ...] = ()

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


def names_apart(paths: Sequence[str | Path]) -> list[str]:
    """Give the names of files, with as many of their folders as tell them apart.

    Parameters
    ----------
    paths : sequence of str or Path
        The files.

    Returns
    -------
    list of str
        Such as ``["monday/cycles.csv", "tuesday/cycles.csv", "loops.csv"]``.
    """
    every = [Path(path).parts for path in paths]
    return [_name_among(own, every) for own in every]


def _name_among(own: tuple[str, ...], every: Sequence[tuple[str, ...]]) -> str:
    for number in range(1, len(own)):
        if sum(other[-number:] == own[-number:] for other in every) == 1:
            return Path(*own[-number:]).as_posix()
    return Path(*own).as_posix()


def even_step(amplitudes: Array) -> float:
    """Give the step of a ramp.

    Parameters
    ----------
    amplitudes : ndarray
        Amplitudes of its pulses [V], shape [P].

    Returns
    -------
    float
        Mean step [V]; 0 if the steps are not even, or there are fewer than two.
    """
    if len(amplitudes) < 3:
        return 0.0
    steps = np.diff(amplitudes)
    even = np.ptp(steps) <= _EVEN * steps.mean()
    return float(amplitudes[-1] - amplitudes[0]) / len(steps) if even else 0.0


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
