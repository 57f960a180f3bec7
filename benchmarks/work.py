"""What each kernel of a training step must move and do; ``benchmarks.roofline`` derives it."""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from dwmtj.nn import DWMTJ, SpikeEvents

_PHILOX, _BOX_MULLER, _LOGARITHM = 11, 25, 35
_FORWARD_STEP, _BACKWARD_STEP = 17, 32
#: Adam reads parameter, gradient and two moments and writes three of them, float32.
_ADAM_BYTES, _ADAM_OPERATIONS = 28, 15


class Size(NamedTuple):
    """``time_steps``, ``batch``, ``hidden``: T, B and N [no unit]."""

    time_steps: int = 400
    batch: int = 100
    hidden: int = 100


class Amount(NamedTuple):
    """``bytes`` and ``flops``, integer operations included, that a kernel must move and do."""

    bytes: float
    flops: float


class Part(NamedTuple):
    """One call of a kernel: ``input`` [T, B, ...] and ``output`` of the ``module``."""

    name: str
    module: nn.Module
    input: Any
    output: Tensor


def size_of(*tensors: Tensor | SpikeEvents) -> int:
    """Count the bytes of tensors; those that repeat memory count once."""
    total = 0
    for each in tensors:
        if isinstance(each, SpikeEvents):
            total += size_of(each.indices, each.offsets)
        else:
            total += min(each.numel() * each.itemsize, each.untyped_storage().nbytes())
    return total


def _weights(module: nn.Module) -> int:
    return size_of(*module.parameters())


def forward_amount(part: Part) -> Amount:
    """Count what a kernel must move and do forward; the table of the roofline."""
    values, moved = part.output.numel(), size_of(part.input, part.output) + _weights(part.module)
    if part.name == "batch_norm":
        return Amount(moved, 5 * values)
    if part.name == "neuron":
        return Amount(moved, _FORWARD_STEP * values + (_PHILOX + _BOX_MULLER) * normals_of(part))
    if part.name == "readout":  # the mean over time, then a small product
        return Amount(moved, part.input.numel() + 2 * values * part.input.shape[-1])
    return Amount(moved, _product_operations(part))


def backward_amount(part: Part, grad_output: Tensor, grad_input: Tensor | None) -> Amount:
    """Count what a kernel must move and do backward; the gradient of events is None."""
    values = part.output.numel()
    given = () if grad_input is None else (grad_input,)
    if part.name == "readout":  # a mean: the gradient does not need the input
        flops = 4 * values * part.input.shape[-1]
        return Amount(size_of(grad_output, *given) + _weights(part.module), flops)
    moved = size_of(part.input, grad_output, *given) + _weights(part.module)
    if part.name == "batch_norm":
        return Amount(moved, 7 * values)
    if part.name == "neuron":
        return Amount(moved, _BACKWARD_STEP * values + (_PHILOX + _BOX_MULLER) * normals_of(part))
    dense = 0 if grad_input is None else 2 * values * part.input.shape[-1]
    return Amount(moved, _product_operations(part) + dense)


def _product_operations(part: Part) -> float:
    width = part.output.shape[-1]
    if isinstance(part.input, SpikeEvents):
        return len(part.input.indices) * width
    spikes = int(torch.count_nonzero(part.input))
    return min(spikes * width, 2 * part.input.numel() * width)


def normals_of(part: Part) -> float:
    """Count the normal numbers that a kernel draws forward [no unit]."""
    neuron = part.module
    if not isinstance(neuron, DWMTJ) or not neuron.noise_is_on:
        return 0.0
    return part.output.numel() / neuron.wall.noise_steps


def poisson_amount(pixels: Tensor, events: SpikeEvents) -> Amount:
    """Count what drawing the input spikes must move and do."""
    operations = (_PHILOX + _LOGARITHM) * (len(events.indices) + pixels.numel())
    return Amount(size_of(pixels, events), operations)


def adam_amount(network: nn.Module) -> Amount:
    """Count what the optimiser must move and do for the parameters of a network."""
    learned = sum(each.numel() for each in network.parameters())
    return Amount(_ADAM_BYTES * learned, _ADAM_OPERATIONS * learned)
