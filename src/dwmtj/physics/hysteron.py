"""Field loop of one junction: a hysteron shifted by a stray field, with thermal activation.

The rate of reversals is that of :mod:`dwmtj.physics.reversal`, with the barrier E_b and the
half width H_0. In a field swept at the rate R from far below, the expected reversals up to H,
counted from the middle of the loop, are

    L(H) = H_0/(R tau_0)*sqrt(pi/(4 b))*erfc[sqrt(b)*(1 - H/H_0)],    b = E_b/(k_B T),

and grow by (H - H_0)/(R tau_0) beyond H_0, where there is no barrier. So the distribution of
switching fields (Kurkijarvi 1972), its quantiles and its samples are exact. The loop is at offset
-+ switching field; both branches draw their own. Left out: a reversal back in the same sweep, and
the field dependence of the attempt time. Loops are drawn in :mod:`dwmtj.physics.field_loop`.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import erfc, erfcinv, log_ndtr

from dwmtj.physics.activation import (
    crossing_probability,
    expected_crossings,
    thermal_stability,
)
from dwmtj.physics.bisection import increasing_root
from dwmtj.physics.checks import positive
from dwmtj.physics.reversal import reversal_rate

Array = npt.NDArray[np.float64]


def switching_probability(
    field: npt.ArrayLike,
    half_width: npt.ArrayLike,
    *,
    sweep_rate: npt.ArrayLike,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Probability that a sweep has reversed the magnetization by the time it reaches a field.

    Parameters
    ----------
    field : array_like
        Field reached, from the middle of the loop, positive against the magnetization [A/m].
    half_width : array_like
        Half width H_0 of the loop without temperature [A/m], above 0.
    sweep_rate : array_like
        Rate of the sweep [A/m/s], above 0.
    barrier, attempt_time, temperature : array_like
        As for :func:`~dwmtj.physics.reversal.reversal_rate` [J], [s], [K].

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
    >>> sweep = dict(sweep_rate=1e4, barrier=100 * k * 300, attempt_time=1e-9, temperature=300)
    >>> physics.switching_probability([10e3, 12e3, 14e3], 25e3, **sweep).round(3)
    array([0.   , 0.   , 0.103])
    """
    width = positive("half_width", half_width, "A/m")
    b = thermal_stability(barrier, temperature)
    rest = 1 - np.asarray(field, float) / width
    over = np.sqrt(np.pi / (4 * b)) * erfc(np.sqrt(b) * np.maximum(rest, 0.0))
    per_sweep = width / (
        positive("sweep_rate", sweep_rate, "A/m/s") * positive("attempt_time", attempt_time, "s")
    )
    return crossing_probability(per_sweep * (over + np.maximum(-rest, 0.0)))


def switching_field(
    probability: npt.ArrayLike,
    half_width: npt.ArrayLike,
    *,
    sweep_rate: npt.ArrayLike,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Field by which a sweep has reversed the magnetization with a probability, exact.

    With a probability of 1/2 it is the median switching field: the half width that a loop shows.

    Parameters
    ----------
    probability : array_like
        Probability [no unit], between 0 and 1.
    half_width : array_like
        Half width H_0 of the loop without temperature [A/m], above 0.
    sweep_rate : array_like
        Rate of the sweep [A/m/s], above 0.
    barrier, attempt_time, temperature : array_like
        As for :func:`~dwmtj.physics.reversal.reversal_rate` [J], [s], [K].

    Returns
    -------
    ndarray
        Field from the middle of the loop [A/m].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> sweep = dict(sweep_rate=1e4, barrier=100 * k * 300, attempt_time=1e-9, temperature=300)
    >>> print(f"{physics.switching_field(0.5, 25e3, **sweep):.0f} A/m")
    14526 A/m
    """
    wanted = expected_crossings(probability)
    width = positive("half_width", half_width, "A/m")
    b = thermal_stability(barrier, temperature)
    step = positive("sweep_rate", sweep_rate, "A/m/s") * positive("attempt_time", attempt_time, "s")
    return _field_of(wanted * step / width, b) * width


def switching_field_spread(
    half_width: npt.ArrayLike,
    *,
    sweep_rate: npt.ArrayLike,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Approximate standard deviation of the switching field over many sweeps.

    The expected reversals L grow nearly exponentially about the median field, where L = ln2, so
    the law is nearly that of Gumbel, with the standard deviation (pi/sqrt(6))*L/(dL/dH).

    Parameters
    ----------
    half_width : array_like
        Half width H_0 of the loop without temperature [A/m], above 0.
    sweep_rate : array_like
        Rate of the sweep [A/m/s], above 0.
    barrier, attempt_time, temperature : array_like
        As for :func:`~dwmtj.physics.reversal.reversal_rate` [J], [s], [K].

    Returns
    -------
    ndarray
        Standard deviation [A/m].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> sweep = dict(sweep_rate=1e4, barrier=100 * k * 300, attempt_time=1e-9, temperature=300)
    >>> print(f"{physics.switching_field_spread(25e3, **sweep):.0f} A/m")
    373 A/m
    """
    thermal = {"barrier": barrier, "attempt_time": attempt_time, "temperature": temperature}
    median = switching_field(0.5, half_width, sweep_rate=sweep_rate, **thermal)
    rate = reversal_rate(median, half_width, **thermal)
    return np.asarray(np.pi / np.sqrt(6) * np.log(2) * np.asarray(sweep_rate, float) / rate)


def half_width_for(
    median_field: npt.ArrayLike,
    *,
    sweep_rate: npt.ArrayLike,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Half width without temperature that gives a wanted median switching field.

    Parameters
    ----------
    median_field : array_like
        Measured half width of the loop [A/m], above 0.
    sweep_rate : array_like
        Rate of the sweep [A/m/s], above 0.
    barrier, attempt_time, temperature : array_like
        As for :func:`~dwmtj.physics.reversal.reversal_rate` [J], [s], [K].

    Returns
    -------
    ndarray
        Half width H_0 [A/m].

    Raises
    ------
    ValueError
        If an argument is out of its range, or so low a barrier leaves no such loop open.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> sweep = dict(sweep_rate=1e4, barrier=100 * k * 300, attempt_time=1e-9, temperature=300)
    >>> half_width = physics.half_width_for(12e3, **sweep)
    >>> print(f"{physics.switching_field(0.5, half_width, **sweep):.0f} A/m")
    12000 A/m
    """
    median = positive("median_field", median_field, "A/m")
    step = positive("sweep_rate", sweep_rate, "A/m/s") * positive("attempt_time", attempt_time, "s")
    b = thermal_stability(barrier, temperature)
    part = np.sqrt(np.pi / (4 * b))
    least = np.log(2) * step / part  # the median field if it is H_0*(1 - 0)
    if np.any(median < least):
        raise ValueError(
            f"median_field: {float(np.min(median)):g} A/m is not allowed; allowed: at least "
            f"{float(np.max(least)):g} A/m, below which this sweep is over within one attempt"
        )
    # With the shift x = 1 - H/H_0 for unknown: H = H_0*(1 - x) and H_0 = least/erfc(sqrt(b)*x).
    largest = 0.5 + 0.5 * np.sqrt(np.maximum(1 - 2 / b, 0.0))  # H grows with H_0 up to there
    wanted = np.log(median / least)

    def growth(shift: Array) -> Array:
        return np.asarray(np.log1p(-shift) - _log_erfc(np.sqrt(b) * shift))

    if np.any((b <= 2) | (growth(largest) < wanted)):
        raise ValueError(
            f"barrier: {float(np.min(b)):g} k_B T is not allowed; allowed: high enough that a loop "
            f"of half width {float(np.max(median)):g} A/m is open at this sweep rate"
        )
    shift = increasing_root(growth, wanted, 0.0, largest)
    return np.asarray(median / (1 - shift))


def _log_erfc(argument: Array) -> Array:
    return np.asarray(np.log(2) + log_ndtr(-np.sqrt(2) * argument))


def _field_of(share: npt.ArrayLike, b: Array) -> Array:
    """H/H_0 at which the expected reversals are ``share``*H_0/(R tau_0)."""
    part = np.sqrt(np.pi / (4 * b))
    scaled = np.asarray(share, float) / part
    below = erfcinv(np.minimum(scaled, 1.0)) / np.sqrt(b)
    return np.asarray(1 - below + part * np.maximum(scaled - 1, 0.0))
