"""Mean and spread over seeds, and sizes, counted in one place for tables and figures alike."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def over_seeds(values: Sequence[Sequence[float]]) -> tuple[Array, Array]:
    """Give mean and sample standard deviation over seeds.

    Parameters
    ----------
    values : sequence of sequence of float
        One row per seed, [seed][epoch], any unit; None becomes NaN.

    Returns
    -------
    mean, spread : ndarray
        Shape [epoch], unit of the values; the spread is 0 for a single seed.
    """
    table = np.asarray(values, float)
    spread = table.std(0, ddof=1) if len(table) > 1 else np.zeros(table.shape[1])
    return table.mean(0), spread


def run_seeds(summary: dict[str, Any]) -> list[int]:
    """Give the seeds of a run, which all its networks share.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Returns
    -------
    list of int
        The seeds (no unit).
    """
    return list(next(iter(summary["networks"].values()))["seeds"])


def run_epochs(summary: dict[str, Any]) -> int:
    """Give the number of epochs of a run, which all its networks share.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Returns
    -------
    int
        Number of epochs [no unit].
    """
    return len(next(iter(summary["networks"].values()))["test_accuracy"][0])
