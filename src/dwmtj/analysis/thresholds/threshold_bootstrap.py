"""Bootstrap intervals of threshold laws: over the cycles of one device, or over devices.

There are none, of any quantity, where the resamples of the cycles do not resolve the width, or it
may, with 95 % confidence, be small beside the step: sets that happen to have more different
amplitudes are then those that look too wide. Quantiles of resamples of
few devices are too near each other, so over devices the bootstrap gives the standard error, with
the factor sqrt(n/(n - 1)) for n devices, and Student's quantiles of n - 1 degrees of freedom the
interval (Cameron, Gelbach and Miller 2008).
"""

import numpy as np
from scipy.special import softmax
from scipy.stats import t as student

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.records import Array
from dwmtj.analysis.thresholds.bootstrap import interval_of_place, interval_of_scale, resampled
from dwmtj.analysis.thresholds.many_fits import fit_many
from dwmtj.analysis.thresholds.threshold_fit import OPEN, ThresholdFit
from dwmtj.analysis.thresholds.threshold_grid import COARSE, RESOLVED, UNRESOLVED
from dwmtj.analysis.thresholds.threshold_laws import ThermalLaw

_LEAST_DEVICES = 4
#: Largest share of resamples that may have no width.
_NARROW = 0.025
_UNITS = {"v50": "V", "width": "V", "barrier": "J", "critical_voltage": "V"}


def bootstrap_estimates(
    fit: ThresholdFit, *, resamples: int, generator: np.random.Generator
) -> dict[str, Estimate]:
    """Find the intervals of a fit once more, by resampling.

    Parameters
    ----------
    fit : ThresholdFit
        The fit.
    resamples : int
        Number of resamples [no unit].
    generator : Generator
        Source of the random numbers.

    Returns
    -------
    dict
        ``v50`` and ``width``, of the thermal law ``barrier`` and ``critical_voltage``.
    """
    thermal = isinstance(fit.law, ThermalLaw)
    names = [name for name in _UNITS if thermal or name in ("v50", "width")]
    method = f"{fit.law.name}: bootstrap over cycles, interval of pivots"
    if not fit.resolved:
        return {name: unknown(_UNITS[name], method, UNRESOLVED) for name in names}
    if any(fit.estimates[name].value is None for name in ("v50", "width")):
        return {name: unknown(_UNITS[name], method, OPEN) for name in names}
    if fit.likelihood.devices > 1:
        return _over_devices(fit, names, resamples, generator)
    outcomes = fit.likelihood.outcomes
    interval = fit.estimates["width"].interval_95
    if interval is None or (interval[0] or 0.0) < COARSE * outcomes.step:
        reason = (
            f"the width may be small beside the steps of {outcomes.step:g} V: resamples of so few "
            "different amplitudes tell no interval"
        )
        return {name: unknown(_UNITS[name], method, reason) for name in names}
    least, largest = fit.likelihood.limits["log_width"][0], fit.likelihood.search["log_width"][1]
    assert least is not None
    assert largest is not None

    def quantities(counts: Array) -> Array:
        v50, log_width = fit_many(
            fit.law,
            outcomes,
            counts,
            (fit.v50, fit.log_width),
            stray=fit.stray,
            log_width_limits=(least, largest),
        )
        found = [v50, np.exp(log_width)]
        if isinstance(fit.law, ThermalLaw):
            critical, barrier = fit.law.critical_and_barrier(v50, log_width)
            found += [barrier, critical]
        return np.stack(found)

    replicates, best = resampled(
        quantities, outcomes.counts[0], resamples=resamples, generator=generator
    )
    narrow = float(np.mean(replicates[1] < RESOLVED * outcomes.step))
    if narrow > _NARROW:
        reason = f"{100 * narrow:.0f} % of the resamples do not resolve the width"
        return {name: unknown(_UNITS[name], method, reason) for name in names}
    seen = int((outcomes.counts * outcomes.happened).sum())  # a censored cycle hardly tells more
    widening = float(np.sqrt(seen / max(seen - 2 - (fit.stray > 0), 1)))
    result = {}
    for name, values, value in zip(names, replicates, best.tolist(), strict=True):
        if name in ("width", "barrier"):
            ends = interval_of_scale(values, value, widening=widening)
        else:
            # The critical voltage is v50 and a multiple of the width, which is widened.
            factor = widening if name == "critical_voltage" else 1.0
            width, widths = float(best[1]), replicates[1]
            ends = interval_of_place(values, widths, value, width, widening=factor)
        error = float(values.std(ddof=1))
        result[name] = Estimate(value, _UNITS[name], method, error, ends[0], ends[1])
    return result


def _over_devices(
    fit: ThresholdFit, names: list[str], resamples: int, generator: np.random.Generator
) -> dict[str, Estimate]:
    """Resample the devices' own v50, each the mean of its likelihood at the common width."""
    method = f"{fit.law.name}: bootstrap over devices, Student's interval"
    reason = "several devices: the bootstrap is over devices and gives v50 alone"
    result = {name: unknown(_UNITS[name], method, reason) for name in names if name != "v50"}
    devices = fit.likelihood.devices
    if devices < _LEAST_DEVICES:
        few = f"{devices} devices; at least {_LEAST_DEVICES} are needed"
        return {"v50": unknown("V", method, few), **result}
    places, logs = fit.likelihood.of_devices(fit.log_width, fit.stray)
    own = places @ softmax(logs, axis=0)
    drawn = generator.multinomial(devices, np.full(devices, 1 / devices), size=resamples)
    middle, free = float(own.mean()), devices - 1
    error = float((drawn @ own / devices).std(ddof=1)) * float(np.sqrt(devices / free))
    reaches = [error * float(student.ppf((1 + level) / 2, free)) for level in LEVELS]
    intervals: list[Interval] = [(middle - each, middle + each) for each in reaches]
    return {"v50": Estimate(middle, "V", method, error, intervals[0], intervals[1]), **result}
