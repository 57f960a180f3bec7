"""What measured and simulated cycles are compared by: means and spreads of whole cycles.

Both go through this one code. Only cycles labelled ``complete`` count, so that a misread cycle does
not widen a distribution. Of several devices the spread is that within a device, and the means are
means of devices.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import EVENTS, Array, CycleEvents, Integers


class Moments(NamedTuple):
    """``mean``, ``spread`` within a device, spread ``between`` devices, and number of ``cycles``.

    Units are those of what was averaged; ``between`` is NaN for one device.
    """

    mean: float
    spread: float
    between: float
    cycles: int


def whole_cycles(events: CycleEvents) -> npt.NDArray[np.bool_]:
    """Tell which cycles count.

    Parameters
    ----------
    events : CycleEvents
        The cycles.

    Returns
    -------
    ndarray
        Whether a cycle was complete (no unit), shape [cycles].
    """
    return np.asarray(events.label == "complete")


def ramp_moments(events: CycleEvents) -> dict[str, Moments]:
    """Give means and spreads of the amplitudes of depinning, firing and reset.

    Parameters
    ----------
    events : CycleEvents
        Cycles of a ramp.

    Returns
    -------
    dict
        Moments [V] by event.
    """
    whole = whole_cycles(events)
    return {
        name: moments_of(getattr(events, f"{name}_amplitude")[whole], events.device[whole])
        for name in EVENTS
    }


def train_moments(events: CycleEvents) -> Moments:
    """Give mean and spread of the number of pulses until firing.

    Parameters
    ----------
    events : CycleEvents
        Cycles of a train of equal pulses.

    Returns
    -------
    Moments
        Of the numbers of pulses [no unit].
    """
    fired = events.fire_pulse > 0
    return moments_of(events.fire_pulse[fired].astype(float), events.device[fired])


def moments_of(values: Array, device: Integers) -> Moments:
    """Give mean and spreads.

    Parameters
    ----------
    values : ndarray
        Values [any unit], shape [cycles].
    device : ndarray
        Number of the device of each (no unit), shape [cycles].

    Returns
    -------
    Moments
        NaN where there is too little to tell.
    """
    known = np.isfinite(values)
    values, device = values[known], device[known]
    if not values.size:
        return Moments(np.nan, np.nan, np.nan, 0)
    _, place, counts = np.unique(device, return_inverse=True, return_counts=True)
    means = np.bincount(place, values) / counts
    free = len(values) - len(counts)
    within = np.sum((values - means[place]) ** 2) / free if free > 0 else np.nan
    between = np.nan
    if len(counts) > 1:
        noise = within * np.mean(1 / counts) if np.isfinite(within) else 0.0
        between = float(np.sqrt(max(means.var(ddof=1) - noise, 0.0)))
    return Moments(float(means.mean()), float(np.sqrt(within)), between, len(values))
