"""Threshold laws against closed forms, and fits of outcomes that are put together by hand."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import beta, binomtest, norm

from dwmtj.analysis.likelihood import deviance_limit
from dwmtj.analysis.shares import clopper_pearson
from dwmtj.analysis.thresholds.bootstrap import interval_of_place, interval_of_scale, resampled
from dwmtj.analysis.thresholds.escape_pulse import EscapePulse
from dwmtj.analysis.thresholds.many_fits import fit_many
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes
from dwmtj.analysis.thresholds.switching_curves import switched_by
from dwmtj.analysis.thresholds.threshold_fit import fit_law
from dwmtj.analysis.thresholds.threshold_laws import (
    LogisticLaw,
    NormalLaw,
    ThermalLaw,
    amplitude_of,
    log_chances,
)
from dwmtj.physics import escape_amplitude, pulse_expected_escapes

PULSE = EscapePulse(50e-9, 10e-9, 10e-9, 1e-9, 300.0)
KINDS = ("probit", "logistic", "thermal")


def _ramp(step=0.1, first=1.0, last=3.0):
    return np.round(np.arange(first, last + step / 2, step), 9)


def _law(kind, step=0.1):
    return {
        "probit": NormalLaw(),
        "logistic": LogisticLaw(),
        "thermal": ThermalLaw(PULSE, step),
    }[kind]


def _outcomes(ramp, numbers, censored=0):
    """Outcomes of one device: cycles by the index of the pulse they switched at."""
    last = np.array([*numbers, *([len(ramp) - 1] if censored else [])])
    happened = np.array([True] * len(numbers) + [False] * bool(censored))
    counts = np.array([[*numbers.values(), *([censored] if censored else [])]])
    group = np.repeat(np.arange(len(last)), counts[0])
    zero, total = np.zeros(len(last), np.int64), int(counts.sum())
    return RampOutcomes(
        ramp, zero, last, last, happened, group, np.zeros(total, int), counts, np.arange(total), 0
    )


def _drawn(kind, ramp, cycles, generator, *, v50=2.43, width=0.04):
    law = _law(kind, float(ramp[1] - ramp[0]))
    hazards = law.hazards(ramp, np.asarray(v50), np.asarray(np.log(width)))
    found = np.searchsorted(hazards, generator.exponential(size=cycles))
    numbers, counts = np.unique(found[found < len(ramp)], return_counts=True)
    missing = int((found >= len(ramp)).sum())
    return _outcomes(ramp, dict(zip(numbers.tolist(), counts.tolist(), strict=True)), missing)


def test_normal_and_logistic_forms_are_their_textbook_distributions():
    ramp, middle, width = _ramp(), np.asarray(2.4), np.asarray(np.log(0.05))
    probit = -np.expm1(-NormalLaw().hazards(ramp, middle, width))
    np.testing.assert_allclose(probit, norm.cdf(ramp, 2.4, 0.05), rtol=1e-12)
    logistic = -np.expm1(-LogisticLaw().hazards(ramp, middle, width))
    scale = 0.05 / np.log(norm.cdf(1) / norm.cdf(-1))
    np.testing.assert_allclose(logistic, expit((ramp - 2.4) / scale), rtol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_reaches_16_50_84_percent_where_its_parameters_say(kind):
    ramp, width = _ramp(0.005), 0.04
    law = _law(kind, 0.005)
    shares = (norm.cdf(-1), 0.5, norm.cdf(1))
    low, middle, high = (amplitude_of(law, ramp, q, 2.4, np.log(width)) for q in shares)
    assert middle == pytest.approx(2.4, abs=5e-4)
    assert (high - low) / 2 == pytest.approx(width, rel=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_has_the_standard_deviation_that_it_says(kind):
    ramp, width = _ramp(0.002), 0.04
    law = _law(kind, 0.002)
    hazards = law.hazards(ramp, np.asarray(2.4), np.asarray(np.log(width)))
    chances = np.diff(-np.expm1(-hazards))
    place = ramp[1:] - 0.001
    mean = chances @ place
    deviation = np.sqrt(chances @ (place - mean) ** 2)
    assert deviation == pytest.approx(law.deviation * width, rel=2e-3)


def test_thermal_form_is_the_escape_of_the_physics_layer_summed_over_the_ramp():
    ramp, law = _ramp(), _law("thermal")
    critical, barrier = law.critical_and_barrier(np.asarray(2.4), np.asarray(np.log(0.04)))
    single = pulse_expected_escapes(
        ramp, critical, duration=50e-9, rise=10e-9, fall=10e-9, barrier=barrier,
        attempt_time=1e-9, temperature=300.0,
    )  # fmt: skip
    hazards = law.hazards(ramp, np.asarray(2.4), np.asarray(np.log(0.04)))
    np.testing.assert_allclose(hazards, np.cumsum(single))
    # With steps much wider than the width all cycles switch by one pulse: that of 1/2 alone.
    coarse = ThermalLaw(PULSE, 10.0)
    critical, barrier = coarse.critical_and_barrier(np.asarray(2.4), np.asarray(np.log(0.04)))
    alone = escape_amplitude(
        0.5, critical, duration=50e-9, rise=10e-9, fall=10e-9, barrier=barrier,
        attempt_time=1e-9, temperature=300.0,
    )  # fmt: skip
    assert float(alone) == pytest.approx(2.4, abs=1e-3)


def test_critical_voltage_and_barrier_lead_back_to_middle_and_width():
    law, width = _law("thermal"), np.asarray(np.log(0.04))
    critical, barrier = law.critical_and_barrier(np.asarray(2.4), width)
    assert law.log_width_of(float(critical), float(barrier)) == pytest.approx(float(width))
    assert float(law.v50_of(critical, width)) == pytest.approx(2.4, rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_the_chances_of_all_outcomes_add_up_to_one(kind):
    ramp = _ramp()
    every = _outcomes(ramp, dict.fromkeys(range(len(ramp)), 1), censored=1)
    for stray in (0.0, 0.1):
        logs = log_chances(
            _law(kind), every, np.asarray(2.4), np.asarray(np.log(0.2)), np.asarray(stray)
        )
        assert np.exp(logs).sum() == pytest.approx(1.0, rel=1e-12)


def test_an_event_with_the_first_pulse_at_risk_has_its_threshold_anywhere_below():
    ramp = _ramp()
    late = _outcomes(ramp, {14: 1})._replace(first=np.array([14]))
    middle, width = np.asarray(2.0), np.asarray(np.log(0.1))
    chance = np.exp(log_chances(NormalLaw(), late, middle, width, 0.0))
    assert chance[0] == pytest.approx(norm.cdf(ramp[14], 2.0, 0.1))


def test_missing_readings_widen_the_step_of_an_event():
    ramp = _ramp()
    gap = _outcomes(ramp, {14: 1})._replace(earliest=np.array([12]))
    chance = np.exp(log_chances(NormalLaw(), gap, np.asarray(2.3), np.asarray(np.log(0.1)), 0.0))
    expected = norm.cdf(ramp[14], 2.3, 0.1) - norm.cdf(ramp[11], 2.3, 0.1)
    assert chance[0] == pytest.approx(expected)


@pytest.mark.parametrize("kind", KINDS)
def test_probabilities_that_data_match_exactly_are_found(kind):
    ramp, law = _ramp(0.05), _law(kind, 0.05)
    total = 10**7
    hazards = law.hazards(ramp, np.asarray(2.43), np.asarray(np.log(0.06)))
    gone = np.diff(-np.expm1(-hazards), prepend=0.0)
    numbers = {i: round(total * p) for i, p in enumerate(gone) if round(total * p)}
    fit = fit_law(law, _outcomes(ramp, numbers))
    assert fit.estimates["v50"].value == pytest.approx(2.43, abs=1e-4)
    assert fit.estimates["width"].value == pytest.approx(0.06, rel=2e-3)
    if kind == "thermal":
        critical, barrier = law.critical_and_barrier(np.asarray(2.43), np.asarray(np.log(0.06)))
        assert fit.estimates["barrier"].value == pytest.approx(float(barrier), rel=2e-3)
        assert fit.estimates["critical_voltage"].value == pytest.approx(float(critical), rel=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_all_events_at_one_amplitude_give_the_step_and_no_width(kind):
    ramp = _ramp()
    fit = fit_law(_law(kind), _outcomes(ramp, {14: 50}))
    v50, width = fit.estimates["v50"], fit.estimates["width"]
    assert v50.value == pytest.approx(2.35, abs=0.02)
    assert v50.interval_95 == pytest.approx((2.3, 2.4), abs=0.01)
    assert width.value is None
    assert width.interval_95[0] is None
    assert 0.01 < width.interval_95[1] < 0.04
    if kind == "thermal":
        barrier = fit.estimates["barrier"]
        assert barrier.value is None
        assert barrier.interval_95[0] > 2e-19
        assert barrier.interval_95[1] is None


@pytest.mark.parametrize("kind", KINDS)
def test_two_neighbouring_amplitudes_give_a_middle_near_what_parts_them(kind):
    fit = fit_law(_law(kind), _outcomes(_ramp(), {14: 8, 15: 8}))
    v50, width = fit.estimates["v50"], fit.estimates["width"]
    assert 2.38 < v50.value < 2.42
    low, high = v50.interval_95
    assert 2.35 < low < 2.4 < high < 2.45
    assert width.value is None
    assert "too few amplitudes" in width.reason


def test_width_that_may_be_zero_has_a_lower_limit_of_zero_and_the_barrier_no_upper_one():
    # One cycle on each side of the rest, and one far away: strays, or a width? Known at 68 % only.
    law, outcomes = _law("thermal"), _outcomes(_ramp(), {13: 1, 14: 12, 15: 1, 18: 1})
    fit = fit_law(law, outcomes)
    v50 = np.linspace(2.2, 2.6, 20001)
    widths = (0.001, fit.estimates["width"].value)
    narrow, best = (
        float((log_chances(law, outcomes, v50, np.full(v50.shape, np.log(each)), fit.stray)
               @ outcomes.counts[0]).max())
        for each in widths
    )  # fmt: skip
    limits = [deviance_limit(level, 15, 3) for level in (0.68, 0.95)]
    assert limits[0] < 2 * (best - narrow) < limits[1]
    width, barrier = fit.estimates["width"], fit.estimates["barrier"]
    assert width.interval_68[0] > 0.01
    assert width.interval_95[0] == 0.0
    assert barrier.interval_68[1] is not None
    assert barrier.interval_95[1] is None
    for each in (width, barrier):
        assert each.value is not None
        assert (
            each.reason
            == "the steps of 0.1 V do not tell, with 95 % confidence, the width from zero"
        )
    # The other ends belong together: the widest distribution is that of the lowest barrier.
    critical = fit.estimates["critical_voltage"]
    low, high = critical.interval_95
    thermal = np.exp(law.log_width_of(critical.value, barrier.interval_95[0]))
    assert thermal == pytest.approx(width.interval_95[1], rel=0.1)
    assert low < critical.value < high


@pytest.mark.parametrize("numbers", [{14: 14, 15: 2}, {14: 300, 15: 100}], ids=["few", "many"])
def test_two_amplitudes_give_limits_however_many_cycles_there_are(numbers):
    law, outcomes = _law("thermal"), _outcomes(_ramp(), numbers)
    fit = fit_law(law, outcomes)
    assert not fit.resolved
    width, barrier = fit.estimates["width"], fit.estimates["barrier"]
    assert width.value is None
    assert barrier.value is None
    v50 = np.linspace(2.3, 2.45, 30001)

    def largest(width):
        logs = log_chances(law, outcomes, v50, np.full(v50.shape, np.log(width)), fit.stray)
        return float((logs @ outcomes.counts[0]).max())

    limit = deviance_limit(0.95, outcomes.cycles, 2 + (fit.stray > 0))
    end = width.interval_95[1]
    assert 2 * (largest(0.002) - largest(end)) == pytest.approx(limit, rel=0.15)


def test_critical_voltage_has_no_value_where_the_steps_do_not_tell_the_width():
    law, truth = _law("thermal"), np.asarray(2.43)
    known = float(law.critical_and_barrier(truth, np.asarray(np.log(0.04)))[0])
    held = []
    for generator in np.random.default_rng(21).spawn(25):
        fit = fit_law(law, _drawn("thermal", _ramp(), 16, generator))
        critical = fit.estimates["critical_voltage"]
        if not fit.resolved:
            assert critical.value is None
            assert critical.interval_68 is None
            assert "the steps of 0.1 V do not tell the width" in critical.reason
        low, high = critical.interval_95
        held.append(low <= known <= high)
    assert np.mean(held) > 0.95 - 3 * np.sqrt(0.05 * 0.95 / 25)


def _ends(estimates):
    return [
        end
        for each in estimates.values()
        for interval in (each.interval_68, each.interval_95)
        for end in interval or ()
        if end is not None
    ]


SCATTERED = {
    "every amplitude, most censored": (dict.fromkeys(range(21), 1), 80),
    "every amplitude": (dict.fromkeys(range(21), 1), 0),
    "first pulse": ({0: 16}, 0),
    "first two pulses": ({0: 10, 1: 3}, 0),
    "first and last pulse": ({0: 6, 20: 2}, 4),
    "last pulse, most censored": ({20: 6}, 44),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", SCATTERED)
def test_no_number_is_a_bound_of_the_search(kind, case):
    numbers, censored = SCATTERED[case]
    fit = fit_law(_law(kind), _outcomes(_ramp(), numbers, censored))
    found = fit.estimates
    # What the search tries: the ramp from 1 to 3 V and its length on both sides, twice it as width.
    for name, bounds in (("v50", (0.003, 5.0)), ("width", (4.0,))):
        for bound in bounds:
            values = [found[name].value, *_ends({name: found[name]})]
            assert all(abs(each - bound) > 1e-2 for each in values if each is not None)
    for each in found.values():
        if each.interval_68 and None in each.interval_68:
            assert each.value is None
            assert each.reason


@pytest.mark.parametrize("kind", KINDS)
def test_events_with_the_first_pulse_set_no_lower_limit(kind):
    v50 = fit_law(_law(kind), _outcomes(_ramp(), {0: 16})).estimates["v50"]
    assert v50.value is None
    assert v50.reason == "the data set no lower limit to it"
    assert v50.interval_95[0] is None
    assert v50.interval_95[1] == pytest.approx(1.0, abs=0.02)


def test_amplitudes_without_order_have_no_thermal_barrier():
    fit = fit_law(_law("thermal"), _outcomes(_ramp(), dict.fromkeys(range(21), 1), 80))
    for name in ("barrier", "critical_voltage"):
        assert fit.estimates[name].value is None
        assert "to one of which the data set no limit" in fit.estimates[name].reason


@pytest.mark.parametrize("kind", KINDS)
def test_stray_cycles_do_not_widen_the_distribution(kind):
    ramp = _ramp(0.02)
    clean = _drawn(kind, ramp, 2000, np.random.default_rng(3))
    numbers = dict(zip(clean.last.tolist(), clean.counts[0].tolist(), strict=True))
    for place in range(5, 95, 9):
        numbers[place] = numbers.get(place, 0) + 10
    fit = fit_law(_law(kind, 0.02), _outcomes(ramp, numbers))
    assert fit.stray == pytest.approx(100 / 2100, abs=0.015)
    assert fit.estimates["width"].value == pytest.approx(0.04, rel=0.06)
    assert fit.estimates["v50"].value == pytest.approx(2.43, abs=0.004)


def test_censored_cycles_count_as_later_than_the_ramp():
    ramp = _ramp(0.02, last=2.42)
    fit = fit_law(NormalLaw(), _drawn("probit", ramp, 20000, np.random.default_rng(4)))
    assert fit.estimates["v50"].value == pytest.approx(2.43, abs=0.002)
    assert fit.estimates["width"].value == pytest.approx(0.04, rel=0.04)


def test_many_fits_at_once_find_what_minuit_finds():
    ramp, generator = _ramp(0.02), np.random.default_rng(5)
    for kind in KINDS:
        outcomes, law = _drawn(kind, ramp, 200, generator), _law(kind, 0.02)
        fit = fit_law(law, outcomes)
        start = (fit.v50 + 0.02, fit.log_width + 0.3)
        v50, log_width = fit_many(
            law, outcomes, outcomes.counts.astype(float), start, stray=fit.stray,
            log_width_limits=(-8.0, 1.0),
        )  # fmt: skip
        assert v50[0] == pytest.approx(fit.v50, abs=2e-4)
        assert log_width[0] == pytest.approx(fit.log_width, abs=5e-3)


def test_bootstrap_of_mean_and_standard_deviation_hold_the_truth_for_few_cycles():
    places, sets = np.linspace(-4.0, 4.0, 401), 300
    hits = np.zeros((2, 2))

    def mean_and_deviation(drawn):
        mean = drawn @ places / drawn.sum(axis=1)
        square = drawn @ places**2 / drawn.sum(axis=1)
        return np.stack([mean, np.sqrt(square - mean**2)])

    for generator in np.random.default_rng(6).spawn(sets):
        index = np.clip(np.round((generator.standard_normal(16) + 4) / 0.02), 0, 400)
        counts = np.bincount(index.astype(int), minlength=401)
        replicates, best = resampled(mean_and_deviation, counts, resamples=399, generator=generator)
        mean, deviation = best.tolist()
        assert mean == pytest.approx(counts @ places / 16)
        ends = interval_of_place(replicates[0], replicates[1], mean, deviation)
        hits[0] += [low <= 0.0 <= high for low, high in ends]
        ends = interval_of_scale(replicates[1], deviation, widening=np.sqrt(16 / 14))
        hits[1] += [low <= 1.0 <= high for low, high in ends]
    assert np.all(np.abs(hits[:, 0] / sets - 0.68) < 3 * np.sqrt(0.68 * 0.32 / sets))
    assert np.all(np.abs(hits[:, 1] / sets - 0.95) < 3 * np.sqrt(0.95 * 0.05 / sets))


def test_bootstrap_of_the_mean_of_many_cycles_is_students_interval():
    counts = np.bincount(np.random.default_rng(6).binomial(20, 0.5, 400))
    places = np.arange(len(counts))
    mean = counts @ places / 400
    deviation = np.sqrt(counts @ (places - mean) ** 2 / 400)

    def statistic(drawn):
        means = drawn @ places / drawn.sum(axis=1)
        squares = drawn @ places**2 / drawn.sum(axis=1)
        return np.stack([means, np.sqrt(squares - means**2)])

    replicates, best = resampled(
        statistic, counts, resamples=20000, generator=np.random.default_rng(7)
    )
    low, high = interval_of_place(replicates[0], replicates[1], *best.tolist())[1]
    assert (high - low) / 2 == pytest.approx(1.966 * deviation / np.sqrt(399), rel=0.03)
    assert (high + low) / 2 == pytest.approx(mean, abs=0.1 * deviation / 20)


def test_shares_have_the_interval_of_clopper_and_pearson():
    shares = clopper_pearson([0, 3, 16, 0], [16, 16, 16, 0])
    for index, happened in enumerate((0, 3, 16)):
        for row, level in enumerate((0.68, 0.95)):
            exact = binomtest(happened, 16).proportion_ci(level, method="exact")
            assert shares.low[row, index] == pytest.approx(exact.low, abs=1e-9)
            assert shares.high[row, index] == pytest.approx(exact.high, abs=1e-9)
    assert np.isnan(shares.value[3])
    assert np.isnan(shares.low[:, 3]).all()


def test_share_that_has_switched_counts_cycles_as_long_as_they_were_watched():
    ramp = _ramp()
    shares = switched_by(_outcomes(ramp, {10: 4, 12: 4}, censored=8))
    np.testing.assert_allclose(shares.value[[9, 10, 11, 12, 20]], [0, 0.25, 0.25, 0.5, 0.5])
    assert shares.low[1, 12] == pytest.approx(beta.ppf(0.025, 8, 9))
    early = _outcomes(ramp, {10: 4, 12: 4}, censored=8)._replace(last=np.array([10, 12, 11]))
    assert switched_by(early).value[12] == pytest.approx(1.0)


@pytest.mark.parametrize("kind", ["probit", "thermal"])
@pytest.mark.parametrize("cycles", [16, 100])
def test_intervals_hold_the_truth_as_often_as_they_say(kind, cycles):
    ramp, sets = _ramp(0.02), 60
    law = _law(kind, 0.02)
    hits, errors = np.zeros((2, 2)), []
    for generator in np.random.default_rng(8).spawn(sets):
        fit = fit_law(law, _drawn(kind, ramp, cycles, generator))
        truths = {"v50": 2.43, "width": 0.04}
        for row, (name, truth) in enumerate(truths.items()):
            estimate = fit.estimates[name]
            for column, (low, high) in enumerate((estimate.interval_68, estimate.interval_95)):
                hits[row, column] += (low or 0.0) <= truth <= high
        errors.append(fit.estimates["v50"].value - 2.43)
    # Three binomial standard deviations of 60 sets.
    assert np.all(np.abs(hits[:, 0] / sets - 0.68) < 0.18)
    assert np.all(hits[:, 1] / sets > 0.95 - 0.085)
    assert abs(np.mean(errors)) < np.std(errors)
