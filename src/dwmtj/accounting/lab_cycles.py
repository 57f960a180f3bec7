"""Cycles of a device of a lab, and how many pulses and readings each of them takes.

The drive stops when the device is ready: the four-terminal device when its domain has left the
track. The three-terminal device is driven in reverse as soon as it has fired, by the same train
from its beginning, until its wall is back at its start. A cycle without a domain, which the reading
after the write shows, takes no pulse. Each cycle begins with a device that a field has initialised,
so that a failed cycle does not change the next one.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.device import PulseTrain, ThreeTerminalNeuron
from dwmtj.experiments.protocol import Cycles, run_cycles
from dwmtj.experiments.setting import TerminalNumber, make_neuron
from dwmtj.parameters import DeviceParameters

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

#: Why a cycle of the three-terminal device has no write.
MADE_ONCE = "the wall is made once, before the first cycle, and stays on the track"


class LabCycles(NamedTuple):
    """Cycles that began alike, of a ``device`` that a ``train`` drives; arrays have shape [C].

    ``terminals`` are 4 or 3, of the device.

    ``written``, ``fired`` and ``ready`` tell what happened. ``to_fire`` are the pulses up to the
    one that fired, or all of the train; ``to_reset`` those after it, up to the one that made the
    device ready, or all that are left. ``conductance_a`` and ``conductance_b`` [S] are summed over
    all readings, ``readings`` is their number at each junction.
    """

    device: DeviceParameters
    terminals: TerminalNumber
    train: PulseTrain
    written: Bools
    fired: Bools
    ready: Bools
    to_fire: Integers
    to_reset: Integers
    conductance_a: Array
    conductance_b: Array
    readings: Integers


def run_lab_cycles(
    device: DeviceParameters,
    train: PulseTrain,
    *,
    terminals: TerminalNumber,
    cycles: int,
    seed: int,
) -> LabCycles:
    """Simulate cycles with the pulse law.

    Parameters
    ----------
    device : DeviceParameters
        A device with the groups of a lab device.
    train : PulseTrain
        Pulses of a cycle.
    terminals : {4, 3}
        Number of terminals [no unit].
    cycles : int
        Number of cycles [no unit].
    seed : int
        Seed of the random numbers (no unit).

    Returns
    -------
    LabCycles
        What each cycle took.
    """
    neuron = make_neuron(device, seed=seed, count=cycles, terminals=terminals)
    measured = run_cycles(neuron, train, 1)
    if isinstance(neuron, ThreeTerminalNeuron):
        return _three_terminals(neuron, train, measured)
    return _four_terminals(device, train, measured)


def _four_terminals(device: DeviceParameters, train: PulseTrain, measured: Cycles) -> LabCycles:
    fire, written = measured.events.fire_pulse[0], measured.written[0]
    gone = np.where(written, _first(~measured.domain_present[0, :, 1:]), 0)
    used = np.where(written, np.where(gone > 0, gone, len(train)), 0)
    to_fire = np.where(fire > 0, np.minimum(fire, used), used)
    made = np.arange(len(train) + 1) <= used[:, None]  # the first reading is that after writing
    return LabCycles(
        device=device,
        terminals=4,
        train=train,
        written=written,
        fired=fire > 0,
        ready=gone > 0,
        to_fire=to_fire,
        to_reset=used - to_fire,
        conductance_a=_summed(measured.resistance_a[0], made),
        conductance_b=_summed(measured.resistance_b[0], made),
        readings=used + 1,
    )


def _three_terminals(neuron: ThreeTerminalNeuron, train: PulseTrain, measured: Cycles) -> LabCycles:
    fire = measured.events.fire_pulse[0]
    fired, to_fire = fire > 0, np.where(fire > 0, fire, len(train))
    state = neuron.state.copy()
    state.walls[1] = np.take_along_axis(measured.wall_right[0], to_fire[:, None], 1)[:, 0]
    state.waiting[:] = np.nan
    neuron.state = state
    record = neuron.reset(train)
    back = _first((record.walls[:, 1] <= neuron.track.first).T)
    to_reset = np.where(fired, np.where(back > 0, back, len(train)), 0)
    forth = measured.resistance_b[0, :, 1 : len(train) + 1]
    pulse = np.arange(1, len(train) + 1)
    sums = _summed(forth, pulse <= to_fire[:, None])
    sums += _summed(record.reading.resistance_b.T, pulse <= to_reset[:, None])
    return LabCycles(
        device=neuron.parameters,
        terminals=3,
        train=train,
        written=measured.written[0],
        fired=fired,
        ready=fired & (back > 0),
        to_fire=to_fire,
        to_reset=to_reset,
        conductance_a=np.zeros(fire.size),
        conductance_b=sums,
        readings=to_fire + to_reset,
    )


def _summed(resistances: Array, made: Bools) -> Array:
    """Sum of conductances over the readings that were made [S], shape [C]."""
    return np.asarray(np.sum(made / resistances, axis=1))


def _first(true: Bools) -> Integers:
    """Find the first pulse, from 1, for which it is true, 0 if for none; over axis 1."""
    return np.where(true.any(1), true.argmax(1) + 1, 0)
