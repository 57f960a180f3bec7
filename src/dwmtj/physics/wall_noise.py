"""The paper's wall noise, dx = v*dt*N(1, sigma), and its dependence on the interval of the draws.

After n draws the relative spread of the distance is sigma/sqrt(n): a sigma means nothing without
the time between two draws. Derived from the variance of a sum of independent factors.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]


def convert_sigma(
    sigma: npt.ArrayLike, interval: npt.ArrayLike, new_interval: npt.ArrayLike
) -> Array:
    """Give sigma for another interval between draws, at equal spread over long times.

    Parameters
    ----------
    sigma : array_like
        Relative spread of the displacement per draw [no unit], any shape.
    interval, new_interval : array_like
        Time between two draws that ``sigma`` belongs to, and the wanted one [s].

    Returns
    -------
    ndarray
        ``sigma*sqrt(interval/new_interval)`` [no unit].

    Raises
    ------
    ValueError
        If an interval is not positive.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.convert_sigma(0.3, 50e-9, 0.1e-9):.2f}")  # once a pulse, once a step
    6.71
    """
    old, new = np.asarray(interval, float), np.asarray(new_interval, float)
    if not (np.all(old > 0) and np.all(new > 0)):
        raise ValueError(
            f"interval: {interval!r} s and {new_interval!r} s are not allowed; allowed: above 0 s"
        )
    return np.asarray(np.asarray(sigma, float) * np.sqrt(old / new))


def distance_spread(sigma: npt.ArrayLike, draws: npt.ArrayLike) -> Array:
    """Give the relative standard deviation sigma/sqrt(n) of the distance after n draws.

    Parameters
    ----------
    sigma : array_like
        Relative spread per draw [no unit], any shape.
    draws : array_like
        Number of draws [no unit], shape that broadcasts.

    Returns
    -------
    ndarray
        Relative spread [no unit].

    Raises
    ------
    ValueError
        If the number of draws is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> print(f"{physics.distance_spread(0.3, 12):.3f} of the distance")
    0.087 of the distance
    """
    return np.asarray(np.asarray(sigma, float) / np.sqrt(positive("draws", draws, "")))


def pulse_count_spread(
    mean_pulses: npt.ArrayLike, sigma: npt.ArrayLike, draws_per_pulse: npt.ArrayLike = 1
) -> Array:
    """Give the standard deviation sigma*sqrt(N/m) of the number of pulses until the neuron fires.

    Parameters
    ----------
    mean_pulses : array_like
        Pulses N that the mean displacement needs [no unit], any shape.
    sigma : array_like
        Relative spread per draw [no unit], shape that broadcasts.
    draws_per_pulse : array_like, optional
        Independent draws m during one pulse [no unit], shape that broadcasts.

    Returns
    -------
    ndarray
        Standard deviation [pulses].

    Raises
    ------
    ValueError
        If the number of draws is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.pulse_count_spread([12, 35], 0.3).round(2)  # pulses
    array([1.04, 1.77])
    """
    draws = positive("draws_per_pulse", draws_per_pulse, "")
    pulses = np.asarray(mean_pulses, float) / draws
    return np.asarray(np.asarray(sigma, float) * np.sqrt(pulses))
