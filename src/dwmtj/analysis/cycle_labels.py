"""What became of a cycle; :mod:`dwmtj.analysis.events` says what the labels mean."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.classified_readings import Bools, Classified, Readings
from dwmtj.analysis.records import Integers

LABELS = (
    "complete", "no write", "no depin", "no fire", "fire not seen", "no reset", "leftover",
    "out of order", "incomplete",
)  # fmt: skip


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
    first, second = classified.first_up, classified.second_up
    depin, fire, reset = rank["depin"], rank["fire"], rank["reset"]
    everywhere = np.ones(len(starts), bool)
    written = first[starts] if classified.sees_first else everywhere
    moved = depin > 0 if classified.sees_first else everywhere
    label = np.full(len(starts), "complete", dtype=f"<U{max(map(len, LABELS))}")
    label[reset == 0] = "no reset"
    label[fire == 0] = "no fire"
    if classified.sees_first:
        label[(fire == 0) & _passed_unseen(classified, starts, lengths, fire)] = "fire not seen"
    label[~moved] = "no depin"
    label[~written] = "no write"
    label[second[starts] | (~written & (fire > 0))] = "leftover"
    rises = [_per_cycle(_rises(up, classified.readings), starts) for up in (first, second)]
    early = written & (fire > 0) & (~moved | (fire < depin))
    label[(rises[0] > 0) | (rises[1] > 1) | (early & classified.sees_first)] = "out of order"
    return _mark_incomplete(label, classified.readings, starts, lengths, reset)


def _passed_unseen(
    classified: Classified, starts: Integers, lengths: Integers, fire: Integers
) -> Bools:
    """Whether the next cycle could be written, and more pulses came than any firing needed."""
    readings = classified.readings
    fire_pulse = readings.pulse[starts + fire][fire > 0]
    if not len(fire_pulse):
        return np.zeros(len(starts), bool)
    beyond = readings.pulse[starts + lengths - 1] > fire_pulse.max()
    same_device = np.diff(readings.device[starts]) == 0
    next_written = np.append(classified.first_up[starts][1:] & same_device, False)
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
