"""A whole layer in one step: weights on spikes, batch norm over time, and neurons.

Apart they would write and read the normalised current and its gradient; together the neurons
normalise while they read the current, and the weights take the gradient through the batch norm
while they read it. With x the current, m and s its mean and standard deviation over the n steps and
images, and G the gradient of the normalised current g*(x - m)/s + b, that of the current is (Ioffe
and Szegedy 2015)

    g/s*(G - mean(G) - (x - m)/s*mean(G*(x - m)/s)),

which is a*G + b*x + c for each neuron. The sums come from the backward sweep of the neurons. In a
convolution the rows are patches of pictures, and the neurons of a channel share all of that.
"""

from typing import Any, NamedTuple, cast

import torch
from torch import Tensor

from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.kernels import lif_sweep, wall_sweep
from dwmtj.nn.kernels.binary_product import binary_gradients, binary_product
from dwmtj.nn.kernels.differentiation import not_differentiable
from dwmtj.nn.kernels.event_product import event_gradient, event_product
from dwmtj.nn.kernels.gathering import Mix
from dwmtj.nn.kernels.patch_product import patch_gradients, patch_product
from dwmtj.nn.kernels.statistics import CHUNK, Statistics, combine, new_sums, statistics
from dwmtj.nn.patches import Patches, multiply_patches, patches_backward


class _Layer(torch.autograd.Function):
    """From spikes, weights and batch norm to the spikes of the neurons, [T, M] or summed [1, M]."""

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
            current, (mean, variance) = _event_current(cast(SpikeEvents, rest.events), weight)
        else:
            input = input.contiguous()
            ctx.binary, current, (mean, variance) = _current(input, weight, rest.patches)
        # torch.sqrt() would wake the threads of MKL even for this.
        deviation = (variance + rest.epsilon).pow(0.5)
        factor = scale.double() / deviation
        affine = torch.stack([factor, shift.double() - mean * factor]).float()
        places = rest.sweep.state.shape[1]
        spikes, _ = rest.sweep.forward(current.view(-1, places), affine, rest.summed)
        ctx.save_for_backward(input, weight, scale, current, mean, deviation, affine)
        ctx.rest = rest
        ctx.mark_non_differentiable(mean, variance)
        return spikes, mean, variance

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, weight, scale, current, mean, deviation, affine = ctx.saved_tensors
        sweep, places = ctx.rest.sweep, ctx.rest.sweep.state.shape[1]
        steps = current.view(-1, places)
        grad_constants = None
        if isinstance(sweep, wall_sweep.Sweep):
            grad, _, grad_constants, sums = sweep.backward(
                steps, affine, grad_outputs[0], None, ctx.needs_input_grad[4]
            )
        else:
            grad, _, sums = sweep.backward(steps, affine, grad_outputs[0], None)
        of_current, of_shift = sums
        of_scale = (of_current - mean * of_shift) / deviation
        count = len(current)
        a = scale.double() / deviation
        b = -a * of_scale / (count * deviation)
        c = -a * of_shift / count - b * mean
        mix = Mix(current, torch.stack([a, b, c]).float())
        grad_input, grad_weight = _weight_gradients(ctx, input, weight, grad.view_as(current), mix)
        return grad_input, grad_weight, of_scale.float(), of_shift.float(), grad_constants, None


def _event_current(events: SpikeEvents, weight: Tensor) -> tuple[Tensor, Statistics]:
    steps, images, _ = events.shape
    sums = new_sums(images, len(weight))
    current = event_product(events, weight, sums).flatten(0, 1)
    return current, combine(sums, steps, steps * images)


def _current(
    input: Tensor, weight: Tensor, patches: Patches | None
) -> tuple[bool, Tensor, Statistics]:
    """Also tell whether the input is binary."""
    if patches is None:
        chunk = CHUNK
        sums = new_sums(-(-len(input) // chunk), len(weight))
        product = binary_product(input, weight, sums)
    else:
        chunk = patches.rows * patches.columns
        sums = new_sums(len(input), len(weight))
        product = patch_product(input, weight, patches, sums)
    if product is None:
        current = (
            input @ weight.t() if patches is None else multiply_patches(input, weight, patches)
        )
        return False, current, statistics(current)
    return True, product, combine(sums, chunk, len(product))


class _Rest(NamedTuple):
    """What needs no gradient: input events, the neurons, and what :func:`run_layer` takes."""

    events: SpikeEvents | None
    patches: Patches | None
    sweep: wall_sweep.Sweep | lif_sweep.Sweep
    epsilon: float
    summed: bool


def _weight_gradients(
    ctx: Any, input: Tensor | None, weight: Tensor, grad: Tensor, mix: Mix
) -> tuple[Tensor | None, Tensor]:
    if input is None:
        steps, images, _ = ctx.rest.events.shape
        shape = (steps, images, weight.shape[0])
        mix = mix._replace(current=mix.current.view(shape))
        return None, event_gradient(ctx.rest.events, weight, grad.view(shape), mix)
    wanted, patches = ctx.needs_input_grad[0], ctx.rest.patches
    if ctx.binary and patches is None:
        return binary_gradients(input, weight, grad, mix, wanted, spent=True)
    if ctx.binary:
        return patch_gradients(input, weight, patches, grad, mix, wanted)
    a, b, c = mix.coefficients
    whole = a * grad + b * mix.current + c
    if patches is not None:
        return patches_backward(input, weight, patches, whole, wanted)
    return whole @ weight if wanted else None, whole.t() @ input


def run_layer(
    input: Tensor | SpikeEvents,
    weight: Tensor,
    scale: Tensor,
    shift: Tensor,
    epsilon: float,
    sweep: wall_sweep.Sweep | lif_sweep.Sweep,
    summed: bool = False,
    patches: Patches | None = None,
) -> tuple[Tensor, Statistics]:
    """Run a layer over all steps, with the statistics of this batch.

    Parameters
    ----------
    input : Tensor or SpikeEvents
        Spikes of the layer before, shape [T, B, P], float32, on the CPU.
    weight : Tensor
        Weights, shape [N, P]; of a convolution [N, kernel*kernel*channels].
    scale, shift : Tensor
        Those of the batch norm, shape [N].
    epsilon : float
        Added to the variance (no unit).
    sweep : Sweep
        The neurons, shape [B*N], or [B*places*N] of a convolution.
    summed : bool
        Whether only the sums of the spikes over time are wanted.
    patches : Patches, optional
        Sizes of a convolution, whose input are no events.

    Returns
    -------
    spikes : Tensor
        Shape [T, B, N] or [T, B, places*N], without T if summed.
    statistics : Statistics
        Of the current before the batch norm.
    """
    events = input if isinstance(input, SpikeEvents) else None
    dense = None if isinstance(input, SpikeEvents) else input.flatten(0, 1)
    constants = sweep.constants if isinstance(sweep, wall_sweep.Sweep) else None
    parts = _Layer.apply(  # type: ignore[no-untyped-call]
        dense, weight, scale, shift, constants, _Rest(events, patches, sweep, epsilon, summed)
    )
    spikes, mean, variance = cast(tuple[Tensor, Tensor, Tensor], parts)
    steps, images = input.shape[:2]
    neurons = len(weight) * (patches.rows * patches.columns if patches else 1)
    shape = (images, neurons) if summed else (steps, images, neurons)
    return spikes.view(shape), Statistics(mean, variance)
