"""Stray field of a uniformly magnetised rectangular layer, perpendicular to its plane.

The layer is the same as two sheets of magnetic charge, +M on its upper face and -M on its lower
one, M along +z; the field of a rectangular sheet is a sum over its corners of arctangents and
logarithms (Yang et al. 1990; Furlani, Permanent Magnet and Electromechanical Devices, 2001):

    H_z = (M/4 pi) sum_ij (-1)^(i+j) arctan[(x - x_i)(y - y_j)/(z r_ij)]
    H_x = (M/4 pi) sum_ij (-1)^(i+j+1) arsinh[(y - y_j)/sqrt((x - x_i)^2 + z^2)],

H_y alike with x and y exchanged. It is the field H, so inside the layer it is the demagnetising
field. A pinned layer of two coupled films is the sum of two layers, or one with its net
magnetization. Left out: tapered or rounded pillars.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]


def layer_stray_field(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    z: npt.ArrayLike,
    *,
    length: npt.ArrayLike,
    width: npt.ArrayLike,
    thickness: npt.ArrayLike,
    magnetization: npt.ArrayLike,
) -> Array:
    """Field of a rectangular layer at many points; all arguments broadcast.

    Parameters
    ----------
    x, y, z : array_like
        Place from the centre of the layer, z along its normal [m], any shape.
    length, width, thickness : array_like
        Sides of the layer along x, y and z [m], above 0.
    magnetization : array_like
        Magnetization along +z, negative if it points down [A/m].

    Returns
    -------
    ndarray
        Components x, y and z of the field [A/m], shape [3, ...]. On a face H_z is the mean of both
        sides; on an edge the in-plane components are infinite.

    Raises
    ------
    ValueError
        If a side is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> layer = dict(length=450e-9, width=250e-9, thickness=2e-9, magnetization=8e5)
    >>> h_x, h_y, h_z = physics.layer_stray_field(0.0, 0.0, 5e-9, **layer)
    >>> print(f"{h_z:.0f} A/m above its middle")
    4654 A/m above its middle
    """
    half_x = positive("length", length, "m") / 2
    half_y = positive("width", width, "m") / 2
    half_z = positive("thickness", thickness, "m") / 2
    place = np.broadcast_arrays(*(np.asarray(part, float) for part in (x, y, z)))
    upper = _sheet_field(place[0], place[1], place[2] - half_z, half_x, half_y)
    lower = _sheet_field(place[0], place[1], place[2] + half_z, half_x, half_y)
    return np.asarray(np.asarray(magnetization, float) * (upper - lower))


def track_stray_field(
    position: npt.ArrayLike,
    *,
    distance: npt.ArrayLike,
    length: npt.ArrayLike,
    width: npt.ArrayLike,
    thickness: npt.ArrayLike,
    magnetization: npt.ArrayLike,
    across: npt.ArrayLike = 0.0,
) -> Array:
    """Field along z on a track below a pinned layer, against the position along the track.

    Parameters
    ----------
    position, across : array_like
        Place along and across the track, from the middle of the pillar [m], any shape.
    distance : array_like
        From the lower face of the layer down to where the field is wanted, such as the barrier and
        half of the free layer [m], above 0.
    length, width, thickness : array_like
        Sides of the layer along and across the track, and its thickness [m], above 0.
    magnetization : array_like
        Magnetization along +z, negative if it points down [A/m].

    Returns
    -------
    ndarray
        H_z [A/m]; under the pillar it points as the magnetization does, outside against it.

    Raises
    ------
    ValueError
        If a length is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> layer = dict(length=450e-9, width=250e-9, thickness=2e-9, magnetization=8e5)
    >>> physics.track_stray_field([0.0, 1e-6], distance=5e-9, **layer).round()  # A/m
    array([4651.,  -16.])
    """
    below = positive("distance", distance, "m") + positive("thickness", thickness, "m") / 2
    field = layer_stray_field(
        position,
        across,
        -below,
        length=length,
        width=width,
        thickness=thickness,
        magnetization=magnetization,
    )
    return np.asarray(field[2])


def _sheet_field(x: Array, y: Array, z: Array, half_x: Array, half_y: Array) -> Array:
    """Field of a rectangular sheet of charge 1 in the plane z = 0, shape [3, ...]."""
    total: Array = np.zeros(1)
    for x_sign in (1, -1):
        for y_sign in (1, -1):
            u, v, w = np.broadcast_arrays(x + x_sign * half_x, y + y_sign * half_y, z)
            r = np.sqrt(u**2 + v**2 + w**2)
            angle = np.sign(w) * np.arctan2(u * v, np.abs(w) * r)
            corner = np.stack([_in_plane(v, u, w), _in_plane(u, v, w), angle])
            total = total + x_sign * y_sign * corner
    return np.asarray(total / (4 * np.pi))


def _in_plane(along: Array, other: Array, z: Array) -> Array:
    """-arsinh(along/sqrt(other^2 + z^2)); its sum over corners is the component along other."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(-np.arcsinh(along / np.hypot(other, z)))
