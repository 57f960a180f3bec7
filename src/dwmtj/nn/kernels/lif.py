"""Fused LIF neuron and leaky integrator: all time steps of a tile in one sweep, forward and back.

As in :mod:`dwmtj.nn.kernels.dwmtj` the forward sweep does the operations of
:func:`dwmtj.nn.functional.lif_step` in their order, and the backward sweep steps a tile forward
again instead of storing its voltages. With the adjoints V of the voltage and C of the decayed
current after the step, G of the output, the spike z and the rates a (membrane) and b (synapse)::

    A_v = V*(1 - z) + (G - V*v)*s'(v - threshold)     # leaky integrator: V + G
    A_i = A_v*a + C*(1 - b)                            # adjoint of the input
    V  <- A_v*(1 - a),   C <- A_i
"""

from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import torch
from numpy import float32
from torch import Tensor

from dwmtj.nn.functional import LIFConstants, LIFState
from dwmtj.nn.kernels.compiling import inlined, kernel
from dwmtj.nn.kernels.differentiation import first_row_if_constant, not_differentiable
from dwmtj.nn.kernels.surrogate import code_of, derivatives
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.tiles import AHEAD, TILE, announce, load, store
from dwmtj.nn.surrogate import Surrogate

Floats = npt.NDArray[np.float32]

# Rows of the working space of a tile, as offsets; the first two hold adjoints on the way back.
_VOLTAGE, _CURRENT, _INPUT, _BEFORE = 0, TILE, 2 * TILE, 3 * TILE
_DISTANCE, _SURROGATE = 4 * TILE, 5 * TILE
_ROWS = 6
_ZERO, _ONE = float32(0), float32(1)


class _Law(NamedTuple):
    """Rates and threshold [no unit]; ``spiking`` is false for the leaky integrator."""

    membrane_rate: float32
    synaptic_decay: float32
    threshold: float32
    spiking: bool


@inlined
def _advance(law: _Law, space: Floats) -> None:
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


@kernel
def _forward(
    first: int, last: int, law: _Law, state: Floats, input: Floats, output: Floats, final: Floats
) -> None:
    space = np.empty(_ROWS * TILE, np.float32)
    steps, places = input.shape
    shown = _DISTANCE if law.spiking else _BEFORE
    for tile in range(first, last):
        start = tile * TILE
        stop = min(start + TILE, places)
        space[:] = _ZERO
        for row in range(2):
            load(state[row, start:stop], space, row * TILE)
        for t in range(steps):
            announce(input, t + AHEAD, start)
            announce(output, t + AHEAD, start)
            load(input[t, start:stop], space, _INPUT)
            _advance(law, space)
            store(space, shown, output[t, start:stop])
        for row in range(2):
            store(space, row * TILE, final[row, start:stop])


@kernel
def _backward(
    first: int,
    last: int,
    law: _Law,
    state: Floats,
    input: Floats,
    surrogate: int,
    slope: float32,
    grad_output: Floats,
    grad_final: Floats,
    grad_input: Floats,
    grad_state: Floats,
) -> None:
    space = np.empty(_ROWS * TILE, np.float32)
    steps, places = input.shape
    last_row = grad_output.shape[0] - 1
    voltage = np.empty((steps, TILE), np.float32)
    for tile in range(first, last):
        start = tile * TILE
        stop = min(start + TILE, places)
        space[:] = _ZERO
        for row in range(2):
            load(state[row, start:stop], space, row * TILE)
        if law.spiking:
            for t in range(steps):
                announce(input, t + AHEAD, start)
                load(input[t, start:stop], space, _INPUT)
                _advance(law, space)
                store(space, _BEFORE, voltage[t])
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
        for row in range(2):
            store(space, row * TILE, grad_state[row, start:stop])


@inlined
def _retreat(law: _Law, surrogate: int, slope: float32, space: Floats) -> None:
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


def advance(
    input: Tensor, state: LIFState, constants: LIFConstants, surrogate: Surrogate | None
) -> tuple[Tensor, LIFState]:
    """Step LIF neurons or leaky integrators over all time steps.

    Parameters
    ----------
    input : Tensor
        Synaptic input [no unit], shape [T, B, N...], float32, on the CPU.
    state : LIFState
        State before the first step, shape [B, N...].
    constants : LIFConstants
        Constants of the neurons.
    surrogate : Surrogate, optional
        Spike with its derivative; leaky integrators if not given.

    Returns
    -------
    output : Tensor
        Spikes, or the voltage of leaky integrators, shape [T, B, N...].
    state : LIFState
        State after the last step.
    """
    law = _Law(
        membrane_rate=float32(constants.membrane_rate),
        synaptic_decay=float32(1 - constants.synaptic_rate),
        threshold=float32(constants.threshold),
        spiking=surrogate is not None,
    )
    stacked = torch.stack([each.flatten() for each in state])
    parts = _Fused.apply(  # type: ignore[no-untyped-call]
        input.flatten(1), stacked, law, surrogate
    )
    output, final = cast(tuple[Tensor, Tensor], parts)
    return output.view(input.shape), LIFState(*final.view(2, *input.shape[1:]))


class _Fused(torch.autograd.Function):
    """From input [T, M] and state [2, M] to output [T, M] and state [2, M]."""

    @staticmethod
    def forward(
        ctx: Any, input: Tensor, state: Tensor, law: _Law, surrogate: Surrogate | None
    ) -> tuple[Tensor, Tensor]:
        input = input.contiguous()
        output, final = torch.empty_like(input), torch.empty_like(state)
        arrays = (array.detach().numpy() for array in (state, input, output, final))
        run(_forward, -(-input.shape[1] // TILE), law, *arrays)
        ctx.save_for_backward(input, state)
        ctx.law, ctx.surrogate = law, surrogate
        return output, final

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, state = ctx.saved_tensors
        grad_input, grad_state = torch.empty_like(input), torch.empty_like(state)
        run(
            _backward,
            -(-input.shape[1] // TILE),
            ctx.law,
            state.numpy(),
            input.numpy(),
            code_of(ctx.surrogate) if ctx.surrogate else 0,
            float32(ctx.surrogate.slope if ctx.surrogate else 1),
            first_row_if_constant(grad_outputs[0]).numpy(),
            grad_outputs[1].contiguous().numpy(),
            grad_input.numpy(),
            grad_state.numpy(),
        )
        return grad_input, grad_state, None, None
