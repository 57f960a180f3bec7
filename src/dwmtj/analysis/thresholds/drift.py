"""Whether an event drifts from cycle to cycle: test of Mann and Kendall, slope of Theil and Sen.

The test (Mann 1945, Kendall 1938) asks whether amplitudes and cycle numbers are ordered alike and
takes ties into account. The slope (Theil 1950, Sen 1968) is the median of those of all pairs and
hardly minds a few mislabelled cycles. As an amplitude is known to a step of the ramp only, most
pairs would have slope zero and the interval would be a false certainty; so each amplitude is put
at random within its step before (randomised rounding), which makes the interval as wide as the
step demands. Of several devices, each less its own mean, the mean at each cycle number is taken;
more than 500 cycles are averaged in 500 blocks.
"""

import numpy as np
from scipy.stats import kendalltau, theilslopes

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.records import Array, Integers
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes

_MOST = 500
_LEAST = 8
_SLOPE = "Theil-Sen slope per cycle of amplitudes spread over their steps, Sen's interval"
_TEST = "test of Mann and Kendall, two-sided"


def drift_estimates(
    outcomes: RampOutcomes, event: str, *, generator: np.random.Generator
) -> dict[str, Estimate]:
    """Find the drift of an event.

    Parameters
    ----------
    outcomes : RampOutcomes
        Its outcomes.
    event : str
        Its name.
    generator : Generator
        Source of the random places within the steps.

    Returns
    -------
    dict
        ``drift_*`` [V per cycle] and ``drift_p_value_*`` [no unit]: how likely as strong an order
        is without drift.
    """
    happened = outcomes.happened[outcomes.group]
    ordinal = outcomes.ordinal[happened]
    last = outcomes.last[outcomes.group[happened]]
    names = {"slope": f"drift_{event}", "test": f"drift_p_value_{event}"}
    distinct = len(np.unique(ordinal))
    if distinct < _LEAST:
        reason = f"{event} was seen at {distinct} cycle numbers; at least {_LEAST} are needed"
        slope = unknown("V", _SLOPE, reason)
        return {names["slope"]: slope, names["test"]: unknown("1", _TEST, reason)}
    device = outcomes.device[happened]
    amplitudes = outcomes.amplitudes[last]
    steps = np.diff(
        outcomes.amplitudes, prepend=2 * outcomes.amplitudes[0] - outcomes.amplitudes[1]
    )
    spread = amplitudes - steps[last] * generator.random(len(last))
    cycles, raw = _per_cycle(ordinal, device, amplitudes)
    _, smooth = _per_cycle(ordinal, device, spread)
    return {names["slope"]: _slope(cycles, smooth), names["test"]: _test(cycles, raw, event)}


def _per_cycle(ordinal: Integers, device: Integers, amplitudes: Array) -> tuple[Array, Array]:
    """Cycle numbers and the mean over devices of the amplitudes less those of the device."""
    means = np.bincount(device, amplitudes) / np.maximum(np.bincount(device), 1)
    many = len(means) > 1
    cycles, place = np.unique(ordinal, return_inverse=True)
    centred = amplitudes - means[device] if many else amplitudes
    values = np.bincount(place, centred) / np.bincount(place)
    return cycles.astype(float), values


def _slope(cycles: Array, values: Array) -> Estimate:
    if len(cycles) > _MOST:
        parts = [np.array_split(each, _MOST) for each in (cycles, values)]
        cycles, values = (np.array([block.mean() for block in part]) for part in parts)
    found = [theilslopes(values, cycles, level) for level in LEVELS]
    intervals: list[Interval] = [(float(f.low_slope), float(f.high_slope)) for f in found]
    low, high = intervals[0]
    assert low is not None
    assert high is not None
    return Estimate(
        float(found[0].slope), "V", _SLOPE, (high - low) / 2, intervals[0], intervals[1]
    )


def _test(cycles: Array, values: Array, event: str) -> Estimate:
    if np.ptp(values) == 0:
        reason = f"{event} came at the same amplitude in all cycles: there is no order to test"
        return unknown("1", _TEST, reason)
    return Estimate(float(kendalltau(cycles, values).pvalue), "1", _TEST)
