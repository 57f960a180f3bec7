"""What follows from the parameters of a device: resistances, velocities, pulses to fire, margins.

Everything comes from the circuit of the device and from functions of ``dwmtj.physics``; nothing is
simulated. The track of a network's neuron has no resistance, because its preset has no stack; a
device of a lab is driven by pulses, so that it has these instead of steps.
"""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dwmtj.device.derived_lab import lab_values
from dwmtj.device.derived_value import Derived
from dwmtj.parameters import DeviceParameters, as_device
from dwmtj.physics.junction import antiparallel_resistance, parallel_resistance
from dwmtj.physics.taper import taper_width
from dwmtj.physics.walker import WalkerBreakdownWarning, walker_field
from dwmtj.physics.wall_velocity import current_density, wall_velocity

Array = npt.NDArray[np.float64]

#: Points of the integral over the track; a taper to four times the width is exact to rounding.
_POINTS = 64


def derived_values(device: DeviceParameters | str | Path) -> list[Derived]:
    """Work out what follows from the parameters of a device.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        A neuron of a network, or a device of a lab, a preset's name or a TOML file.

    Returns
    -------
    list of Derived
        What applies to it, in SI units.

    Examples
    --------
    >>> from dwmtj.device import derived_values
    >>> [value.name for value in derived_values("cui2024-network")][:3]
    ['junction_parallel', 'junction_antiparallel', 'current_density']
    """
    parameters = as_device(device)
    of_kind = _network(parameters) if parameters.layout is None else lab_values(parameters)
    return [*_pillar(parameters), *of_kind, *_walker(parameters)]


def _pillar(device: DeviceParameters) -> Iterator[Derived]:
    pillar = device.junction
    parallel = parallel_resistance(pillar.resistance_area_product, pillar.length, pillar.width)
    whole = antiparallel_resistance(parallel, pillar.tunnel_magnetoresistance)
    yield Derived("junction_parallel", "R_P", float(parallel), "ohm", "pillar alone: RA/(L_J*W_J)")
    yield Derived(
        "junction_antiparallel", "R_AP", float(whole), "ohm", "pillar alone: R_P*(1 + TMR)"
    )


def _network(device: DeviceParameters) -> Iterator[Derived]:
    track, circuit, neuron = device.track, device.circuit, device.neuron
    yield Derived(
        "current_density",
        "j",
        float(current_density(circuit.drive_current, track.width, track.thickness)),
        "A/m^2",
        "at the drive current, where the domain is written",
    )
    velocity = float(_velocity(device, np.zeros(1))[0])
    time, step = _time_to_fire(device), neuron.time_step
    at = "at the drive current"
    yield Derived("wall_velocity", "v", velocity, "m/s", f"{at}, at the start of the track")
    yield Derived("travel_per_step", "dx", velocity * step, "m", f"{at}, at the start of the track")
    fires = "integral of dx/v over the firing distance" if time else "stops before it fires"
    yield Derived("time_to_fire", "t_f", time, "s", f"{at}: {fires}")
    steps = time / step if time is not None else None
    yield Derived("steps_to_fire", "N", steps, "1", f"{at}, without noise: t_f/dt")


def _walker(device: DeviceParameters) -> Iterator[Derived]:
    material = device.material
    limit = float(
        walker_field(
            material.saturation_magnetization,
            device.track.thickness,
            material.wall_width,
            material.gilbert_damping,
        )
    )
    share = abs(device.circuit.applied_field) / limit
    yield Derived("walker_field", "H_W", limit, "A/m", "alpha*M_s*d*ln2/(2*pi*Delta)")
    yield Derived(
        "walker_share", "|H|/H_W", share, "1", "of the applied field; v does not hold above 1"
    )


def _velocity(device: DeviceParameters, position: Array) -> Array:
    """Velocity of the wall of a network's neuron at places along the track, leak included."""
    track, material = device.track, device.material
    width = taper_width(position, track.width, track.end_width, track.firing_distance)
    with warnings.catch_warnings():  # the row walker_share says whether it holds
        warnings.simplefilter("ignore", WalkerBreakdownWarning)
        velocity = wall_velocity(
            current_density(device.circuit.drive_current, width, track.thickness),
            device.circuit.applied_field,
            saturation_magnetization=material.saturation_magnetization,
            spin_polarization=material.spin_polarization,
            gilbert_damping=material.gilbert_damping,
            wall_width=material.wall_width,
            thickness=track.thickness,
        )
    return np.asarray(velocity - track.leak_velocity)


def _time_to_fire(device: DeviceParameters) -> float | None:
    """Time of the way to the firing point at the drive current; None if the wall stops."""
    distance = device.track.firing_distance
    nodes, weights = np.polynomial.legendre.leggauss(_POINTS)
    # The velocity has no minimum in between, so the ends tell whether the wall stops.
    if np.any(_velocity(device, np.array([0.0, distance])) <= 0):
        return None
    inverse = 1 / _velocity(device, distance * (1 + nodes) / 2)
    return float(distance / 2 * np.sum(weights * inverse))
