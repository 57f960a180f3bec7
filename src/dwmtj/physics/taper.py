"""A track that widens: wall energy grows with the width, so the wall leaks back.

The energy sigma_w*w(x)*t of a wall gives the restoring field H = sigma_w*w'/(2*mu0*M_s*w), from
the gradient of that energy against the Zeeman energy of the reversed domain.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive
from dwmtj.physics.constants import MU_0

Array = npt.NDArray[np.float64]


def taper_width(
    position: npt.ArrayLike, width: float, end_width: float, firing_distance: float
) -> Array:
    """Width of a linear taper at a wall position; it goes on widening past the firing distance.

    Parameters
    ----------
    position : array_like
        Wall position [m], any shape.
    width, end_width : float
        Track width at position 0 and at the firing distance [m].
    firing_distance : float
        Firing distance [m].

    Returns
    -------
    ndarray
        Width [m].

    Raises
    ------
    ValueError
        If the firing distance is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.taper_width([0.0, 100e-9, 200e-9], 25e-9, 105e-9, 200e-9) * 1e9  # nm
    array([ 25.,  65., 105.])
    """
    distance = positive("firing_distance", firing_distance, "m")
    return width + (end_width - width) * np.asarray(position, float) / distance


def taper_field(
    slope: npt.ArrayLike,
    width: npt.ArrayLike,
    wall_energy: npt.ArrayLike,
    saturation_magnetization: npt.ArrayLike,
) -> Array:
    """Restoring field sigma_w*w'/(2*mu0*M_s*w) of a wall in a taper.

    Parameters
    ----------
    slope : array_like
        Change of the width per length along the track [no unit], any shape.
    width : array_like
        Track width at the wall [m], shape that broadcasts.
    wall_energy : array_like
        Energy of the wall per area, 4*sqrt(A*K_eff) [J/m^2], shape that broadcasts.
    saturation_magnetization : array_like
        Saturation magnetization [A/m], shape that broadcasts.

    Returns
    -------
    ndarray
        Field towards the narrow end [A/m].

    Raises
    ------
    ValueError
        If width or magnetization is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.taper_field(0.4, 25e-9, 5e-3, 8e5):.3g} A/m")
    3.98e+04 A/m
    """
    energy = np.asarray(wall_energy, float) * np.asarray(slope, float)
    m_s = positive("saturation_magnetization", saturation_magnetization, "A/m")
    return np.asarray(energy / (2 * MU_0 * m_s * positive("width", width, "m")))
