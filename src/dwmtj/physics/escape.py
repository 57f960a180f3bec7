"""Compiled closed forms of an escape over a barrier that falls linearly with the drive.

The barrier is B*max(u, 0) in units of k_B T with u = 1 - V/V_c, and u is linear in time on each
part of a trapezoid pulse, so the integral of exp(-B*max(u, 0)) and its inverse are elementary.
Times are in any one unit; divided by the attempt time, an exposure is a number of expected escapes.
The functions here take single numbers and are called from kernels; arrays, units and checks are in
:mod:`dwmtj.physics.depinning`.
"""

import math

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined, kernel

Floats = npt.NDArray[np.float64]

_TINY = 1e-9  # where (1 - exp(-z))/z and log(1 + z)/z are replaced by 1
_LARGE = 36.0  # where log(1 + exp(y)) is y to all digits


@inlined
def mean_rate(start: float, end: float, barrier: float) -> float:
    """Mean of exp(-barrier*max(u, 0)) while u goes from one value to another at constant speed.

    Parameters
    ----------
    start, end : float
        Remaining share u = 1 - V/V_c of the barrier at both ends [no unit].
    barrier : float
        Barrier without drive [k_B T].

    Returns
    -------
    float
        Rate in units of the largest one [no unit].
    """
    low, high = min(start, end), max(start, end)
    low_up, high_up = max(low, 0.0), max(high, 0.0)
    peak = math.exp(-barrier * low_up)
    span = high - low
    if span == 0.0:
        return peak
    exponent = barrier * (high_up - low_up)
    decay = -math.expm1(-exponent) / exponent if exponent > _TINY else 1.0 - 0.5 * exponent
    share = (high_up - low_up) / span
    return (1.0 - share) + share * peak * decay


@inlined
def _time_over_barrier(start: float, slope: float, barrier: float, exposure: float) -> float:
    """Time until the integral of exp(-barrier*(start + slope*t)) has grown to ``exposure``."""
    if exposure <= 0.0:
        return 0.0
    speed = barrier * slope
    log_time = math.log(exposure) + barrier * start  # of the time that a constant rate would take
    log_change = math.log(abs(speed)) + log_time if speed != 0.0 else -math.inf
    if log_change < math.log(_TINY):
        return math.exp(log_time)
    if speed < 0.0:
        growth = log_change if log_change > _LARGE else math.log1p(math.exp(log_change))
        return growth / -speed
    if log_change >= 0.0:
        return math.inf
    return -math.log1p(-math.exp(log_change)) / speed


@inlined
def fraction_until(start: float, end: float, barrier: float, exposure: float) -> float:
    """Fraction of a linear part of a pulse after which an exposure is reached.

    Parameters
    ----------
    start, end : float
        Remaining share u = 1 - V/V_c of the barrier at both ends [no unit].
    barrier : float
        Barrier without drive [k_B T].
    exposure : float
        Exposure to reach, over the length of the part [no unit]; at most :func:`mean_rate`.

    Returns
    -------
    float
        Fraction, 0 to 1 [no unit].
    """
    slope = end - start
    if slope <= 0.0:
        if start <= 0.0:
            return min(exposure, 1.0)
        stop = max(end, 0.0)
        share = (start - stop) / -slope if slope < 0.0 else 1.0
        above = share * mean_rate(start, stop, barrier)
        if exposure <= above or share >= 1.0:
            return min(_time_over_barrier(start, slope, barrier, exposure), share)
        return min(share + (exposure - above), 1.0)
    share = min(max(-start / slope, 0.0), 1.0)
    if exposure <= share:
        return exposure
    passed = _time_over_barrier(max(start, 0.0), slope, barrier, exposure - share)
    return min(share + passed, 1.0)


@inlined
def _part(
    index: int, ratio: float, rise: float, plateau: float, fall: float
) -> tuple[float, float, float, float]:
    """Begin, length, and u at both ends of the rise, the plateau or the fall of a pulse."""
    if index == 0:
        return 0.0, rise, 1.0, 1.0 - ratio
    if index == 1:
        return rise, plateau, 1.0 - ratio, 1.0 - ratio
    return rise + plateau, fall, 1.0 - ratio, 1.0


@inlined
def pulse_exposure(
    ratio: float, rise: float, plateau: float, fall: float, barrier: float, since: float
) -> float:
    """Integral of exp(-B*max(u, 0)) over a pulse, or the rest of one.

    Parameters
    ----------
    ratio : float
        Amplitude over the critical drive, V/V_c, any sign [no unit].
    rise, plateau, fall : float
        The parts of the pulse [s].
    barrier : float
        Barrier B without drive [k_B T].
    since : float
        Time in the pulse from which it counts [s].

    Returns
    -------
    float
        Exposure [s]; over the attempt time it is the number of expected escapes.
    """
    total = 0.0
    for index in range(3):
        begin, length, start, end = _part(index, ratio, rise, plateau, fall)
        skipped = min(max(since - begin, 0.0), length)
        if length > skipped:
            start += (end - start) * (skipped / length)
            total += (length - skipped) * mean_rate(start, end, barrier)
    return total


@inlined
def time_of_escape(
    ratio: float,
    rise: float,
    plateau: float,
    fall: float,
    barrier: float,
    since: float,
    exposure: float,
) -> float:
    """Time within a pulse at which an exposure is reached: that of the escape.

    Parameters
    ----------
    ratio : float
        Amplitude over the critical drive, V/V_c, any sign [no unit].
    rise, plateau, fall : float
        The parts of the pulse [s].
    barrier : float
        Barrier B without drive [k_B T].
    since : float
        Time in the pulse from which the wall sits at the site [s].
    exposure : float
        Attempt time times a number of the exponential distribution of mean 1 [s].

    Returns
    -------
    float
        Time from the begin of the pulse [s]; infinite if the wall stays.
    """
    missing = exposure
    for index in range(3):
        begin, length, start, end = _part(index, ratio, rise, plateau, fall)
        skipped = min(max(since - begin, 0.0), length)
        if length > skipped:
            start += (end - start) * (skipped / length)
            rest = length - skipped
            gained = rest * mean_rate(start, end, barrier)
            if missing <= gained:
                share = fraction_until(start, end, barrier, missing / rest)
                return begin + skipped + rest * share
            missing -= gained
    return math.inf


@kernel
def mean_rates(start: Floats, end: Floats, barrier: Floats, result: Floats) -> None:
    """Call :func:`mean_rate` for every element."""
    for i in range(result.size):
        result[i] = mean_rate(start[i], end[i], barrier[i])


@kernel
def exposures(
    ratio: Floats,
    rise: Floats,
    plateau: Floats,
    fall: Floats,
    barrier: Floats,
    since: Floats,
    result: Floats,
) -> None:
    """Call :func:`pulse_exposure` for every element."""
    for i in range(result.size):
        result[i] = pulse_exposure(ratio[i], rise[i], plateau[i], fall[i], barrier[i], since[i])


@kernel
def times_of_escape(
    ratio: Floats,
    rise: Floats,
    plateau: Floats,
    fall: Floats,
    barrier: Floats,
    since: Floats,
    exposure: Floats,
    result: Floats,
) -> None:
    """Call :func:`time_of_escape` for every element."""
    for i in range(result.size):
        result[i] = time_of_escape(
            ratio[i], rise[i], plateau[i], fall[i], barrier[i], since[i], exposure[i]
        )
