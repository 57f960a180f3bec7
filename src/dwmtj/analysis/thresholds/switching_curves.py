"""Switching probability against amplitude, per pulse and over the ramp, with binomial intervals.

Per pulse it is the share of the pulses at risk that switched, with the interval of Clopper and
Pearson (1934). Over the ramp it is the share of cycles that have shown the event by a pulse: one
minus the product of the shares that did not at each pulse (Kaplan and Meier 1958), so that cycles
whose ramp ended early count as long as they were watched. Its interval is that of Clopper and
Pearson for the number of cycles that would give the product's variance (Greenwood 1926; Dorey and
Korn 1987): all of them where none was censored.
"""

import numpy as np

from dwmtj.analysis.shares import Shares, clopper_pearson
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes


def switched_by(outcomes: RampOutcomes) -> Shares:
    """Share of cycles that have shown the event by each pulse of the ramp.

    Parameters
    ----------
    outcomes : RampOutcomes
        The outcomes.

    Returns
    -------
    Shares
        Shape [pulses]; NaN beyond the last pulse at which a cycle was watched, unless all had
        switched by then.
    """
    counts = outcomes.counts.sum(axis=0)
    pulses = len(outcomes.amplitudes)
    events = np.bincount(outcomes.last, counts * outcomes.happened, minlength=pulses)
    lost = np.bincount(outcomes.last, counts * ~outcomes.happened, minlength=pulses)
    at_risk = counts.sum() - np.concatenate([[0.0], np.cumsum(events + lost)[:-1]])
    watched = at_risk > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        not_yet = np.cumprod(np.where(watched, 1 - events / at_risk, 1.0))
        terms = np.where(at_risk > events, events / (at_risk * (at_risk - events)), 0.0)
        variance = not_yet**2 * np.cumsum(terms)
        effective = np.where(variance > 0, not_yet * (1 - not_yet) / variance, at_risk)
    effective = np.where(not_yet <= 0, np.maximum(counts.sum() - np.cumsum(lost), 1), effective)
    effective = np.where(watched | (not_yet <= 0), effective, 0.0)
    return clopper_pearson((1 - not_yet) * effective, effective)
