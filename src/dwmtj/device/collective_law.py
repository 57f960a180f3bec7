"""The collective-coordinate law for the domain of a device: position and angle of both walls.

A pinning site is a smooth well that holds either wall; a fourth holds the trailing wall of a domain
as written. Its range is half of the domain's length (assumed), so that the wells of both walls just
do not overlap, and its depth follows from the voltage that takes the barrier away at 0 K in the
other two laws: there the spin-transfer torque of a wall at rest acts like a field
beta*u/(gamma0*Delta). That depth is less than the barrier of the other laws, so with temperature
walls leave at lower voltages, each by itself. The slow-down by stop-and-go motion
(``motion.efficiency``) has no place here: it is what this law would have to explain. So this law
agrees with the wall law where nothing pins and the efficiency is 1.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.device.sites import Track
from dwmtj.parameters import DeviceParameters
from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import GAMMA_0
from dwmtj.physics.domain_walls import DomainWalls
from dwmtj.physics.pinning_landscape import STEEPEST, PinningLandscape
from dwmtj.physics.wall_drive import Modulated, WallDrive
from dwmtj.physics.wall_velocity import spin_transfer_velocity

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class CollectiveLaw(NamedTuple):
    """What the law needs of a device, in SI units.

    ``wall`` of the model; ``track`` with the sites; current densities for 1 V along the track in
    the free layer, ``magnet_density``, and in the ``heavy_metal_density`` [A/m^2]; wells at
    ``places`` [m], shape [2, 4] for both directions, of ``well_range`` [m].
    """

    wall: CollectiveWall
    track: Track
    magnet_density: float
    heavy_metal_density: float
    places: Array
    well_range: float


def collective_law(
    device: DeviceParameters, track: Track, magnet_density: float, heavy_metal_density: float
) -> CollectiveLaw:
    """Put the law of a device together.

    Parameters
    ----------
    device : DeviceParameters
        A device with motion.
    track : Track
        Its track.
    magnet_density, heavy_metal_density : float
        Current densities for 1 V along the track, in free layer and heavy metal [A/m^2].

    Returns
    -------
    CollectiveLaw
        The law.
    """
    assert device.motion is not None
    wall = CollectiveWall(
        saturation_magnetization=device.material.saturation_magnetization,
        wall_width=device.material.wall_width,
        thickness=device.track.thickness,
        track_width=device.track.width,
        gilbert_damping=device.material.gilbert_damping,
        nonadiabaticity=device.motion.nonadiabaticity,
        spin_polarization=device.material.spin_polarization,
        spin_hall_angle=device.motion.spin_hall_angle,
        fieldlike_ratio=device.motion.fieldlike_ratio,
        dmi_constant=device.motion.dmi_constant,
        temperature=device.motion.temperature,
    )
    length = device.track.domain_length
    behind = track.sites[:, :1] - np.array([[length], [-length]])
    places = np.concatenate([track.sites, behind], axis=1)
    return CollectiveLaw(
        wall, track, magnet_density, heavy_metal_density, places, device.track.domain_length / 2
    )


def well_depths(law: CollectiveLaw, voltages: Array) -> Array:
    """Depth of the wells that a voltage just tilts away at 0 K.

    Parameters
    ----------
    law : CollectiveLaw
        The law.
    voltages : ndarray
        Voltages that take the barriers away [V], any shape.

    Returns
    -------
    ndarray
        Depths [J], same shape.
    """
    wall = law.wall
    density = law.magnet_density * voltages
    drift = np.abs(
        spin_transfer_velocity(density, wall.spin_polarization, wall.saturation_magnetization)
    )
    field = abs(wall.nonadiabaticity) * drift / (GAMMA_0 * wall.wall_width)
    return np.asarray(field * wall.moment * law.well_range / STEEPEST)


def run_collective(
    rng: np.random.Generator,
    law: CollectiveLaw,
    voltages: Array,
    amplitudes: Array,
    shape: Array,
    time_step: float,
    field: float,
    walls: Array,
    angles: Array,
    present: Bools,
    threads: int,
) -> tuple[Array, Bools]:
    """Apply a train of pulses to some devices.

    Parameters
    ----------
    rng : Generator
        Source of the thermal field.
    law : CollectiveLaw
        What the devices share.
    voltages : ndarray
        Voltages that take the barriers away at 0 K [V], shape [n, 3].
    amplitudes : ndarray
        Of each pulse, positive towards GND [V], shape [P].
    shape : ndarray
        Voltage of a pulse in each step over its amplitude [no unit], shape [S].
    time_step : float
        Duration of a step [s].
    field : float
        Field along the easy axis that makes the domain grow [A/m].
    walls, angles : ndarray
        Positions [m] and angles [rad] of left and right wall, shape [2, n]; changed.
    present : ndarray
        Whether there is a domain, shape [n]; changed.
    threads : int
        Number of threads [no unit].

    Returns
    -------
    walls, present : ndarray
        After each pulse: positions [m], shape [P, 2, n], and presence, shape [P, n].
    """
    depths = well_depths(law, np.concatenate([voltages, voltages[:, :1]], axis=1))
    kept_walls = np.empty((len(amplitudes), *walls.shape))
    kept_present = np.empty((len(amplitudes), present.size), np.bool_)
    rows = slice(1, 2) if law.track.one_wall else slice(0, 2)
    polarities = np.array([[-1.0, 1.0]])[:, rows]
    here = np.stack([present, present]) & (walls > law.track.first) & (walls < law.track.last)
    for p, amplitude in enumerate(amplitudes):
        some = np.flatnonzero(present)
        if some.size:
            landscape = PinningLandscape(
                np.broadcast_to(law.places[0 if amplitude > 0 else 1], depths[some].shape),
                depths[some],
                law.well_range,
            )
            # Electrons, and the domain, are to go towards GND, so the current goes towards IN.
            drive = WallDrive(
                field_z=field,
                magnet_current_density=Modulated(-amplitude * law.magnet_density, shape),
                heavy_metal_current_density=Modulated(-amplitude * law.heavy_metal_density, shape),
            )
            inside = here[rows, some] | law.track.one_wall
            moved = move_walls(
                DomainWalls(walls[rows, some].T, angles[rows, some].T, polarities, inside.T),
                law.wall,
                drive,
                time_step=time_step,
                steps=len(shape),
                rng=rng,
                landscape=landscape,
                track_length=None if law.track.one_wall else law.track.last,
                threads=threads,
            ).walls
            walls[rows, some] = np.clip(moved.positions.T, law.track.first, law.track.last)
            angles[rows, some] = moved.angles.T
            here[rows, some] = moved.present.T
            # Walls that have met inside the track are gone like walls that have left.
            present[some] = moved.present.any(1)
        kept_walls[p], kept_present[p] = walls, present
    return kept_walls, kept_present
