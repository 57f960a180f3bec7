"""The mean of numbers of which only brackets are known."""

import numpy as np
import pytest
from scipy.stats import t as student

from dwmtj.analysis.loops.bracketed_mean import estimate_of_profile, profile_of_mean, profile_of_sum
from dwmtj.analysis.loops.step_errors import StepErrors


def _interval(low, high, *errors):
    return estimate_of_profile(profile_of_mean(low, high, *errors), "A/m", "").interval_95


def test_narrow_brackets_give_students_interval():
    values = np.random.default_rng(1).normal(5.0, 2.0, 40)
    low, high = _interval(values - 1e-3, values + 1e-3)
    reach = student.ppf(0.975, 38) * values.std() / np.sqrt(38)
    assert (low, high) == pytest.approx((values.mean() - reach, values.mean() + reach), rel=1e-2)


def test_numbers_of_one_bracket_tell_nothing_but_it():
    low, high = _interval(np.full(1000, 3.0), np.full(1000, 4.0))
    assert (low, high) == pytest.approx((3.0, 4.0), abs=0.05)


def test_two_brackets_leave_the_share_of_both_unexplained():
    # A tenth in the upper one: near the edge with a small spread, or farther with a wider one.
    low = np.where(np.arange(1000) < 100, 4.0, 3.0)
    ends = _interval(low, low + 1)
    assert ends[1] == pytest.approx(4.0, abs=0.05)
    assert ends[0] < 3.7


def test_numbers_beside_their_bracket_do_not_sharpen_the_mean():
    low = np.full(200, 3.0)
    low[:8], low[8:16] = 2.0, 4.0
    sharp = _interval(low, low + 1)
    honest = _interval(low, low + 1, StepErrors(0.04))
    assert sharp[1] - sharp[0] < 0.5
    assert honest[0] < 3.2
    assert honest[1] > 3.8


def test_the_difference_of_two_bracketed_means_reaches_as_far_as_both():
    one, other = (profile_of_mean(np.full(50, at), np.full(50, at + 1.0)) for at in (0.0, 10.0))
    low, high = estimate_of_profile(profile_of_sum(one, other, -0.5, 0.5), "A/m", "").interval_95
    assert (low, high) == pytest.approx((4.5, 5.5), abs=0.05)
