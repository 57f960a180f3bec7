"""How much of a pillar lies over the domain: overlap of two intervals along the track."""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]


def cover_fraction(
    centre: npt.ArrayLike, length: npt.ArrayLike, left: npt.ArrayLike, right: npt.ArrayLike
) -> Array:
    """Fraction of a pillar over the domain between two walls; all arguments broadcast.

    Parameters
    ----------
    centre, length : array_like
        Centre of the pillar along the track and its length [m], any shape.
    left, right : array_like
        Left and right wall of the domain [m], any shape; infinite where a wall has left the
        track by that end, and ``right`` not beyond ``left`` where there is no domain.

    Returns
    -------
    ndarray
        Fraction from 0 to 1 [no unit], not a number where a wall is not a number; exactly 0, 1/2
        and 1 where the domain just touches the pillar, ends under its centre and just covers it.

    Raises
    ------
    ValueError
        If the length is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.cover_fraction(1e-6, 450e-9, 0.9e-6, [0.8e-6, 1.0e-6, 2.0e-6]).round(3)
    array([0.   , 0.222, 0.722])
    """
    size = positive("length", length, "m")
    middle = np.asarray(centre, float)
    start, end = (_from_centre(np.asarray(wall, float), middle, size) for wall in (left, right))
    return np.asarray(np.maximum(end - start, 0.0) / size)


def _from_centre(wall: Array, middle: Array, size: Array) -> Array:
    """Place of a wall relative to the pillar's centre, at most as far as its edges."""
    # An edge is recognised by its own number, which a difference with the centre would round.
    inside = np.where(wall >= middle + size / 2, size / 2, wall - middle)
    return np.where(wall <= middle - size / 2, -size / 2, inside)
