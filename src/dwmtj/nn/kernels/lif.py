"""Autograd around the compiled sweeps of LIF neurons: see :mod:`dwmtj.nn.kernels.lif_sweep`."""

from typing import Any, cast

import torch
from torch import Tensor

from dwmtj.nn.functional import LIFConstants, LIFState
from dwmtj.nn.kernels.affine import no_affine
from dwmtj.nn.kernels.differentiation import not_differentiable
from dwmtj.nn.kernels.lif_sweep import Law, Sweep, make_sweep
from dwmtj.nn.surrogate import Surrogate


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
    sweep = make_sweep(state, constants, surrogate)
    parts = _Fused.apply(  # type: ignore[no-untyped-call]
        input.flatten(1), sweep.state, sweep.law, surrogate
    )
    output, final = cast(tuple[Tensor, Tensor], parts)
    return output.view(input.shape), LIFState(*final.view(2, *input.shape[1:]))


class _Fused(torch.autograd.Function):
    """From input [T, M] and state [2, M] to output [T, M] and state [2, M]."""

    @staticmethod
    def forward(
        ctx: Any, input: Tensor, state: Tensor, law: Law, surrogate: Surrogate | None
    ) -> tuple[Tensor, Tensor]:
        input = input.contiguous()
        ctx.save_for_backward(input, state)
        ctx.law, ctx.surrogate = law, surrogate
        return Sweep(law, surrogate, state).forward(input, no_affine(input))

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, state = ctx.saved_tensors
        sweep = Sweep(ctx.law, ctx.surrogate, state)
        grad_input, grad_state, _ = sweep.backward(input, no_affine(input), *grad_outputs)
        return grad_input, grad_state, None, None
