"""A complete device: all its groups of parameters, with name, description and references.

The groups are checked alone first, then against each other: the noise interval must be a whole
number of time steps, and no time constant may be shorter than the step that resolves it.
"""

from typing import Self

from pydantic import model_validator

from dwmtj.parameters.circuit import Circuit
from dwmtj.parameters.collection import ParameterCollection
from dwmtj.parameters.contacts import Contacts
from dwmtj.parameters.drive import Drive
from dwmtj.parameters.junction import Junction
from dwmtj.parameters.layout import Layout
from dwmtj.parameters.loops import Loops
from dwmtj.parameters.material import Material
from dwmtj.parameters.motion import Motion
from dwmtj.parameters.neuron import Neuron
from dwmtj.parameters.pinning import Pinning
from dwmtj.parameters.stack import Stack
from dwmtj.parameters.substrate import Substrate
from dwmtj.parameters.track import Track
from dwmtj.parameters.units import format_readable
from dwmtj.parameters.wall_noise import WallNoise
from dwmtj.parameters.writing import Writing

#: Groups of a device as it is measured in a lab.
LAB_GROUPS = (
    "layout",
    "stack",
    "contacts",
    "motion",
    "pinning",
    "writing",
    "loops",
    "drive",
)
_ROUNDING = 1e-6


class DeviceParameters(ParameterCollection):
    """Everything that says which device it is; frozen, unknown keys refused.

    Parameters
    ----------
    name : str
        Short name, letters, digits and hyphens.
    description : str
        What the device is, in a sentence or two.
    material, track, junction, circuit, wall_noise, neuron : ParameterGroup
        What a neuron of a network needs, each value with its SI unit and source.
    layout, stack, contacts, motion, pinning, writing, loops, drive : ParameterGroup, optional
        What the device of a lab needs beside that: all of them or none.
    substrate : ParameterGroup, optional
        What a device of a lab lies on, for an estimate of its temperature.

    Examples
    --------
    >>> from dwmtj.parameters import Source, load_device
    >>> device = load_device("cui2024-network")
    >>> source = Source(kind="assumed", detail="no noise")
    >>> quiet = device.replace("wall_noise.sigma", 0.0, source)
    >>> device.wall_noise.sigma, quiet.wall_noise.sigma
    (0.3, 0.0)
    """

    material: Material
    track: Track
    junction: Junction
    circuit: Circuit
    wall_noise: WallNoise
    neuron: Neuron
    layout: Layout | None = None
    stack: Stack | None = None
    contacts: Contacts | None = None
    motion: Motion | None = None
    pinning: Pinning | None = None
    writing: Writing | None = None
    loops: Loops | None = None
    drive: Drive | None = None
    substrate: Substrate | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        given = [name for name in LAB_GROUPS if getattr(self, name) is not None]
        missing = [name for name in LAB_GROUPS if name not in given]
        if given and missing:
            raise ValueError(
                f"group {missing[0]!r} is missing; allowed: all of {', '.join(LAB_GROUPS)}, or none"
            )
        return self

    @model_validator(mode="after")
    def _fits_on_the_track(self) -> Self:
        if self.layout is None:
            return self
        length, half = self.layout.track_length, self.junction.length / 2
        if self.track.domain_length > self.junction.length * (1 + _ROUNDING):
            raise ValueError(
                f"track.domain_length: {format_readable(self.track.domain_length, 'm')} is not "
                f"allowed; allowed: at most junction.length, {format_readable(2 * half, 'm')}"
            )
        a, b = self.layout.position_a, self.layout.position_b
        places = {
            "position_a": (a, half, b - 2 * half),
            "position_b": (b, a + 2 * half, length - half),
        }
        for name, (place, least, most) in places.items():
            if not least * (1 - _ROUNDING) <= place <= most * (1 + _ROUNDING):
                raise ValueError(
                    f"layout.{name}: {format_readable(place, 'm')} is not allowed; allowed: "
                    f"{format_readable(least, 'm')} to {format_readable(most, 'm')}, so that the "
                    "pillars lie on the track without overlap, A before B"
                )
        travel = b - a - 2 * half + self.track.domain_length / 2
        if abs(self.track.firing_distance - travel) > 1e-3 * travel:
            raise ValueError(
                f"track.firing_distance: {format_readable(self.track.firing_distance, 'm')} is not "
                f"allowed; allowed: {format_readable(travel, 'm')}, the travel from the edge of "
                "MTJ_A after which half of the domain is under MTJ_B"
            )
        return self

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
