"""How many draws of the paper's wall noise pass before the wall reaches the firing distance.

Each draw moves the wall by N(1, sigma) in units of the mean increment; the neuron fires at the
first n at which the sum reaches N. Two laws: the discrete one, by repeated convolution of normal
increments with the wall removed once it has fired, and its continuous limit, the inverse
Gaussian with mean N and shape N^2/sigma^2 (Chhikara and Folks 1989). Neither clamps the wall at
its start, which only matters for sigma near 1 and above.
"""

import numpy as np
import numpy.typing as npt
from scipy.stats import invgauss, norm

from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]

_CELLS_PER_SIGMA = 40
_REACH = 8.0  # standard deviations that a single increment is followed to


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
    The density is followed on a grid of sigma/40; the error of a probability is below 1e-4 of
    the largest one (compared with 4 times finer grids).
    """
    from scipy.signal import fftconvolve

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
    # Cells are centred so that the threshold lies on the border of the last one.
    cell = sigma / _CELLS_PER_SIGMA
    lowest = mean_increments - cell * np.ceil((mean_increments + _REACH * sigma) / cell)
    lowest = min(lowest, -_REACH * sigma)
    count = round((mean_increments - lowest) / cell)
    centres = mean_increments - cell * (np.arange(count)[::-1] + 0.5)
    reach = int(np.ceil((_REACH * sigma + 1) / cell))
    offsets = cell * np.arange(-reach, reach + 1)
    kernel = norm.cdf(offsets + cell / 2, 1, sigma) - norm.cdf(offsets - cell / 2, 1, sigma)
    # The first increment starts from exactly 0, so its cells are exact.
    alive = norm.cdf(centres + cell / 2, 1, sigma) - norm.cdf(centres - cell / 2, 1, sigma)
    surviving = float(norm.cdf(mean_increments, 1, sigma))
    law[0] = 1.0 - surviving
    for draw in range(1, max_draws):
        alive = np.clip(fftconvolve(alive, kernel)[reach : reach + count], 0.0, None)
        left = float(alive.sum())
        law[draw] = max(surviving - left, 0.0)
        surviving = left
        if surviving < 1e-15:
            break
    return law


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
    """
    mean = positive("mean_increments", mean_increments, "")
    shape = (mean / positive("sigma", sigma, "")) ** 2
    return np.asarray(invgauss.pdf(draws, mu=mean / shape, scale=shape))
