"""Pulses until firing (Fig. 5a): mean and noise per pulse, by the exact law of the paper's noise.

``sigma_per_pulse`` is the relative spread of the displacement of a whole pulse,
``mean_increments`` the firing distance N in mean displacements per pulse, and ``mean_pulses`` the
mean of the law, which is larger by the overshoot, about (1 + sigma^2)/2, because counts are rounded
up to whole pulses. A site that holds the wall for part of the first pulse adds to N and cannot be
told from it; the lost part of that pulse has no noise either, so that sigma comes out too small by
up to 1/(2N) of it. All three have profile intervals, the mean by the likelihood in (mean, sigma).
Counts that have nothing to do with the others are allowed for where there are such:
:mod:`dwmtj.analysis.passages.wrong_counts`.
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
    SEARCH,
    SMALLEST_SIGMA,
    LawFit,
    fit_law,
    log_likelihood,
)
from dwmtj.analysis.passages.passage_laws import WALL_NOISE
from dwmtj.analysis.passages.passage_limits import hardly_vary, limits_of_steady, limits_of_unfired
from dwmtj.analysis.passages.passage_moments import distance_of_mean, mean_pulses
from dwmtj.analysis.passages.wrong_counts import (
    LIMITS,
    WrongCounts,
    find_wrong_counts,
    log_likelihood_of_some_wrong,
)

METHOD = "maximum likelihood of the exact discrete law of the wall noise, profile intervals"
#: Fewest fired cycles from which a spread is taken.
FEWEST = 3
#: Spread above which the overshoot is taken to depend on the spread alone [no unit].
_WIDE = 0.5


class WallNoiseFit(NamedTuple):
    """``estimates`` by name, and the ``best`` fit of the wall noise.

    There is none where the data give no more than limits. If some counts are ``wrong``, it is that
    of the others.
    """

    estimates: dict[str, Estimate]
    best: LawFit | None
    wrong: WrongCounts | None = None


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
    limits = _limits(data)
    if limits is not None:
        return WallNoiseFit(limits, None)
    best = fit_law(WALL_NOISE, data, intervals_of=WALL_NOISE.parameters)
    if not best.fit.converged or best.values[1] > 0.9 * LARGEST_SIGMA:
        return WallNoiseFit(_unknown("the likelihood of the wall noise has no clear maximum"), None)
    wrong = find_wrong_counts(data, best)
    if wrong is None:
        return WallNoiseFit(_estimates(best.fit, data, METHOD), best)
    limits = _limits(wrong.others)
    if limits is not None:
        return WallNoiseFit(limits, None, wrong)
    found = _estimates(wrong.fit, data, f"{METHOD}, with a share of wrong counts")
    return WallNoiseFit(found, fit_law(WALL_NOISE, wrong.others), wrong)


def _limits(data: PassageData) -> dict[str, Estimate] | None:
    """Tell what counts give from which no spread can be found; None if it can."""
    fired = int(data.fired.sum())
    if data.cycles == 0:
        return _unknown("there are no cycles")
    if fired == 0:
        return limits_of_unfired(data)
    if fired < FEWEST:
        return _unknown(f"{fired} of {data.cycles} cycles fired; a spread takes at least {FEWEST}")
    return limits_of_steady(data) if hardly_vary(data) else None


def _estimates(fit: LikelihoodFit, data: PassageData, method: str) -> dict[str, Estimate]:
    return {
        "mean_pulses": estimate_of(_fit_of_mean(fit, data), "mean", "1", method),
        "sigma_per_pulse": _from_zero(estimate_of(fit, "sigma", "1", method)),
        "mean_increments": estimate_of(fit, "mean_increments", "1", method),
    }


def _unknown(reason: str) -> dict[str, Estimate]:
    names = ("mean_pulses", "sigma_per_pulse", "mean_increments")
    return {name: unknown("1", METHOD, reason) for name in names}


def _fit_of_mean(fit: LikelihoodFit, data: PassageData) -> LikelihoodFit:
    """Fit again with the mean of the law in place of the firing distance."""
    distance_found, sigma_found = fit.values["mean_increments"], fit.values["sigma"]
    shares = {name: value for name, value in fit.values.items() if name == "share"}
    # Above this sigma the distance hardly changes the overshoot, and its sum would take long.
    wide = sigma_found > _WIDE
    middle = mean_pulses(distance_found, sigma_found)
    correction = middle - distance_found - mean_overshoot(sigma_found)

    def likelihood(mean: float, sigma: float, *share: float) -> float:
        if wide:
            distance = max(mean - mean_overshoot(sigma) - correction, 1e-6)
        else:
            distance = distance_of_mean(mean, sigma)
        if not np.isfinite(distance):
            return -np.inf
        if share:
            return log_likelihood_of_some_wrong(distance, sigma, share[0], data)
        return log_likelihood(WALL_NOISE, [distance, sigma], data)

    return fit_likelihood(
        likelihood,
        {"mean": middle, "sigma": sigma_found, **shares},
        observations=data.cycles,
        limits={"mean": (1.0, None), **{name: LIMITS[name] for name in ("sigma", *shares)}},
        search=SEARCH,
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
