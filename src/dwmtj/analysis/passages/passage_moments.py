"""Mean and spread of the number of pulses until a neuron fires, by the laws of passage.

By Wald's identity the wall noise has the mean N + E[distance beyond N when seen there], and that
overshoot soon depends on sigma alone.
"""

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from dwmtj.analysis.passages.overshoot import mean_overshoot
from dwmtj.analysis.passages.passage_laws import WALL_NOISE, PassageLaw


def law_moments(law: PassageLaw, parameters: npt.ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of the number of pulses.

    Parameters
    ----------
    law : PassageLaw
        The law.
    parameters : array_like
        Its parameters [their units], shape [parameter].

    Returns
    -------
    tuple of float
        Both [pulses]; infinite where a wall in a million or more never fires within some ten
        thousand pulses.
    """
    values = np.asarray(parameters, float)
    for last in (64, 256, 1024, 16384):
        with np.errstate(under="ignore"):
            alive = np.exp(law.log_law(values, last)[1])
        if alive[-1] < 1e-12:
            break
    if alive[-1] > 1e-6:
        return float("inf"), float("inf")
    pulse = np.arange(last)
    before = np.concatenate([[1.0], alive[:-1]])
    mean = float(before.sum())
    square = float(((2 * pulse + 1) * before).sum())
    return mean, float(np.sqrt(max(square - mean**2, 0.0)))


def _is_long(distance: float, sigma: float) -> bool:
    """Tell whether the overshoot depends on sigma alone.

    It is right to 2e-5 pulses for distances above 10*sigma and a spread above 0.7 pulses. Walls of
    a sigma above 2, which go backwards with every third pulse, are not followed for the thousands
    of pulses that the sum would take.
    """
    return sigma**2 * distance > 0.5 and (distance > 10 * sigma or sigma > 2)


def mean_pulses(distance: float, sigma: float) -> float:
    """Mean number of pulses by the paper's wall noise.

    Parameters
    ----------
    distance : float
        Firing distance N in mean increments [no unit], above 0.
    sigma : float
        Relative spread of the displacement per pulse [no unit], above 0.

    Returns
    -------
    float
        Mean [pulses].
    """
    if _is_long(distance, sigma):
        return distance + mean_overshoot(sigma)
    return law_moments(WALL_NOISE, [distance, sigma])[0]


def distance_of_mean(mean: float, sigma: float) -> float:
    """Find the firing distance at which the wall noise needs so many pulses on average.

    Parameters
    ----------
    mean : float
        Mean number of pulses, above 1 [pulses].
    sigma : float
        Relative spread of the displacement per pulse [no unit], above 0.

    Returns
    -------
    float
        Distance in mean increments [no unit]; NaN if none, however short, has so small a mean.
    """
    guess = mean - mean_overshoot(sigma)
    if _is_long(guess, sigma):
        return guess
    shortest = 1e-9
    if mean <= mean_pulses(shortest, sigma):
        return float("nan")
    return float(brentq(lambda at: mean_pulses(at, sigma) - mean, shortest, mean, xtol=1e-7))
