"""Cycles that were not seen to fire although all others did long before: lost, not late.

A domain may pass the second junction between two readings, or never start. Counted as
right-censored, a few such cycles among hundreds would make sigma many times as large. A cycle
counts as lost if the wall noise that the fired cycles follow leaves a chance of 1e-3 that any cycle
takes as long, and none fired in the last pulses: where trains are cut off while cycles still fire,
the unfired ones are late, however few have fired.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.passages.passage_data import MOST_PULSES, passage_data
from dwmtj.analysis.passages.passage_laws import WALL_NOISE
from dwmtj.analysis.passages.passages import FEWEST, fit_wall_noise
from dwmtj.analysis.records import Integers

Bools = npt.NDArray[np.bool_]

#: Chance that a cycle is called lost although it is late, in the whole table.
_CHANCE = 1e-3
#: Pulses without a firing, at the end of a train, that are needed.
_QUIET = 3


def lost_cycles(counts: Integers, applied: Integers) -> Bools:
    """Find the cycles that cannot be late.

    Parameters
    ----------
    counts, applied : ndarray
        Pulse at which each cycle fired, 0 for none, and pulses applied (no unit), shape [cycles].

    Returns
    -------
    ndarray
        Whether a cycle is lost, shape [cycles].
    """
    fired, unfired = counts > 0, counts == 0
    candidates = unfired & (applied >= counts.max(initial=0) + _QUIET)
    if fired.sum() < FEWEST or not candidates.any():
        return np.zeros_like(fired)
    distance, sigma = _widest_law(counts[fired])
    if not np.isfinite(sigma):
        return np.zeros_like(fired)
    # The chance only falls with more pulses; what stays late enough is refused later on.
    applied = np.minimum(applied, MOST_PULSES)
    longest = int(applied[candidates].max())
    stays = WALL_NOISE.log_law(np.array([distance, sigma]), longest)[1]
    chance = np.zeros(len(counts))
    chance[candidates] = stays[applied[candidates] - 1]
    return np.asarray(candidates & (chance < np.log(_CHANCE / len(counts))))


def _widest_law(counts: Integers) -> tuple[float, float]:
    """Distance and sigma of the fired cycles; sigma at the upper end of its 95 % interval."""
    found = fit_wall_noise(passage_data(counts)).estimates
    interval = found["sigma_per_pulse"].interval_95
    sigma = np.nan if interval is None or interval[1] is None else interval[1]
    return float(max(counts.mean() - 0.5, 0.5)), float(sigma)
