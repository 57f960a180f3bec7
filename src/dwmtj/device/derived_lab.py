"""What follows from the parameters of a device of a lab: its circuit, its pulses, its margins.

See :mod:`dwmtj.device.derived`, which gives it to others.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from dwmtj.device.circuit import DeviceCircuit, JunctionName
from dwmtj.device.derived_value import Derived
from dwmtj.device.temperature import temperature_rise
from dwmtj.device.trains import constant_train
from dwmtj.parameters import DeviceParameters
from dwmtj.physics.depinning import pulse_escape_probability
from dwmtj.physics.first_passage import discrete_law
from dwmtj.physics.junction import junction_voltage
from dwmtj.physics.stray_field import track_stray_field
from dwmtj.physics.wall_noise import convert_sigma

Array = npt.NDArray[np.float64]


def lab_values(device: DeviceParameters) -> Iterator[Derived]:
    """Work out what follows from the parameters of a device of a lab.

    Parameters
    ----------
    device : DeviceParameters
        A device with all groups of a lab.

    Yields
    ------
    Derived
        In SI units.
    """
    circuit = DeviceCircuit(device)
    yield from _resistances(device, circuit)
    yield from _motion(device, circuit)
    yield _walker_voltage(circuit)
    yield from _sites(device)
    yield from _writing(device, circuit)
    yield _stray_field(device)
    if device.substrate is not None:
        yield from _temperature(device)


def _resistances(device: DeviceParameters, circuit: DeviceCircuit) -> Iterator[Derived]:
    yield Derived(
        "sheet_resistance", "R_sq", circuit.sheet_resistance, "ohm", "a square of both layers"
    )
    yield Derived(
        "track_resistance", "R_T", circuit.track_resistance, "ohm", "IN to GND, with contacts"
    )
    cover = min(device.track.domain_length / device.junction.length, 1.0)
    covers = np.array([0.0, cover, 1.0])
    reading = circuit.read(covers, covers)
    yield from _terminal("A", "IN", circuit, reading.resistance_a)
    yield from _terminal("B", "GND", circuit, reading.resistance_b)


def _terminal(
    junction: JunctionName, end: str, circuit: DeviceCircuit, read: Array
) -> Iterator[Derived]:
    """Give what is read at a junction: without domain, with it, and all reversed [3]."""
    name, where = junction.lower(), f"{junction} to {end}"
    series = circuit.series_resistance(junction)
    yield Derived(f"series_{name}", f"R_s{junction}", series, "ohm", f"lead and track, {where}")
    states = {
        "parallel": "no domain",
        "with_domain": "whole domain below",
        "antiparallel": "whole pillar reversed",
    }
    for (state, meaning), value in zip(states.items(), read, strict=True):
        full = f"resistance_{name}_{state}"
        yield Derived(full, f"R_{junction}", float(value), "ohm", f"{where}, {meaning}")


def _motion(device: DeviceParameters, circuit: DeviceCircuit) -> Iterator[Derived]:
    drive, track = device.drive, device.track
    assert drive is not None
    volts, pulse = drive.amplitude, constant_train(device, pulses=1)
    at = f"at {volts:g} V"
    density = circuit.magnet_density_per_volt * volts
    heavy = circuit.heavy_metal_density_per_volt * volts
    yield Derived("track_current", "I", volts / circuit.track_resistance, "A", f"plateau {at}")
    yield Derived("current_density", "j", density, "A/m^2", f"free layer, plateau {at}")
    yield Derived("heavy_metal_density", "j_HM", heavy, "A/m^2", f"heavy metal, plateau {at}")
    drift = circuit.drift_per_volt * volts
    yield Derived(
        "drift_velocity", "u", drift, "m/s", f"of the electrons {at}: g*mu_B*P*j/(2*e*M_s)"
    )
    velocity = circuit.velocity_per_volt * volts
    yield Derived("wall_velocity", "v", velocity, "m/s", f"between sites {at}: eta*(beta/alpha)*u")
    travel = abs(circuit.velocity_per_volt * pulse.charge_integral)
    yield Derived("travel_per_pulse", "dx", travel, "m", f"mean, between sites, a pulse {at}")
    needed = track.firing_distance / travel if travel else np.inf
    sigma = convert_sigma(device.wall_noise.sigma, device.wall_noise.interval, drive.duration)
    yield Derived(
        "pulses_to_fire",
        "N",
        mean_draws(needed, float(sigma)),
        "1",
        f"mean {at} if no site holds the wall, with sigma; x_th/dx is {needed:.4g}",
    )
    energy = float(circuit.track_energy(pulse)[0])
    yield Derived("pulse_energy", "W", energy, "J", f"joule heat of a pulse {at}, IN to GND")


def _sites(device: DeviceParameters) -> Iterator[Derived]:
    pinning, drive, motion = device.pinning, device.drive, device.motion
    assert pinning is not None
    assert drive is not None
    assert motion is not None
    for site in ("depinning", "entry", "exit"):
        chance = pulse_escape_probability(
            drive.amplitude,
            getattr(pinning, f"{site}_voltage"),
            duration=drive.duration,
            rise=drive.rise,
            fall=drive.fall,
            barrier=pinning.barrier,
            attempt_time=pinning.attempt_time,
            temperature=motion.temperature,
        )
        meaning = f"that a whole pulse at {drive.amplitude:g} V frees a wall of this site"
        yield Derived(f"{site}_probability", "p", float(chance), "1", meaning)


def _writing(device: DeviceParameters, circuit: DeviceCircuit) -> Iterator[Derived]:
    writing, contacts = device.writing, device.contacts
    assert writing is not None
    assert contacts is not None
    volts = writing.amplitude
    at = f"at {volts:g} V between IN and A"
    series = circuit.series_resistance("A")
    # Once it has switched the junction has more resistance, and takes more of the voltage.
    worst = max(float(junction_voltage(volts, series, circuit.junction(f))) for f in (0.0, 1.0))
    margin = contacts.breakdown_voltage / worst
    energy = circuit.write_energy(volts, "A")
    yield Derived("write_energy", "W_w", energy, "J", f"joule heat of a write pulse {at}")
    yield Derived("write_junction_voltage", "V_j", worst, "V", f"on MTJ_A {at}, reversed")
    yield Derived("breakdown_margin", "V_bd/V_j", margin, "1", "breaks below 1")
    if margin >= 1:
        chance = circuit.write_probability(volts, writing.bias_field, "A")
        yield Derived("write_probability", "p_w", chance, "1", f"{at}, with the bias field")


def _stray_field(device: DeviceParameters) -> Derived:
    """Give the field of the pinned layer in the middle of the pillar, half way down the track."""
    stack, pillar = device.stack, device.junction
    assert stack is not None
    field = track_stray_field(
        0.0,
        distance=stack.barrier_thickness + device.track.thickness / 2,
        length=pillar.length,
        width=pillar.width,
        thickness=stack.pinned_layer_thickness,
        magnetization=stack.pinned_layer_magnetization,
    )
    meaning = "of the pinned layer, on the free layer in the middle of the pillar"
    return Derived("stray_field", "H_PL", float(field), "A/m", meaning)


def _temperature(device: DeviceParameters) -> Iterator[Derived]:
    drive, rise = device.drive, temperature_rise(device)
    assert drive is not None
    at = f"at the end of a pulse at {drive.amplitude:g} V"
    for place, value in rise._asdict().items():
        below = "cold below the insulator" if place == "film" else "insulator all the way down"
        meaning = f"of the track {at}, {below}"
        yield Derived(f"temperature_rise_{place}", "dT", float(value), "K", meaning)


def _walker_voltage(circuit: DeviceCircuit) -> Derived:
    """Give the amplitude of Walker breakdown by spin-transfer torque."""
    limit: float | None = circuit.walker_voltage
    meaning = "amplitude of Walker breakdown"
    if limit == np.inf:
        limit, meaning = None, f"{meaning}; there is none for beta = alpha"
    return Derived("walker_voltage", "V_W", limit, "V", meaning)


def mean_draws(mean_increments: float, sigma: float) -> float | None:
    """Mean number of draws of the wall noise until the wall has gone a distance.

    Parameters
    ----------
    mean_increments : float
        The distance in mean increments [no unit], above 0.
    sigma : float
        Relative spread per draw [no unit], at least 0.

    Returns
    -------
    float or None
        Mean [no unit]; None if the wall does not move.
    """
    if not np.isfinite(mean_increments):
        return None
    # Ten standard deviations of the inverse Gaussian law above its mean.
    last = int(mean_increments + 10 * (1 + sigma) * np.sqrt(mean_increments + 1)) + 10
    law = discrete_law(mean_increments, sigma, last)
    return float((law * np.arange(1, last + 1)).sum() / law.sum())
