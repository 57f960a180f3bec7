"""Velocity of a wall among weak random pins: creep, depinning and flow in one law.

Below the depinning drive x_d the wall creeps, v = v_d*exp{-(T_d/T)*[(x/x_d)^(-mu) - 1]} with mu =
1/4 for a line in a film (Lemerle et al. 1998; the barrier by Jeudy et al. 2016). At x_d thermal
rounding leaves v_d = v_T*(T/T_d)^psi, psi = 0.15 (Bustingorry et al. 2008), where v_T = m*x_d is
what the flow v = m*x would have there; without temperature v ~ v_T*(x/x_d - 1)^beta, beta = 1/4
(Diaz Pardo et al. 2017). The literature leaves the way from this to flow open. Here it is

    v = v_T*X^(1 - beta)*[X - 1 + (T/T_d)^(psi/beta)]^beta,    X = x/x_d above 1,

chosen because it is v_d at x_d, the depinning law just above for T -> 0, and m*x far above. The
velocity is continuous at x_d, its slope is not. The drive may be a field or a current, and the
velocity is odd in it. Left out: Walker breakdown, the exponents of other dimensions, and
strips so narrow that the wall is pinned as a whole.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.bisection import increasing_root
from dwmtj.physics.checks import positive, within

Array = npt.NDArray[np.float64]


def creep_factor(
    reduced_drive: npt.ArrayLike, reduced_barrier: npt.ArrayLike, exponent: npt.ArrayLike = 0.25
) -> Array:
    """Slow-down exp{-(T_d/T)*[X^(-mu) - 1]} of creep against the velocity at depinning.

    Parameters
    ----------
    reduced_drive : array_like
        Drive over depinning drive X [no unit], 0 to 1, any shape.
    reduced_barrier : array_like
        Depinning temperature over temperature T_d/T [no unit], above 0, shape that broadcasts.
    exponent : array_like, optional
        Creep exponent mu [no unit], above 0.

    Returns
    -------
    ndarray
        Factor, 0 to 1 [no unit].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.creep_factor([0.1, 0.5, 1.0], 10.0).round(4)
    array([4.000e-04, 1.508e-01, 1.000e+00])
    """
    drive = within("reduced_drive", reduced_drive, 0, 1, "")
    mu = positive("exponent", exponent, "")
    with np.errstate(divide="ignore"):  # without drive the barrier is infinite
        barrier = drive ** (-mu) - 1
    return np.asarray(np.exp(-positive("reduced_barrier", reduced_barrier, "") * barrier))


def depinning_velocity(
    flow_velocity: npt.ArrayLike,
    depinning_temperature: npt.ArrayLike,
    temperature: npt.ArrayLike,
    rounding_exponent: npt.ArrayLike = 0.15,
) -> Array:
    """Velocity v_d = v_T*(T/T_d)^psi at the depinning drive.

    Parameters
    ----------
    flow_velocity : array_like
        Velocity v_T = m*x_d that flow would have at the depinning drive [m/s], any shape.
    depinning_temperature, temperature : array_like
        Scale T_d of the pinning barriers and temperature [K], above 0; T is at most T_d.
    rounding_exponent : array_like, optional
        Thermal rounding exponent psi [no unit].

    Returns
    -------
    ndarray
        Velocity [m/s].

    Raises
    ------
    ValueError
        If a temperature is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.depinning_velocity(100.0, 3000.0, 300.0):.1f} m/s")
    70.8 m/s
    """
    share = _reduced_temperature(depinning_temperature, temperature)
    return np.asarray(np.asarray(flow_velocity, float) * share ** np.asarray(rounding_exponent))


def driven_velocity(
    drive: npt.ArrayLike,
    *,
    depinning_drive: npt.ArrayLike,
    flow_velocity: npt.ArrayLike,
    depinning_temperature: npt.ArrayLike,
    temperature: npt.ArrayLike,
    creep_exponent: npt.ArrayLike = 0.25,
    depinning_exponent: npt.ArrayLike = 0.25,
    rounding_exponent: npt.ArrayLike = 0.15,
) -> Array:
    """Velocity through creep, depinning and flow; all arguments broadcast.

    Parameters
    ----------
    drive : array_like
        Field or current, of any sign [unit of the drive].
    depinning_drive : array_like
        Drive x_d at which the barriers vanish [unit of the drive], above 0.
    flow_velocity : array_like
        Velocity v_T = m*x_d that flow would have at the depinning drive [m/s].
    depinning_temperature, temperature : array_like
        Scale T_d of the pinning barriers and temperature [K], above 0; T is at most T_d.
    creep_exponent, depinning_exponent, rounding_exponent : array_like, optional
        Exponents mu, beta and psi [no unit], those of a line in a film.

    Returns
    -------
    ndarray
        Velocity [m/s], of the sign of the drive.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> pins = dict(depinning_drive=8e3, depinning_temperature=3e3)
    >>> velocity = physics.driven_velocity(
    ...     [2e3, 8e3, 80e3], flow_velocity=100.0, temperature=300, **pins
    ... )
    >>> velocity.round(2)  # m/s
    array([  1.12,  70.79, 980.73])
    """
    x = np.asarray(drive, float) / positive("depinning_drive", depinning_drive, "")
    if not np.all(np.isfinite(x)):
        raise ValueError("drive: not a finite number; allowed: finite numbers")
    share = _reduced_temperature(depinning_temperature, temperature)
    beta = positive("depinning_exponent", depinning_exponent, "")
    size = np.abs(x)
    rounding = share ** (np.asarray(rounding_exponent, float) / beta)
    above = np.maximum(size, 1.0)
    reduced = above ** (1 - beta) * (above - 1 + rounding) ** beta
    slow = creep_factor(np.minimum(size, 1.0), 1 / share, creep_exponent)
    return np.asarray(np.sign(x) * np.asarray(flow_velocity, float) * reduced * slow)


def drive_for_velocity(
    velocity: npt.ArrayLike,
    *,
    depinning_drive: npt.ArrayLike,
    flow_velocity: npt.ArrayLike,
    depinning_temperature: npt.ArrayLike,
    temperature: npt.ArrayLike,
    creep_exponent: npt.ArrayLike = 0.25,
    depinning_exponent: npt.ArrayLike = 0.25,
    rounding_exponent: npt.ArrayLike = 0.15,
) -> Array:
    """Drive that gives a velocity: the inverse of :func:`driven_velocity`.

    Parameters
    ----------
    velocity : array_like
        Velocity, of any sign [m/s].
    depinning_drive : array_like
        Drive x_d at which the barriers vanish [unit of the drive], above 0.
    flow_velocity : array_like
        Velocity v_T = m*x_d that flow would have at the depinning drive [m/s], above 0.
    depinning_temperature, temperature : array_like
        Scale T_d of the pinning barriers and temperature [K], above 0; T is at most T_d.
    creep_exponent, depinning_exponent, rounding_exponent : array_like, optional
        Exponents mu, beta and psi [no unit], beta at most 1.

    Returns
    -------
    ndarray
        Drive [unit of the drive].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> pins = dict(depinning_drive=8e3, depinning_temperature=3e3)
    >>> drive = physics.drive_for_velocity(10.0, flow_velocity=100.0, temperature=300, **pins)
    >>> print(f"{drive:.0f} A/m")
    3914 A/m
    """
    flow = positive("flow_velocity", flow_velocity, "m/s")
    signed = np.asarray(velocity, float) / flow
    shapes = (
        depinning_drive,
        depinning_temperature,
        temperature,
        creep_exponent,
        depinning_exponent,
        rounding_exponent,
    )
    signed, *_ = np.broadcast_arrays(signed, *shapes)

    def reduced_velocity(reduced_drive: Array) -> Array:
        return driven_velocity(
            reduced_drive,
            depinning_drive=1.0,
            flow_velocity=1.0,
            depinning_temperature=depinning_temperature,
            temperature=temperature,
            creep_exponent=creep_exponent,
            depinning_exponent=depinning_exponent,
            rounding_exponent=rounding_exponent,
        )

    # X^(1 - beta)*(X - 1 + ...)^beta is at least X - 1.
    found = increasing_root(reduced_velocity, np.abs(signed), 0.0, 2 + np.abs(signed))
    drive = np.where(signed == 0, 0.0, np.sign(signed) * found)
    return np.asarray(drive * positive("depinning_drive", depinning_drive, ""))


def _reduced_temperature(depinning: npt.ArrayLike, temperature: npt.ArrayLike) -> Array:
    """T/T_d, checked: above 1 there are no barriers to speak of and the law has no meaning."""
    t_d = positive("depinning_temperature", depinning, "K")
    t = positive("temperature", temperature, "K")
    wrong = np.broadcast_to(t > t_d, np.broadcast_shapes(t.shape, t_d.shape))
    if np.any(wrong):
        worst, limit = (
            float(np.broadcast_to(part, wrong.shape)[wrong].flat[0]) for part in (t, t_d)
        )
        raise ValueError(
            f"temperature: {worst:g} K is not allowed; allowed: at most the depinning temperature, "
            f"{limit:g} K"
        )
    return np.asarray(t / t_d)
