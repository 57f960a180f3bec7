"""Tunnel junction: resistance of its states, TMR under bias, partial cover, series resistance.

The TMR falls with the junction voltage as TMR_0/(1 + (V/V_h)^2), the usual empirical form, whose
V_h halves it. A pillar of which the fraction f lies over the reversed domain conducts as two
junctions side by side, G = f*G_AP(V) + (1 - f)*G_P. What is measured has the leads and the track
in series, so the junction takes only a part V_j of a voltage, V_j = V*R_j(V_j)/(R_s + R_j(V_j)).

Left out: the bias dependence of the parallel state, asymmetry between polarities, temperature.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import not_negative, positive
from dwmtj.physics.junction_kernel import junction_voltages
from dwmtj.physics.tunnel_junction import TunnelJunction, checked

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

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.parallel_resistance(29e-12, 450e-9, 250e-9):.0f} ohm")
    258 ohm
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

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.antiparallel_resistance(258.0, 1.71):.0f} ohm")
    699 ohm
    """
    ratio = 1 + np.asarray(tunnel_magnetoresistance, float)
    return np.asarray(np.asarray(parallel_resistance, float) * ratio)


def biased_magnetoresistance(
    junction_voltage: npt.ArrayLike,
    tunnel_magnetoresistance: npt.ArrayLike,
    half_voltage: npt.ArrayLike,
) -> Array:
    """Tunnel magnetoresistance TMR_0/(1 + (V/V_h)^2) under bias.

    Parameters
    ----------
    junction_voltage : array_like
        Voltage over the junction alone [V], any shape.
    tunnel_magnetoresistance : array_like
        Ratio at zero bias [no unit], shape that broadcasts.
    half_voltage : array_like
        Voltage that halves the ratio [V], above 0, shape that broadcasts.

    Returns
    -------
    ndarray
        Ratio [no unit].

    Raises
    ------
    ValueError
        If the half voltage is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.biased_magnetoresistance([0.0, 0.5], 1.71, 0.5)  # the half voltage halves it
    array([1.71 , 0.855])
    """
    share = np.asarray(junction_voltage, float) / positive("half_voltage", half_voltage, "V")
    return np.asarray(np.asarray(tunnel_magnetoresistance, float) / (1 + share**2))


def junction_resistance(junction_voltage: npt.ArrayLike, junction: TunnelJunction) -> Array:
    """Resistance of the junction alone, partly covered and under bias.

    Parameters
    ----------
    junction_voltage : array_like
        Voltage over the junction alone [V], any shape.
    junction : TunnelJunction
        The junction, shapes that broadcast.

    Returns
    -------
    ndarray
        Resistance [ohm].

    Raises
    ------
    ValueError
        If a parameter of the junction is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> junction = physics.TunnelJunction(258.0, 1.71, half_voltage=0.5, reversed_fraction=0.5)
    >>> physics.junction_resistance([0.0, 0.5], junction).round()  # ohm
    array([377., 335.])
    """
    resistance, ratio, half, fraction = checked(junction)
    antiparallel = antiparallel_resistance(
        resistance, biased_magnetoresistance(junction_voltage, ratio, half)
    )
    return np.asarray(1 / (fraction / antiparallel + (1 - fraction) / resistance))


def junction_voltage(
    applied_voltage: npt.ArrayLike, series_resistance: npt.ArrayLike, junction: TunnelJunction
) -> Array:
    """Part of a voltage that stands over the junction when a resistance is in series with it.

    This is the voltage to compare with the breakdown voltage of the barrier.

    Parameters
    ----------
    applied_voltage : array_like
        Voltage over junction and series part [V], any shape.
    series_resistance : array_like
        Series resistance [ohm], at least 0, shape that broadcasts.
    junction : TunnelJunction
        The junction, shapes that broadcast.

    Returns
    -------
    ndarray
        Junction voltage, of the sign of the applied one [V], to rounding.

    Raises
    ------
    ValueError
        If the resistance is negative or a parameter of the junction is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> junction = physics.TunnelJunction(258.0, 1.71, half_voltage=0.5)
    >>> print(f"{physics.junction_voltage(3.1, 1392.0, junction):.3f} V of 3.1 V")
    0.485 V of 3.1 V
    """
    resistance, ratio, half, fraction = checked(junction)
    series = not_negative("series_resistance", series_resistance, "ohm")
    problem = np.broadcast_arrays(
        np.asarray(applied_voltage, float), series, 1 / resistance, ratio, half, fraction
    )
    voltages = np.empty(problem[0].size)
    junction_voltages(np.stack([each.ravel() for each in problem]), voltages)
    return voltages.reshape(problem[0].shape)


def measured_resistance(
    applied_voltage: npt.ArrayLike, series_resistance: npt.ArrayLike, junction: TunnelJunction
) -> Array:
    """Resistance R_s + R_j(V_j) as measured with a voltage over both.

    Parameters
    ----------
    applied_voltage : array_like
        Voltage over junction and series part [V], any shape.
    series_resistance : array_like
        Series resistance [ohm], at least 0, shape that broadcasts.
    junction : TunnelJunction
        The junction, shapes that broadcast.

    Returns
    -------
    ndarray
        Resistance [ohm].

    Raises
    ------
    ValueError
        If the resistance is negative or a parameter of the junction is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> junction = physics.TunnelJunction(258.0, 1.71)
    >>> print(f"{physics.measured_resistance(0.05, 1392.0, junction):.0f} ohm")
    1650 ohm
    """
    share = junction_voltage(applied_voltage, series_resistance, junction)
    series = np.asarray(series_resistance, float)
    return np.asarray(series + junction_resistance(share, junction))


def junction_power(junction_voltage: npt.ArrayLike, junction: TunnelJunction) -> Array:
    """Power V_j^2/R_j(V_j) that the junction alone dissipates.

    Parameters
    ----------
    junction_voltage : array_like
        Voltage over the junction alone [V], any shape.
    junction : TunnelJunction
        The junction, shapes that broadcast.

    Returns
    -------
    ndarray
        Power [W].

    Raises
    ------
    ValueError
        If a parameter of the junction is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.junction_power(0.5, physics.TunnelJunction(258.0, 1.71)):.3g} W")
    0.000969 W
    """
    voltage = np.asarray(junction_voltage, float)
    return np.asarray(voltage**2 / junction_resistance(voltage, junction))


def junction_current_density(
    junction_voltage: npt.ArrayLike,
    junction: TunnelJunction,
    length: npt.ArrayLike,
    width: npt.ArrayLike,
) -> Array:
    """Mean current density V_j/(R_j(V_j)*area) through the barrier.

    Parameters
    ----------
    junction_voltage : array_like
        Voltage over the junction alone [V], any shape.
    junction : TunnelJunction
        The junction, shapes that broadcast.
    length, width : array_like
        Sides of the pillar [m], above 0, shapes that broadcast.

    Returns
    -------
    ndarray
        Current density, mean over the parts in both states [A/m^2].

    Raises
    ------
    ValueError
        If a side is not above 0 or a parameter of the junction is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> junction = physics.TunnelJunction(258.0, 1.71)
    >>> print(f"{physics.junction_current_density(0.5, junction, 450e-9, 250e-9):.3g} A/m^2")
    1.72e+10 A/m^2
    """
    area = positive("length", length, "m") * positive("width", width, "m")
    voltage = np.asarray(junction_voltage, float)
    return np.asarray(voltage / (junction_resistance(voltage, junction) * area))
