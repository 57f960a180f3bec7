"""Events times weights: where there is a spike, weights are added; nothing else is computed.

A vector of neurons is computed for all steps of an image before the next vector, so that the
weights it needs stay in the nearest cache.
"""

import numpy as np
import numpy.typing as npt
from torch import Tensor

from dwmtj.compiling import kernel, uncounted
from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.kernels.gathering import (
    PARTS,
    Mix,
    collect,
    copy_row,
    mix_row,
    new_parts,
    padded,
    sort_by_input,
    sum_parts,
)
from dwmtj.nn.kernels.statistics import PartSums, new_sums, sum_part
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.vectors import LANES, add_rows, prefetch

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]

#: Steps between announcing a row and using it.
_AHEAD = 8
_ZERO = np.float32(0)


@uncounted
def _announce(array: Floats, step: int, image: int) -> None:
    """Say that a row [N] of an array [T, B, N] will be used soon; none past the end."""
    steps, images, neurons = array.shape
    if step < steps:
        begin = (step * images + image) * neurons
        for place in range(begin, begin + neurons, LANES):
            prefetch(array, place)


@uncounted
def _most_events(offsets: Integers, steps: int) -> int:
    """Count the spikes of the image that has most."""
    most = 0
    for first in range(0, offsets.shape[0] - 1, steps):
        most = max(most, offsets[first + steps] - offsets[first])
    return most


@uncounted
def _gather_image(
    image: int,
    indices: Indices,
    offsets: Integers,
    weight: Floats,
    out: Floats,
    sums: PartSums,
    slab: Floats,
) -> None:
    width = weight.shape[1]
    steps = out.shape[0]
    table, flat = weight.reshape(-1), slab.reshape(-1)
    begin = offsets[image * steps :]
    flat[:] = _ZERO
    for column in range(0, width, LANES):
        for t in range(steps):
            add_rows(
                table, column, width, indices, begin[t], begin[t + 1], flat, t * width + column
            )
    for t in range(steps):
        _announce(out, t + _AHEAD, image)
        copy_row(slab[t], out[t, image])
    sum_part(slab, image, sums)


@uncounted
def _scatter_image(
    image: int,
    indices: Indices,
    offsets: Integers,
    grad: Floats,
    current: Floats,
    mix: Floats,
    weights: Floats,
    slab: Floats,
    sorted_rows: Indices,
    starts: Integers,
) -> None:
    steps = grad.shape[0]
    sort_by_input(indices, offsets[image * steps :], steps, sorted_rows, starts)
    for t in range(steps):
        _announce(grad, t + _AHEAD, image)
        _announce(current, t + _AHEAD, image)
        mix_row(grad[t, image], current[t, image], mix, slab[t])
    collect(sorted_rows, starts, slab, weights)


@kernel
def _gather_events(
    first: int,
    last: int,
    indices: Indices,
    offsets: Integers,
    weight: Floats,
    out: Floats,
    sums: PartSums,
) -> None:
    slab = np.empty((out.shape[0], weight.shape[1]), np.float32)
    for image in range(first, last):
        _gather_image(image, indices, offsets, weight, out, sums, slab)


@kernel
def _scatter_events(
    first: int,
    last: int,
    indices: Indices,
    offsets: Integers,
    grad: Floats,
    current: Floats,
    mix: Floats,
    weights: Floats,
) -> None:
    parts, inputs, width = weights.shape
    steps, images, _ = grad.shape
    slab = np.zeros((steps, width), np.float32)
    sorted_rows = np.empty(_most_events(offsets, steps), np.int32)
    starts = np.empty(inputs + 2, np.int64)
    for part in range(first, last):
        weights[part] = _ZERO
        for image in range(images * part // parts, images * (part + 1) // parts):
            _scatter_image(
                image,
                indices,
                offsets,
                grad,
                current,
                mix,
                weights[part],
                slab,
                sorted_rows,
                starts,
            )


def event_product(events: SpikeEvents, weight: Tensor, sums: PartSums | None = None) -> Tensor:
    """Multiply spikes with weights, without a gradient.

    Parameters
    ----------
    events : SpikeEvents
        The spikes, shape [T, B, P].
    weight : Tensor
        Shape [N, P].
    sums : PartSums, optional
        Filled with the sums of each image, shape [B, N].

    Returns
    -------
    Tensor
        Shape [T, B, N].
    """
    steps, images, _ = events.shape
    out = weight.new_empty((steps, images, weight.shape[0]))
    # The product reads memory as it lies.
    spikes = (events.indices.contiguous().numpy(), events.offsets.contiguous().numpy())
    sums = new_sums(0, len(weight)) if sums is None else sums
    run(_gather_events, images, *spikes, padded(weight.t(), LANES), out.numpy(), sums)
    return out


def event_gradient(events: SpikeEvents, weight: Tensor, grad: Tensor, mix: Mix) -> Tensor:
    """Give the gradient of the weights from that of the product.

    Parameters
    ----------
    events : SpikeEvents
        The spikes, shape [T, B, P].
    weight : Tensor
        Shape [N, P].
    grad : Tensor
        Gradient of the product, shape [T, B, N], contiguous.
    mix : Mix
        What is made of it, shape [T, B, N].

    Returns
    -------
    Tensor
        Shape [N, P].
    """
    parts = new_parts(weight)
    arrays = (events.indices, events.offsets, grad, *mix)
    run(_scatter_events, PARTS, *(array.numpy() for array in arrays), parts)
    return sum_parts(parts, weight)
