"""Threshold of one event: all forms fitted, the preferred one chosen, its intervals bootstrapped.

The preferred form has the smallest information criterion of Akaike. How far apart the criteria are
is told, for few cycles seldom tell the forms apart: v50 and width hardly depend on the form.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, hull, unknown, with_ends
from dwmtj.analysis.shares import clopper_pearson
from dwmtj.analysis.thresholds.escape_pulse import EscapePulse
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes
from dwmtj.analysis.thresholds.threshold_bootstrap import bootstrap_estimates
from dwmtj.analysis.thresholds.threshold_fit import ThresholdFit, fit_law
from dwmtj.analysis.thresholds.threshold_grid import COARSE
from dwmtj.analysis.thresholds.threshold_laws import (
    LogisticLaw,
    NormalLaw,
    ThermalLaw,
    ThresholdLaw,
)
from dwmtj.analysis.thresholds.threshold_likelihood import MOST_STRAY

FORMS = ("probit", "logistic", "thermal")
#: Fewest events of which a law is fitted.
LEAST_EVENTS = 4
#: Forms whose criteria are closer than this are equally good (Burnham and Anderson 2002).
_EQUALLY_GOOD = 2.0
#: Share of censored cycles from which the form of what was not seen matters.
_CENSORED = 0.2
_UNITS = {"v50": "V", "width": "V", "cycle_spread": "V", "barrier": "J", "critical_voltage": "V"}
_UNTOLD = "it depends on the form of the distribution, which the data do not tell"
Estimates = dict[str, Estimate]
_NO_PULSE = "length, edges, attempt time and temperature of the pulses are not given"


class EventThreshold(NamedTuple):
    """What was found of one event.

    ``estimates`` by name, ``fits`` by form, ``preferred`` the best form, None if nothing could be
    fitted, and ``remarks`` in sentences. No units but those of the estimates.
    """

    estimates: dict[str, Estimate]
    fits: dict[str, ThresholdFit]
    preferred: str | None
    remarks: tuple[str, ...]


def no_threshold(event: str, reason: str, v50: Estimate | None = None) -> EventThreshold:
    """Say why there is no threshold.

    Parameters
    ----------
    event : str
        Name of the event.
    reason : str
        Why.
    v50 : Estimate, optional
        What is known of v50 all the same [V].

    Returns
    -------
    EventThreshold
        Without fits.
    """
    method = "maximum likelihood"
    estimates = {f"{name}_{event}": unknown(unit, method, reason) for name, unit in _UNITS.items()}
    if v50 is not None:
        estimates[f"v50_{event}"] = v50
    for name in ("v50", "width"):
        estimates[f"{name}_{event}_bootstrap"] = unknown("V", "bootstrap", reason)
    return EventThreshold(estimates, {}, None, ())


def event_threshold(
    outcomes: RampOutcomes,
    event: str,
    *,
    pulse: EscapePulse | None,
    resamples: int,
    generator: np.random.Generator,
) -> EventThreshold:
    """Fit the laws to the outcomes of an event.

    Parameters
    ----------
    outcomes : RampOutcomes
        The outcomes.
    event : str
        Name of the event.
    pulse : EscapePulse or None
        What the thermal law needs; it is not fitted without.
    resamples : int
        Number of resamples of the bootstrap [no unit].
    generator : Generator
        Source of the random numbers.

    Returns
    -------
    EventThreshold
        Estimates, fits and remarks.
    """
    happened = int((outcomes.counts * outcomes.happened).sum())
    if happened < LEAST_EVENTS:
        reason = (
            f"{event} came in {happened} of {outcomes.cycles} cycles; at least {LEAST_EVENTS} "
            "are needed"
        )
        return no_threshold(event, reason, _beyond(outcomes, event) if not happened else None)
    laws: list[ThresholdLaw] = [NormalLaw(), LogisticLaw()]
    if pulse is not None:
        laws.append(ThermalLaw(pulse, outcomes.step))
    fits = {law.name: fit_law(law, outcomes) for law in laws}
    # Of equally good forms the thermally activated one, which is the device's own law.
    preferred = min(fits, key=lambda name: (round(fits[name].akaike, 2), name != "thermal"))
    estimates: dict[str, Estimate] = {}
    for name, fit in fits.items():
        for quantity in ("v50", "width"):
            estimates[f"{quantity}_{event}_{name}"] = fit.estimates[quantity]
        estimates[f"akaike_{event}_{name}"] = Estimate(
            fit.akaike, "1", "information criterion of Akaike of the outcomes"
        )
    best = fits[preferred]
    matters = _form_matters(best)
    chosen = {
        f"{name}_{event}": _over_forms(fits, best, name) if matters else best.estimates[name]
        for name in ("v50", "width")
    }
    # Forms of the same width have standard deviations that differ by up to 9 %.
    chosen[f"cycle_spread_{event}"] = _over_forms(fits, best, "cycle_spread")
    chosen |= _thermal(fits.get("thermal"), event)
    if "spread" in best.estimates:
        chosen[f"device_spread_{event}_likelihood"] = best.estimates["spread"]
    chosen[f"stray_share_{event}"] = _stray(best)
    chosen |= _bootstrapped(fits, best, event, resamples, generator)
    return EventThreshold(chosen | estimates, fits, preferred, _remarks(fits, best, event))


def _form_matters(best: ThresholdFit) -> bool:
    """Whether v50 and width depend on the form.

    Where the width is small beside the step, v50 lies within one, at a place that depends on the
    form; where many cycles are censored, the form of the part that was not seen decides.
    """
    outcomes = best.likelihood.outcomes
    censored = float((outcomes.counts * ~outcomes.happened).sum()) / outcomes.cycles
    coarse = not best.resolved or np.exp(best.log_width) < COARSE * outcomes.step
    return bool(coarse or censored > _CENSORED)


def _possible(fits: dict[str, ThresholdFit], best: ThresholdFit, level: float) -> list[Estimates]:
    """Estimates of the forms whose likelihood beside the best is at least one less the level."""
    most = -2 * float(np.log1p(-level))
    return [fit.estimates for fit in fits.values() if fit.akaike - best.akaike <= most]


def _over_forms(fits: dict[str, ThresholdFit], best: ThresholdFit, name: str) -> Estimate:
    """Take the preferred form's estimate, with an interval over the forms that the data allow.

    A form that the data allow and that has no interval widens nothing; the preferred one without an
    interval stays without.
    """
    estimate = best.estimates[name]
    if estimate.interval_95 is None:
        return estimate
    ends, reasons, several = [], [estimate.reason], False
    for level, part in zip(LEVELS, ("interval_68", "interval_95"), strict=True):
        possible = [each[name] for each in _possible(fits, best, level)]
        possible = [each for each in possible if each.interval_95]
        ends.append(hull([getattr(each, part) for each in possible]))
        reasons += [each.reason for each in possible]
        several |= len(possible) > 1
    if not several:
        return estimate
    method = f"{estimate.method}; interval over all forms that the data allow"
    reason = next((each for each in reasons if each), None)
    if estimate.value is not None:
        over_forms = with_ends(
            estimate.value,
            estimate.unit,
            method,
            standard_error=estimate.standard_error,
            interval_68=ends[0],
            interval_95=ends[1],
        )
        return replace(over_forms, reason=over_forms.reason or reason)
    return replace(estimate, method=method, interval_68=ends[0], interval_95=ends[1], reason=reason)


def _thermal(fit: ThresholdFit | None, event: str) -> dict[str, Estimate]:
    names = ("barrier", "critical_voltage")
    if fit is None:
        return {f"{n}_{event}": unknown(_UNITS[n], "thermal", _NO_PULSE) for n in names}
    return {f"{n}_{event}": fit.estimates[n] for n in names}


def _bootstrapped(
    fits: dict[str, ThresholdFit],
    best: ThresholdFit,
    event: str,
    resamples: int,
    generator: np.random.Generator,
) -> dict[str, Estimate]:
    own = bootstrap_estimates(best, resamples=resamples, generator=generator)
    thermal = fits.get("thermal")
    if thermal is not None and thermal is not best:
        more = bootstrap_estimates(thermal, resamples=resamples, generator=generator)
        own |= {name: more[name] for name in ("barrier", "critical_voltage")}
    if _form_matters(best) and len(_possible(fits, best, LEVELS[-1])) > 1:
        for name in ("v50", "width"):
            if own[name].value is not None:
                own[name] = unknown("V", own[name].method, _UNTOLD)
    return {f"{name}_{event}_bootstrap": each for name, each in own.items()}


def _beyond(outcomes: RampOutcomes, event: str) -> Estimate:
    """Lower limit of v50 where the event never came: half would have been seen by chance else."""
    last = float(outcomes.amplitudes[outcomes.last].min())
    cycles = outcomes.cycles
    high = clopper_pearson([0], [cycles]).high[:, 0]
    ends: list[Interval | None] = [(last, None) if share < 0.5 else None for share in high]
    reason = f"{event} never came in {cycles} cycles, up to {last:g} V at least"
    return Estimate(
        None,
        "V",
        "Clopper and Pearson's limit of the share that switched",
        interval_68=ends[0],
        interval_95=ends[1],
        reason=reason,
    )


def _hardly_followed(best: ThresholdFit) -> bool:
    """Whether the share of stray cycles is the largest that is tried."""
    return best.stray > 0.99 * MOST_STRAY


def _stray(best: ThresholdFit) -> Estimate:
    method = f"{best.law.name}: share of cycles that do not follow the law"
    if _hardly_followed(best):
        return unknown("1", method, "half of the cycles or more do not follow it")
    cycles = best.likelihood.outcomes.cycles
    stray = cycles * best.stray
    shares = clopper_pearson([stray], [cycles])
    ends = [(float(a[0]), float(b[0])) for a, b in zip(shares.low, shares.high, strict=True)]
    return Estimate(best.stray, "1", method, None, ends[0], ends[1])


def _remarks(fits: dict[str, ThresholdFit], best: ThresholdFit, event: str) -> tuple[str, ...]:
    others = [name for name, fit in fits.items() if fit is not best]
    close = [name for name in others if fits[name].akaike - best.akaike < _EQUALLY_GOOD]
    criteria = ", ".join(f"{name} {fit.akaike:.1f}" for name, fit in fits.items())
    remark = f"{event}: {best.law.name} preferred (information criteria: {criteria})"
    if close:
        remark += f"; the data do not tell it from {' and '.join(close)}"
    remarks = [remark + "."]
    if _hardly_followed(best):
        remarks.append(
            f"{event}: half of the cycles or more do not follow the distribution, so that it says "
            "little about this event."
        )
    elif best.stray:
        share = 100 * best.stray
        remarks.append(f"{event}: {share:.2g} % of the cycles do not follow the distribution.")
    left_out = best.likelihood.outcomes.left_out
    if left_out:
        remarks.append(
            f"{event}: {left_out} cycles are left out, in which it came out of order, was not seen "
            "or came with the pulse of the event before."
        )
    return tuple(remarks)
