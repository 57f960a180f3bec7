"""Measured cycles as a dataset: one set of names and dimensions for ramps, cycles and trains."""

from typing import Any

import numpy as np
import xarray as xr

from dwmtj.device import PulseTrain
from dwmtj.experiments.events import amplitude_of
from dwmtj.experiments.protocol import Cycles, whole_train
from dwmtj.experiments.setting import Neuron

#: What a three-terminal device has not: a junction under which a domain is written.
_OF_JUNCTION_A = ("resistance_a", "depin_pulse", "depin_amplitude", "write_energy")


def as_dataset(
    measured: Cycles, neuron: Neuron, pulses: PulseTrain, terminals: int, reverse: bool
) -> xr.Dataset:
    """Put measured cycles into a dataset with the names and dimensions that all of them share.

    Parameters
    ----------
    measured : Cycles
        What :func:`~dwmtj.experiments.protocol.run_cycles` gave.
    neuron : FourTerminalNeuron or ThreeTerminalNeuron
        The devices.
    pulses : PulseTrain
        Pulses of a cycle.
    terminals : int
        3 or 4 (no unit).
    reverse : bool
        Whether the domain went from B to A.

    Returns
    -------
    Dataset
        Without units and provenance; with three terminals also without what only MTJ_A shows.
    """
    amplitudes = whole_train(pulses, terminals)
    energy = np.tile(neuron.circuit.track_energy(pulses), len(amplitudes) // len(pulses))
    events = measured.events
    cycle_values = {
        name: getattr(events, name) for name in ("depin_pulse", "fire_pulse", "reset_pulse")
    }
    for name in ("depin", "fire", "reset"):
        cycle_values[f"{name}_amplitude"] = amplitude_of(cycle_values[f"{name}_pulse"], amplitudes)
    cycle_values |= {name: getattr(measured, name) for name in ("completed", "written", "leftover")}
    readings = {
        "resistance_a": measured.resistance_a,
        "resistance_b": measured.resistance_b,
        "wall_left": measured.wall_left,
        "wall_right": measured.wall_right,
        "domain_present": measured.domain_present,
        "state": events.state,
    }
    variables: dict[str, Any] = {
        name: (("cycle", "device"), values) for name, values in cycle_values.items()
    }
    if measured.resistance_a.size:
        variables |= {n: (("cycle", "device", "pulse"), v) for n, v in readings.items()}
    variables |= {
        "amplitude": ("pulse", np.concatenate([[0.0], amplitudes])),
        "energy": ("pulse", np.concatenate([[0.0], energy])),
        "write_energy": ((), _write_energy(neuron, reverse)),
    }
    if terminals == 3:
        variables = {name: each for name, each in variables.items() if name not in _OF_JUNCTION_A}
    many, devices = measured.written.shape
    dataset = xr.Dataset(
        variables,
        coords={
            "cycle": np.arange(1, many + 1),
            "device": np.arange(1, devices + 1),
            "pulse": np.arange(len(amplitudes) + 1),
        },
        attrs={"direction": "B to A" if reverse else "A to B", "terminals": terminals},
    )
    return (
        dataset.squeeze("device", drop=True)
        if devices == 1
        else dataset.transpose("device", "cycle", "pulse")
    )


def _write_energy(neuron: Neuron, reverse: bool) -> float:
    writing = neuron.parameters.writing
    assert writing is not None
    return neuron.circuit.write_energy(writing.amplitude, "B" if reverse else "A")
