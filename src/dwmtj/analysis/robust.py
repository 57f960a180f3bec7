"""Standard deviation of normal numbers from a median, which a share of wrong ones hardly moves.

Half of the deviations of a normal law are smaller than 0.6745 standard deviations, its quantile of
3/4, so that the median of the absolute deviations is that many of them (Hampel 1974). For one array
and its own median it is ``scipy.stats.median_abs_deviation(scale="normal")``; here the deviations
may be from a fit, or from several levels.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

#: Standard deviation of a normal law over its median absolute deviation, 1.4826 [no unit].
SIGMA_PER_DEVIATION = float(1 / ndtri(0.75))


def sigma_of_deviations(deviations: npt.ArrayLike) -> float:
    """Give the standard deviation of normal deviations.

    Parameters
    ----------
    deviations : array_like
        Deviations from what is expected [any unit], any shape.

    Returns
    -------
    float
        Standard deviation [same unit].
    """
    return SIGMA_PER_DEVIATION * float(np.median(np.abs(deviations)))
