"""Cycles that are incomplete only because readings of theirs were set aside."""

import numpy as np

from dwmtj.analysis.events.classified_readings import column_of
from dwmtj.analysis.records import Array, CycleEvents, Table
from dwmtj.analysis.tables.readings_set_aside import SET_ASIDE


def gap_remarks(events: CycleEvents, table: Table) -> list[str]:
    """Say how many cycles are incomplete only by readings that were set aside.

    Parameters
    ----------
    events : CycleEvents
        Of the cycles of the table.
    table : Table
        Of the kind ``cycles``.

    Returns
    -------
    list of str
        Empty if there are none.
    """
    number = incomplete_by_gaps(events, table)
    if not number:
        return []
    return [
        f"{number} of {int(np.sum(events.label == 'incomplete'))} incomplete cycles are so only "
        "because readings were set aside (above), so that share_incomplete, and share_complete "
        "with it, tell of the instrument and not of the device."
    ]


def incomplete_by_gaps(events: CycleEvents, table: Table) -> int:
    """Count incomplete cycles that have all readings if those set aside are counted as there.

    Parameters
    ----------
    events : CycleEvents
        Of the cycles of the table.
    table : Table
        Of the kind ``cycles``.

    Returns
    -------
    int
        Number of cycles (no unit).
    """
    aside = table.attributes.get(SET_ASIDE)
    if not isinstance(aside, np.ndarray) or not len(aside):
        return 0
    pulses = _pulses_by_cycle(events, aside, _places(table))
    most: dict[int, int] = {}
    for device, last in zip(events.device.tolist(), events.applied.tolist(), strict=True):
        most[device] = max(most.get(device, 0), last)
    found = 0
    for place in np.flatnonzero(events.label == "incomplete"):
        key = (int(events.device[place]), int(events.cycle[place]))
        if key in pulses:
            until = int(events.reset_pulse[place]) or most[key[0]]
            found += pulses[key] >= set(range(until + 1))
    return found


def _places(table: Table) -> Array:
    """Device, cycle and pulse of the used readings, in this order of sorting."""
    cycle, pulse = (np.asarray(table.columns[name], float) for name in ("cycle", "pulse"))
    device = column_of(table, "device")
    return np.column_stack([np.ones(len(cycle)) if device is None else device, cycle, pulse])


def _pulses_by_cycle(
    events: CycleEvents, aside: Array, used: Array
) -> dict[tuple[int, int], set[int]]:
    """Pulses of all readings of the incomplete cycles that lack some, by device and cycle."""
    cut = events.label == "incomplete"
    marked = set(zip(events.device[cut].tolist(), events.cycle[cut].tolist(), strict=True))
    pulses: dict[tuple[int, int], set[int]] = {}
    for device, cycle, pulse in aside.astype(np.int64).tolist():
        if (device, cycle) in marked:
            pulses.setdefault((device, cycle), set()).add(pulse)
    for device, cycle, pulse in used.astype(np.int64).tolist():
        if (device, cycle) in pulses:
            pulses[device, cycle].add(pulse)
    return pulses
