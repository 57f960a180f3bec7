"""Switching fields of both branches of a loop, its half width (coercive field) and its offset.

How the interval is found depends on what is known: see :mod:`dwmtj.analysis.loops.loop_means` for
loops that vary by more than about half a field step, :mod:`dwmtj.analysis.loops.bracketed_mean` for
those that vary by less. A single sweep has no interval: the next one would switch elsewhere, by
thermal fluctuations that usually exceed its field step, and nothing in it tells by how much. Its
fields are given to half the field step, and that is said as the reason.
"""

import numpy as np

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.loops.bracketed_mean import (
    Profile,
    estimate_of_profile,
    profile_of_mean,
    profile_of_sum,
)
from dwmtj.analysis.loops.loop_means import mean_over_loops
from dwmtj.analysis.loops.loops import LoopValues, Switches
from dwmtj.analysis.loops.step_errors import StepErrors
from dwmtj.analysis.loops.sweeps import Sweeps
from dwmtj.analysis.records import Integers
from dwmtj.parameters.units import format_oersted

_HOW = {
    "falling_field": "switching field of the falling branch",
    "rising_field": "switching field of the rising branch",
    "coercive_field": "half of the distance of the switching fields",
    "offset_field": "middle of the switching fields",
}
_STEPS = "{}, {} loops that vary by little against the field step, profile likelihood"
_SINGLE = "{}, of a single sweep"


def field_estimates(
    sweeps: Sweeps, switches: Switches, values: LoopValues, errors: StepErrors
) -> dict[str, Estimate]:
    """Find the switching fields, the coercive field and the offset.

    Parameters
    ----------
    sweeps : Sweeps
        Sweeps.
    switches : Switches
        Where they switch.
    values : LoopValues
        Which sweeps make whole loops.
    errors : StepErrors
        How often a switch is seen in a wrong field step.

    Returns
    -------
    dict
        ``falling_field``, ``rising_field``, ``coercive_field`` and ``offset_field`` [A/m]; without
        intervals where there is one sweep of a branch only.
    """
    branches = {
        "falling_field": np.flatnonzero(switches.switched & ~sweeps.rising),
        "rising_field": np.flatnonzero(switches.switched & sweeps.rising),
    }
    found = {}
    for name, which in branches.items():
        if not len(which):
            why = "no sweep of this branch switches from one level to the other"
            found[name] = unknown("A/m", _HOW[name], why)
        elif len(which) == 1:
            found[name] = _of_few(switches, [(which, 1.0)], _HOW[name])
        elif _varies(switches, which, errors):
            error = np.zeros(len(which))
            found[name] = mean_over_loops(switches.field[which], error, "A/m", _HOW[name])
        else:
            method = _STEPS.format(_HOW[name], len(which))
            found[name] = estimate_of_profile(_profile(switches, which, errors), "A/m", method)
    pair = _of_pairs(switches, values, branches, errors)
    return found | pair


def _varies(switches: Switches, which: Integers, errors: StepErrors) -> bool:
    """Tell whether switching fields vary by more than 0.55 of the field step.

    Then middles of the steps have the right mean, to 0.1 % of the step (Sheppard's condition).
    """
    step = float(np.median(switches.high[which] - switches.low[which]))
    of_step = 1 / 12 + 2 * errors.one + 8 * errors.two  # variances that the step itself adds
    variance = float(np.var(switches.field[which], ddof=1))
    return variance > (0.55**2 + of_step) * step**2


def _profile(switches: Switches, which: Integers, errors: StepErrors) -> Profile:
    return profile_of_mean(switches.low[which], switches.high[which], errors)


def _of_few(
    switches: Switches, sweeps_of_factors: list[tuple[Integers, float]], how: str
) -> Estimate:
    """Weighted sum of the fields of branches, one of them swept once: what it was, and how well."""
    value = reach = 0.0
    for which, factor in sweeps_of_factors:
        value += factor * float(switches.field[which].mean())
        reach += abs(factor) * float((switches.high[which] - switches.low[which]).mean()) / 2
    if how == _HOW["coercive_field"] and value + reach < 0:
        return _inverted(value, _SINGLE.format(how))
    reason = (
        f"known to {format_oersted(reach)} by the steps of the field: nothing tells how the "
        "next sweep would differ, so there is no interval"
    )
    return Estimate(value, "A/m", _SINGLE.format(how), reason=reason)


def _of_pairs(
    switches: Switches,
    values: LoopValues,
    branches: dict[str, Integers],
    errors: StepErrors,
) -> dict[str, Estimate]:
    falling, rising = branches.values()
    names = {"coercive_field": (-0.5, 0.5), "offset_field": (0.5, 0.5)}
    if not (len(falling) and len(rising)):
        lacking = "rising" if len(falling) else "falling"
        why = f"no {lacking} branch that switches from one level to the other was measured"
        return {name: unknown("A/m", _HOW[name], why) for name in names}
    found = {}
    for name, (one, other) in names.items():
        how = _HOW[name]
        if min(len(falling), len(rising)) == 1:
            found[name] = _of_few(switches, [(falling, one), (rising, other)], how)
        elif (
            len(values.loop) > 1
            and _varies(switches, falling, errors)
            and _varies(switches, rising, errors)
        ):
            of_loops = one * switches.field[values.falling] + other * switches.field[values.rising]
            found[name] = mean_over_loops(of_loops, np.zeros(len(of_loops)), "A/m", how)
        else:
            profile = profile_of_sum(
                _profile(switches, falling, errors),
                _profile(switches, rising, errors),
                one,
                other,
            )
            method = _STEPS.format(how, min(len(falling), len(rising)))
            found[name] = estimate_of_profile(profile, "A/m", method)
    found["coercive_field"] = _not_inverted(found["coercive_field"])
    return found


def _not_inverted(coercive: Estimate) -> Estimate:
    if coercive.interval_95 and coercive.interval_95[1] is not None and coercive.interval_95[1] < 0:
        return _inverted(coercive.value or 0.0, coercive.method)
    return coercive


def _inverted(value: float, method: str) -> Estimate:
    why = (
        f"the falling branch switches at the higher field, by {format_oersted(-2 * value)}: are "
        "the names of the branches exchanged?"
    )
    return unknown("A/m", method, why)
