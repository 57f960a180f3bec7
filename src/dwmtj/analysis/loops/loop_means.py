"""Means over loops with Student's interval, and numbers of a single loop with that of its noise."""

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from dwmtj.analysis.estimate import LEVELS, Estimate
from dwmtj.analysis.records import Array


def mean_over_loops(values: Array, errors: Array, unit: str, what: str) -> Estimate:
    """Give the mean of a number over loops.

    Parameters
    ----------
    values, errors : ndarray
        The number in each loop and its standard error from read noise [``unit``], shape [L], L at
        least 1.
    unit : str
        Unit of the number.
    what : str
        How the number of one loop is found.

    Returns
    -------
    Estimate
        With the interval of the scatter over loops; of a single loop, of its read noise.
    """
    number = len(values)
    center = float(np.mean(values))
    if number == 1:
        error = float(errors[0])
        reach = norm.ppf(0.5 + np.array(LEVELS) / 2) * error
        method = f"{what}, single loop, error of read noise"
    else:
        error = float(np.std(values, ddof=1) / np.sqrt(number))
        reach = student.ppf(0.5 + np.array(LEVELS) / 2, number - 1) * error
        method = f"{what}, mean of {number} loops, Student's interval"
    ends = [(center - float(each), center + float(each)) for each in reach]
    return Estimate(center, unit, method, error, ends[0], ends[1])
