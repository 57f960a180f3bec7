"""Thermal activation: what escape from a pinning site, nucleation and reversal have in common.

A barrier E is crossed at the rate exp(-E/(k_B T))/tau_0 (Arrhenius; Neel 1949, Brown 1963). With
E or the drive changing in time the events of the first crossing follow from the integral L of the
rate alone, the expected crossings: the probability that one has happened is 1 - exp(-L).
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import scipy.constants

from dwmtj.physics.bisection import increasing_root
from dwmtj.physics.checks import not_negative, positive

Array = npt.NDArray[np.float64]

#: Boltzmann constant [J/K].
BOLTZMANN = float(scipy.constants.k)


def barrier_ratio(barrier: npt.ArrayLike, temperature: npt.ArrayLike) -> Array:
    """Give a barrier in units of the thermal energy, E/(k_B T).

    Parameters
    ----------
    barrier : array_like
        Energy barrier [J], at least 0, any shape.
    temperature : array_like
        Temperature [K], above 0, shape that broadcasts.

    Returns
    -------
    ndarray
        Ratio [no unit].

    Raises
    ------
    ValueError
        If the barrier is below 0 or the temperature not above 0.
    """
    return not_negative("barrier", barrier, "J") / (
        BOLTZMANN * positive("temperature", temperature, "K")
    )


def thermal_stability(barrier: npt.ArrayLike, temperature: npt.ArrayLike) -> Array:
    """Give the ratio E/(k_B T) of a barrier that has to be there.

    Parameters
    ----------
    barrier : array_like
        Energy barrier [J], above 0, any shape.
    temperature : array_like
        Temperature [K], above 0, shape that broadcasts.

    Returns
    -------
    ndarray
        Ratio [no unit], above 0.

    Raises
    ------
    ValueError
        If the barrier or the temperature is not above 0.
    """
    return positive("barrier", barrier_ratio(barrier, temperature), "k_B T")


def crossing_probability(expected_crossings: npt.ArrayLike) -> Array:
    """Probability 1 - exp(-L) that a barrier has been crossed.

    Parameters
    ----------
    expected_crossings : array_like
        Integral L of the rate over time [no unit], any shape.

    Returns
    -------
    ndarray
        Probability [no unit], accurate also where it is tiny.
    """
    return np.asarray(-np.expm1(-np.asarray(expected_crossings, float)))


def expected_crossings(probability: npt.ArrayLike) -> Array:
    """Integral of the rate that gives a probability, L = -ln(1 - p).

    Parameters
    ----------
    probability : array_like
        Probability [no unit], between 0 and 1, neither included, any shape.

    Returns
    -------
    ndarray
        Expected crossings [no unit].

    Raises
    ------
    ValueError
        If a probability is out of its range.
    """
    p = np.asarray(probability, float)
    wrong = ~((p > 0) & (p < 1))
    if np.any(wrong):
        worst = float(p[wrong].flat[0])
        raise ValueError(f"probability: {worst:g} is not allowed; allowed: between 0 and 1")
    return np.asarray(-np.log1p(-p))


def drive_for_probability(
    expected: Callable[[npt.ArrayLike], Array], probability: npt.ArrayLike, most: float
) -> Array:
    """Drive at which a barrier is crossed with a probability: the inverse of a switching curve.

    Parameters
    ----------
    expected : callable
        Expected crossings [no unit] against the drive, increasing, element by element.
    probability : array_like
        Wanted probability [no unit], between 0 and 1.
    most : float
        Largest drive that is tried [unit of the drive]; the smallest is 0.

    Returns
    -------
    ndarray
        Drive [unit of the drive].

    Raises
    ------
    ValueError
        If no drive in this range gives the probability.
    """
    wanted, low, high = np.broadcast_arrays(
        expected_crossings(probability), expected(0.0), expected(most)
    )
    wrong = (wanted < low) | (wanted > high)
    if np.any(wrong):
        worst, least, largest = (
            float(crossing_probability(part)[wrong].flat[0]) for part in (wanted, low, high)
        )
        raise ValueError(
            f"probability: {worst:g} is not allowed; allowed: {least:g} to {largest:g}, what this "
            "pulse gives without drive and with the strongest"
        )
    return increasing_root(expected, wanted, 0.0, most)
