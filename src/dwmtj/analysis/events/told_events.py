"""Tables in which the events of each cycle stand already, such as ``measure variability`` writes.

Such a table tells the amplitude of the pulses at which something happened only. All cycles have the
same pulses, so the amplitudes of the others follow: a dataset knows them, and for a text table they
are interpolated between the known ones, and beyond them where all of these lie on a straight line.
"""

import numpy as np

from dwmtj.analysis.events.classified_readings import column_of
from dwmtj.analysis.events.cycle_events import EventPulses, cycle_events
from dwmtj.analysis.events.cycle_labels import Seen, label_seen
from dwmtj.analysis.records import EVENTS, Array, CycleEvents, Integers, PulseCounts, Table


def events_told(table: Table) -> CycleEvents:
    """Give the events that a table tells.

    Parameters
    ----------
    table : Table
        Of the kind ``cycle-events``.

    Returns
    -------
    CycleEvents
        Sorted by device and cycle; ``applied`` is the last pulse at which anything happened in the
        file if it does not say how many there were.
    """
    rows = table.rows_used
    pulse, amplitude, applied, ramp = _told(table)
    if "applied" not in table.columns:
        applied = np.full(rows, len(ramp) - 1)
    found = {
        name: EventPulses(
            pulse[name],
            amplitude[name],
            pulse[name] > 0,
            ramp[np.maximum(pulse[name] - 1, 0)],
            pulse[name] > 1,
        )
        for name in EVENTS
    }
    seen = _seen(table, pulse, applied)
    return cycle_events(
        found,
        device=seen.device,
        cycle=_whole(table, "cycle", np.arange(1.0, rows + 1)),
        applied=applied,
        written=seen.written & seen.sees_first,
        last_amplitude=ramp[np.minimum(applied, len(ramp) - 1)],
        label=label_seen(seen),
    )


def amplitudes_told(table: Table) -> Array:
    """Give the amplitudes of the pulses by number, as far as they are told or follow.

    Parameters
    ----------
    table : Table
        Of the kind ``cycle-events``.

    Returns
    -------
    ndarray
        Amplitudes from pulse 1 on [V], shape [pulses].
    """
    ramp = _told(table)[-1][1:]
    return ramp[np.isfinite(ramp)]


def _told(table: Table) -> tuple[dict[str, Integers], dict[str, Array], Integers, Array]:
    """Pulses and amplitudes of the events, pulses applied, 0 if not told, and the ramp."""
    rows = table.rows_used
    none = np.full(rows, np.nan)
    pulse = {name: _whole(table, f"{name}_pulse", np.zeros(rows)) for name in EVENTS}
    told = {name: column_of(table, f"{name}_amplitude") for name in EVENTS}
    known = {name: none if values is None else values for name, values in told.items()}
    amplitude = {name: np.where(pulse[name] > 0, known[name], np.nan) for name in EVENTS}
    applied = _whole(table, "applied", np.zeros(rows))
    last = max(int(applied.max()), *(int(each.max()) for each in pulse.values()), 1)
    return pulse, amplitude, applied, _ramp(table, pulse, amplitude, last)


def _seen(table: Table, pulse: dict[str, Integers], applied: Integers) -> Seen:
    written = column_of(table, "written")
    return Seen(
        device=_whole(table, "device", np.ones(len(applied))),
        **pulse,
        written=pulse["depin"] > 0 if written is None else written > 0,
        second_up=np.zeros(len(applied), bool),
        again=(pulse["reset"] > 0) & (pulse["reset"] <= pulse["fire"]),
        applied=applied,
        fire_pulse=pulse["fire"],
        sees_first="depin_pulse" in table.columns,
    )


def counts_told(
    table: Table, events: CycleEvents, after: Integers, until: Integers, own: Integers
) -> PulseCounts:
    """Count pulses of cycles of which the events are told.

    Parameters
    ----------
    table : Table
        Of the kind ``cycle-events``.
    events : CycleEvents
        All of them.
    after, until : ndarray
        Last pulse before the event was possible, and last at which it was, of some cycles (no
        unit), shape [cycles].
    own : ndarray
        Pulse of the event, 0 for none (no unit), shape [cycles].

    Returns
    -------
    PulseCounts
        Of the pulses whose amplitude is known.
    """
    pulse = {name: np.asarray(getattr(events, f"{name}_pulse")) for name in EVENTS}
    amplitude = {name: np.asarray(getattr(events, f"{name}_amplitude")) for name in EVENTS}
    last = int(max(events.applied.max(), *(each.max() for each in pulse.values())))
    ramp = _ramp(table, pulse, amplitude, last)[: last + 1]
    some = until > after
    change = np.bincount(after[some] + 1, minlength=last + 2)
    change = change - np.bincount(until[some] + 1, minlength=last + 2)
    at_risk = np.cumsum(change)[: len(ramp)]
    switched = np.bincount(own[own > 0], minlength=len(ramp))[: len(ramp)]
    use = np.isfinite(ramp) & (at_risk > 0)
    use[0] = False
    values, places = np.unique(np.round(ramp[use], 9), return_inverse=True)
    size = len(values)
    return PulseCounts(
        values,
        np.bincount(places, at_risk[use], size).astype(np.int64),
        np.bincount(places, switched[use], size).astype(np.int64),
    )


def _ramp(
    table: Table, pulse: dict[str, Integers], amplitude: dict[str, Array], last: int
) -> Array:
    """Amplitude at each pulse from 0 to the last, NaN where it is not known."""
    known = table.attributes.get("amplitudes")
    if known is not None:
        return np.asarray(known, float)
    numbers = np.concatenate([pulse[name] for name in EVENTS])
    values = np.concatenate([amplitude[name] for name in EVENTS])
    some = np.isfinite(values)
    if not some.any():
        return np.full(last + 1, np.nan)
    points, first = np.unique(numbers[some], return_index=True)
    levels = values[some][first]
    everywhere = np.arange(last + 1)
    ramp = np.asarray(np.interp(everywhere, points, levels, left=np.nan, right=np.nan))
    if len(points) > 1:
        slope, offset = np.polyfit(points, levels, 1)
        if np.allclose(slope * points + offset, levels, rtol=1e-6, atol=1e-9):
            ramp = np.asarray(np.where(np.isnan(ramp), slope * everywhere + offset, ramp))
    return ramp


def _whole(table: Table, name: str, otherwise: Array) -> Integers:
    found = column_of(table, name)
    return np.asarray(otherwise if found is None else found).astype(np.int64)
