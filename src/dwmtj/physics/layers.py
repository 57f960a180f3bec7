"""Current shared by the layers of a film: conductors side by side under one electric field.

With thicknesses t_i and resistivities rho_i the sheet resistance is 1/sum(t_i/rho_i), the field
under a current I in a track of width w is E = I*R_sheet/w, and each layer carries E/rho_i. The
resistivities are those of the thin layers: scattering at interfaces, which raises them, and the
current that crosses from layer to layer near a contact are not computed here.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]


def sheet_resistance(thickness: npt.ArrayLike, resistivity: npt.ArrayLike) -> Array:
    """Sheet resistance of parallel layers.

    Parameters
    ----------
    thickness : array_like
        Thickness of each layer [m], above 0, shape [..., layers].
    resistivity : array_like
        Resistivity of each layer [ohm m], above 0, shape that broadcasts.

    Returns
    -------
    ndarray
        Resistance of a square [ohm], shape [...].

    Raises
    ------
    ValueError
        If a thickness or resistivity is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.sheet_resistance([5e-9, 2.4e-9], [1.9e-6, 1.5e-6]):.0f} ohm")
    236 ohm
    """
    conductance = positive("thickness", thickness, "m") / positive(
        "resistivity", resistivity, "ohm m"
    )
    return np.asarray(1 / np.sum(conductance, axis=-1))


def layer_current_density(
    current: npt.ArrayLike,
    width: npt.ArrayLike,
    thickness: npt.ArrayLike,
    resistivity: npt.ArrayLike,
) -> Array:
    """Give the current density in each layer of a track.

    Parameters
    ----------
    current : array_like
        Current in all layers together [A], shape [...].
    width : array_like
        Width of the track [m], above 0, shape that broadcasts with the current.
    thickness : array_like
        Thickness of each layer [m], above 0, shape [..., layers].
    resistivity : array_like
        Resistivity of each layer [ohm m], above 0, shape that broadcasts with the thickness.

    Returns
    -------
    ndarray
        Current densities [A/m^2], shape [..., layers].

    Raises
    ------
    ValueError
        If a width, thickness or resistivity is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> j = physics.layer_current_density(0.4e-3, 250e-9, [5e-9, 2.4e-9], [1.9e-6, 1.5e-6])
    >>> print(f"{j[0]:.3g} and {j[1]:.3g} A/m^2")
    1.99e+11 and 2.52e+11 A/m^2
    """
    square = sheet_resistance(thickness, resistivity)
    field = np.asarray(current, float) * square / positive("width", width, "m")
    return np.asarray(np.asarray(field)[..., np.newaxis] / np.asarray(resistivity, float))


def segment_resistance(
    length: npt.ArrayLike, width: npt.ArrayLike, sheet_resistance: npt.ArrayLike
) -> Array:
    """Resistance R_sheet*length/width of a piece of track.

    Parameters
    ----------
    length, width : array_like
        Length along the current and width across it [m], shapes that broadcast.
    sheet_resistance : array_like
        Resistance of a square [ohm], shape that broadcasts.

    Returns
    -------
    ndarray
        Resistance [ohm].

    Raises
    ------
    ValueError
        If the width is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.segment_resistance(4e-6, 250e-9, 236.0):.0f} ohm")
    3776 ohm
    """
    squares = np.asarray(length, float) / positive("width", width, "m")
    return np.asarray(np.asarray(sheet_resistance, float) * squares)


def sheet_power(
    current: npt.ArrayLike, width: npt.ArrayLike, sheet_resistance: npt.ArrayLike
) -> Array:
    """Joule heat I^2*R_sheet/w that a track gives off per length.

    Parameters
    ----------
    current : array_like
        Current in all layers together [A], any shape.
    width : array_like
        Width of the track [m], above 0, shape that broadcasts.
    sheet_resistance : array_like
        Resistance of a square [ohm], shape that broadcasts.

    Returns
    -------
    ndarray
        Power per length [W/m].

    Raises
    ------
    ValueError
        If the width is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.sheet_power(0.4e-3, 250e-9, 236.0):.3g} W/m^2")
    151 W/m^2
    """
    heat = np.asarray(current, float) ** 2 * np.asarray(sheet_resistance, float)
    return np.asarray(heat / positive("width", width, "m"))
