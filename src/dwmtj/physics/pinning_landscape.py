"""Pinning: smooth wells along the track that hold a wall, and the field that frees it.

A well of depth E_0 and range r at x_0 is the compact form

    E(q) = -E_0*(1 - s^2)^3 for |s| < 1, else 0,    s = (q - x_0)/r

which, unlike a Gaussian, ends exactly at its range and needs no exponential; force and stiffness
are continuous there. It is steepest at s = 1/sqrt(5), where E' = 96/(25*sqrt(5))*E_0/r, so a wall
at rest leaves at T = 0 in the field H = max(E')/(2*mu0*M_s*S). A harmonic pin k*(q - x_0)^2/2 can
be added. The same derivative serves the compiled dynamics. What a well is made of (a notch,
a grain, the edge of a junction) is left out.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined
from dwmtj.physics.checks import positive
from dwmtj.physics.collective_wall import CollectiveWall

Array = npt.NDArray[np.float64]

#: Largest slope of a well in units of depth over range, at s = 1/sqrt(5).
STEEPEST = 96 / (25 * np.sqrt(5))
#: Curvature at the bottom of a well in units of depth over range squared, the largest one.
STIFFEST = 6.0


class PinningLandscape(NamedTuple):
    """Wells of ``positions`` [m], ``depths`` [J] and ``ranges`` [m], and a harmonic pin.

    The first three broadcast to [P], or to [R, P] where each replica has its own. The harmonic
    pin has ``harmonic_stiffness`` [J/m^2] and ``harmonic_position`` [m]. A depth below zero is
    a barrier.

    Examples
    --------
    >>> from dwmtj import physics
    >>> wells = physics.PinningLandscape(positions=[0.0], depths=[3e-19], ranges=[50e-9])
    >>> physics.pinning_energy([0.0, 25e-9, 60e-9], wells)  # joule
    array([-3.000000e-19, -1.265625e-19,  0.000000e+00])
    """

    positions: npt.ArrayLike = ()
    depths: npt.ArrayLike = ()
    ranges: npt.ArrayLike = ()
    harmonic_stiffness: float = 0.0
    harmonic_position: float = 0.0


@inlined
def well_slope(offset: float, steepness: float, inverse_range: float) -> float:
    """Slope E' of one well, for kernels.

    Parameters
    ----------
    offset : float
        Wall position from the middle of the well [m].
    steepness : float
        6*E_0/r of the well [J/m].
    inverse_range : float
        1/r [1/m].

    Returns
    -------
    float
        Derivative of the energy by the position [J/m].
    """
    s = offset * inverse_range
    inside = 1.0 - s * s
    inside = inside if inside > 0.0 else 0.0
    return steepness * s * inside * inside


def wells(landscape: PinningLandscape) -> tuple[Array, Array, Array]:
    """Give position, depth and range of the wells as arrays of one shape.

    Parameters
    ----------
    landscape : PinningLandscape
        The landscape.

    Returns
    -------
    tuple of ndarray
        Positions [m], depths [J], ranges [m], each of shape [P] or [R, P].

    Raises
    ------
    ValueError
        If a range is not above 0.
    """
    ranges = positive("ranges", landscape.ranges, "m")
    arrays = (np.asarray(landscape.positions, float), np.asarray(landscape.depths, float), ranges)
    position, depth, extent = np.broadcast_arrays(*(np.atleast_1d(array) for array in arrays))
    return position, depth, extent


def _relative(position: npt.ArrayLike, place: Array, extent: Array) -> Array:
    """Distance from each well in units of its range, not beyond one; shape [..., P]."""
    if place.ndim > 1:  # one row of wells for each replica, the same for all its walls
        place, extent = place[:, None], extent[:, None]
    distance = (np.asarray(position, float)[..., None] - place) / extent
    return np.asarray(np.clip(distance, -1.0, 1.0))


def _per_replica(values: Array) -> Array:
    return values[:, None] if values.ndim > 1 else values


def pinning_energy(position: npt.ArrayLike, landscape: PinningLandscape) -> Array:
    """Energy of a wall in a landscape.

    Parameters
    ----------
    position : array_like
        Wall position [m], any shape; [R, W] where the wells are [R, P].
    landscape : PinningLandscape
        The landscape.

    Returns
    -------
    ndarray
        Energy [J], shape of the position.

    Raises
    ------
    ValueError
        If a range is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> wells = physics.PinningLandscape(positions=[0.0], depths=[3e-19], ranges=[50e-9])
    >>> print(f"{physics.pinning_energy(0.0, wells):.1e} J")
    -3.0e-19 J
    """
    place, depth, extent = wells(landscape)
    s = _relative(position, place, extent)
    pinned = -np.sum(_per_replica(depth) * (1 - s**2) ** 3, axis=-1)
    offset = np.asarray(position, float) - landscape.harmonic_position
    return np.asarray(pinned + landscape.harmonic_stiffness / 2 * offset**2)


def pinning_slope(position: npt.ArrayLike, landscape: PinningLandscape) -> Array:
    """Give the derivative E' of :func:`pinning_energy` by the position.

    Parameters
    ----------
    position : array_like
        Wall position [m], any shape; [R, W] where the wells are [R, P].
    landscape : PinningLandscape
        The landscape.

    Returns
    -------
    ndarray
        Slope [J/m], shape of the position.

    Raises
    ------
    ValueError
        If a range is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> wells = physics.PinningLandscape(positions=[0.0], depths=[3e-19], ranges=[50e-9])
    >>> print(f"{physics.pinning_slope(20e-9, wells):.2e} N")
    1.02e-11 N
    """
    place, depth, extent = wells(landscape)
    s = _relative(position, place, extent)
    steepness = _per_replica(6 * depth / extent)
    pinned = np.sum(steepness * s * (1 - s**2) ** 2, axis=-1)
    offset = np.asarray(position, float) - landscape.harmonic_position
    return np.asarray(pinned + landscape.harmonic_stiffness * offset)


def depinning_field(depth: npt.ArrayLike, range: npt.ArrayLike, wall: CollectiveWall) -> Array:
    """Field that frees a wall at rest from one well at T = 0: max(E')/(2*mu0*M_s*S).

    Parameters
    ----------
    depth : array_like
        Depth E_0 of the well [J], any shape.
    range : array_like
        Range r of the well [m], shape that broadcasts.
    wall : CollectiveWall
        The wall.

    Returns
    -------
    ndarray
        Field along the easy axis [A/m].

    Raises
    ------
    ValueError
        If the range is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=2.4e-9, track_width=250e-9)
    >>> print(f"{physics.depinning_field(3e-19, 50e-9, wall):.0f} A/m")
    8541 A/m
    """
    slope = STEEPEST * np.asarray(depth, float) / positive("range", range, "m")
    return np.asarray(slope / wall.moment)


def well_range(depth: npt.ArrayLike, depinning_field: npt.ArrayLike, wall: CollectiveWall) -> Array:
    """Range that gives a well of a depth its depinning field.

    Parameters
    ----------
    depth : array_like
        Depth E_0 of the well [J], any shape.
    depinning_field : array_like
        Field that frees the wall at T = 0 [A/m], shape that broadcasts.
    wall : CollectiveWall
        The wall.

    Returns
    -------
    ndarray
        Range [m].

    Raises
    ------
    ValueError
        If the depinning field is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=2.4e-9, track_width=250e-9)
    >>> print(f"{physics.well_range(3e-19, 10e3, wall):.3g} m")
    4.27e-08 m
    """
    field = positive("depinning_field", depinning_field, "A/m")
    return np.asarray(STEEPEST * np.asarray(depth, float) / (wall.moment * field))
