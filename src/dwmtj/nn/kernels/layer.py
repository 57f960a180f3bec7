"""A whole layer in one step: dense weights on spikes, batch norm over time, and neurons.

Apart they would write and read the normalised current and its gradient; together the neurons
normalise while they read the current, and the weights take the gradient through the batch norm
while they read it. With x the current, m and s its mean and standard deviation over the n steps and
images, and G the gradient of the normalised current g*(x - m)/s + b, that of the current is (Ioffe
and Szegedy 2015)

    g/s*(G - mean(G) - (x - m)/s*mean(G*(x - m)/s)),

which is a*G + b*x + c for each neuron. The sums come from the backward sweep of the neurons.
"""

from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.kernels import lif_sweep, wall_sweep
from dwmtj.nn.kernels.binary_product import binary_gradients, binary_product
from dwmtj.compiling import kernel
from dwmtj.nn.kernels.differentiation import not_differentiable
from dwmtj.nn.kernels.event_product import event_gradient, event_product
from dwmtj.nn.kernels.gathering import Mix
from dwmtj.nn.kernels.threads import run

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

#: Rows whose mean and variance are computed together, while they are in the cache.
_CHUNK = 256


class Statistics(NamedTuple):
    """``mean`` and ``variance`` (of the sample, not corrected) of each neuron, shape [N]."""

    mean: Tensor
    variance: Tensor


@kernel
def _statistics(first: int, last: int, values: Floats, means: Doubles, squares: Doubles) -> None:
    rows, neurons = values.shape
    mean, square = np.empty(neurons, np.float32), np.empty(neurons, np.float32)
    for chunk in range(first, last):
        begin, end = chunk * _CHUNK, min((chunk + 1) * _CHUNK, rows)
        mean[:] = np.float32(0)
        square[:] = np.float32(0)
        for r in range(begin, end):
            row = values[r]
            for j in range(neurons):
                mean[j] += row[j]
        for j in range(neurons):
            mean[j] /= np.float32(end - begin)
        for r in range(begin, end):
            row = values[r]
            for j in range(neurons):
                deviation = row[j] - mean[j]
                square[j] += deviation * deviation
        for j in range(neurons):
            means[chunk, j] = mean[j]
            squares[chunk, j] = square[j]


def statistics(values: Tensor) -> Statistics:
    """Give mean and variance of each column, from those of parts of the rows (Chan et al. 1983).

    Parameters
    ----------
    values : Tensor
        Shape [R, N], float32, on the CPU.

    Returns
    -------
    Statistics
        Float64.
    """
    rows, neurons = values.shape
    chunks = -(-rows // _CHUNK)
    means, squares = np.empty((chunks, neurons)), np.empty((chunks, neurons))
    run(_statistics, chunks, values.detach().numpy(), means, squares)
    sizes = np.full((chunks, 1), float(_CHUNK))
    sizes[-1] = rows - _CHUNK * (chunks - 1)
    mean = (sizes * means).sum(0) / rows
    with np.errstate(invalid="ignore"):  # infinities give NaN, as they do in PyTorch
        variance = (squares + sizes * (means - mean) ** 2).sum(0) / rows
    return Statistics(torch.from_numpy(mean), torch.from_numpy(variance))


class _Layer(torch.autograd.Function):
    """From spikes, weights and batch norm to the spikes of the neurons, [T, B, N]."""

    @staticmethod
    def forward(
        ctx: Any,
        input: Tensor | None,
        weight: Tensor,
        scale: Tensor,
        shift: Tensor,
        constants: Tensor | None,
        rest: "_Rest",
    ) -> tuple[Tensor, Tensor, Tensor]:
        ctx.binary = True
        if input is None:
            current = event_product(cast(SpikeEvents, rest.events), weight).flatten(0, 1)
        else:
            input = input.contiguous()
            product = binary_product(input, weight)
            ctx.binary = product is not None
            current = input @ weight.t() if product is None else product
        mean, variance = statistics(current)
        deviation = (variance + rest.epsilon).sqrt()
        factor = scale.double() / deviation
        affine = torch.stack([factor, shift.double() - mean * factor]).float()
        places = rest.sweep.state.shape[1]
        spikes, _ = rest.sweep.forward(current.view(-1, places), affine)
        ctx.save_for_backward(input, weight, scale, current, mean, deviation, affine)
        ctx.rest = rest
        ctx.mark_non_differentiable(mean, variance)
        return spikes, mean, variance

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, weight, scale, current, mean, deviation, affine = ctx.saved_tensors
        sweep, places = ctx.rest.sweep, ctx.rest.sweep.state.shape[1]
        grad_final = torch.zeros_like(sweep.state)
        steps = current.view(-1, places)
        grad_constants = None
        if isinstance(sweep, wall_sweep.Sweep):
            grad, _, grad_constants, sums = sweep.backward(
                steps, affine, grad_outputs[0], grad_final, ctx.needs_input_grad[4]
            )
        else:
            grad, _, sums = sweep.backward(steps, affine, grad_outputs[0], grad_final)
        of_current, of_shift = sums
        of_scale = (of_current - mean * of_shift) / deviation
        count = len(current)
        a = scale.double() / deviation
        b = -a * of_scale / (count * deviation)
        c = -a * of_shift / count - b * mean
        mix = Mix(current, torch.stack([a, b, c]).float())
        grad_input, grad_weight = _weight_gradients(ctx, input, weight, grad.view_as(current), mix)
        return grad_input, grad_weight, of_scale.float(), of_shift.float(), grad_constants, None


class _Rest(NamedTuple):
    """What needs no gradient: ``events`` of the input, ``sweep`` of the neurons, ``epsilon``."""

    events: SpikeEvents | None
    sweep: wall_sweep.Sweep | lif_sweep.Sweep
    epsilon: float


def _weight_gradients(
    ctx: Any, input: Tensor | None, weight: Tensor, grad: Tensor, mix: Mix
) -> tuple[Tensor | None, Tensor]:
    if input is None:
        steps, images, _ = ctx.rest.events.shape
        shape = (steps, images, weight.shape[0])
        mix = mix._replace(current=mix.current.view(shape))
        return None, event_gradient(ctx.rest.events, weight, grad.view(shape), mix)
    wanted = ctx.needs_input_grad[0]
    if ctx.binary:
        return binary_gradients(input, weight, grad, mix, wanted)
    a, b, c = mix.coefficients
    whole = a * grad + b * mix.current + c
    return whole @ weight if wanted else None, whole.t() @ input


def run_layer(
    input: Tensor | SpikeEvents,
    weight: Tensor,
    scale: Tensor,
    shift: Tensor,
    epsilon: float,
    sweep: wall_sweep.Sweep | lif_sweep.Sweep,
) -> tuple[Tensor, Statistics]:
    """Run a layer over all steps, with the statistics of this batch.

    Parameters
    ----------
    input : Tensor or SpikeEvents
        Spikes of the layer before, shape [T, B, P], float32, on the CPU.
    weight : Tensor
        Weights, shape [N, P].
    scale, shift : Tensor
        Those of the batch norm, shape [N].
    epsilon : float
        Added to the variance (no unit).
    sweep : Sweep
        The neurons, shape [B*N].

    Returns
    -------
    spikes : Tensor
        Shape [T, B, N].
    statistics : Statistics
        Of the current before the batch norm.
    """
    events = input if isinstance(input, SpikeEvents) else None
    dense = None if isinstance(input, SpikeEvents) else input.flatten(0, 1)
    constants = sweep.constants if isinstance(sweep, wall_sweep.Sweep) else None
    parts = _Layer.apply(  # type: ignore[no-untyped-call]
        dense, weight, scale, shift, constants, _Rest(events, sweep, epsilon)
    )
    spikes, mean, variance = cast(tuple[Tensor, Tensor, Tensor], parts)
    steps, images = input.shape[:2]
    return spikes.view(steps, images, weight.shape[0]), Statistics(mean, variance)
