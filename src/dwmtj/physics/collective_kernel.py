"""Compiled Heun steps of the collective-coordinate equations for a tile of replicas.

The equations stand in :mod:`dwmtj.physics.collective_coordinates`. One working space per wall
holds rows of ``TILE`` places, one for each replica. All loops run over such rows without branches,
and the rows lie at constant distances, so the compiler can use vector units. Each operation rounds
as IEEE demands: the place of a replica in a tile does not change its trajectory.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined, kernel
from dwmtj.physics.pinning_landscape import well_slope
from dwmtj.physics.sine_cosine import sine_cosine

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Factors = tuple[float, float, float, float, float]

#: Replicas that are stepped together and share a generator.
TILE = 64
#: Rows of the working space of a wall. The five of the drive start at ``DRIVE``.
POSITION, ANGLE, POLARITY, PRESENT, SLOPE = (row * TILE for row in range(5))
TRIAL, ADVANCE, _FIRST, NOISE, DRIVE = (row * TILE for row in (5, 7, 9, 11, 13))
_TRIAL_ANGLE, _TURN, _FIRST_TURN, _NOISE_ANGULAR = (
    row + TILE for row in (TRIAL, ADVANCE, _FIRST, NOISE)
)
_FIELD_X, _FIELD_Y, _FIELD_Z, _DRIFT, _DAMPING_LIKE = (DRIVE + row * TILE for row in range(5))
ROWS = 18
_HALF_PI = np.pi / 2


class Law(NamedTuple):
    """Numbers of the equations that all walls share, with the time step dt multiplied in.

    ``anisotropy`` H_K and ``chiral`` (pi/2)*H_D [A/m]; ``damping`` alpha and ``fieldlike``
    H_FL/H_DL (no unit); ``turn`` gamma0*dt/(1+alpha^2) [rad m/A] and ``reach`` Delta times it
    [m^2/A]; ``carry`` (1+alpha*beta)*dt/(1+alpha^2) [s] and ``twist``
    (alpha-beta)*dt/((1+alpha^2)*Delta) [s/m] of the spin-transfer torque; ``noise`` standard
    deviation of the thermal field in a step [A/m]; ``pinning`` 1/(2*mu0*M_s*S) [A/N];
    ``stiffness`` [J/m^2] and ``middle`` [m] of the harmonic pin; ``lower`` and ``upper`` end of
    the track and distance of ``meeting`` [m].
    """

    anisotropy: float
    chiral: float
    damping: float
    fieldlike: float
    turn: float
    reach: float
    carry: float
    twist: float
    noise: float
    pinning: float
    stiffness: float
    middle: float
    lower: float
    upper: float
    meeting: float


@inlined
def _find_slopes(law: Law, lanes: int, wells: Array, space: Array) -> None:
    """Fill SLOPE with the derivative of the pinning energy at the trial position."""
    for j in range(lanes):
        space[SLOPE + j] = law.stiffness * (space[TRIAL + j] - law.middle)
    for p in range(wells.shape[0]):
        well = wells[p]
        for j in range(lanes):
            offset = space[TRIAL + j] - well[j]
            space[SLOPE + j] += well_slope(offset, well[TILE + j], well[2 * TILE + j])


@inlined
def _find_changes(law: Law, lanes: int, factors: Factors, space: Array) -> None:
    """Fill ADVANCE and TURN with the changes of a step at the trial state."""
    f_x, f_y, f_z, f_drift, f_damping_like = factors
    for j in range(lanes):
        sine, cosine = sine_cosine(space[_TRIAL_ANGLE + j])
        polarity = space[POLARITY + j]
        damping_like = f_damping_like * space[_DAMPING_LIKE + j]
        along = f_x * space[_FIELD_X + j] * _HALF_PI - polarity * law.chiral
        across = (f_y * space[_FIELD_Y + j] + law.fieldlike * damping_like) * _HALF_PI
        drift = f_drift * space[_DRIFT + j]
        omega = (along - law.anisotropy * cosine) * sine - across * cosine
        omega = omega + space[_NOISE_ANGULAR + j]
        push = f_z * space[_FIELD_Z + j] + _HALF_PI * damping_like * cosine
        push = push - polarity * law.pinning * space[SLOPE + j] + space[NOISE + j]
        forward = polarity * law.reach * (omega + law.damping * push)
        space[ADVANCE + j] = forward + law.carry * drift
        turning = law.turn * (push - law.damping * omega)
        space[_TURN + j] = turning - polarity * law.twist * drift


@inlined
def _heun_step(law: Law, lanes: int, factors: Factors, wells: Array, space: Array) -> None:
    """Predict with the slopes at the start, correct with the mean of those at both ends."""
    for j in range(lanes):
        space[TRIAL + j] = space[POSITION + j]
        space[_TRIAL_ANGLE + j] = space[ANGLE + j]
    _find_slopes(law, lanes, wells, space)
    _find_changes(law, lanes, factors, space)
    for j in range(lanes):
        space[_FIRST + j] = space[ADVANCE + j]
        space[_FIRST_TURN + j] = space[_TURN + j]
        space[TRIAL + j] += space[ADVANCE + j]
        space[_TRIAL_ANGLE + j] += space[_TURN + j]
    _find_slopes(law, lanes, wells, space)
    _find_changes(law, lanes, factors, space)
    for j in range(lanes):
        half = 0.5 * space[PRESENT + j]  # an absent wall is frozen
        space[POSITION + j] += half * (space[_FIRST + j] + space[ADVANCE + j])
        space[ANGLE + j] += half * (space[_FIRST_TURN + j] + space[_TURN + j])


@inlined
def _leave_or_meet(law: Law, spaces: Array, replicas: int) -> int:
    """Clear the flags of walls past an end or close to their neighbour; count those left."""
    left = 0
    for j in range(replicas):
        previous = -1
        for wall in range(spaces.shape[0]):
            if spaces[wall, PRESENT + j] == 0.0:
                continue
            position = spaces[wall, POSITION + j]
            if position < law.lower or position > law.upper:
                spaces[wall, PRESENT + j] = 0.0
                continue
            left += 1
            if previous >= 0 and position - spaces[previous, POSITION + j] < law.meeting:
                spaces[wall, PRESENT + j] = 0.0
                spaces[previous, PRESENT + j] = 0.0
                left -= 2
                previous = -1
            else:
                previous = wall
    return left


@kernel
def advance_tile(
    law: Law,
    waveforms: Array,
    start: int,
    stop: int,
    normal: Array,
    wells: Array,
    spaces: Array,
    interval: int,
    sampled: Array,
    sampled_present: Flags,
) -> int:
    """Step a tile from one step to another; stop early when no wall is left.

    Parameters
    ----------
    law : Law
        Numbers of the equations.
    waveforms : ndarray
        Factors of the drive (no unit), shape [5, steps].
    start, stop : int
        First step, and the step after the last (no unit).
    normal : ndarray
        Normal numbers of F and Omega, shape [stop - start, W, 2, replicas of the tile].
    wells : ndarray
        Position [m], steepness [J/m] and inverse range [1/m], shape [P, 3*TILE].
    spaces : ndarray
        Working space of each wall, changed, shape [W, ROWS*TILE].
    interval : int
        Steps between samples (no unit), 0 for none.
    sampled : ndarray
        Filled with positions [m] and angles [rad], shape [samples, 2, W, replicas of the tile].
    sampled_present : ndarray
        Filled with flags, shape [samples, W, replicas of the tile].

    Returns
    -------
    int
        Steps done since the start of the whole motion (no unit).
    """
    walls, replicas = spaces.shape[0], normal.shape[3]
    lanes = (replicas + 7) // 8 * 8  # full vectors, which cost no more than a part of one
    for step in range(start, stop):
        factors = (
            waveforms[0, step],
            waveforms[1, step],
            waveforms[2, step],
            waveforms[3, step],
            waveforms[4, step],
        )
        for wall in range(walls):
            if law.noise > 0.0:
                for kind in range(2):
                    row = NOISE + kind * TILE
                    for j in range(replicas):
                        spaces[wall, row + j] = law.noise * normal[step - start, wall, kind, j]
            _heun_step(law, lanes, factors, wells, spaces[wall])
        left = _leave_or_meet(law, spaces, replicas)
        if interval > 0 and (step + 1) % interval == 0:
            number = (step + 1) // interval - 1
            for wall in range(walls):
                for j in range(replicas):
                    sampled[number, 0, wall, j] = spaces[wall, POSITION + j]
                    sampled[number, 1, wall, j] = spaces[wall, ANGLE + j]
                    sampled_present[number, wall, j] = spaces[wall, PRESENT + j] != 0.0
        if left == 0:
            return step + 1
    return stop
