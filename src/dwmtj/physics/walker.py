"""Walker breakdown: the field above which a wall precesses and its mobility drops.

H_W = alpha*H_K/2 (Schryer and Walker 1974) with the hard-axis anisotropy field of a thin strip,
H_K = M_s*t*ln2/(pi*Delta) (Mougin et al. 2007). Above, the mean velocity is
(gamma0*Delta/alpha)*[H - sqrt(H^2 - H_W^2)/(1 + alpha^2)].
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive
from dwmtj.physics.constants import GAMMA_0

Array = npt.NDArray[np.float64]


class WalkerBreakdownWarning(UserWarning):
    """The field is beyond what the linear wall mobility holds for.

    Examples
    --------
    >>> import warnings
    >>> from dwmtj import physics
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     _ = physics.wall_velocity(
    ...         0.0, 16e3, saturation_magnetization=8e5, spin_polarization=0.7,
    ...         gilbert_damping=0.05, wall_width=9.7e-9, thickness=1.5e-9,
    ...     )
    >>> caught[0].category.__name__
    'WalkerBreakdownWarning'
    """


def hard_axis_field(
    saturation_magnetization: npt.ArrayLike, thickness: npt.ArrayLike, wall_width: npt.ArrayLike
) -> Array:
    """Anisotropy field H_K = M_s*t*ln2/(pi*Delta) that keeps the wall of a thin strip of one kind.

    Parameters
    ----------
    saturation_magnetization : array_like
        Saturation magnetization [A/m], any shape.
    thickness, wall_width : array_like
        Layer thickness and domain-wall width parameter [m], shapes that broadcast.

    Returns
    -------
    ndarray
        Field [A/m].

    Raises
    ------
    ValueError
        If the wall width is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.hard_axis_field(8e5, 1.5e-9, 9.7e-9) / 1e3:.1f} kA/m")
    27.3 kA/m
    """
    m_s = np.asarray(saturation_magnetization, float)
    aspect = np.asarray(thickness, float) / positive("wall_width", wall_width, "m")
    return np.asarray(m_s * aspect * np.log(2) / np.pi)


def walker_field(
    saturation_magnetization: npt.ArrayLike,
    thickness: npt.ArrayLike,
    wall_width: npt.ArrayLike,
    gilbert_damping: npt.ArrayLike,
) -> Array:
    """Walker field H_W = alpha*H_K/2.

    Parameters
    ----------
    saturation_magnetization : array_like
        Saturation magnetization [A/m], any shape.
    thickness, wall_width : array_like
        Layer thickness and domain-wall width parameter [m], shapes that broadcast.
    gilbert_damping : array_like
        Damping constant [no unit], shape that broadcasts.

    Returns
    -------
    ndarray
        Field [A/m].

    Raises
    ------
    ValueError
        If the wall width is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.walker_field(8e5, 1.5e-9, 9.7e-9, 0.05):.0f} A/m")
    682 A/m
    """
    h_k = hard_axis_field(saturation_magnetization, thickness, wall_width)
    return np.asarray(gilbert_damping, float) * h_k / 2


def mean_field_velocity(
    field: npt.ArrayLike,
    walker_field: npt.ArrayLike,
    wall_width: npt.ArrayLike,
    gilbert_damping: npt.ArrayLike,
) -> Array:
    """Mean velocity of a wall in a field, below and above Walker breakdown.

    Parameters
    ----------
    field, walker_field : array_like
        Applied field and Walker field [A/m], shapes that broadcast.
    wall_width : array_like
        Domain-wall width parameter [m], shape that broadcasts.
    gilbert_damping : array_like
        Damping constant [no unit], shape that broadcasts.

    Returns
    -------
    ndarray
        Velocity, time average over a precession above breakdown [m/s].

    Raises
    ------
    ValueError
        If the damping is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> walker = physics.walker_field(8e5, 1.5e-9, 9.7e-9, 0.05)
    >>> physics.mean_field_velocity([walker, 2 * walker], walker, 9.7e-9, 0.05).round(1)  # m/s
    array([29.3,  8. ])
    """
    h = np.asarray(field, float)
    alpha = positive("gilbert_damping", gilbert_damping, "")
    excess = np.sqrt(np.maximum(h**2 - np.asarray(walker_field, float) ** 2, 0.0))
    mobility = GAMMA_0 * np.asarray(wall_width, float) / alpha
    return np.asarray(mobility * (h - np.sign(h) * excess / (1 + alpha**2)))
