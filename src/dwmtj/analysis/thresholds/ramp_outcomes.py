"""What a ramp of pulses tells about the threshold of an event: between which pulses it lies.

A cycle that shows the event at pulse e, and could have shown it from pulse s on, has its threshold
between the amplitudes of pulses e - 1 and e (of the last pulse before e that was read, if readings
are missing); if e = s, all that is known is that it lies below that of pulse e. A cycle whose ramp
ended first is censored: its threshold lies above the last amplitude. Cycles with the same outcome
are one group, so that thousands of them cost no more than a few. Depinning is possible from the
first pulse, firing from the one after depinning (from the first, if only the junction that fires
was read), reset from the one after firing. Cycles that are a leftover or out of order are left out,
and of those whose firing was not seen, fire and reset. A ramp has one pulse at each of its
amplitudes, ascending; anything else has no single threshold and is refused with a reason.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array, CycleEvents, Integers, PulseCounts

Bools = npt.NDArray[np.bool_]

#: Two amplitudes are the same if they differ by less than this share of the larger.
_SAME = 1e-6


class RampOutcomes(NamedTuple):
    """Outcomes of the cycles that were at risk of an event, in groups.

    ``amplitudes`` of the ramp [V], shape [pulses], ascending. For each group ``first`` and
    ``last``, the indices of the first and the last pulse at risk, ``happened``, whether the event
    came by the last one, and ``earliest``, the first pulse with which it can have come (``last``
    unless readings are missing), shape [groups]. ``group`` and ``device`` are those of each
    cycle (indices), shape [cycles], and ``counts`` the cycles of each device and group, shape
    [devices, groups]. ``ordinal`` is the number of each cycle. ``left_out`` counts cycles
    whose event could not be placed: out of order, not seen, or with the same pulse as the one
    before. No units but that of the amplitudes.
    """

    amplitudes: Array
    first: Integers
    earliest: Integers
    last: Integers
    happened: Bools
    group: Integers
    device: Integers
    counts: Integers
    ordinal: Integers
    left_out: int

    @property
    def cycles(self) -> int:
        """Number of cycles [no unit]."""
        return len(self.group)

    @property
    def step(self) -> float:
        """Smallest step between two amplitudes [V]."""
        return float(np.diff(self.amplitudes).min())


def ramp_of(counts: Mapping[str, PulseCounts]) -> Array:
    """Give the amplitudes of all pulses.

    Parameters
    ----------
    counts : mapping
        Pulse counts by event.

    Returns
    -------
    ndarray
        Amplitudes, ascending and all different [V], shape [pulses].
    """
    every = np.unique(np.concatenate([each.amplitude for each in counts.values()]))
    if not every.size:
        return every
    new = np.diff(every) > _SAME * np.abs(every[1:])
    return np.asarray(every[np.concatenate([[True], new])])


def ramp_outcomes(events: CycleEvents, ramp: Array, event: str) -> RampOutcomes | str:
    """Sort the cycles by the pulses between which the threshold of an event lies.

    Parameters
    ----------
    events : CycleEvents
        Events of the cycles.
    ramp : ndarray
        Amplitudes of the ramp, ascending [V], shape [pulses].
    event : {"depin", "fire", "reset"}
        The event.

    Returns
    -------
    RampOutcomes or str
        The outcomes, or why there are none.
    """
    if len(ramp) < 2:
        return "all pulses have the same amplitude"
    pulse = getattr(events, f"{event}_pulse")
    before, clear = _possible_after(events, event)
    possible = clear & (before < events.applied)
    usable = possible & ((pulse == 0) | (pulse > before))
    if not usable.any():
        return f"no cycle was at risk of {event}"
    happened = (pulse > 0)[usable]
    last_pulse = np.where(pulse > 0, pulse, events.applied)[usable]
    amplitude = getattr(events, f"{event}_amplitude")
    reached = _index(ramp, np.where(pulse > 0, amplitude, events.last_amplitude)[usable])
    if not np.array_equal(reached + 1, last_pulse):
        return (
            "the pulses of a cycle are not one at each amplitude of the same ascending ramp; give "
            "the set values (read-back ones may differ by a tenth of a step), and devices with "
            "ramps of their own in a file each"
        )
    not_yet = getattr(events, f"{event}_before")[usable]
    earliest = np.where(np.isnan(not_yet), -1, _index(ramp, not_yet)) + 1
    start = before[usable]
    earliest = np.where(happened, np.clip(earliest, start, reached), reached)
    keys = np.stack([start, earliest, reached, happened.astype(np.int64)])
    unique, group = np.unique(keys, axis=1, return_inverse=True)
    names, device = np.unique(events.device[usable], return_inverse=True)
    counts = np.zeros((len(names), unique.shape[1]), np.int64)
    np.add.at(counts, (device, group.ravel()), 1)
    return RampOutcomes(
        amplitudes=ramp,
        first=unique[0],
        earliest=unique[1],
        last=unique[2],
        happened=unique[3].astype(bool),
        group=group.ravel(),
        device=device,
        counts=counts,
        ordinal=events.cycle[usable],
        left_out=int((possible & ~usable).sum() + (~clear & (pulse > 0)).sum()),
    )


def _possible_after(events: CycleEvents, event: str) -> tuple[Integers, Bools]:
    """Pulse after which an event was possible, and the cycles in which it was."""
    none = np.zeros(len(events.cycle), np.int64)
    clear = ~np.isin(events.label, ("leftover", "out of order"))
    sees_first = bool(events.written.any() or events.depin_pulse.any())
    if event == "depin":
        return none, clear & events.written
    clear &= events.label != "fire not seen"
    if event == "reset":
        return events.fire_pulse, clear & (events.fire_pulse > 0)
    if not sees_first:
        return none, clear
    return events.depin_pulse, clear & (events.depin_pulse > 0)


def _index(ramp: Array, amplitudes: Array) -> Integers:
    """Index of the nearest amplitude of the ramp."""
    middles = (ramp[1:] + ramp[:-1]) / 2
    return np.searchsorted(middles, amplitudes).astype(np.int64)
