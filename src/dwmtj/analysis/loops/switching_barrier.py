"""Thermal barrier and half width without temperature, from how switching fields scatter.

The exact law of :mod:`dwmtj.physics.hysteron` is fitted to both branches, with the same barrier and
half width. All of the scatter is taken for thermal: if the field or the sweep vary too, the barrier
is a lower limit. The intervals of the half width are those of the barrier: the middle of the
switching fields is known far better.
"""

import numpy as np
from scipy.constants import k as boltzmann
from scipy.interpolate import CubicSpline

from dwmtj.analysis.estimate import Estimate, Interval, unknown
from dwmtj.analysis.likelihood import LikelihoodFit, fit_likelihood
from dwmtj.analysis.loops.switching_brackets import (
    Brackets,
    SweepConditions,
    from_logarithm,
    log_sum,
)
from dwmtj.analysis.records import Array
from dwmtj.physics import half_width_for, switching_field, switching_probability

HYSTERON = "maximum likelihood of the hysteron's switching fields, profile interval"
#: Barriers over k_B T that are looked at [no unit].
_BARRIERS = np.geomspace(3.0, 1e5, 150)


def barrier_estimates(
    falling: Brackets, rising: Brackets, number: int, conditions: SweepConditions
) -> dict[str, Estimate]:
    """Fit the law of a hysteron to the switching fields of both branches.

    Parameters
    ----------
    falling, rising : Brackets
        Field steps of the branches.
    number : int
        Number of switching fields [no unit].
    conditions : SweepConditions
        How the loops were swept.

    Returns
    -------
    dict
        ``barrier`` [J] and ``half_width`` [A/m].
    """
    if conditions.sweep_rate is None:
        return _none("the sweep rate of the field is not given (--sweep-rate)")
    law = _HysteronLaw(falling, rising, conditions)
    if len(law.logs) < 10:
        return _none("the loop is not open at this sweep rate")
    limits = (float(law.logs[0]), float(law.logs[-1]))
    seen = [law.log_likelihood(0.0, 1.0, each) for each in law.logs]
    fit = fit_likelihood(
        law.log_likelihood,
        {"shift": 0.0, "width": 1.0, "log_stability": float(law.logs[int(np.argmax(seen))])},
        observations=number,
        limits={"log_stability": limits, "width": (0.1, 10.0)},
        intervals_of=["log_stability"],
    )
    barrier = from_logarithm(fit, "log_stability", law.energy, "J", HYSTERON, limits)
    return {"barrier": barrier, "half_width": _half_width(fit, barrier, law)}


def _none(why: str) -> dict[str, Estimate]:
    return {"barrier": unknown("J", HYSTERON, why), "half_width": unknown("A/m", HYSTERON, why)}


class _HysteronLaw:
    """Likelihood of a middle, a half width and a barrier.

    The half width is taken over that which belongs to the barrier and the measured loop, so that
    the two are nearly independent; it is interpolated between barriers ``exp(logs)`` k_B T.
    """

    def __init__(self, falling: Brackets, rising: Brackets, conditions: SweepConditions) -> None:
        self.branches = ((falling, 1.0), (rising, -1.0))
        down, up = (
            float(np.average((each.low + each.high) / 2, weights=each.counts))
            for each in (falling, rising)
        )
        self.offset, self.measured = (up - down) / 2, (up + down) / 2
        self.energy = boltzmann * conditions.temperature
        self.common = conditions._asdict()
        logs, widths = [], []
        for stability in _BARRIERS:
            try:
                width = half_width_for(
                    self.measured, barrier=stability * self.energy, **self.common
                )
            except ValueError:  # no open loop with so low a barrier
                continue
            logs.append(np.log(stability))
            widths.append(np.log(float(width)))
        self.logs = np.array(logs)
        self._log_width = CubicSpline(logs, widths) if len(logs) > 1 else None

    def half_width(self, width: float, log_stability: float) -> float:
        assert self._log_width is not None
        return width * float(np.exp(self._log_width(log_stability)))

    def log_likelihood(self, shift: float, width: float, log_stability: float) -> float:
        if not np.all(np.isfinite((shift, width, log_stability))):  # a search that is lost
            return -np.inf
        barrier = float(np.exp(log_stability)) * self.energy
        whole = self.half_width(width, log_stability)
        total = 0.0
        for brackets, sign in self.branches:
            middle = sign * (self.offset + shift * self.measured)

            def survival(end: Array, middle: float = middle) -> Array:
                reached = switching_probability(end + middle, whole, barrier=barrier, **self.common)
                return 1 - reached

            total += log_sum(survival, brackets)
        return total


def _half_width(fit: LikelihoodFit, barrier: Estimate, law: _HysteronLaw) -> Estimate:
    """Half width without temperature that belongs to each end of the barrier's intervals."""

    def of(value: float | None) -> float | None:
        if value is None:
            return None
        return law.half_width(fit.values["width"], float(np.log(value / law.energy)))

    def ends(interval: Interval | None) -> Interval | None:
        return None if interval is None else (of(interval[1]), of(interval[0]))

    low, high = ends(barrier.interval_68), ends(barrier.interval_95)
    value = of(barrier.value)
    if value is None:
        return Estimate(None, "A/m", HYSTERON, None, low, high, barrier.reason)
    error = (low[1] - low[0]) / 2 if low and low[0] is not None and low[1] is not None else None
    return Estimate(value, "A/m", HYSTERON, error, low, high)


def exact_spread(
    gumbel: Estimate, found: dict[str, Estimate], conditions: SweepConditions
) -> Estimate:
    """Give the spread by the exact law, where barrier and half width are known.

    Parameters
    ----------
    gumbel : Estimate
        The spread by Gumbel's law [A/m].
    found : dict
        ``barrier`` [J] and ``half_width`` [A/m].
    conditions : SweepConditions
        How the loops were swept.

    Returns
    -------
    Estimate
        Standard deviation of the switching field [A/m].
    """
    barrier, width = found["barrier"], found["half_width"]
    if barrier.value is None or width.value is None or conditions.sweep_rate is None:
        return gumbel
    rate = conditions.sweep_rate
    probability = (np.arange(2000) + 0.5) / 2000

    def of(barrier: float | None, width: float | None) -> float | None:
        if barrier is None or width is None:
            return None
        fields = switching_field(
            probability,
            width,
            sweep_rate=rate,
            barrier=barrier,
            attempt_time=conditions.attempt_time,
            temperature=conditions.temperature,
        )
        return float(np.std(fields))

    def ends(one: Interval | None, other: Interval | None) -> Interval | None:
        # The higher barrier has the smaller half width and the smaller spread.
        return (
            None if one is None or other is None else (of(one[1], other[0]), of(one[0], other[1]))
        )

    narrow = ends(barrier.interval_68, width.interval_68)
    error = None
    if narrow is not None and narrow[0] is not None and narrow[1] is not None:
        error = (narrow[1] - narrow[0]) / 2
    wide = ends(barrier.interval_95, width.interval_95)
    return Estimate(of(barrier.value, width.value), "A/m", HYSTERON, error, narrow, wide)
