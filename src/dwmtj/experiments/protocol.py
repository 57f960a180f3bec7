"""The protocol that most measurements share: write, apply a train, read after each pulse; again.

A field initialises the devices once, before the first cycle. A device that still has a domain
after a cycle has failed, and is not written in the next one: it gets the same train again, which
usually pushes the domain out. A three-terminal device gets its wall once; in each of its cycles
the train is followed by the same train in reverse, which takes the wall back.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.device import FourTerminalNeuron, PulseTrain, ThreeTerminalNeuron
from dwmtj.device.record import Record
from dwmtj.experiments.events import Events, find_events, mid_levels
from dwmtj.experiments.setting import Neuron, Progress

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Readings that are held in memory before the events are looked for.
_BLOCK = 40_000


class Cycles(NamedTuple):
    """Cycles of some devices; the axes are [C] cycles, [P + 1] readings and [n] devices.

    ``resistance_a``, ``resistance_b`` [ohm], ``wall_left``, ``wall_right`` [m] and
    ``domain_present`` have shape [C, n, P + 1], or are empty if readings are not kept. ``events``
    have [C, n] and [C, n, P + 1]; ``written``, ``completed`` and ``leftover``, whether the domain
    did not leave or the one wall did not come back, have [C, n].
    """

    resistance_a: Array
    resistance_b: Array
    wall_left: Array
    wall_right: Array
    domain_present: Bools
    events: Events
    written: Bools
    completed: Bools
    leftover: Bools


def whole_train(train: PulseTrain, terminals: int) -> Array:
    """Amplitudes of all pulses of a cycle, those in reverse negative.

    Parameters
    ----------
    train : PulseTrain
        The train.
    terminals : int
        3 or 4 (no unit); with three the train is applied again in reverse.

    Returns
    -------
    ndarray
        Amplitudes [V], shape [P] or [2 P].
    """
    forth = np.asarray(train.amplitudes)
    return np.concatenate([forth, -forth]) if terminals == 3 else forth


def run_cycles(
    neuron: Neuron,
    train: PulseTrain,
    cycles: int,
    *,
    reverse: bool = False,
    keep_readings: bool = True,
    on_progress: Progress | None = None,
) -> Cycles:
    """Initialise the devices and run cycles, one after the other on the same state.

    Parameters
    ----------
    neuron : FourTerminalNeuron or ThreeTerminalNeuron
        The devices.
    train : PulseTrain
        Pulses of a cycle.
    cycles : int
        Number of cycles [no unit].
    reverse : bool
        Whether the domain is written under B and pushed to A.
    keep_readings : bool
        Whether all readings are kept, or only the events.
    on_progress : callable, optional
        Called with the number of cycles that were done since the last call.

    Returns
    -------
    Cycles
        What was measured.

    Raises
    ------
    ValueError
        If a three-terminal device is to be used in reverse, or there are no cycles or pulses.
    """
    if reverse and isinstance(neuron, ThreeTerminalNeuron):
        raise ValueError("reverse: a three-terminal device has one junction; allowed: 4 terminals")
    if cycles < 1:
        raise ValueError(f"cycles: {cycles} is not allowed; allowed: at least 1")
    if len(train) < 1:
        raise ValueError("pulses: 0 is not allowed; allowed: at least 1")
    neuron.initialise()
    parts = [
        part if keep_readings else _without_readings(part)
        for part in _blocks(neuron, train, cycles, reverse, on_progress)
    ]
    events = Events(*map(np.concatenate, zip(*(part.events for part in parts), strict=True)))
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Cycles._fields
        if name != "events"
    }
    return Cycles(events=events, **joined)


def _blocks(
    neuron: Neuron,
    train: PulseTrain,
    cycles: int,
    reverse: bool,
    on_progress: Progress | None,
) -> Iterator[Cycles]:
    readings = neuron.count * (2 * len(train) + 1)
    size = max(1, _BLOCK // readings)
    for start in range(0, cycles, size):
        some = min(size, cycles - start)
        yield _run_block(neuron, train, some, reverse)
        if on_progress:
            on_progress(some)


def _run_block(neuron: Neuron, train: PulseTrain, cycles: int, reverse: bool) -> Cycles:
    pulses = len(train)
    readings = pulses * (2 if isinstance(neuron, ThreeTerminalNeuron) else 1) + 1
    resistance_a, resistance_b = np.empty((2, cycles, readings, neuron.count))
    walls = np.empty((cycles, readings, 2, neuron.count))
    present = np.empty((cycles, readings, neuron.count), np.bool_)
    written = np.empty((cycles, neuron.count), np.bool_)
    for cycle in range(cycles):
        written[cycle] = _write(neuron, reverse)
        resistance_a[cycle, 0], resistance_b[cycle, 0] = neuron.read()
        walls[cycle, 0], present[cycle, 0] = neuron.state.walls, neuron.state.present
        for part, record in enumerate(_apply(neuron, train, reverse)):
            place = slice(part * pulses + 1, (part + 1) * pulses + 1)
            resistance_a[cycle, place], resistance_b[cycle, place] = record.reading
            walls[cycle, place], present[cycle, place] = record.walls, record.present
    walls = np.where(present[:, :, None], walls, np.nan)
    # So far [C, P + 1, n]; readings go last, where events are looked for.
    return _judge(
        neuron,
        *(np.moveaxis(values, 1, -1) for values in (resistance_a, resistance_b)),
        *(np.moveaxis(walls[:, :, side], 1, -1) for side in (0, 1)),
        present=np.moveaxis(present, 1, -1),
        written=written,
        reverse=reverse,
    )


def _judge(
    neuron: Neuron,
    resistance_a: Array,
    resistance_b: Array,
    left: Array,
    right: Array,
    *,
    present: Bools,
    written: Bools,
    reverse: bool,
) -> Cycles:
    """Find the events, and tell which cycles ended as they began."""
    four = isinstance(neuron, FourTerminalNeuron)
    levels = mid_levels(neuron.parameters, 4 if four else 3)
    ways = [(resistance_a, levels.resistance_a), (resistance_b, levels.resistance_b)]
    (first, first_level), (second, second_level) = reversed(ways) if reverse else ways
    events = find_events(first, second, first_level, second_level)
    low = second[..., -1] <= second_level
    if four:
        leftover = present[..., -1]
        seen = events.in_order() & (first[..., -1] <= first_level)
    else:
        leftover = right[..., -1] > neuron.track.first
        seen = (events.fire_pulse > 0) & (events.reset_pulse > events.fire_pulse)
    done = written & seen & low & ~leftover
    return Cycles(resistance_a, resistance_b, left, right, present, events, written, done, leftover)


def _write(neuron: Neuron, reverse: bool) -> Bools:
    if isinstance(neuron, ThreeTerminalNeuron):
        if not neuron.state.present.all():
            neuron.write()
        return neuron.state.present.copy()
    return neuron.write("B" if reverse else "A", where=~neuron.state.present)


def _apply(neuron: Neuron, train: PulseTrain, reverse: bool) -> Iterator[Record]:
    yield neuron.apply(train, ("GND", "IN") if reverse else ("IN", "GND"))
    if isinstance(neuron, ThreeTerminalNeuron):
        yield neuron.reset(train)


def _without_readings(part: Cycles) -> Cycles:
    none = np.empty((0, 0, 0))
    events = part.events._replace(state=np.empty((0, 0, 0), np.int8))
    return part._replace(
        resistance_a=none,
        resistance_b=none,
        wall_left=none,
        wall_right=none,
        domain_present=none.astype(bool),
        events=events,
    )
