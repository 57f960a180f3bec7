"""Laws of passage against the physics, against simulated walls, and against their limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import geom, invgauss

from dwmtj.analysis.passages.overshoot import mean_overshoot
from dwmtj.analysis.passages.passage_kernel import log_wall_noise_law
from dwmtj.analysis.passages.passage_laws import (
    BARRIER,
    CYCLE_VARIATION,
    DELAYED_BARRIER,
    DIFFUSION,
    LAWS,
    WALL_NOISE,
)
from dwmtj.analysis.passages.passage_moments import distance_of_mean, law_moments, mean_pulses
from dwmtj.physics import discrete_law, pulse_count_spread


def _probabilities(law, parameters, last):
    return tuple(np.exp(each) for each in law.log_law(np.array(parameters, float), last))


@given(st.floats(0.1, 60), st.floats(0.005, 3))
def test_the_compiled_law_is_that_of_the_physics(distance, sigma):
    last = 80
    fires, stays = log_wall_noise_law(distance, sigma, last)
    expected = discrete_law(distance, sigma, last)
    np.testing.assert_allclose(np.exp(fires), expected, atol=1e-9)
    np.testing.assert_allclose(np.exp(stays), 1 - np.cumsum(expected), atol=1e-9)
    assert not np.isnan(fires).any()


@pytest.mark.parametrize(("distance", "sigma"), [(12.0, 0.3), (35.0, 0.3), (3.0, 0.8)])
def test_the_law_is_that_of_simulated_walls(distance, sigma):
    paths, parts, last = 10**7, 20, 70
    counts = np.zeros(last)
    for rng in np.random.default_rng(1).spawn(parts):
        place = np.zeros(paths // parts)
        for pulse in range(last):
            place += 1 + sigma * rng.standard_normal(len(place), dtype=np.float32)
            there = place >= distance
            counts[pulse] += there.sum()
            place = place[~there]
    expected = _probabilities(WALL_NOISE, (distance, sigma), last)[0] * paths
    seen = expected > 10
    statistic = np.sum((counts - expected)[seen] ** 2 / expected[seen])
    # Five standard deviations of chi^2 above its mean.
    assert statistic < seen.sum() + 5 * np.sqrt(2 * seen.sum())


@pytest.mark.parametrize(
    ("law", "parameters"),
    [
        (WALL_NOISE, (12.0, 0.3)),
        (WALL_NOISE, (900.0, 0.6)),
        (DIFFUSION, (12.0, 0.3)),
        (DIFFUSION, (2.0, 1.5)),
        (CYCLE_VARIATION, (12.0, 0.1)),
        (BARRIER, (0.1,)),
        (DELAYED_BARRIER, (0.3, 7.0)),
    ],
)
def test_every_law_sums_to_one(law, parameters):
    fires, stays = _probabilities(law, parameters, 1500)
    assert fires.sum() + stays[-1] == pytest.approx(1, abs=1e-10)
    np.testing.assert_allclose(1 - np.cumsum(fires), stays, atol=1e-9)


def test_laws_of_many_parameters_are_those_of_each():
    rng = np.random.default_rng(3)
    for law in LAWS:
        values = rng.uniform(0.1, 0.6, (len(law.parameters), 4, 2))
        values[0] *= 1.0 if "barrier" in law.name else 20.0
        fires, stays = law.log_law(values, 9)
        assert fires.shape == stays.shape == (4, 2, 9)
        one = law.log_law(values[:, 3, 1], 9)
        np.testing.assert_array_equal(fires[3, 1], one[0])
        np.testing.assert_array_equal(stays[3, 1], one[1])


def test_diffusion_is_the_inverse_gaussian_time_rounded_up():
    fires, _ = _probabilities(DIFFUSION, (12.0, 0.3), 30)
    law = invgauss(mu=0.3**2 / 12, scale=(12 / 0.3) ** 2)
    np.testing.assert_allclose(fires, np.diff(law.cdf(np.arange(31))), atol=1e-12)


def test_barriers_are_geometric():
    np.testing.assert_allclose(
        _probabilities(BARRIER, (0.2,), 20)[0], geom.pmf(np.arange(1, 21), 0.2)
    )
    np.testing.assert_allclose(
        _probabilities(DELAYED_BARRIER, (0.2, 5), 20)[0], geom.pmf(np.arange(1, 21), 0.2, loc=5)
    )


def test_a_step_per_cycle_gives_the_distance_over_the_step_rounded_up():
    steps = np.random.default_rng(2).normal(1, 0.1, 200_000)
    counts = np.bincount(np.ceil(12 / steps).astype(int), minlength=41)[1:41] / len(steps)
    fires, _ = _probabilities(CYCLE_VARIATION, (12.0, 0.1), 40)
    assert np.abs(counts - fires).max() < 5 * np.sqrt(0.3 / len(steps))


@pytest.mark.parametrize(
    ("distance", "sigma"),
    [(1700.0, 0.3), (540.0, 0.13), (228.0, 0.2), (200.5, 0.3), (200.5, 1.0), (200.5, 4.9)],
)
def test_the_limit_of_long_ways_is_that_of_the_exact_law(distance, sigma):
    last = int(distance + 12 * sigma * np.sqrt(distance))
    exact, _ = log_wall_noise_law(distance, sigma, last)
    limit, _ = WALL_NOISE.log_law(np.array([distance, sigma]), last)
    information = np.exp(exact) @ (exact - limit)
    # 10,000 cycles would not tell them apart.
    assert 0 <= information * 10_000 < 0.01


@pytest.mark.parametrize(
    ("distance", "sigma"), [(30.0, 2.0), (5.0, 5.0), (30.0, 10.0), (390.0, 10.0), (500.0, 0.13)]
)
def test_late_pulses_go_on_as_in_the_exact_law(distance, sigma):
    exact, stays = log_wall_noise_law(distance, sigma, 2000)
    found, alive = WALL_NOISE.log_law(np.array([distance, sigma]), 2000)
    assert np.abs(np.exp(exact) - np.exp(found)).sum() / 2 < 2e-4
    likely = exact > np.log(1e-20)
    np.testing.assert_allclose(found[likely], exact[likely], atol=0.02)
    np.testing.assert_allclose(np.exp(alive), np.exp(stays), atol=2e-4)


@pytest.mark.parametrize("sigma", [0.2, 1.0, 3.0])
def test_the_overshoot_is_that_of_spitzer(sigma):
    distance = 12 * sigma + 2 / sigma**2
    _, stays = log_wall_noise_law(distance, sigma, int(distance + 60 * sigma**2 + 60))
    assert 1 + np.exp(stays).sum() - distance == pytest.approx(mean_overshoot(sigma), abs=1e-4)
    assert mean_overshoot(50.0) / 50 == pytest.approx(0.583, abs=0.01)


@pytest.mark.parametrize("distance", [12.0, 35.0])
def test_mean_and_spread_of_the_papers_curves(distance):
    mean, spread = law_moments(WALL_NOISE, [distance, 0.3])
    assert mean == pytest.approx(distance + 0.545, abs=1e-3)
    rounded = np.hypot(pulse_count_spread(distance, 0.3), np.sqrt(1 / 12))
    assert spread == pytest.approx(rounded, rel=0.006)


@given(st.floats(1.8, 60), st.floats(0.05, 0.6))
def test_the_distance_of_a_mean_has_that_mean(mean, sigma):
    assert mean_pulses(distance_of_mean(mean, sigma), sigma) == pytest.approx(mean, abs=1e-4)


def test_no_distance_has_a_mean_below_one_pulse():
    assert np.isnan(distance_of_mean(0.9, 0.3))
