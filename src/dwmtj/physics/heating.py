"""Temperature rise of a thin track on an insulator while a current heats it.

A track of width w gives off the power p' = w*t*j^2/sigma per length. On an insulator that fills
the half-space below, with conductivity kappa and diffusivity D = kappa/(rho*c), it warms by

    dT = p'/(pi*kappa) * arcsinh(2*sqrt(D*t)/(a*w)),    a = 1/2

(You, Sung and Joe, Appl. Phys. Lett. 89, 222513, 2006; its range of validity: Fangohr et al.,
Phys. Rev. B 84, 054437, 2011). This is exact for heat spread over the width as exp(-x^2/(a*w)^2);
of a strip heated evenly it gives the centre within 1 % once 2*sqrt(D*t) exceeds w, and up to 13 %
too warm before. On a film of thickness d over a perfect heat sink the images of the source
alternate in sign at depths 2*n*d (Carslaw and Jaeger, Conduction of Heat in Solids, 1959), and the
same integral has a weight,

    dT = p'/(pi*kappa) * integral from 0 to arcsinh(s/(a*w)) of theta(2*d/(a*w*sinh y)) dy,
    s = 2*sqrt(D*t),    theta(z) = sum over n of (-1)^n * exp(-(n*z)^2).

In the end it is steady: a strip of one temperature then loses kappa*2*K(k)/K(k') per length and
kelvin, k = tanh(pi*w/(4*d)), by the same conformal map as the capacitance of a strip midway between
two plates (Cohn, IRE Trans. Microwave Theory Tech. 2, 52, 1954), of which this is a half; for
w > 0.4*d it is kappa*(w/d + 0.88) within 5 %. The centre of the profile above ends 3 to 23 %
warmer, because no heat spreads within it.

Limits: a track much longer than 2*sqrt(D*t), heated evenly; constant kappa, rho, c, sigma; no
heat to the contacts or pillars, none stored in the track, no resistance of interfaces. A silicon
wafer below the film is taken as perfect, so the film gives the least and the half-space of film
material the most; between them lies an oxide through which the heat just passes in a pulse.
"""

import numpy as np
import numpy.typing as npt
import scipy.special

from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]

#: Width of the heated profile exp(-x^2/(a*w)^2) in widths of the track, a of You et al. (2006).
PROFILE_WIDTH = 0.5

#: Points of the integral over a film; its relative error is below 1e-10 (see the tests).
_POINTS = 96


def line_power(
    current_density: npt.ArrayLike,
    conductivity: npt.ArrayLike,
    width: npt.ArrayLike,
    thickness: npt.ArrayLike,
) -> Array:
    """Joule heat w*t*j^2/sigma of a track per length; all arguments broadcast.

    Parameters
    ----------
    current_density : array_like
        Current density, mean over the cross-section [A/m^2], any shape.
    conductivity : array_like
        Electrical conductivity, mean over the cross-section [S/m], above 0, any shape.
    width, thickness : array_like
        Cross-section of the track [m], any shape.

    Returns
    -------
    ndarray
        Power per length [W/m].

    Raises
    ------
    ValueError
        If the conductivity is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.line_power(5e11, 1 / 1.5e-6, 250e-9, 2.4e-9):.0f} W/m")
    225 W/m
    """
    density = np.asarray(current_density, float) ** 2 / positive(
        "conductivity", conductivity, "S/m"
    )
    return np.asarray(density * np.asarray(width, float) * np.asarray(thickness, float))


def half_space_temperature_rise(
    line_power: npt.ArrayLike,
    *,
    width: npt.ArrayLike,
    thermal_conductivity: npt.ArrayLike,
    density: npt.ArrayLike,
    heat_capacity: npt.ArrayLike,
    time: npt.ArrayLike,
) -> Array:
    """Temperature rise on a thick insulator after a time of constant power; all broadcast.

    Parameters
    ----------
    line_power : array_like
        Heat per length of track [W/m], any shape.
    width : array_like
        Width of the track [m], above 0.
    thermal_conductivity : array_like
        Thermal conductivity of the insulator [W/(m K)], above 0.
    density, heat_capacity : array_like
        Density [kg/m^3] and heat capacity of the insulator [J/(kg K)], above 0.
    time : array_like
        Time since the power was switched on [s], at least 0.

    Returns
    -------
    ndarray
        Temperature rise of the track [K].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> oxide = dict(thermal_conductivity=1.4, density=2200.0, heat_capacity=730.0)
    >>> rise = physics.half_space_temperature_rise(250.0, width=250e-9, time=50e-9, **oxide)
    >>> print(f"{rise:.0f} K")
    109 K
    """
    reach = _reach(thermal_conductivity, density, heat_capacity, time)
    profile = PROFILE_WIDTH * positive("width", width, "m")
    unit = _logarithmic_unit(line_power, thermal_conductivity)
    return np.asarray(unit * np.arcsinh(reach / profile))


def film_temperature_rise(
    line_power: npt.ArrayLike,
    *,
    width: npt.ArrayLike,
    film_thickness: npt.ArrayLike,
    thermal_conductivity: npt.ArrayLike,
    density: npt.ArrayLike,
    heat_capacity: npt.ArrayLike,
    time: npt.ArrayLike,
) -> Array:
    """Temperature rise on an insulating film over a heat sink; all arguments broadcast.

    Parameters
    ----------
    line_power : array_like
        Heat per length of track [W/m], any shape.
    width, film_thickness : array_like
        Width of the track and thickness of the film below it [m], above 0.
    thermal_conductivity : array_like
        Thermal conductivity of the film [W/(m K)], above 0.
    density, heat_capacity : array_like
        Density [kg/m^3] and heat capacity of the film [J/(kg K)], above 0.
    time : array_like
        Time since the power was switched on [s], at least 0; may be infinite.

    Returns
    -------
    ndarray
        Temperature rise of the track [K].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> oxide = dict(thermal_conductivity=1.4, density=2200.0, heat_capacity=730.0)
    >>> film = dict(width=250e-9, film_thickness=300e-9)
    >>> print(f"{physics.film_temperature_rise(250.0, time=50e-9, **film, **oxide):.0f} K")
    107 K
    """
    profile = PROFILE_WIDTH * positive("width", width, "m")
    film = positive("film_thickness", film_thickness, "m")
    reach = _reach(thermal_conductivity, density, heat_capacity, time)
    # Beyond 9 thicknesses what reaches the sink and its images cancel to rounding.
    end = np.arcsinh(np.minimum(reach, 9 * film) / profile)
    nodes, weights = np.polynomial.legendre.leggauss(_POINTS)
    sample = end[..., np.newaxis] * (1 + nodes) / 2
    depth = np.asarray(2 * film / profile)[..., np.newaxis]
    with np.errstate(divide="ignore"):  # no time, no heat: the sample is zero
        image = depth / np.sinh(sample)
    integral = end * np.sum(weights / 2 * _alternating_images(image), axis=-1)
    return np.asarray(_logarithmic_unit(line_power, thermal_conductivity) * integral)


def steady_temperature_rise(
    line_power: npt.ArrayLike,
    *,
    width: npt.ArrayLike,
    film_thickness: npt.ArrayLike,
    thermal_conductivity: npt.ArrayLike,
) -> Array:
    """Temperature rise of a strip of one temperature on a film over a heat sink, steady state.

    Parameters
    ----------
    line_power : array_like
        Heat per length of track [W/m], any shape.
    width, film_thickness : array_like
        Width of the track and thickness of the film below it [m], above 0.
    thermal_conductivity : array_like
        Thermal conductivity of the film [W/(m K)], above 0.

    Returns
    -------
    ndarray
        Temperature rise of the track [K].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> film = dict(width=250e-9, film_thickness=300e-9, thermal_conductivity=1.4)
    >>> print(f"{physics.steady_temperature_rise(250.0, **film):.0f} K")
    105 K
    """
    film = positive("film_thickness", film_thickness, "m")
    squares = positive("width", width, "m") / film
    # From 4/pi*20 squares on the wide limit w/d + 4*ln2/pi is exact to rounding.
    angle = np.pi / 4 * np.minimum(squares, 4 / np.pi * 20)
    # K of the modulus k = tanh from its complement k'^2 = sech^2, and K of k' from k^2.
    narrow = 2 * scipy.special.ellipkm1(1 / np.cosh(angle) ** 2)
    narrow = narrow / scipy.special.ellipkm1(np.tanh(angle) ** 2)
    conductance = np.where(angle < 20, narrow, squares + 4 * np.log(2) / np.pi)
    kappa = positive("thermal_conductivity", thermal_conductivity, "W/(m K)")
    return np.asarray(np.asarray(line_power, float) / (kappa * conductance))


def _reach(
    conductivity: npt.ArrayLike,
    density: npt.ArrayLike,
    heat_capacity: npt.ArrayLike,
    time: npt.ArrayLike,
) -> Array:
    """Length 2*sqrt(D*t) that heat has gone."""
    times = np.asarray(time, float)
    if not np.all(times >= 0):
        worst = float(times[~(times >= 0)].flat[0])
        raise ValueError(f"time: {worst:g} s is not allowed; allowed: at least 0 s")
    stored = positive("density", density, "kg/m^3") * positive(
        "heat_capacity", heat_capacity, "J/(kg K)"
    )
    diffusivity = positive("thermal_conductivity", conductivity, "W/(m K)") / stored
    return np.asarray(2 * np.sqrt(diffusivity * times))


def _logarithmic_unit(line_power: npt.ArrayLike, thermal_conductivity: npt.ArrayLike) -> Array:
    """Temperature p'/(pi*kappa) by which a track warms while the heat goes e times further."""
    kappa = positive("thermal_conductivity", thermal_conductivity, "W/(m K)")
    return np.asarray(np.asarray(line_power, float) / (np.pi * kappa))


def _alternating_images(distance: Array) -> Array:
    """Sum over all integers n of (-1)^n*exp(-(n*z)^2), from whichever series is short."""
    far = np.maximum(distance, 1.0)
    direct = 1 - 2 * np.exp(-(far**2)) + 2 * np.exp(-4 * far**2) - 2 * np.exp(-9 * far**2)
    direct += 2 * np.exp(-16 * far**2) - 2 * np.exp(-25 * far**2)
    # Poisson summation, for images that lie close together.
    near = np.clip(distance, 1e-3, 1.0)
    dual = np.exp(-((np.pi / 2 / near) ** 2)) + np.exp(-((3 * np.pi / 2 / near) ** 2))
    return np.asarray(np.where(distance >= 1.0, direct, 2 * np.sqrt(np.pi) / near * dual))
