"""What the products of spikes and weights share: rows that are gathered, sorted and added.

Backward, each input collects the gradients of the rows in which it spiked. The work is divided into
the same parts for any number of threads and the parts are added in their order, so a result does
not depend on the threads.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dwmtj.compiling import kernel, uncounted
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.vectors import LANES, add_rows, wide

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]

#: Parts whose weight gradients are summed apart.
PARTS = 8
# Numbers that are added up in less time than it takes to hand work to another thread.
_WORTH_THREADS = 2**18


class Mix(NamedTuple):
    """A gradient that is put together while it is read: a*G + b*x + c for each neuron.

    That is how the gradient before a batch norm follows from the one after it. ``current`` x has
    the shape of the gradient G, ``coefficients`` are a, b and c, shape [3, N], or [3, 0] for G.
    """

    current: Tensor
    coefficients: Tensor

    @staticmethod
    def none(gradient: Tensor) -> "Mix":
        """Give the mix that leaves a gradient as it is.

        Parameters
        ----------
        gradient : Tensor
            Any shape.

        Returns
        -------
        Mix
            Without coefficients.
        """
        return Mix(gradient, gradient.new_empty((3, 0)))


@uncounted
def copy_row(source: Floats, target: Floats) -> None:
    """Copy the shorter of two rows.

    Parameters
    ----------
    source, target : ndarray
        Shapes [n] and [m].
    """
    wide()
    for j in range(min(source.shape[0], target.shape[0])):
        target[j] = source[j]


@uncounted
def mix_row(gradient: Floats, current: Floats, mix: Floats, target: Floats) -> None:
    """Copy a row of a gradient, mixed with the current where a mix is given: see :class:`Mix`.

    Parameters
    ----------
    gradient, current : ndarray
        Rows, shape [N].
    mix : ndarray
        Coefficients, shape [3, N] or [3, 0].
    target : ndarray
        Filled, shape [n] of at least N.
    """
    wide()
    if mix.shape[1] == 0:
        copy_row(gradient, target)
        return
    a, b, c = mix[0], mix[1], mix[2]
    for j in range(gradient.shape[0]):
        target[j] = a[j] * gradient[j] + b[j] * current[j] + c[j]


@uncounted
def sort_by_input(
    spiking: Indices, begin: Integers, rows: int, sorted_rows: Indices, starts: Integers
) -> None:
    """Sort spikes, listed by row, by input.

    Parameters
    ----------
    spiking : ndarray
        Inputs that spike (no unit), shape [n] or longer.
    begin : ndarray
        Where the spikes of each row begin (no unit), shape [rows + 1] or longer.
    rows : int
        Number of rows [no unit].
    sorted_rows : ndarray
        Filled with the rows of the spikes, by input (no unit), shape [n].
    starts : ndarray
        Filled with where those of each input begin (no unit), shape [P + 2].
    """
    starts[:] = 0
    for i in range(begin[0], begin[rows]):
        starts[spiking[i] + 2] += 1
    for i in range(2, starts.shape[0]):
        starts[i] += starts[i - 1]
    for r in range(rows):
        for i in range(begin[r], begin[r + 1]):
            place = starts[spiking[i] + 1]
            sorted_rows[place] = r
            starts[spiking[i] + 1] = place + 1


@uncounted
def collect(sorted_rows: Indices, starts: Integers, slab: Floats, weights: Floats) -> None:
    """Add to the weights of each input the rows in which it spiked.

    Parameters
    ----------
    sorted_rows, starts : ndarray
        From :func:`sort_by_input` (no unit), shapes [n] and [P + 2].
    slab : ndarray
        Rows of gradients, shape [rows, width].
    weights : ndarray
        Added to, shape [P, width].
    """
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


def padded(matrix: Tensor, multiple: int) -> Floats:
    """Copy a matrix to one whose row length is a multiple of a number, filled up with zeros.

    Numpy does such small work in this thread, where PyTorch would wake others for it.

    Parameters
    ----------
    matrix : Tensor
        Any shape [rows, columns].
    multiple : int
        That number [no unit].

    Returns
    -------
    ndarray
        Shape [rows, width].
    """
    rows, columns = matrix.shape
    padded = np.zeros((rows, -(-columns // multiple) * multiple), np.float32)
    padded[:, :columns] = matrix.detach().numpy()
    return padded


def new_parts(weight: Tensor) -> Floats:
    """Make room for the weight gradients of all parts; a kernel begins each part with zeros.

    Parameters
    ----------
    weight : Tensor
        Shape [N, P].

    Returns
    -------
    ndarray
        Shape [parts, P, width], not filled.
    """
    neurons, inputs = weight.shape
    return np.empty((PARTS, inputs, -(-neurons // LANES) * LANES), np.float32)


@kernel
def _sum_parts(first: int, last: int, parts: Floats, out: Floats) -> None:
    for i in range(first, last):
        row = parts[0, i]
        for part in range(1, parts.shape[0]):
            for j in range(row.shape[0]):
                row[j] += parts[part, i, j]
        for j in range(out.shape[0]):
            out[j, i] = row[j]


def sum_parts(parts: Floats, weight: Tensor) -> Tensor:
    """Add the parts up.

    Parameters
    ----------
    parts : ndarray
        Shape [parts, P, width]; overwritten.
    weight : Tensor
        Shape [N, P].

    Returns
    -------
    Tensor
        Gradient of the weights, shape [N, P].
    """
    out = torch.empty_like(weight, memory_format=torch.contiguous_format)
    if parts.size < _WORTH_THREADS:
        _sum_parts(0, parts.shape[1], parts, out.numpy())
    else:
        run(_sum_parts, parts.shape[1], parts, out.numpy())
    return out
