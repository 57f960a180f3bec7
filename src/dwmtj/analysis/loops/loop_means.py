"""Means over loops with Student's interval, and numbers of a single loop with that of its noise."""

from dwmtj.analysis.estimate import Estimate
from dwmtj.analysis.means import mean_estimate
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
    several = f"mean of {number} loops, Student's interval"
    how = "single loop, error of read noise" if number == 1 else several
    return mean_estimate(values, errors, unit, f"{what}, {how}")
