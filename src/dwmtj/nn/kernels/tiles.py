"""Tiles: runs of neurons that a kernel steps together, in working space that stays in the cache.

The working space is one array of rows of ``TILE`` places. Rows lie at constant offsets and loops
run over the whole constant length, so the compiler can use vector instructions without having to
prove that arrays do not overlap; places past the end of the last tile compute what nobody reads.
"""

import numpy as np
import numpy.typing as npt
from torch import Tensor

from dwmtj.compiling import uncounted
from dwmtj.nn.kernels.vectors import LANES, prefetch, wide

Floats = npt.NDArray[np.float32]

TILE = 128
#: Steps between announcing a row and using it.
AHEAD = 2


@uncounted
def load(row: Floats, space: Floats, offset: int) -> None:
    """Copy a row of an array into the working space.

    Parameters
    ----------
    row : ndarray
        At most TILE values, shape [n].
    space : ndarray
        Working space, any shape [rows*TILE].
    offset : int
        Where the row goes (no unit).
    """
    wide()
    # A slice starts at zero: without it every index would be checked for being negative.
    target = space[offset : offset + row.shape[0]]
    for j in range(row.shape[0]):
        target[j] = row[j]


@uncounted
def load_repeated(values: Floats, start: int, stop: int, space: Floats, offset: int) -> None:
    """Copy what belongs to the neurons of a tile, and is the same in each image of the batch.

    Parameters
    ----------
    values : ndarray
        One for each neuron, shape [N].
    start, stop : int
        First place of the tile in [B, N], counted through, and the one after its last (no unit).
    space : ndarray
        Working space, any shape [rows*TILE].
    offset : int
        Where the row goes (no unit).
    """
    neurons = values.shape[0]
    neuron = start % neurons
    for j in range(stop - start):
        space[offset + j] = values[neuron]
        neuron = neuron + 1 if neuron + 1 < neurons else 0


@uncounted
def store(space: Floats, offset: int, row: Floats) -> None:
    """Copy a row of the working space into an array.

    Parameters
    ----------
    space : ndarray
        Working space, any shape [rows*TILE].
    offset : int
        Where the row lies (no unit).
    row : ndarray
        At most TILE values, shape [n], filled.
    """
    wide()
    source = space[offset : offset + row.shape[0]]
    for j in range(row.shape[0]):
        row[j] = source[j]


@uncounted
def add(space: Floats, offset: int, total: int) -> None:
    """Add a row of the working space to another.

    Parameters
    ----------
    space : ndarray
        Working space, any shape [rows*TILE].
    offset, total : int
        Where the row lies, and the one that is added to (no unit).
    """
    wide()
    for j in range(TILE):
        space[total + j] += space[offset + j]


@uncounted
def announce(array: Floats, row: int, start: int) -> None:
    """Say that a tile of a row will be used soon: rows lie too far apart to be foreseen.

    Parameters
    ----------
    array : ndarray
        Shape [T, M].
    row : int
        The row (no unit); one past the end is left out.
    start : int
        First place of the tile (no unit).
    """
    if 0 <= row < array.shape[0]:
        begin = row * array.shape[1] + start
        for place in range(begin, begin + TILE, LANES):
            prefetch(array, place)


def tiles_of(input: Tensor) -> int:
    """Count the tiles of an input.

    Parameters
    ----------
    input : Tensor
        Shape [T, M].

    Returns
    -------
    int
        Number of tiles that hold the M neurons.
    """
    return -(-input.shape[1] // TILE)
