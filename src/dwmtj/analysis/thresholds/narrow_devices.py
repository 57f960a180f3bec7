"""Thresholds of several devices whose width the steps of the ramp do not resolve.

Then all that is known of a cycle is the step in which its threshold lies. The mean over devices
has Student's interval, made wider by half a step on both sides, for within the step the thresholds
may be anywhere.
"""

import numpy as np
from scipy.stats import t as student

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes
from dwmtj.analysis.thresholds.threshold_grid import UNRESOLVED
from dwmtj.analysis.thresholds.threshold_laws import ThermalLaw, ThresholdLaw


def estimates_of_narrow_devices(law: ThresholdLaw, outcomes: RampOutcomes) -> dict[str, Estimate]:
    """Give the mean over devices, and say why there is no width.

    Parameters
    ----------
    law : ThresholdLaw
        The law that was to be fitted.
    outcomes : RampOutcomes
        Outcomes of several devices.

    Returns
    -------
    dict
        ``v50``, ``width``, ``spread`` and, of the thermal law, ``barrier`` and
        ``critical_voltage``.
    """
    half = outcomes.step / 2
    amplitudes = outcomes.amplitudes[outcomes.last] - half
    counts = outcomes.counts * outcomes.happened
    seen = counts.sum(axis=1) > 0
    means = (counts[seen] @ amplitudes) / counts[seen].sum(axis=1)
    method = "mean over devices, Student's interval and half a step"
    units = {"width": "V", "spread": "V"}
    if isinstance(law, ThermalLaw):
        units |= {"barrier": "J", "critical_voltage": "V"}
    found = {name: unknown(unit, law.name, UNRESOLVED) for name, unit in units.items()}
    if len(means) < 2:
        reason = "the event was seen in fewer than 2 devices"
        return found | {"v50": unknown("V", method, reason)}
    middle, free = float(means.mean()), len(means) - 1
    error = float(means.std(ddof=1) / np.sqrt(len(means)))
    reaches = [error * float(student.ppf((1 + level) / 2, free)) + half for level in LEVELS]
    intervals: list[Interval] = [(middle - each, middle + each) for each in reaches]
    error = float(np.hypot(error, half / np.sqrt(3)))
    return found | {
        "v50": Estimate(middle, "V", method, error, intervals[0], intervals[1], UNRESOLVED)
    }
