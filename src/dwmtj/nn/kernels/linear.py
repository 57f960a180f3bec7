"""Dense layer on spikes: where there is a spike, weights are added; nothing else is computed.

A vector of neurons is computed for all steps of an image before the next vector, so that the
weights it needs stay in the nearest cache. Backward, each input collects the gradients of the steps
in which it spiked. The work is divided into the same parts for any number of threads and the
parts are added in their order, so a result does not depend on the threads.
"""

from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.kernels.compiling import inlined, kernel
from dwmtj.nn.kernels.differentiation import not_differentiable
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.vectors import (
    BLOCK_ROWS,
    BLOCK_VECTORS,
    LANES,
    add_rows,
    multiply_block,
    prefetch,
)

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]

#: Parts whose weight gradients are summed apart.
_PARTS = 8
#: Rows of a dense input that are treated together.
_CHUNK = 256
#: Rows between announcing one and using it.
_AHEAD = 8
_BLOCK = BLOCK_VECTORS * LANES
_ZERO, _ONE = np.float32(0), np.float32(1)


@inlined
def _copy(source: Floats, target: Floats) -> None:
    """Copy the shorter of two rows."""
    for j in range(min(source.shape[0], target.shape[0])):
        target[j] = source[j]


@inlined
def _announce(array: Floats, step: int, image: int) -> None:
    """Say that a row [N] of an array [T, B, N] will be used soon; none past the end."""
    steps, images, neurons = array.shape
    if step < steps:
        begin = (step * images + image) * neurons
        for place in range(begin, begin + neurons, LANES):
            prefetch(array, place)


@inlined
def _copy_events(
    image: int, images: int, indices: Indices, offsets: Integers, spiking: Indices, begin: Integers
) -> None:
    """Copy the spikes of an image; those of step t end up at begin[t]:begin[t + 1]."""
    count = 0
    for t in range(begin.shape[0] - 1):
        r = t * images + image
        source = indices[offsets[r] : offsets[r + 1]]
        target = spiking[count : count + source.shape[0]]
        for i in range(source.shape[0]):
            target[i] = source[i]
        begin[t] = count
        count += source.shape[0]
    begin[begin.shape[0] - 1] = count


@inlined
def _by_input(
    spiking: Indices, begin: Integers, rows: int, sorted_rows: Indices, starts: Integers
) -> None:
    """Sort spikes, listed by row, by input; those of input i go to starts[i]:starts[i + 1]."""
    starts[:] = 0
    for i in range(begin[rows]):
        starts[spiking[i] + 2] += 1
    for i in range(2, starts.shape[0]):
        starts[i] += starts[i - 1]
    for r in range(rows):
        for i in range(begin[r], begin[r + 1]):
            place = starts[spiking[i] + 1]
            sorted_rows[place] = r
            starts[spiking[i] + 1] = place + 1


@inlined
def _collect(sorted_rows: Indices, starts: Integers, slab: Floats, weights: Floats) -> None:
    """Add to the weights [P, width] of each input the rows of a slab in which it spiked."""
    inputs, width = weights.shape
    table, target = slab.reshape(-1), weights.reshape(-1)
    for column in range(0, width, LANES):
        for i in range(inputs):
            if starts[i + 1] > starts[i]:
                add_rows(
                    table,
                    column,
                    width,
                    sorted_rows,
                    starts[i],
                    starts[i + 1],
                    target,
                    i * width + column,
                )


@inlined
def _most_events(offsets: Integers, images: int) -> int:
    """Count the spikes of the image that has most."""
    most = 0
    for image in range(images):
        count = 0
        for r in range(image, offsets.shape[0] - 1, images):
            count += offsets[r + 1] - offsets[r]
        most = max(most, count)
    return most


@kernel
def _gather_events(
    first: int, last: int, indices: Indices, offsets: Integers, weight: Floats, out: Floats
) -> None:
    width = weight.shape[1]
    table = weight.reshape(-1)
    steps, images, _ = out.shape
    slab = np.empty((steps, width), np.float32)
    flat = slab.reshape(-1)
    spiking = np.empty(_most_events(offsets, images), np.int32)
    begin = np.empty(steps + 1, np.int64)
    for image in range(first, last):
        _copy_events(image, images, indices, offsets, spiking, begin)
        flat[:] = _ZERO
        for column in range(0, width, LANES):
            for t in range(steps):
                add_rows(
                    table, column, width, spiking, begin[t], begin[t + 1], flat, t * width + column
                )
        for t in range(steps):
            _announce(out, t + _AHEAD, image)
            _copy(slab[t], out[t, image])


@kernel
def _scatter_events(
    first: int, last: int, indices: Indices, offsets: Integers, grad: Floats, weights: Floats
) -> None:
    parts, inputs, width = weights.shape
    steps, images, _ = grad.shape
    slab = np.zeros((steps, width), np.float32)
    room = _most_events(offsets, images)
    spiking, sorted_rows = np.empty(room, np.int32), np.empty(room, np.int32)
    begin, starts = np.empty(steps + 1, np.int64), np.empty(inputs + 2, np.int64)
    for part in range(first, last):
        for image in range(images * part // parts, images * (part + 1) // parts):
            _copy_events(image, images, indices, offsets, spiking, begin)
            _by_input(spiking, begin, steps, sorted_rows, starts)
            for t in range(steps):
                _announce(grad, t + _AHEAD, image)
                _copy(grad[t, image], slab[t])
            _collect(sorted_rows, starts, slab, weights[part])


@inlined
def _find(row: Floats, found: Indices) -> int:
    """List the nonzero places of a row, without branches; gives their number."""
    count = 0
    for i in range(row.shape[0]):
        found[count] = i
        count += 1 if row[i] != _ZERO else 0
    return count


@inlined
def _is_binary(row: Floats, found: Indices, count: int) -> bool:
    other = 0
    for i in range(count):
        other += 1 if row[found[i]] != _ONE else 0
    return other == 0


@kernel
def _gather_rows(
    first: int, last: int, input: Floats, weight: Floats, out: Floats, binary: Indices
) -> None:
    width = weight.shape[1]
    table = weight.reshape(-1)
    total, found = np.empty(width, np.float32), np.empty(input.shape[1] + 1, np.int32)
    for chunk in range(first, last):
        binary[chunk] = 1
        for r in range(chunk * _CHUNK, min((chunk + 1) * _CHUNK, input.shape[0])):
            count = _find(input[r], found)
            if not _is_binary(input[r], found, count):
                binary[chunk] = 0
                break
            total[:] = _ZERO
            for column in range(0, width, LANES):
                add_rows(table, column, width, found, 0, count, total, column)
            _copy(total, out[r])


@kernel
def _rows_backward(
    first: int,
    last: int,
    input: Floats,
    grad: Floats,
    weight: Floats,
    grad_input: Floats,
    weights: Floats,
) -> None:
    parts, inputs, width = weights.shape
    rows, neurons = grad.shape
    chunks = -(-rows // _CHUNK)
    across = weight.shape[1]
    table = weight.reshape(-1)
    slab = np.zeros((_CHUNK, width), np.float32)
    left = slab.reshape(-1)
    product = np.empty((BLOCK_ROWS, across), np.float32)
    flat = product.reshape(-1)
    room = _CHUNK * inputs
    spiking, sorted_rows = np.empty(room + 1, np.int32), np.empty(room, np.int32)
    begin, starts = np.empty(_CHUNK + 1, np.int64), np.empty(inputs + 2, np.int64)
    for part in range(first, last):
        for chunk in range(chunks * part // parts, chunks * (part + 1) // parts):
            start = chunk * _CHUNK
            length = min(_CHUNK, rows - start)
            begin[0] = 0
            for r in range(length):
                _copy(grad[start + r], slab[r])
                begin[r + 1] = begin[r] + _find(input[start + r], spiking[begin[r] :])
            _by_input(spiking, begin, length, sorted_rows, starts)
            _collect(sorted_rows, starts, slab, weights[part])
            if grad_input.shape[0] == 0:
                continue
            for r in range(0, length, BLOCK_ROWS):
                for column in range(0, across, _BLOCK):
                    multiply_block(
                        left, r * width, width, neurons, table, column, across, flat, column, across
                    )
                for k in range(min(BLOCK_ROWS, length - r)):
                    _copy(product[k], grad_input[start + r + k])


def _padded(matrix: Tensor, multiple: int) -> Tensor:
    """Copy a matrix to one whose row length is a multiple of a number, filled up with zeros."""
    rows, columns = matrix.shape
    padded = matrix.new_zeros((rows, -(-columns // multiple) * multiple))
    padded[:, :columns] = matrix.detach()
    return padded


def _new_parts(weight: Tensor) -> Tensor:
    """Give zeros for the weight gradients of all parts, [parts, P, width]."""
    neurons, inputs = weight.shape
    return weight.new_zeros((_PARTS, inputs, -(-neurons // LANES) * LANES))


def _sum_parts(parts: Tensor, weight: Tensor) -> Tensor:
    """Add the parts up to a gradient of the shape of the weights."""
    return parts.sum(0)[:, : weight.shape[0]].t()


class _EventLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, weight: Tensor, events: SpikeEvents) -> Tensor:
        steps, images, _ = events.shape
        out = weight.new_empty((steps, images, weight.shape[0]))
        ctx.events = events
        ctx.save_for_backward(weight)
        arrays = (events.indices, events.offsets, _padded(weight.t(), LANES), out)
        run(_gather_events, images, *(array.numpy() for array in arrays))
        return out

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        grad = grad_outputs[0].contiguous()
        (weight,) = ctx.saved_tensors
        parts = _new_parts(weight)
        arrays = (ctx.events.indices, ctx.events.offsets, grad, parts)
        run(_scatter_events, _PARTS, *(array.numpy() for array in arrays))
        return _sum_parts(parts, weight), None


class _BinaryLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, input: Tensor, weight: Tensor) -> Tensor:
        input = input.contiguous()
        out = input.new_empty((input.shape[0], weight.shape[0]))
        ctx.save_for_backward(input, weight)
        chunks = -(-len(input) // _CHUNK)
        binary = torch.empty(chunks, dtype=torch.int32)
        arrays = (input.detach(), _padded(weight.t(), LANES), out, binary)
        run(_gather_rows, chunks, *(array.numpy() for array in arrays))
        ctx.binary = bool(binary.all())
        return out if ctx.binary else input @ weight.t()

    @staticmethod
    @not_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        input, weight = ctx.saved_tensors
        grad = grad_outputs[0].contiguous()
        wanted = ctx.needs_input_grad[0]
        if not ctx.binary:
            return grad @ weight if wanted else None, grad.t() @ input
        grad_input = input.new_empty(input.shape if wanted else (0, 0))
        parts = _new_parts(weight)
        arrays = (input, grad, _padded(weight, _BLOCK), grad_input, parts)
        run(_rows_backward, _PARTS, *(array.numpy() for array in arrays))
        return grad_input if wanted else None, _sum_parts(parts, weight)


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
