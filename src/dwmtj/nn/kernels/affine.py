"""A factor and a summand for the input of each neuron, applied while a tile is loaded.

A batch norm over time is such a map once its statistics are known; applied here, the normalised
current is never written to memory.
"""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dwmtj.compiling import inlined
from dwmtj.nn.kernels.tiles import TILE, load

Floats = npt.NDArray[np.float32]


def no_affine(like: Tensor) -> Tensor:
    """Give what stands for no map.

    Parameters
    ----------
    like : Tensor
        Any tensor of the wanted type, any shape.

    Returns
    -------
    Tensor
        Shape [2, 0].
    """
    return like.new_empty((2, 0))


def sum_over_batch(values: Tensor, neurons: int) -> Tensor:
    """Add up what belongs to the same neuron.

    Parameters
    ----------
    values : Tensor
        Shape [2, B*N].
    neurons : int
        Number of neurons N [no unit].

    Returns
    -------
    Tensor
        Shape [2, N], float64.
    """
    return values.view(2, -1, neurons).sum(1, dtype=torch.float64)


@inlined
def scale_shift(start: int, stop: int, affine: Floats, space: Floats, rows: int) -> None:
    """Copy the map of a tile into its working space.

    Parameters
    ----------
    start, stop : int
        First place of the tile, and the one after its last (no unit).
    affine : ndarray
        Factors and summands, shape [2, N]; nothing is done for [2, 0].
    space : ndarray
        Working space, any shape [rows*TILE].
    rows : int
        Where the two rows go (no unit).
    """
    neurons = affine.shape[1]
    if neurons > 0:
        for j in range(stop - start):
            space[rows + j] = affine[0, (start + j) % neurons]
            space[rows + TILE + j] = affine[1, (start + j) % neurons]


@inlined
def apply_affine(affine: Floats, space: Floats, row: int, rows: int) -> None:
    """Map a row of the working space in place.

    Parameters
    ----------
    affine : ndarray
        The map, shape [2, N]; nothing is done for [2, 0].
    space : ndarray
        Working space, any shape [rows*TILE].
    row, rows : int
        Where the row and the two rows of the map lie (no unit).
    """
    if affine.shape[1] == 0:
        return
    for j in range(TILE):
        space[row + j] = space[row + j] * space[rows + j] + space[rows + TILE + j]


@inlined
def sum_affine(
    affine: Floats,
    input: Floats,
    space: Floats,
    row: int,
    adjoint: Floats,
    gradient: int,
    rows: int,
) -> None:
    """Add a step to the gradients of the map.

    Parameters
    ----------
    affine : ndarray
        The map, shape [2, N]; nothing is done for [2, 0].
    input : ndarray
        The unmapped input of the tile, shape [n].
    space : ndarray
        Working space, any shape [rows*TILE].
    row : int
        Where the input goes (no unit).
    adjoint : ndarray
        Working space with the gradient of the mapped input, any shape [rows*TILE].
    gradient, rows : int
        Where that lies, and the two rows that are added to (no unit).
    """
    if affine.shape[1] == 0:
        return
    load(input, space, row)
    for j in range(TILE):
        adjoint[rows + j] += adjoint[gradient + j] * space[row + j]
        adjoint[rows + TILE + j] += adjoint[gradient + j]
