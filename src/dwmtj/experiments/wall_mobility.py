"""Velocity of one wall against current density and against field, by all that is known of it.

Four laws stand side by side, all without pinning sites. ``collective`` integrates position and
angle of the wall, at 0 K; ``collective, exact`` is its time average, which without spin-orbit
torque and DMI follows from phi' + alpha*q'/Delta = gamma0*H + beta*u/Delta,

    v = [gamma0*Delta*H + beta*u - Delta*<phi'>]/alpha,
    <phi'> = gamma0/(1 + alpha^2)*sign(F)*sqrt(F^2 - H_W^2) above Walker breakdown, else 0,
    F = H - (alpha - beta)*u/(gamma0*Delta),    H_W = alpha*H_K/2

(Thiaville et al. 2005; NaN where there are such torques). ``wall`` is the paper's law, v =
gamma0*Delta*H/alpha + u, shown also where it does not hold; ``creep`` that of a wall among weak
pins, see :mod:`dwmtj.physics.creep`, with the flow of the same wall far above depinning. In a
current its drive is the field beta*u/(gamma0*Delta), to which the non-adiabatic torque amounts.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

from dwmtj.device import DeviceCircuit
from dwmtj.experiments.provenance import describe
from dwmtj.experiments.setting import known_seed, parameters_of
from dwmtj.parameters import DeviceParameters
from dwmtj.physics import (
    CollectiveWall,
    WalkerBreakdownWarning,
    WallDrive,
    driven_velocity,
    move_walls,
    single_walls,
    spin_transfer_velocity,
    wall_velocity,
)
from dwmtj.physics.constants import GAMMA_0

Array = npt.NDArray[np.float64]

LAWS = ("collective", "collective, exact", "wall", "creep")
#: Largest product of gyromagnetic ratio, field and time step; below it the integrator is stable.
_TURN = 0.05


def mobility(
    device: DeviceParameters | str | Path = "cui2024-ramp",
    *,
    seed: int | None = None,
    current_densities: Sequence[float] | None = None,
    fields: Sequence[float] | None = None,
    duration: float = 200e-9,
    depinning_field: float = 8e3,
    depinning_temperature: float = 3e3,
) -> xr.Dataset:
    """Give the velocity of a wall through creep, flow and beyond Walker breakdown.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Nothing here is random (no unit); drawn if not given, and stored, as by all experiments.
    current_densities : sequence of float, optional
        Current densities in the free layer, along which the wall is to move [A/m^2]; 1e9 to 1e13 if
        not given.
    fields : sequence of float, optional
        Fields that push the wall along [A/m]; 10 to 1e5 A/m if not given.
    duration : float
        Time over which the velocity of ``collective`` is averaged, after a quarter of it [s].
    depinning_field : float
        Field at which the barriers of weak pinning vanish [A/m]; assumed, about 10 mT, of Ta/CoFeB
        films.
    depinning_temperature : float
        Scale of these barriers over k_B [K]; assumed, ten times room temperature.

    Returns
    -------
    Dataset
        ``current_velocity`` (motion_law, current_density) and ``field_velocity``
        (motion_law, field).

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.experiments import mobility
    >>> dataset = mobility(seed=1)
    >>> sorted(str(name) for name in dataset["current_velocity"].dims)
    ['current_density', 'motion_law']
    """
    parameters, known = parameters_of(device), known_seed(seed)
    if not duration > 0:
        raise ValueError(f"duration: {duration:g} s is not allowed; allowed: above 0 s")
    default_currents, default_fields = np.geomspace(1e9, 1e13, 81), np.geomspace(10, 1e5, 81)
    currents = default_currents if current_densities is None else np.array(current_densities, float)
    field = default_fields if fields is None else np.array(fields, float)
    wall = wall_of(parameters)
    shunt = _heavy_metal_share(parameters)
    assert parameters.motion is not None
    velocities = []
    for densities, pushing in ((currents, 0.0), (0.0, field)):
        temperatures = depinning_temperature, parameters.motion.temperature
        creep = creep_velocity(wall, densities, pushing, depinning_field, *temperatures)
        velocities.append(
            np.stack(
                [
                    _simulated(wall, densities, pushing, shunt, duration),
                    collective_velocity(wall, densities, pushing),
                    _wall_law(wall, densities, pushing),
                    creep,
                ]
            )
        )
    dataset = xr.Dataset(
        {
            "current_velocity": (("motion_law", "current_density"), velocities[0]),
            "field_velocity": (("motion_law", "field"), velocities[1]),
        },
        coords={"motion_law": list(LAWS), "current_density": currents, "field": field},
    )
    options = {
        "duration": duration,
        "depinning_field": depinning_field,
        "depinning_temperature": depinning_temperature,
    }
    return describe(dataset, "mobility", parameters, seed=known, options=options)


def wall_of(device: DeviceParameters) -> CollectiveWall:
    """Give the wall of a device at 0 K.

    Parameters
    ----------
    device : DeviceParameters
        A device with motion.

    Returns
    -------
    CollectiveWall
        Its material, geometry and torques.
    """
    material, motion = device.material, device.motion
    assert motion is not None
    return CollectiveWall(
        saturation_magnetization=material.saturation_magnetization,
        wall_width=material.wall_width,
        thickness=device.track.thickness,
        track_width=device.track.width,
        gilbert_damping=material.gilbert_damping,
        nonadiabaticity=motion.nonadiabaticity,
        spin_polarization=material.spin_polarization,
        spin_hall_angle=motion.spin_hall_angle,
        fieldlike_ratio=motion.fieldlike_ratio,
        dmi_constant=motion.dmi_constant,
    )


def collective_velocity(
    wall: CollectiveWall, current_density: npt.ArrayLike, field: npt.ArrayLike
) -> Array:
    """Mean velocity of a wall without pinning at 0 K, below and above Walker breakdown.

    Parameters
    ----------
    wall : CollectiveWall
        Material and geometry.
    current_density : array_like
        Current density, positive along the motion for P > 0 [A/m^2], any shape.
    field : array_like
        Field, positive along the motion [A/m], shape that broadcasts.

    Returns
    -------
    ndarray
        Velocity [m/s]; NaN if spin-orbit torque or DMI act.
    """
    alpha, beta, width = wall.gilbert_damping, wall.nonadiabaticity, wall.wall_width
    u, h = np.broadcast_arrays(_drift(wall, current_density), np.asarray(field, float))
    if wall.dmi_constant != 0 or wall.spin_hall_angle != 0:
        return np.full(u.shape, np.nan)
    turning, walker = _turning_field(wall, u, h), alpha * wall.anisotropy_field / 2
    excess = np.sqrt(np.maximum(turning**2 - walker**2, 0.0))
    precession = GAMMA_0 / (1 + alpha**2) * np.sign(turning) * excess
    return np.asarray((GAMMA_0 * width * h + beta * u - width * precession) / alpha)


def below_walker_breakdown(
    wall: CollectiveWall, current_density: npt.ArrayLike, field: npt.ArrayLike
) -> npt.NDArray[np.bool_]:
    """Tell where a wall keeps its angle, |F| <= H_W, without spin-orbit torque and DMI.

    Parameters
    ----------
    wall : CollectiveWall
        Material and geometry.
    current_density : array_like
        Current density, positive along the motion for P > 0 [A/m^2], any shape.
    field : array_like
        Field, positive along the motion [A/m], shape that broadcasts.

    Returns
    -------
    ndarray
        Whether it does not precess; shape to which both broadcast.
    """
    turning = _turning_field(wall, _drift(wall, current_density), np.asarray(field, float))
    return np.asarray(np.abs(turning) <= wall.gilbert_damping * wall.anisotropy_field / 2)


def _turning_field(wall: CollectiveWall, drift: Array, field: Array) -> Array:
    """Field F that turns the angle of the wall, less what the current adds to it."""
    alpha, beta = wall.gilbert_damping, wall.nonadiabaticity
    return field - (alpha - beta) * drift / (GAMMA_0 * wall.wall_width)


def creep_velocity(
    wall: CollectiveWall,
    current_density: npt.ArrayLike,
    field: npt.ArrayLike,
    depinning_field: float,
    depinning_temperature: float,
    temperature: float,
) -> Array:
    """Velocity of a wall among weak pins, in a field and the like field of a current.

    Parameters
    ----------
    wall : CollectiveWall
        Material and geometry.
    current_density : array_like
        Current density, positive along the motion for P > 0 [A/m^2], any shape.
    field : array_like
        Field, positive along the motion [A/m], shape that broadcasts.
    depinning_field : float
        Field at which the barriers vanish [A/m].
    depinning_temperature, temperature : float
        Scale of the barriers over k_B, and temperature [K].

    Returns
    -------
    ndarray
        Velocity [m/s].
    """
    scale = GAMMA_0 * wall.wall_width
    drive = np.asarray(field, float) + wall.nonadiabaticity * _drift(wall, current_density) / scale
    return driven_velocity(
        drive,
        depinning_drive=depinning_field,
        flow_velocity=scale * depinning_field / wall.gilbert_damping,
        depinning_temperature=depinning_temperature,
        temperature=temperature,
    )


def _drift(wall: CollectiveWall, current_density: npt.ArrayLike) -> Array:
    return spin_transfer_velocity(
        current_density, wall.spin_polarization, wall.saturation_magnetization
    )


def _wall_law(wall: CollectiveWall, current_density: npt.ArrayLike, field: npt.ArrayLike) -> Array:
    with warnings.catch_warnings():  # where it does not hold it stands beside what does
        warnings.simplefilter("ignore", WalkerBreakdownWarning)
        return wall_velocity(
            current_density,
            field,
            saturation_magnetization=wall.saturation_magnetization,
            spin_polarization=wall.spin_polarization,
            gilbert_damping=wall.gilbert_damping,
            wall_width=wall.wall_width,
            thickness=wall.thickness,
        )


def _simulated(
    wall: CollectiveWall,
    current_density: npt.ArrayLike,
    field: npt.ArrayLike,
    shunt: float,
    duration: float,
) -> Array:
    j, h = np.broadcast_arrays(np.asarray(current_density, float), np.asarray(field, float))
    # The convention of the integrator is a current along +x, that of a track electrons along +x.
    drive = WallDrive(field_z=h, magnet_current_density=-j, heavy_metal_current_density=-shunt * j)
    largest = max(float(np.abs(h).max()), wall.anisotropy_field)
    largest += float(np.abs(wall.damping_like_field(shunt * j)).max())
    step = _TURN / (GAMMA_0 * largest)
    settle, steps = (max(1, round(time / step)) for time in (duration / 4, duration))
    begin = move_walls(
        single_walls(np.zeros(j.shape)), wall, drive, time_step=step, steps=settle
    ).walls
    end = move_walls(begin, wall, drive, time_step=step, steps=steps).walls
    return np.asarray((end.positions - begin.positions)[:, 0] / (steps * step))


def _heavy_metal_share(device: DeviceParameters) -> float:
    """Give the current density in the heavy metal over that in the free layer."""
    circuit = DeviceCircuit(device)
    return circuit.heavy_metal_density_per_volt / circuit.magnet_density_per_volt
