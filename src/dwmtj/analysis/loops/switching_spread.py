"""Spread of the switching field from loop to loop.

A barrier that falls with the field makes the expected reversals grow nearly exponentially, so the
switching field H, counted along the sweep, nearly has Gumbel's law

    P(H) = 1 - exp{-ln2*exp[(H - H_m)/s]},    standard deviation pi*s/sqrt(6),

with the median H_m of each branch. If the sweep rate is given, the exact law is fitted instead: see
:mod:`dwmtj.analysis.loops.switching_barrier`. Each switching field counts with the probability of
the field step in which it was seen.
"""

import numpy as np

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.likelihood import fit_likelihood
from dwmtj.analysis.loops.switching_barrier import HYSTERON, barrier_estimates, exact_spread
from dwmtj.analysis.loops.switching_brackets import (
    Brackets,
    SweepConditions,
    from_logarithm,
    log_sum,
)
from dwmtj.analysis.records import Array
from dwmtj.parameters.units import format_oersted

_GUMBEL = "maximum likelihood of Gumbel's law, profile interval; about 2 % off that of a hysteron"
#: Fewest switching fields of both branches together [no unit].
_FEWEST = 8
#: Smallest spread that is looked at, over the field step [no unit].
_LEAST_SPREAD = 0.02
#: Spread over the field step below which only a limit is told [no unit].
_LEAST_RESOLVED = 0.4
#: Logarithm of the largest [no unit].
_LARGEST_SPREAD = 10.0


def spread_estimates(
    falling: Brackets, rising: Brackets, conditions: SweepConditions
) -> dict[str, Estimate]:
    """Find spread, barrier and half width without temperature.

    Parameters
    ----------
    falling, rising : Brackets
        Field steps of the branches.
    conditions : SweepConditions
        How the loops were swept.

    Returns
    -------
    dict
        ``switching_field_spread`` [A/m], ``barrier`` [J] and ``half_width`` [A/m].
    """
    number = int(falling.counts.sum() + rising.counts.sum())
    seen = min(len(falling.counts), len(rising.counts)) > 0
    if number < _FEWEST or not seen:
        why = f"{number} switching fields; at least {_FEWEST} of both branches are needed"
        return {
            "switching_field_spread": unknown("A/m", _GUMBEL, why),
            "barrier": unknown("J", HYSTERON, why),
            "half_width": unknown("A/m", HYSTERON, why),
        }
    spread = _gumbel(falling, rising, number)
    if spread.value is None:
        why = f"the spread of the switching fields is not known: {spread.reason}"
        barrier, half_width = unknown("J", HYSTERON, why), unknown("A/m", HYSTERON, why)
        return {"switching_field_spread": spread, "barrier": barrier, "half_width": half_width}
    found = barrier_estimates(falling, rising, number, conditions)
    return {"switching_field_spread": exact_spread(spread, found, conditions), **found}


def _gumbel(falling: Brackets, rising: Brackets, number: int) -> Estimate:
    step = float(np.median(np.concatenate([each.high - each.low for each in (falling, rising)])))
    middles = [(each.low + each.high) / 2 for each in (falling, rising)]
    medians = [
        float(np.average(m, weights=b.counts))
        for m, b in zip(middles, (falling, rising), strict=True)
    ]
    scatter = np.sqrt(
        np.mean(
            [
                np.average((m - center) ** 2, weights=b.counts)
                for m, center, b in zip(middles, medians, (falling, rising), strict=True)
            ]
        )
    )

    def log_likelihood(down: float, up: float, log_scale: float) -> float:
        if not np.all(np.isfinite((down, up, log_scale))):  # a search that is lost
            return -np.inf
        scale = step * np.exp(log_scale)
        total = 0.0
        for each, center, shift in ((falling, medians[0], down), (rising, medians[1], up)):
            middle = center + shift * step

            def survival(end: Array, middle: float = middle) -> Array:
                return np.asarray(
                    np.exp(-np.log(2) * np.exp(np.minimum((end - middle) / scale, 50.0)))
                )

            total += log_sum(survival, each)
        return total

    least = float(np.log(_LEAST_SPREAD))
    start = float(np.log(max(scatter / step, 0.3) * np.sqrt(6) / np.pi))
    fit = fit_likelihood(
        log_likelihood,
        {"down": 0.0, "up": 0.0, "log_scale": start},
        observations=number,
        limits={"log_scale": (least, _LARGEST_SPREAD)},
        intervals_of=["log_scale"],
    )
    factor = step * np.pi / np.sqrt(6)
    found = from_logarithm(fit, "log_scale", factor, "A/m", _GUMBEL, (least, _LARGEST_SPREAD))
    if found.value is None or found.value >= _LEAST_RESOLVED * step:
        return found
    highs = [
        (None, interval[1]) if interval else None
        for interval in (found.interval_68, found.interval_95)
    ]
    width = format_oersted(step)
    reason = f"the field step of {width} is too wide for the spread: only a limit is known"
    return Estimate(None, "A/m", _GUMBEL, None, highs[0], highs[1], reason)
