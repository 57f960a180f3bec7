"""Fused DW-MTJ neuron: all time steps of a tile of neurons in one sweep, forward and backward.

The forward sweep computes what :func:`dwmtj.nn.functional.dwmtj_step` computes, so the spikes are
the same bits; the equations of the way back stand in :mod:`dwmtj.nn.kernels.wall_step`. It does not
store the trajectory: it steps each tile forward again, drawing the same noise, into a working space
that stays in the cache, and then sweeps back.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from numpy import float32, uint64
from torch import Tensor

from dwmtj.compiling import kernel, uncounted
from dwmtj.nn.functional import DWMTJConstants, DWMTJState
from dwmtj.nn.kernels.affine import load_mapped, sum_affine, sum_over_batch
from dwmtj.nn.kernels.differentiation import first_row_if_constant
from dwmtj.nn.kernels.noise import number_neurons
from dwmtj.nn.kernels.surrogate import code_of
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.tiles import AHEAD, TILE, add, announce, load, store, tiles_of
from dwmtj.nn.kernels.wall_step import (
    A_CURRENT,
    A_ROWS,
    G_AFFINE,
    G_CONSTANTS,
    INPUT,
    POSITION,
    ROWS,
    SCALE,
    SPIKE,
    TOTAL,
    Law,
    advance,
    begin,
    renew_noise,
    retreat,
)
from dwmtj.nn.noise import WallNoise
from dwmtj.nn.surrogate import Surrogate

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]


@uncounted
def _sweep(
    tile: int,
    law: Law,
    constants: Floats,
    state: Floats,
    affine: Floats,
    input: Floats,
    spikes: Floats,
    final: Floats,
    space: Floats,
    normal: Floats,
    integers: Words,
) -> None:
    steps, places = input.shape
    summed = spikes.shape[0] < steps
    start = tile * TILE
    stop = min(start + TILE, places)
    begin(start, stop, constants, state, affine, space)
    number_neurons(start, constants.shape[1], integers)
    for t in range(steps):
        announce(input, t + AHEAD, start)
        announce(spikes, t + AHEAD, start)
        load_mapped(input[t, start:stop], affine, space, INPUT, SCALE)
        renew_noise(law.step + t, law, integers, normal, space, t < law.noise_steps)
        advance(law, space, space, 0)
        if summed:
            add(space, SPIKE, TOTAL)
        else:
            store(space, SPIKE, spikes[t, start:stop])
    if summed:
        store(space, TOTAL, spikes[0, start:stop])
    for row in range(4):
        store(space, POSITION + row * TILE, final[row, start:stop])


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
    space = np.empty(ROWS * TILE, np.float32)
    normal, integers = np.empty(4 * TILE, np.float32), np.empty(6 * TILE, np.uint32)
    for tile in range(first, last):
        _sweep(tile, law, constants, state, affine, input, spikes, final, space, normal, integers)


@uncounted
def _replay(
    tile: int,
    law: Law,
    constants: Floats,
    state: Floats,
    affine: Floats,
    input: Floats,
    detailed: bool,
    past: Floats,
    space: Floats,
    normal: Floats,
    integers: Words,
) -> None:
    """Step a tile forward again and keep what the way back needs."""
    steps, places = input.shape
    start = tile * TILE
    stop = min(start + TILE, places)
    begin(start, stop, constants, state, affine, space)
    number_neurons(start, constants.shape[1], integers)
    for t in range(steps):
        announce(input, t + AHEAD, start)
        load_mapped(input[t, start:stop], affine, space, INPUT, SCALE)
        renew_noise(law.step + t, law, integers, normal, space, t < law.noise_steps)
        if detailed:
            advance(law, space, past[t], 4)
        else:
            advance(law, space, past[t], 2)


@uncounted
def _sweep_back(
    tile: int,
    law: Law,
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
    past: Floats,
    space: Floats,
    adjoint: Floats,
) -> None:
    steps, places = input.shape
    last_row = grad_spikes.shape[0] - 1
    start = tile * TILE
    stop = min(start + TILE, places)
    adjoint[:] = float32(0)
    if grad_final.shape[1] > 0:
        for row in range(2):
            load(grad_final[row, start:stop], adjoint, row * TILE)
    for t in range(steps - 1, -1, -1):
        announce(grad_spikes, t - AHEAD, start)
        announce(grad_input, t - AHEAD, start)
        load(grad_spikes[min(t, last_row), start:stop], space, SPIKE)
        retreat(law, surrogate, slope, detailed, past[t], space, adjoint)
        store(adjoint, A_CURRENT, grad_input[t, start:stop])
        sum_affine(affine, input[t, start:stop], space, INPUT, adjoint, A_CURRENT, G_AFFINE)
    if grad_state.shape[1] > 0:
        for row in range(2):
            store(adjoint, row * TILE, grad_state[row, start:stop])
    for row in range(2):
        store(adjoint, G_AFFINE + row * TILE, grad_affine[row, start:stop])
    if detailed:
        for row in range(4):
            store(adjoint, G_CONSTANTS + row * TILE, grad_constants[row, start:stop])


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
    space, adjoint = np.empty(ROWS * TILE, np.float32), np.empty(A_ROWS * TILE, np.float32)
    normal, integers = np.empty(4 * TILE, np.float32), np.empty(6 * TILE, np.uint32)
    past = np.empty((input.shape[0], (4 if detailed else 2) * TILE), np.float32)
    for tile in range(first, last):
        _replay(tile, law, constants, state, affine, input, detailed, past, space, normal, integers)
        _sweep_back(
            tile,
            law,
            affine,
            input,
            surrogate,
            slope,
            detailed,
            grad_spikes,
            grad_final,
            grad_input,
            grad_state,
            grad_constants,
            grad_affine,
            past,
            space,
            adjoint,
        )


class Sweep(NamedTuple):
    """A call of the fused neurons: ``law``, ``surrogate``, ``constants`` [4, N], ``state`` [4, M].

    The ``affine`` map [2, N] of its methods multiplies the input of each neuron and adds to it; a
    batch norm is one. No map is an array of shape [2, 0].
    """

    law: Law
    surrogate: Surrogate
    constants: Tensor
    state: Tensor

    def forward(self, input: Tensor, affine: Tensor, summed: bool = False) -> tuple[Tensor, Tensor]:
        """Sweep over the input.

        Parameters
        ----------
        input : Tensor
            Current that arrives in each step [drive currents], shape [T, M], contiguous.
        affine : Tensor
            Map of the input, shape [2, N] or [2, 0].
        summed : bool
            Whether the spikes are added up over time; then they are never written to memory.

        Returns
        -------
        spikes : Tensor
            Shape [T, M], or [1, M] if summed.
        state : Tensor
            State after the last step, shape [4, M].
        """
        spikes = input.new_empty((1 if summed else len(input), input.shape[1]))
        final = torch.empty_like(self.state)
        arrays = (self.constants, self.state, affine, input, spikes, final)
        run(_forward, tiles_of(input), self.law, *(array.detach().numpy() for array in arrays))
        return spikes, final

    def backward(
        self,
        input: Tensor,
        affine: Tensor,
        grad_spikes: Tensor,
        grad_final: Tensor | None,
        learned: bool,
    ) -> tuple[Tensor, Tensor | None, Tensor | None, Tensor]:
        """Sweep back.

        Parameters
        ----------
        input, affine : Tensor
            Those of the forward sweep, shapes [T, M] and [2, N] or [2, 0].
        grad_spikes : Tensor
            Gradient of the spikes, shape [T, M], or [1, M] if summed.
        grad_final : Tensor, optional
            Gradient of the last state, shape [4, M]; without it, that of the first is left out.
        learned : bool
            Whether the gradient of the constants is wanted.

        Returns
        -------
        tuple of Tensor
            Gradients of the mapped input [T, M], of the state [4, M] or None, of the constants
            [4, N] or None, and of the map [2, N].
        """
        detailed = learned or bool(self.law.taper != 0)
        places, neurons = input.shape[1], self.constants.shape[1]
        grad_input = torch.empty_like(input)
        final = self.state[:, :0] if grad_final is None else grad_final.contiguous()
        grad_state = torch.zeros_like(final)
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
            final.detach().numpy(),
            *(array.numpy() for array in gradients),
        )
        summed = grad_constants.view(4, -1, neurons).sum(1) if detailed else None
        of_affine = sum_over_batch(grad_affine, max(affine.shape[1], 1))
        return grad_input, None if grad_final is None else grad_state, summed, of_affine


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
