"""Resistance of a tunnel junction in its two states, at zero bias and without series part."""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]


def parallel_resistance(
    resistance_area_product: npt.ArrayLike, length: npt.ArrayLike, width: npt.ArrayLike
) -> Array:
    """Resistance RA/(length*width) of a rectangular pillar in the parallel state.

    Parameters
    ----------
    resistance_area_product : array_like
        Resistance-area product [ohm m^2], any shape.
    length, width : array_like
        Sides of the pillar [m], shapes that broadcast.

    Returns
    -------
    ndarray
        Resistance [ohm].

    Raises
    ------
    ValueError
        If a side of the pillar is not above 0.
    """
    area = positive("length", length, "m") * positive("width", width, "m")
    return np.asarray(np.asarray(resistance_area_product, float) / area)


def antiparallel_resistance(
    parallel_resistance: npt.ArrayLike, tunnel_magnetoresistance: npt.ArrayLike
) -> Array:
    """Resistance R_P*(1 + TMR) in the antiparallel state.

    Parameters
    ----------
    parallel_resistance : array_like
        Resistance in the parallel state [ohm], any shape.
    tunnel_magnetoresistance : array_like
        Tunnel magnetoresistance ratio [no unit], shape that broadcasts.

    Returns
    -------
    ndarray
        Resistance [ohm].
    """
    ratio = 1 + np.asarray(tunnel_magnetoresistance, float)
    return np.asarray(np.asarray(parallel_resistance, float) * ratio)
