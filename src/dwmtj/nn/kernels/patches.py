"""Where the patches of a convolution lie in a picture: see :mod:`dwmtj.nn.patches`."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import uncounted
from dwmtj.nn.patches import Patches

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


class Links(NamedTuple):
    """Where each pixel is seen: ``begin`` [pixels + 1], then ``places`` and ``pixels_of`` [links].

    Link ``i``, from ``begin[pixel]`` to below ``begin[pixel + 1]``, says that the patch at
    ``places[i]`` has the pixel as its ``pixels_of[i]``-th.
    """

    begin: Integers
    places: Integers
    pixels_of: Integers


def link(patches: Patches) -> Links:
    """List where each pixel is seen.

    Parameters
    ----------
    patches : Patches
        The sizes.

    Returns
    -------
    Links
        Sorted by pixel.
    """
    place, line, column = (
        axis.ravel()
        for axis in np.indices((patches.rows * patches.columns, patches.kernel, patches.kernel))
    )
    y = place // patches.columns * patches.stride + line - patches.padding
    x = place % patches.columns * patches.stride + column - patches.padding
    inside = (y >= 0) & (y < patches.height) & (x >= 0) & (x < patches.width)
    pixel = (y * patches.width + x)[inside]
    order = np.argsort(pixel, kind="stable")
    begin = np.zeros(patches.height * patches.width + 1, np.int64)
    np.cumsum(np.bincount(pixel, minlength=len(begin) - 1), out=begin[1:])
    seen = (line * patches.kernel + column)[inside]
    return Links(begin, place[inside][order], seen[order])


@uncounted
def add_patch(row: Floats, patches: Patches, place: int, picture: Floats) -> None:
    """Add a patch to its picture; what lies past the edges is left out.

    Parameters
    ----------
    row : ndarray
        The patch, shape [n] of at least its size.
    patches : Patches
        The sizes.
    place : int
        Where it lies in the picture, row by row (no unit).
    picture : ndarray
        Added to, shape [height*width*channels].
    """
    down, across = place // patches.columns, place % patches.columns
    top, left = down * patches.stride - patches.padding, across * patches.stride - patches.padding
    begin, end = max(left, 0), min(left + patches.kernel, patches.width)
    length = (end - begin) * patches.channels
    for line in range(max(0, -top), min(patches.kernel, patches.height - top)):
        source = (line * patches.kernel + begin - left) * patches.channels
        target = ((top + line) * patches.width + begin) * patches.channels
        part, sum_of = row[source : source + length], picture[target : target + length]
        for j in range(length):
            sum_of[j] += part[j]
