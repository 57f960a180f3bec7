"""Spread from device to device: variance components of a one-way layout.

amplitude = mean + device + cycle, with random device and cycle parts. From the mean square within
devices, MSW, and the variance S2 of the devices' means, with m the harmonic mean of their cycles,

    sigma_device^2 = S2 - MSW/m.

(a - 1)*S2 is nearly chi-squared also for unequal numbers of cycles (Thomas and Hultquist 1978), so
the interval is the modified large-sample one of Ting et al. (1990). Cycles farther from their
device's median than eight times the typical deviation, and than two steps, are taken as mislabelled
and left out. Cycles whose ramp ended before the event are left out, and without these late ones the
others spread less: where that matters, there is no value. The result is a standard deviation.

The spread from cycle to cycle is not the other component: MSW has the step of the ramp in it, and
the cycles that are mislabelled. It goes with the width of the threshold law, whose likelihood has
both: :mod:`dwmtj.analysis.thresholds.threshold_fit`.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import chi2
from scipy.stats import f as fisher

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.records import Array, Integers
from dwmtj.analysis.robust import SIGMA_PER_DEVIATION
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes

_METHOD = "variance components, one-way random effects, modified large-sample interval"
_FAR = 8.0
_FAR_STEPS = 2.0
#: A share c of censored cycles makes a normal standard deviation smaller by the share 2*c, which is
#: a quarter of its standard error if c is this divided by sqrt(cycles).
_CENSORED = 0.09


class Layout(NamedTuple):
    """Amplitudes [V] and device (index) of the cycles, each of shape [cycles].

    ``amplitude`` is the middle of the step; ``left_out`` counts those taken as mislabelled.
    """

    amplitude: Array
    device: Integers
    left_out: int


def layout_of(outcomes: RampOutcomes) -> Layout:
    """Take the amplitudes of the events, without those far from all others.

    Parameters
    ----------
    outcomes : RampOutcomes
        The outcomes.

    Returns
    -------
    Layout
        Of the cycles in which the event came.
    """
    happened = outcomes.happened[outcomes.group]
    last, device = outcomes.last[outcomes.group[happened]], outcomes.device[happened]
    amplitude = outcomes.amplitudes[last] - outcomes.step / 2
    if not amplitude.size:
        return Layout(amplitude, device, 0)
    order = np.lexsort((amplitude, device))
    sizes = np.bincount(device, minlength=len(outcomes.counts))
    starts = np.cumsum(sizes) - sizes
    middles = starts + np.maximum(sizes - 1, 0) // 2
    medians = amplitude[order][np.minimum(middles, len(order) - 1)]
    away = np.abs(amplitude - medians[device])
    typical = (float(np.median(away)) + outcomes.step / 2) * SIGMA_PER_DEVIATION
    kept = away <= max(_FAR * typical, _FAR_STEPS * outcomes.step)
    _, renamed = np.unique(device[kept], return_inverse=True)
    return Layout(amplitude[kept], renamed, int((~kept).sum()))


def device_spread(outcomes: RampOutcomes, event: str) -> Estimate:
    """Find the spread from device to device.

    Parameters
    ----------
    outcomes : RampOutcomes
        Outcomes of the event.
    event : str
        Its name.

    Returns
    -------
    Estimate
        Standard deviation over devices [V].
    """
    layout = layout_of(outcomes)
    if not layout.amplitude.size:
        return unknown("V", _METHOD, f"{event} was never seen")
    censored = int((outcomes.counts * ~outcomes.happened).sum())
    if censored > _CENSORED * np.sqrt(outcomes.cycles):
        return unknown(
            "V",
            _METHOD,
            f"{event} did not come by the last pulse in {censored} of {outcomes.cycles} cycles; "
            "without these late ones the others spread less",
        )
    means, sizes = _means(layout)
    devices = len(means)
    if devices < 2:
        return unknown("V", _METHOD, "one device: the spread over devices takes at least two")
    mean_square, free = _within(layout)
    if free < 1:
        return unknown("V", _METHOD, "one cycle a device: cycles and devices cannot be told apart")
    between = float(means.var(ddof=1))
    inner = mean_square * float(np.mean(1 / sizes))
    square = between - inner
    ends = [_difference(between, devices - 1, inner, free, level) for level in LEVELS]
    intervals: list[Interval] = [(_root(low), _root(high)) for low, high in ends]
    value = _root(square)
    variance = 2 * between**2 / (devices - 1) + 2 * inner**2 / free
    error = float(np.sqrt(variance)) / (2 * value) if value > 0 else _root(np.sqrt(variance))
    reason = None if value > 0 else "devices differ no more than their cycles let them"
    return Estimate(value, "V", _METHOD, error, intervals[0], intervals[1], reason)


def _means(layout: Layout) -> tuple[Array, Integers]:
    sizes = np.bincount(layout.device)
    return np.bincount(layout.device, layout.amplitude) / sizes, sizes


def _within(layout: Layout) -> tuple[float, int]:
    """Mean square within devices and its degrees of freedom."""
    means, _ = _means(layout)
    free = len(layout.amplitude) - len(means)
    squares = float(((layout.amplitude - means[layout.device]) ** 2).sum())
    return (squares / free if free > 0 else 0.0), free


def _difference(
    first: float, free_1: int, second: float, free_2: int, level: float
) -> tuple[float, float]:
    """Interval of the difference of two expected mean squares (Ting et al. 1990)."""
    tail = (1 - level) / 2
    g1 = 1 - free_1 / float(chi2.isf(tail, free_1))
    h1 = free_1 / float(chi2.ppf(tail, free_1)) - 1
    g2 = 1 - free_2 / float(chi2.isf(tail, free_2))
    h2 = free_2 / float(chi2.ppf(tail, free_2)) - 1
    up, down = float(fisher.isf(tail, free_1, free_2)), float(fisher.ppf(tail, free_1, free_2))
    g12 = ((up - 1) ** 2 - g1**2 * up**2 - h2**2) / up
    h12 = ((1 - down) ** 2 - h1**2 * down**2 - g2**2) / down
    below = g1**2 * first**2 + h2**2 * second**2 + g12 * first * second
    above = h1**2 * first**2 + g2**2 * second**2 + h12 * first * second
    difference = first - second
    return difference - np.sqrt(max(below, 0.0)), difference + np.sqrt(max(above, 0.0))


def _root(square: float) -> float:
    return float(np.sqrt(max(square, 0.0)))
