"""What became of a cycle; :mod:`dwmtj.analysis.events.events` says what the labels mean."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.events.classified_readings import Bools, Classified, Readings
from dwmtj.analysis.records import Integers

LABELS = (
    "complete", "no write", "no depin", "no fire", "fire not seen", "no reset", "leftover",
    "out of order", "incomplete",
)  # fmt: skip


class Seen(NamedTuple):
    """What is known of cycles, sorted by device and cycle, each of shape [cycles].

    ``device``; numbers of the pulses, or places of the readings, of ``depin``, ``fire`` and
    ``reset``, 0 for none; ``written`` and ``second_up``, whether the junctions were switched before
    the first pulse; ``again``, whether one switched more often than once; ``applied`` and
    ``fire_pulse``, numbers of pulses; and for all of them ``sees_first``, whether the junction that
    is written can be seen. No units.
    """

    device: Integers
    depin: Integers
    fire: Integers
    reset: Integers
    written: Bools
    second_up: Bools
    again: Bools
    applied: Integers
    fire_pulse: Integers
    sees_first: bool


def label_seen(seen: Seen) -> npt.NDArray[np.str_]:
    """Label cycles of which no reading is missing.

    Parameters
    ----------
    seen : Seen
        What is known of them.

    Returns
    -------
    ndarray
        Labels of ``LABELS``, shape [cycles].
    """
    everywhere = np.ones(len(seen.depin), bool)
    written = seen.written if seen.sees_first else everywhere
    moved = seen.depin > 0 if seen.sees_first else everywhere
    fired = seen.fire > 0
    label = np.full(len(moved), "complete", dtype=f"<U{max(map(len, LABELS))}")
    label[seen.reset == 0] = "no reset"
    label[~fired] = "no fire"
    if seen.sees_first:
        label[~fired & _passed_unseen(seen)] = "fire not seen"
    label[~moved] = "no depin"
    label[~written] = "no write"
    label[seen.second_up | (~written & fired)] = "leftover"
    early = written & fired & (~moved | (seen.fire < seen.depin))
    label[seen.again | (early & seen.sees_first)] = "out of order"
    return label


def label_cycles(
    classified: Classified, starts: Integers, lengths: Integers, rank: Mapping[str, Integers]
) -> npt.NDArray[np.str_]:
    """Label cycles.

    Parameters
    ----------
    classified : Classified
        All readings.
    starts, lengths : ndarray
        First reading of each cycle, and how many it has (no unit), shape [cycles].
    rank : mapping
        Place of each event among the readings of a cycle by its name, 0 for none, shape [cycles].

    Returns
    -------
    ndarray
        Labels of ``LABELS``, shape [cycles].
    """
    readings, first, second = classified.readings, classified.first_up, classified.second_up
    rises = [_per_cycle(_rises(up, readings), starts) for up in (first, second)]
    seen = Seen(
        device=readings.device[starts],
        **rank,
        written=first[starts],
        second_up=second[starts],
        again=(rises[0] > 0) | (rises[1] > 1),
        applied=readings.pulse[starts + lengths - 1],
        fire_pulse=np.where(rank["fire"] > 0, readings.pulse[starts + rank["fire"]], 0),
        sees_first=classified.sees_first,
    )
    return _mark_incomplete(label_seen(seen), readings, starts, lengths, rank["reset"])


def _passed_unseen(seen: Seen) -> Bools:
    """Whether the next cycle could be written, and more pulses came than any firing needed."""
    if not seen.fire_pulse.any():
        return np.zeros(len(seen.fire), bool)
    beyond = seen.applied > seen.fire_pulse.max()
    next_written = np.append(seen.written[1:] & (np.diff(seen.device) == 0), False)
    return np.asarray(beyond & next_written)


def _mark_incomplete(
    label: npt.NDArray[np.str_],
    readings: Readings,
    starts: Integers,
    lengths: Integers,
    reset: Integers,
) -> npt.NDArray[np.str_]:
    """Mark cycles of which readings are missing that would have been needed to tell."""
    last = starts + lengths - 1
    until = np.where(reset > 0, reset, lengths)
    index = readings.cycle_index
    place = np.arange(len(index)) - starts[index]
    gap = ~readings.begins & ~readings.follows & (place <= until[index])
    holes = _per_cycle(gap, starts) > 0
    device = readings.device[starts]
    most = np.zeros(device[-1] + 1, np.int64)
    np.maximum.at(most, device, readings.pulse[last])
    short = (readings.pulse[last] < most[device]) & (reset == 0)
    uncertain = np.isin(label, ("complete", "no depin", "no fire", "fire not seen", "no reset"))
    label[uncertain & (holes | short)] = "incomplete"
    label[readings.pulse[starts] != 0] = "incomplete"
    return label


def _rises(up: Bools, readings: Readings) -> Bools:
    return np.asarray(~readings.begins & up & ~np.r_[False, up[:-1]])


def _per_cycle(true: Bools, starts: Integers) -> Integers:
    return np.asarray(np.add.reduceat(true.astype(np.int64), starts))
