"""Thresholds of events: what is found in simulated cycles, and what is not claimed to be known."""

import json

import numpy as np
import pytest
import xarray as xr
from scipy.stats import kendalltau, norm
from scipy.stats import t as student

from dwmtj.analysis.records import CycleEvents, PulseCounts
from dwmtj.analysis.shares import clopper_pearson
from dwmtj.analysis.tables.read_table import table_of
from dwmtj.analysis.thresholds.drift import drift_estimates
from dwmtj.analysis.thresholds.escape_pulse import escape_pulse
from dwmtj.analysis.thresholds.event_thresholds import event_threshold
from dwmtj.analysis.thresholds.fit_thresholds import fit_thresholds
from dwmtj.analysis.thresholds.ramp_outcomes import ramp_of, ramp_outcomes
from dwmtj.analysis.thresholds.separability import separability_estimates
from dwmtj.analysis.thresholds.spread_components import device_spread, layout_of
from dwmtj.analysis.thresholds.threshold_bootstrap import bootstrap_estimates
from dwmtj.analysis.thresholds.threshold_fit import fit_law
from dwmtj.analysis.thresholds.threshold_laws import NormalLaw
from dwmtj.analysis.thresholds.thresholds import thresholds_of
from dwmtj.experiments import cycles as measure_cycles
from dwmtj.parameters import load_device

EVENTS = ("depin", "fire", "reset")
RAMP = np.round(np.arange(1.0, 3.2, 0.02), 9)


def _events(pulses, *, ramp=RAMP, device=None, label="complete"):
    """Cycles whose events came with these pulses, 0 for none, and the pulses counted one by one."""
    pulses = {name: np.asarray(each, np.int64) for name, each in pulses.items()}
    total = len(pulses["depin"])
    padded = np.concatenate([[np.nan], ramp])
    fields = {f"{name}_pulse": each for name, each in pulses.items()}
    fields |= {f"{name}_amplitude": padded[each] for name, each in pulses.items()}
    fields |= {f"{name}_before": padded[np.maximum(each - 1, 0)] for name, each in pulses.items()}
    events = CycleEvents(
        device=np.ones(total, np.int64) if device is None else device,
        cycle=np.arange(1, total + 1),
        applied=np.full(total, len(ramp)),
        written=np.ones(total, bool),
        last_amplitude=np.full(total, ramp[-1]),
        label=np.full(total, label),
        **fields,
    )
    counts, before = {}, np.zeros(total, int)
    for name in EVENTS:
        at_risk, switched = np.zeros(len(ramp), int), np.zeros(len(ramp), int)
        for start, end in zip(before, pulses[name], strict=True):
            if start >= 0:
                at_risk[start : end if end else len(ramp)] += 1
                switched[end - 1] += end > 0
        counts[name] = PulseCounts(ramp, at_risk, switched)
        before = np.where(pulses[name] > 0, pulses[name], -1)
    return events, counts


def _normal(generator, total, *, middles=(1.7, 2.4, 2.8), width=0.04, shift=0.0, ramp=RAMP):
    pulses = {}
    for name, middle in zip(EVENTS, middles, strict=True):
        found = np.searchsorted(ramp, middle + shift + width * generator.standard_normal(total)) + 1
        pulses[name] = np.where(found <= len(ramp), found, 0)
    return pulses


def _fire_outcomes(pulses, **options):
    events, counts = _events(pulses, **options)
    outcomes = ramp_outcomes(events, ramp_of(counts), "fire")
    assert not isinstance(outcomes, str)
    return outcomes


def _cycle_spread(outcomes):
    found = event_threshold(
        outcomes, "fire", pulse=None, resamples=9, generator=np.random.default_rng(0)
    )
    return found.estimates["cycle_spread_fire"]


def test_middles_widths_and_shares_of_well_separated_events_are_found():
    events, counts = _events(_normal(np.random.default_rng(1), 400))
    found = thresholds_of(events, counts, resamples=199)
    for name, middle in zip(EVENTS, (1.7, 2.4, 2.8), strict=True):
        v50, width = (found.estimates[f"{each}_{name}_probit"] for each in ("v50", "width"))
        assert abs(v50.value - middle) < 3 * v50.standard_error
        assert abs(width.value - 0.04) < 3 * width.standard_error
        again = found.estimates[f"v50_{name}_bootstrap"]
        best = found.estimates[f"v50_{name}"]
        assert again.standard_error == pytest.approx(best.standard_error, rel=0.25)
        assert best.value == pytest.approx(middle, abs=0.008)
        assert found.estimates[f"barrier_{name}"].value is None  # nothing is known of the pulses
    curves = found.curves.sel(event="fire")
    np.testing.assert_allclose(curves["at_risk"], counts["fire"].at_risk)
    here = curves.interp(fine_amplitude=2.4).sel(form="probit")
    assert float(here["fitted_share"]) == pytest.approx(0.5, abs=0.05)
    inside = curves.sel(level=0.95)
    expected = norm.cdf(RAMP, 2.4, 0.04)
    low, high = inside["cumulative_share_low"], inside["cumulative_share_high"]
    assert np.mean((low <= expected + 1e-3) & (expected <= high + 1e-3)) > 0.85
    assert all("units" in found.curves[name].attrs for name in found.curves.data_vars)


def test_the_same_seed_gives_the_same_result_and_another_one_does_not():
    events, counts = _events(_normal(np.random.default_rng(2), 30))
    first, again, other = (thresholds_of(events, counts, seed=s, resamples=99) for s in (1, 1, 2))
    assert first.estimates == again.estimates
    assert first.estimates["v50_fire_bootstrap"] != other.estimates["v50_fire_bootstrap"]
    xr.testing.assert_identical(first.curves, again.curves)


def test_a_train_at_one_amplitude_has_no_threshold():
    ramp = np.array([2.4])
    pulses = {"depin": [1, 1], "fire": [0, 0], "reset": [0, 0]}
    events, counts = _events(pulses, ramp=ramp)
    found = thresholds_of(events, counts)
    for name in ("v50_fire", "width_fire", "separability", "drift_fire", "device_spread_fire"):
        assert found.estimates[name].value is None
        assert "same amplitude" in found.estimates[name].reason


def test_a_ramp_that_goes_down_again_is_refused_with_a_reason():
    pulses = _normal(np.random.default_rng(3), 20)
    events, counts = _events(pulses)
    shuffled = events._replace(fire_amplitude=events.fire_amplitude - 0.1)
    found = thresholds_of(shuffled, counts)
    assert "same ascending ramp" in found.estimates["v50_fire"].reason


def test_an_event_that_never_came_has_a_lower_limit():
    pulses = _normal(np.random.default_rng(4), 16) | {"reset": np.zeros(16)}
    events, counts = _events(pulses)
    found = thresholds_of(events, counts, resamples=99).estimates
    assert found["v50_reset"].value is None
    assert found["v50_reset"].interval_95 == (pytest.approx(RAMP[-1]), None)
    assert found["separability"].value is None
    assert "reset was seen in 0 cycles" in found["separability"].reason


@pytest.mark.parametrize("total", [1, 2, 3])
def test_very_few_cycles_give_no_number(total):
    events, counts = _events(_normal(np.random.default_rng(5), total))
    found = thresholds_of(events, counts, resamples=99)
    for name in ("v50_fire", "width_fire", "drift_fire", "separability"):
        assert found.estimates[name].value is None
        assert found.estimates[name].reason


def test_cycles_out_of_order_are_left_out_and_counted():
    pulses = _normal(np.random.default_rng(6), 40)
    pulses["fire"][:3] = pulses["depin"][:3]
    events, counts = _events(pulses)
    found = thresholds_of(events, counts, resamples=99)
    assert any("fire: 3 cycles are left out" in each for each in found.remarks)
    clean = thresholds_of(*_events({k: v[3:] for k, v in pulses.items()}), resamples=99)
    assert found.estimates["v50_fire"].value == pytest.approx(clean.estimates["v50_fire"].value)


def test_separability_is_the_largest_distance_of_the_two_distributions():
    middles, width = (1.7, 2.4, 2.48), 0.04
    pulses = _normal(np.random.default_rng(7), 20000, middles=middles, width=width)
    ramp = RAMP
    events, _ = _events({name: each[:20000] for name, each in pulses.items()})
    found = separability_estimates(events, ramp, generator=np.random.default_rng(0))
    distance = norm.cdf(1.0) - norm.cdf(-1.0)
    assert found["separability"].value == pytest.approx(distance, abs=0.01)
    assert found["error_rate_fire_reset"].value == pytest.approx(norm.sf(1.0), abs=0.005)
    assert found["read_voltage_fire_reset"].value == pytest.approx(2.44, abs=0.021)
    assert found["error_rate_depin_fire"].value == 0.0
    assert 0 < found["error_rate_depin_fire"].interval_95[1] < 2e-4


def test_events_that_cannot_be_told_apart_have_separability_zero():
    pulses = _normal(np.random.default_rng(8), 300, middles=(1.7, 2.4, 2.4))
    events, _ = _events(pulses)
    found = separability_estimates(events, RAMP, generator=np.random.default_rng(0))
    low, high = found["separability"].interval_95
    assert low == pytest.approx(0.0, abs=0.02)
    assert found["separability"].value < 0.15
    assert high < 0.3


def test_no_error_in_few_cycles_does_not_prove_that_there_is_none():
    events, _ = _events(_normal(np.random.default_rng(9), 16))
    found = separability_estimates(events, RAMP, generator=np.random.default_rng(0))
    assert found["separability"].value == 1.0
    assert found["separability"].interval_95[0] < 0.8


def test_drift_has_the_slope_that_was_put_in_and_the_test_sees_it():
    shift = 1e-3 * np.arange(200)
    pulses = _normal(np.random.default_rng(10), 200, shift=shift)
    found = drift_estimates(_fire_outcomes(pulses), "fire", generator=np.random.default_rng(0))
    low, high = found["drift_fire"].interval_95
    assert low < 1e-3 < high
    assert 0 < high - low < 3e-4
    assert found["drift_p_value_fire"].value < 1e-6


def test_the_trend_test_is_kendalls_with_ties():
    outcomes = _fire_outcomes(_normal(np.random.default_rng(11), 50))
    found = drift_estimates(outcomes, "fire", generator=np.random.default_rng(0))
    amplitudes = outcomes.amplitudes[outcomes.last[outcomes.group]]
    expected = kendalltau(np.arange(50), amplitudes).pvalue
    assert found["drift_p_value_fire"].value == pytest.approx(expected)


def test_equal_amplitudes_do_not_prove_that_nothing_drifts():
    ramp = np.round(np.arange(1.0, 3.0, 0.1), 9)
    pulses = {"depin": np.full(16, 8), "fire": np.full(16, 15), "reset": np.full(16, 18)}
    outcomes = _fire_outcomes(pulses, ramp=ramp)
    found = drift_estimates(outcomes, "fire", generator=np.random.default_rng(0))
    low, high = found["drift_fire"].interval_95
    assert high - low > 0.1 * 0.1 / 16
    assert "same amplitude" in found["drift_p_value_fire"].reason


@pytest.mark.parametrize("sizes", [[20] * 40, [5, 10, 40] * 14], ids=["balanced", "unbalanced"])
def test_variance_components_hold_the_truth(sizes):
    generator = np.random.default_rng(12)
    device = np.repeat(np.arange(len(sizes)), sizes)
    shift = 0.08 * generator.standard_normal(len(sizes))[device]
    pulses = _normal(generator, len(device), shift=shift, middles=(1.7, 2.2, 2.9), width=0.03)
    outcomes = _fire_outcomes(pulses, device=device)
    found = (device_spread(outcomes, "fire"), _cycle_spread(outcomes))
    for estimate, truth in zip(found, (0.08, 0.03), strict=True):
        low, high = estimate.interval_95
        assert low < truth < high
        assert estimate.value == pytest.approx(truth, rel=0.3)


def test_one_device_has_no_spread_over_devices():
    outcomes = _fire_outcomes(_normal(np.random.default_rng(13), 50))
    found = device_spread(outcomes, "fire")
    assert found.value is None
    assert "one device" in found.reason
    assert _cycle_spread(outcomes).value == pytest.approx(0.04, rel=0.3)


def test_mislabelled_cycles_are_left_out_of_the_spreads():
    pulses = _normal(np.random.default_rng(14), 400)
    pulses["fire"][:8] = 50
    outcomes = _fire_outcomes(pulses)
    assert layout_of(outcomes).left_out == 8
    assert _cycle_spread(outcomes).value == pytest.approx(0.04, rel=0.15)


def test_middle_of_several_devices_is_as_uncertain_as_there_are_devices():
    generator, devices = np.random.default_rng(15), 8
    device = np.repeat(np.arange(devices), 25)
    own = 0.1 * generator.standard_normal(devices)
    events, counts = _events(_normal(generator, 200, shift=own[device]), device=device)
    found = thresholds_of(events, counts, resamples=199).estimates
    error = own.std(ddof=1) / np.sqrt(devices)
    assert found["v50_fire"].standard_error == pytest.approx(error, rel=0.25)
    assert found["v50_fire"].value == pytest.approx(2.4 + own.mean(), abs=0.01)
    assert found["width_fire"].value == pytest.approx(0.04, rel=0.15)
    assert found["device_spread_fire_likelihood"].value == pytest.approx(own.std(), rel=0.25)
    assert found["v50_fire_bootstrap"].standard_error == pytest.approx(error, rel=0.4)


def test_interval_of_five_devices_holds_their_mean_as_often_as_it_says():
    devices, sets, hits = 5, 60, {"v50": np.zeros(2), "bootstrap": np.zeros(2)}
    for generator in np.random.default_rng(16).spawn(sets):
        device = np.repeat(np.arange(devices), 12)
        own = 0.1 * generator.standard_normal(devices)
        outcomes = _fire_outcomes(_normal(generator, len(device), shift=own[device]), device=device)
        fit = fit_law(NormalLaw(), outcomes)
        again = bootstrap_estimates(fit, resamples=199, generator=generator)["v50"]
        for name, estimate in (("v50", fit.estimates["v50"]), ("bootstrap", again)):
            ends = (estimate.interval_68, estimate.interval_95)
            hits[name] += [low <= 2.4 <= high for low, high in ends]
        low, high = again.interval_95
        reach = student.ppf(0.975, devices - 1) * again.standard_error
        assert (high - low) / 2 == pytest.approx(reach)
    for name, (narrow, wide) in hits.items():
        assert abs(narrow / sets - 0.68) < 3 * np.sqrt(0.68 * 0.32 / sets), name
        assert abs(wide / sets - 0.95) < 3 * np.sqrt(0.95 * 0.05 / sets), name


def test_cycles_on_steps_that_are_wide_beside_their_width_have_no_bootstrap():
    ramp = np.round(np.arange(1.0, 3.2, 0.1), 9)
    outcomes = _fire_outcomes(_normal(np.random.default_rng(22), 16, ramp=ramp), ramp=ramp)
    fit = fit_law(NormalLaw(), outcomes)
    assert (fit.estimates["width"].interval_95[0] or 0.0) < 0.06
    found = bootstrap_estimates(fit, resamples=99, generator=np.random.default_rng(0))
    for estimate in found.values():
        assert estimate.value is None
        assert (
            "small beside the steps" in estimate.reason or "too few amplitudes" in estimate.reason
        )


def test_half_seen_distribution_has_an_interval_over_forms_and_no_bootstrap_of_one():
    ramp = np.round(np.arange(1.0, 2.42, 0.02), 9)
    pulses = _normal(np.random.default_rng(23), 100, ramp=ramp) | {"reset": np.zeros(100)}
    found = thresholds_of(*_events(pulses, ramp=ramp), resamples=99).estimates
    width = found["width_fire"]
    both = [found[f"width_fire_{form}"].interval_95 for form in ("probit", "logistic")]
    assert width.interval_95 == (min(each[0] for each in both), max(each[1] for each in both))
    assert found["width_fire_bootstrap"].value is None
    assert "depends on the form" in found["width_fire_bootstrap"].reason


def test_a_law_that_half_of_the_cycles_do_not_follow_says_so():
    pulses = {"depin": np.full(22, 1), "fire": np.arange(2, 110, 5), "reset": np.full(22, 110)}
    events, counts = _events(pulses)
    found = thresholds_of(events, counts, resamples=9)
    assert found.estimates["stray_share_fire"].value is None
    assert any(each.startswith("fire: half of the cycles or more") for each in found.remarks)


def test_devices_that_fire_at_one_amplitude_each_have_their_mean_and_no_width():
    device, own = np.repeat(np.arange(5), 10), np.array([60, 62, 65, 68, 71])
    pulses = {"depin": np.full(50, 30), "fire": own[device], "reset": np.full(50, 90)}
    found = thresholds_of(*_events(pulses, device=device), resamples=9).estimates
    assert found["width_fire"] == found["width_fire_probit"]
    assert found["width_fire"].value is found["width_fire"].interval_95 is None
    step, reach = RAMP[1] - RAMP[0], student.ppf(0.975, 4) * RAMP[own - 1].std(ddof=1) / np.sqrt(5)
    low, high = found["v50_fire"].interval_95
    assert (high - low) / 2 == pytest.approx(reach + step / 2)


def test_too_few_devices_have_no_bootstrap():
    device = np.repeat(np.arange(3), 20)
    shift = np.array([-0.1, 0.0, 0.12])[device]
    outcomes = _fire_outcomes(_normal(np.random.default_rng(17), 60, shift=shift), device=device)
    fit = fit_law(NormalLaw(), outcomes)
    found = bootstrap_estimates(fit, resamples=99, generator=np.random.default_rng(0))
    assert found["v50"].value is None
    assert "3 devices; at least 4 are needed" in found["v50"].reason


@pytest.mark.parametrize("wrong", [0.0, 0.05])
@pytest.mark.parametrize("step", [0.02, 0.1])
def test_neither_steps_nor_mislabelled_cycles_are_part_of_the_spread_of_cycles(step, wrong):
    generator = np.random.default_rng(18)
    ramp = np.round(np.arange(1.0, 3.2, step), 9)
    pulses = _normal(generator, 10_000, ramp=ramp)
    bad = generator.random(10_000) < wrong
    pulses["fire"][bad] = generator.integers(pulses["depin"][bad] + 1, len(ramp) + 1)
    pulses["reset"] = np.maximum(pulses["reset"], pulses["fire"])
    found = _cycle_spread(_fire_outcomes(pulses, ramp=ramp))
    low, high = found.interval_95
    assert low < 0.04 < high
    assert found.value == pytest.approx(0.04, rel=0.05)


def test_spread_of_cycles_counts_those_that_came_after_the_end_of_the_ramp():
    ramp = np.round(np.arange(1.0, 2.42, 0.02), 9)
    pulses = _normal(np.random.default_rng(19), 100, ramp=ramp) | {"reset": np.zeros(100)}
    outcomes = _fire_outcomes(pulses, ramp=ramp)
    assert 0.2 < (outcomes.counts * ~outcomes.happened).sum() / 100 < 0.5
    low, high = _cycle_spread(outcomes).interval_95
    assert low < 0.04 < high < 0.08
    spread = device_spread(outcomes, "fire")
    assert spread.value is None
    assert "without these late ones" in spread.reason


def test_few_devices_with_errors_do_not_tell_how_rare_errors_are():
    device = np.repeat(np.arange(20), 16)
    pulses = {"depin": np.full(320, 30), "fire": np.full(320, 60), "reset": np.full(320, 90)}
    pulses["depin"][:8], pulses["fire"][:8] = 70, 75  # one device, half of its cycles
    events, _ = _events(pulses, device=device + 1)
    found = separability_estimates(events, RAMP, generator=np.random.default_rng(0))
    rate = found["error_rate_depin_fire"]
    assert rate.value == pytest.approx(0.25 / 20)
    # As if half a device in twenty had all of its cycles in error; a rate is half of that share.
    shares = clopper_pearson([0.5], [20])
    assert rate.interval_95 == pytest.approx((shares.low[1, 0] / 2, shares.high[1, 0] / 2))


def test_barrier_of_a_preset_is_found_in_its_simulated_cycles():
    device = load_device("cui2024-ramp")
    table = table_of(measure_cycles(device, seed=4, cycles=2000), "cycles")
    result = fit_thresholds(table, pulse=escape_pulse(device), resamples=99)
    assert result.kind == "thresholds"
    for name in EVENTS:
        barrier = result.estimates[f"barrier_{name}"]
        assert barrier.value == pytest.approx(device.pinning.barrier, rel=0.12)
    # A wall that leaves late in a pulse is seen after the next one: a little above the site's own.
    critical = result.estimates["critical_voltage_fire"].value
    assert critical == pytest.approx(device.pinning.entry_voltage, abs=0.03)
    content = json.loads(result.to_json())
    assert content["estimates"]["v50_fire"]["unit"] == "V"
    assert content["rows_used"] == content["rows_read"] == 2000 * 22


def test_the_mean_of_few_devices_has_students_interval_and_no_bound_of_the_search():
    middles = np.array([1.55, 1.68, 1.76, 1.84, 1.97])
    ramp, device = np.round(np.arange(1.0, 3.2, 0.1), 9), np.repeat(np.arange(1, 6), 20)
    shift = middles[device - 1] - 1.7
    pulses = _normal(np.random.default_rng(6), 100, shift=shift, width=0.06, ramp=ramp)
    events, counts = _events(pulses, ramp=ramp, device=device)
    outcomes = ramp_outcomes(events, ramp_of(counts), "depin")
    v50 = fit_law(NormalLaw(), outcomes).estimates["v50"]
    reach = student.ppf(0.975, 4) * middles.std(ddof=1) / np.sqrt(5)
    expected = (middles.mean() - reach, middles.mean() + reach)
    assert v50.interval_95 == pytest.approx(expected, abs=0.2 * reach)
