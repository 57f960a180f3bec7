import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.experiments.distributions import most_likely, overlap, share

counts = st.lists(st.integers(0, 9), min_size=1, max_size=40)


def test_nothing_of_a_hundred_leaves_open_up_to_three_point_six_percent():
    found = share(np.zeros(100, bool))
    assert (found.happened, found.total, found.fraction, found.low) == (0, 100, 0.0, 0.0)
    assert found.high == pytest.approx(1 - 0.025**0.01)


def test_the_interval_holds_the_true_share_in_95_percent_of_experiments():
    rng = np.random.default_rng(1)
    found = [share(rng.random(50) < 0.1) for _ in range(400)]
    inside = np.mean([each.low <= 0.1 <= each.high for each in found])
    assert inside >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 400)  # it is exact, so at least 95 %


def test_a_share_of_nearly_all_does_not_look_like_all():
    assert str(share(np.arange(10_000) >= 0)) == "10000 of 10000, 100 % (99.963 to 100 %)"
    assert str(share(np.arange(10_000) > 0)) == "9999 of 10000, 99.990 % (99.944 to 99.99975 %)"


def test_a_share_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        share([])


@given(counts, counts)
def test_overlap_is_symmetric_and_between_nothing_and_one(first, second):
    value = overlap(first, second)
    assert value == pytest.approx(overlap(second, first))
    assert 0 <= value <= 1 + 1e-12
    assert (value == 0) == (not set(first) & set(second))
    assert overlap(first, first * 2) == pytest.approx(1)


def test_overlap_by_hand():
    assert overlap([1, 1, 2, 2], [2, 2, 2, 3, np.nan]) == pytest.approx(0.5)
    assert np.isnan(overlap([np.nan], [1.0]))


def test_amplitudes_that_differ_by_rounding_are_one():
    assert overlap([0.1 + 0.2], [0.3]) == 1
    assert most_likely([0.1 + 0.2, 0.3, 0.4, np.nan, np.nan, np.nan]) == pytest.approx(0.3)
    assert np.isnan(most_likely([np.nan]))
