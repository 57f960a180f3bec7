"""Writing: how likely a pulse nucleates a domain, and what the two resistances then are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from dwmtj.device import DeviceMisuseError, FourTerminalNeuron
from dwmtj.experiments.provenance import describe
from dwmtj.experiments.setting import Progress, at_least_one, known_seed, parameters_of
from dwmtj.parameters import DeviceParameters

Array = npt.NDArray[np.float64]
JunctionName = Literal["A", "B"]

#: Amplitudes around that of the preset, as factors, and their number; a side at which the chance is
#: not yet this near to 0 or 1 is moved on by a step, never below 0 V or beyond breakdown.
_RANGE, _NUMBER, _STEP, _NEAR, _HIGHEST = (0.6, 1.1), 31, 0.1, 0.01, 3.0

#: Amplitudes at which the closed form is stored for a curve.
_CURVE = 301


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
        Amplitudes of the pulse [V]; if not given, 0.6 to 1.1 times that of the preset, or more so
        that they go from never to always at every field.
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

    Examples
    --------
    >>> from dwmtj.experiments import write
    >>> dataset = write(seed=1, devices=100, amplitudes=[2.0, 3.1])
    >>> dataset["probability"].dims
    ('amplitude', 'field')
    """
    parameters = parameters_of(device)
    writing = parameters.writing
    assert writing is not None
    at_least_one("devices", devices)
    known = known_seed(seed)
    junction: JunctionName = "B" if reverse else "A"
    bias = np.array([0.0, writing.bias_field] if fields is None else fields, float)
    neuron = FourTerminalNeuron(parameters, devices, seed=known)
    if amplitudes is None:
        volts = _enclosing(neuron, writing.amplitude, bias, junction)
    else:
        volts = np.array(amplitudes, float)
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
    fine = np.linspace(volts.min(), volts.max(), _CURVE) if volts.size else volts
    curve = [
        [neuron.circuit.write_probability(float(v), float(h), junction) for h in bias] for v in fine
    ]
    variables = {
        "probability": (dims, probability),
        "written_fraction": (dims, fraction),
        "curve_probability": (("curve_amplitude", "field"), np.reshape(curve, (-1, bias.size))),
    }
    scalars = {}
    for name, values in (("before", before), ("after", after)):
        chosen = written if name == "after" else np.ones(devices, bool)
        for terminal, resistance in zip("ab", values, strict=True):
            mean = float(resistance[chosen].mean()) if chosen.any() else float("nan")
            scalars[f"resistance_{terminal}_{name}"] = mean
    coords = {"amplitude": volts, "field": bias, "curve_amplitude": fine}
    dataset = xr.Dataset({**variables, **scalars}, coords=coords)
    dataset["written_fraction"].attrs["count"] = devices
    dataset.attrs["written_junction"] = junction
    options = {"devices": devices, "reverse": reverse}
    return describe(dataset, "write", parameters, seed=known, options=options)


def _enclosing(
    neuron: FourTerminalNeuron, amplitude: float, fields: Array, junction: JunctionName
) -> Array:
    """Give amplitudes between which the chance goes from never to always at every field."""

    def chances(factor: float) -> list[float]:
        return [
            neuron.circuit.write_probability(factor * amplitude, float(field), junction)
            for field in fields
        ]

    low, high = _RANGE
    while low > _STEP and max(chances(low), default=0.0) > _NEAR:
        low -= _STEP
    try:
        while high < _HIGHEST and min(chances(high), default=1.0) < 1 - _NEAR:
            high += _STEP
    except DeviceMisuseError:  # it would break the junction
        high -= _STEP
    return np.linspace(low * amplitude, high * amplitude, _NUMBER)
