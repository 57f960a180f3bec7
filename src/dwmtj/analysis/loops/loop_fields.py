"""Switching fields of both branches of a loop, its half width (coercive field) and its offset.

How the interval is found depends on what is known: see :mod:`dwmtj.analysis.loops.loop_means` for
loops that vary by more than about half a field step, :mod:`dwmtj.analysis.loops.bracketed_mean` for
those that vary by less, and :mod:`dwmtj.analysis.loops.bracketed` for a single one.
"""

import numpy as np

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.loops.bracketed import combined, estimate_from, posterior_of_one
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
from dwmtj.analysis.records import Array, Integers

_HOW = {
    "falling_field": "switching field of the falling branch",
    "rising_field": "switching field of the rising branch",
    "coercive_field": "half of the distance of the switching fields",
    "offset_field": "middle of the switching fields",
}
_STEPS = "{}, {} loops that vary by little against the field step, profile likelihood"
_SINGLE = "{}, single loop, uniform within the field step"


def field_estimates(
    field: Array, sweeps: Sweeps, switches: Switches, values: LoopValues, errors: StepErrors
) -> dict[str, Estimate]:
    """Find the switching fields, the coercive field and the offset.

    Parameters
    ----------
    field : ndarray
        Field in the order of the sweeps [A/m], shape [R].
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
        ``falling_field``, ``rising_field``, ``coercive_field`` and ``offset_field`` [A/m].
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
            posterior = _posterior(field, sweeps, switches, int(which[0]))
            found[name] = estimate_from(posterior, "A/m", _SINGLE.format(_HOW[name]))
        elif _varies(switches, which, errors):
            error = np.zeros(len(which))
            found[name] = mean_over_loops(switches.field[which], error, "A/m", _HOW[name])
        else:
            method = _STEPS.format(_HOW[name], len(which))
            found[name] = estimate_of_profile(_profile(switches, which, errors), "A/m", method)
    pair = _of_pairs(field, sweeps, switches, values, branches, errors)
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


def _posterior(field: Array, sweeps: Sweeps, switches: Switches, sweep: int) -> Array:
    """Posterior of the switching field of one sweep."""
    inside = slice(int(sweeps.first[sweep]), int(sweeps.first[sweep + 1]))
    along = field[inside]
    last = int(switches.after[sweep]) - 1
    step = abs(float(along[last + 1] - along[last]))
    low, high = switches.low[[sweep]], switches.high[[sweep]]
    if high[0] - low[0] < 0.99 * step:  # the transition is resolved
        return posterior_of_one(low, high, np.zeros(1))
    evidence = switches.evidence[inside][1:]
    if not sweeps.rising[sweep]:
        along, evidence = along[::-1], evidence[::-1]
    return posterior_of_one(along[:-1], along[1:], evidence)


def _of_pairs(
    field: Array,
    sweeps: Sweeps,
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
            posterior = combined(
                _posterior(field, sweeps, switches, int(falling[0])),
                _posterior(field, sweeps, switches, int(rising[0])),
                one,
                other,
            )
            found[name] = estimate_from(posterior, "A/m", _SINGLE.format(how))
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
        why = (
            f"the falling branch switches at the higher field, by {-2 * (coercive.value or 0):.4g} "
            "A/m: are the names of the branches exchanged?"
        )
        return unknown("A/m", coercive.method, why)
    return coercive
