"""How many draws of the paper's wall noise pass before the wall reaches the firing distance.

Each draw moves the wall by N(1, sigma) in units of the mean increment; the neuron fires at the
first n at which the sum reaches N. Two laws. The discrete one follows the density f_n(x) of the
walls that have not fired by draw n,

    f_{n+1}(x) = integral from -inf to N of f_n(y)*phi((x - y - 1)/sigma)/sigma dy,
    p_{n+1} = integral from -inf to N of f_n(y)*Q((N - y - 1)/sigma) dy,

with phi the normal density and Q its upper tail. Its continuous limit is the inverse Gaussian with
mean N and shape N^2/sigma^2 (Chhikara and Folks 1989). Neither clamps the wall at its start, which
only matters for sigma near 1 and above.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from dwmtj.physics.checks import numbers, positive

Array = npt.NDArray[np.float64]

#: Width of a panel in sigma, and points of Gauss and Legendre in it: exact to 1e-15 for the
#: narrowest product of two normal densities, of width sigma/sqrt(2).
_PANEL = 2.0
_POINTS = 12
#: Standard deviations within which a normal density is a number above the smallest floats.
_REACH = 37.0
#: How far below its start a wall is followed, in sigma*sqrt(draws). A wall that fires at draw n has
#: been deeper with probability exp(-2*4.5^2) = 3e-18 at most (minimum of a Brownian bridge).
_DEPTH = 4.5


def discrete_law(mean_increments: float, sigma: float, max_draws: int) -> Array:
    """Probability that the wall fires at draw 1, 2, ..., ``max_draws``.

    Parameters
    ----------
    mean_increments : float
        Firing distance N in mean increments [no unit], above 0.
    sigma : float
        Relative spread per draw [no unit], at least 0.
    max_draws : int
        Last draw to follow [no unit], at least 1.

    Returns
    -------
    ndarray
        Probabilities [no unit], shape [max_draws]; they sum to less than 1 if the wall may not
        have fired by then.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Notes
    -----
    Only positive numbers are added, never subtracted, so that each probability is right to a
    relative error of about 1e-12, however small it is (see the tests).

    Examples
    --------
    >>> import numpy as np
    >>> from dwmtj import physics
    >>> law = physics.discrete_law(12, sigma=0.3, max_draws=40)  # at draw 1, 2, ..., 40
    >>> print(f"mean {law @ np.arange(1, 41):.2f}, most likely {law.argmax() + 1}")
    mean 12.54, most likely 12
    """
    if not (mean_increments > 0 and np.isfinite(mean_increments)):
        raise ValueError(f"mean_increments: {mean_increments!r} is not allowed; allowed: above 0")
    if not (sigma >= 0 and np.isfinite(sigma)):
        raise ValueError(f"sigma: {sigma!r} is not allowed; allowed: at least 0")
    if max_draws < 1:
        raise ValueError(f"max_draws: {max_draws!r} is not allowed; allowed: at least 1")
    law = np.zeros(max_draws)
    if sigma == 0:
        fires_at = int(np.ceil(mean_increments - 1e-9))
        if fires_at <= max_draws:
            law[fires_at - 1] = 1.0
        return law
    places, weights = _quadrature(mean_increments, sigma, max_draws)
    firing = weights * ndtr((places + 1 - mean_increments) / sigma)
    transfer = _transfer(places[-1], weights, sigma)
    alive = _normal_density((places - 1) / sigma) / sigma
    law[0] = ndtr((1 - mean_increments) / sigma)
    for draw in range(1, max_draws):
        law[draw] = (alive * firing).sum()
        alive = _step(alive, transfer)
    return law


def _quadrature(mean_increments: float, sigma: float, max_draws: int) -> tuple[Array, Array]:
    """Places [panel, point] below the firing distance, and weights [point]."""
    size = _PANEL * sigma
    panels = int(np.ceil((mean_increments + _DEPTH * sigma * np.sqrt(max_draws)) / size))
    nodes, weights = np.polynomial.legendre.leggauss(_POINTS)
    begins = mean_increments - size * np.arange(panels, 0, -1)
    return begins[:, None] + size * (1 + nodes) / 2, size / 2 * weights


def _transfer(places: Array, weights: Array, sigma: float) -> dict[int, Array]:
    """Matrix [from point, to point] that takes a wall some panels on, by the number of panels."""
    size = _PANEL * sigma
    first = int(np.floor((1 - _REACH * sigma) / size)) - 1
    last = int(np.ceil((1 + _REACH * sigma) / size)) + 1
    offsets = places[None, :] - places[:, None] - 1
    return {
        ahead: weights[:, None] * _normal_density((offsets + ahead * size) / sigma) / sigma
        for ahead in range(first, last + 1)
    }


def _step(alive: Array, transfer: dict[int, Array]) -> Array:
    """Density after one more draw, of the walls that are not beyond the last panel."""
    after = np.zeros_like(alive)
    occupied = np.flatnonzero(alive.any(axis=1))
    if not occupied.size:
        return after
    first, last = int(occupied[0]), int(occupied[-1]) + 1
    for ahead, matrix in transfer.items():
        begin, end = max(first, -ahead), min(last, len(alive) - ahead)
        if begin < end:
            after[begin + ahead : end + ahead] += alive[begin:end] @ matrix
    return after


def _normal_density(deviation: Array) -> Array:
    return np.asarray(np.exp(-(deviation**2) / 2) / np.sqrt(2 * np.pi))


def inverse_gaussian_law(draws: npt.ArrayLike, mean_increments: float, sigma: float) -> Array:
    """Density of the first passage in the continuous limit.

    Parameters
    ----------
    draws : array_like
        Number of draws at which to evaluate [no unit], any shape.
    mean_increments : float
        Firing distance N in mean increments [no unit], above 0.
    sigma : float
        Relative spread per draw [no unit], above 0.

    Returns
    -------
    ndarray
        Probability density per draw; its mean is N and its variance N*sigma^2.

    Raises
    ------
    ValueError
        If an argument is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.inverse_gaussian_law([11, 12, 13], 12, 0.3).round(3)
    array([0.264, 0.384, 0.222])
    """
    mean = positive("mean_increments", mean_increments, "")
    shape = (mean / positive("sigma", sigma, "")) ** 2
    given = numbers("draws", draws, "")
    inside = (given > 0) & np.isfinite(given)
    after = np.where(inside, given, 1.0)
    exponent = -shape * ((after - mean) / mean) ** 2 / (2 * after)
    density = np.sqrt(shape / (2 * np.pi * after)) / after * np.exp(exponent)
    return np.asarray(np.where(inside, density, np.where(np.isnan(given), np.nan, 0.0)))
