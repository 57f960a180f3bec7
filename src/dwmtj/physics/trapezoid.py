"""The shape of a trapezoid pulse: linear rise, plateau, linear fall.

The length of a pulse is its total length, edges included, so the plateau is what the edges leave.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import not_negative, positive

Array = npt.NDArray[np.float64]

#: Share of the duration by which edges may exceed it, for numbers rounded in decimal.
_ROUNDING = 1e-9


class Trapezoid(NamedTuple):
    """The three parts of a pulse: ``rise``, ``plateau`` and ``fall`` [s], one shape."""

    rise: Array
    plateau: Array
    fall: Array


def trapezoid(
    duration: npt.ArrayLike, rise: npt.ArrayLike = 0.0, fall: npt.ArrayLike = 0.0
) -> Trapezoid:
    """Check a pulse shape and divide it into rise, plateau and fall.

    Parameters
    ----------
    duration : array_like
        Total length, edges included [s], above 0, any shape.
    rise, fall : array_like, optional
        Length of the edges [s], at least 0, shapes that broadcast.

    Returns
    -------
    Trapezoid
        The three parts [s].

    Raises
    ------
    ValueError
        If a length is negative, infinite or not a number, or the edges exceed the duration.
    """
    length, up, down = np.broadcast_arrays(
        positive("duration", not_negative("duration", duration, "s"), "s"),
        not_negative("rise", rise, "s"),
        not_negative("fall", fall, "s"),
    )
    edges = up + down
    wrong = edges > length * (1 + _ROUNDING)
    if np.any(wrong):
        raise ValueError(
            f"rise + fall: {float(edges[wrong].flat[0]):g} s is not allowed; allowed: at most the "
            f"duration, {float(length[wrong].flat[0]):g} s"
        )
    return Trapezoid(up, np.maximum(length - edges, 0.0), down)
