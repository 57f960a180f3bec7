"""Pulses until firing (Fig. 5a): mean and noise per pulse, by the exact law of the paper's noise.

``sigma_per_pulse`` is the relative spread of the displacement of a whole pulse,
``mean_increments`` the firing distance N in mean displacements per pulse, and ``mean_pulses`` the
mean of the law, which is larger by the overshoot, about (1 + sigma^2)/2, because counts are rounded
up to whole pulses. A site that holds the wall for part of the first pulse adds to N and cannot be
told from it. All three have profile intervals, the mean by the likelihood in (mean, sigma).
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dwmtj.analysis.estimate import Estimate, Interval, unknown
from dwmtj.analysis.likelihood import LikelihoodFit, estimate_of, fit_likelihood
from dwmtj.analysis.passages.overshoot import mean_overshoot
from dwmtj.analysis.passages.passage_data import PassageData
from dwmtj.analysis.passages.passage_fits import (
    LARGEST_SIGMA,
    SMALLEST_SIGMA,
    LawFit,
    fit_law,
    log_likelihood,
)
from dwmtj.analysis.passages.passage_laws import WALL_NOISE
from dwmtj.analysis.passages.passage_limits import hardly_vary, limits_of_steady, limits_of_unfired
from dwmtj.analysis.passages.passage_moments import distance_of_mean, mean_pulses

METHOD = "maximum likelihood of the exact discrete law of the wall noise, profile intervals"
#: Fewest fired cycles from which a spread is taken.
FEWEST = 3
#: Spread above which the overshoot is taken to depend on the spread alone [no unit].
_WIDE = 0.5


class WallNoiseFit(NamedTuple):
    """``estimates`` by name, and the ``best`` fit of the wall noise.

    There is none where the data give no more than limits.
    """

    estimates: dict[str, Estimate]
    best: LawFit | None


def fit_wall_noise(data: PassageData) -> WallNoiseFit:
    """Find mean and noise per pulse.

    Parameters
    ----------
    data : PassageData
        The counts (no unit).

    Returns
    -------
    WallNoiseFit
        ``mean_pulses``, ``sigma_per_pulse`` and ``mean_increments``, each with its unit.
    """
    fired = int(data.fired.sum())
    if data.cycles == 0:
        return WallNoiseFit(_unknown("there are no cycles"), None)
    if fired == 0:
        return WallNoiseFit(limits_of_unfired(data), None)
    if fired < FEWEST:
        reason = f"{fired} of {data.cycles} cycles fired; a spread takes at least {FEWEST}"
        return WallNoiseFit(_unknown(reason), None)
    if hardly_vary(data):
        return WallNoiseFit(limits_of_steady(data), None)
    best = fit_law(WALL_NOISE, data, intervals_of=WALL_NOISE.parameters)
    if not best.fit.converged or best.values[1] > 0.9 * LARGEST_SIGMA:
        return WallNoiseFit(_unknown("the likelihood of the wall noise has no clear maximum"), None)
    estimates = {
        "mean_pulses": estimate_of(_fit_of_mean(best, data), "mean", "1", METHOD),
        "sigma_per_pulse": _from_zero(estimate_of(best.fit, "sigma", "1", METHOD)),
        "mean_increments": estimate_of(best.fit, "mean_increments", "1", METHOD),
    }
    return WallNoiseFit(estimates, best)


def _unknown(reason: str) -> dict[str, Estimate]:
    names = ("mean_pulses", "sigma_per_pulse", "mean_increments")
    return {name: unknown("1", METHOD, reason) for name in names}


def _fit_of_mean(best: LawFit, data: PassageData) -> LikelihoodFit:
    """Fit again with the mean of the law in place of the firing distance."""
    distance_found, sigma_found = best.values.tolist()
    # Above this sigma the distance hardly changes the overshoot, and its sum would take long.
    wide = sigma_found > _WIDE
    middle = mean_pulses(distance_found, sigma_found)
    correction = middle - distance_found - mean_overshoot(sigma_found)

    def likelihood(mean: float, sigma: float) -> float:
        if wide:
            distance = max(mean - mean_overshoot(sigma) - correction, 1e-6)
        else:
            distance = distance_of_mean(mean, sigma)
        if not np.isfinite(distance):
            return -np.inf
        return log_likelihood(WALL_NOISE, [distance, sigma], data)

    return fit_likelihood(
        likelihood,
        {"mean": middle, "sigma": sigma_found},
        observations=data.cycles,
        limits={"mean": (1.0, None), "sigma": (SMALLEST_SIGMA, LARGEST_SIGMA)},
        intervals_of=["mean"],
    )


def _from_zero(estimate: Estimate) -> Estimate:
    """Let intervals begin at 0 that begin at the smallest sigma tried."""

    def begins_there(interval: Interval | None) -> bool:
        return interval is not None and (interval[0] or 0.0) < 1.01 * SMALLEST_SIGMA

    def opened(interval: Interval | None) -> Interval | None:
        return (0.0, interval[1]) if interval and begins_there(interval) else interval

    return replace(
        estimate,
        # The curvature at the maximum says nothing where the likelihood does not fall to 0.
        standard_error=None if begins_there(estimate.interval_68) else estimate.standard_error,
        interval_68=opened(estimate.interval_68),
        interval_95=opened(estimate.interval_95),
    )
