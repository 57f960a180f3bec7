"""The two levels of a junction, from the ends of its sweeps, or why its readings show none."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.loops.sweeps import Sweeps
from dwmtj.analysis.records import Array
from dwmtj.analysis.robust import sigma_of_deviations

Flags = npt.NDArray[np.bool_]

#: Share of a sweep, at both ends, whose readings are taken for saturated [no unit].
_END = 0.1


class Levels(NamedTuple):
    """Levels of all loops of a junction: medians at ``negative`` and ``positive`` fields [ohm].

    ``noise`` is the standard deviation of a reading [ohm]. ``reason`` tells why there are no two
    levels; it is empty if there are.
    """

    negative: float
    positive: float
    noise: float
    reason: str


def levels_of(resistance: Array, sweeps: Sweeps) -> Levels:
    """Find the two levels of a junction.

    Parameters
    ----------
    resistance : ndarray
        Resistance in the order of the sweeps [ohm], shape [R].
    sweeps : Sweeps
        Sweeps.

    Returns
    -------
    Levels
        With a reason where the readings show no two levels.
    """
    at_begin, at_end = sweep_ends(sweeps)
    rising = np.repeat(sweeps.rising, sweeps.lengths)
    negative = float(np.median(resistance[np.where(rising, at_begin, at_end)]))
    positive = float(np.median(resistance[np.where(rising, at_end, at_begin)]))
    inner = np.ones(len(resistance) - 1, bool)
    inner[sweeps.first[1:-1] - 1] = False
    change = np.diff(resistance)[inner]
    noise = sigma_of_deviations(change) / np.sqrt(2)
    return Levels(negative, positive, noise, _why_none(resistance, negative, positive, noise))


def _why_none(resistance: Array, negative: float, positive: float, noise: float) -> str:
    size = abs(positive - negative)
    if np.ptp(resistance) == 0:
        return "the resistance does not change"
    if size <= 2 * noise or size <= 1e-9 * abs(positive):
        return (
            f"both ends of the sweeps have the same resistance ({negative:.6g} and {positive:.6g} "
            f"ohm, read noise {noise:.3g} ohm): no switching within the swept fields"
        )
    middle = (negative + positive) / 2
    between = np.mean(np.abs(resistance - middle) < size / 4)
    if between > 1 / 3:
        return (
            f"{100 * between:.0f} % of the readings lie between the resistances of the ends: the "
            "resistance changes gradually and has no two levels"
        )
    return ""


def sweep_ends(sweeps: Sweeps) -> tuple[Flags, Flags]:
    """Tell which readings begin and which end their sweep.

    Parameters
    ----------
    sweeps : Sweeps
        Sweeps.

    Returns
    -------
    tuple of ndarray
        Flags of both, of shape [R].
    """
    lengths = np.repeat(sweeps.lengths, sweeps.lengths)
    place = np.arange(len(lengths)) - np.repeat(sweeps.first[:-1], sweeps.lengths)
    reach = np.maximum(2, _END * lengths)
    return place < reach, place >= lengths - reach
