"""Shares of what happened, with the binomial interval of Clopper and Pearson (1934)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from dwmtj.analysis.estimate import LEVELS
from dwmtj.analysis.records import Array


class Shares(NamedTuple):
    """Shares with intervals: ``value``, shape [n]; ``low`` and ``high``, shape [levels, n].

    No units; NaN where nothing was at risk.
    """

    value: Array
    low: Array
    high: Array


def clopper_pearson(happened: npt.ArrayLike, total: npt.ArrayLike) -> Shares:
    """Give shares with the interval of Clopper and Pearson.

    Parameters
    ----------
    happened, total : array_like
        Numbers, not necessarily whole [no unit], shape [n].

    Returns
    -------
    Shares
        For both of ``LEVELS``.
    """
    k, n = np.broadcast_arrays(np.asarray(happened, float), np.asarray(total, float))
    tail = (1 - np.asarray(LEVELS)[:, None]) / 2
    some = n > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(some, k / n, np.nan)
        low = np.where(k > 0, betaincinv(np.maximum(k, 1e-9), np.maximum(n - k, 0) + 1, tail), 0.0)
        high = np.where(
            k < n, betaincinv(np.maximum(k, 0) + 1, np.maximum(n - k, 1e-9), 1 - tail), 1.0
        )
    return Shares(value, np.where(some, low, np.nan), np.where(some, high, np.nan))
