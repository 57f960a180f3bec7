"""How often an event happened at each amplitude: what a switching probability is fitted to."""

import numpy as np

from dwmtj.analysis.events.classified_readings import Bools, readings_of
from dwmtj.analysis.events.told_events import counts_told
from dwmtj.analysis.records import EVENTS, CycleEvents, Integers, PulseCounts, Table

#: Cycles of which it is not known when an event was possible.
_UNCLEAR = ("leftover", "out of order")


def pulse_counts(table: Table, events: CycleEvents, event: str) -> PulseCounts:
    """Count at each amplitude the pulses that found an event possible, and those that caused it.

    A pulse of which the reading before is missing counts in neither. Cycles that are a leftover
    or out of order are left out, and of those whose firing was not seen, fire and reset.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles`` or ``cycle-events``.
    events : CycleEvents
        What was found in it.
    event : {"depin", "fire", "reset"}
        The event.

    Returns
    -------
    PulseCounts
        Of the amplitudes of all pulses at which the event was possible.
    """
    if event not in EVENTS:
        raise ValueError(f"event: {event!r} is not allowed; allowed: {', '.join(EVENTS)}")
    from_pulse, clear = _possible_from(events, event)
    own = np.asarray(getattr(events, f"{event}_pulse"))
    until = np.where(own > 0, own, events.applied)
    if table.kind == "cycle-events":
        return counts_told(table, events, from_pulse[clear], until[clear], own[clear])
    readings = readings_of(table)
    index = readings.cycle_index
    if len(events.cycle) != index[-1] + 1:
        raise ValueError("events: are of another table")
    possible = clear[index] & readings.follows & (readings.pulse > from_pulse[index])
    possible &= readings.pulse <= until[index]
    switched = possible & (readings.pulse == own[index])
    amplitudes, places = np.unique(np.round(readings.amplitude[possible], 9), return_inverse=True)
    size = len(amplitudes)
    return PulseCounts(
        amplitude=amplitudes,
        at_risk=np.bincount(places, minlength=size).astype(np.int64),
        switched=np.bincount(places[switched[possible]], minlength=size).astype(np.int64),
    )


def _possible_from(events: CycleEvents, event: str) -> tuple[Integers, Bools]:
    """Last pulse before an event was possible, and the cycles in which it was."""
    clear = ~np.isin(events.label, _UNCLEAR)
    sees_first = bool(events.written.any() or events.depin_pulse.any())
    if event == "depin":
        return np.zeros(len(clear), np.int64), clear & events.written
    clear &= events.label != "fire not seen"
    if event == "fire":
        if not sees_first:  # one junction only: its wall may come from the first pulse on
            return np.zeros(len(clear), np.int64), clear
        return events.depin_pulse, clear & (events.depin_pulse > 0)
    return events.fire_pulse, clear & (events.fire_pulse > 0)
