"""Autograd around the products of spikes and weights, and of tensors and weights."""

from typing import Any, cast

import torch
from torch import Tensor

from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.kernels.binary_product import binary_gradients, binary_product
from dwmtj.nn.kernels.differentiation import not_differentiable
from dwmtj.nn.kernels.event_product import event_gradient, event_product
from dwmtj.nn.kernels.gathering import Mix
from dwmtj.nn.kernels.patch_product import patch_gradients, patch_product
from dwmtj.nn.patches import Patches, multiply_patches, patches_backward


class _EventLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, weight: Tensor, events: SpikeEvents) -> Tensor:
        ctx.events = events
        ctx.save_for_backward(weight)
        return event_product(events, weight)

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        grad = grad_outputs[0].contiguous()
        (weight,) = ctx.saved_tensors
        return event_gradient(ctx.events, weight, grad, Mix.none(grad)), None


class _BinaryLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, input: Tensor, weight: Tensor) -> Tensor:
        input = input.contiguous()
        ctx.save_for_backward(input, weight)
        product = binary_product(input, weight)
        ctx.binary = product is not None
        return input @ weight.t() if product is None else product

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, weight = ctx.saved_tensors
        grad = grad_outputs[0].contiguous()
        wanted = ctx.needs_input_grad[0]
        if not ctx.binary:
            return grad @ weight if wanted else None, grad.t() @ input
        return binary_gradients(input, weight, grad, Mix.none(grad), wanted)


class _BinaryPatches(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, input: Tensor, weight: Tensor, patches: Patches) -> Tensor:
        input = input.contiguous()
        ctx.save_for_backward(input, weight)
        ctx.patches = patches
        product = patch_product(input, weight, patches)
        ctx.binary = product is not None
        return multiply_patches(input, weight, patches) if product is None else product

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, weight = ctx.saved_tensors
        grad = grad_outputs[0].contiguous()
        wanted = ctx.needs_input_grad[0]
        if not ctx.binary:
            return *patches_backward(input, weight, ctx.patches, grad, wanted), None
        mix = Mix.none(grad)
        return *patch_gradients(input, weight, ctx.patches, grad, mix, wanted), None


def event_linear(events: SpikeEvents, weight: Tensor) -> Tensor:
    """Multiply spikes with weights.

    Parameters
    ----------
    events : SpikeEvents
        The spikes, shape [T, B, P].
    weight : Tensor
        Weights, shape [N, P], float32, on the CPU.

    Returns
    -------
    Tensor
        Products, shape [T, B, N].
    """
    product = _EventLinear.apply(weight, events)  # type: ignore[no-untyped-call]
    return cast(Tensor, product)


def binary_linear(input: Tensor, weight: Tensor) -> Tensor:
    """Multiply an input with weights, fast if it is mostly 0 and else 1.

    Parameters
    ----------
    input : Tensor
        Any values, shape [..., P], float32, on the CPU; fast if all are 0 or 1.
    weight : Tensor
        Weights, shape [N, P].

    Returns
    -------
    Tensor
        Products, shape [..., N].
    """
    rows = input.flatten(0, -2)
    product = cast(Tensor, _BinaryLinear.apply(rows, weight))  # type: ignore[no-untyped-call]
    return product.view(*input.shape[:-1], weight.shape[0])


def binary_patches(input: Tensor, weight: Tensor, patches: Patches) -> Tensor:
    """Multiply the patches of pictures with weights, fast if these are mostly 0 and else 1.

    Parameters
    ----------
    input : Tensor
        Pictures of any values, shape [R, height*width*channels], float32, on the CPU.
    weight : Tensor
        Weights, shape [N, kernel*kernel*channels].
    patches : Patches
        The sizes.

    Returns
    -------
    Tensor
        Products, shape [R*places, N].
    """
    product = _BinaryPatches.apply(input, weight, patches)  # type: ignore[no-untyped-call]
    return cast(Tensor, product)
