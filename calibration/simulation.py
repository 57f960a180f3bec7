"""Pulses at which simulated devices fire and reset, as they would be read in the lab."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from dwmtj.device.circuit import DeviceCircuit
from dwmtj.device.four_terminal import FourTerminalNeuron
from dwmtj.device.pulse import PulseTrain
from dwmtj.device.trains import constant_train, ramp_train
from dwmtj.parameters import DeviceParameters

Indices = npt.NDArray[np.int64]

DEVICES, SEED = 20_000, 1
#: Pulses of the train that is followed, five times what is needed on average.
_PULSES = 60
#: Efficiencies between which it is looked for: with the lower one 30 pulses would be needed.
_BRACKET = (0.1, 1.0)


class Passages(NamedTuple):
    """Index of the pulse after which each device reads ``fired`` and ``reset``, -1 if never."""

    fired: Indices
    reset: Indices


def mid_resistance_b(device: DeviceParameters) -> float:
    """Middle between both readings of MTJ_B: without domain, and with the whole of it [ohm]."""
    whole = device.track.domain_length / device.junction.length
    covers = np.array([0.0, min(whole, 1.0)])
    return float(DeviceCircuit(device).read(covers, covers).resistance_b.mean())


def passages(device: DeviceParameters, train: PulseTrain) -> Passages:
    """Apply a train to freshly written devices, all nominal, with the pulse law.

    Parameters
    ----------
    device : DeviceParameters
        The device.
    train : PulseTrain
        The pulses.

    Returns
    -------
    Passages
        Fired: the first reading of MTJ_B above the middle; reset: the first below it after that.
    """
    neuron = FourTerminalNeuron(device, DEVICES, law="pulse", seed=SEED)
    neuron.initialise()
    while not neuron.state.present.all():
        neuron.write(where=~neuron.state.present)
    high = neuron.apply(train).reading.resistance_b > mid_resistance_b(device)
    fired = np.where(high.any(0), high.argmax(0), -1)
    later = np.arange(len(train))[:, None] > fired
    low_again = later & ~high & (fired >= 0)
    return Passages(fired, np.where(low_again.any(0), low_again.argmax(0), -1))


def most_likely(train: PulseTrain, indices: Indices) -> float:
    """Amplitude of the pulse that most devices name [V]; those that name none do not count."""
    return float(train.amplitudes[np.bincount(indices[indices >= 0]).argmax()])


def ramp_amplitudes(device: DeviceParameters) -> tuple[float, float]:
    """Most likely amplitudes of firing and reset in the ramp of a preset [V]."""
    train = ramp_train(device)
    found = passages(device, train)
    return most_likely(train, found.fired), most_likely(train, found.reset)


def mean_pulses_to_fire(device: DeviceParameters, efficiency: float) -> float:
    """Mean number of pulses of the constant train until MTJ_B switches.

    Parameters
    ----------
    device : DeviceParameters
        The device.
    efficiency : float
        Wall velocity over that of flow [no unit], instead of the device's own.

    Returns
    -------
    float
        Mean over the devices that fire within 60 pulses [no unit]; the domain of a few passes
        MTJ_B between two readings.
    """
    assert device.motion is not None
    motion = device.motion.model_copy(update={"efficiency": efficiency})
    changed = device.model_copy(update={"motion": motion})
    fired = passages(changed, constant_train(changed, pulses=_PULSES)).fired
    return float(np.mean(fired[fired >= 0] + 1.0))


def efficiency_for(device: DeviceParameters, pulses: float) -> float:
    """Efficiency with which the mean number of pulses until firing is a wanted one.

    Parameters
    ----------
    device : DeviceParameters
        The device.
    pulses : float
        Wanted mean [no unit].

    Returns
    -------
    float
        Efficiency [no unit]. All tries see the same random numbers, so the mean falls with it.
    """

    def excess(efficiency: float) -> float:
        return mean_pulses_to_fire(device, efficiency) - pulses

    return float(brentq(excess, *_BRACKET, xtol=1e-6))
