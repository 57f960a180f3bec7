"""Autograd around the compiled sweeps of DW-MTJ neurons: see :mod:`dwmtj.nn.kernels.wall_sweep`."""

from typing import Any, cast

import torch
from torch import Tensor

from dwmtj.nn.functional import DWMTJConstants, DWMTJState
from dwmtj.nn.kernels.affine import no_affine
from dwmtj.nn.kernels.differentiation import not_differentiable
from dwmtj.nn.kernels.wall_step import Law
from dwmtj.nn.kernels.wall_sweep import Sweep, make_sweep
from dwmtj.nn.noise import WallNoise
from dwmtj.nn.surrogate import Surrogate


def advance(
    input: Tensor,
    state: DWMTJState,
    constants: DWMTJConstants,
    surrogate: Surrogate,
    noise: WallNoise | None,
) -> tuple[Tensor, DWMTJState]:
    """Step DW-MTJ neurons over all time steps.

    Parameters
    ----------
    input : Tensor
        Current that arrives in each step [drive currents], shape [T, B, N...], float32, CPU.
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
    spikes : Tensor
        Output of MTJ_B, shape [T, B, N...].
    state : DWMTJState
        State after the last step.
    """
    shape = input.shape
    sweep = make_sweep(shape[2:], state, constants, surrogate, noise)
    parts = _Fused.apply(  # type: ignore[no-untyped-call]
        input.flatten(1), sweep.state, sweep.constants, sweep.law, surrogate
    )
    spikes, final = cast(tuple[Tensor, Tensor], parts)
    position, current, refractory, factor = final.view(4, *shape[1:])
    return spikes.view(shape), state._replace(
        position=position,
        current=current,
        refractory=refractory.detach(),
        noise=factor.detach() if noise else state.noise,
        step=state.step + len(input),
    )


class _Fused(torch.autograd.Function):
    """From input [T, M], state [4, M] and constants [4, N] to spikes [T, M] and state [4, M]."""

    @staticmethod
    def forward(
        ctx: Any,
        input: Tensor,
        state: Tensor,
        constants: Tensor,
        law: Law,
        surrogate: Surrogate,
    ) -> tuple[Tensor, Tensor]:
        input = input.contiguous()
        ctx.save_for_backward(input, state, constants)
        ctx.law, ctx.surrogate = law, surrogate
        return Sweep(law, surrogate, constants, state).forward(input, no_affine(input))

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, state, constants = ctx.saved_tensors
        sweep = Sweep(ctx.law, ctx.surrogate, constants, state)
        grad_spikes, grad_final = grad_outputs
        grad_input, grad_state, grad_constants, _ = sweep.backward(
            input, no_affine(input), grad_spikes, grad_final, ctx.needs_input_grad[2]
        )
        return grad_input, grad_state, grad_constants, None, None
