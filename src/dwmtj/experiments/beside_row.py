"""One row of the table beside the paper, and the rows on how often something happened.

Where the paper shows so many cycles without exception, the simulated share has to lie in the 95 %
interval (Clopper and Pearson) that such a number of cycles leaves open: 0 of 100 is what one may
see of anything that fails up to 3.6 times in 100. The row says as well with which probability the
paper's cycles show the paper's count if each is as likely as in the simulation: binomial.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from dwmtj.experiments.distributions import Share, share

#: Stands in place of a number where no cycle tells it.
NOTHING = "no cycle tells it"
#: Verdict where the paper has no number to compare with.
NOT_COMPARED = "not compared"


class Comparison(NamedTuple):
    """One line of the table.

    ``quantity`` and its value in the ``paper`` and in ``this_run``, as text; the ``tolerance``
    under which the ``verdict`` is "agrees", else "differs", or "not compared" where the paper has
    no number; the ``figure`` of the paper; and whether the preset was ``calibrated`` to this
    figure, so that agreeing predicts nothing.
    """

    quantity: str
    paper: str
    this_run: str
    tolerance: str
    verdict: str
    figure: str
    calibrated: bool = False


def share_of_some(what: npt.ArrayLike) -> Share | None:
    """Give the share of what is true, if there is anything.

    Parameters
    ----------
    what : array_like
        Whether something happened in each cycle (no unit), any shape.

    Returns
    -------
    Share or None
        None if there is no cycle.
    """
    return share(what) if np.size(what) else None


def verdict(agrees: bool | npt.NDArray[np.bool_]) -> str:
    """Give the word for a row.

    Parameters
    ----------
    agrees : bool
        Whether this run is within the tolerance.

    Returns
    -------
    str
        "agrees" or "differs".
    """
    return "agrees" if agrees else "differs"


def count_row(
    quantity: str,
    paper: tuple[int, int],
    found: Share | None,
    figure: str,
    *,
    calibrated: bool = False,
) -> Comparison:
    """Set a count of the paper beside a simulated share.

    Parameters
    ----------
    quantity : str
        What was counted.
    paper : tuple of int
        Count and total of the paper (no unit).
    found : Share or None
        The share of the simulation; None if it has no cycle to count.
    figure : str
        Figure of the paper.
    calibrated : bool, optional
        Whether the preset was calibrated to it.

    Returns
    -------
    Comparison
        Agrees if the 95 % intervals of both shares meet.
    """
    count, total = paper
    published = share(np.arange(total) < count)
    tolerance = (
        f"{100 * published.low:.2g} to {100 * published.high:.3g} %, as {count} of {total} "
        "leaves open"
    )
    if found is None:
        told = f"{count} of {total}"
        return Comparison(quantity, told, NOTHING, tolerance, "differs", figure, calibrated)
    agrees = found.low <= published.high and found.high >= published.low
    chance = chance_of_count(count, total, found.fraction)
    compatible = "compatible with" if agrees else "not compatible with"
    return Comparison(
        quantity,
        f"{count} of {total}",
        f"{found}: {compatible} {count} of {total}, whose probability at this rate is {chance:.2g}",
        tolerance,
        verdict(agrees),
        figure,
        calibrated,
    )


def chance_of_count(count: int, total: int, rate: float) -> float:
    """Probability of a count of independent cycles, C(n, k)*p^k*(1 - p)^(n - k).

    Parameters
    ----------
    count, total : int
        How many of how many cycles (no unit).
    rate : float
        Probability of one of them [no unit].

    Returns
    -------
    float
        Probability of just this count [no unit].
    """
    return float(binom.pmf(count, total, rate))
