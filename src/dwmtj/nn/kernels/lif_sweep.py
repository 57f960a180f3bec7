"""Fused LIF neuron and leaky integrator: all time steps of a tile in one sweep, forward and back.

As in :mod:`dwmtj.nn.kernels.wall_sweep` the forward sweep does the operations of
:func:`dwmtj.nn.functional.lif_step` in their order, and the backward sweep steps a tile forward
again instead of storing its voltages. With the adjoints V of the voltage and C of the decayed
current after the step, G of the output, the spike z and the rates a (membrane) and b (synapse)::

    A_v = V*(1 - z) + (G - V*v)*s'(v - threshold)     # leaky integrator: V + G
    A_i = A_v*a + C*(1 - b)                            # adjoint of the input
    V  <- A_v*(1 - a),   C <- A_i
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from numpy import float32
from torch import Tensor

from dwmtj.compiling import kernel, uncounted
from dwmtj.nn.functional import LIFConstants, LIFState
from dwmtj.nn.kernels.affine import load_mapped, scale_shift, sum_affine, sum_over_batch
from dwmtj.nn.kernels.differentiation import first_row_if_constant
from dwmtj.nn.kernels.surrogate import code_of, derivatives
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.tiles import AHEAD, TILE, add, announce, load, store, tiles_of
from dwmtj.nn.surrogate import Surrogate

Floats = npt.NDArray[np.float32]

# Rows of the working space of a tile, as offsets; the first two hold adjoints on the way back.
_VOLTAGE, _CURRENT, _INPUT, _BEFORE = 0, TILE, 2 * TILE, 3 * TILE
_DISTANCE, _SURROGATE, _SCALE, _SHIFT = 4 * TILE, 5 * TILE, 6 * TILE, 7 * TILE
_G_AFFINE, _TOTAL = 8 * TILE, 10 * TILE
_ROWS = 11
_ZERO, _ONE = float32(0), float32(1)


class Law(NamedTuple):
    """``membrane_rate``, ``synaptic_decay``, ``threshold`` [no unit]; ``spiking`` or not."""

    membrane_rate: float32
    synaptic_decay: float32
    threshold: float32
    spiking: bool


@uncounted
def _advance(law: Law, space: Floats) -> None:
    """Step the neurons of a tile; the voltage before the reset goes to the row BEFORE."""
    for j in range(TILE):
        current = space[_CURRENT + j] + space[_INPUT + j]
        voltage = space[_VOLTAGE + j]
        voltage = voltage + law.membrane_rate * (current - voltage)
        space[_BEFORE + j] = voltage
        space[_CURRENT + j] = current * law.synaptic_decay
        space[_VOLTAGE + j] = voltage
    if law.spiking:
        for j in range(TILE):
            voltage = space[_BEFORE + j]
            spike = _ONE if voltage - law.threshold > _ZERO else _ZERO
            space[_VOLTAGE + j] = voltage - spike * voltage
            space[_DISTANCE + j] = spike


@uncounted
def _begin(start: int, stop: int, state: Floats, affine: Floats, space: Floats) -> None:
    """Copy what a tile needs to its working space."""
    space[:] = _ZERO
    scale_shift(start, stop, affine, space, _SCALE)
    for row in range(2):
        load(state[row, start:stop], space, row * TILE)


@uncounted
def _sweep(
    tile: int,
    law: Law,
    state: Floats,
    affine: Floats,
    input: Floats,
    output: Floats,
    final: Floats,
    space: Floats,
) -> None:
    steps, places = input.shape
    shown = _DISTANCE if law.spiking else _BEFORE
    summed = output.shape[0] < steps
    start = tile * TILE
    stop = min(start + TILE, places)
    _begin(start, stop, state, affine, space)
    for t in range(steps):
        announce(input, t + AHEAD, start)
        announce(output, t + AHEAD, start)
        load_mapped(input[t, start:stop], affine, space, _INPUT, _SCALE)
        _advance(law, space)
        if summed:
            add(space, shown, _TOTAL)
        else:
            store(space, shown, output[t, start:stop])
    if summed:
        store(space, _TOTAL, output[0, start:stop])
    for row in range(2):
        store(space, row * TILE, final[row, start:stop])


@uncounted
def _replay(
    tile: int,
    law: Law,
    state: Floats,
    affine: Floats,
    input: Floats,
    voltage: Floats,
    space: Floats,
) -> None:
    """Step a tile forward again and keep the voltages before the reset."""
    steps, places = input.shape
    start = tile * TILE
    stop = min(start + TILE, places)
    _begin(start, stop, state, affine, space)
    if law.spiking:
        for t in range(steps):
            announce(input, t + AHEAD, start)
            load_mapped(input[t, start:stop], affine, space, _INPUT, _SCALE)
            _advance(law, space)
            store(space, _BEFORE, voltage[t])


@uncounted
def _retreat(law: Law, surrogate: int, slope: float32, space: Floats) -> None:
    """Take the adjoints of a tile one step back; the equations stand at the top."""
    if law.spiking:
        for j in range(TILE):
            space[_DISTANCE + j] = space[_BEFORE + j] - law.threshold
        derivatives(
            surrogate,
            slope,
            space[_DISTANCE : _DISTANCE + TILE],
            space[_SURROGATE : _SURROGATE + TILE],
        )
        for j in range(TILE):
            later, voltage = space[_VOLTAGE + j], space[_BEFORE + j]
            through_spike = (space[_INPUT + j] - later * voltage) * space[_SURROGATE + j]
            kept = _ZERO if space[_DISTANCE + j] > _ZERO else later
            space[_VOLTAGE + j] = kept + through_spike
    else:
        for j in range(TILE):
            space[_VOLTAGE + j] += space[_INPUT + j]
    for j in range(TILE):
        a_voltage = space[_VOLTAGE + j]
        space[_CURRENT + j] = a_voltage * law.membrane_rate + space[_CURRENT + j] * (
            law.synaptic_decay
        )
        space[_VOLTAGE + j] = a_voltage * (_ONE - law.membrane_rate)


@uncounted
def _sweep_back(
    tile: int,
    law: Law,
    affine: Floats,
    input: Floats,
    surrogate: int,
    slope: float32,
    grad_output: Floats,
    grad_final: Floats,
    grad_input: Floats,
    grad_state: Floats,
    grad_affine: Floats,
    voltage: Floats,
    space: Floats,
) -> None:
    steps, places = input.shape
    last_row = grad_output.shape[0] - 1
    start = tile * TILE
    stop = min(start + TILE, places)
    space[: 2 * TILE] = _ZERO
    if grad_final.shape[1] > 0:
        for row in range(2):
            load(grad_final[row, start:stop], space, row * TILE)
    for t in range(steps - 1, -1, -1):
        announce(grad_output, t - AHEAD, start)
        announce(grad_input, t - AHEAD, start)
        load(grad_output[min(t, last_row), start:stop], space, _INPUT)
        if law.spiking:
            load(voltage[t], space, _BEFORE)
        _retreat(law, surrogate, slope, space)
        store(space, _CURRENT, grad_input[t, start:stop])
        sum_affine(affine, input[t, start:stop], space, _INPUT, space, _CURRENT, _G_AFFINE)
    if grad_state.shape[1] > 0:
        for row in range(2):
            store(space, row * TILE, grad_state[row, start:stop])
    for row in range(2):
        store(space, _G_AFFINE + row * TILE, grad_affine[row, start:stop])


@kernel
def _forward(
    first: int,
    last: int,
    law: Law,
    state: Floats,
    affine: Floats,
    input: Floats,
    output: Floats,
    final: Floats,
) -> None:
    space = np.empty(_ROWS * TILE, np.float32)
    for tile in range(first, last):
        _sweep(tile, law, state, affine, input, output, final, space)


@kernel
def _backward(
    first: int,
    last: int,
    law: Law,
    state: Floats,
    affine: Floats,
    input: Floats,
    surrogate: int,
    slope: float32,
    grad_output: Floats,
    grad_final: Floats,
    grad_input: Floats,
    grad_state: Floats,
    grad_affine: Floats,
) -> None:
    space = np.empty(_ROWS * TILE, np.float32)
    voltage = np.empty((input.shape[0], TILE), np.float32)
    for tile in range(first, last):
        _replay(tile, law, state, affine, input, voltage, space)
        _sweep_back(
            tile,
            law,
            affine,
            input,
            surrogate,
            slope,
            grad_output,
            grad_final,
            grad_input,
            grad_state,
            grad_affine,
            voltage,
            space,
        )


class Sweep(NamedTuple):
    """A call of the fused neurons: ``law``, ``surrogate`` (None for integrators), ``state`` [2, M].

    The ``affine`` map of its methods is that of :class:`dwmtj.nn.kernels.wall_sweep.Sweep`.
    """

    law: Law
    surrogate: Surrogate | None
    state: Tensor

    def forward(self, input: Tensor, affine: Tensor, summed: bool = False) -> tuple[Tensor, Tensor]:
        """Sweep over the input.

        Parameters
        ----------
        input : Tensor
            Synaptic input [no unit], shape [T, M], contiguous.
        affine : Tensor
            Map of the input, shape [2, N] or [2, 0].
        summed : bool
            Whether the output is added up over time; then it is never written to memory.

        Returns
        -------
        output : Tensor
            Spikes, or voltages of integrators, shape [T, M], or [1, M] if summed.
        state : Tensor
            State after the last step, shape [2, M].
        """
        output = input.new_empty((1 if summed else len(input), input.shape[1]))
        final = torch.empty_like(self.state)
        arrays = (self.state, affine, input, output, final)
        run(_forward, tiles_of(input), self.law, *(array.detach().numpy() for array in arrays))
        return output, final

    def backward(
        self, input: Tensor, affine: Tensor, grad_output: Tensor, grad_final: Tensor | None
    ) -> tuple[Tensor, Tensor | None, Tensor]:
        """Sweep back.

        Parameters
        ----------
        input, affine : Tensor
            Those of the forward sweep, shapes [T, M] and [2, N] or [2, 0].
        grad_output : Tensor
            Gradient of the output, shape [T, M], or [1, M] if summed.
        grad_final : Tensor, optional
            Gradient of the last state, shape [2, M]; without it, that of the first is left out.

        Returns
        -------
        tuple of Tensor
            Gradients of the mapped input [T, M], of the state [2, M] or None, and of the map
            [2, N].
        """
        grad_input = torch.empty_like(input)
        final = self.state[:, :0] if grad_final is None else grad_final.contiguous()
        grad_state = torch.empty_like(final)
        grad_affine = input.new_zeros((2, input.shape[1]))
        run(
            _backward,
            tiles_of(input),
            self.law,
            *(array.numpy() for array in (self.state, affine, input)),
            code_of(self.surrogate) if self.surrogate else 0,
            float32(self.surrogate.slope if self.surrogate else 1),
            first_row_if_constant(grad_output).numpy(),
            final.detach().numpy(),
            *(array.numpy() for array in (grad_input, grad_state, grad_affine)),
        )
        of_affine = sum_over_batch(grad_affine, max(affine.shape[1], 1))
        return grad_input, None if grad_final is None else grad_state, of_affine


def make_sweep(state: LIFState, constants: LIFConstants, surrogate: Surrogate | None) -> Sweep:
    """Put together what a call needs.

    Parameters
    ----------
    state : LIFState
        State before the first step, shape [B, N...].
    constants : LIFConstants
        Constants of the neurons.
    surrogate : Surrogate, optional
        Spike with its derivative; leaky integrators if not given.

    Returns
    -------
    Sweep
        Its state keeps its gradients.
    """
    law = Law(
        membrane_rate=float32(constants.membrane_rate),
        synaptic_decay=float32(1 - constants.synaptic_rate),
        threshold=float32(constants.threshold),
        spiking=surrogate is not None,
    )
    return Sweep(law, surrogate, torch.stack([each.flatten() for each in state]))
