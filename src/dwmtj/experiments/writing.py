"""Writing: how likely a pulse nucleates a domain, and what the two resistances then are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import xarray as xr

from dwmtj.device import FourTerminalNeuron
from dwmtj.experiments.provenance import describe
from dwmtj.experiments.setting import Progress, at_least_one, known_seed, parameters_of
from dwmtj.parameters import DeviceParameters

#: Amplitudes around that of the preset, as factors, and the number of steps between them.
_RANGE, _STEPS = (0.6, 1.1), 31


def write(
    device: DeviceParameters | str | Path = "cui2024-ramp",
    *,
    seed: int | None = None,
    devices: int = 1000,
    amplitudes: Sequence[float] | None = None,
    fields: Sequence[float] | None = None,
    reverse: bool = False,
    on_progress: Progress | None = None,
) -> xr.Dataset:
    """Write many devices with pulses of several amplitudes, with and without a bias field.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Seed of the random numbers (no unit); drawn and stored if not given.
    devices : int
        Number of devices [no unit].
    amplitudes : sequence of float, optional
        Amplitudes of the pulse [V]; 0.6 to 1.1 times that of the preset if not given.
    fields : sequence of float, optional
        Bias fields [A/m]; none and that of the preset if not given.
    reverse : bool
        Whether the domain is written under B.
    on_progress : callable, optional
        Called with the number of amplitudes that were done since the last call.

    Returns
    -------
    Dataset
        ``probability`` and ``written_fraction`` (amplitude, field), and the resistances before and
        after the write of the preset.

    Raises
    ------
    ValueError
        If an argument is not allowed, or a pulse would break the junction.
    """
    parameters = parameters_of(device)
    writing = parameters.writing
    assert writing is not None
    at_least_one("devices", devices)
    known = known_seed(seed)
    junction: Literal["A", "B"] = "B" if reverse else "A"
    low, high = (factor * writing.amplitude for factor in _RANGE)
    volts = np.linspace(low, high, _STEPS) if amplitudes is None else np.array(amplitudes, float)
    bias = np.array([0.0, writing.bias_field] if fields is None else fields, float)
    neuron = FourTerminalNeuron(parameters, devices, seed=known)
    neuron.initialise()
    before = neuron.read()
    written = neuron.write(junction)
    after = neuron.read()
    probability = np.empty((volts.size, bias.size))
    fraction = np.empty_like(probability)
    for row, amplitude in enumerate(volts):
        for column, field in enumerate(bias):
            neuron.initialise()
            probability[row, column] = neuron.circuit.write_probability(
                float(amplitude), float(field), junction
            )
            done = neuron.write(junction, amplitude=float(amplitude), field=float(field))
            fraction[row, column] = done.mean()
        if on_progress:
            on_progress(1)
    dims = ("amplitude", "field")
    variables = {"probability": (dims, probability), "written_fraction": (dims, fraction)}
    scalars = {}
    for name, values in (("before", before), ("after", after)):
        chosen = written if name == "after" else np.ones(devices, bool)
        for terminal, resistance in zip("ab", values, strict=True):
            mean = float(resistance[chosen].mean()) if chosen.any() else float("nan")
            scalars[f"resistance_{terminal}_{name}"] = mean
    dataset = xr.Dataset({**variables, **scalars}, coords={"amplitude": volts, "field": bias})
    dataset["written_fraction"].attrs["count"] = devices
    options = {"devices": devices, "reverse": reverse}
    return describe(dataset, "write", parameters, seed=known, options=options)
