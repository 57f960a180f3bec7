"""Means with Student's interval, and a single number with that of its noise.

Numbers that do not differ by more than rounding tell no error, and then there is no interval.
"""

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from dwmtj.analysis.estimate import LEVELS, Estimate
from dwmtj.analysis.records import Array

#: Relative errors up to this are from the rounding of floating-point numbers: some thousand times
#: the 2.2e-16 of one operation, since an error is that of differences of sums [no unit].
_ROUNDING = 1e-12


def mean_estimate(values: Array, errors: Array, unit: str, method: str) -> Estimate:
    """Give the mean of numbers.

    Parameters
    ----------
    values, errors : ndarray
        Numbers and the standard error of each [``unit``], shape [N], N at least 1.
    unit : str
        Their unit.
    method : str
        How they were found.

    Returns
    -------
    Estimate
        With the interval of their scatter; of a single number, that of its error.
    """
    number, value = len(values), float(np.mean(values))
    quantiles = 0.5 + np.array(LEVELS) / 2
    if number == 1:
        error, reach = float(errors[0]), norm.ppf(quantiles)
        why = "the readings show no noise, so they tell no error"
    else:
        error = float(np.std(values, ddof=1) / np.sqrt(number))
        reach = student.ppf(quantiles, number - 1)
        why = f"{number} numbers without any scatter tell no error"
    if error <= _ROUNDING * float(np.max(np.abs(values))):
        return Estimate(value, unit, method, reason=why)
    narrow, wide = ((value - float(each), value + float(each)) for each in reach * error)
    return Estimate(value, unit, method, error, narrow, wide)
