"""Fit of one threshold law, with intervals that suit the data.

Where the likelihood has a clear maximum, it is Minuit's, with profile intervals; else that of
:mod:`dwmtj.analysis.thresholds.threshold_grid`. A share of stray cycles, such as mislabelled ones,
is fitted too where that lowers Akaike's criterion; of several devices it stays as it is for the
intervals of the others. The mean over several devices has as many observations as there are
devices, the width as many as there are cycles.
"""

from dataclasses import dataclass, replace

import numpy as np

from dwmtj.analysis.estimate import LEVELS, Estimate, unknown
from dwmtj.analysis.likelihood import (
    LikelihoodFit,
    deviance_limit,
    estimate_of,
    fit_likelihood,
)
from dwmtj.analysis.thresholds.fitted_estimates import (
    exponential_estimate,
    one_sided_estimate,
    with_symmetric_ends,
)
from dwmtj.analysis.thresholds.narrow_devices import estimates_of_narrow_devices
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes
from dwmtj.analysis.thresholds.threshold_grid import RESOLVED, estimates_on_grid
from dwmtj.analysis.thresholds.threshold_laws import ThermalLaw, ThresholdLaw
from dwmtj.analysis.thresholds.threshold_likelihood import ThresholdLikelihood

#: Stray cycles that are tried, to see whether any help.
_FEW = 0.1
#: Standard errors beyond which a width is not looked at any more.
_FAR = 8.0
#: Devices, or cycles of several devices, for which the profile is a parabola.
_MANY = 200
#: Parameters that mean and spread over devices count: it makes the interval of the mean Student's.
_COUNTED = 1
_UNITS = {"critical_voltage": "V", "barrier": "J"}
#: Why there is nothing where middle or width are only known to be above or below something.
OPEN = "it rests on v50 and width, to one of which the data set no limit"
_METHOD = "{}: maximum likelihood, profile interval"


@dataclass(frozen=True)
class ThresholdFit:
    """A fitted law.

    Parameters
    ----------
    law : ThresholdLaw
        The law.
    likelihood : ThresholdLikelihood
        Its likelihood.
    v50, log_width : float
        Parameters [V], [ln V]: the best ones, or if the width is only limited those of
        :mod:`dwmtj.analysis.thresholds.threshold_grid`.
    spread : float
        Standard deviation of v50 over devices [V], 0 of one device.
    stray : float
        Share of stray cycles [no unit], 0 if none were assumed.
    akaike : float
        Akaike's information criterion [no unit].
    resolved : bool
        Whether the data set a lower limit to the width.
    drawable : bool
        Whether the estimate of v50 is that of the parameters and these are as likely as the best
        ones, so that their curve is one of the fit.
    estimates : dict
        ``v50``, ``width``, ``cycle_spread``, which is the standard deviation that goes with the
        width, of several devices ``spread``, and of the thermal law ``barrier`` and
        ``critical_voltage``.
    """

    law: ThresholdLaw
    likelihood: ThresholdLikelihood
    v50: float
    log_width: float
    spread: float
    stray: float
    akaike: float
    resolved: bool
    drawable: bool
    estimates: dict[str, Estimate]


def fit_law(law: ThresholdLaw, outcomes: RampOutcomes) -> ThresholdFit:
    """Fit a law to the outcomes.

    Parameters
    ----------
    law : ThresholdLaw
        The law.
    outcomes : RampOutcomes
        The outcomes, some of them events.

    Returns
    -------
    ThresholdFit
        The fit.
    """
    fit = _fit(ThresholdLikelihood(law, outcomes))
    width = fit.estimates["width"]
    spread = width.scaled(law.deviation, "V", f"{width.method}, standard deviation")
    return replace(fit, estimates=fit.estimates | {"cycle_spread": spread})


def _fit(likelihood: ThresholdLikelihood) -> ThresholdFit:
    law, outcomes = likelihood.law, likelihood.outcomes
    best = _best(likelihood)
    fits = _with_intervals(likelihood, best) if best.converged else {}
    if fits and (likelihood.devices > 1 or _is_resolved(fits["log_width"], outcomes)):
        return _by_minuit(likelihood, best, fits)
    stray = best.values.get("stray", 0.0)
    if likelihood.devices > 1:
        values = best.values
        return ThresholdFit(
            law=law,
            likelihood=likelihood,
            v50=values["v50"],
            log_width=values["log_width"],
            spread=float(np.exp(values["log_spread"])),
            stray=stray,
            akaike=best.akaike,
            resolved=False,
            drawable=False,  # the estimate of v50 is a mean over devices and none of the law
            estimates=estimates_of_narrow_devices(law, outcomes),
        )
    found = estimates_on_grid(likelihood, stray, best.parameters)
    return ThresholdFit(
        law=law,
        likelihood=likelihood,
        v50=found.v50,
        log_width=found.log_width,
        spread=0.0,
        stray=stray,
        akaike=2 * best.parameters - 2 * found.log_likelihood,
        resolved=found.resolved,
        drawable=found.possible,
        estimates=found.estimates,
    )


def _best(likelihood: ThresholdLikelihood) -> LikelihoodFit:
    start, cycles = likelihood.start, likelihood.outcomes.cycles
    plain = likelihood.fit(start, observations=cycles)
    if plain.converged and likelihood.devices > 1:  # a longer way to the same for many devices
        places, few = (plain.values, start), _FEW / cycles
        if not any(likelihood.value(**p, stray=few) > likelihood.value(**p) for p in places):
            return plain
    mixed = likelihood.fit(start | {"stray": 0.02}, observations=cycles)
    return mixed if mixed.akaike < plain.akaike else plain


def _with_intervals(
    likelihood: ThresholdLikelihood, best: LikelihoodFit
) -> dict[str, LikelihoodFit]:
    """Fits in which v50, width and spread have their intervals; none if they have none."""
    cycles, devices = likelihood.outcomes.cycles, likelihood.devices
    if devices == 1:
        fit = likelihood.fit(best.values, observations=cycles, intervals_of=("v50", "log_width"))
        return {"v50": fit, "log_width": fit} if fit.converged else {}
    if _may_be_narrow(likelihood, best):
        return {}
    over_devices = _with_ends(likelihood, best, ("v50", "log_spread"), devices)
    within = _with_ends(likelihood, best, ("log_width",), cycles)
    if not (over_devices.converged and within.converged):
        return {}
    return {"v50": over_devices, "log_spread": over_devices, "log_width": within}


def _may_be_narrow(likelihood: ThresholdLikelihood, best: LikelihoodFit) -> bool:
    """Whether the data of several devices allow a width that is nothing beside the step."""
    narrow = float(np.log(RESOLVED * likelihood.outcomes.step))
    middle, error = best.values["log_width"], best.standard_errors["log_width"]
    if middle - _FAR * error > narrow:
        return False
    others = {name: each for name, each in best.values.items() if name != "log_width"}
    fit = likelihood.fit(others, observations=1, fixed={"log_width": narrow})
    limit = deviance_limit(LEVELS[-1], likelihood.outcomes.cycles, best.parameters)
    return 2 * (best.log_likelihood - fit.log_likelihood) < limit


def _with_ends(
    likelihood: ThresholdLikelihood,
    best: LikelihoodFit,
    names: tuple[str, ...],
    observations: int,
) -> LikelihoodFit:
    """Profile intervals; for many observations, where they are the same, those of the errors."""
    if observations < _MANY:
        free = {name: each for name, each in best.values.items() if name != "stray"}
        fixed = {name: each for name, each in best.values.items() if name == "stray"}
        counted = _COUNTED if "v50" in names else None
        return likelihood.fit(
            free, observations=observations, intervals_of=names, fixed=fixed, counted=counted
        )
    return with_symmetric_ends(best, names, observations)


def _by_minuit(
    likelihood: ThresholdLikelihood, best: LikelihoodFit, fits: dict[str, LikelihoodFit]
) -> ThresholdFit:
    law, outcomes = likelihood.law, likelihood.outcomes
    method = _METHOD.format(law.name)
    middle, width = fits["v50"], fits["log_width"]
    v50, log_width = middle.values["v50"], width.values["log_width"]
    resolved = _is_resolved(width, outcomes)
    estimates = {
        "v50": estimate_of(middle, "v50", "V", method),
        "width": exponential_estimate(width, "log_width", "V", method)
        if resolved
        else one_sided_estimate(width, "log_width", "V", method, upper=True),
    }
    spread = 0.0
    if likelihood.devices > 1:
        spread = float(np.exp(fits["log_spread"].values["log_spread"]))
        least = RESOLVED * outcomes.step
        estimates["spread"] = exponential_estimate(
            fits["log_spread"], "log_spread", "V", method, least
        )
    if isinstance(law, ThermalLaw):
        names = ("v50", "width") if resolved else ("v50",)
        if any(estimates[name].value is None for name in names):
            estimates |= {n: unknown(u, method, OPEN) for n, u in _UNITS.items()}
        else:
            estimates |= _thermal(law, likelihood, best, resolved)
    return ThresholdFit(
        law=law,
        likelihood=likelihood,
        v50=v50,
        log_width=log_width,
        spread=spread,
        stray=best.values.get("stray", 0.0),
        akaike=best.akaike,
        resolved=resolved,
        drawable=True,
        estimates=estimates,
    )


def _is_resolved(width: LikelihoodFit, outcomes: RampOutcomes) -> bool:
    low = width.intervals["log_width"][-1][0]
    return low is not None and low > np.log(RESOLVED * outcomes.step)


def _thermal(
    law: ThermalLaw, likelihood: ThresholdLikelihood, best: LikelihoodFit, resolved: bool
) -> dict[str, Estimate]:
    """Fit anew with critical voltage and barrier as parameters, for their profile intervals."""
    critical, barrier = law.critical_and_barrier(
        np.asarray(best.values["v50"]), np.asarray(best.values["log_width"])
    )
    several = likelihood.devices > 1
    others = {n: v for n, v in best.values.items() if n not in ("v50", "log_width")}
    held = {"stray": others.pop("stray")} if several and "stray" in others else {}
    start = {"critical": float(critical), "log_barrier": float(np.log(barrier))} | others
    names = list(start)

    def value(*values: float) -> float:
        given = dict(zip(names, values, strict=True))
        voltage, energy = given.pop("critical"), float(np.exp(given.pop("log_barrier")))
        log_width = law.log_width_of(voltage, energy)
        v50 = float(law.v50_of(np.asarray(voltage), np.asarray(log_width)))
        return likelihood.value(v50, log_width, **given, **held)

    limits = {n: likelihood.limits[n] for n in others}
    search = {n: likelihood.search[n] for n in others if n in likelihood.search}
    search["critical"] = (0.1 * float(critical), 10 * float(critical))
    search["log_barrier"] = (start["log_barrier"] - 5, start["log_barrier"] + 5)
    cycles, devices = likelihood.outcomes.cycles, likelihood.devices

    def fitted(observations: int, *wanted: str) -> LikelihoodFit:
        return fit_likelihood(
            value,
            start,
            observations=observations,
            limits=limits,
            search=search,
            intervals_of=wanted,
            counted=_COUNTED if several else None,
        )

    if not several:
        energy = voltage = fitted(cycles, "log_barrier", "critical")
    elif devices < _MANY:
        voltage = fitted(devices, "critical")
        energy = with_symmetric_ends(voltage, ("log_barrier",), cycles)
    else:
        energy = voltage = fitted(cycles)
        energy = with_symmetric_ends(energy, ("log_barrier",), cycles)
        voltage = with_symmetric_ends(voltage, ("critical",), devices)
    method = _METHOD.format(law.name)
    if not (energy.converged and voltage.converged):
        reason = "the likelihood has no clear maximum"
        return {n: unknown(u, method, reason) for n, u in _UNITS.items()}
    return {
        "critical_voltage": estimate_of(voltage, "critical", "V", method),
        "barrier": exponential_estimate(energy, "log_barrier", "J", method)
        if resolved
        else one_sided_estimate(energy, "log_barrier", "J", method, upper=False),
    }
