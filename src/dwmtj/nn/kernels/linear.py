"""Dense layer on spikes: where there is a spike, weights are added; nothing else is computed.

Backward, the gradient of the output is added to the weights of the inputs that spiked. The rows are
divided into the same parts for any number of threads and the parts are added in their order, so a
result does not depend on the threads.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.kernels.compiling import inlined, kernel
from dwmtj.nn.kernels.threads import run

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]

#: Parts whose weight gradients are summed apart.
_PARTS = 4
#: Numbers in a cache line.
_LINE = 16
_ZERO = np.float32(0)


@inlined
def _add(row: Floats, total: Floats) -> None:
    for j in range(row.shape[0]):
        total[j] += row[j]


@inlined
def _add_scaled(row: Floats, factor: np.float32, total: Floats) -> None:
    for j in range(row.shape[0]):
        total[j] += factor * row[j]


@kernel
def _gather_events(
    first: int, last: int, indices: Indices, offsets: Integers, weight: Floats, out: Floats
) -> None:
    total = np.empty(weight.shape[1], np.float32)
    for image in range(first, last):
        for t in range(out.shape[0]):
            total[:] = _ZERO
            for i in range(offsets[image, t], offsets[image, t + 1]):
                _add(weight[indices[i]], total)
            row = out[t, image]
            for j in range(row.shape[0]):
                row[j] = total[j]


@kernel
def _scatter_events(
    first: int, last: int, indices: Indices, offsets: Integers, grad: Floats, weights: Floats
) -> None:
    images, parts = offsets.shape[0], weights.shape[0]
    for part in range(first, last):
        for image in range(images * part // parts, images * (part + 1) // parts):
            for t in range(grad.shape[0]):
                row = grad[t, image]
                target = weights[part]
                for i in range(offsets[image, t], offsets[image, t + 1]):
                    _add(row, target[indices[i]])


@inlined
def _find(row: Floats, found: Indices) -> int:
    """List the nonzero places of a row, without branches; gives their number."""
    count = 0
    for i in range(row.shape[0]):
        found[count] = i
        count += 1 if row[i] != _ZERO else 0
    return count


@kernel
def _gather_rows(first: int, last: int, input: Floats, weight: Floats, out: Floats) -> None:
    rows = input.shape[0]
    total = np.empty(weight.shape[1], np.float32)
    found = np.empty(input.shape[1] + 1, np.int32)
    for part in range(first, last):
        for r in range(rows * part // _PARTS, rows * (part + 1) // _PARTS):
            total[:] = _ZERO
            row = input[r]
            for i in range(_find(row, found)):
                _add_scaled(weight[found[i]], row[found[i]], total)
            product = out[r]
            for j in range(product.shape[0]):
                product[j] = total[j]


@kernel
def _scatter_rows(first: int, last: int, input: Floats, grad: Floats, weights: Floats) -> None:
    rows, parts = input.shape[0], weights.shape[0]
    found = np.empty(input.shape[1] + 1, np.int32)
    for part in range(first, last):
        target = weights[part]
        for r in range(rows * part // parts, rows * (part + 1) // parts):
            row = input[r]
            for i in range(_find(row, found)):
                _add_scaled(grad[r], row[found[i]], target[found[i]])


def _padded(rows: int, columns: int, like: Tensor) -> Tensor:
    """Give zeros [rows, columns], with rows that begin at a cache line: adding them is faster."""
    return like.new_zeros((rows, -(-columns // _LINE) * _LINE))


def _rows_of_inputs(weight: Tensor) -> Tensor:
    """Give the weights [N, P] as one padded row per input."""
    rows = _padded(weight.shape[1], weight.shape[0], weight)
    rows[:, : weight.shape[0]] = weight.detach().t()
    return rows


def _parts(weight: Tensor, like: Tensor) -> Tensor:
    """Give zeros for the weight gradients of all parts [part, input, neuron]."""
    neurons, inputs = weight.shape
    return _padded(_PARTS * inputs, neurons, like).view(_PARTS, inputs, -1)


def _sum_parts(parts: Tensor, weight: Tensor) -> Tensor:
    """Add the parts up to a gradient of the shape of the weights."""
    return parts.sum(0)[:, : weight.shape[0]].t()


class _EventLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, weight: Tensor, events: SpikeEvents) -> Tensor:
        out = weight.new_empty((events.time_steps, events.batch, weight.shape[0]))
        ctx.events = events
        ctx.save_for_backward(weight)
        arrays = (events.indices, events.offsets, _rows_of_inputs(weight), out)
        run(_gather_events, events.batch, *(array.numpy() for array in arrays))
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        grad = grad_outputs[0].contiguous()
        (weight,) = ctx.saved_tensors
        parts = _parts(weight, grad)
        arrays = (ctx.events.indices, ctx.events.offsets, grad, parts)
        run(_scatter_events, _PARTS, *(array.numpy() for array in arrays))
        return _sum_parts(parts, weight), None


class _SparseLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, input: Tensor, weight: Tensor) -> Tensor:
        input = input.contiguous()
        out = input.new_empty((input.shape[0], weight.shape[0]))
        ctx.save_for_backward(input, weight)
        arrays = (input.detach(), _rows_of_inputs(weight), out)
        run(_gather_rows, _PARTS, *(array.numpy() for array in arrays))
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, weight = ctx.saved_tensors
        grad = grad_outputs[0].contiguous()
        # The surrogate gradient is dense, and so this product is.
        grad_input = grad @ weight if ctx.needs_input_grad[0] else None
        parts = _parts(weight, grad)
        run(_scatter_rows, _PARTS, *(array.numpy() for array in (input, grad, parts)))
        return grad_input, _sum_parts(parts, weight)


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
    product: Tensor = _EventLinear.apply(weight, events)  # type: ignore[no-untyped-call]
    return product


def sparse_linear(input: Tensor, weight: Tensor) -> Tensor:
    """Multiply a mostly zero input with weights.

    Parameters
    ----------
    input : Tensor
        Any values, shape [..., P], float32, on the CPU.
    weight : Tensor
        Weights, shape [N, P].

    Returns
    -------
    Tensor
        Products, shape [..., N].
    """
    product: Tensor = _SparseLinear.apply(  # type: ignore[no-untyped-call]
        input.flatten(0, -2), weight
    )
    return product.view(*input.shape[:-1], weight.shape[0])
