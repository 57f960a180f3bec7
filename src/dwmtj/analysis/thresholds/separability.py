"""How well neighbouring events can be told apart by an amplitude.

A read voltage V between two events is in error for a cycle in which the first event needed more
than V, or the second came with V or less. Its error rate is the mean of the two shares; for the
best V it is half of the overlap of the two distributions if they cross once, and the largest
distance between the two cumulative distributions is 1 - overlap. The best V is looked for in nine
tenths of the cycles and judged by the others (ten-fold cross-validation), which tells too high a
rate, since that V is not quite the best; the least rate in all cycles is too low. The estimate is
the mean of the two, and the interval goes from the lower end of the one to the upper end of the
other, each of Clopper and Pearson.
``separability`` is 1 - overlap of the worse pair: 1 if a voltage tells the events apart without
fail, 0 if none tells anything. Of several devices, which share one read voltage, the parts are made
of devices, and the interval is Student's of the devices' own rates. Where fewer than
ten of them, and fewer than half, have errors, these tell hardly anything of the scatter, and the
interval is that of Clopper and Pearson as if all cycles of a device were in error together, which
is the largest scatter that a share can have. An event that did not come
until the last pulse counts as later than all amplitudes; this, and mislabelled cycles, are errors
like any other.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import ttest_1samp

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.records import Array, CycleEvents, Integers
from dwmtj.analysis.shares import clopper_pearson

#: Neighbouring events.
PAIRS = (("depin", "fire"), ("fire", "reset"))
_FOLDS = 10
_LEAST = 4
#: Devices that must have errors, for the scatter of the devices' rates to tell that of their mean.
_LEAST_DEVICES = 10
_METHOD_FEW = (
    "best read voltage, ten-fold cross-validation, interval of Clopper and Pearson of devices"
)
_METHOD_DEVICES = "best read voltage, ten-fold cross-validation, Student's interval over devices"
_METHOD = "best read voltage, ten-fold cross-validation, interval of Clopper and Pearson"


class Pair(NamedTuple):
    """Amplitudes ``first`` and ``second`` of neighbouring events, infinite for none [V].

    With the ``device`` (index) of each cycle, all of shape [cycles].
    """

    first: Array
    second: Array
    device: Integers


def separability_estimates(
    events: CycleEvents, ramp: Array, *, generator: np.random.Generator
) -> dict[str, Estimate]:
    """Judge how well neighbouring events can be told apart.

    Parameters
    ----------
    events : CycleEvents
        Events of the cycles.
    ramp : ndarray
        Amplitudes of the ramp, ascending [V], shape [pulses].
    generator : Generator
        Deals the cycles into the ten parts.

    Returns
    -------
    dict
        ``error_rate_*``, ``overlap_*`` and ``read_voltage_*`` of each pair, and
        ``separability``.
    """
    found: dict[str, Estimate] = {}
    worst: Estimate | None = None
    for names in PAIRS:
        pair, label = _pair(events, *names), "_".join(names)
        reason = _lacking(pair, ramp, names)
        if reason:
            for kind, unit in (("error_rate", "1"), ("overlap", "1"), ("read_voltage", "V")):
                found[f"{kind}_{label}"] = unknown(unit, _METHOD, reason)
            continue
        rate = _error_rate(pair, ramp, generator)
        overlap = _scaled(rate, 2.0, 0.0)
        found[f"error_rate_{label}"], found[f"overlap_{label}"] = rate, overlap
        found[f"read_voltage_{label}"] = _read_voltage(pair, ramp)
        if worst is None or (overlap.value or 0.0) > (worst.value or 0.0):
            worst = overlap
    if worst is None or len(found) < 3 * len(PAIRS) or _any_unknown(found):
        reason = next((each.reason for each in found.values() if each.value is None), None)
        found["separability"] = unknown("1", _METHOD, reason or "no neighbouring events")
    else:
        found["separability"] = _scaled(worst, -1.0, 1.0)
    return found


def _any_unknown(found: dict[str, Estimate]) -> bool:
    return any(each.value is None for name, each in found.items() if name.startswith("overlap"))


def _pair(events: CycleEvents, first: str, second: str) -> Pair:
    """Cycles in which both events were possible: written, or the first was seen."""
    seen = events.depin_pulse > 0 if first == "depin" else events.fire_pulse > 0
    kept = events.written | seen
    if first == "fire" and not events.written.any():  # only the junction that fires was read
        kept = np.ones(len(seen), bool)
    kept &= ~np.isin(events.label, ("incomplete", "no write"))
    amplitudes = []
    for name in (first, second):
        pulse, amplitude = getattr(events, f"{name}_pulse"), getattr(events, f"{name}_amplitude")
        amplitudes.append(np.where(pulse > 0, amplitude, np.inf)[kept])
    _, device = np.unique(events.device[kept], return_inverse=True)
    return Pair(amplitudes[0], amplitudes[1], device)


def _lacking(pair: Pair, ramp: Array, names: tuple[str, str]) -> str | None:
    if len(ramp) < 2:
        return "all pulses have the same amplitude"
    for values, name in zip(pair[:2], names, strict=True):
        happened = int(np.isfinite(values).sum())
        if happened < _LEAST:
            return f"{name} was seen in {happened} cycles; at least {_LEAST} are needed"
    return None


def _best(total: Array) -> np.ndarray:
    """Index of the middle one of the best voltages, shape [...] of totals [voltages, ...]."""
    best = np.abs(total - total.min(axis=0)) < 1e-9
    rank = np.cumsum(best, axis=0)
    return np.asarray(np.argmax(rank >= (rank[-1] + 1) // 2, axis=0))


def _error_rate(pair: Pair, ramp: Array, generator: np.random.Generator) -> Estimate:
    cycles, devices = len(pair.first), int(pair.device.max()) + 1
    units = pair.device if devices > 1 else np.arange(cycles)
    many = int(units.max()) + 1
    folds = min(_FOLDS, many)
    part = generator.permutation(np.arange(many) % folds)[units]
    errors = np.stack([_errors_of(pair, ramp, part == fold) for fold in range(folds)], axis=1)
    chosen = ramp[_best(errors.sum(axis=1, keepdims=True) - errors)][part]
    slack = 1e-3 * float(np.diff(ramp).min())
    late, early = pair.first > chosen + slack, pair.second <= chosen + slack
    own = (late.astype(float) + early) / 2
    apparent = ramp[_best(errors.sum(axis=1, keepdims=True))[0]]
    least = (pair.first > apparent + slack).astype(float) + (pair.second <= apparent + slack)
    if devices > 1:
        sizes = np.bincount(pair.device)
        return _over_devices(
            np.bincount(pair.device, least / 2) / sizes, np.bincount(pair.device, own) / sizes
        )
    shares = clopper_pearson([float(least.sum()), 2 * float(own.sum())], 2 * [2.0 * cycles])
    rate = float(shares.value.mean())
    error = float(np.sqrt(rate * (1 - rate) / (2 * cycles))) if rate else None
    ends = [(float(a[0]), float(b[1])) for a, b in zip(shares.low, shares.high, strict=True)]
    return Estimate(rate, "1", _METHOD, error, ends[0], ends[1])


def _over_devices(least: Array, rates: Array) -> Estimate:
    """Mean of the devices' rates, Student's interval; that of a share if few have any."""
    devices, rate = len(rates), float((least.mean() + rates.mean()) / 2)
    error = float(rates.std(ddof=1) / np.sqrt(devices))
    erring = min(int((least > 0).sum()), int((rates > 0).sum()))
    if erring < min(_LEAST_DEVICES, devices / 2) or not error:
        # A cycle is in error in one way only, so that rates are half of a share of cycles.
        wrong = [2 * float(least.sum()), 2 * float(rates.sum())]
        shares = clopper_pearson(np.minimum(wrong, devices), 2 * [devices])
        ends = [
            (float(a[0]) / 2, float(b[1]) / 2) for a, b in zip(shares.low, shares.high, strict=True)
        ]
        return Estimate(rate, "1", _METHOD_FEW, error or None, ends[0], ends[1])
    ends = []
    for level in LEVELS:
        low = float(least.mean())
        if np.ptp(least):
            low = float(ttest_1samp(least, 0.0).confidence_interval(level).low)
        high = float(ttest_1samp(rates, 0.0).confidence_interval(level).high)
        ends.append((max(low, 0.0), min(high, 1.0)))
    return Estimate(rate, "1", _METHOD_DEVICES, error, ends[0], ends[1])


def _errors_of(pair: Pair, ramp: Array, chosen: np.ndarray) -> Array:
    """Count the errors of some of the cycles at each read voltage, shape [voltages]."""
    first, second = np.sort(pair.first[chosen]), np.sort(pair.second[chosen])
    reached = ramp + 1e-3 * float(np.diff(ramp).min())
    late = len(first) - np.searchsorted(first, reached, side="right")
    return (late + np.searchsorted(second, reached, side="right")).astype(float)


def _read_voltage(pair: Pair, ramp: Array) -> Estimate:
    """Middle of the voltages that are best in the data, and the range of all such."""
    total = _errors_of(pair, ramp, np.ones(len(pair.first), bool))
    best = np.flatnonzero(total == total.min())
    value = float((ramp[best[0]] + ramp[best[-1]]) / 2)
    reason = (
        None
        if len(best) == 1
        else f"all of {len(best)} amplitudes from {ramp[best[0]]:g} to {ramp[best[-1]]:g} V have "
        "the same number of errors"
    )
    return Estimate(value, "V", "middle of the best read voltages of all cycles", reason=reason)


def _scaled(estimate: Estimate, factor: float, offset: float) -> Estimate:
    """Overlap 2*rate, or separability 1 - overlap, both between 0 and 1."""

    def scaled(number: float) -> float:
        return float(np.clip(offset + factor * number, 0.0, 1.0))

    def interval(given: Interval | None) -> Interval | None:
        if given is None or given[0] is None or given[1] is None:
            return None
        low, high = sorted((scaled(given[0]), scaled(given[1])))
        return low, high

    assert estimate.value is not None
    error = estimate.standard_error
    return Estimate(
        scaled(estimate.value),
        "1",
        estimate.method,
        None if error is None else abs(factor) * error,
        interval(estimate.interval_68),
        interval(estimate.interval_95),
    )
