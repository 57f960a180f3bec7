"""Velocity of the domain wall in the paper's 1-D model: v = gamma*Delta*H/alpha + u.

The first term is the mobility of a wall in a field below Walker breakdown (Schryer and Walker
1974), the second the electron drift velocity u = g*mu_B*P*j/(2*e*M_s) with g = 2 (Thiaville et
al. 2005). The sum is exact for a non-adiabaticity equal to the damping (beta = alpha), without
pinning, spin-orbit torque or DMI; none of these is in this module. A field along the easy axis
moves the two walls of a domain in opposite directions, only the current moves both alike, so the
field here is that of one wall.
"""

import warnings

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive
from dwmtj.physics.constants import BOHR_MAGNETON, ELEMENTARY_CHARGE, GAMMA_0
from dwmtj.physics.walker import WalkerBreakdownWarning, walker_field

Array = npt.NDArray[np.float64]


def current_density(
    current: npt.ArrayLike, width: npt.ArrayLike, thickness: npt.ArrayLike
) -> Array:
    """Give the current density in the cross-section of a track.

    Parameters
    ----------
    current : array_like
        Current [A], any shape.
    width, thickness : array_like
        Cross-section of the layer that carries the current [m], shapes that broadcast.

    Returns
    -------
    ndarray
        Current density [A/m^2].

    Raises
    ------
    ValueError
        If a side of the cross-section is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.current_density(50e-6, 25e-9, 1.5e-9):.4g} A/m^2")
    1.333e+12 A/m^2
    """
    area = positive("width", width, "m") * positive("thickness", thickness, "m")
    return np.asarray(np.asarray(current, float) / area)


def spin_transfer_velocity(
    current_density: npt.ArrayLike,
    spin_polarization: npt.ArrayLike,
    saturation_magnetization: npt.ArrayLike,
) -> Array:
    """Drift velocity u = mu_B*P*j/(e*M_s) of a wall carried by spin-transfer torque.

    Parameters
    ----------
    current_density : array_like
        Current density along -x, so that electrons flow along +x [A/m^2], any shape.
    spin_polarization : array_like
        Spin polarization of the current [no unit], shape that broadcasts.
    saturation_magnetization : array_like
        Saturation magnetization [A/m], shape that broadcasts.

    Returns
    -------
    ndarray
        Velocity along +x [m/s].

    Raises
    ------
    ValueError
        If the magnetization is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.spin_transfer_velocity(1.333e12, 0.7, 8e5):.1f} m/s")
    67.5 m/s
    """
    j = np.asarray(current_density, float)
    m_s = positive("saturation_magnetization", saturation_magnetization, "A/m")
    moment = BOHR_MAGNETON * np.asarray(spin_polarization, float)
    return np.asarray(moment * j / (ELEMENTARY_CHARGE * m_s))


def field_velocity(
    field: npt.ArrayLike, wall_width: npt.ArrayLike, gilbert_damping: npt.ArrayLike
) -> Array:
    """Velocity gamma0*Delta*H/alpha of a wall in a field below Walker breakdown.

    Parameters
    ----------
    field : array_like
        Field along the easy axis, positive where it pushes this wall along +x [A/m], any shape.
    wall_width : array_like
        Domain-wall width parameter Delta [m], shape that broadcasts.
    gilbert_damping : array_like
        Damping constant alpha [no unit], shape that broadcasts.

    Returns
    -------
    ndarray
        Velocity along +x [m/s].

    Raises
    ------
    ValueError
        If the damping is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.field_velocity(100.0, 9.7e-9, 0.05):.2f} m/s at 100 A/m")
    4.29 m/s at 100 A/m
    """
    damping = positive("gilbert_damping", gilbert_damping, "")
    mobility = GAMMA_0 * np.asarray(wall_width, float) / damping
    return np.asarray(mobility * np.asarray(field, float))


def wall_velocity(
    current_density: npt.ArrayLike,
    field: npt.ArrayLike,
    *,
    saturation_magnetization: npt.ArrayLike,
    spin_polarization: npt.ArrayLike,
    gilbert_damping: npt.ArrayLike,
    wall_width: npt.ArrayLike,
    thickness: npt.ArrayLike,
) -> Array:
    """Velocity of the paper's model, both terms; all arguments broadcast.

    Parameters
    ----------
    current_density : array_like
        Current density along -x [A/m^2], any shape.
    field : array_like
        Field along the easy axis that acts on this wall [A/m], any shape.
    saturation_magnetization : array_like
        Saturation magnetization M_s [A/m], any shape.
    spin_polarization, gilbert_damping : array_like
        P and alpha [no unit], any shape.
    wall_width, thickness : array_like
        Domain-wall width parameter Delta and layer thickness [m], any shape.

    Returns
    -------
    ndarray
        Velocity along +x [m/s].

    Raises
    ------
    ValueError
        If magnetization, damping or wall width is not above 0.

    Warns
    -----
    WalkerBreakdownWarning
        If a field exceeds the Walker field, where the mobility term no longer holds.

    Examples
    --------
    >>> from dwmtj import physics
    >>> material = dict(saturation_magnetization=8e5, spin_polarization=0.7)
    >>> material |= dict(gilbert_damping=0.05, wall_width=9.7e-9)
    >>> print(f"{physics.wall_velocity(1.333e12, 0.0, **material, thickness=1.5e-9):.1f} m/s")
    67.5 m/s
    """
    limit = walker_field(saturation_magnetization, thickness, wall_width, gilbert_damping)
    beyond = np.abs(np.asarray(field, float)) > limit
    if np.any(beyond):
        worst = float(np.max(np.abs(field)))
        warnings.warn(
            f"field of {worst:.4g} A/m exceeds the Walker field of {float(np.min(limit)):.4g} A/m: "
            "the velocity gamma*Delta*H/alpha does not hold there",
            WalkerBreakdownWarning,
            stacklevel=2,
        )
    u = spin_transfer_velocity(current_density, spin_polarization, saturation_magnetization)
    return np.asarray(u + field_velocity(field, wall_width, gilbert_damping))


def wall_step(
    position: npt.ArrayLike,
    velocity: npt.ArrayLike,
    time_step: float,
    noise_factor: npt.ArrayLike = 1.0,
) -> Array:
    """One step dx = v*dt*N(1, sigma) of the paper's model; the wall cannot leave by its start.

    Parameters
    ----------
    position : array_like
        Wall position from where the domain was written [m], any shape.
    velocity : array_like
        Wall velocity [m/s], shape that broadcasts.
    time_step : float
        Duration of the step [s].
    noise_factor : array_like, optional
        Draw from N(1, sigma) [no unit], shape that broadcasts.

    Returns
    -------
    ndarray
        New position, not below zero [m].

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.wall_step(0.0, 67.5, 0.1e-9, noise_factor=1.3):.3g} m")
    8.78e-09 m
    """
    step = np.asarray(velocity, float) * time_step * np.asarray(noise_factor, float)
    return np.asarray(np.maximum(np.asarray(position, float) + step, 0.0))
