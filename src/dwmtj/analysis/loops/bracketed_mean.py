"""Mean of numbers of which each is known to lie within a bracket only, such as a field step.

If the numbers vary by less than the brackets are wide, the mean of the middles can be wrong by up
to half a bracket however many there are, and its scatter does not show it. So the numbers are taken
as normal, the probability of each is that of its bracket, and the standard deviation is profiled
out: the interval of the mean holds what the likelihood cannot tell apart. It is that of
:mod:`dwmtj.analysis.likelihood` for a wide scatter, and the whole common bracket for none, at every
level: it covers at least as often as its level says. Numbers may also be
seen in a bracket beside their own, by :mod:`dwmtj.analysis.loops.step_errors`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from dwmtj.analysis.estimate import LEVELS, Estimate
from dwmtj.analysis.likelihood import deviance_limit
from dwmtj.analysis.loops.step_errors import NO_ERRORS, StepErrors
from dwmtj.analysis.records import Array, Integers

#: Brackets are rounded to this share of their width if there are many different ones [no unit].
_ROUNDING = 0.05
_MANY = 400
#: Means looked at [no unit].
_GRID = 601
#: Standard deviations looked at, over the width of a bracket [no unit].
_LEAST_SPREAD, _LARGEST_SPREAD = 1e-3, 1e3
#: Deviance of what cannot be [no unit].
_IMPOSSIBLE = 1e9
_GOLDEN = (np.sqrt(5) - 1) / 2


class Profile(NamedTuple):
    """Profile of a number: ``values`` [any unit] and their ``deviance`` from the best [no unit].

    Shapes [V]; ``observations`` and ``parameters`` are those of the likelihood [no unit].
    """

    values: Array
    deviance: Array
    observations: int
    parameters: int


def profile_of_mean(low: Array, high: Array, errors: StepErrors = NO_ERRORS) -> Profile:
    """Profile of the mean of several numbers.

    Parameters
    ----------
    low, high : ndarray
        Ends of the brackets [any unit], shape [N], N at least 2.
    errors : StepErrors
        How often a number is seen in a bracket beside its own.

    Returns
    -------
    Profile
        Profile of the mean.
    """
    number = len(low)
    width = float(np.median(high - low))
    brackets, counts = _distinct(low, high, width)
    middle = brackets.mean(axis=0)
    center = float(np.average(middle, weights=counts))
    scatter = float(np.sqrt(np.average((middle - center) ** 2, weights=counts)))
    mean = center + _around((width / 20 + scatter) / np.sqrt(number), 30 * (width + scatter))

    shares = errors.shares()

    def log_likelihood(log_spread: Array) -> Array:
        spread = width * np.exp(log_spread)
        total = np.zeros_like(mean)
        for bottom, top, count in zip(*brackets, counts, strict=True):
            inside = np.zeros_like(mean)
            for steps, share in shares.items():
                shift = steps * (top - bottom) - mean
                inside += share * _probability(bottom + shift, top + shift, spread)
            with np.errstate(divide="ignore"):
                total += count * np.log(inside)
        return total

    best = _greatest(log_likelihood, np.log(_LEAST_SPREAD), np.log(_LARGEST_SPREAD), len(mean))
    return Profile(mean, np.minimum(2 * (best.max() - best), _IMPOSSIBLE), number, 2)


def _around(fine: float, far: float) -> Array:
    """Distances, dense about 0 and as far as wanted."""
    reach = np.arcsinh(far / fine)
    return np.asarray(fine * np.sinh(np.linspace(-reach, reach, _GRID)))


def _distinct(low: Array, high: Array, width: float) -> tuple[Array, Integers]:
    brackets, counts = np.unique(np.stack([low, high]), axis=1, return_counts=True)
    if len(counts) > _MANY:
        rounded = np.round(np.stack([low, high]) / (_ROUNDING * width)) * _ROUNDING * width
        brackets, counts = np.unique(rounded, axis=1, return_counts=True)
    return brackets, counts.astype(np.int64)


def _probability(low: Array, high: Array, spread: Array) -> Array:
    """Probability of a normal number between two ends, accurate in both tails."""
    flip = low + high > 0
    bottom, top = np.where(flip, -high, low), np.where(flip, -low, high)
    return np.asarray(ndtr(top / spread) - ndtr(bottom / spread))


def _greatest(function: Callable[[Array], Array], low: float, high: float, number: int) -> Array:
    """Find the greatest values over one argument, for many at once, by golden section.

    The likelihood is concave in one over the standard deviation, so it has one maximum. Where it
    vanishes on both sides the standard deviation is too small.
    """
    bottom, top = np.full(number, low), np.full(number, high)
    one, other = top - _GOLDEN * (top - bottom), bottom + _GOLDEN * (top - bottom)
    at_one, at_other = function(one), function(other)
    for _ in range(40):
        left = at_one > at_other
        bottom, top = np.where(left, bottom, one), np.where(left, other, top)
        fresh = np.where(left, top - _GOLDEN * (top - bottom), bottom + _GOLDEN * (top - bottom))
        at_fresh = function(fresh)
        one, other = np.where(left, fresh, other), np.where(left, one, fresh)
        at_one, at_other = np.where(left, at_fresh, at_other), np.where(left, at_one, at_fresh)
    # The ends count: for numbers of one bracket the likelihood grows to the smallest spread.
    return np.asarray(np.maximum(np.maximum(at_one, at_other), function(np.full(number, low))))


def profile_of_sum(one: Profile, other: Profile, one_factor: float, other_factor: float) -> Profile:
    """Profile of a weighted sum of two independent numbers.

    Parameters
    ----------
    one, other : Profile
        Profiles of the numbers.
    one_factor, other_factor : float
        Factors of the sum, not 0 [no unit].

    Returns
    -------
    Profile
        Profile of the sum.
    """
    sums = [_range(each, factor) for each, factor in ((one, one_factor), (other, other_factor))]
    center = sum((low + high) / 2 for low, high in sums)
    half = sum((high - low) / 2 for low, high in sums)
    values = center + _around(half / 30, 100 * half)
    rest = (values[:, None] - one_factor * one.values) / other_factor
    deviance = one.deviance + np.interp(
        rest, other.values, other.deviance, left=_IMPOSSIBLE, right=_IMPOSSIBLE
    )
    return Profile(
        values,
        deviance.min(axis=1),
        one.observations + other.observations,
        one.parameters + other.parameters,
    )


def _range(profile: Profile, factor: float) -> tuple[float, float]:
    low, high = _interval(profile, LEVELS[0])
    return (low * factor, high * factor) if factor > 0 else (high * factor, low * factor)


def _interval(profile: Profile, level: float) -> tuple[float, float]:
    limit = deviance_limit(level, profile.observations, profile.parameters)
    inside = np.flatnonzero(profile.deviance <= limit)
    ends = []
    for edge, step in ((inside[0], -1), (inside[-1], 1)):
        beyond = min(max(edge + step, 0), len(profile.values) - 1)
        at, out = profile.deviance[edge], profile.deviance[beyond]
        share = (limit - at) / (out - at) if at < out < _IMPOSSIBLE else 0.0
        ends.append(
            float(profile.values[edge] + share * (profile.values[beyond] - profile.values[edge]))
        )
    return ends[0], ends[1]


def estimate_of_profile(profile: Profile, unit: str, method: str) -> Estimate:
    """Give the middle of what the likelihood cannot tell apart, with its intervals.

    Parameters
    ----------
    profile : Profile
        Profile of a number.
    unit : str
        Its unit.
    method : str
        How it was found.

    Returns
    -------
    Estimate
        Value and standard error are middle and half of the 68 % interval.
    """
    narrow, wide = (_interval(profile, level) for level in LEVELS)
    return Estimate(
        (narrow[0] + narrow[1]) / 2,
        unit,
        method,
        standard_error=(narrow[1] - narrow[0]) / 2,
        interval_68=narrow,
        interval_95=wide,
    )
