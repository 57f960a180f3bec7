"""Threshold amplitudes of depinning, firing and reset, from the events of many cycles (Fig. 3f)."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.records import EVENTS, CycleEvents, PulseCounts
from dwmtj.analysis.thresholds.drift import drift_estimates
from dwmtj.analysis.thresholds.escape_pulse import EscapePulse
from dwmtj.analysis.thresholds.event_thresholds import EventThreshold, event_threshold, no_threshold
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes, ramp_of, ramp_outcomes
from dwmtj.analysis.thresholds.separability import separability_estimates
from dwmtj.analysis.thresholds.spread_components import device_spread, layout_of
from dwmtj.analysis.thresholds.threshold_curves import threshold_curves

RESAMPLES = 999


class Thresholds(NamedTuple):
    """Results: ``estimates`` by name, ``remarks`` in sentences, and ``curves`` for figures.

    No units but those of the estimates and of the dataset's variables.
    """

    estimates: dict[str, Estimate]
    remarks: tuple[str, ...]
    curves: xr.Dataset


def thresholds_of(
    events: CycleEvents,
    counts: Mapping[str, PulseCounts],
    *,
    pulse: EscapePulse | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Thresholds:
    """Find the thresholds of the three events.

    Parameters
    ----------
    events : CycleEvents
        Events of the cycles.
    counts : mapping
        Pulse counts by event.
    pulse : EscapePulse, optional
        Shape of the pulses, attempt time and temperature; without them there is no thermally
        activated form.
    seed : int
        Seed of bootstrap, cross-validation and randomised rounding (no unit).
    resamples : int
        Number of resamples of the bootstrap [no unit].

    Returns
    -------
    Thresholds
        What was found.
    """
    ramp = ramp_of(counts)
    streams = np.random.default_rng(seed).spawn(len(EVENTS) + 1)
    estimates: dict[str, Estimate] = {}
    remarks: list[str] = []
    outcomes: dict[str, RampOutcomes | str] = {
        event: ramp_outcomes(events, ramp, event) for event in EVENTS
    }
    found: dict[str, EventThreshold] = {}
    for event, stream in zip(EVENTS, streams, strict=False):
        result = outcomes[event]
        if isinstance(result, str):
            found[event] = no_threshold(event, result)
            estimates |= found[event].estimates | _without_outcomes(event, result)
            continue
        found[event] = event_threshold(
            result, event, pulse=pulse, resamples=resamples, generator=stream
        )
        estimates |= found[event].estimates
        estimates |= drift_estimates(result, event, generator=stream)
        estimates[f"device_spread_{event}"] = device_spread(result, event)
        remarks += found[event].remarks
        remarks += _spread_remark(result, event)
    estimates |= separability_estimates(events, ramp, generator=streams[-1])
    return Thresholds(estimates, tuple(remarks), threshold_curves(ramp, counts, outcomes, found))


def _without_outcomes(event: str, reason: str) -> dict[str, Estimate]:
    names = ("drift", "device_spread")
    return {f"{name}_{event}": unknown("V", name.replace("_", " "), reason) for name in names} | {
        f"drift_p_value_{event}": unknown("1", "test of Mann and Kendall", reason)
    }


def _spread_remark(outcomes: RampOutcomes, event: str) -> list[str]:
    remarks = []
    left_out = layout_of(outcomes).left_out
    if left_out:
        remarks.append(
            f"{event}: {left_out} cycles far from all others are left out of the spread over "
            "devices."
        )
    censored = int((outcomes.counts * ~outcomes.happened).sum())
    if censored:
        remarks.append(
            f"{event}: in {censored} of {outcomes.cycles} cycles not seen by the last pulse; "
            "fits count these as later, drift and spread over devices leave them out."
        )
    return remarks
