"""What the figure of thresholds is drawn from: counts, shares with intervals, fitted curves."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from scipy.special import roots_hermitenorm

from dwmtj.analysis.estimate import LEVELS
from dwmtj.analysis.records import EVENTS, Array, PulseCounts
from dwmtj.analysis.shares import clopper_pearson
from dwmtj.analysis.thresholds.event_thresholds import FORMS, EventThreshold
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes
from dwmtj.analysis.thresholds.switching_curves import switched_by
from dwmtj.analysis.thresholds.threshold_fit import ThresholdFit

_FINE = 401
_NODES = 41
#: Places of a curve about its v50, in widths: narrow ones would fall between the others.
_ABOUT = np.linspace(-4, 4, 33)


def threshold_curves(
    ramp: Array,
    counts: Mapping[str, PulseCounts],
    outcomes: Mapping[str, RampOutcomes | str],
    found: Mapping[str, EventThreshold],
) -> xr.Dataset:
    """Collect what a figure needs.

    Parameters
    ----------
    ramp : ndarray
        Amplitudes of the ramp [V], shape [pulses].
    counts : mapping
        Pulse counts by event.
    outcomes : mapping
        Outcomes by event, or why there are none.
    found : mapping
        Fits by event.

    Returns
    -------
    Dataset
        See :mod:`dwmtj.analysis.thresholds.fit_thresholds`.
    """
    size, levels = len(ramp), len(LEVELS)
    drawn = {
        event: {name: fit for name, fit in each.fits.items() if fit.drawable}
        for event, each in found.items()
    }
    fine = _fine_amplitudes(ramp, [fit for fits in drawn.values() for fit in fits.values()])
    one, with_level = ("event", "amplitude"), ("event", "level", "amplitude")
    shape, level_shape = (len(EVENTS), size), (len(EVENTS), levels, size)
    data = {
        name: (one, np.full(shape, np.nan))
        for name in ("at_risk", "switched", "events", "pulse_share", "cumulative_share")
    } | {
        f"{name}_{end}": (with_level, np.full(level_shape, np.nan))
        for name in ("pulse_share", "cumulative_share")
        for end in ("low", "high")
    }
    fitted = np.full((len(EVENTS), len(FORMS), len(fine)), np.nan)
    preferred = []
    for row, event in enumerate(EVENTS):
        if event in counts:
            _put_counts({name: each[row] for name, (_, each) in data.items()}, ramp, counts[event])
        result = outcomes.get(event, "")
        if isinstance(result, RampOutcomes):
            shares = switched_by(result)
            data["cumulative_share"][1][row] = shares.value
            data["cumulative_share_low"][1][row] = shares.low
            data["cumulative_share_high"][1][row] = shares.high
            weights = (result.counts * result.happened).sum(axis=0)
            data["events"][1][row] = np.bincount(result.last, weights, minlength=size)
        for name, fit in drawn.get(event, {}).items():
            fitted[row, FORMS.index(name)] = _cumulative(fit, ramp, fine)
        preferred.append((found[event].preferred if event in found else None) or "")
    variables = {**data, "fitted_share": (("event", "form", "fine_amplitude"), fitted)}
    coords = {
        "event": list(EVENTS),
        "form": list(FORMS),
        "level": list(LEVELS),
        "amplitude": ramp,
        "fine_amplitude": fine,
        "preferred": ("event", preferred),
    }
    return _described(xr.Dataset(variables, coords=coords))


def _put_counts(rows: Mapping[str, Array], ramp: Array, counts: PulseCounts) -> None:
    if not len(ramp) or not len(counts.amplitude):
        return
    place = np.abs(counts.amplitude[:, None] - ramp).argmin(axis=1)
    shares = clopper_pearson(counts.switched, counts.at_risk)
    rows["at_risk"][:], rows["switched"][:] = 0, 0
    rows["at_risk"][place], rows["switched"][place] = counts.at_risk, counts.switched
    rows["pulse_share"][place] = shares.value
    rows["pulse_share_low"][:, place] = shares.low
    rows["pulse_share_high"][:, place] = shares.high


def _fine_amplitudes(ramp: Array, fits: list[ThresholdFit]) -> Array:
    """Amplitudes of the curves: even ones, those of the pulses, and those about each v50 [V]."""
    if not len(ramp):
        return np.empty(0)
    about = [fit.v50 + np.exp(fit.log_width) * _ABOUT for fit in fits]
    every = np.concatenate([np.linspace(ramp[0], ramp[-1], _FINE), ramp, *about])
    return np.unique(every[(every >= ramp[0]) & (every <= ramp[-1])])


def _cumulative(fit: ThresholdFit, ramp: Array, fine: Array) -> Array:
    """Share of cycles that have shown the event, of several devices that of all of them."""
    middles, weights = np.array([fit.v50]), np.array([1.0])
    if fit.spread:
        nodes, weights = roots_hermitenorm(_NODES)
        middles, weights = fit.v50 + fit.spread * nodes, weights / weights.sum()
    widths = np.full(len(middles), fit.log_width)
    hazards = fit.law.hazards_between(fine, ramp, middles, widths)
    return np.asarray(weights @ -np.expm1(-hazards))


def _described(dataset: xr.Dataset) -> xr.Dataset:
    texts = {
        "amplitude": ("V", "amplitude of a pulse"),
        "fine_amplitude": ("V", "amplitude of a pulse"),
        "level": ("1", "confidence level"),
        "event": ("", "event"),
        "form": ("", "form of the law"),
        "preferred": ("", "form with the smallest information criterion"),
        "at_risk": ("1", "pulses that found the event possible"),
        "switched": ("1", "pulses at which it happened"),
        "events": ("1", "cycles in which it came at this amplitude"),
        "pulse_share": ("1", "switching probability of a pulse"),
        "cumulative_share": ("1", "share of cycles that have switched"),
        "fitted_share": ("1", "share of cycles that have switched, fitted"),
    }
    for name in ("pulse_share", "cumulative_share"):
        for end, text in (("low", "lower"), ("high", "upper")):
            texts[f"{name}_{end}"] = ("1", f"{texts[name][1]}, {text} end of the interval")
    for name, (unit, text) in texts.items():
        dataset[name].attrs = {"units": unit, "long_name": text}
    return dataset
