"""Mean and spread over seeds, counted in one place for tables and figures alike."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def over_seeds(values: Sequence[Sequence[float]]) -> tuple[Array, Array]:
    """Give mean and sample standard deviation over seeds.

    Parameters
    ----------
    values : sequence of sequence of float
        One row per seed, [seed][epoch], any unit.

    Returns
    -------
    mean, spread : ndarray
        Shape [epoch], unit of the values; the spread is 0 for a single seed.
    """
    table = np.asarray(values, float)
    spread = table.std(0, ddof=1) if len(table) > 1 else np.zeros(table.shape[1])
    return table.mean(0), spread
