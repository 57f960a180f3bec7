"""Root of an increasing function by bisection, for whole arrays at once.

Slower than Newton's method and never lost: the inverses here are asked for rarely, and their
functions span hundreds of decades.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: Halvings until neighbouring floating-point numbers, with a margin.
_HALVINGS = 70


def increasing_root(
    function: Callable[[Array], Array],
    target: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
) -> Array:
    """Find where an increasing function reaches a value.

    Parameters
    ----------
    function : callable
        Increasing function of an array, element by element.
    target : array_like
        Value to reach [unit of the function], any shape.
    low, high : array_like
        Bounds between which it is reached [unit of the argument], shapes that broadcast.

    Returns
    -------
    ndarray
        The argument at which the function has the value.
    """
    wanted, below, above = (
        np.array(part, float) for part in np.broadcast_arrays(target, low, high)
    )
    for _ in range(_HALVINGS):
        middle = 0.5 * (below + above)
        reached = function(middle) >= wanted
        above = np.where(reached, middle, above)
        below = np.where(reached, below, middle)
    return np.asarray(0.5 * (below + above))
