"""A threshold law laid out on a grid, for data whose likelihood has no single maximum.

If all events came at one amplitude, or at two neighbouring ones, the likelihood grows until the
width is zero and is then flat along v50. An interval is the range of a quantity over all parameters
whose deviance stays below the limit, which is what a profile interval is. Where the 68 % interval
of the width reaches zero, the width has only an upper limit and the barrier only a lower one, and
v50 is the middle of what is equally likely. The critical voltage lies the higher above v50 the
larger the width is: then only its 95 % interval is given. Where only the 95 % interval of the width
reaches zero, it begins there, and that of the barrier has no upper end. Of v50 the ramp and a step
beyond it are laid out first, and as much as a search tries if the data allow more; a range that
reaches the bounds of the search has no end there.

V50, criterion and curve belong to the same parameters: where the width is only limited, v50 is the
middle of the equally likely ones and the width the likeliest one with this v50, not that of the
best point of the grid, which is one of many and has another v50.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, with_ends
from dwmtj.analysis.likelihood import deviance_limit
from dwmtj.analysis.records import Array
from dwmtj.analysis.thresholds.threshold_laws import ThermalLaw, log_chances
from dwmtj.analysis.thresholds.threshold_likelihood import ThresholdLikelihood

Bools = npt.NDArray[np.bool_]

#: Why a width or a barrier has a limit only.
UNRESOLVED = "the events came at too few amplitudes to resolve the width"
#: A width that may be below this share of the step is not resolved.
RESOLVED = 0.06
#: Widths below this share of the step are small beside it.
COARSE = 0.6
#: Deviance up to which parameters count as equally likely.
_EQUAL = 0.02
#: Why an interval of the width begins at zero, and one of the barrier does not end.
FAINT = "the steps of {:g} V do not tell, with 95 % confidence, the width from zero"
_NO_CRITICAL = "the steps of {:g} V do not tell the width, on which the critical voltage depends"
_METHOD = "{}: range of the parameters within the likelihood's limit"
_WIDTHS = 81
#: Places of v50 each time that the grid is made finer.
_ZOOMS = (61, 61, 241)
#: Widths that are tried with one v50, each time between the neighbours of the likeliest one.
_WIDTH_ZOOMS = (241, 41, 41)


class _Grid(NamedTuple):
    """Parameters ``v50`` [V] and ``log_width`` [ln V] with the logarithm of their likelihood.

    ``at_bound`` tells those beyond which nothing was tried. Shape [points].
    """

    v50: Array
    log_width: Array
    values: Array
    at_bound: Bools


class GridFit(NamedTuple):
    """What the likelihood of one device allows.

    ``estimates`` ``v50``, ``width`` and, of the thermal law, ``barrier`` and ``critical_voltage``;
    the parameters ``v50`` [V] and ``log_width`` [ln V] that go with them; ``resolved`` tells
    whether the 68 % interval of the width has a lower end; ``log_likelihood`` [no unit] is that of
    the parameters if ``possible``, which tells that they are as likely as the best ones, else the
    largest one.
    """

    estimates: dict[str, Estimate]
    v50: float
    log_width: float
    log_likelihood: float
    resolved: bool
    possible: bool


def estimates_on_grid(likelihood: ThresholdLikelihood, stray: float, parameters: int) -> GridFit:
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
    GridFit
        Estimates and parameters.
    """
    law, outcomes = likelihood.law, likelihood.outcomes
    limits = [deviance_limit(level, outcomes.cycles, parameters) for level in LEVELS]
    v50, log_width, values, at_bound = _grid(likelihood, stray, limits[-1])
    deviance = 2 * (values.max() - values)
    equal, best = deviance <= _EQUAL, int(deviance.argmin())
    inside = [deviance <= limit for limit in limits]
    least = np.log(RESOLVED * outcomes.step)
    method = _METHOD.format(law.name)
    quantities = {"v50": v50, "width": np.exp(log_width)}
    units = {"v50": "V", "width": "V", "barrier": "J", "critical_voltage": "V"}
    if isinstance(law, ThermalLaw):
        critical, barrier = law.critical_and_barrier(v50, log_width)
        quantities |= {"barrier": barrier, "critical_voltage": critical}
    may_be_none = [bool(log_width[allowed].min() < least) for allowed in inside]
    resolved = not may_be_none[0]
    faint = FAINT.format(outcomes.step) if may_be_none[-1] else None
    estimates = {}
    for name, each in quantities.items():
        ranges: list[Interval] = [_range(each, allowed, at_bound) for allowed in inside]
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
            value, reason = float(each[best]), faint if name in ("width", "barrier") else None
        else:
            value, reason = _middle(each, equal), UNRESOLVED
        if resolved or name == "v50":
            estimates[name] = _estimate(value, units[name], method, ranges, reason)
        elif name == "critical_voltage":
            estimates[name] = Estimate(
                None,
                units[name],
                method,
                interval_95=ranges[-1],
                reason=_NO_CRITICAL.format(outcomes.step),
            )
        else:
            estimates[name] = _limit(units[name], method, ranges, upper=name == "width")
    middle, width = float(v50[best]), float(log_width[best])
    if not resolved:
        middle = _middle(v50, equal)
        width = _likeliest_width(likelihood, stray, middle, log_width)
    largest, own = float(values.max()), likelihood.value(middle, width, stray=stray)
    possible = 2 * (largest - own) <= _EQUAL
    return GridFit(estimates, middle, width, own if possible else largest, resolved, possible)


def _likeliest_width(
    likelihood: ThresholdLikelihood, stray: float, v50: float, log_width: Array
) -> float:
    """Logarithm of the likeliest width with one v50; the smallest one of equally likely ones."""
    outcomes = likelihood.outcomes
    counts = outcomes.counts.sum(axis=0)
    low, high = float(log_width.min()), float(log_width.max())
    likeliest = low
    for points in _WIDTH_ZOOMS:
        widths = np.linspace(low, high, points)
        middles = np.full(points, v50)
        at = int((log_chances(likelihood.law, outcomes, middles, widths, stray) @ counts).argmax())
        likeliest = float(widths[at])
        low, high = float(widths[max(at - 1, 0)]), float(widths[min(at + 1, points - 1)])
    return likeliest


def _grid(likelihood: ThresholdLikelihood, stray: float, limit: float) -> _Grid:
    """Lay out all that the data allow, beyond the ramp only where they allow that too."""
    outcomes = likelihood.outcomes
    ramp, step = outcomes.amplitudes, outcomes.step
    low, high = likelihood.search["v50"]
    assert low is not None
    assert high is not None
    grid = _laid_out(likelihood, stray, limit, (float(ramp[0]) - step, float(ramp[-1]) + step))
    near = 2 * (grid.values.max() - grid.values) <= limit
    return _laid_out(likelihood, stray, limit, (low, high)) if grid.at_bound[near].any() else grid


def _laid_out(
    likelihood: ThresholdLikelihood, stray: float, limit: float, ends: tuple[float, float]
) -> _Grid:
    """Parameters and likelihood over all that the data allow, first coarse, then fine."""
    least, largest = likelihood.limits["log_width"][0], likelihood.search["log_width"][1]
    assert least is not None
    assert largest is not None
    reach = 1.5 * limit + 1
    widths = np.linspace(least, largest, _WIDTHS)
    _, values = _about_best_v50(likelihood, stray, widths, reach, ends)
    allowed = widths[2 * (values.max() - values.max(axis=1)) <= reach]
    spacing = widths[1] - widths[0]
    low, high = max(least, allowed.min() - spacing), min(largest, allowed.max() + spacing)
    widths = np.linspace(low, high, _WIDTHS)
    v50, values = _about_best_v50(likelihood, stray, widths, reach, ends)
    log_width = np.repeat(widths, v50.shape[1])
    slack = 1e-6 * (ends[1] - ends[0])
    at_bound = (v50 <= ends[0] + slack) | (v50 >= ends[1] - slack)
    return _Grid(v50.ravel(), log_width, values.ravel(), at_bound.ravel() | (log_width == largest))


def _about_best_v50(
    likelihood: ThresholdLikelihood,
    stray: float,
    widths: Array,
    reach: float,
    ends: tuple[float, float],
) -> tuple[Array, Array]:
    """For each width v50 where the deviance is within reach, and likelihood, [widths, places].

    What many cycles allow is a small part of a step, at another place for each width.
    """
    outcomes = likelihood.outcomes
    amplitudes, counts = outcomes.amplitudes, outcomes.counts.sum(axis=0)
    low, high = (np.full(len(widths), end) for end in ends)
    v50, values = np.empty(0), np.empty(0)
    for points in (int(np.clip(4 * len(amplitudes), 121, 601)), *_ZOOMS):
        spacing = (high - low) / (points - 1)
        v50 = low[:, None] + spacing[:, None] * np.arange(points)
        log_width = np.repeat(widths, points)
        parts = [slice(first, first + 1000) for first in range(0, v50.size, 1000)]
        logs = [
            log_chances(likelihood.law, outcomes, v50.ravel()[part], log_width[part], stray)
            for part in parts
        ]
        values = np.concatenate([each @ counts for each in logs]).reshape(v50.shape)
        near = 2 * (values.max() - values) <= reach
        near[np.arange(len(widths)), values.argmax(axis=1)] = True
        low = np.maximum(np.where(near, v50, np.inf).min(axis=1) - spacing, ends[0])
        high = np.minimum(np.where(near, v50, -np.inf).max(axis=1) + spacing, ends[1])
    return v50, values


def _range(values: Array, allowed: Bools, at_bound: Bools) -> Interval:
    """Give the range of a quantity, without an end that only the bounds of the search set."""
    least = int(np.where(allowed, values, np.inf).argmin())
    most = int(np.where(allowed, values, -np.inf).argmax())
    low, high = (None if at_bound[at] else float(values[at]) for at in (least, most))
    return low, high


def _middle(values: Array, allowed: Bools) -> float:
    return float(values[allowed].min() + values[allowed].max()) / 2


def _estimate(
    value: float, unit: str, method: str, ranges: list[Interval], reason: str | None
) -> Estimate:
    low, high = ranges[0]
    error = None if low is None or high is None else (high - low) / 2
    found = with_ends(
        value, unit, method, standard_error=error, interval_68=ranges[0], interval_95=ranges[1]
    )
    return found if reason is None or found.value is None else replace(found, reason=reason)


def _limit(unit: str, method: str, ranges: list[Interval], *, upper: bool) -> Estimate:
    ends: list[Interval] = [(None, high) if upper else (low, None) for low, high in ranges]
    return Estimate(None, unit, method, interval_68=ends[0], interval_95=ends[1], reason=UNRESOLVED)
