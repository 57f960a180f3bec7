"""The walls of a track as arrays: position, angle, polarity Q and whether each is there.

A reversed domain lies between two walls of opposite polarity: down in an up track, its left wall
is up-to-down (Q = +1) and its right wall down-to-up (Q = -1). A field along the easy axis moves
the two in opposite directions, a current moves both alike.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class DomainWalls(NamedTuple):
    """Walls of R replicas of a track, ordered along +x: arrays of shape [R, W].

    ``positions`` q [m], ``angles`` phi from +x [rad], ``polarities`` Q (+1 up-to-down along x, -1
    down-to-up), and ``present`` flags.

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.domain(0.5e-6, 0.9e-6).polarities
    array([[ 1., -1.]])
    """

    positions: Array
    angles: Array
    polarities: Array
    present: Flags


def single_walls(
    position: npt.ArrayLike = 0.0, angle: npt.ArrayLike = np.pi / 2, polarity: npt.ArrayLike = 1
) -> DomainWalls:
    """Give one wall for each replica.

    Parameters
    ----------
    position : array_like, optional
        Position q [m], a number or shape [R].
    angle : array_like, optional
        Angle phi from +x [rad], that of a Bloch wall by default, shape that broadcasts.
    polarity : array_like, optional
        Q, +1 or -1 (no unit), shape that broadcasts.

    Returns
    -------
    DomainWalls
        The walls, shape [R, 1].

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.single_walls(position=[0.0, 1e-7]).positions
    array([[0.e+00],
           [1.e-07]])
    """
    q, phi, sign = np.broadcast_arrays(*map(np.atleast_1d, (position, angle, polarity)))
    return _walls(q[:, None], phi[:, None], sign[:, None])


def domain(
    left: npt.ArrayLike,
    right: npt.ArrayLike,
    angle: npt.ArrayLike = np.pi / 2,
    *,
    reversed_down: bool = True,
) -> DomainWalls:
    """Give the two walls that bound one domain in each replica.

    Parameters
    ----------
    left, right : array_like
        Positions of the walls [m], a number or shape [R].
    angle : array_like, optional
        Angle phi of both walls from +x [rad], a number or shape [R].
    reversed_down : bool, optional
        Whether the domain is down in an up track, or the other way round.

    Returns
    -------
    DomainWalls
        The walls, shape [R, 2].

    Examples
    --------
    >>> from dwmtj import physics
    >>> walls = physics.domain(0.5e-6, 0.9e-6)
    >>> walls.positions, walls.present
    (array([[5.e-07, 9.e-07]]), array([[ True,  True]]))
    """
    first, second, phi = np.broadcast_arrays(*map(np.atleast_1d, (left, right, angle)))
    sign = 1.0 if reversed_down else -1.0
    return _walls(np.stack([first, second], 1), np.stack([phi, phi], 1), np.array([[sign, -sign]]))


def domain_length(walls: DomainWalls) -> Array:
    """Give the length between the two walls of a domain.

    Parameters
    ----------
    walls : DomainWalls
        Walls, shape [R, 2].

    Returns
    -------
    ndarray
        Length [m], zero where the domain is gone and not a number where one wall has left,
        shape [R].

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.domain_length(physics.domain(0.5e-6, 0.9e-6))  # metre
    array([4.e-07])
    """
    length = walls.positions[:, 1] - walls.positions[:, 0]
    left = walls.present.sum(1)
    return np.asarray(np.where(left == 2, length, np.where(left == 0, 0.0, np.nan)))


def check_walls(walls: DomainWalls) -> DomainWalls:
    """Copy walls, broadcast to [R, W], and check that a track can have them.

    Parameters
    ----------
    walls : DomainWalls
        Walls, shapes that broadcast to [R, W].

    Returns
    -------
    DomainWalls
        Copy, each of shape [R, W].

    Raises
    ------
    ValueError
        If a number is not finite, a polarity is neither 1 nor -1, or the walls of a track are
        not ordered by position with alternating polarities.
    """
    walls = _walls(*walls)
    if walls.positions.ndim != 2 or walls.positions.size == 0:
        shape = list(walls.positions.shape)
        raise ValueError(f"positions: shape {shape} is not allowed; allowed: [R, W], not empty")
    for name in ("positions", "angles"):
        if not np.all(np.isfinite(getattr(walls, name))):
            raise ValueError(f"{name}: not finite; allowed: finite numbers")
    if not np.all(np.abs(walls.polarities) == 1):
        worst = walls.polarities[np.abs(walls.polarities) != 1].flat[0]
        raise ValueError(f"polarities: {worst:g} is not allowed; allowed: 1 or -1")
    _check_neighbours(walls)
    return walls


def _check_neighbours(walls: DomainWalls) -> None:
    """Go along the tracks and compare each wall that is present with the one before it."""
    position = np.full(len(walls.positions), -np.inf)
    polarity = np.zeros(len(walls.positions))
    for column in range(walls.positions.shape[1]):
        here = walls.present[:, column]
        if np.any(here & (walls.positions[:, column] < position)):
            raise ValueError("positions: not in order; allowed: walls ordered along +x")
        if np.any(here & (walls.polarities[:, column] == polarity)):
            raise ValueError("polarities: two neighbours are alike; allowed: alternating 1 and -1")
        position = np.where(here, walls.positions[:, column], position)
        polarity = np.where(here, walls.polarities[:, column], polarity)


def _walls(
    positions: npt.ArrayLike,
    angles: npt.ArrayLike,
    polarities: npt.ArrayLike,
    present: npt.ArrayLike = True,
) -> DomainWalls:
    """Copy to arrays of one shape."""
    shape = np.broadcast_shapes(*map(np.shape, (positions, angles, polarities, present)))
    q, phi, sign = (
        np.array(np.broadcast_to(np.asarray(values, float), shape))
        for values in (positions, angles, polarities)
    )
    return DomainWalls(q, phi, sign, np.array(np.broadcast_to(present, shape), np.bool_))
