"""What counts tell of the wall noise if they differ by no more than one pulse, or none fired.

Counts are rounded up to whole pulses. Two neighbouring counts in any ratio, or one alone, follow
from a wall without noise to speak of, so that the likelihood has its supremum at sigma -> 0 and
there is an upper limit for sigma alone. The limits here are the ends of the region of N and sigma
in which the deviance from that supremum stays below the limit of a profile interval.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.likelihood import deviance_limit
from dwmtj.analysis.passages.passage_data import PassageData, saturated_log_likelihood
from dwmtj.analysis.passages.passage_fits import LARGEST_SIGMA, SMALLEST_SIGMA, log_likelihood
from dwmtj.analysis.passages.passage_laws import WALL_NOISE
from dwmtj.analysis.passages.passage_moments import mean_pulses

METHOD = "profile likelihood of the wall noise, limits only"
#: Values of sigma at which the region is followed.
_STEPS = 24


class Region(NamedTuple):
    """Ends of the region: ``sigma`` and ``distance`` [no unit] and ``mean`` [pulses].

    An end is None where there is no limit.
    """

    sigma: Interval
    distance: Interval
    mean: Interval


def hardly_vary(data: PassageData) -> bool:
    """Tell whether a wall without noise could have made the counts.

    Parameters
    ----------
    data : PassageData
        Counts, some of them fired (no unit).

    Returns
    -------
    bool
        Whether they differ by one pulse at most and no given-up cycle lasted longer.
    """
    seen = np.flatnonzero(data.fired)
    given_up = np.flatnonzero(data.stopped)
    return bool(seen[-1] - seen[0] <= 1 and (not given_up.size or given_up[-1] < seen[-1]))


def limits_of_steady(data: PassageData) -> dict[str, Estimate]:
    """Give limits where the counts hardly vary.

    Parameters
    ----------
    data : PassageData
        Counts that hardly vary (no unit).

    Returns
    -------
    dict
        ``mean_pulses``, ``sigma_per_pulse`` and ``mean_increments``.
    """
    regions = [_region(data, deviance_limit(level, data.cycles, 2)) for level in LEVELS]
    reason = (
        f"the counts of {data.cycles} cycles differ by one pulse at most, as they also do without "
        "any noise: there is an upper limit alone"
    )
    pulse = np.arange(1, len(data.fired) + 1)
    mean = float((data.fired * pulse).sum() / data.fired.sum())
    return {
        "mean_pulses": Estimate(
            mean,
            "1",
            "mean of the counts; interval from the profile likelihood of the wall noise",
            interval_68=regions[0].mean,
            interval_95=regions[1].mean,
        ),
        "sigma_per_pulse": Estimate(
            None, "1", METHOD, None, regions[0].sigma, regions[1].sigma, reason
        ),
        "mean_increments": Estimate(
            None,
            "1",
            METHOD,
            None,
            regions[0].distance,
            regions[1].distance,
            "any firing distance between two whole numbers of pulses gives the same counts",
        ),
    }


def limits_of_unfired(data: PassageData) -> dict[str, Estimate]:
    """Give limits where no cycle fired.

    Parameters
    ----------
    data : PassageData
        Cycles that were all given up (no unit).

    Returns
    -------
    dict
        ``mean_pulses``, ``sigma_per_pulse`` and ``mean_increments``.

    Notes
    -----
    If all n cycles are still alive after a pulses with a likelihood S_a^n above q^n, the mean
    sum_k S_k is at least q*(a + 1), whatever the law.
    """
    shortest = int(np.flatnonzero(data.stopped)[0]) + 1
    reason = f"none of the {data.cycles} cycles fired within the pulses applied"
    ends = []
    for level in LEVELS:
        share = np.exp(-deviance_limit(level, data.cycles, 1) / (2 * data.cycles))
        ends.append((float(share * (shortest + 1)), None))
    mean = Estimate(None, "1", "lower limit by the likelihood", None, ends[0], ends[1], reason)
    return {
        "mean_pulses": mean,
        "sigma_per_pulse": unknown("1", METHOD, reason),
        "mean_increments": unknown("1", METHOD, reason),
    }


def _region(data: PassageData, limit: float) -> Region:
    supremum = float(saturated_log_likelihood(data.fired, data.stopped))
    seen = np.flatnonzero(data.fired) + 1

    def excess(distance: float, sigma: float) -> float:
        return 2 * (supremum - log_likelihood(WALL_NOISE, [distance, sigma], data)) - limit

    def best(sigma: float) -> tuple[float, float]:
        ends = (max(seen[0] - 2 - 2 * sigma, 1e-6), seen[-1] + 2 * sigma**2 + 1)
        found = minimize_scalar(
            lambda at: excess(at, sigma), bounds=ends, method="bounded", options={"xatol": 1e-5}
        )
        return float(found.x), float(found.fun)

    if best(LARGEST_SIGMA)[1] < 0:
        return Region((0.0, None), (None, None), (None, None))
    largest = float(
        np.exp(
            brentq(
                lambda log_sigma: best(float(np.exp(log_sigma)))[1],
                np.log(SMALLEST_SIGMA),
                np.log(LARGEST_SIGMA),
                xtol=1e-4,
            )
        )
    )

    def ends_at(sigma: float) -> list[float]:
        middle, value = best(sigma)
        return _ends(lambda at: excess(at, sigma), middle) if value < 0 else []

    ends, means = [], []
    for sigma in np.geomspace(SMALLEST_SIGMA, largest, _STEPS).tolist():
        found = ends_at(sigma)
        ends += found
        means += [mean_pulses(end, sigma) for end in found]
    return Region((0.0, largest), (min(ends), max(ends)), (min(means), max(means)))


def _ends(excess: Callable[[float], float], middle: float) -> list[float]:
    """Distances on both sides at which the deviance reaches its limit."""
    low, high, step = middle, middle, 0.05
    while excess(low) < 0 and low > 1e-6:
        low, step = max(low - step, 1e-6), step * 1.5
    step = 0.05
    while excess(high) < 0:
        high, step = high + step, step * 1.5
    lower = low if excess(low) < 0 else float(brentq(excess, low, middle, xtol=1e-6))
    return [lower, float(brentq(excess, middle, high, xtol=1e-6))]
