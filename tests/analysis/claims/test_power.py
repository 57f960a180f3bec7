"""What runs can show: against simulated tests."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import f

from dwmtj.analysis.claims.power import power_of_ratio, power_to_see
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


def test_what_is_found_needs_as_many_runs_as_the_same_claim_would():
    rng = np.random.default_rng(2)
    more = rng.normal(80, 1, (6, 3))
    effect = spread_effect(more, rng.normal(80, 0.4, (6, 3)), 0.99)
    statement = replace(STATEMENTS[-1], claimed=effect.value)
    power = power_to_see(statement, effect, 6, 0.01)
    assert power.runs_for_found == power.runs_needed
    assert power.runs_for_found > 3
