"""Thermally activated escape of a domain wall from a pinning site.

The rate is 1/tau with tau = tau_0*exp[E_b*(1 - V/V_c)/(k_B T)]: an Arrhenius law whose barrier
falls linearly with the drive, as for spin torques on a pinned wall (Kim and Burrowes 2009). The
barrier is never below zero, so the rate never exceeds 1/tau_0, and a reverse drive raises it. The
drive V may be a voltage, a current or a field; V_c is the drive that takes the barrier away. The
integral of the rate over the linear edges and the plateau of a pulse is a closed form, and so is
its inverse. Left out: the way back, recapture, heating, and the wait between pulses (the rate at
drive 0). The curve of probability against amplitude is in :mod:`dwmtj.physics.escape_curve`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from dwmtj.physics import escape
from dwmtj.physics.activation import barrier_ratio, crossing_probability
from dwmtj.physics.checks import not_negative, positive
from dwmtj.physics.trapezoid import trapezoid
from dwmtj.same_arguments import arguments_of

Array = npt.NDArray[np.float64]


def escape_rate(
    drive: npt.ArrayLike,
    critical_drive: npt.ArrayLike,
    *,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Rate at which a wall leaves its site; all arguments broadcast.

    Parameters
    ----------
    drive : array_like
        Voltage, current or field, positive where it pushes the wall out [unit of the drive].
    critical_drive : array_like
        Drive that takes the barrier away [unit of the drive], above 0.
    barrier : array_like
        Energy barrier without drive [J], at least 0.
    attempt_time : array_like
        Time tau_0 of an attempt [s], above 0.
    temperature : array_like
        Temperature [K], above 0.

    Returns
    -------
    ndarray
        Rate [1/s], at most 1/attempt_time.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> site = dict(barrier=80 * k * 300, attempt_time=1e-9, temperature=300)
    >>> rate = physics.escape_rate(0.9, 1.0, **site)
    >>> print(f"{rate:.3g} per second")
    3.35e+05 per second
    """
    remaining = np.maximum(1 - _ratio(drive, critical_drive), 0.0)
    slowing = np.exp(-barrier_ratio(barrier, temperature) * remaining)
    return np.asarray(slowing / positive("attempt_time", attempt_time, "s"))


def step_escape_probability(
    drive: npt.ArrayLike,
    critical_drive: npt.ArrayLike,
    time_step: npt.ArrayLike,
    *,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Probability 1 - exp(-dt/tau) that a wall leaves in a step of constant drive.

    Parameters
    ----------
    drive, critical_drive : array_like
        Drive and the one that takes the barrier away [unit of the drive], any shape.
    time_step : array_like
        Length of the step [s], at least 0.
    barrier, attempt_time, temperature : array_like
        As for :func:`escape_rate` [J], [s], [K].

    Returns
    -------
    ndarray
        Probability [no unit].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> site = dict(barrier=80 * k * 300, attempt_time=1e-9, temperature=300)
    >>> physics.step_escape_probability([0.0, 0.95, 1.0], 1.0, 1e-9, **site).round(3)
    array([0.   , 0.018, 0.632])
    """
    rate = escape_rate(
        drive,
        critical_drive,
        barrier=barrier,
        attempt_time=attempt_time,
        temperature=temperature,
    )
    return crossing_probability(rate * not_negative("time_step", time_step, "s"))


def edge_expected_escapes(
    first_drive: npt.ArrayLike,
    last_drive: npt.ArrayLike,
    critical_drive: npt.ArrayLike,
    duration: npt.ArrayLike,
    *,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Integral of the rate while the drive changes linearly in time, exact.

    Parameters
    ----------
    first_drive, last_drive, critical_drive : array_like
        Drive at both ends, and the one that takes the barrier away [unit of the drive], any shape.
    duration : array_like
        Length of the edge [s], at least 0.
    barrier, attempt_time, temperature : array_like
        As for :func:`escape_rate` [J], [s], [K].

    Returns
    -------
    ndarray
        Expected escapes [no unit].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> site = dict(barrier=80 * k * 300, attempt_time=1e-9, temperature=300)
    >>> print(f"{physics.edge_expected_escapes(0.0, 2.5, 2.5, 10e-9, **site):.3f}")
    0.125
    """
    start, end, ratio, length = np.broadcast_arrays(
        1 - _ratio(first_drive, critical_drive),
        1 - _ratio(last_drive, critical_drive),
        barrier_ratio(barrier, temperature),
        not_negative("duration", duration, "s") / positive("attempt_time", attempt_time, "s"),
    )
    return np.asarray(_elementwise(escape.mean_rates, start, end, ratio) * length)


def pulse_expected_escapes(
    amplitude: npt.ArrayLike,
    critical_drive: npt.ArrayLike,
    *,
    duration: npt.ArrayLike,
    rise: npt.ArrayLike = 0.0,
    fall: npt.ArrayLike = 0.0,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
    since: npt.ArrayLike = 0.0,
) -> Array:
    """Integral of the rate over a trapezoid pulse, exact; all arguments broadcast.

    Parameters
    ----------
    amplitude, critical_drive : array_like
        Drive on the plateau, and the one that takes the barrier away [unit of the drive].
    duration, rise, fall : array_like
        Total length, edges included, and the edges [s].
    barrier, attempt_time, temperature : array_like
        As for :func:`escape_rate` [J], [s], [K].
    since : array_like, optional
        Time in the pulse from which the wall sits at the site [s].

    Returns
    -------
    ndarray
        Expected escapes [no unit].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> site = dict(barrier=80 * k * 300, attempt_time=1e-9, temperature=300)
    >>> print(f"{physics.pulse_expected_escapes(2.5, 2.5, duration=50e-9, **site):.1f}")
    50.0
    """
    shape = trapezoid(duration, rise, fall)
    exposure = _elementwise(
        escape.exposures,
        _ratio(amplitude, critical_drive),
        *shape,
        barrier_ratio(barrier, temperature),
        not_negative("since", since, "s"),
    )
    return exposure / positive("attempt_time", attempt_time, "s")


@arguments_of(pulse_expected_escapes)
def pulse_escape_probability(*args: Any, **kwargs: Any) -> Array:
    """Probability that a wall leaves its site during a trapezoid pulse.

    Returns
    -------
    ndarray
        Probability [no unit].

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> site = dict(barrier=80 * k * 300, attempt_time=1e-9, temperature=300)
    >>> pulse = dict(duration=50e-9, rise=10e-9, fall=10e-9)
    >>> physics.pulse_escape_probability([2.2, 2.4, 2.6], 2.5, **pulse, **site).round(3)
    array([0.002, 0.709, 1.   ])
    """
    return crossing_probability(pulse_expected_escapes(*args, **kwargs))


def escape_time(
    uniform: npt.ArrayLike,
    amplitude: npt.ArrayLike,
    critical_drive: npt.ArrayLike,
    *,
    duration: npt.ArrayLike,
    rise: npt.ArrayLike = 0.0,
    fall: npt.ArrayLike = 0.0,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
    since: npt.ArrayLike = 0.0,
) -> Array:
    """Time within a pulse at which a wall leaves, from a uniform number; all arguments broadcast.

    The smaller the number, the earlier the escape; the fraction of uniform numbers that gives a
    finite time is :func:`pulse_escape_probability`.

    Parameters
    ----------
    uniform : array_like
        Numbers from a uniform distribution [no unit], at least 0 and below 1.
    amplitude, critical_drive : array_like
        Drive on the plateau, and the one that takes the barrier away [unit of the drive].
    duration, rise, fall : array_like
        Total length, edges included, and the edges [s].
    barrier, attempt_time, temperature : array_like
        As for :func:`escape_rate` [J], [s], [K].
    since : array_like, optional
        Time in the pulse from which the wall sits at the site [s].

    Returns
    -------
    ndarray
        Time from the begin of the pulse [s]; infinite if the wall stays.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> site = dict(barrier=80 * k * 300, attempt_time=1e-9, temperature=300)
    >>> time = physics.escape_time(0.5, 2.5, 2.5, duration=50e-9, rise=10e-9, fall=10e-9, **site)
    >>> print(f"{time:.3g} s after the begin of the pulse")
    1.06e-08 s after the begin of the pulse
    """
    number = not_negative("uniform", uniform, "")
    if np.any(number >= 1):
        raise ValueError(f"uniform: {number.max():g} is not allowed; allowed: 0 to below 1")
    return _elementwise(
        escape.times_of_escape,
        _ratio(amplitude, critical_drive),
        *trapezoid(duration, rise, fall),
        barrier_ratio(barrier, temperature),
        not_negative("since", since, "s"),
        -np.log1p(-number) * positive("attempt_time", attempt_time, "s"),
    )


def _ratio(drive: npt.ArrayLike, critical_drive: npt.ArrayLike) -> Array:
    numbers = np.asarray(drive, float)
    if not np.all(np.isfinite(numbers)):
        raise ValueError("drive: not a finite number; allowed: finite numbers")
    return np.asarray(numbers / positive("critical_drive", critical_drive, ""))


def _elementwise(kernel: Callable[..., None], *arguments: Array) -> Array:
    parts = np.broadcast_arrays(*arguments)
    result = np.empty(parts[0].shape)
    kernel(*(np.ascontiguousarray(part).ravel() for part in parts), result.ravel())
    return result
