"""Pulses until firing (Fig. 5a), beside the law of the paper's wall noise (Fig. 5b).

``law`` is the exact law of sums of N(1, sigma) up to the distance at which the second junction is
seen to switch, in mean distances per pulse. It knows no pinning: the simulated device needs a few
tenths of a pulse more, because a site holds the wall for a part of the first pulse.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

from dwmtj.device import Law, PulseTrain, constant_train
from dwmtj.experiments.events import mid_levels
from dwmtj.experiments.protocol import run_cycles
from dwmtj.experiments.provenance import describe
from dwmtj.experiments.setting import (
    Neuron,
    at_least_one,
    known_seed,
    make_neuron,
    parameters_of,
)
from dwmtj.parameters import DeviceParameters
from dwmtj.physics import discrete_law

#: Steps in which the resistance is tabulated against the cover of the pillar.
_COVERS = 4001


def passages(
    device: DeviceParameters | str | Path = "cui2024-train",
    *,
    seed: int | None = None,
    cycles: int = 10_000,
    pulses: int = 60,
    amplitude: float | None = None,
    duration: float | None = None,
    reverse: bool = False,
    law: Law = "pulse",
    thresholds: Sequence[float] = (12.0, 35.0),
) -> xr.Dataset:
    """Count the pulses until firing, in cycles that all begin with a newly written domain.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Seed of the random numbers (no unit); drawn and stored if not given.
    cycles : int
        Number of cycles [no unit].
    pulses : int
        Number of pulses after which a cycle is given up [no unit].
    amplitude : float, optional
        Amplitude of the pulses [V]; the preset's if not given.
    duration : float, optional
        Length of a pulse, edges included [s]; the preset's if not given.
    reverse : bool
        Whether the domain goes from B to A.
    law : {"pulse", "wall", "collective"}
        What moves the domain.
    thresholds : sequence of float
        Firing distances, in mean increments, for which the paper's model is drawn [no unit].

    Returns
    -------
    Dataset
        ``count`` (cycle), ``law`` (pulse), ``mean_increments``; ``model_count`` (threshold, cycle)
        and ``model_law`` (threshold, pulse) of the paper's model.

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.experiments import passages
    >>> dataset = passages(seed=1, cycles=1000)
    >>> print(f"{float(dataset['count'].mean()):.1f} pulses")
    11.7 pulses
    """
    parameters = parameters_of(device)
    at_least_one("cycles", cycles)
    known = known_seed(seed)
    train = constant_train(parameters, amplitude=amplitude, pulses=pulses, duration=duration)
    neuron = make_neuron(parameters, seed=known, count=cycles, law=law)
    measured = run_cycles(neuron, train, 1, reverse=reverse, keep_readings=False)
    sigma = parameters.wall_noise.sigma
    mean = increments_to_fire(neuron, train, reverse=reverse)
    rng = np.random.default_rng(np.random.SeedSequence([known, 1]))
    draws = np.cumsum(1 + sigma * rng.standard_normal((cycles, pulses)), axis=1)
    model = np.stack([_first_passage(draws >= threshold) for threshold in thresholds])
    dataset = xr.Dataset(
        {
            "count": ("cycle", measured.events.fire_pulse[0]),
            "law": ("pulse", discrete_law(mean, sigma, pulses)),
            "mean_increments": ((), mean),
            "model_count": (("threshold", "cycle"), model),
            "model_law": (
                ("threshold", "pulse"),
                np.stack([discrete_law(each, sigma, pulses) for each in thresholds]),
            ),
        },
        coords={
            "cycle": np.arange(1, cycles + 1),
            "pulse": np.arange(1, pulses + 1),
            "threshold": np.array(thresholds, float),
        },
        attrs={"direction": "B to A" if reverse else "A to B", "sigma": sigma},
    )
    options = {
        "cycles": cycles,
        "pulses": pulses,
        "amplitude": float(train.amplitudes[0]),
        "duration": train.duration,
        "reverse": reverse,
        "law": law,
    }
    return describe(dataset, "passages", parameters, seed=known, options=options)


def increments_to_fire(neuron: Neuron, train: PulseTrain, *, reverse: bool = False) -> float:
    """Distance to firing over the mean distance per pulse.

    Parameters
    ----------
    neuron : FourTerminalNeuron
        The device.
    train : PulseTrain
        Equal pulses.
    reverse : bool
        Whether the domain goes from B to A.

    Returns
    -------
    float
        Number of mean increments [no unit].
    """
    parameters, circuit = neuron.parameters, neuron.circuit
    layout, size = parameters.layout, parameters.junction.length
    assert layout is not None
    covers = np.linspace(0.0, 1.0, _COVERS)
    reading, levels = circuit.read(covers, covers), mid_levels(parameters)
    which = 0 if reverse else 1
    cover = float(np.interp(levels[which], reading[which], covers))
    # The leading wall starts at the inner edge of one pillar and has to go so far under the other.
    distance = layout.position_b - layout.position_a - size + cover * size
    return float(distance / (circuit.velocity_per_volt * train.charge_integrals[0]))


def _first_passage(passed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    return np.where(passed.any(1), passed.argmax(1) + 1, 0)
