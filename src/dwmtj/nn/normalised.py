"""From a device to the numbers the neuron steps with: lengths in firing distances, time in steps.

With x in firing distances x_th, the current i in units of the drive current and n counting steps::

    i_n = i_(n-1)*(1 - dt/tau_syn) + input_n
    x_n = max(0, x_(n-1) + (gain*i_n/(1 + taper*x_(n-1)) + drift)*N(1, sigma))

``gain`` is the travel of one step at the drive current, u*dt/x_th with the drift velocity u of
``dwmtj.physics``; ``taper`` is w_2/w - 1, because the current density falls as the track widens;
``drift`` holds the field and the leak. A step knows no edges of a pulse: the drive current is the
mean over the step, so that where a step is a pulse (presets of a lab) both carry the same charge.
The neuron fires where x > 1. A domain of length L_d leaves the junction of length L_J behind the
firing point at x = 1 + (L_J + L_d)/x_th. In a device of a lab, with a stack, the free layer carries
its share of the current, and stop-and-go motion slows the wall down by ``motion.efficiency``.
"""

import math
from dataclasses import dataclass

from dwmtj import physics
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.neuron import ResetMode


@dataclass(frozen=True)
class NormalisedWall:
    """Constants of the neuron in firing distances and steps.

    Parameters
    ----------
    gain : float
        Travel per step at unit current in the narrow track [firing distances].
    taper : float
        Relative widening of the track over the firing distance [no unit].
    drift : float
        Travel per step without current: field minus leak [firing distances].
    synaptic_decay : float
        Factor on the synaptic current per step [no unit].
    exit_length : float
        Travel past the firing distance at which the domain has left [firing distances].
    refractory_steps : int
        Steps that writing a new domain takes [no unit].
    sigma : float
        Relative spread of the travel per draw [no unit].
    noise_steps : int
        Steps between two draws [no unit].
    reset : {"eject", "instant", "none"}
        What happens after firing.

    Examples
    --------
    >>> from dwmtj.nn.normalised import normalise
    >>> from dwmtj.parameters import load_device
    >>> wall = normalise(load_device("liu2025-released-code"))
    >>> wall.reset, wall.taper  # no reset; 105 nm over 25 nm, less 1
    ('none', 3.2)
    """

    gain: float
    taper: float
    drift: float
    synaptic_decay: float
    exit_length: float
    refractory_steps: int
    sigma: float
    noise_steps: int
    reset: ResetMode


def normalise(device: DeviceParameters) -> NormalisedWall:
    """Convert a device from SI units.

    Parameters
    ----------
    device : DeviceParameters
        The device, all values in SI units.

    Returns
    -------
    NormalisedWall
        Its constants in firing distances and steps.

    Examples
    --------
    >>> from dwmtj.nn.normalised import normalise
    >>> from dwmtj.parameters import load_device
    >>> wall = normalise(load_device("cui2024-network"))
    >>> print(f"{1 / wall.gain:.1f} steps to fire")  # at the drive current
    29.6 steps to fire
    >>> wall.refractory_steps, wall.noise_steps
    (4, 1)
    """
    material, track, circuit, neuron = (
        device.material,
        device.track,
        device.circuit,
        device.neuron,
    )
    density, share = _drive(device)
    constants = {
        "saturation_magnetization": material.saturation_magnetization,
        "spin_polarization": material.spin_polarization,
        "gilbert_damping": material.gilbert_damping,
        "wall_width": material.wall_width,
        "thickness": track.thickness,
    }
    from_current = float(physics.wall_velocity(density, 0.0, **constants))
    from_field = float(physics.wall_velocity(0.0, circuit.applied_field, **constants))
    per_velocity = neuron.time_step / track.firing_distance
    # With a layout half of the domain is under MTJ_B when it fires, else only its front.
    under = track.domain_length / 2 if device.layout is not None else 0.0
    exit_length = (device.junction.length + track.domain_length - under) / track.firing_distance
    return NormalisedWall(
        gain=share * from_current * per_velocity,
        taper=track.end_width / track.width - 1,
        drift=(from_field - track.leak_velocity) * per_velocity,
        synaptic_decay=1 - neuron.time_step / neuron.synaptic_time_constant,
        exit_length=exit_length,
        # A write that ends within a step keeps the neuron from integrating during that step.
        refractory_steps=math.ceil(circuit.write_time / neuron.time_step - 1e-6),
        sigma=device.wall_noise.sigma,
        noise_steps=round(device.wall_noise.interval / neuron.time_step),
        reset=neuron.reset,
    )


def _drive(device: DeviceParameters) -> tuple[float, float]:
    """Give the current density in the free layer, and the wall's velocity over that of flow."""
    track, current = device.track, device.circuit.drive_current
    if device.stack is None or device.motion is None:
        return float(physics.current_density(current, track.width, track.thickness)), 1.0
    stack, motion = device.stack, device.motion
    densities = physics.layer_current_density(
        current,
        track.width,
        [stack.heavy_metal_thickness, track.thickness],
        [stack.heavy_metal_resistivity, stack.free_layer_resistivity],
    )
    slope = motion.nonadiabaticity / device.material.gilbert_damping
    return float(densities[1]), motion.efficiency * slope
