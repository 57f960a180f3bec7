"""Spread from device to device and from cycle to cycle: variance components of a one-way layout.

amplitude = mean + device + cycle, with random device and cycle parts. From the mean square within
devices, MSW, and the variance S2 of the devices' means, with m the harmonic mean of their cycles,

    sigma_cycle^2 = MSW - step^2/12,    sigma_device^2 = S2 - MSW/m,

where step^2/12 is what rounding to a step adds (Sheppard 1898). (a - 1)*S2 is nearly chi-squared
also for unequal numbers of cycles (Thomas and Hultquist 1978), so the interval of the device part
is the modified large-sample one of Ting et al. (1990). That of the cycle part is Bonett's (2006),
which takes the kurtosis from the data, for thermally activated thresholds have longer tails than
normal ones. Cycles farther from their device's median than eight times the typical deviation, and
than two steps, are taken as mislabelled and left out; those farther than the farthest of as many
cycles of thermally activated thresholds seldom is are doubtful. How many mislabelled ones lie among
the others is not known: the interval goes from what remains without the doubtful ones and as many
among the others as they would be if as dense there as beyond, to what there is if none is
mislabelled, and the value is the middle. A mislabelled cycle or two that are less far make the
spread of few cycles too large. The interval contains the error of Sheppard's correction for a
spread below half a step. Cycles whose ramp ended before the event are left out, and without these
late ones the others spread less: where that matters, there is only a lower limit to the spread of
cycles, and none of devices. Results are standard deviations.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import chi2, trim_mean
from scipy.stats import f as fisher

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.records import Array, Integers
from dwmtj.analysis.robust import SIGMA_PER_DEVIATION
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes

_DEVICE = "variance components, one-way random effects, modified large-sample interval"
_CYCLE = "variance components, one-way random effects, interval of Bonett"
_FAR = 8.0
_FAR_STEPS = 2.0
#: Share of the sets of thermally activated cycles in which one is doubtful.
_SELDOM = 0.1
#: Normal standard deviation of the median absolute deviation of thermal thresholds, in units of the
#: length over which the share that is left falls by e: 0.7670*1.4826.
_THERMAL_DEVIATION = 1.137
_LEAST = 4
_DOUBTFUL = "{} of {} cycles lie so far from the others that they may be mislabelled"
#: A share c of censored cycles makes a normal standard deviation smaller by the share 2*c, which is
#: a quarter of its standard error if c is this divided by sqrt(cycles).
_CENSORED = 0.09
#: Cycles above which the mean is as good a middle as the trimmed mean.
_FEW = 1000


class Layout(NamedTuple):
    """Amplitudes [V] and device (index) of the cycles, each of shape [cycles].

    ``amplitude`` is the middle of the step; ``left_out`` counts those taken as mislabelled,
    ``doubtful`` tells those that may be, shape [cycles], ``among`` how many are expected among the
    others, within ``reach`` [V] of the median.
    """

    amplitude: Array
    device: Integers
    left_out: int
    doubtful: npt.NDArray[np.bool_]
    among: float = 0.0
    reach: float = 0.0


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
        return Layout(amplitude, device, 0, np.zeros(0, bool))
    order = np.lexsort((amplitude, device))
    sizes = np.bincount(device, minlength=len(outcomes.counts))
    starts = np.cumsum(sizes) - sizes
    middles = starts + np.maximum(sizes - 1, 0) // 2
    medians = amplitude[order][np.minimum(middles, len(order) - 1)]
    away = np.abs(amplitude - medians[device])
    typical = (float(np.median(away)) + outcomes.step / 2) * SIGMA_PER_DEVIATION
    least = _FAR_STEPS * outcomes.step
    far = max(_FAR * typical, least)
    farthest = typical * float(np.log(len(amplitude) / _SELDOM)) / _THERMAL_DEVIATION
    reach = min(max(farthest, least), far)
    kept, near = away <= far, away <= reach
    _, renamed = np.unique(device[kept], return_inverse=True)
    beside = int((~near).sum())
    at_risk = len(outcomes.amplitudes) - outcomes.first[outcomes.group]
    beyond = float(at_risk.mean()) * outcomes.step - 2 * reach
    among = beside * 2 * reach / beyond if beyond > 0 else 0.0
    left_out = int((~kept).sum())
    return Layout(amplitude[kept], renamed, left_out, ~near[kept], among, reach)


def spread_estimates(outcomes: RampOutcomes, event: str) -> dict[str, Estimate]:
    """Find the spread from device to device and from cycle to cycle.

    Parameters
    ----------
    outcomes : RampOutcomes
        Outcomes of the event.
    event : str
        Its name.

    Returns
    -------
    dict
        ``device_spread_*`` and ``cycle_spread_*`` [V].
    """
    layout = layout_of(outcomes)
    censored = int((outcomes.counts * ~outcomes.happened).sum())
    if censored > _CENSORED * np.sqrt(outcomes.cycles) and layout.amplitude.size:
        reason = (
            f"{event} did not come by the last pulse in {censored} of {outcomes.cycles} cycles; "
            "without these late ones the others spread less"
        )
        least = _cycle_spread(layout, outcomes.step, event)
        return {
            f"device_spread_{event}": unknown("V", _DEVICE, reason),
            f"cycle_spread_{event}": _lower_limit(least, reason),
        }
    return {
        f"device_spread_{event}": _device_spread(layout, event),
        f"cycle_spread_{event}": _cycle_spread(layout, outcomes.step, event),
    }


def _means(layout: Layout) -> tuple[Array, Integers]:
    sizes = np.bincount(layout.device)
    return np.bincount(layout.device, layout.amplitude) / sizes, sizes


def _within(layout: Layout) -> tuple[float, int]:
    """Mean square within devices and its degrees of freedom."""
    means, _ = _means(layout)
    free = len(layout.amplitude) - len(means)
    squares = float(((layout.amplitude - means[layout.device]) ** 2).sum())
    return (squares / free if free > 0 else 0.0), free


def _without_doubtful(layout: Layout) -> Layout:
    kept = ~layout.doubtful
    _, renamed = np.unique(layout.device[kept], return_inverse=True)
    return layout._replace(
        amplitude=layout.amplitude[kept], device=renamed, doubtful=layout.doubtful[kept]
    )


def _without_mislabelled(layout: Layout, mean_square: float, free: int) -> float:
    """Mean square less what mislabelled cycles add, if they are spread evenly over the ramp."""
    squares = free * mean_square - layout.among * layout.reach**2 / 3
    return max(squares, 0.0) / max(free - layout.among, 1.0)


def _phase(square: float, step: float, devices: int) -> float:
    """Give the error of Sheppard's correction, which depends on where a step begins [V^2].

    It is the first term of the Fourier series of the rounded variance, with the characteristic
    function of a normal distribution for devices that differ, where the sign varies, and for one
    device with the larger one of thermal thresholds, |Gamma(1 + 2*pi*i*b)| for scale b in steps.
    """
    share = square / step**2
    fading = np.exp(-2 * np.pi**2 * share)
    if devices == 1:
        argument = 2 * np.pi * np.sqrt(6 * share)  # pi times 2*pi*b, with b = sqrt(6*share)/pi
        fading = np.sqrt(argument / np.sinh(min(argument, 300.0))) if argument > 0 else 1.0
    return float(step**2 * (4 * share + 1 / np.pi**2) * fading / np.sqrt(devices))


def _cycle_spread(layout: Layout, step: float, event: str) -> Estimate:
    if not layout.amplitude.size:
        return unknown("V", _CYCLE, f"{event} was never seen")
    mean_square, free = _within(layout)
    if free < _LEAST - 1:
        reason = f"{event}: {free} degrees of freedom within devices; at least {_LEAST - 1} needed"
        return unknown("V", _CYCLE, reason)
    residual = layout.amplitude - _means(layout)[0][layout.device]
    rounding = step**2 / 12
    inner = _without_doubtful(layout)
    inner_square, inner_free = _within(inner)
    inner_residual = inner.amplitude - _means(inner)[0][inner.device]
    less = _without_mislabelled(inner, inner_square, inner_free)
    square = (mean_square + less) / 2 - rounding
    phase = _phase(max(square, 0.0), step, int(layout.device.max()) + 1)
    intervals: list[Interval] = []
    for level in LEVELS:
        least, _ = _bonett(inner_residual, inner_square, inner_free + 1, level)
        _, most = _bonett(residual, mean_square, free + 1, level)
        least *= less / inner_square if inner_square else 1.0
        intervals.append((_root(least - rounding - phase), _root(most - rounding + phase)))
    if square <= rounding / 4:
        reason = "the steps of the ramp are too coarse to see the spread"
        limits: list[Interval] = [(None, max(high or 0.0, step / 2)) for _, high in intervals]
        return Estimate(
            None, "V", _CYCLE, interval_68=limits[0], interval_95=limits[1], reason=reason
        )
    value = float(np.sqrt(square))
    low, high = intervals[0]
    assert low is not None
    assert high is not None
    doubtful = int(layout.doubtful.sum())
    why = _DOUBTFUL.format(doubtful, len(layout.amplitude)) if doubtful else None
    return Estimate(value, "V", _CYCLE, (high - low) / 2, intervals[0], intervals[1], why)


def _lower_limit(estimate: Estimate, reason: str) -> Estimate:
    ends: list[Interval | None] = [
        (each[0], None) if each and each[0] else None
        for each in (estimate.interval_68, estimate.interval_95)
    ]
    return Estimate(None, "V", _CYCLE, interval_68=ends[0], interval_95=ends[1], reason=reason)


def _bonett(residual: Array, mean_square: float, n: int, level: float) -> tuple[float, float]:
    """Interval of a variance whose logarithm has an error that grows with the kurtosis."""
    if not mean_square:
        return 0.0, 0.0
    middle = trim_mean(residual, 1 / (2 * np.sqrt(max(n - 4, 2)))) if n < _FEW else 0.0
    fourth = float(((residual - middle) ** 4).mean() / (residual**2).mean() ** 2)
    reach = float(ndtri((1 + level) / 2))
    centre = n / (n - reach)
    error = centre * np.sqrt(max(fourth - (n - 3) / n, 0.1) / (n - 1))
    middle_log = np.log(centre * mean_square)
    return float(np.exp(middle_log - reach * error)), float(np.exp(middle_log + reach * error))


def _device_spread(layout: Layout, event: str) -> Estimate:
    if not layout.amplitude.size:
        return unknown("V", _DEVICE, f"{event} was never seen")
    means, sizes = _means(layout)
    devices = len(means)
    if devices < 2:
        return unknown("V", _DEVICE, "one device: the spread over devices takes at least two")
    mean_square, free = _within(layout)
    if free < 1:
        return unknown("V", _DEVICE, "one cycle a device: cycles and devices cannot be told apart")
    between = float(means.var(ddof=1))
    inner = mean_square * float(np.mean(1 / sizes))
    square = between - inner
    ends = [_difference(between, devices - 1, inner, free, level) for level in LEVELS]
    intervals: list[Interval] = [(_root(low), _root(high)) for low, high in ends]
    value = _root(square)
    variance = 2 * between**2 / (devices - 1) + 2 * inner**2 / free
    error = float(np.sqrt(variance)) / (2 * value) if value > 0 else _root(np.sqrt(variance))
    reason = None if value > 0 else "devices differ no more than their cycles let them"
    return Estimate(value, "V", _DEVICE, error, intervals[0], intervals[1], reason)


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
