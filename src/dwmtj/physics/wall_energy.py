"""Energy of a wall at position q with angle phi, term by term, and the fields that drive it.

With m_z = -tanh(Q*(x - q)/Delta), Q = +1 for up-to-down along x, and phi from +x, integrating the
energy density over the track (Thiaville et al. 2005, 2012) gives, up to constants,

    Zeeman        E = -2*mu0*M_s*S*Q*H_z*q
    hard axis     E = mu0*M_s*H_K*Delta*S*cos(phi)^2
    DMI           E = pi*D*S*Q*cos(phi)
    in-plane      E = -pi*mu0*M_s*Delta*S*(H_x*cos(phi) + H_y*sin(phi))
    pinning       E = E_pin(q), see :mod:`dwmtj.physics.pinning_landscape`

and the two effective fields of the equations of motion

    Omega = (dE/dphi)/(2*mu0*M_s*S*Delta),    F = -Q*(dE/dq)/(2*mu0*M_s*S)

Spin-orbit torque adds (pi/2)*H_DL*cos(phi) to F and H_FL to H_y in Omega; the first has no energy.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import MU_0
from dwmtj.physics.pinning_landscape import PinningLandscape, pinning_energy, pinning_slope

Array = npt.NDArray[np.float64]

_FREE = PinningLandscape()


def zeeman_energy(
    position: npt.ArrayLike, polarity: npt.ArrayLike, field_z: npt.ArrayLike, wall: CollectiveWall
) -> Array:
    """Energy of the domains beside the wall in a field along the easy axis.

    Parameters
    ----------
    position : array_like
        Wall position q [m], any shape.
    polarity : array_like
        Q, +1 for up-to-down along x and -1 for down-to-up (no unit), shape that broadcasts.
    field_z : array_like
        Field H_z [A/m], shape that broadcasts.
    wall : CollectiveWall
        The wall.

    Returns
    -------
    ndarray
        Energy, zero at position 0 [J].

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=1.5e-9, track_width=25e-9)
    >>> print(f"{physics.zeeman_energy(100e-9, 1, 1e3, wall):.3g} J")
    -7.54e-21 J
    """
    pull = wall.moment * np.asarray(polarity, float) * np.asarray(field_z, float)
    return np.asarray(-pull * np.asarray(position, float))


def hard_axis_energy(angle: npt.ArrayLike, wall: CollectiveWall) -> Array:
    """Energy of the wall angle in the hard-axis anisotropy, zero for a Bloch wall.

    Parameters
    ----------
    angle : array_like
        Wall angle phi from +x [rad], any shape.
    wall : CollectiveWall
        The wall.

    Returns
    -------
    ndarray
        Energy [J].

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=1.5e-9, track_width=25e-9)
    >>> print(f"{physics.hard_axis_energy(0.0, wall):.3g} J")
    9.98e-21 J
    """
    barrier = wall.moment / 2 * wall.anisotropy_field * wall.wall_width
    return np.asarray(barrier * np.cos(angle) ** 2)


def dmi_energy(angle: npt.ArrayLike, polarity: npt.ArrayLike, wall: CollectiveWall) -> Array:
    """Energy of the wall angle in the Dzyaloshinskii-Moriya interaction.

    Parameters
    ----------
    angle : array_like
        Wall angle phi from +x [rad], any shape.
    polarity : array_like
        Q, +1 or -1 (no unit), shape that broadcasts.
    wall : CollectiveWall
        The wall.

    Returns
    -------
    ndarray
        Energy [J].

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> film = dict(thickness=1.5e-9, track_width=25e-9, dmi_constant=6e-5)
    >>> wall = physics.CollectiveWall(**material, **film)
    >>> print(f"{physics.dmi_energy(0.0, 1, wall):.3g} J")
    7.07e-21 J
    """
    strength = np.pi * wall.dmi_constant * wall.wall_area
    return np.asarray(strength * np.asarray(polarity, float) * np.cos(angle))


def in_plane_energy(
    angle: npt.ArrayLike, field_x: npt.ArrayLike, field_y: npt.ArrayLike, wall: CollectiveWall
) -> Array:
    """Energy of the wall's own moment in a field in the plane.

    Parameters
    ----------
    angle : array_like
        Wall angle phi from +x [rad], any shape.
    field_x, field_y : array_like
        Field along the track and across it [A/m], shapes that broadcast.
    wall : CollectiveWall
        The wall.

    Returns
    -------
    ndarray
        Energy [J].

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=1.5e-9, track_width=25e-9)
    >>> print(f"{physics.in_plane_energy(0.0, 1e3, 0.0, wall):.3g} J")
    -1.15e-21 J
    """
    along = np.asarray(field_x, float) * np.cos(angle) + np.asarray(field_y, float) * np.sin(angle)
    moment = np.pi * MU_0 * wall.saturation_magnetization * wall.wall_width * wall.wall_area
    return np.asarray(-moment * along)


def wall_energy(
    position: npt.ArrayLike,
    angle: npt.ArrayLike,
    polarity: npt.ArrayLike,
    wall: CollectiveWall,
    field: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike] = (0.0, 0.0, 0.0),
    landscape: PinningLandscape = _FREE,
) -> Array:
    """Sum of all terms.

    Parameters
    ----------
    position, angle, polarity : array_like
        q [m], phi [rad] and Q (no unit), shapes that broadcast.
    wall : CollectiveWall
        The wall.
    field : tuple of array_like, optional
        H_x, H_y and H_z [A/m], shapes that broadcast.
    landscape : PinningLandscape, optional
        Pinning, none by default.

    Returns
    -------
    ndarray
        Energy [J].

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=1.5e-9, track_width=25e-9)
    >>> print(f"{physics.wall_energy(100e-9, 0.0, 1, wall, field=(0.0, 0.0, 1e3)):.3g} J")
    2.44e-21 J
    """
    across = in_plane_energy(angle, field[0], field[1], wall) + hard_axis_energy(angle, wall)
    along = zeeman_energy(position, polarity, field[2], wall) + pinning_energy(position, landscape)
    return np.asarray(across + dmi_energy(angle, polarity, wall) + along)


def angular_field(
    angle: npt.ArrayLike,
    polarity: npt.ArrayLike,
    wall: CollectiveWall,
    field_x: npt.ArrayLike = 0.0,
    field_y: npt.ArrayLike = 0.0,
) -> Array:
    """Effective field Omega, the gradient of the energy by the angle.

    Omega = -(H_K/2)*sin(2*phi) - (pi/2)*Q*H_D*sin(phi) + (pi/2)*(H_x*sin(phi) - H_y*cos(phi))

    Parameters
    ----------
    angle : array_like
        Wall angle phi from +x [rad], any shape.
    polarity : array_like
        Q, +1 or -1 (no unit), shape that broadcasts.
    wall : CollectiveWall
        The wall.
    field_x, field_y : array_like, optional
        Field along the track and across it, the field-like one included [A/m], any shape.

    Returns
    -------
    ndarray
        Field [A/m].

    Examples
    --------
    >>> import numpy as np
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=1.5e-9, track_width=25e-9)
    >>> print(f"{physics.angular_field(-np.pi / 4, 1, wall):.0f} A/m")  # H_K/2
    13648 A/m
    """
    sine, cosine = np.sin(angle), np.cos(angle)
    chiral = np.asarray(field_x, float) - np.asarray(polarity, float) * wall.dmi_field
    turning = np.pi / 2 * (chiral * sine - np.asarray(field_y, float) * cosine)
    return np.asarray(turning - wall.anisotropy_field * sine * cosine)


def pushing_field(
    position: npt.ArrayLike,
    angle: npt.ArrayLike,
    polarity: npt.ArrayLike,
    wall: CollectiveWall,
    field_z: npt.ArrayLike = 0.0,
    damping_like: npt.ArrayLike = 0.0,
    landscape: PinningLandscape = _FREE,
) -> Array:
    """Effective field F = H_z + (pi/2)*H_DL*cos(phi) - Q*E_pin'(q)/(2*mu0*M_s*S).

    Parameters
    ----------
    position, angle, polarity : array_like
        q [m], phi [rad] and Q (no unit), shapes that broadcast.
    wall : CollectiveWall
        The wall.
    field_z, damping_like : array_like, optional
        H_z and H_DL [A/m], shapes that broadcast.
    landscape : PinningLandscape, optional
        Pinning, none by default.

    Returns
    -------
    ndarray
        Field [A/m].

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, wall_width=9.7e-9, gilbert_damping=0.05)
    >>> wall = physics.CollectiveWall(**material, thickness=1.5e-9, track_width=25e-9)
    >>> print(f"{physics.pushing_field(0.0, 0.0, 1, wall, field_z=500.0):.0f} A/m")
    500 A/m
    """
    torque = np.pi / 2 * np.asarray(damping_like, float) * np.cos(angle)
    pinning = np.asarray(polarity, float) * pinning_slope(position, landscape) / wall.moment
    return np.asarray(np.asarray(field_z, float) + torque - pinning)
