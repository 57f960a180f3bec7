"""Probability of an escape against the amplitude of a pulse: its inverse, middle and width.

For a rectangular pulse of length t below the critical drive the probability is
p = 1 - exp{-(t/tau_0)*exp[-(E_b/k_B T)*(1 - V/V_c)]}, a Gumbel law of the drive: its middle is
V_c*[1 - (k_B T/E_b)*ln(t/(tau_0 ln2))], its standard deviation (pi/sqrt(6))*V_c*k_B*T/E_b. With
edges the inverse is found numerically.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.activation import drive_for_probability, expected_crossings, thermal_stability
from dwmtj.physics.checks import positive
from dwmtj.physics.depinning import pulse_expected_escapes

Array = npt.NDArray[np.float64]

#: Largest amplitude that is tried, in critical drives: there even the edges are without barrier.
_MOST = 1000.0


def escape_amplitude(
    probability: npt.ArrayLike,
    critical_drive: npt.ArrayLike,
    *,
    duration: npt.ArrayLike,
    rise: npt.ArrayLike = 0.0,
    fall: npt.ArrayLike = 0.0,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Amplitude of the pulse that frees a wall with a probability: the inverse of the curve.

    Parameters
    ----------
    probability : array_like
        Wanted probability [no unit], between 0 and 1.
    critical_drive : array_like
        Drive that takes the barrier away [unit of the drive], above 0.
    duration, rise, fall : array_like
        Total length, edges included, and the edges [s].
    barrier, attempt_time, temperature : array_like
        As for :func:`escape_rate` [J], [s], [K].

    Returns
    -------
    ndarray
        Amplitude, at least 0 [unit of the drive].

    Raises
    ------
    ValueError
        If an argument is out of its range, or no amplitude from 0 to 1000 critical drives gives
        the probability.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> site = dict(barrier=80 * k * 300, attempt_time=1e-9, temperature=300)
    >>> physics.escape_amplitude([0.1, 0.5, 0.9], 2.5, duration=50e-9, **site).round(3)  # V
    array([2.307, 2.366, 2.404])
    """

    def crossings(ratio: npt.ArrayLike) -> Array:
        return pulse_expected_escapes(
            ratio,
            1.0,
            duration=duration,
            rise=rise,
            fall=fall,
            barrier=barrier,
            attempt_time=attempt_time,
            temperature=temperature,
        )

    ratio = drive_for_probability(crossings, probability, _MOST)
    return np.asarray(ratio * positive("critical_drive", critical_drive, ""))


def rectangular_escape_drive(
    probability: npt.ArrayLike,
    critical_drive: npt.ArrayLike,
    duration: npt.ArrayLike,
    *,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Amplitude V_c*{1 - (k_B T/E_b)*ln[t/(tau_0*L)]}, L = -ln(1 - p), of a rectangular pulse.

    Holds up to the critical drive; with p = 1/2 it is the middle of the switching curve, which
    falls with the logarithm of the pulse length.

    Parameters
    ----------
    probability : array_like
        Probability of an escape [no unit], between 0 and 1.
    critical_drive : array_like
        Drive that takes the barrier away [unit of the drive], above 0.
    duration : array_like
        Length of the pulse [s], above 0.
    barrier, attempt_time, temperature : array_like
        As for :func:`escape_rate` [J], [s], [K]; the barrier is above 0.

    Returns
    -------
    ndarray
        Amplitude [unit of the drive].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> site = dict(barrier=80 * k * 300, attempt_time=1e-9, temperature=300)
    >>> physics.rectangular_escape_drive([0.1, 0.5, 0.9], 2.5, 50e-9, **site).round(3)  # V
    array([2.307, 2.366, 2.404])
    """
    attempts = positive("duration", duration, "s") / positive("attempt_time", attempt_time, "s")
    ratio = thermal_stability(barrier, temperature)
    critical = positive("critical_drive", critical_drive, "")
    return np.asarray(critical * (1 - np.log(attempts / expected_crossings(probability)) / ratio))


def escape_drive_spread(
    critical_drive: npt.ArrayLike, *, barrier: npt.ArrayLike, temperature: npt.ArrayLike
) -> Array:
    """Width (pi/sqrt(6))*V_c*k_B*T/E_b of the curve of rectangular pulses, a standard deviation.

    Parameters
    ----------
    critical_drive : array_like
        Drive that takes the barrier away [unit of the drive], above 0.
    barrier, temperature : array_like
        As for :func:`escape_rate` [J], [K]; the barrier is above 0.

    Returns
    -------
    ndarray
        Spread [unit of the drive]; the pulse length does not enter.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> print(f"{physics.escape_drive_spread(2.5, barrier=80 * k * 300, temperature=300):.3f} V")
    0.040 V
    """
    ratio = thermal_stability(barrier, temperature)
    return np.asarray(np.pi / np.sqrt(6) * positive("critical_drive", critical_drive, "") / ratio)
