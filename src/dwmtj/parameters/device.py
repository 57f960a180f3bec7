"""A complete device: all its groups of parameters, with name, description and references.

The groups are checked alone first, then against each other: the noise interval must be a whole
number of time steps, and no time constant may be shorter than the step that resolves it.
"""

from typing import Self

from pydantic import model_validator

from dwmtj.parameters.circuit import Circuit
from dwmtj.parameters.collection import ParameterCollection
from dwmtj.parameters.junction import Junction
from dwmtj.parameters.material import Material
from dwmtj.parameters.neuron import Neuron
from dwmtj.parameters.track import Track
from dwmtj.parameters.units import format_readable
from dwmtj.parameters.wall_noise import WallNoise


class DeviceParameters(ParameterCollection):
    """Everything that says which device it is; frozen, unknown keys refused.

    Parameters
    ----------
    name : str
        Short name, letters, digits and hyphens.
    description : str
        What the device is, in a sentence or two.
    material, track, junction, circuit, wall_noise, neuron : ParameterGroup
        The groups of values, each value with its SI unit and source.
    """

    material: Material
    track: Track
    junction: Junction
    circuit: Circuit
    wall_noise: WallNoise
    neuron: Neuron

    @model_validator(mode="after")
    def _agree(self) -> Self:
        step, interval = self.neuron.time_step, self.wall_noise.interval
        steps = interval / step
        if steps < 1 - 1e-6 or abs(steps - round(steps)) > 1e-6 * steps:
            raise ValueError(
                f"wall_noise.interval: {format_readable(interval, 's')} is not allowed; allowed: "
                f"whole multiples of neuron.time_step, {format_readable(step, 's')}"
            )
        if self.neuron.synaptic_time_constant < step:
            tau = format_readable(self.neuron.synaptic_time_constant, "s")
            raise ValueError(
                f"neuron.synaptic_time_constant: {tau} is not allowed; allowed: at least "
                f"neuron.time_step, {format_readable(step, 's')}"
            )
        return self
