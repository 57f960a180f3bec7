"""The exact test of paired differences: every assignment of signs is as likely under the null.

If two networks are alike, their runs of a seed may be exchanged, which turns the sign of the seed's
difference. Of n pairs there are 2^n assignments, so that the two-sided p cannot fall below 2/2^n:
0.031 for six.
"""

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

#: Pairs up to which all assignments are gone through, and the number drawn beyond [no unit].
_MOST_PAIRS, _DRAWS = 16, 2**16
_ROUNDING = 1e-9


def sign_flip_p(differences: npt.ArrayLike) -> float:
    """Test whether paired differences are centred at zero.

    Parameters
    ----------
    differences : array_like
        One number per pair [any unit], shape [N].

    Returns
    -------
    float
        Two-sided p [no unit] of their sum; exact up to 16 pairs.
    """
    values = np.asarray(differences, float)
    size = abs(values.sum()) * (1 - _ROUNDING)
    if len(values) <= _MOST_PAIRS:
        codes = np.arange(2 ** len(values))[:, None]
        signs = 1 - 2 * (codes >> np.arange(len(values)) & 1)
        return float(np.mean(np.abs(signs @ values) >= size))
    signs = np.random.default_rng(0).choice((-1, 1), (_DRAWS, len(values)))
    return float((1 + np.sum(np.abs(signs @ values) >= size)) / (1 + _DRAWS))


def wilcoxon_p(differences: npt.ArrayLike) -> float:
    """Test the same by signed ranks, which no outlier can rule (Wilcoxon 1945).

    Parameters
    ----------
    differences : array_like
        One number per pair [any unit], shape [N]; zeros keep their rank (Pratt 1959).

    Returns
    -------
    float
        Two-sided p [no unit], with ties as they are.
    """
    values = np.asarray(differences, float)
    return sign_flip_p(np.sign(values) * rankdata(np.abs(values)))


def least_p(pairs: int) -> float:
    """Give the smallest p that these tests can reach.

    Parameters
    ----------
    pairs : int
        Number of pairs [no unit].

    Returns
    -------
    float
        2/2^N [no unit].
    """
    return float(2.0 ** (1 - pairs))
