"""One time step of a tile of DW-MTJ neurons, forward and back.

Forward is :func:`dwmtj.nn.functional.dwmtj_step`, operation by operation. Back is derived by hand.
With the adjoints X of the position and C of the decayed current after the step, G of the spike,
and f = noise*(not waiting)::

    A_y = (0 if the wall was set back else X) + G*s'(y - threshold)
    A_s = A_y if x + step >= 0 else 0          # the start of the track
    A_i = A_s*f*gain/(1 + taper*x) + C*decay   # adjoint of the input
    X  <- A_s - A_s*f*gain*i*taper/(1 + taper*x)^2,   C <- A_i

The names in capitals are rows of working space, as offsets: those of a tile, those of what is kept
of a step until the sweep comes back to it, and those of the adjoints.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy import float32, uint64

from dwmtj.compiling import uncounted
from dwmtj.nn.kernels.affine import scale_shift
from dwmtj.nn.kernels.noise import fill_normal
from dwmtj.nn.kernels.surrogate import derivatives
from dwmtj.nn.kernels.tiles import TILE, load, load_repeated
from dwmtj.nn.kernels.vectors import wide

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]

GAIN, DRIFT, DECAY, THRESHOLD = 0, TILE, 2 * TILE, 3 * TILE
POSITION, CURRENT, REFRACTORY, NOISE = 4 * TILE, 5 * TILE, 6 * TILE, 7 * TILE
INPUT, SPIKE, RISE, SCALE, SHIFT = 8 * TILE, 9 * TILE, 10 * TILE, 11 * TILE, 12 * TILE
TOTAL = 13 * TILE
ROWS = 14
MOVED, FACTOR, BEFORE, ARRIVED = 0, TILE, 2 * TILE, 3 * TILE
A_POSITION, A_CURRENT, G_CONSTANTS, G_AFFINE = 0, TILE, 2 * TILE, 6 * TILE
A_ROWS = 8
_ZERO, _ONE = float32(0), float32(1)


class Law(NamedTuple):
    """What all neurons of a call share: numbers of ``DWMTJConstants`` and of the wall noise.

    ``taper``, ``exit_length`` [firing distances, infinite without reset], ``refractory_steps``,
    ``position_scale``, ``sigma``, ``noise_steps`` (0 if the noise is off), ``step`` of the first
    input and ``seed``.
    """

    taper: float32
    exit_length: float32
    refractory_steps: float32
    position_scale: float32
    sigma: float32
    noise_steps: int
    step: int
    seed: uint64


@uncounted
def begin(
    start: int, stop: int, constants: Floats, state: Floats, affine: Floats, space: Floats
) -> None:
    """Copy what a tile needs to its working space.

    Parameters
    ----------
    start, stop : int
        First place of the tile, and the one after its last (no unit).
    constants, state, affine : ndarray
        Constants [4, N], state [4, M] and map of the input [2, N] or [2, 0].
    space : ndarray
        Filled, shape [ROWS*TILE].
    """
    space[:] = _ZERO
    for row in range(4):
        load(state[row, start:stop], space, POSITION + row * TILE)
        load_repeated(constants[row], start, stop, space, row * TILE)
    scale_shift(start, stop, affine, space, SCALE)


@uncounted
def renew_noise(
    step: int, law: Law, integers: Words, normal: Floats, space: Floats, fresh: bool
) -> None:
    """Renew the noise factor of a tile where a draw is due.

    Parameters
    ----------
    step : int
        Steps since the state was made (no unit).
    law : Law
        Spread and interval of the noise, and its seed.
    integers, normal : ndarray
        Working space of :func:`dwmtj.nn.kernels.noise.fill_normal`.
    space : ndarray
        Working space of the tile, shape [ROWS*TILE].
    fresh : bool
        Whether nothing has been drawn yet.
    """
    if law.noise_steps == 0 or step % law.noise_steps != 0:
        return
    draw = step // law.noise_steps
    if fresh or draw % 4 == 0:
        fill_normal(law.seed, uint64(draw // 4), integers, normal)
    word = draw % 4 * TILE
    drawn = normal[word : word + TILE]
    for j in range(TILE):
        space[NOISE + j] = drawn[j] * law.sigma + _ONE


@uncounted
def advance(law: Law, space: Floats, past: Floats, kept: int) -> None:
    """Step the neurons of a tile, as ``dwmtj_step`` does.

    Parameters
    ----------
    law : Law
        What all neurons share.
    space : ndarray
        Working space of the tile, shape [ROWS*TILE]; the state moves on.
    past : ndarray
        Filled with what is kept of the step, shape [kept*TILE].
    kept : int
        Number of rows that are kept (no unit): 0, and the spikes go to the working space; 2, the
        position before it is set back and the factor on the travel; or 4, also the position before
        the step and the current.
    """
    wide()
    tapered, waits = law.taper != _ZERO, law.refractory_steps > _ZERO
    taper, exit_length, refractory_steps = law.taper, law.exit_length, law.refractory_steps
    for j in range(TILE):
        current = space[CURRENT + j] + space[INPUT + j]
        position = space[POSITION + j]
        travel = space[GAIN + j] * current
        if tapered:
            travel = travel / (_ONE + taper * position)
        waiting = space[REFRACTORY + j]
        factor = space[NOISE + j]
        if waits:
            factor = factor * (_ONE if waiting == _ZERO else _ZERO)
        moved = position + (travel + space[DRIFT + j]) * factor
        after = _ZERO if moved < _ZERO else moved
        distance = after - space[THRESHOLD + j]
        gone = distance > exit_length
        if waits:
            left = waiting - _ONE
            left = _ZERO if left < _ZERO else left
            space[REFRACTORY + j] = refractory_steps if gone else left
        space[POSITION + j] = _ZERO if gone else after
        space[CURRENT + j] = current * space[DECAY + j]
        if kept == 0:
            space[SPIKE + j] = _ONE if distance * law.position_scale > _ZERO else _ZERO
        else:
            past[MOVED + j] = moved
            past[FACTOR + j] = factor
        if kept > 2:
            past[BEFORE + j] = position
            past[ARRIVED + j] = current


@uncounted
def retreat(
    law: Law,
    surrogate: int,
    slope: float32,
    detailed: bool,
    past: Floats,
    space: Floats,
    adjoint: Floats,
) -> None:
    """Take the adjoints of a tile one step back; the equations stand at the top.

    Parameters
    ----------
    law : Law
        What all neurons share.
    surrogate, slope : int, float32
        Which surrogate, and its steepness (no unit).
    detailed : bool
        Whether the gradients of the constants are summed; needed for a taper.
    past : ndarray
        What was kept of the step, shape [2*TILE], or [4*TILE] if detailed.
    space : ndarray
        Working space of the tile with the gradient of the spikes, shape [ROWS*TILE].
    adjoint : ndarray
        Adjoints and sums, shape [A_ROWS*TILE].
    """
    wide()
    scale, exit_length = law.position_scale, law.exit_length
    for j in range(TILE):
        moved = past[MOVED + j]
        distance = (_ZERO if moved < _ZERO else moved) - space[THRESHOLD + j]
        space[INPUT + j] = distance * scale
    distances, rises = space[INPUT : INPUT + TILE], space[RISE : RISE + TILE]
    derivatives(surrogate, slope, distances, rises)
    if detailed:
        _retreat_detailed(law, past, space, adjoint)
        return
    # The same without what is not needed, which the compiler would not take out of the loop.
    for j in range(TILE):
        moved = past[MOVED + j]
        distance = (_ZERO if moved < _ZERO else moved) - space[THRESHOLD + j]
        from_spike = space[SPIKE + j] * (space[RISE + j] * scale)
        a_after = adjoint[A_POSITION + j]
        a_after = (_ZERO if distance > exit_length else a_after) + from_spike
        a_sum = a_after if moved >= _ZERO else _ZERO
        a_speed = a_sum * past[FACTOR + j]
        adjoint[A_POSITION + j] = a_sum
        adjoint[A_CURRENT + j] = (
            a_speed * space[GAIN + j] + adjoint[A_CURRENT + j] * space[DECAY + j]
        )


@uncounted
def _retreat_detailed(law: Law, past: Floats, space: Floats, adjoint: Floats) -> None:
    """Do the same with a taper, or for constants that are learned, whose gradients are summed."""
    wide()
    taper, scale, exit_length = law.taper, law.position_scale, law.exit_length
    for j in range(TILE):
        moved = past[MOVED + j]
        distance = (_ZERO if moved < _ZERO else moved) - space[THRESHOLD + j]
        from_spike = space[SPIKE + j] * (space[RISE + j] * scale)
        a_after = adjoint[A_POSITION + j]
        a_after = (_ZERO if distance > exit_length else a_after) + from_spike
        a_sum = a_after if moved >= _ZERO else _ZERO
        a_speed = a_sum * past[FACTOR + j]
        a_travel = a_speed
        a_current = adjoint[A_CURRENT + j]
        arrived = past[ARRIVED + j]
        if taper != _ZERO:
            widening = _ONE / (_ONE + taper * past[BEFORE + j])
            a_travel = a_speed * widening
            travel = space[GAIN + j] * arrived * widening
            a_sum = a_sum - a_travel * travel * taper
        adjoint[G_CONSTANTS + j] += a_travel * arrived
        adjoint[G_CONSTANTS + TILE + j] += a_speed
        adjoint[G_CONSTANTS + 2 * TILE + j] += a_current * arrived
        adjoint[G_CONSTANTS + 3 * TILE + j] -= from_spike
        adjoint[A_POSITION + j] = a_sum
        adjoint[A_CURRENT + j] = a_travel * space[GAIN + j] + a_current * space[DECAY + j]
