"""Pulses until firing (Fig. 5a): mean and noise per pulse, by the exact law of the paper's noise.

``sigma_per_pulse`` is the relative spread of the displacement of a whole pulse,
``mean_increments`` the firing distance N in mean displacements per pulse, and ``mean_pulses`` the
mean of the law, which is larger by the overshoot, about (1 + sigma^2)/2, because counts are rounded
up to whole pulses. A site that holds the wall for part of the first pulse adds to N and cannot be
told from it; the lost part of that pulse has no noise either, so that sigma comes out too small by
up to 1/(2N) of it. All three have profile intervals, the mean by the likelihood in (mean, sigma).
Counts that have nothing to do with the others are allowed for where there are such, and where it
cannot be told whether there are any, the interval of sigma is that with and without them together:
:mod:`dwmtj.analysis.passages.wrong_counts`.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dwmtj.analysis.estimate import Estimate, Interval, hull, unknown
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
    fit_of_some_wrong,
    log_likelihood_of_some_wrong,
    others_without_noise,
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
    mixed = fit_of_some_wrong(data, best)
    wrong = find_wrong_counts(data, best, mixed)
    if wrong is None:
        fit, method = _allowing_for_wrong(best.fit, mixed), METHOD
    else:
        limits = _limits(wrong.others)
        if limits is not None:
            return WallNoiseFit(limits, None, wrong)
        fit, method = wrong.fit, f"{METHOD}, with a share of wrong counts"
    found = _estimates(fit, data, method)
    others = others_without_noise(data, max(best.log_likelihood, mixed.log_likelihood))
    if others is not None:
        return WallNoiseFit(_limits_but_for_wrong(found, data, others), None, wrong)
    return WallNoiseFit(found, best if wrong is None else fit_law(WALL_NOISE, wrong.others), wrong)


def _allowing_for_wrong(fit: LikelihoodFit, mixed: LikelihoodFit) -> LikelihoodFit:
    """Widen the interval of sigma to what it is if some counts are wrong."""
    if not mixed.converged:
        return fit
    pairs = zip(fit.intervals["sigma"], mixed.intervals["sigma"], strict=True)
    return fit._replace(intervals={**fit.intervals, "sigma": tuple(hull(pair) for pair in pairs)})


def _limits_but_for_wrong(
    found: dict[str, Estimate], data: PassageData, others: PassageData
) -> dict[str, Estimate]:
    """Give the limits of a wall that may be without noise, if some counts are wrong."""
    wrong = data.cycles - others.cycles
    reason = (
        f"a wall without noise makes the counts of {data.cycles} cycles too, if {wrong} of them "
        f"{'is' if wrong == 1 else 'are'} wrong: there is an upper limit alone"
    )
    made = {}
    for name, steady in limits_of_steady(others).items():
        pair = (found[name], steady)
        made[name] = replace(
            found[name] if name == "mean_pulses" else steady,
            interval_68=hull(each.interval_68 for each in pair),
            interval_95=hull(each.interval_95 for each in pair),
        )
    return made | {"sigma_per_pulse": replace(made["sigma_per_pulse"], reason=reason)}


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
