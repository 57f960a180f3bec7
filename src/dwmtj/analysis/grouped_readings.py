"""Medians and means of groups of readings, all groups at once."""

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array, Integers

Flags = npt.NDArray[np.bool_]


def medians_of_groups(values: Array, group: Integers, groups: int) -> Array:
    """Give the median of each group.

    Parameters
    ----------
    values : ndarray
        Values [any unit], shape [R].
    group : ndarray
        Group of each, from 0 (no unit), shape [R].
    groups : int
        Number of groups [no unit].

    Returns
    -------
    ndarray
        Medians [same unit], shape [groups]; 0 for an empty group.
    """
    order = np.lexsort((values, group))
    counts = np.bincount(group, minlength=groups)
    begin = np.concatenate([[0], np.cumsum(counts)[:-1]])
    padded = np.append(values[order], 0.0)
    low = padded[np.minimum(begin + np.maximum(counts - 1, 0) // 2, len(values))]
    high = padded[np.minimum(begin + counts // 2, len(values))]
    return np.asarray(np.where(counts > 0, (low + high) / 2, 0.0))


def level_means(values: Array, loop: Integers, positive: Flags, loops: int) -> tuple[Array, Array]:
    """Give the mean of the readings of each loop at negative and at positive fields.

    Parameters
    ----------
    values : ndarray
        Resistance of readings [ohm], shape [R].
    loop : ndarray
        Loop of each, from 0 (no unit), shape [R].
    positive : ndarray
        Whether each belongs to positive fields, shape [R].
    loops : int
        Number L of loops [no unit].

    Returns
    -------
    tuple of ndarray
        Means and their standard errors [ohm], both of shape [2, L].
    """
    group = loop + loops * positive
    counts = np.maximum(np.bincount(group, minlength=2 * loops), 1)
    mean = np.bincount(group, values, minlength=2 * loops) / counts
    squares = np.bincount(group, (values - mean[group]) ** 2, minlength=2 * loops)
    error = np.sqrt(squares / np.maximum(counts - 1, 1) / counts)
    return mean.reshape(2, loops), error.reshape(2, loops)
