"""A factor and a summand for the input of each neuron, applied while a tile is loaded.

A batch norm over time is such a map once its statistics are known; applied here, the normalised
current is never written to memory.
"""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dwmtj.compiling import uncounted
from dwmtj.nn.kernels.tiles import TILE, load, load_repeated
from dwmtj.nn.kernels.vectors import wide

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


@uncounted
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
        for row in range(2):
            load_repeated(affine[row], start, stop, space, rows + row * TILE)


@uncounted
def load_mapped(input: Floats, affine: Floats, space: Floats, row: int, rows: int) -> None:
    """Copy the input of a tile into its working space, mapped.

    Parameters
    ----------
    input : ndarray
        The unmapped input of the tile, shape [n].
    affine : ndarray
        The map, shape [2, N]; [2, 0] for none.
    space : ndarray
        Working space, any shape [rows*TILE].
    row, rows : int
        Where the row goes, and where the two rows of the map lie (no unit).
    """
    wide()
    if affine.shape[1] == 0:
        load(input, space, row)
    elif input.shape[0] == TILE:  # all but the last tile: a loop of constant length
        for j in range(TILE):
            space[row + j] = input[j] * space[rows + j] + space[rows + TILE + j]
    else:
        load(input, space, row)
        for j in range(TILE):
            space[row + j] = space[row + j] * space[rows + j] + space[rows + TILE + j]


@uncounted
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
    wide()
    if input.shape[0] == TILE:
        for j in range(TILE):
            adjoint[rows + j] += adjoint[gradient + j] * input[j]
            adjoint[rows + TILE + j] += adjoint[gradient + j]
        return
    load(input, space, row)
    for j in range(TILE):
        adjoint[rows + j] += adjoint[gradient + j] * space[row + j]
        adjoint[rows + TILE + j] += adjoint[gradient + j]
