"""Batch norm of every step alone, forward and backward, while a step is in the cache.

PyTorch's own takes a neuron at a step for a channel, and so needs the steps behind the batch in
memory: two transposed copies forward and two backward.
"""

from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dwmtj.compiling import kernel
from dwmtj.nn.kernels.differentiation import not_differentiable
from dwmtj.nn.kernels.threads import run

Floats = npt.NDArray[np.float32]
_ZERO, _ONE = np.float32(0), np.float32(1)


@kernel
def _normalise(
    first: int,
    last: int,
    input: Floats,
    affine: Floats,
    epsilon: float,
    statistics: Floats,
    output: Floats,
) -> None:
    size, neurons = input.shape[1:]
    for t in range(first, last):
        mean, variance = statistics[0, t], statistics[1, t]
        mean[:] = _ZERO
        variance[:] = _ZERO
        for b in range(size):
            for j in range(neurons):
                mean[j] += input[t, b, j]
        for j in range(neurons):
            mean[j] /= np.float32(size)
        for b in range(size):
            for j in range(neurons):
                deviation = input[t, b, j] - mean[j]
                variance[j] += deviation * deviation
        factor, summand = statistics[2, t], affine[1]
        for j in range(neurons):
            variance[j] /= np.float32(size)
            factor[j] = _ONE / np.sqrt(variance[j] + np.float32(epsilon))
        for b in range(size):
            for j in range(neurons):
                normal = (input[t, b, j] - mean[j]) * factor[j]
                output[t, b, j] = normal * affine[0, j] + summand[j]


@kernel
def _differentiate(
    first: int,
    last: int,
    input: Floats,
    affine: Floats,
    statistics: Floats,
    gradient: Floats,
    sums: Floats,
    result: Floats,
) -> None:
    size, neurons = input.shape[1:]
    for t in range(first, last):
        mean, factor = statistics[0, t], statistics[2, t]
        of_scale, of_shift = sums[0, t], sums[1, t]
        of_scale[:] = _ZERO
        of_shift[:] = _ZERO
        for b in range(size):
            for j in range(neurons):
                normal = (input[t, b, j] - mean[j]) * factor[j]
                of_scale[j] += gradient[t, b, j] * normal
                of_shift[j] += gradient[t, b, j]
        share = _ONE / np.float32(size)
        for b in range(size):
            for j in range(neurons):
                normal = (input[t, b, j] - mean[j]) * factor[j]
                through = of_shift[j] + normal * of_scale[j]
                outer = affine[0, j] * factor[j]
                result[t, b, j] = outer * (gradient[t, b, j] - share * through)


class _StepNorm(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, input: Tensor, weight: Tensor, bias: Tensor, epsilon: float
    ) -> tuple[Tensor, Tensor]:
        input = input.contiguous()
        affine = torch.stack([weight, bias])
        output = torch.empty_like(input)
        # Mean, variance and one over the deviation, of each step and neuron.
        statistics = input.new_empty((3, input.shape[0], input.shape[2]))
        run(
            _normalise,
            len(input),
            input.detach().numpy(),
            affine.detach().numpy(),
            epsilon,
            statistics.numpy(),
            output.numpy(),
        )
        ctx.save_for_backward(input, affine, statistics)
        ctx.mark_non_differentiable(statistics)
        return output, statistics

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, affine, statistics = ctx.saved_tensors
        sums = torch.empty_like(statistics[:2])
        result = torch.empty_like(input)
        run(
            _differentiate,
            len(input),
            input.numpy(),
            affine.numpy(),
            statistics.numpy(),
            grad_outputs[0].contiguous().numpy(),
            sums.numpy(),
            result.numpy(),
        )
        of_scale, of_shift = sums.sum(1, dtype=torch.float64).to(sums.dtype)
        return result, of_scale, of_shift, None


def step_norm(
    input: Tensor, weight: Tensor, bias: Tensor, epsilon: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Normalise each step over the batch.

    Parameters
    ----------
    input : Tensor
        Shape [T, B, N], float32, on the CPU.
    weight, bias : Tensor
        Scale and shift of each neuron, shape [N].
    epsilon : float
        Added to the variance, in the square of the input's unit.

    Returns
    -------
    tuple of Tensor
        Output [T, B, N], and mean and variance (not corrected) of each step [T, N].
    """
    done = _StepNorm.apply(input, weight, bias, epsilon)  # type: ignore[no-untyped-call]
    output, statistics = cast(tuple[Tensor, Tensor], done)
    return output, statistics[0], statistics[1]
