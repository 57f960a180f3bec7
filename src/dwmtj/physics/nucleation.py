"""Thermally activated nucleation of the reversed domain under a junction, by a write pulse.

The barrier is E_0*(1 - V_j/V_c0 - H/H_n)^n, never below zero: spin-transfer torque and field both
lower it, with n = 1 for a torque (Koch et al. 2004; Li and Zhang 2004) and n = 2 for a coherent
reversal in a field. Signs: V_j > 0 is the voltage that writes (the electrons' spin favours the new
domain), H > 0 the field along the magnetization of the new domain; negative ones raise the barrier.
V_j is the junction's share of the voltage, taken as a trapezoid. Over a linear edge the integral of
the rate is an incomplete gamma function. A read disturb is the same event at the voltage of a
reading. Left out: incubation and precession in the first nanoseconds, heating, and the way back.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gamma, gammainc, gammaincc

from dwmtj.physics.activation import (
    barrier_ratio,
    crossing_probability,
    drive_for_probability,
)
from dwmtj.physics.checks import positive
from dwmtj.physics.trapezoid import trapezoid
from dwmtj.same_arguments import arguments_of

Array = npt.NDArray[np.float64]

#: Change of the exponent below which an edge is summed by three points: there the closed form is a
#: difference of nearly equal numbers.
_FLAT = 1e-3
#: Exponent at which the rate is the largest one to all digits.
_NOTHING = 1e-16
#: Largest voltage that is tried, in critical voltages: there even the edges are without barrier.
_MOST = 1000.0


def nucleation_rate(
    junction_voltage: npt.ArrayLike,
    field: npt.ArrayLike,
    *,
    barrier: npt.ArrayLike,
    critical_voltage: npt.ArrayLike,
    critical_field: npt.ArrayLike,
    exponent: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Rate of nucleation at a constant voltage and field; all arguments broadcast.

    Parameters
    ----------
    junction_voltage : array_like
        Voltage on the junction, positive where it writes [V].
    field : array_like
        Field along the magnetization of the new domain [A/m].
    barrier : array_like
        Energy barrier without voltage and field [J], at least 0.
    critical_voltage : array_like
        Junction voltage that takes the barrier away [V], above 0.
    critical_field : array_like
        Field that takes the barrier away [A/m], above 0.
    exponent : array_like
        Exponent n of the barrier [no unit], above 0.
    attempt_time : array_like
        Time of an attempt [s], above 0.
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
    >>> write = dict(barrier=60 * k * 300, critical_voltage=0.5, critical_field=1e5, exponent=1)
    >>> rate = physics.nucleation_rate(0.45, 0.0, **write, attempt_time=1e-9, temperature=300)
    >>> print(f"{rate:.3g} per second")
    2.48e+06 per second
    """
    voltage = np.asarray(junction_voltage, float) / positive(
        "critical_voltage", critical_voltage, "V"
    )
    rest = 1 - np.asarray(field, float) / positive("critical_field", critical_field, "A/m")
    height = np.maximum(rest - voltage, 0.0) ** positive("exponent", exponent, "")
    slowing = np.exp(-barrier_ratio(barrier, temperature) * height)
    return np.asarray(slowing / positive("attempt_time", attempt_time, "s"))


def expected_nucleations(
    amplitude: npt.ArrayLike,
    field: npt.ArrayLike,
    *,
    duration: npt.ArrayLike,
    rise: npt.ArrayLike = 0.0,
    fall: npt.ArrayLike = 0.0,
    barrier: npt.ArrayLike,
    critical_voltage: npt.ArrayLike,
    critical_field: npt.ArrayLike,
    exponent: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Integral of the rate over a trapezoid pulse; all arguments broadcast.

    Parameters
    ----------
    amplitude : array_like
        Junction voltage on the plateau, positive where it writes [V].
    field : array_like
        Field along the magnetization of the new domain [A/m].
    duration, rise, fall : array_like
        Total length, edges included, and the edges [s].
    barrier, critical_voltage, critical_field : array_like
        As for :func:`nucleation_rate` [J], [V], [A/m].
    exponent, attempt_time, temperature : array_like
        As for :func:`nucleation_rate` [no unit], [s], [K].

    Returns
    -------
    ndarray
        Expected nucleations [no unit].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> write = dict(barrier=60 * k * 300, critical_voltage=0.5, critical_field=1e5, exponent=1)
    >>> thermal = dict(attempt_time=1e-9, temperature=300)
    >>> expected = physics.expected_nucleations(0.45, 0.0, duration=50e-9, **write, **thermal)
    >>> print(f"{expected:.3f}")
    0.124
    """
    shape = trapezoid(duration, rise, fall)
    rest = 1 - np.asarray(field, float) / positive("critical_field", critical_field, "A/m")
    voltage = np.asarray(amplitude, float) / positive("critical_voltage", critical_voltage, "V")
    if not (np.all(np.isfinite(rest)) and np.all(np.isfinite(voltage))):
        raise ValueError("amplitude, field: not a finite number; allowed: finite numbers")
    ratio = barrier_ratio(barrier, temperature)
    n = positive("exponent", exponent, "")
    top = np.exp(-ratio * np.maximum(rest - voltage, 0.0) ** n)
    edge = _mean_rate(rest, rest - voltage, ratio, n)
    exposure = shape.plateau * top + (shape.rise + shape.fall) * edge
    return np.asarray(exposure / positive("attempt_time", attempt_time, "s"))


@arguments_of(expected_nucleations)
def nucleation_probability(*args: Any, **kwargs: Any) -> Array:
    """Probability that a pulse writes a domain, or that a reading does so by mistake.

    Returns
    -------
    ndarray
        Probability [no unit].

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> write = dict(barrier=60 * k * 300, critical_voltage=0.5, critical_field=1e5, exponent=1)
    >>> thermal = dict(attempt_time=1e-9, temperature=300)
    >>> physics.nucleation_probability(
    ...     [0.4, 0.46, 0.5], 0.0, duration=50e-9, **write, **thermal
    ... ).round(3)
    array([0.   , 0.337, 1.   ])
    """
    return crossing_probability(expected_nucleations(*args, **kwargs))


def nucleation_amplitude(
    probability: npt.ArrayLike,
    field: npt.ArrayLike,
    *,
    duration: npt.ArrayLike,
    rise: npt.ArrayLike = 0.0,
    fall: npt.ArrayLike = 0.0,
    barrier: npt.ArrayLike,
    critical_voltage: npt.ArrayLike,
    critical_field: npt.ArrayLike,
    exponent: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Junction voltage of the pulse that writes with a probability: the inverse of the curve.

    Parameters
    ----------
    probability : array_like
        Wanted probability [no unit], between 0 and 1.
    field : array_like
        Field along the magnetization of the new domain [A/m].
    duration, rise, fall : array_like
        Total length, edges included, and the edges [s].
    barrier, critical_voltage, critical_field : array_like
        As for :func:`nucleation_rate` [J], [V], [A/m].
    exponent, attempt_time, temperature : array_like
        As for :func:`nucleation_rate` [no unit], [s], [K].

    Returns
    -------
    ndarray
        Amplitude, at least 0 [V].

    Raises
    ------
    ValueError
        If an argument is out of its range, or no voltage from 0 to 1000 critical ones gives the
        probability.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> write = dict(barrier=60 * k * 300, critical_voltage=0.5, critical_field=1e5, exponent=1)
    >>> thermal = dict(attempt_time=1e-9, temperature=300)
    >>> middle = physics.nucleation_amplitude(0.5, 0.0, duration=50e-9, **write, **thermal)
    >>> print(f"{middle:.3f} V")
    0.464 V
    """

    def expected(ratio: npt.ArrayLike) -> Array:
        return expected_nucleations(
            ratio,
            field,
            duration=duration,
            rise=rise,
            fall=fall,
            barrier=barrier,
            critical_voltage=1.0,
            critical_field=critical_field,
            exponent=exponent,
            attempt_time=attempt_time,
            temperature=temperature,
        )

    ratio = drive_for_probability(expected, probability, _MOST)
    return np.asarray(ratio * positive("critical_voltage", critical_voltage, "V"))


def _mean_rate(start: Array, end: Array, ratio: Array, exponent: Array) -> Array:
    """Mean of exp(-B*max(x, 0)^n) while x goes from ``start`` to ``end`` at constant speed."""
    start, end, ratio, n = np.broadcast_arrays(start, end, ratio, exponent)
    low, high = np.minimum(start, end), np.maximum(start, end)
    low_up, high_up = np.maximum(low, 0.0), np.maximum(high, 0.0)
    least, most = ratio * low_up**n, ratio * high_up**n
    flat = ((most - least < _FLAT) & (high - low < 0.1 * low)) | (most < _NOTHING) | (high == low)
    span = np.where(flat, 1.0, high - low)
    safe = np.where(ratio > 0, ratio, 1.0)
    # Differences of the smaller tail, so that no digits are lost.
    tail = np.where(
        least < 1,
        gammainc(1 / n, most) - gammainc(1 / n, least),
        gammaincc(1 / n, least) - gammaincc(1 / n, most),
    )
    over = gamma(1 / n) / n * safe ** (-1 / n) * tail
    free = (high - high_up) - (low - low_up)
    middle = np.exp(-ratio * np.maximum(0.5 * (low + high), 0.0) ** n)
    simpson = (np.exp(-least) + 4 * middle + np.exp(-most)) / 6
    return np.asarray(np.where(flat, simpson, (free + over) / span))
