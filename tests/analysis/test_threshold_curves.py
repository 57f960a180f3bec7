"""Curves of thresholds: each belongs to the V50 and the criterion that are told with it."""

import numpy as np
import pytest
import xarray as xr

from dwmtj.analysis.records import CycleEvents, PulseCounts
from dwmtj.analysis.thresholds.escape_pulse import EscapePulse
from dwmtj.analysis.thresholds.threshold_laws import LogisticLaw, NormalLaw, ThermalLaw
from dwmtj.analysis.thresholds.thresholds import thresholds_of

EVENTS = ("depin", "fire", "reset")
FORMS = ("probit", "logistic", "thermal")
RAMP = np.round(np.arange(1.0, 3.75, 0.1), 9)
PULSE = EscapePulse(50e-9, 10e-9, 10e-9, 1e-9, 300.0)
#: Cycles by the pulse at which each event came, so far apart that it hardly matters from which
#: pulse an event was possible; those of depin are the case.
RESOLVED = {
    "fire": {15: 2, 16: 13, 17: 77, 18: 8},
    "reset": {24: 3, 25: 30, 26: 60, 27: 7},
}
DEPIN = {
    "resolved": {6: 4, 7: 25, 8: 60, 9: 11},
    "5 and 95": {8: 5, 9: 95},
    "95 and 5": {8: 95, 9: 5},
    "50 and 50": {8: 50, 9: 50},
    "one amplitude": {9: 100},
}


def _threshold_data(cycles, device=None):
    """Events of cycles and their pulse counts, from the pulses of each event."""
    pulses = {name: np.asarray(each, np.int64) for name, each in cycles.items()}
    total = len(pulses["depin"])
    padded = np.concatenate([[np.nan], RAMP])
    fields = {f"{name}_pulse": each for name, each in pulses.items()}
    fields |= {f"{name}_amplitude": padded[each] for name, each in pulses.items()}
    fields |= {f"{name}_before": padded[each - 1] for name, each in pulses.items()}
    events = CycleEvents(
        device=np.ones(total, np.int64) if device is None else device,
        cycle=np.arange(1, total + 1),
        applied=np.full(total, len(RAMP)),
        written=np.ones(total, bool),
        last_amplitude=np.full(total, RAMP[-1]),
        label=np.full(total, "complete"),
        **fields,
    )
    counts, before = {}, np.zeros(total, np.int64)
    for name, each in pulses.items():
        number = np.arange(1, len(RAMP) + 1)[:, None]
        at_risk = ((number > before) & (number <= each)).sum(axis=1)
        counts[name] = PulseCounts(RAMP, at_risk, (number == each).sum(axis=1))
        before = each
    return events, counts


@pytest.fixture(scope="module", params=DEPIN)
def case(request):
    numbers = {"depin": DEPIN[request.param], **RESOLVED}
    cycles = {name: np.repeat([*each], [*each.values()]) for name, each in numbers.items()}
    return request.param, numbers, thresholds_of(*_threshold_data(cycles), pulse=PULSE, resamples=9)


def _at(curve, amplitudes):
    return np.interp(amplitudes, curve["fine_amplitude"], curve)


def test_the_cases_are_what_they_are_called(case):
    name, _, found = case
    for form in FORMS:
        known = found.estimates[f"width_depin_{form}"].value is not None
        assert known == (name == "resolved"), form
        assert found.estimates[f"width_fire_{form}"].value is not None


def test_half_of_the_cycles_have_switched_at_v50_of_every_curve(case):
    _, _, found = case
    for event in EVENTS:
        for form in FORMS:
            v50 = found.estimates[f"v50_{event}_{form}"].value
            curve = found.curves["fitted_share"].sel(event=event, form=form)
            assert _at(curve, v50) == pytest.approx(0.5, abs=1e-3), (event, form)
        preferred = str(found.curves["preferred"].sel(event=event).values)
        assert (
            found.estimates[f"v50_{event}"].value
            == found.estimates[f"v50_{event}_{preferred}"].value
        )


def test_every_curve_is_as_likely_as_its_criterion_says(case):
    _, numbers, found = case
    for event in EVENTS:
        assert found.estimates[f"stray_share_{event}"].value == 0.0
        for form in FORMS:
            curve = found.curves["fitted_share"].sel(event=event, form=form)
            chances = np.diff(_at(curve, RAMP), prepend=0.0)
            seen = np.array([*numbers[event].values()])
            logarithm = float(seen @ np.log(chances[np.array([*numbers[event]]) - 1]))
            akaike = found.estimates[f"akaike_{event}_{form}"].value
            assert 4 - 2 * logarithm == pytest.approx(akaike, abs=1e-3), (event, form)


def test_curves_of_an_unresolved_width_pass_through_the_data(case):
    name, numbers, found = case
    if name == "resolved":
        return
    shares = np.zeros(len(RAMP))
    shares[np.array([*numbers["depin"]]) - 1] = [*numbers["depin"].values()]
    shares = np.cumsum(shares) / 100
    for form in FORMS:
        curve = found.curves["fitted_share"].sel(event="depin", form=form)
        np.testing.assert_allclose(_at(curve, RAMP), shares, atol=2e-3)


def test_devices_whose_width_is_not_resolved_have_a_mean_and_no_curve():
    device, own = np.repeat(np.arange(1, 6), 10), np.array([7, 8, 9, 8, 10])
    depin = own[device - 1]
    cycles = {"depin": depin, "fire": depin + 6, "reset": depin + 10}
    found = thresholds_of(*_threshold_data(cycles, device), pulse=PULSE, resamples=9)
    assert found.estimates["v50_depin"].value == pytest.approx(RAMP[own - 1].mean() - 0.05)
    assert bool(found.curves["fitted_share"].isnull().all())


def test_curve_of_several_devices_is_that_of_all_of_them():
    generator = np.random.default_rng(1)
    device = np.repeat(np.arange(1, 11), 20)
    place = 1.75 + 0.15 * generator.standard_normal(10)[device - 1]
    depin = np.searchsorted(RAMP, place + 0.06 * generator.standard_normal(200)) + 1
    cycles = {"depin": depin, "fire": depin + 4, "reset": depin + 7}
    found = thresholds_of(*_threshold_data(cycles, device), pulse=PULSE, resamples=9)
    one = found.curves.sel(event="depin")
    for form in FORMS:
        curve = one["fitted_share"].sel(form=form)
        v50 = found.estimates[f"v50_depin_{form}"].value
        # The thermal form is skewed: the middle over all devices is not the mean of theirs.
        assert _at(curve, v50) == pytest.approx(0.5, abs=0.03 if form == "thermal" else 1e-3)
        assert float(np.abs(_at(curve, RAMP) - one["cumulative_share"]).max()) < 0.15


@pytest.mark.parametrize("width", [0.002, 0.01, 0.04, 0.1])
def test_between_the_pulses_the_hazard_is_that_of_a_ramp_that_ends_there(width):
    v50, log_width = np.array([2.44, 2.47]), np.full(2, np.log(width))
    shifted = RAMP + 0.04
    fine = np.sort(np.concatenate([RAMP, shifted[:-1]]))
    for law in (NormalLaw(), LogisticLaw(), ThermalLaw(PULSE, 0.1)):
        between = law.hazards_between(fine, RAMP, v50, log_width)
        here, there = np.isin(fine, RAMP), np.isin(fine, shifted)
        pulses = law.hazards(RAMP, v50, log_width)
        np.testing.assert_allclose(between[:, here], pulses, rtol=1e-9, atol=1e-200)
        # A part of the first pulse is in it, so that it has no step at any pulse.
        first = float(pulses[:, 0].max())
        moved = law.hazards(shifted[:-1], v50, log_width)
        np.testing.assert_allclose(between[:, there], moved, rtol=1e-9, atol=first)
        assert np.all(np.diff(between, axis=1) >= 0)


def test_amplitudes_of_the_curves_ascend_within_the_ramp(case):
    _, _, found = case
    fine = found.curves["fine_amplitude"]
    assert isinstance(fine, xr.DataArray)
    assert float(fine[0]) == RAMP[0]
    assert float(fine[-1]) == RAMP[-1]
    assert bool((fine.diff("fine_amplitude") > 0).all())
