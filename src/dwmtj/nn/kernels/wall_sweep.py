"""Fused DW-MTJ neuron: all time steps of a tile of neurons in one sweep, forward and backward.

The forward sweep computes what :func:`dwmtj.nn.functional.dwmtj_step` computes, operation by
operation, so the spikes are the same bits. The backward sweep is derived by hand. With the adjoints
X of the position and C of the decayed current after the step, G of the spike, and
f = noise*(not waiting), each step back gives::

    A_y = (0 if the wall was set back else X) + G*s'(y - threshold)
    A_s = A_y if x + step >= 0 else 0          # the start of the track
    A_i = A_s*f*gain/(1 + taper*x) + C*decay   # adjoint of the input
    X  <- A_s - A_s*f*gain*i*taper/(1 + taper*x)^2,   C <- A_i

It does not store the trajectory: it steps each tile forward again, drawing the same noise, into a
working space that stays in the cache, and then sweeps back.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from numpy import float32, uint64
from torch import Tensor

from dwmtj.nn.functional import DWMTJConstants, DWMTJState
from dwmtj.nn.kernels.affine import apply_affine, scale_shift, sum_affine, sum_over_batch
from dwmtj.nn.kernels.compiling import inlined, kernel
from dwmtj.nn.kernels.differentiation import first_row_if_constant
from dwmtj.nn.kernels.noise import fill_normal, number_neurons
from dwmtj.nn.kernels.surrogate import code_of, derivatives
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.tiles import AHEAD, TILE, announce, load, store, tiles_of
from dwmtj.nn.noise import WallNoise
from dwmtj.nn.surrogate import Surrogate

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]

# Rows of the working space of a tile, as offsets.
_GAIN, _DRIFT, _DECAY, _THRESHOLD = 0, TILE, 2 * TILE, 3 * TILE
_POSITION, _CURRENT, _REFRACTORY, _NOISE = 4 * TILE, 5 * TILE, 6 * TILE, 7 * TILE
_INPUT, _SPIKE, _RISE, _SCALE, _SHIFT = 8 * TILE, 9 * TILE, 10 * TILE, 11 * TILE, 12 * TILE
_ROWS = 13
# Rows of what is kept of a step until the sweep comes back to it.
_MOVED, _FACTOR, _BEFORE, _ARRIVED = 0, TILE, 2 * TILE, 3 * TILE
# Rows of the adjoints and of what is summed over time for the learned constants.
_A_POSITION, _A_CURRENT, _G_CONSTANTS, _G_AFFINE = 0, TILE, 2 * TILE, 6 * TILE
_A_ROWS = 8
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


@inlined
def _begin(
    start: int, stop: int, constants: Floats, state: Floats, affine: Floats, space: Floats
) -> None:
    """Copy constants [4, N], state [4, M] and affine map [2, N] of a tile to its working space."""
    neurons = constants.shape[1]
    space[:] = _ZERO
    for row in range(4):
        load(state[row, start:stop], space, _POSITION + row * TILE)
        for j in range(stop - start):
            space[row * TILE + j] = constants[row, (start + j) % neurons]
    scale_shift(start, stop, affine, space, _SCALE)


@inlined
def _draw(step: int, law: Law, integers: Words, normal: Floats, space: Floats, fresh: bool) -> None:
    """Renew the noise factor of a tile where a draw is due; ``fresh`` when nothing is drawn yet."""
    if law.noise_steps == 0 or step % law.noise_steps != 0:
        return
    draw = step // law.noise_steps
    if fresh or draw % 4 == 0:
        fill_normal(law.seed, uint64(draw // 4), integers, normal)
    word = draw % 4 * TILE
    drawn = normal[word : word + TILE]
    for j in range(TILE):
        space[_NOISE + j] = drawn[j] * law.sigma + _ONE


@inlined
def _advance(law: Law, space: Floats, past: Floats, kept: int) -> None:
    """Step the neurons of a tile, as ``dwmtj_step`` does.

    Of each step ``kept`` rows go to ``past``: none, or the position before it is set back and the
    factor on the travel, or also the position before the step and the current.
    """
    tapered, waits = law.taper != _ZERO, law.refractory_steps > _ZERO
    taper, exit_length, refractory_steps = law.taper, law.exit_length, law.refractory_steps
    for j in range(TILE):
        current = space[_CURRENT + j] + space[_INPUT + j]
        position = space[_POSITION + j]
        travel = space[_GAIN + j] * current
        if tapered:
            travel = travel / (_ONE + taper * position)
        waiting = space[_REFRACTORY + j]
        factor = space[_NOISE + j]
        if waits:
            factor = factor * (_ONE if waiting == _ZERO else _ZERO)
        moved = position + (travel + space[_DRIFT + j]) * factor
        after = _ZERO if moved < _ZERO else moved
        distance = after - space[_THRESHOLD + j]
        gone = distance > exit_length
        if waits:
            left = waiting - _ONE
            left = _ZERO if left < _ZERO else left
            space[_REFRACTORY + j] = refractory_steps if gone else left
        space[_POSITION + j] = _ZERO if gone else after
        space[_CURRENT + j] = current * space[_DECAY + j]
        if kept == 0:
            space[_SPIKE + j] = _ONE if distance * law.position_scale > _ZERO else _ZERO
        else:
            past[_MOVED + j] = moved
            past[_FACTOR + j] = factor
        if kept > 2:
            past[_BEFORE + j] = position
            past[_ARRIVED + j] = current


@kernel
def _forward(
    first: int,
    last: int,
    law: Law,
    constants: Floats,
    state: Floats,
    affine: Floats,
    input: Floats,
    spikes: Floats,
    final: Floats,
) -> None:
    space = np.empty(_ROWS * TILE, np.float32)
    normal, integers = np.empty(4 * TILE, np.float32), np.empty(6 * TILE, np.uint32)
    steps, places = input.shape
    for tile in range(first, last):
        start = tile * TILE
        stop = min(start + TILE, places)
        _begin(start, stop, constants, state, affine, space)
        number_neurons(start, constants.shape[1], integers)
        for t in range(steps):
            announce(input, t + AHEAD, start)
            announce(spikes, t + AHEAD, start)
            load(input[t, start:stop], space, _INPUT)
            apply_affine(affine, space, _INPUT, _SCALE)
            _draw(law.step + t, law, integers, normal, space, t < law.noise_steps)
            _advance(law, space, space, 0)
            store(space, _SPIKE, spikes[t, start:stop])
        for row in range(4):
            store(space, _POSITION + row * TILE, final[row, start:stop])


@kernel
def _backward(
    first: int,
    last: int,
    law: Law,
    constants: Floats,
    state: Floats,
    affine: Floats,
    input: Floats,
    surrogate: int,
    slope: float32,
    detailed: bool,
    grad_spikes: Floats,
    grad_final: Floats,
    grad_input: Floats,
    grad_state: Floats,
    grad_constants: Floats,
    grad_affine: Floats,
) -> None:
    space, adjoint = np.empty(_ROWS * TILE, np.float32), np.empty(_A_ROWS * TILE, np.float32)
    normal, integers = np.empty(4 * TILE, np.float32), np.empty(6 * TILE, np.uint32)
    steps, places = input.shape
    past = np.empty((steps, (4 if detailed else 2) * TILE), np.float32)
    last_row = grad_spikes.shape[0] - 1
    for tile in range(first, last):
        start = tile * TILE
        stop = min(start + TILE, places)
        _begin(start, stop, constants, state, affine, space)
        number_neurons(start, constants.shape[1], integers)
        for t in range(steps):
            announce(input, t + AHEAD, start)
            load(input[t, start:stop], space, _INPUT)
            apply_affine(affine, space, _INPUT, _SCALE)
            _draw(law.step + t, law, integers, normal, space, t < law.noise_steps)
            if detailed:
                _advance(law, space, past[t], 4)
            else:
                _advance(law, space, past[t], 2)
        adjoint[:] = _ZERO
        for row in range(2):
            load(grad_final[row, start:stop], adjoint, row * TILE)
        for t in range(steps - 1, -1, -1):
            announce(grad_spikes, t - AHEAD, start)
            announce(grad_input, t - AHEAD, start)
            load(grad_spikes[min(t, last_row), start:stop], space, _SPIKE)
            _retreat(law, surrogate, slope, detailed, past[t], space, adjoint)
            store(adjoint, _A_CURRENT, grad_input[t, start:stop])
            sum_affine(affine, input[t, start:stop], space, _INPUT, adjoint, _A_CURRENT, _G_AFFINE)
        for row in range(2):
            store(adjoint, row * TILE, grad_state[row, start:stop])
        for row in range(2):
            store(adjoint, _G_AFFINE + row * TILE, grad_affine[row, start:stop])
        if detailed:
            for row in range(4):
                store(adjoint, _G_CONSTANTS + row * TILE, grad_constants[row, start:stop])


@inlined
def _retreat(
    law: Law,
    surrogate: int,
    slope: float32,
    detailed: bool,
    past: Floats,
    space: Floats,
    adjoint: Floats,
) -> None:
    """Take the adjoints of a tile one step back; the equations stand at the top."""
    taper, scale, exit_length = law.taper, law.position_scale, law.exit_length
    for j in range(TILE):
        moved = past[_MOVED + j]
        distance = (_ZERO if moved < _ZERO else moved) - space[_THRESHOLD + j]
        space[_INPUT + j] = distance * scale
    distances, rises = space[_INPUT : _INPUT + TILE], space[_RISE : _RISE + TILE]
    derivatives(surrogate, slope, distances, rises)
    for j in range(TILE):
        moved = past[_MOVED + j]
        distance = (_ZERO if moved < _ZERO else moved) - space[_THRESHOLD + j]
        from_spike = space[_SPIKE + j] * (space[_RISE + j] * scale)
        a_after = adjoint[_A_POSITION + j]
        a_after = (_ZERO if distance > exit_length else a_after) + from_spike
        a_sum = a_after if moved >= _ZERO else _ZERO
        a_speed = a_sum * past[_FACTOR + j]
        a_travel = a_speed
        a_current = adjoint[_A_CURRENT + j]
        if taper != _ZERO:
            widening = _ONE / (_ONE + taper * past[_BEFORE + j])
            a_travel = a_speed * widening
            travel = space[_GAIN + j] * past[_ARRIVED + j] * widening
            a_sum = a_sum - a_travel * travel * taper
        if detailed:
            arrived = past[_ARRIVED + j]
            adjoint[_G_CONSTANTS + j] += a_travel * arrived
            adjoint[_G_CONSTANTS + TILE + j] += a_speed
            adjoint[_G_CONSTANTS + 2 * TILE + j] += a_current * arrived
            adjoint[_G_CONSTANTS + 3 * TILE + j] -= from_spike
        adjoint[_A_POSITION + j] = a_sum
        adjoint[_A_CURRENT + j] = a_travel * space[_GAIN + j] + a_current * space[_DECAY + j]


class Sweep(NamedTuple):
    """A call of the fused neurons: ``law``, ``surrogate``, ``constants`` [4, N], ``state`` [4, M].

    The ``affine`` map [2, N] of its methods multiplies the input of each neuron and adds to it; a
    batch norm is one. No map is an array of shape [2, 0].
    """

    law: Law
    surrogate: Surrogate
    constants: Tensor
    state: Tensor

    def forward(self, input: Tensor, affine: Tensor) -> tuple[Tensor, Tensor]:
        """Sweep over the input.

        Parameters
        ----------
        input : Tensor
            Current that arrives in each step [drive currents], shape [T, M], contiguous.
        affine : Tensor
            Map of the input, shape [2, N] or [2, 0].

        Returns
        -------
        spikes : Tensor
            Shape [T, M].
        state : Tensor
            State after the last step, shape [4, M].
        """
        spikes, final = torch.empty_like(input), torch.empty_like(self.state)
        arrays = (self.constants, self.state, affine, input, spikes, final)
        run(_forward, tiles_of(input), self.law, *(array.detach().numpy() for array in arrays))
        return spikes, final

    def backward(
        self, input: Tensor, affine: Tensor, grad_spikes: Tensor, grad_final: Tensor, learned: bool
    ) -> tuple[Tensor, Tensor, Tensor | None, Tensor]:
        """Sweep back.

        Parameters
        ----------
        input, affine : Tensor
            Those of the forward sweep, shapes [T, M] and [2, N] or [2, 0].
        grad_spikes, grad_final : Tensor
            Gradients of what it gave, shapes [T, M] and [4, M].
        learned : bool
            Whether the gradient of the constants is wanted.

        Returns
        -------
        tuple of Tensor
            Gradients of the mapped input [T, M], of the state [4, M], of the constants [4, N] or
            None, and of the map [2, N].
        """
        detailed = learned or bool(self.law.taper != 0)
        places, neurons = input.shape[1], self.constants.shape[1]
        grad_input, grad_state = torch.empty_like(input), torch.zeros_like(self.state)
        grad_constants = input.new_zeros((4, places if detailed else 0))
        grad_affine = input.new_zeros((2, places))
        gradients = (grad_input, grad_state, grad_constants, grad_affine)
        run(
            _backward,
            tiles_of(input),
            self.law,
            *(array.numpy() for array in (self.constants, self.state, affine, input)),
            code_of(self.surrogate),
            float32(self.surrogate.slope),
            detailed,
            first_row_if_constant(grad_spikes).numpy(),
            grad_final.contiguous().numpy(),
            *(array.numpy() for array in gradients),
        )
        summed = grad_constants.view(4, -1, neurons).sum(1) if detailed else None
        return grad_input, grad_state, summed, sum_over_batch(grad_affine, neurons)


def make_sweep(
    shape: torch.Size,
    state: DWMTJState,
    constants: DWMTJConstants,
    surrogate: Surrogate,
    noise: WallNoise | None,
) -> Sweep:
    """Put together what a call needs.

    Parameters
    ----------
    shape : torch.Size
        Shape [N...] of the layer.
    state : DWMTJState
        State before the first step, shape [B, N...].
    constants : DWMTJConstants
        Constants of the neurons.
    surrogate : Surrogate
        Spike with its derivative.
    noise : WallNoise, optional
        The wall noise; the noise factor of the state is kept if not given.

    Returns
    -------
    Sweep
        Its tensors keep their gradients.
    """
    eject = constants.reset == "eject"
    exit_length = {"eject": constants.exit_length, "instant": 0.0, "none": np.inf}
    law = Law(
        taper=float32(constants.taper),
        exit_length=float32(exit_length[constants.reset]),
        refractory_steps=float32(constants.refractory_steps if eject else 0),
        position_scale=float32(constants.position_scale),
        sigma=float32(noise.sigma if noise else 0),
        noise_steps=noise.interval_steps if noise else 0,
        step=state.step,
        seed=uint64(state.seed or 0),
    )
    learned = (constants.gain, constants.drift, constants.synaptic_decay, constants.threshold)
    return Sweep(
        law,
        surrogate,
        torch.stack([each.expand(shape).flatten() for each in learned]),
        torch.stack([each.flatten() for each in state[:4]]),
    )
