"""What runs can show: against simulated tests."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f, ttest_1samp

from dwmtj.analysis.claims.power import chance_within, power_of_mean, power_of_ratio, power_to_see
from dwmtj.analysis.claims.spread_effect import spread_effect
from dwmtj.analysis.claims.statements import STATEMENTS


@pytest.mark.parametrize(("ratio", "runs"), [(1.0, 6), (2.0, 6), (2.2, 15), (0.5, 12)])
def test_the_power_of_a_ratio_is_the_share_of_simulated_tests_that_show_it(ratio, runs):
    rng = np.random.default_rng(1)
    more, less = ratio * rng.standard_normal((40_000, runs)), rng.standard_normal((40_000, runs))
    found = more.var(axis=1, ddof=1) / less.var(axis=1, ddof=1)
    low, high = f.ppf([0.025, 0.975], runs - 1, runs - 1)
    assert power_of_ratio(ratio, runs) == pytest.approx(
        np.mean((found < low) | (found > high)), abs=0.01
    )


# At the second and the last, the noncentral t of SciPy 1.17 is not a number.
@pytest.mark.parametrize(
    ("difference", "deviation", "runs"),
    [(0.0, 1.0, 6), (1.3, 0.2352, 3), (1.2, 0.2352, 3), (-0.5, 1.0, 12), (7.5, 6**0.5, 6)],
)
def test_the_power_of_a_mean_is_the_share_of_simulated_tests_that_show_it(
    difference, deviation, runs
):
    rng = np.random.default_rng(3)
    drawn = rng.normal(difference, deviation, (40_000, runs))
    shown = np.mean(ttest_1samp(drawn, 0.0, axis=1).pvalue < 0.01)
    assert power_of_mean(difference, deviation, runs, 0.01) == pytest.approx(shown, abs=0.01)


@given(
    shift=st.floats(0, 40),
    more=st.floats(0, 1e4),
    runs=st.integers(2, 200),
    level=st.sampled_from([0.01, 0.05]),
)
def test_a_larger_difference_is_never_seen_less_often(shift, more, runs, level):
    power, larger = (power_of_mean(each, runs**0.5, runs, level) for each in (shift, shift + more))
    assert level - 1e-9 <= power <= larger + 1e-9 <= 1 + 1e-9


def test_the_chance_of_an_interval_within_ends_is_the_share_of_simulated_ones():
    rng = np.random.default_rng(4)
    found = ttest_1samp(rng.normal(2.0, 0.6, (40_000, 6)), 0.0, axis=1).confidence_interval(0.95)
    inside = np.mean((found.low > 1) & (found.high < 3))
    assert chance_within(2.0, (1.0, 3.0), 0.6, 6) == pytest.approx(inside, abs=0.01)


def test_what_is_found_needs_as_many_runs_as_the_same_claim_would():
    rng = np.random.default_rng(2)
    more = rng.normal(80, 1, (6, 3))
    effect = spread_effect(more, rng.normal(80, 0.4, (6, 3)), 0.99)
    statement = replace(STATEMENTS[-1], claimed=effect.value)
    power = power_to_see(statement, effect, 6, 0.01)
    assert power.runs_for_found == power.runs_needed
    assert power.runs_for_found > 3
