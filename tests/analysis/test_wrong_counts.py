"""Counts that are wrong, firings that are not seen, and sites that hold the wall: what they do."""

import numpy as np
import pytest

from dwmtj.analysis.passages.fit_passages import passages_of
from dwmtj.analysis.passages.passage_data import passage_data
from dwmtj.analysis.passages.passage_fits import fit_law, log_likelihood
from dwmtj.analysis.passages.passage_laws import WALL_NOISE
from dwmtj.analysis.passages.passages import fit_wall_noise
from dwmtj.analysis.passages.wrong_counts import log_likelihood_of_some_wrong

N, SIGMA, APPLIED = 12.0, 0.3, 20


def _places(cycles, seed=1):
    return np.cumsum(np.random.default_rng(seed).normal(1, SIGMA, (cycles, APPLIED)), axis=1)


def _counts(cycles, seed=1, wrong=0.0):
    counts = (_places(cycles, seed) >= N).argmax(1) + 1
    rng = np.random.default_rng([seed, 1])
    bad = rng.random(cycles) < wrong
    counts[bad] = rng.integers(1, APPLIED + 1, bad.sum())
    return counts, np.full(cycles, APPLIED)


@pytest.mark.parametrize("cycles", [400, 10_000])
def test_wrong_counts_do_not_widen_the_noise(cycles):
    found = fit_wall_noise(passage_data(*_counts(cycles, wrong=0.05)))
    low, high = found.estimates["sigma_per_pulse"].interval_95
    assert low < SIGMA < high < 0.36
    share = found.wrong.fit.intervals["share"][1]
    assert share[0] < 0.05 < share[1]


def test_intervals_hold_the_truth_among_wrong_counts():
    inside = []
    for seed in range(20):
        found = fit_wall_noise(passage_data(*_counts(100, seed, wrong=0.05))).estimates
        for name, true in (("sigma_per_pulse", SIGMA), ("mean_pulses", N + 0.545)):
            low, high = found[name].interval_95
            inside.append(low <= true <= high)
    # Four standard deviations of a binomial share below 95 %.
    assert np.mean(inside) > 0.95 - 4 * np.sqrt(0.95 * 0.05 / 20)


def test_a_single_wrong_count_is_told_and_left_out_where_laws_are_compared():
    counts, applied = _counts(100)
    clean = passages_of(counts, applied, sets=49)
    counts[7] = 2
    found = passages_of(counts, applied, sets=49)
    assert any("1 of 100 cycles" in each for each in found.remarks)
    assert not any("taken for wrong" in each for each in clean.remarks)
    for name in ("sigma_per_pulse", "mean_pulses", "spread_pulses"):
        assert found.estimates[name].value == pytest.approx(clean.estimates[name].value, rel=0.05)
    assert found.estimates["goodness_of_fit"].value > 0.05


def test_sixteen_cycles_take_a_count_wrong_by_five_for_a_late_one_and_say_so():
    right = [11, 11, 12, 12, 12, 12, 12, 12, 13, 13, 13, 13, 13, 14, 14]
    clean, found = (passages_of([*right, last], sets=9) for last in (12, 17))
    ratio = found.estimates["sigma_per_pulse"].value / clean.estimates["sigma_per_pulse"].value
    assert 1.4 < ratio < 2
    for each in (clean, found):
        assert any("16 cycles do not tell a count that is wrong" in text for text in each.remarks)


@pytest.mark.parametrize(
    "counts",
    [
        _counts(10_000)[0],
        np.ceil(N / np.random.default_rng(3).normal(1, 0.0866, 10_000)),
        np.random.default_rng(4).geometric(0.1, 400),
        np.r_[np.full(50, 9), np.full(50, 15)],
    ],
    ids=["wall noise", "step per cycle", "barrier", "two kinds of cycles"],
)
def test_counts_of_a_law_are_not_taken_for_wrong(counts):
    assert fit_wall_noise(passage_data(counts)).wrong is None


def test_equal_counts_but_one_give_an_upper_limit_and_tell_the_one():
    found = passages_of([12] * 30 + [3])
    sigma = found.estimates["sigma_per_pulse"]
    assert sigma.value is None
    assert sigma.interval_95[1] < 0.3
    assert any("taken for wrong" in each for each in found.remarks)


@pytest.mark.parametrize(("beyond", "known"), [(1, False), (8, True)])
def test_noise_has_a_value_only_if_wrong_counts_alone_do_not_explain_what_is_seen(beyond, known):
    counts = np.r_[np.full(50, 12), np.full(50 - beyond, 13), np.resize([11, 14], beyond)]
    found = fit_wall_noise(passage_data(counts, np.full(100, APPLIED))).estimates
    sigma = found["sigma_per_pulse"]
    assert (sigma.value is not None) == known
    assert (sigma.interval_95[0] > 0) == known
    assert sigma.interval_95[1] < 0.2
    if not known:
        assert "if 1 of them is wrong" in sigma.reason
        assert found["mean_increments"].value is None
        low, high = found["mean_increments"].interval_95
        assert 11.5 < low < 12 < high < 12.5


def test_sigma_of_few_cycles_may_be_what_it_is_without_a_count_that_may_be_wrong():
    right = [11, 11, 12, 12, 12, 12, 12, 12, 13, 13, 13, 13, 13, 14, 14]
    low, high = passages_of([*right, 17], sets=9).estimates["sigma_per_pulse"].interval_95
    data = passage_data([*right, 17])
    plain = fit_law(WALL_NOISE, data, intervals_of=["sigma"]).fit.intervals["sigma"][1]
    clean = passages_of(right, sets=9).estimates["sigma_per_pulse"]
    assert low < clean.value < plain[0]
    assert high >= plain[1]


def test_without_wrong_ones_the_likelihood_is_that_of_the_law():
    data = passage_data(*_counts(50))
    values = fit_law(WALL_NOISE, data).values
    plain = log_likelihood(WALL_NOISE, values, data)
    assert log_likelihood_of_some_wrong(*values, 0.0, data) == pytest.approx(plain)
    # All of them wrong: each pulse has the same chance.
    even = -50 * np.log(APPLIED)
    assert log_likelihood_of_some_wrong(*values, 1.0, data) == pytest.approx(even)


def test_cycles_that_pass_the_junction_unseen_shift_the_mean_by_two_fifths_of_their_share():
    places = _places(200_000)
    first = (places >= N).argmax(1)
    seen = places[np.arange(len(first)), first] < N + 1.33
    share = 1 - seen.mean()
    assert 0.01 < share < 0.04
    every, some = (
        fit_wall_noise(passage_data(counts)).estimates for counts in (first + 1, first[seen] + 1)
    )
    shift = every["mean_pulses"].value - some["mean_pulses"].value
    assert shift == pytest.approx(0.4 * share, rel=0.25)
    narrower = 1 - some["sigma_per_pulse"].value / every["sigma_per_pulse"].value
    assert 0 < narrower < 0.08 * share


@pytest.mark.parametrize("held", [0.1, 0.5, 1.0])
def test_a_site_that_holds_the_wall_for_part_of_a_pulse_takes_little_of_its_noise(held):
    steps = np.random.default_rng(5).normal(1, SIGMA, (200_000, APPLIED + 2))
    steps[:, 0] *= 1 - held
    counts = (np.cumsum(steps, axis=1) >= N).argmax(1) + 1
    found = fit_wall_noise(passage_data(counts)).estimates
    increments = found["mean_increments"].value
    assert increments == pytest.approx(N + held, abs=0.01)
    ratio = found["sigma_per_pulse"].value / SIGMA
    assert 1 - 0.5 / increments - 0.004 < ratio < 1
