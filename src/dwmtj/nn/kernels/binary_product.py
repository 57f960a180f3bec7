"""Tensors of few 1 and many 0 times weights: rows are searched for spikes, and weights added.

Backward, the gradient of the input is a dense product, since a surrogate is nowhere zero.
"""

import numpy as np
import numpy.typing as npt
from torch import Tensor

from dwmtj.compiling import kernel, uncounted
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
from dwmtj.nn.kernels.statistics import CHUNK, PartSums, new_sums, sum_part
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.vectors import (
    BLOCK_COLUMNS,
    BLOCK_ROWS,
    LANES,
    add_rows,
    lowest_bit,
    multiply_block,
    nonzero_bits,
)

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]

_ZERO, _ONE = np.float32(0), np.float32(1)


@uncounted
def find_nonzero(row: Floats, found: Indices) -> int:
    """List the nonzero places of a row.

    Parameters
    ----------
    row : ndarray
        Shape [n].
    found : ndarray
        Filled with their places (no unit), shape [m] of at least their number and one more.

    Returns
    -------
    int
        Their number.
    """
    count = 0
    whole = row.shape[0] // LANES * LANES
    for first in range(0, whole, LANES):
        bits = nonzero_bits(row, first)
        while bits != 0:
            found[count] = first + lowest_bit(bits)
            count += 1
            bits &= bits - 1  # clears the lowest bit that is set
    for i in range(whole, row.shape[0]):
        found[count] = i
        count += 1 if row[i] != _ZERO else 0
    return count


@uncounted
def is_binary(row: Floats, found: Indices, count: int) -> bool:
    """Tell whether a row has no values but 0 and 1.

    Parameters
    ----------
    row : ndarray
        Shape [n].
    found : ndarray
        Where it is not zero (no unit), shape [m].
    count : int
        Number of these places [no unit].

    Returns
    -------
    bool
        Whether all of them hold 1.
    """
    other = 0
    for i in range(count):
        other += 1 if row[found[i]] != _ONE else 0
    return other == 0


@uncounted
def _gather_chunk(
    chunk: int,
    input: Floats,
    weight: Floats,
    out: Floats,
    sums: PartSums,
    total: Floats,
    found: Indices,
) -> bool:
    """Give whether the rows are binary; if not, their products are not filled."""
    width = weight.shape[1]
    table = weight.reshape(-1)
    for r in range(chunk * CHUNK, min((chunk + 1) * CHUNK, input.shape[0])):
        count = find_nonzero(input[r], found)
        if not is_binary(input[r], found, count):
            return False
        total[:] = _ZERO
        for column in range(0, width, LANES):
            add_rows(table, column, width, found, 0, count, total, column)
        copy_row(total, out[r])
    sum_part(out[chunk * CHUNK : (chunk + 1) * CHUNK], chunk, sums)
    return True


@kernel
def _gather_rows(
    first: int,
    last: int,
    input: Floats,
    weight: Floats,
    out: Floats,
    binary: Indices,
    sums: PartSums,
) -> None:
    total, found = np.empty(weight.shape[1], np.float32), np.empty(input.shape[1] + 1, np.int32)
    for chunk in range(first, last):
        binary[chunk] = _gather_chunk(chunk, input, weight, out, sums, total, found)


@uncounted
def multiply_rows(slab: Floats, first: int, weight: Floats, product: Floats) -> None:
    """Multiply a block of rows with a matrix: a dense product.

    Parameters
    ----------
    slab : ndarray
        The rows, shape [rows, width] of at least N columns.
    first : int
        The first of BLOCK_ROWS rows (no unit).
    weight : ndarray
        Shape [N, across], in whole blocks of columns.
    product : ndarray
        Filled, shape [BLOCK_ROWS, across].
    """
    width, neurons, across = slab.shape[1], weight.shape[0], weight.shape[1]
    left, table, flat = slab.reshape(-1), weight.reshape(-1), product.reshape(-1)
    for column in range(0, across, BLOCK_COLUMNS):
        multiply_block(
            left, first * width, width, neurons, table, column, across, flat, column, across
        )


@uncounted
def _multiply_back(length: int, slab: Floats, weight: Floats, product: Floats, out: Floats) -> None:
    """Multiply gradients with weights: a dense product of ``length`` rows."""
    for r in range(0, length, BLOCK_ROWS):
        multiply_rows(slab, r, weight, product)
        for k in range(min(BLOCK_ROWS, length - r)):
            copy_row(product[k], out[r + k])


@uncounted
def _mix_and_find(
    input: Floats,
    grad: Floats,
    current: Floats,
    mix: Floats,
    slab: Floats,
    spiking: Indices,
    begin: Integers,
) -> None:
    """Copy the gradients of a chunk to the slab, and list the spikes of its rows."""
    begin[0] = 0
    for r in range(input.shape[0]):
        mix_row(grad[r], current[r], mix, slab[r])
        begin[r + 1] = begin[r] + find_nonzero(input[r], spiking[begin[r] :])


@kernel
def _rows_backward(
    first: int,
    last: int,
    input: Floats,
    grad: Floats,
    current: Floats,
    mix: Floats,
    weight: Floats,
    grad_input: Floats,
    weights: Floats,
) -> None:
    parts, inputs, width = weights.shape
    rows = grad.shape[0]
    chunks = -(-rows // CHUNK)
    slab = np.zeros((-(-CHUNK // BLOCK_ROWS) * BLOCK_ROWS, width), np.float32)  # in whole blocks
    product = np.empty((BLOCK_ROWS, weight.shape[1]), np.float32)
    room = CHUNK * inputs
    spiking, sorted_rows = np.empty(room + 1, np.int32), np.empty(room, np.int32)
    begin, starts = np.empty(CHUNK + 1, np.int64), np.empty(inputs + 2, np.int64)
    for part in range(first, last):
        weights[part] = _ZERO
        for chunk in range(chunks * part // parts, chunks * (part + 1) // parts):
            start = chunk * CHUNK
            length = min(CHUNK, rows - start)
            stop = start + length
            _mix_and_find(
                input[start:stop], grad[start:stop], current[start:stop], mix, slab, spiking, begin
            )
            sort_by_input(spiking, begin, length, sorted_rows, starts)
            collect(sorted_rows, starts, slab, weights[part])
            if grad_input.shape[0] > 0:
                _multiply_back(length, slab, weight, product, grad_input[start:stop])


def binary_product(input: Tensor, weight: Tensor, sums: PartSums | None = None) -> Tensor | None:
    """Multiply values 0 and 1 with weights, without a gradient.

    Parameters
    ----------
    input : Tensor
        Shape [R, P], contiguous.
    weight : Tensor
        Shape [N, P].
    sums : PartSums, optional
        Filled with the sums of each ``CHUNK`` of rows, shape [chunks, N].

    Returns
    -------
    Tensor or None
        Shape [R, N]; None if there is another value than 0 and 1.
    """
    out = input.new_empty((input.shape[0], weight.shape[0]))
    chunks = -(-len(input) // CHUNK)
    binary = np.empty(chunks, np.int32)
    table = padded(weight.t(), LANES)
    sums = new_sums(0, len(weight)) if sums is None else sums
    run(_gather_rows, chunks, input.detach().numpy(), table, out.numpy(), binary, sums)
    return out if binary.all() else None


def binary_gradients(
    input: Tensor, weight: Tensor, grad: Tensor, mix: Mix, wanted: bool, spent: bool = False
) -> tuple[Tensor | None, Tensor]:
    """Give the gradients of input and weights from that of the product.

    Parameters
    ----------
    input : Tensor
        Values 0 and 1, shape [R, P].
    weight : Tensor
        Shape [N, P].
    grad : Tensor
        Gradient of the product, shape [R, N], contiguous.
    mix : Mix
        What is made of it, shape [R, N].
    wanted : bool
        Whether the gradient of the input is wanted.
    spent : bool
        Whether nobody needs ``grad`` afterwards: then that of the input may take its memory, which
        the kernel can do because it copies a chunk of rows before it writes them.

    Returns
    -------
    grad_input : Tensor or None
        Shape [R, P].
    grad_weight : Tensor
        Shape [N, P].
    """
    if wanted and spent and input.shape == grad.shape:
        grad_input = grad
    else:
        grad_input = input.new_empty(input.shape if wanted else (0, 0))
    parts = new_parts(weight)
    arrays = (array.numpy() for array in (input, grad, *mix))
    run(_rows_backward, PARTS, *arrays, padded(weight, BLOCK_COLUMNS), grad_input.numpy(), parts)
    return grad_input if wanted else None, sum_parts(parts, weight)
