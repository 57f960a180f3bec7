"""Intervals and tests of paired runs against closed forms, scipy, and simulated runs."""

import numpy as np
import pytest
from scipy import stats

from dwmtj.analysis.claims.bootstrap import bca_interval
from dwmtj.analysis.claims.mean_effect import mean_effect, mean_interval, student_p
from dwmtj.analysis.claims.power import chance_within, power_of_mean
from dwmtj.analysis.claims.sign_flips import least_p, sign_flip_p, wilcoxon_p
from dwmtj.analysis.claims.spread_effect import (
    brown_forsythe_p,
    pooled_interval,
    pooled_spread,
    pseudo_values,
    spread_effect,
    spread_interval,
)

SIX = 6
MANY = 600


LAWS = {
    "normal": lambda generator, shape: generator.standard_normal(shape),
    "heavy tails": lambda generator, shape: generator.standard_t(4, shape),
}


def _epochs(generator, runs, shared, law="normal"):
    """Accuracies of three epochs that share a part of their variance."""
    common, own = LAWS[law](generator, (runs, 1)), LAWS[law](generator, (runs, 3))
    return np.sqrt(shared) * common + np.sqrt(1 - shared) * own


def _pairs(generator, runs=SIX, ratio=1.0, correlation=0.3, shared=(0.4, 0.4), law="normal"):
    """Two networks whose runs of a seed have a part in common; ``shared`` is that of the epochs."""
    common, more, less = (_epochs(generator, runs, each, law) for each in (shared[0], *shared))
    weights = np.sqrt(correlation), np.sqrt(1 - correlation)
    more, less = (weights[0] * common + weights[1] * each for each in (more, less))
    return ratio * more, less


def test_the_mean_difference_has_the_interval_and_p_of_scipy():
    generator = np.random.default_rng(1)
    more, less = generator.normal(80, 1, SIX), generator.normal(79, 1, SIX)
    effect = mean_effect(more, less, 0.99)
    reference = stats.ttest_rel(more, less)
    assert effect.tests[0].p_value == pytest.approx(reference.pvalue)
    assert effect.interval_95 == pytest.approx(tuple(reference.confidence_interval(0.95)))
    assert effect.verdict_interval == pytest.approx(tuple(reference.confidence_interval(0.99)))
    assert effect.value == pytest.approx((more - less).mean())


def test_signed_ranks_give_the_exact_p_of_scipy():
    generator = np.random.default_rng(2)
    for runs in (4, 6, 9):
        values = generator.normal(0.5, 1, runs)
        assert wilcoxon_p(values) == pytest.approx(stats.wilcoxon(values, method="exact").pvalue)


def test_six_runs_that_all_point_one_way_reach_the_least_p_and_none_below():
    values = np.array([0.1, 0.4, 0.2, 0.3, 0.5, 0.2])
    assert sign_flip_p(values) == wilcoxon_p(values) == least_p(SIX) == 2 / 64
    assert sign_flip_p(np.zeros(SIX)) == 1.0


def test_many_pairs_are_drawn_and_agree_with_student():
    values = np.random.default_rng(3).normal(0.3, 1, 40)
    reference = stats.ttest_1samp(values, 0).pvalue
    assert sign_flip_p(values) == pytest.approx(reference, abs=0.01)


def test_the_bootstrap_interval_is_that_of_scipy():
    values = np.random.default_rng(4).exponential(1, 30)
    mine = bca_interval(lambda drawn: values[drawn].mean(axis=1), 30)
    theirs = stats.bootstrap((values,), np.mean, rng=5).confidence_interval
    assert mine == pytest.approx(tuple(theirs), rel=0.03)
    assert bca_interval(lambda drawn: np.ones(len(drawn)), SIX) is None


def test_the_ratio_of_spreads_has_the_jackknife_s_interval_and_p():
    more = np.array([[70.0, 75.0], [72.0, 78.0], [66.0, 74.0], [71.0, 79.0]])
    less = np.array([[70.5, 77.0], [71.0, 76.0], [69.5, 76.5], [70.0, 77.5]])

    def log_ratio(kept):
        first, second = (
            np.mean([stats.tvar(each[kept, e]) for e in (0, 1)]) for each in (more, less)
        )
        return 0.5 * np.log(first / second)

    whole = log_ratio([0, 1, 2, 3])
    left_out = [log_ratio(kept) for kept in ([1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2])]
    values = [4 * whole - 3 * each for each in left_out]
    np.testing.assert_allclose(pseudo_values(more, less), values)
    effect = spread_effect(more, less, 0.99)
    assert effect.value == pytest.approx(np.exp(whole))
    for interval, level in ((effect.interval_95, 0.95), (effect.verdict_interval, 0.99)):
        ends = stats.t.interval(level, 3, whole, stats.sem(values))
        assert np.log(interval) == pytest.approx(ends)
    p_value = 2 * stats.t.sf(abs(whole) / stats.sem(values), 3)
    assert effect.tests[0].p_value == pytest.approx(p_value)


def test_deviations_from_the_median_are_compared_in_pairs():
    more, less = _pairs(np.random.default_rng(15), ratio=2.0)
    far, near = (np.abs(each - np.median(each, axis=0)).mean(axis=1) for each in (more, less))
    assert brown_forsythe_p(more, less) == pytest.approx(stats.ttest_rel(far, near).pvalue)


def test_copies_of_an_epoch_tell_no_more_than_one():
    more, less = (each[:, :1] for each in _pairs(np.random.default_rng(6), ratio=2.0))
    threefold = spread_interval(np.repeat(more, 3, axis=1), np.repeat(less, 3, axis=1))
    assert threefold == pytest.approx(spread_interval(more, less))


def test_turning_the_ratio_over_turns_the_interval_over():
    more, less = _pairs(np.random.default_rng(7), ratio=2.0)
    low, high = spread_interval(more, less)
    assert spread_interval(less, more) == pytest.approx((1 / high, 1 / low))
    assert brown_forsythe_p(less, more) == pytest.approx(brown_forsythe_p(more, less))


def test_the_spread_is_that_of_the_runs_and_not_of_the_epochs():
    drift = np.array([0.0, 20.0, 30.0])
    runs = np.array([-1.0, 0.0, 1.0])[:, None]
    assert pooled_spread(runs + drift) == pytest.approx(1.0)
    other = np.array([0.0, -1.0, 1.0])[:, None]
    assert spread_effect(2 * runs + drift, other - drift, 0.99).value == pytest.approx(2.0)


def test_the_spread_of_one_epoch_has_the_interval_of_chi_squared():
    runs = np.random.default_rng(14).normal(80, 2, (SIX, 1))
    low, high = pooled_interval(runs)
    squares = 5 * np.var(runs, ddof=1)
    assert stats.chi2.sf(squares / low**2, 5) == pytest.approx(0.025)
    assert stats.chi2.cdf(squares / high**2, 5) == pytest.approx(0.025)
    assert pooled_interval(np.repeat(runs, 3, axis=1)) == pytest.approx((low, high))
    assert pooled_interval(np.full((SIX, 1), 80.0)) is None


def test_runs_that_do_not_vary_have_no_interval():
    same = np.full((SIX, 3), 80.0)
    varied = _epochs(np.random.default_rng(8), SIX, 0.5)
    assert mean_interval(np.full(SIX, 0.2)) is None
    assert mean_effect(np.full(SIX, 80.0), np.full(SIX, 79.0), 0.99).interval_95 is None
    assert spread_effect(same, varied, 0.99) is None
    assert spread_interval(varied, varied) is None
    assert brown_forsythe_p(varied, varied) is None
    one = same + 5.0 * (np.arange(SIX) == 2)[:, None]
    assert spread_effect(one, varied, 0.99) is None


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("shared", [(0.0, 0.0), (0.4, 0.4), (1.0, 1.0), (1.0, 0.0)])
def test_intervals_of_six_runs_hold_the_true_ratio_as_often_as_they_say(shared, law):
    generator = np.random.default_rng(9)
    inside = np.zeros(2)
    for _ in range(MANY):
        more, less = _pairs(generator, ratio=2.0, shared=shared, law=law)
        for place, level in enumerate((0.95, 0.99)):
            low, high = spread_interval(more, less, level)
            inside[place] += low <= 2.0 <= high
    shares = inside / MANY
    # Three standard errors of the count below.
    assert shares[0] > 0.95 - 3 * np.sqrt(0.95 * 0.05 / MANY)
    assert shares[1] > 0.99 - 3 * np.sqrt(0.99 * 0.01 / MANY)
    assert shares[0] < 0.99


@pytest.mark.parametrize("law", LAWS)
def test_no_test_of_six_runs_gives_more_false_alarms_than_five_in_a_hundred(law):
    generator = np.random.default_rng(10)
    alarms = dict.fromkeys(("t", "signs", "ranks", "jackknife", "deviations"), 0)
    for _ in range(MANY):
        more, less = _pairs(generator, law=law)
        differences = more[:, 0] - less[:, 0]
        low, high = spread_interval(more, less)
        alarms["t"] += student_p(differences) <= 0.05
        alarms["signs"] += sign_flip_p(differences) <= 0.05
        alarms["ranks"] += wilcoxon_p(differences) <= 0.05
        alarms["jackknife"] += not low <= 1.0 <= high
        alarms["deviations"] += brown_forsythe_p(more, less) <= 0.05
    most = 0.05 + 3 * np.sqrt(0.05 * 0.95 / MANY)
    assert {name: count / MANY < most for name, count in alarms.items()} == dict.fromkeys(
        alarms, True
    )
    assert min(alarms.values()) / MANY > 0.01


def test_the_bootstrap_of_six_runs_covers_less_than_it_says():
    # Why verdicts do not rest on it, and the page says so.
    generator = np.random.default_rng(11)
    held, studies = 0, 200
    for _ in range(studies):
        values = generator.standard_normal(SIX)
        low, high = bca_interval(lambda drawn, values=values: values[drawn].mean(axis=1), SIX)
        held += low <= 0.0 <= high
    assert 0.7 < held / studies < 0.92


def test_the_power_of_a_mean_is_that_of_simulated_runs():
    generator = np.random.default_rng(12)
    draws = generator.normal(1.0, 0.8, (20_000, SIX))
    for level in (0.05, 0.01):
        seen = np.mean(stats.ttest_1samp(draws, 0, axis=1).pvalue < level)
        assert power_of_mean(1.0, 0.8, SIX, level) == pytest.approx(seen, abs=0.012)


@pytest.mark.parametrize(("deviation", "runs", "level"), [(0.5, 6, 0.01), (1.0, 10, 0.05)])
def test_the_chance_to_tell_a_size_is_that_of_simulated_runs(deviation, runs, level):
    draws = np.random.default_rng(13).normal(2.0, deviation, (20_000, runs))
    low, high = stats.ttest_1samp(draws, 0, axis=1).confidence_interval(1 - level)
    seen = np.mean((low >= 1) & (high <= 3))
    assert chance_within(2.0, (1.0, 3.0), deviation, runs, level) == pytest.approx(seen, abs=0.012)


def test_the_power_of_a_ratio_is_about_that_of_simulated_runs():
    # Pseudo-values are not normal and not quite independent, so that it is so only about.
    generator, runs, studies = np.random.default_rng(16), 10, 600
    found = [pseudo_values(*_pairs(generator, runs, ratio=2.2)) for _ in range(studies)]
    seen = np.mean(stats.ttest_1samp(found, 0, axis=1).pvalue < 0.05)
    deviation = np.sqrt(runs) * np.std(np.mean(found, axis=1))
    assert power_of_mean(np.log(2.2), deviation, runs) == pytest.approx(seen, abs=0.07)


def test_power_is_the_level_without_an_effect_and_grows_with_runs_and_effect():
    assert power_of_mean(0.0, 1.0, SIX) == pytest.approx(0.05)
    by_runs = [power_of_mean(0.7, 1.0, runs) for runs in (3, 6, 12, 50, 1000)]
    by_effect = [power_of_mean(effect, 1.0, 3, 0.01) for effect in (0, 1, 3, 10, 100, 1e4)]
    sized = [chance_within(2.0, (1.0, 3.0), 1.0, runs) for runs in (3, 6, 12, 50, 1000)]
    assert np.all(np.diff(by_runs) > 0)
    assert np.all(np.diff(by_effect) >= 0)
    assert np.all(np.diff(sized) > 0)
    assert by_runs[-1] == pytest.approx(1)
    assert by_effect[-1] == pytest.approx(1)
    assert sized[-1] == pytest.approx(1)
    assert chance_within(3.0, (1.0, 3.0), 1.0, 1000) < 0.05
