"""Intervals and tests of paired runs against closed forms, scipy, and simulated runs."""

import numpy as np
import pytest
from scipy import stats

from dwmtj.analysis.claims.bootstrap import bca_interval
from dwmtj.analysis.claims.mean_effect import mean_effect, mean_interval
from dwmtj.analysis.claims.power import power_of_mean, power_of_ratio
from dwmtj.analysis.claims.sign_flips import least_p, sign_flip_p, wilcoxon_p
from dwmtj.analysis.claims.spread_effect import (
    brown_forsythe_p,
    exchange_p,
    pitman_morgan_p,
    pooled_interval,
    pooled_spread,
    spread_effect,
    spread_interval,
)

SIX = 6
MANY = 600


def _epochs(generator, runs, shared):
    """Normal accuracies of three epochs that share a part of their variance."""
    common, own = generator.standard_normal((runs, 1)), generator.standard_normal((runs, 3))
    return np.sqrt(shared) * common + np.sqrt(1 - shared) * own


def _pairs(generator, runs=SIX, ratio=1.0, correlation=0.3, shared=0.4):
    more, other = _epochs(generator, runs, shared), _epochs(generator, runs, shared)
    less = correlation * more + np.sqrt(1 - correlation**2) * other
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


def test_one_epoch_has_the_interval_that_inverts_the_correlation_of_sums_and_differences():
    generator = np.random.default_rng(5)
    more, less = (each[:, :1] for each in _pairs(generator, ratio=2.0))
    p_value = stats.pearsonr((more + less)[:, 0], (more - less)[:, 0]).pvalue
    assert pitman_morgan_p(more, less) == pytest.approx(p_value)
    for level in (0.95, 0.99):
        for end in spread_interval(more, less, level):
            assert pitman_morgan_p(more, end * less) == pytest.approx(1 - level)


def test_copies_of_an_epoch_tell_no_more_than_one():
    more, less = (each[:, :1] for each in _pairs(np.random.default_rng(6), ratio=2.0))
    threefold = spread_interval(np.repeat(more, 3, axis=1), np.repeat(less, 3, axis=1))
    assert threefold == pytest.approx(spread_interval(more, less))


def test_turning_the_ratio_over_turns_the_interval_over():
    more, less = _pairs(np.random.default_rng(7), ratio=2.0)
    low, high = spread_interval(more, less)
    assert spread_interval(less, more) == pytest.approx((1 / high, 1 / low))
    assert pitman_morgan_p(less, more) == pytest.approx(pitman_morgan_p(more, less))
    assert exchange_p(less, more) == exchange_p(more, less)


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
    assert exchange_p(varied, varied) == 1.0


@pytest.mark.parametrize("shared", [0.0, 0.4, 1.0])
def test_intervals_of_six_runs_hold_the_true_ratio_at_least_as_often_as_they_say(shared):
    generator = np.random.default_rng(9)
    inside = np.zeros(2)
    for _ in range(MANY):
        more, less = _pairs(generator, ratio=2.0, shared=shared)
        for place, level in enumerate((0.95, 0.99)):
            low, high = spread_interval(more, less, level)
            inside[place] += low <= 2.0 <= high
    shares = inside / MANY
    # Three standard errors of the count below; epochs that vary apart make it wider, not narrower.
    assert shares[0] > 0.95 - 3 * np.sqrt(0.95 * 0.05 / MANY)
    assert shares[1] > 0.99 - 3 * np.sqrt(0.99 * 0.01 / MANY)
    if shared == 1.0:
        assert shares[0] < 0.95 + 3 * np.sqrt(0.95 * 0.05 / MANY)


def test_no_test_of_six_runs_gives_more_false_alarms_than_five_in_a_hundred():
    generator = np.random.default_rng(10)
    alarms = dict.fromkeys(("signs", "ranks", "deviations", "exchange"), 0)
    for _ in range(MANY):
        more, less = _pairs(generator)
        differences = more[:, 0] - less[:, 0]
        alarms["signs"] += sign_flip_p(differences) <= 0.05
        alarms["ranks"] += wilcoxon_p(differences) <= 0.05
        alarms["deviations"] += brown_forsythe_p(more, less) <= 0.05
        alarms["exchange"] += exchange_p(more, less) <= 0.05
    most = 0.05 + 3 * np.sqrt(0.05 * 0.95 / MANY)
    assert {name: count / MANY < most for name, count in alarms.items()} == dict.fromkeys(
        alarms, True
    )
    assert alarms["signs"] / MANY > 0.02


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


def test_the_power_of_a_ratio_is_that_of_simulated_runs():
    generator = np.random.default_rng(13)
    for ratio, correlation in ((2.0, 0.0), (2.2, 0.6)):
        first = generator.standard_normal((20_000, SIX))
        second = generator.standard_normal((20_000, SIX))
        second = correlation * first + np.sqrt(1 - correlation**2) * second
        first *= ratio
        seen = np.mean(stats.pearsonr(first + second, first - second, axis=1).pvalue < 0.05)
        assert power_of_ratio(ratio, correlation, SIX) == pytest.approx(seen, abs=0.012)


def test_power_is_the_level_without_an_effect_and_grows_with_runs_and_effect():
    assert power_of_mean(0.0, 1.0, SIX) == pytest.approx(0.05)
    assert power_of_ratio(1.0, 0.3, SIX, 0.01) == pytest.approx(0.01)
    by_runs = [power_of_ratio(2.0, 0.3, runs) for runs in (3, 6, 12, 50, 1000)]
    by_effect = [power_of_mean(effect, 1.0, 3, 0.01) for effect in (0, 1, 3, 10, 100, 1e4)]
    assert np.all(np.diff(by_runs) > 0)
    assert np.all(np.diff(by_effect) >= 0)
    assert by_runs[-1] == pytest.approx(1)
    assert by_effect[-1] == pytest.approx(1)
