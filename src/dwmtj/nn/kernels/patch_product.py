"""Convolution of pictures of few 1 and many 0: where there is a spike, weights are added.

Each spike adds its weights to every place that sees it, and backward collects the gradients of
these places. The gradient of the pictures is a dense product of all patches, since a surrogate is
nowhere zero. A library's convolution multiplies the zeros too.
"""

import numpy as np
import numpy.typing as npt
from torch import Tensor

from dwmtj.compiling import kernel, uncounted
from dwmtj.nn.kernels.binary_product import find_nonzero, is_binary, multiply_rows
from dwmtj.nn.kernels.gathering import (
    PARTS,
    Mix,
    copy_row,
    mix_row,
    new_parts,
    padded,
    sum_parts,
)
from dwmtj.nn.kernels.patches import Links, add_patch, link
from dwmtj.nn.kernels.statistics import PartSums, new_sums, sum_part
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.vectors import BLOCK_COLUMNS, BLOCK_ROWS, LANES, add_row
from dwmtj.nn.patches import Patches

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int32]

_ZERO = np.float32(0)


@uncounted
def _gather_picture(
    found: Indices, count: int, channels: int, links: Links, weight: Floats, sums: Floats
) -> None:
    width = weight.shape[1]
    table, flat = weight.reshape(-1), sums.reshape(-1)
    flat[:] = _ZERO
    for i in range(count):
        pixel = found[i] // channels
        channel = found[i] - pixel * channels
        for j in range(links.begin[pixel], links.begin[pixel + 1]):
            row = links.pixels_of[j] * channels + channel
            add_row(table, row * width, flat, links.places[j] * width, width)


@kernel
def _gather_pictures(
    first: int,
    last: int,
    input: Floats,
    channels: int,
    links: Links,
    weight: Floats,
    out: Floats,
    binary: Indices,
    sums: PartSums,
) -> None:
    places = out.shape[0] // input.shape[0]
    slab = np.empty((places, weight.shape[1]), np.float32)
    found = np.empty(input.shape[1] + 1, np.int32)
    for i in range(first, last):
        count = find_nonzero(input[i], found)
        binary[i] = is_binary(input[i], found, count)
        if binary[i] == 0:
            return
        _gather_picture(found, count, channels, links, weight, slab)
        for place in range(places):
            copy_row(slab[place], out[i * places + place])
        sum_part(slab, i, sums)


@uncounted
def _collect_picture(
    found: Indices, count: int, channels: int, links: Links, slab: Floats, weights: Floats
) -> None:
    """Add to the weights of each spike the gradients of the places that see it."""
    width = weights.shape[1]
    table, flat = slab.reshape(-1), weights.reshape(-1)
    for i in range(count):
        pixel = found[i] // channels
        channel = found[i] - pixel * channels
        for j in range(links.begin[pixel], links.begin[pixel + 1]):
            row = links.pixels_of[j] * channels + channel
            add_row(table, links.places[j] * width, flat, row * width, width)


@uncounted
def _multiply_back(
    slab: Floats, patches: Patches, weight: Floats, product: Floats, grad_input: Floats
) -> None:
    """Multiply gradients with weights, a dense product, and add the patches to their picture."""
    places = patches.rows * patches.columns
    grad_input[:] = _ZERO
    for place in range(0, places, BLOCK_ROWS):
        multiply_rows(slab, place, weight, product)
        for k in range(min(BLOCK_ROWS, places - place)):
            add_patch(product[k], patches, place + k, grad_input)


@kernel
def _pictures_backward(
    first: int,
    last: int,
    input: Floats,
    patches: Patches,
    links: Links,
    grad: Floats,
    current: Floats,
    mix: Floats,
    weight: Floats,
    grad_input: Floats,
    weights: Floats,
) -> None:
    parts, width = weights.shape[0], weights.shape[2]
    places = patches.rows * patches.columns
    pictures = input.shape[0]
    slab = np.zeros((-(-places // BLOCK_ROWS) * BLOCK_ROWS, width), np.float32)  # in whole blocks
    product = np.empty((BLOCK_ROWS, weight.shape[1]), np.float32)
    found = np.empty(input.shape[1] + 1, np.int32)
    for part in range(first, last):
        weights[part] = _ZERO
        for i in range(pictures * part // parts, pictures * (part + 1) // parts):
            for place in range(places):
                row = i * places + place
                mix_row(grad[row], current[row], mix, slab[place])
            count = find_nonzero(input[i], found)
            _collect_picture(found, count, patches.channels, links, slab, weights[part])
            if grad_input.shape[0] > 0:
                _multiply_back(slab, patches, weight, product, grad_input[i])


def patch_product(
    input: Tensor, weight: Tensor, patches: Patches, sums: PartSums | None = None
) -> Tensor | None:
    """Multiply the patches of pictures of 0 and 1 with weights, without a gradient.

    Parameters
    ----------
    input : Tensor
        Pictures, shape [R, height*width*channels], contiguous.
    weight : Tensor
        Shape [N, kernel*kernel*channels].
    patches : Patches
        The sizes.
    sums : PartSums, optional
        Filled with the sums of each picture, shape [R, N].

    Returns
    -------
    Tensor or None
        Shape [R*places, N]; None if there is another value than 0 and 1.
    """
    places = patches.rows * patches.columns
    out = input.new_empty((len(input) * places, weight.shape[0]))
    binary = np.zeros(len(input), np.int32)
    run(
        _gather_pictures,
        len(input),
        input.detach().numpy(),
        patches.channels,
        link(patches),
        padded(weight.t(), LANES),
        out.numpy(),
        binary,
        new_sums(0, len(weight)) if sums is None else sums,
    )
    return out if binary.all() else None


def patch_gradients(
    input: Tensor, weight: Tensor, patches: Patches, grad: Tensor, mix: Mix, wanted: bool
) -> tuple[Tensor | None, Tensor]:
    """Give the gradients of pictures and weights from that of the product.

    Parameters
    ----------
    input : Tensor
        Values 0 and 1, shape [R, height*width*channels].
    weight : Tensor
        Shape [N, kernel*kernel*channels].
    patches : Patches
        The sizes.
    grad : Tensor
        Gradient of the product, shape [R*places, N], contiguous.
    mix : Mix
        What is made of it, shape [R*places, N].
    wanted : bool
        Whether the gradient of the input is wanted.

    Returns
    -------
    grad_input : Tensor or None
        Shape [R, height*width*channels].
    grad_weight : Tensor
        Shape [N, kernel*kernel*channels].
    """
    grad_input = input.new_empty(input.shape if wanted else (0, 0))
    parts = new_parts(weight)
    run(
        _pictures_backward,
        PARTS,
        input.numpy(),
        patches,
        link(patches),
        *(array.numpy() for array in (grad, *mix)),
        padded(weight, BLOCK_COLUMNS),
        grad_input.numpy(),
        parts,
    )
    return grad_input if wanted else None, sum_parts(parts, weight)
