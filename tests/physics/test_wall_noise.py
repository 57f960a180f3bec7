import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import invgauss, norm

from dwmtj import physics


def _moments(law):
    draws = np.arange(1, len(law) + 1)
    mean = (law * draws).sum()
    return mean, np.sqrt((law * draws**2).sum() - mean**2)


@pytest.mark.parametrize(("pulses", "spread"), [(12, 1.04), (35, 1.77)])
def test_one_draw_per_pulse_gives_the_spread_of_the_papers_fig_5(pulses, spread):
    assert physics.pulse_count_spread(pulses, 0.3) == pytest.approx(spread, abs=0.005)


def test_one_draw_per_step_gives_pulse_counts_that_hardly_vary():
    assert physics.pulse_count_spread(12, 0.3, draws_per_pulse=500) == pytest.approx(
        0.05, abs=0.005
    )


@pytest.mark.parametrize(("pulses", "spread"), [(12, 1.08), (35, 1.80)])
def test_counts_are_rounded_up_so_the_discrete_law_has_mean_n_plus_one_half(pulses, spread):
    mean, sd = _moments(physics.discrete_law(pulses, 0.3, 120))
    assert mean == pytest.approx(pulses + 0.5, abs=0.05)
    assert sd == pytest.approx(spread, abs=0.005)


@pytest.mark.parametrize(("distance", "sigma"), [(3.3, 0.2), (12.0, 0.3), (5.0, 1.0), (0.7, 0.6)])
def test_the_discrete_law_agrees_with_simulated_walls(distance, sigma):
    trials, last = 200_000, 60
    steps = np.random.default_rng(1).normal(1, sigma, (trials, last))
    fired = np.cumsum(steps, axis=1) >= distance
    counts = np.bincount(np.where(fired.any(1), fired.argmax(1), last), minlength=last + 1)[:last]
    law = physics.discrete_law(distance, sigma, last)
    error = np.sqrt(np.maximum(law * (1 - law), 1 / trials) / trials)
    assert np.abs(counts / trials - law).max() < 5 * error.max()


def _passed_after(draws, distance, sigma):
    """Chance to fire at a draw, by adaptive quadrature over all earlier places, 0 excluded."""
    if draws == 1:
        return ndtr((1 - distance) / sigma)
    # The likeliest way goes in equal steps; its neighbourhood is all that counts.
    middle = min(distance / draws, distance)
    reach = 12 * sigma

    def later(place):
        return norm.pdf(place, 1, sigma) * _passed_after(draws - 1, distance - place, sigma)

    scale = later(middle)  # quad looks at absolute errors too
    value, _ = quad(
        lambda place: later(place) / scale,
        middle - reach,
        min(middle + reach, distance),
        epsrel=1e-10,
        epsabs=0,
        limit=200,
    )
    return value * scale


@pytest.mark.parametrize("distance", [0.7, 3.3, 12.0])
@pytest.mark.parametrize("sigma", [0.3, 1.0])
def test_the_first_draws_follow_the_integral_over_all_earlier_places(distance, sigma):
    law = physics.discrete_law(distance, sigma, 3)
    expected = [_passed_after(draws, distance, sigma) for draws in (1, 2, 3)]
    np.testing.assert_allclose(law, expected, rtol=1e-8)


def test_hardly_possible_draws_have_tiny_probabilities_not_rounding_noise():
    law = physics.discrete_law(12.0, 0.3, 40)
    draws = np.arange(1, 41)
    # Who fires at draw n is beyond N then; who is beyond N has fired.
    beyond = ndtr((draws - 12.0) / (0.3 * np.sqrt(draws)))
    assert np.all(law <= beyond * (1 + 1e-9))
    assert np.all(np.cumsum(law) >= beyond * (1 - 1e-9))
    assert law[1] == pytest.approx(4e-123, rel=0.05)
    assert law[5] == pytest.approx(1.6e-16, rel=0.01)
    assert np.all(np.diff(law[:12]) > 0)
    assert np.all(np.diff(law[13:]) < 0)


@given(st.floats(0.1, 20), st.floats(0.05, 0.8))
def test_the_discrete_law_is_a_probability(distance, sigma):
    law = physics.discrete_law(distance, sigma, 200)
    assert (law >= 0).all()
    assert law.sum() == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("distance", "draw"), [(12.0, 12), (11.5, 12), (0.2, 1)])
def test_without_noise_the_wall_fires_at_the_next_whole_draw(distance, draw):
    law = physics.discrete_law(distance, 0.0, 20)
    assert law[draw - 1] == 1
    assert law.sum() == 1


def test_a_wall_that_cannot_fire_in_time_leaves_probability_over():
    assert physics.discrete_law(30.0, 0.1, 10).sum() == 0  # 63 standard deviations away
    assert physics.discrete_law(30.0, 0.0, 10).sum() == 0


def test_the_inverse_gaussian_is_the_limit_of_many_small_draws():
    mean, sigma = 400.0, 3.0
    draws = np.arange(1.0, 2000.0)
    density = physics.inverse_gaussian_law(draws, mean, sigma)
    assert density.sum() == pytest.approx(1, abs=1e-3)
    assert (density * draws).sum() == pytest.approx(mean, rel=1e-3)
    assert ((density * (draws - mean) ** 2).sum()) == pytest.approx(mean * sigma**2, rel=0.01)
    discrete = np.cumsum(physics.discrete_law(mean, sigma, 1200))
    # The discrete wall overshoots: about 0.58 sigma further (Siegmund's correction).
    shifted = invgauss.cdf(draws[:1200], mu=sigma**2 / (mean + 0.583 * sigma),
                           scale=((mean + 0.583 * sigma) / sigma) ** 2)  # fmt: skip
    assert np.abs(discrete - shifted).max() < 0.01


@given(st.floats(0.01, 1), st.floats(1e-11, 1e-7), st.floats(1e-11, 1e-7), st.floats(1e-11, 1e-7))
def test_converting_sigma_keeps_the_long_time_spread_and_composes(sigma, first, second, third):
    converted = physics.convert_sigma(sigma, first, second)
    duration = 1e-6
    assert physics.distance_spread(sigma, duration / first) == pytest.approx(
        float(physics.distance_spread(converted, duration / second))
    )
    assert physics.convert_sigma(converted, second, third) == pytest.approx(
        float(physics.convert_sigma(sigma, first, third))
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((0.0, 0.3, 10), "mean_increments"),
        ((float("nan"), 0.3, 10), "mean_increments"),
        ((1.0, -0.3, 10), "sigma"),
        ((1.0, float("inf"), 10), "sigma"),
        ((1.0, 0.3, 0), "max_draws"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        physics.discrete_law(*arguments)


def test_intervals_must_be_positive():
    with pytest.raises(ValueError, match="interval"):
        physics.convert_sigma(0.3, 0.0, 1e-9)


@pytest.mark.parametrize(("mean", "sigma"), [(12.0, 0.3), (200.5, 1.0), (3.0, 0.05)])
def test_the_inverse_gaussian_is_that_of_scipy(mean, sigma):
    draws = np.array([-1.0, 0.0, 0.5, mean / 2, mean, 2 * mean, np.inf, np.nan])
    shape = (mean / sigma) ** 2
    expected = invgauss.pdf(draws, mu=mean / shape, scale=shape)
    found = physics.inverse_gaussian_law(draws, mean, sigma)
    np.testing.assert_allclose(found, expected, rtol=1e-10)
