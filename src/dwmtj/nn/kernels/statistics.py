"""Mean and variance of each neuron's current, taken from parts of it while they are in the cache.

The parts are put together as Chan, Golub and LeVeque (1983) do, so nothing cancels.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dwmtj.compiling import kernel, uncounted
from dwmtj.nn.kernels.threads import run

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

#: Rows of a part, where the kernel that makes them has no parts of its own.
CHUNK = 256
_ZERO = np.float32(0)


class Statistics(NamedTuple):
    """``mean`` and ``variance`` (of the sample, not corrected) of each neuron, shape [N]."""

    mean: Tensor
    variance: Tensor


class PartSums(NamedTuple):
    """``means`` of each part and its summed ``squares`` of deviations, shape [parts, N], or [0, N].

    Kernels fill it, or leave it alone where it has no parts.
    """

    means: Floats
    squares: Floats


def new_sums(parts: int, neurons: int) -> PartSums:
    """Make room for parts.

    Parameters
    ----------
    parts, neurons : int
        Number of parts and of neurons [no unit]; no parts if nobody asks for statistics.

    Returns
    -------
    PartSums
        Not filled.
    """
    shape = (parts, neurons)
    return PartSums(np.empty(shape, np.float32), np.empty(shape, np.float32))


@uncounted
def sum_part(values: Floats, part: int, sums: PartSums) -> None:
    """Fill in one part.

    Parameters
    ----------
    values : ndarray
        Its rows, shape [rows, width] of at least N columns.
    part : int
        Which part (no unit).
    sums : PartSums
        Filled at that part; nothing is done if it has none.
    """
    if sums.means.shape[0] == 0:
        return
    rows, neurons = values.shape[0], sums.means.shape[1]
    mean, square = sums.means[part], sums.squares[part]
    mean[:] = _ZERO
    square[:] = _ZERO
    for r in range(rows):
        row = values[r]
        for j in range(neurons):
            mean[j] += row[j]
    for j in range(neurons):
        mean[j] /= np.float32(rows)
    for r in range(rows):
        row = values[r]
        for j in range(neurons):
            deviation = row[j] - mean[j]
            square[j] += deviation * deviation


@kernel
def _sum_parts(first: int, last: int, values: Floats, sums: PartSums) -> None:
    for part in range(first, last):
        sum_part(values[part * CHUNK : (part + 1) * CHUNK], part, sums)


@kernel
def _combine(sums: PartSums, size: int, rows: int, mean: Doubles, variance: Doubles) -> None:
    parts, neurons = sums.means.shape
    last = rows - size * (parts - 1)
    for part in range(parts):
        length = size if part < parts - 1 else last
        for j in range(neurons):
            mean[j] += length * np.float64(sums.means[part, j])
    for j in range(neurons):
        mean[j] /= rows
    for part in range(parts):
        length = size if part < parts - 1 else last
        for j in range(neurons):
            deviation = np.float64(sums.means[part, j]) - mean[j]
            variance[j] += np.float64(sums.squares[part, j]) + length * (deviation * deviation)
    for j in range(neurons):
        variance[j] /= rows


def combine(sums: PartSums, size: int, rows: int) -> Statistics:
    """Put the parts together.

    Parameters
    ----------
    sums : PartSums
        The parts, all of the same number of rows but the last.
    size, rows : int
        Number of rows of a part, and of all [no unit].

    Returns
    -------
    Statistics
        Float64.
    """
    both = np.zeros((2, sums.means.shape[1]))
    _combine(sums, size, rows, *both)
    mean, variance = torch.from_numpy(both)
    return Statistics(mean, variance)


def statistics(values: Tensor) -> Statistics:
    """Give mean and variance of each column.

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
    sums = new_sums(-(-rows // CHUNK), neurons)
    run(_sum_parts, len(sums.means), values.detach().numpy(), sums)
    return combine(sums, CHUNK, rows)
