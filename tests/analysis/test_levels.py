"""Two levels are found where there are two, and none where there is noise only."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.analysis.events.levels import find_levels, given_levels, is_up
from dwmtj.analysis.events.plateau import find_plateau
from dwmtj.analysis.events.two_levels import two_levels

LOW, HIGH, NOISE = 1180.0, 1460.0, 8.0


def _readings(rng, many, share, noise=NOISE):
    up = rng.random(many) < share
    return np.where(up, HIGH, LOW) + noise * rng.standard_normal(many)


def _one(resistance):
    return find_levels(np.asarray(resistance, float), np.zeros(len(resistance), np.int64))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9, 0.98])
def test_levels_are_found_whatever_share_of_the_readings_is_up(share):
    found = _one(_readings(np.random.default_rng(1), 4000, share))
    assert abs(found.low[0] - LOW) < 4 * found.low_error[0] < 4
    assert abs(found.high[0] - HIGH) < 4 * found.high_error[0] < 8
    assert abs(found.noise[0] - NOISE) < 4 * found.noise_error[0] < 1


def test_without_noise_levels_are_exact_though_pillars_are_covered_partly():
    rng = np.random.default_rng(2)
    partly = rng.uniform(LOW, HIGH, 300)
    found = _one(np.concatenate([np.full(2000, LOW), np.full(60, HIGH), partly]))
    assert (found.low[0], found.high[0], found.noise[0]) == (LOW, HIGH, 0)


def test_partly_covered_readings_do_not_pull_a_level_inwards():
    rng = np.random.default_rng(3)
    partly = rng.uniform(LOW, HIGH, 4000) + NOISE * rng.standard_normal(4000)
    found = _one(np.concatenate([_readings(rng, 20_000, 0.2), partly]))
    assert abs(found.low[0] - LOW) < 4 * found.low_error[0]
    assert abs(found.high[0] - HIGH) < 4 * found.high_error[0] < 1.2


@pytest.mark.parametrize("spread", ["normal", "uniform", "drift", "steps"])
def test_one_level_with_noise_is_not_taken_for_two(spread):
    rng = np.random.default_rng(4)
    draw = {
        "normal": rng.standard_normal,
        "uniform": rng.random,
        "drift": lambda many: np.linspace(0, 3, many) + 0.3 * rng.standard_normal(many),
        "steps": lambda many: np.round(rng.standard_normal(many) / 2),  # of a coarse instrument
    }[spread]
    found = [two_levels(np.sort(LOW + 20 * draw(200))) for _ in range(100)]
    assert not any(found)


@pytest.mark.parametrize("resistance", [np.full(50, LOW), [LOW], [LOW] * 49 + [LOW + 1e-3]])
def test_constant_readings_have_one_level(resistance):
    assert _one(resistance) is None


def test_a_few_outliers_are_no_level():
    resistance = _readings(np.random.default_rng(5), 3000, 0.1)
    resistance[[10, 500, 2000]] = 1e4
    found = _one(resistance)
    assert found.high[0] == pytest.approx(HIGH, abs=2)


def test_each_device_has_its_levels_and_one_that_never_switched_those_of_the_others():
    rng = np.random.default_rng(6)
    parts = [_readings(rng, 500, 0.2) * scale for scale in (0.9, 1.0, 1.1)]
    parts.append(LOW + NOISE * rng.standard_normal(500))
    found = find_levels(np.concatenate(parts), np.repeat(np.arange(4), 500))
    assert found.own.tolist() == [True, True, True, False]
    np.testing.assert_allclose(found.low, LOW * np.array([0.9, 1, 1.1, 1]), rtol=2e-3)
    np.testing.assert_allclose(found.high, HIGH * np.array([0.9, 1, 1.1, 1]), rtol=4e-3)


def test_hysteresis_keeps_a_reading_near_the_middle_where_the_one_before_was():
    resistance = np.array([LOW, 1321.0, HIGH, 1319.0, LOW])
    begins = np.arange(5) == 0
    device = np.zeros(5, np.int64)
    levels = given_levels(resistance, device, LOW, HIGH)
    noisy = levels._replace(noise=np.array([20.0]))
    assert noisy.half_width(21.0)[0] == pytest.approx(20**2 / 280 * np.log(20))
    assert is_up(resistance, device, begins, noisy, 21.0).tolist() == [0, 0, 1, 1, 0]
    still = levels._replace(noise=np.array([0.0]))
    assert is_up(resistance, device, begins, still, 21.0).tolist() == [0, 1, 1, 0, 0]


@given(st.lists(st.floats(1000, 1700), min_size=1, max_size=30), st.floats(0, 40))
def test_a_switch_is_always_beyond_the_limit_that_it_crosses(resistance, noise):
    resistance = np.array(resistance)
    device, begins = np.zeros(len(resistance), np.int64), np.arange(len(resistance)) == 0
    levels = given_levels(resistance, device, LOW, HIGH)._replace(noise=np.array([noise]))
    up, half = is_up(resistance, device, begins, levels, 21.0), levels.half_width(21.0)[0]
    for k in range(1, len(up)):
        if up[k] and not up[k - 1]:
            assert resistance[k] > 1320 + half
        if up[k - 1] and not up[k]:
            assert resistance[k] < 1320 - half


def test_the_hysteresis_makes_fewer_errors_than_the_middle_alone():
    rng = np.random.default_rng(7)
    many, noise = 20_000, 50.0
    truth = np.tile(np.arange(20) < 10, many // 20)
    resistance = np.where(truth, HIGH, LOW) + noise * rng.standard_normal(many)
    device, begins = np.zeros(many, np.int64), np.arange(many) % 20 == 0
    levels = given_levels(resistance, device, LOW, HIGH)._replace(noise=np.array([noise]))
    with_it = is_up(resistance, device, begins, levels, 20.0)
    assert np.sum(with_it != truth) < 0.7 * np.sum((resistance > 1320) != truth)


@pytest.mark.parametrize(("low", "high"), [(HIGH, LOW), (LOW, LOW), (-1.0, HIGH), (np.nan, HIGH)])
def test_told_levels_must_be_in_order(low, high):
    with pytest.raises(ValueError, match="allowed: 0 < low < high, in ohm"):
        given_levels(np.array([LOW]), np.array([0]), low, high)


def test_a_plateau_needs_noise_and_some_readings():
    readings = np.full(100, HIGH)
    assert find_plateau(readings, HIGH, 0.0, 280.0, upper=True) is None
    assert find_plateau(readings[:10], HIGH, NOISE, 280.0, upper=True) is None
