"""Energies and delays of a neuron of a network, which is driven by a current and has no circuit.

The drive current I is that of the free layer; it stands for a field E = rho_FM*I/(w*d), which also
drives the heavy metal below, so the track takes E^2*L*w*(d/rho_FM + t_HM/rho_HM). Stack and length
are assumed: the preset has none. The wall goes one mean increment a draw of its noise; counts of
draws follow the exact first-passage law, to the firing distance and to where the domain has left
MTJ_B, L_J + L_d further. Left out: how a domain is written and how the output is read, since the
preset says neither.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.accounting.assumed import AssumedRange, assumed_value
from dwmtj.accounting.delays import maximum_rate
from dwmtj.accounting.figures import Figure, distribution_of_law, drawn_estimate
from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.device import derived_values
from dwmtj.device.derived_lab import mean_draws
from dwmtj.parameters import DeviceParameters
from dwmtj.physics.first_passage import discrete_law
from dwmtj.physics.layers import segment_resistance, sheet_resistance
from dwmtj.physics.wall_velocity import current_density

Array = npt.NDArray[np.float64]

_STACK = (
    "heavy_metal_thickness",
    "heavy_metal_resistivity",
    "free_layer_resistivity",
    "end_gap",
)


class NetworkTrack(NamedTuple):
    """Electrical track of a neuron of a network: ``length`` [m] and ``power`` [W], of one shape."""

    length: Array
    power: Array


def network_track(
    device: DeviceParameters,
    heavy_metal_thickness: npt.ArrayLike,
    heavy_metal_resistivity: npt.ArrayLike,
    free_layer_resistivity: npt.ArrayLike,
    end_gap: npt.ArrayLike,
) -> NetworkTrack:
    """Give length and power of the track at the drive current.

    Parameters
    ----------
    device : DeviceParameters
        A neuron of a network with a uniform track.
    heavy_metal_thickness : array_like
        Thickness of the heavy metal [m], any shape.
    heavy_metal_resistivity, free_layer_resistivity : array_like
        Resistivities [ohm m], shapes that broadcast.
    end_gap : array_like
        Track between a pillar and the end beside it, over the length of the pillar [no unit], shape
        that broadcasts.

    Returns
    -------
    NetworkTrack
        Length [m] and power [W].
    """
    track, pillar = device.track, device.junction.length
    # As for the neuron in dwmtj.nn: it fires when the domain comes under MTJ_B, and the domain has
    # left it L_J + L_d later. So the firing distance is what lies between the pillars.
    gap, heavy = np.asarray(end_gap, float), np.asarray(heavy_metal_thickness, float)
    length = track.firing_distance + 2 * pillar + 2 * gap * pillar
    thickness = np.stack(np.broadcast_arrays(heavy, track.thickness), axis=-1)
    resistivity = np.stack(
        np.broadcast_arrays(heavy_metal_resistivity, free_layer_resistivity), axis=-1
    )
    density = current_density(device.circuit.drive_current, track.width, track.thickness)
    voltage = density * np.asarray(free_layer_resistivity, float) * length
    square = sheet_resistance(thickness, resistivity)
    resistance = segment_resistance(length, track.width, square)
    return NetworkTrack(np.asarray(length), np.asarray(voltage**2 / resistance))


def network_draws(draws: int, seed: int) -> tuple[list[AssumedRange], dict[str, Array]]:
    """Draw what is assumed of a neuron of a network.

    Parameters
    ----------
    draws : int
        Number of draws [no unit].
    seed : int
        Seed of the random numbers (no unit).

    Returns
    -------
    list of AssumedRange, dict
        The ranges, and from the name of each to its draws [SI], shape [draws].
    """
    rng = np.random.default_rng([seed, 2])
    names = (*_STACK, "depinning_field", "attempt_time", "temperature")
    ranges = [assumed_value(name) for name in names]
    return ranges, {each.quantity: each.draw(rng, draws) for each in ranges}


def nominal_track(device: DeviceParameters) -> NetworkTrack:
    """Give the track for the assumed values themselves.

    Parameters
    ----------
    device : DeviceParameters
        A neuron of a network with a uniform track.

    Returns
    -------
    NetworkTrack
        Length [m] and power [W], without dimension.
    """
    return network_track(device, *(assumed_value(name).value for name in _STACK))


def drawn_track(device: DeviceParameters, values: dict[str, Array]) -> NetworkTrack:
    """Give the track for each draw.

    Parameters
    ----------
    device : DeviceParameters
        A neuron of a network with a uniform track.
    values : dict
        Draws of :func:`network_draws`, shape [draws].

    Returns
    -------
    NetworkTrack
        Length [m] and power [W], shape [draws].
    """
    return network_track(device, *(values[name] for name in _STACK))


def network_figures(device: DeviceParameters, values: dict[str, Array]) -> dict[str, Figure]:
    """Give energies, delays and rate of a neuron of a network.

    Parameters
    ----------
    device : DeviceParameters
        A neuron of a network.
    values : dict
        Draws of :func:`network_draws`, shape [draws].

    Returns
    -------
    dict
        ``write``, ``integrate``, ``read``, ``reset``, ``per_spike`` [J], ``delay_to_fire``,
        ``delay_to_ready`` [s] and ``maximum_rate`` [1/s].
    """
    figures = {
        "write": _missing("J", "the preset says how long a write takes, but not its current"),
        "read": _missing("J", "the preset has no read circuit"),
    }
    why_not = _why_no_law(device)
    if why_not:
        for name in ("integrate", "reset", "per_spike"):
            figures[name] = _missing("J", why_not)
        for name in ("delay_to_fire", "delay_to_ready"):
            figures[name] = _missing("s", why_not)
        return figures | {"maximum_rate": maximum_rate(figures["delay_to_ready"])}
    return figures | _uniform(device, values)


def _uniform(device: DeviceParameters, values: dict[str, Array]) -> dict[str, Figure]:
    noise, track = device.wall_noise, device.track
    velocity = next(row.value for row in derived_values(device) if row.name == "wall_velocity")
    assert velocity is not None
    to_fire = track.firing_distance / (velocity * noise.interval)
    further = (device.junction.length + track.domain_length) / (velocity * noise.interval)
    power = float(nominal_track(device).power)
    powers = drawn_track(device, values).power
    fire, fire_law = _law(to_fire, noise.sigma)
    delay = _exact(fire, fire_law, noise.interval, "from the begin of the drive to the spike")
    how = "power of the track at the drive current times the mean time; interval of the ranges"

    def energy(draws: float, law: Array | None = None, parts: Sequence[str] = ()) -> Figure:
        time = draws * noise.interval
        estimate = drawn_estimate(power * time, powers * time, "J", how)
        spread = None if law is None else distribution_of_law(law, power * noise.interval)
        details = {"parts": list(parts)} if parts else {}
        return Figure(estimate, spread, {"IN": power * time}, details=details)

    found = {"delay_to_fire": delay, "integrate": energy(fire, fire_law)}
    if device.neuron.reset != "eject":
        why = f"neuron.reset is {device.neuron.reset!r}, which says nothing of how a wall goes back"
        found["reset"] = _missing("J", why)
        found["delay_to_ready"] = _missing("s", why)
        found["per_spike"] = energy(fire, fire_law, ["integrate"])
    else:
        out, out_law = _law(to_fire + further, noise.sigma)
        until = "from the begin of the drive until a new domain is written"
        found["reset"] = energy(out - fire)
        found["delay_to_ready"] = _exact(
            out, out_law, noise.interval, until, device.circuit.write_time
        )
        found["per_spike"] = energy(out, out_law, ["integrate", "reset"])
    return found | {"maximum_rate": maximum_rate(found["delay_to_ready"])}


def _law(mean_increments: float, sigma: float) -> tuple[float, Array]:
    """Mean number of draws, and the law of their number."""
    mean = mean_draws(mean_increments, sigma)
    assert mean is not None
    last = int(mean + 10 * (1 + sigma) * np.sqrt(mean)) + 10
    return mean, discrete_law(mean_increments, sigma, last)


def _exact(mean: float, law: Array, interval: float, what: str, more: float = 0.0) -> Figure:
    method = f"{what}; mean of the exact law of the wall noise, into which no assumed range enters"
    value = mean * interval + more
    estimate = Estimate(value, "s", method, interval_68=(value, value), interval_95=(value, value))
    return Figure(estimate, distribution_of_law(law, interval, more))


def _why_no_law(device: DeviceParameters) -> str:
    """Say why there is no exact law of the counts; empty if there is one."""
    track = device.track
    if track.width != track.end_width or track.leak_velocity != 0:
        return "the track is tapered or leaks, and the law of the noise holds for a uniform one"
    velocity = next(row.value for row in derived_values(device) if row.name == "wall_velocity")
    if velocity is None or velocity <= 0:
        return "the drive current does not move the wall towards the firing point"
    return ""


def _missing(unit: str, reason: str) -> Figure:
    return Figure(unknown(unit, "none", reason))
