"""Motion of domain walls as position q and angle phi, with all torques and the thermal field.

With m_z = -tanh(Q*(x - q)/Delta), Q = +1 for up-to-down along x, phi from +x, and the electron
drift velocity u = -g*mu_B*P*j_x/(2*e*M_s),

    (1+alpha^2)*Q*q'/Delta = gamma0*(Omega + alpha*F) + Q*(1 + alpha*beta)*u/Delta
    (1+alpha^2)*phi'       = gamma0*(F - alpha*Omega) - Q*(alpha - beta)*u/Delta
    Omega = -(H_K/2)*sin(2*phi) - (pi/2)*Q*H_D*sin(phi)
            + (pi/2)*(H_x*sin(phi) - (H_y + H_FL)*cos(phi)) + h_2
    F     = H_z + (pi/2)*H_DL*cos(phi) - Q*E_pin'(q)/(2*mu0*M_s*S) + h_1

(Schryer and Walker 1974; Thiaville et al. 2005, 2012; Martinez et al. 2014), integrated by Heun's
method, which with noise converges to the Stratonovich solution. The thermal field enters with a
constant factor, so Ito and Stratonovich agree here, and the method has order 2 without noise,
weak order 2 and strong order 1 with it. Walls of one track are ordered by position and alternate
in polarity. Two neighbours closer than the annihilation distance annihilate the domain between
them; a wall past a track end leaves. Both keep the place where that happened and no longer move.
Left out: forces between walls at a distance, the chiral walls' resistance to annihilation, and
changes of the wall's shape.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive
from dwmtj.physics.collective_kernel import (
    ANGLE,
    DRIVE,
    POLARITY,
    POSITION,
    PRESENT,
    ROWS,
    TILE,
    Law,
    advance_tile,
)
from dwmtj.physics.collective_law import check_time_step, law_of
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.domain_walls import DomainWalls, check_walls
from dwmtj.physics.pinning_landscape import PinningLandscape, wells
from dwmtj.physics.wall_drive import WallDrive, sample_drive
from dwmtj.physics.wall_velocity import spin_transfer_velocity
from dwmtj.threads import run_threads

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_AT_REST, _FREE = WallDrive(), PinningLandscape()
#: Normal numbers drawn at a time [no unit]: they stay in the cache, and calls are few.
_DRAWN = 16384


class WallMotion(NamedTuple):
    """Final ``walls``, and samples of them where asked for.

    ``times`` [s] has shape [n], ``positions`` [m], ``angles`` [rad] and ``present`` flags have
    shape [n, R, W]; the start is not among them.

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=1.5e-9, track_width=25e-9)
    >>> motion = physics.move_walls(
    ...     physics.single_walls(), wall, time_step=1e-12, steps=100, sample_interval=50
    ... )
    >>> motion.times, motion.positions.shape
    (array([5.e-11, 1.e-10]), (2, 1, 1))
    """

    walls: DomainWalls
    times: Array
    positions: Array
    angles: Array
    present: Flags


class _Job(NamedTuple):
    """All that the tiles share; ``generators`` has one for each tile."""

    law: Law
    waveforms: Array
    amplitudes: Array
    wells: Array
    walls: DomainWalls
    interval: int
    sampled: Array
    sampled_present: Flags
    generators: Sequence[np.random.Generator]


def move_walls(
    walls: DomainWalls,
    wall: CollectiveWall,
    drive: WallDrive = _AT_REST,
    *,
    time_step: float,
    steps: int,
    rng: np.random.Generator | None = None,
    landscape: PinningLandscape = _FREE,
    track_length: float | None = None,
    annihilation_distance: float | None = None,
    sample_interval: int = 0,
    threads: int = 1,
) -> WallMotion:
    """Move the walls of all replicas.

    Parameters
    ----------
    walls : DomainWalls
        Positions, angles, polarities and flags, each of a shape that broadcasts to [R, W].
    wall : CollectiveWall
        Material and geometry.
    drive : WallDrive, optional
        Fields and currents.
    time_step : float
        Duration of a step [s]; gamma0*max(H, H_K)*dt must stay below 0.1.
    steps : int
        Number of steps [no unit].
    rng : Generator, optional
        Needed above 0 K. One generator is spawned from it for each 64 replicas, so the result
        does not depend on the number of threads.
    landscape : PinningLandscape, optional
        Pinning, none by default.
    track_length : float, optional
        Walls below 0 or above this length leave [m]; by default the track has no ends.
    annihilation_distance : float, optional
        Neighbours closer than this annihilate [m]; pi*Delta, the width of a wall, by default.
    sample_interval : int, optional
        Steps between samples, 0 for none [no unit].
    threads : int, optional
        Number of threads [no unit].

    Returns
    -------
    WallMotion
        Final state of the walls and samples.

    Raises
    ------
    ValueError
        If the time step is too long, the walls are not ordered, or no generator is given above
        0 K.

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=1.5e-9, track_width=25e-9)
    >>> drive = physics.WallDrive(field_z=100.0)  # A/m, below Walker breakdown
    >>> motion = physics.move_walls(
    ...     physics.single_walls(), wall, drive,
    ...     time_step=2e-12, steps=20_000, sample_interval=10_000,
    ... )
    >>> begin, end = motion.positions.ravel()  # after 20 and 40 ns
    >>> print(f"{(end - begin) / 20e-9:.2f} m/s")
    4.29 m/s
    >>> print(f"{physics.field_velocity(100.0, 9.7e-9, 0.05):.2f} m/s")
    4.29 m/s
    """
    positive("steps", steps, "")
    if wall.temperature > 0 and rng is None:
        text = f"rng: none given at {wall.temperature:g} K; allowed: a numpy.random.Generator"
        raise ValueError(text)
    walls = check_walls(walls)
    replicas, count = walls.positions.shape
    amplitudes, waveforms = sample_drive(drive, replicas, steps)
    amplitudes = _as_fields(amplitudes, wall)
    check_time_step(
        time_step, wall, np.abs(amplitudes).max(1) * np.abs(waveforms).max(1), landscape
    )
    tiles = -(-replicas // TILE)
    samples = steps // sample_interval if sample_interval > 0 else 0
    job = _Job(
        law_of(wall, time_step, landscape, track_length, annihilation_distance),
        waveforms,
        amplitudes,
        _wells_of(landscape, replicas),
        walls,
        sample_interval,
        np.empty((samples, 2, count, replicas)),
        np.empty((samples, count, replicas), np.bool_),
        rng.spawn(tiles) if rng is not None and wall.temperature > 0 else [],
    )
    run_threads(threads, partial(_move_tiles, job=job), tiles)
    times = sample_interval * time_step * np.arange(1.0, samples + 1)
    positions, angles = job.sampled.transpose(1, 0, 3, 2)
    return WallMotion(walls, times, positions, angles, job.sampled_present.transpose(0, 2, 1))


def _as_fields(amplitudes: Array, wall: CollectiveWall) -> Array:
    """Turn the two current densities into drift velocity and damping-like field."""
    polarization, m_s = wall.spin_polarization, wall.saturation_magnetization
    drift = spin_transfer_velocity(-amplitudes[3], polarization, m_s)
    return np.stack([*amplitudes[:3], drift, wall.damping_like_field(amplitudes[4])])


def _wells_of(landscape: PinningLandscape, replicas: int) -> Array:
    """Position, steepness and inverse range of each well, shape [P, 3, R]."""
    place, depth, extent = wells(landscape)
    if place.ndim > 2 or (place.ndim == 2 and place.shape[0] not in {1, replicas}):
        shape, allowed = list(place.shape), f"[P] or [{replicas}, P], one row for each replica"
        raise ValueError(f"landscape: shape {shape} is not allowed; allowed: {allowed}")
    stacked = np.stack([place, 6 * depth / extent, 1 / extent])  # [3, P] or [3, R, P]
    if stacked.ndim == 2:
        stacked = stacked[:, None]
    stacked = np.broadcast_to(stacked, (3, replicas, stacked.shape[-1]))
    return np.asarray(stacked.transpose(2, 0, 1))


def _move_tiles(first: int, last: int, job: _Job) -> None:
    for tile in range(first, last):
        _move_tile(tile, job)


def _fill_spaces(part: slice, job: _Job) -> Array:
    """Working space of each wall of a tile; places without a replica stay absent."""
    count = job.walls.positions.shape[1]
    spaces = np.zeros((count, ROWS, TILE))
    replicas = len(job.walls.positions[part])
    for row, values in (
        (POSITION, job.walls.positions),
        (ANGLE, job.walls.angles),
        (POLARITY, job.walls.polarities),
        (PRESENT, job.walls.present),
    ):
        spaces[:, row // TILE, :replicas] = values[part].T
    first = DRIVE // TILE
    spaces[:, first : first + len(job.amplitudes), :replicas] = job.amplitudes[:, part]
    return spaces.reshape(count, ROWS * TILE)


def _tile_of_wells(part: Array) -> Array:
    """Wells of a tile; places without a replica have wells of depth zero."""
    places = np.zeros((len(part), 3, TILE))
    places[:, :, : part.shape[2]] = part
    return places.reshape(len(part), 3 * TILE)


def _move_tile(tile: int, job: _Job) -> None:
    """Move one tile of replicas: draw some steps' noise, step, and so on."""
    part = slice(tile * TILE, (tile + 1) * TILE)
    spaces = _fill_spaces(part, job)
    count, replicas, steps = len(spaces), len(job.walls.positions[part]), job.waveforms.shape[1]
    places = _tile_of_wells(job.wells[:, :, part])
    sampled, present = job.sampled[..., part], job.sampled_present[..., part]
    noisy = bool(job.generators)
    run = max(1, _DRAWN // (2 * count * replicas)) if noisy else steps
    normal = np.zeros((run if noisy else 1, count, 2, replicas))
    for start in range(0, steps, run):
        stop = min(start + run, steps)
        if noisy:
            job.generators[tile].standard_normal(out=normal)
        shared = (normal, places, spaces, job.interval, sampled, present)
        done = advance_tile(job.law, job.waveforms, start, stop, *shared)
        if done < stop:
            break
    state = spaces.reshape(count, ROWS, TILE)[:, :, :replicas].transpose(1, 2, 0)
    job.walls.positions[part] = state[POSITION // TILE]
    job.walls.angles[part] = state[ANGLE // TILE]
    job.walls.present[part] = state[PRESENT // TILE] != 0
    if job.interval > 0:  # of a tile without walls the rest stays as it is
        rest = slice(done // job.interval, None)
        sampled[rest, 0], sampled[rest, 1] = state[POSITION // TILE].T, state[ANGLE // TILE].T
        present[rest] = state[PRESENT // TILE].T != 0
