import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import erf

from dwmtj.physics.heating import (
    film_temperature_rise,
    half_space_temperature_rise,
    line_power,
    steady_temperature_rise,
)

OXIDE = {"thermal_conductivity": 1.4, "density": 2200.0, "heat_capacity": 730.0}
UNITS = {"thermal_conductivity": 1.0, "density": 1.0, "heat_capacity": 1.0}
WIDTH = 250e-9

sizes = st.floats(1e-2, 1e2)


def _evenly_heated_centre(reach):
    """Centre of a strip of width 1 heated evenly, in p'/(pi*kappa): Green's function over it."""

    def growth(logarithm):
        u = np.exp(logarithm)
        return np.sqrt(np.pi) * u * erf(0.5 / u)

    return quad(growth, -40, np.log(reach), limit=200)[0]


def _green(x, thickness):
    """Steady temperature at the surface of a film over a sink, per line power, kappa = 1."""
    return -np.log(np.tanh(np.pi * np.abs(x) / (4 * thickness))) / np.pi


def test_line_power_is_resistivity_times_squared_density_times_cross_section():
    assert line_power(1e12, 1e6, 250e-9, 4e-9) == pytest.approx(1e3)


def test_the_preset_in_a_pulse_warms_by_about_240_kelvin_on_bulk_oxide():
    # 0.658 mA in a film of 314.6 ohm per square, 50 ns.
    power = 0.658e-3**2 * 314.6 / WIDTH
    rise = half_space_temperature_rise(power, width=WIDTH, time=50e-9, **OXIDE)
    assert rise == pytest.approx(238, abs=1)


def test_heat_that_has_gone_far_warms_the_track_with_the_logarithm_of_time():
    rise = half_space_temperature_rise(1.0, width=1.0, time=[1e6, 1e8], **UNITS)
    assert rise[1] - rise[0] == pytest.approx(np.log(10) / np.pi, rel=1e-6)


def test_at_first_the_track_warms_as_a_plane_does_with_the_root_of_time():
    # Flux p'/(a*w*sqrt(pi)) at the centre into a half-space: 2*flux*sqrt(D*t/pi)/kappa.
    time = 1e-8
    flux = 1 / (0.5 * np.sqrt(np.pi))
    rise = half_space_temperature_rise(1.0, width=1.0, time=time, **UNITS)
    assert rise == pytest.approx(2 * flux * np.sqrt(time / np.pi), rel=1e-6)


@pytest.mark.parametrize("reach", [1.0, 2.0, 5.0, 20.0, 500.0])
def test_an_evenly_heated_strip_is_met_within_1_percent_once_heat_has_gone_its_width(reach):
    rise = half_space_temperature_rise(np.pi, width=1.0, time=(reach / 2) ** 2, **UNITS)
    assert rise == pytest.approx(_evenly_heated_centre(reach), rel=0.01)


@pytest.mark.parametrize("reach", [0.01, 0.1, 0.3, 0.7])
def test_an_evenly_heated_strip_is_at_most_13_percent_cooler_before(reach):
    rise = half_space_temperature_rise(np.pi, width=1.0, time=(reach / 2) ** 2, **UNITS)
    assert 1 < rise / _evenly_heated_centre(reach) < 1.13


@given(sizes, sizes, st.floats(0, 1e-3))
def test_before_heat_reaches_the_sink_a_film_is_a_half_space(width, film, part):
    time = part * film**2
    thick = half_space_temperature_rise(1.0, width=width, time=time, **UNITS)
    thin = film_temperature_rise(1.0, width=width, film_thickness=film, time=time, **UNITS)
    assert thin == pytest.approx(float(thick), rel=1e-12)


@pytest.mark.parametrize(("width", "film"), [(0.3, 1.0), (1.0, 1.0), (5.0, 1.0)])
@pytest.mark.parametrize("time", [0.03, 0.3, 3.0])
def test_a_film_agrees_with_the_series_of_vertical_modes(width, film, time):
    # Modes cos((n + 1/2)*pi*z/d) decay at their own rates; a Gaussian spreads along the width.
    rates = ((np.arange(4000) + 0.5) * np.pi / film) ** 2
    profile = 0.5 * width

    def growth(root):
        t = root**2
        return 2 * root * 2 / film * np.sum(np.exp(-rates * t)) / np.sqrt(profile**2 + 4 * t)

    expected = quad(growth, 2e-4, np.sqrt(time), limit=400, epsrel=1e-10)[0] / np.sqrt(np.pi)
    early = half_space_temperature_rise(1.0, width=width, time=4e-8, **UNITS)
    rise = film_temperature_rise(1.0, width=width, film_thickness=film, time=time, **UNITS)
    assert rise == pytest.approx(expected + float(early), rel=1e-7)


@given(sizes, sizes)
def test_the_steady_film_is_that_of_the_green_function_of_a_line_over_a_sink(width, film):
    profile = 0.5 * width
    # x = profile*s^2 takes the logarithm at the line out of the integrand.
    expected = quad(
        lambda s: 4 * s * np.exp(-(s**4)) * _green(profile * s**2, film), 0, 3, epsabs=1e-13
    )[0]
    forever = film_temperature_rise(1.0, width=width, film_thickness=film, time=np.inf, **UNITS)
    assert forever == pytest.approx(expected / np.sqrt(np.pi), rel=1e-8)


@pytest.mark.parametrize("width", [0.05, 0.4, 1.0, 3.0, 10.0])
def test_a_strip_of_one_temperature_agrees_with_its_integral_equation(width):
    # Flux of the strip as Chebyshev polynomials over sqrt(1 - u^2), collocated.
    terms, points = 30, 4000
    angles = (np.arange(points) + 0.5) * np.pi / points
    u = np.cos(angles)
    places = np.cos((np.arange(terms) + 0.5) * np.pi / terms)
    order = 2 * np.arange(terms // 2)
    # The logarithm is integrated exactly, the smooth rest by the midpoint rule in the angle.
    separation = places[:, None] - u
    rest = _green(separation * width / 2, 1.0) + np.log(np.abs(separation)) / np.pi
    modes = np.cos(np.outer(order, angles))
    exact = np.cos(np.outer(np.arccos(places), order)) / np.where(order == 0, 1, order)
    exact[:, 0] = np.log(2)
    matrix = rest @ modes.T * np.pi / points + exact
    flux = np.linalg.lstsq(matrix, np.ones(terms), rcond=None)[0]
    heat = np.pi * flux[0]
    rise = steady_temperature_rise(heat, width=width, film_thickness=1.0, thermal_conductivity=1.0)
    assert rise == pytest.approx(1.0, rel=1e-8)


@given(st.floats(0.4, 1e4), st.floats(1e-9, 1e-3))
def test_a_wide_strip_is_a_plate_widened_by_0_88_thicknesses(squares, film):
    rise = steady_temperature_rise(
        1.0, width=squares * film, film_thickness=film, thermal_conductivity=1.4
    )
    assert rise == pytest.approx(1 / (1.4 * (squares + 4 * np.log(2) / np.pi)), rel=0.05)


def test_a_narrow_strip_loses_heat_as_a_line_does():
    width = 1e-6
    rise = steady_temperature_rise(np.pi, width=width, film_thickness=1.0, thermal_conductivity=1.0)
    assert rise == pytest.approx(np.log(16 / (np.pi * width)), rel=1e-9)


@given(sizes, sizes)
def test_the_profile_ends_3_to_23_percent_warmer_than_a_strip_of_one_temperature(width, film):
    forever = film_temperature_rise(1.0, width=width, film_thickness=film, time=np.inf, **UNITS)
    strip = steady_temperature_rise(1.0, width=width, film_thickness=film, thermal_conductivity=1.0)
    assert 1.03 < forever / strip < 1.23


@given(sizes, st.floats(0, 1e3), st.floats(1.01, 10), st.floats(1.01, 10))
def test_the_track_is_warmer_later_and_on_a_thicker_film(width, time, later, thicker):
    film = np.array([1.0, 1.0, thicker, thicker])
    times = np.array([time, time * later, time, time * later])
    rise = film_temperature_rise(1.0, width=width, film_thickness=film, time=times, **UNITS)
    tolerance = 1e-12 * rise.max()
    assert rise[1] >= rise[0] - tolerance
    assert rise[2] >= rise[0] - tolerance
    most = half_space_temperature_rise(1.0, width=width, time=times, **UNITS)
    assert np.all(rise <= most * (1 + 1e-12))


def test_without_time_there_is_no_rise_and_devices_broadcast():
    time = np.array([0.0, 1e-9, 50e-9])
    film = np.array([[1e-7], [3e-7]])
    rise = film_temperature_rise(500.0, width=WIDTH, film_thickness=film, time=time, **OXIDE)
    assert rise.shape == (2, 3)
    assert np.all(rise[:, 0] == 0)
    one = film_temperature_rise(500.0, width=WIDTH, film_thickness=3e-7, time=50e-9, **OXIDE)
    assert rise[1, 2] == one


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("width", 0.0, "width: 0 m .* above 0 m"),
        ("film_thickness", -1.0, "film_thickness: -1 m .* above 0 m"),
        ("thermal_conductivity", 0.0, "thermal_conductivity: 0 W/\\(m K\\) .* above 0"),
        ("density", 0.0, "density: 0 kg/m\\^3 .* above 0"),
        ("heat_capacity", 0.0, "heat_capacity: 0 J/\\(kg K\\) .* above 0"),
        ("time", -1.0, "time: -1 s .* at least 0 s"),
        ("time", np.nan, "time: nan s .* at least 0 s"),
    ],
)
def test_impossible_tracks_and_films_are_named(name, value, message):
    arguments = {"width": 1.0, "film_thickness": 1.0, "time": 1.0, **UNITS, name: value}
    with pytest.raises(ValueError, match=message):
        film_temperature_rise(1.0, **arguments)
