"""A threshold law laid out on a grid, for data whose likelihood has no single maximum.

If all events came at one amplitude, or at two neighbouring ones, the likelihood grows until the
width is zero and is then flat along v50. An interval is the range of a quantity over all parameters
whose deviance stays below the limit, which is what a profile interval is. The width has only an
upper limit then, the barrier only a lower one, and v50 is the middle of what is equally likely.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval
from dwmtj.analysis.likelihood import deviance_limit
from dwmtj.analysis.records import Array
from dwmtj.analysis.thresholds.threshold_laws import ThermalLaw, log_chances
from dwmtj.analysis.thresholds.threshold_likelihood import ThresholdLikelihood

Bools = npt.NDArray[np.bool_]

#: Why a width or a barrier has a limit only.
UNRESOLVED = "the events came at too few amplitudes to resolve the width"
#: A width that may be below this share of the step is not resolved.
RESOLVED = 0.06
#: Deviance up to which parameters count as equally likely.
_EQUAL = 0.02
_METHOD = "{}: range of the parameters within the likelihood's limit"
_WIDTHS = 81


def estimates_on_grid(
    likelihood: ThresholdLikelihood, stray: float, parameters: int
) -> tuple[dict[str, Estimate], float, float, float, bool]:
    """Find what the likelihood of one device allows.

    Parameters
    ----------
    likelihood : ThresholdLikelihood
        Of one device.
    stray : float
        Share of stray cycles, which stays as it is [no unit].
    parameters : int
        Number of fitted parameters [no unit].

    Returns
    -------
    estimates : dict
        ``v50``, ``width`` and, of the thermal law, ``barrier`` and ``critical_voltage``.
    v50, log_width : float
        Best parameters [V], [ln V].
    largest : float
        Largest logarithm of the likelihood [no unit].
    resolved : bool
        Whether the width is not compatible with zero at its best value.
    """
    law, outcomes = likelihood.law, likelihood.outcomes
    limits = [deviance_limit(level, outcomes.cycles, parameters) for level in LEVELS]
    v50, log_width, values = _grid(likelihood, stray, limits[-1])
    deviance = 2 * (values.max() - values)
    equal, best = deviance <= _EQUAL, int(deviance.argmin())
    inside = [deviance <= limit for limit in limits]
    least = np.log(RESOLVED * outcomes.step)
    resolved = bool(log_width[equal].min() > least)
    method = _METHOD.format(law.name)
    quantities = {"v50": v50, "width": np.exp(log_width)}
    units = {"v50": "V", "width": "V", "barrier": "J", "critical_voltage": "V"}
    if isinstance(law, ThermalLaw):
        critical, barrier = law.critical_and_barrier(v50, log_width)
        quantities |= {"barrier": barrier, "critical_voltage": critical}
    may_be_none = [bool(log_width[allowed].min() < least) for allowed in inside]
    estimates = {}
    for name, each in quantities.items():
        ranges: list[Interval] = [_range(each, allowed) for allowed in inside]
        # The steps tell no smaller width from none, and so no higher barrier from any.
        if name == "width":
            ranges = [
                (0.0 if none else low, high)
                for none, (low, high) in zip(may_be_none, ranges, strict=True)
            ]
        if name == "barrier":
            ranges = [
                (low, None if none else high)
                for none, (low, high) in zip(may_be_none, ranges, strict=True)
            ]
        if resolved:
            value, reason = float(each[best]), None
        else:
            value, reason = sum(_range(each, equal)) / 2, UNRESOLVED
        if resolved or name in ("v50", "critical_voltage"):
            estimates[name] = _estimate(value, units[name], method, ranges, reason)
        else:
            estimates[name] = _limit(units[name], method, ranges, upper=name == "width")
    middle = estimates["v50"].value
    assert middle is not None
    return estimates, middle, float(log_width[best]), float(values.max()), resolved


def _grid(
    likelihood: ThresholdLikelihood, stray: float, limit: float
) -> tuple[Array, Array, Array]:
    """Parameters and likelihood over all that the data allow, first coarse, then fine."""
    outcomes = likelihood.outcomes
    amplitudes, step = outcomes.amplitudes, outcomes.step
    counts = outcomes.counts.sum(axis=0)
    low, high = float(amplitudes[0]) - step, float(amplitudes[-1]) + step
    least, largest = likelihood.limits["log_width"]
    assert least is not None
    assert largest is not None
    for points in (int(np.clip(4 * len(amplitudes), 121, 601)), 241, 241):
        v, w = np.meshgrid(np.linspace(low, high, points), np.linspace(least, largest, _WIDTHS))
        v50, log_width = v.ravel(), w.ravel()
        parts = [slice(first, first + 1000) for first in range(0, v50.size, 1000)]
        values = np.concatenate(
            [
                log_chances(likelihood.law, outcomes, v50[part], log_width[part], stray) @ counts
                for part in parts
            ]
        )
        allowed = 2 * (values.max() - values) <= 1.5 * limit + 1
        margin = (high - low) / (points - 1)
        low, high = v50[allowed].min() - margin, v50[allowed].max() + margin
        least = max(least, float(log_width[allowed].min()) - 0.1)
        largest = min(largest, float(log_width[allowed].max()) + 0.1)
    return v50, log_width, values


def _range(values: Array, allowed: Bools) -> tuple[float, float]:
    return float(values[allowed].min()), float(values[allowed].max())


def _estimate(
    value: float, unit: str, method: str, ranges: list[Interval], reason: str | None
) -> Estimate:
    low, high = ranges[0]
    error = None if low is None or high is None else (high - low) / 2
    return Estimate(value, unit, method, error, ranges[0], ranges[1], reason)


def _limit(unit: str, method: str, ranges: list[Interval], *, upper: bool) -> Estimate:
    ends: list[Interval] = [(None, high) if upper else (low, None) for low, high in ranges]
    return Estimate(None, unit, method, interval_68=ends[0], interval_95=ends[1], reason=UNRESOLVED)
