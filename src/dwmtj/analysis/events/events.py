"""Events of cycles, found in the readings of the two junctions: write, depin, fire and reset.

Which reading is a switch says :mod:`dwmtj.analysis.events.levels`; what follows from it, the states
1 to 4 and the events, :func:`dwmtj.experiments.events.events_of`, which simulated measurements use
too. The label of a cycle says what became of it:

- ``complete``: written, depinned, fired, reset, in this order;
- ``no write``: the first junction was not switched before the first pulse;
- ``no depin``, ``no fire``, ``no reset``: the first event that was not seen until the last pulse;
- ``fire not seen``: depinned, and then no firing, although more pulses came than any cycle of the
  file needed, and yet the next cycle could be written: the domain went past the second junction
  between two readings;
- ``leftover``: the second junction was switched before the first pulse, or fired without a write;
- ``out of order``: fired before it depinned, or a junction switched once more;
- ``incomplete``: the reading after writing is missing, or a pulse before the last event that was
  seen, or pulses that other cycles had.
"""

from collections.abc import Mapping

import numpy as np

from dwmtj.analysis.events.classified_readings import (
    Bools,
    Classified,
    Direction,
    Readings,
    classify,
    column_of,
)
from dwmtj.analysis.events.cycle_events import EventPulses, cycle_events
from dwmtj.analysis.events.cycle_labels import label_cycles
from dwmtj.analysis.events.pulse_counting import pulse_counts
from dwmtj.analysis.events.told_events import events_told
from dwmtj.analysis.records import EVENTS, CycleEvents, Integers, Table
from dwmtj.experiments.events import events_of

__all__ = ["events_in", "find_cycle_events", "pulse_counts"]

#: Cells of readings that are looked at together.
_BLOCK = 1 << 22


def find_cycle_events(
    table: Table,
    *,
    levels: Mapping[str, tuple[float, float]] | None = None,
    direction: Direction | None = None,
) -> CycleEvents:
    """Find the events of each cycle.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles``, or of the kind ``cycle-events``, of which the events are known.
    levels : mapping, optional
        Low and high level [ohm] by junction, ``"a"`` or ``"b"``; found in the data if not given.
    direction : {"A to B", "B to A"}, optional
        Where the domain goes; found in the data if not given.

    Returns
    -------
    CycleEvents
        Sorted by device and cycle.

    Raises
    ------
    ValueError
        If the table is of another kind, or no junction shows two levels.
    """
    if table.kind == "cycle-events":
        return events_told(table)
    return events_in(classify(table, levels=levels, direction=direction), table)


def events_in(classified: Classified, table: Table) -> CycleEvents:
    """Find the events of each cycle in classified readings.

    Parameters
    ----------
    classified : Classified
        Of all rows of the table.
    table : Table
        Where they are from.

    Returns
    -------
    CycleEvents
        Sorted by device and cycle.
    """
    readings = classified.readings
    starts = np.flatnonzero(readings.begins)
    lengths = np.diff(np.r_[starts, len(readings.pulse)])
    rank = _event_ranks(classified.first_up, classified.second_up, starts, lengths)
    last = starts + lengths - 1
    found = {name: _pulses(readings, starts, places) for name, places in rank.items()}
    device = column_of(table, "device")
    cycle = np.asarray(table.columns["cycle"], float)[starts].astype(np.int64)
    numbers = np.ones(len(starts)) if device is None else device[starts]
    has_reading_0 = readings.pulse[starts] == 0
    return cycle_events(
        found,
        device=numbers.astype(np.int64),
        cycle=cycle,
        applied=readings.pulse[last],
        written=classified.first_up[starts] & has_reading_0,
        last_amplitude=readings.amplitude[last],
        label=label_cycles(classified, starts, lengths, rank),
    )


def _pulses(readings: Readings, starts: Integers, places: Integers) -> EventPulses:
    """Pulses of an event at these places of the readings of each cycle."""
    at, happened = starts + places, places > 0
    earlier = np.maximum(at - 1, 0)
    return EventPulses(
        np.where(happened, readings.pulse[at], 0),
        readings.amplitude[at],
        happened,
        readings.amplitude[earlier],
        happened & (readings.pulse[earlier] > 0),
    )


def _event_ranks(
    first_up: Bools, second_up: Bools, starts: Integers, lengths: Integers
) -> dict[str, Integers]:
    """Places of the events among the readings of each cycle, 0 for none."""
    ranks = {name: np.zeros(len(starts), np.int64) for name in EVENTS}
    order = np.argsort(lengths, kind="stable")  # cycles of like length fill a block without waste
    begin = 0
    while begin < len(order):
        room = np.arange(1, len(order) - begin + 1) * lengths[order[begin:]]
        many = max(1, int(np.searchsorted(room, _BLOCK)))
        part = order[begin : begin + many]
        begin += many
        # Shorter cycles are filled up with their last reading, in which nothing happens any more.
        within = np.minimum(np.arange(lengths[part].max()), lengths[part, None] - 1)
        rows = starts[part, None] + within
        found = events_of(first_up[rows], second_up[rows])
        ranks["depin"][part] = found.depin_pulse
        ranks["fire"][part] = found.fire_pulse
        ranks["reset"][part] = found.reset_pulse
    return ranks
