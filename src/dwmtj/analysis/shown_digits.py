"""How many digits of an estimate are shown: as many as its uncertainty bears, in text and figures.

The last digit stands for 1/7 to 1/70 of half the 95 % interval.
"""

import math

from dwmtj.analysis.estimate import Estimate


def uncertainty(estimate: Estimate) -> float:
    """Give what an estimate is uncertain by.

    Parameters
    ----------
    estimate : Estimate
        The estimate.

    Returns
    -------
    float
        Half the 95 % interval, or the standard error if it has no ends, in the estimate's unit; 0
        if there is neither.
    """
    low, high = estimate.interval_95 or (None, None)
    if low is not None and high is not None and high > low:
        return (high - low) / 2
    return estimate.standard_error or 0.0


def last_place(size: float) -> int:
    """Give the power of ten of the last digit that an uncertainty bears.

    Parameters
    ----------
    size : float
        The uncertainty, above 0, any unit.

    Returns
    -------
    int
        Such as -2 for hundredths [no unit].
    """
    return math.floor(math.log10(1.5 * size)) - 1
