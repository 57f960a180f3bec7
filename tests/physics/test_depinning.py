from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import kstest

from dwmtj.physics import depinning, escape_curve
from dwmtj.physics.activation import BOLTZMANN

ROOM = 300.0
KT = BOLTZMANN * ROOM
SITE = {"barrier": 40 * KT, "attempt_time": 1e-9, "temperature": ROOM}
PAPER_PULSE = {"duration": 50e-9, "rise": 10e-9, "fall": 10e-9}


def _integrated_rate(amplitude, critical, pulse, site, since=0.0):
    """Integral of the rate over a pulse by quadrature, split where the rate has corners."""
    corners = [0, pulse["rise"], pulse["duration"] - pulse["fall"], pulse["duration"]]
    shape = [0.0, amplitude, amplitude, 0.0]
    crossing = critical / amplitude if amplitude > critical else 0.5
    corners_of_rate = [
        pulse["rise"] * crossing,
        pulse["duration"] - pulse["fall"] * crossing,
    ]
    cuts = sorted({since, *corners, *corners_of_rate})
    total = 0.0
    for begin, end in pairwise(cuts):
        if begin >= since:
            total += quad(
                lambda t: float(
                    depinning.escape_rate(np.interp(t, corners, shape), critical, **site)
                ),
                begin,
                end,
                epsabs=0,
                epsrel=1e-11,
            )[0]
    return total


def test_the_rate_grows_by_e_when_the_barrier_falls_by_one_thermal_energy():
    slow = depinning.escape_rate(1.0, 2.5, **SITE)
    fast = depinning.escape_rate(1.0 + 2.5 / 40, 2.5, **SITE)
    assert fast / slow == pytest.approx(np.e)
    assert slow == pytest.approx(1e9 * np.exp(-40 * (1 - 1 / 2.5)))


def test_the_rate_is_at_most_one_per_attempt_and_a_reverse_drive_lowers_it():
    assert depinning.escape_rate([2.5, 3.0, 1e3], 2.5, **SITE) == pytest.approx(1e9)
    assert depinning.escape_rate(-1.0, 2.5, **SITE) < depinning.escape_rate(0.0, 2.5, **SITE)


def test_a_wall_left_alone_stays_for_years_at_40_and_for_hours_at_30_thermal_energies():
    year, hour = 365 * 86400, 3600
    assert 1 / depinning.escape_rate(0.0, 2.5, **SITE) > 5 * year
    weaker = SITE | {"barrier": 30 * KT}
    assert hour < 1 / depinning.escape_rate(0.0, 2.5, **weaker) < 24 * hour


@given(st.floats(0, 1e-6), st.floats(0, 3))
def test_two_steps_are_as_likely_to_free_a_wall_as_one_of_twice_the_length(step, drive):
    once = depinning.step_escape_probability(drive, 2.5, step, **SITE)
    twice = depinning.step_escape_probability(drive, 2.5, 2 * step, **SITE)
    assert twice == pytest.approx(1 - (1 - once) ** 2, abs=1e-14)


@given(
    st.floats(-3, 6).filter(lambda v: abs(v) > 1e-3),
    st.floats(0.5, 100),
    st.integers(0, 25),
    st.integers(0, 25),
)
def test_expected_escapes_over_a_pulse_are_the_integral_of_the_rate(amplitude, barrier, rise, fall):
    pulse = {"duration": 50e-9, "rise": rise * 1e-9, "fall": fall * 1e-9}
    site = SITE | {"barrier": barrier * KT}
    exact = depinning.pulse_expected_escapes(amplitude, 2.5, **pulse, **site)
    assert exact == pytest.approx(_integrated_rate(amplitude, 2.5, pulse, site), rel=1e-8)


def test_an_edge_counts_the_same_up_and_down_and_a_flat_one_as_a_plateau():
    up = depinning.edge_expected_escapes(1.0, 3.0, 2.5, 10e-9, **SITE)
    down = depinning.edge_expected_escapes(3.0, 1.0, 2.5, 10e-9, **SITE)
    assert up == pytest.approx(down, rel=1e-14)
    flat = depinning.edge_expected_escapes(2.0, 2.0, 2.5, 10e-9, **SITE)
    assert flat == pytest.approx(10e-9 * depinning.escape_rate(2.0, 2.5, **SITE))
    nearly = depinning.edge_expected_escapes(2.0, 2.0 * (1 + 1e-13), 2.5, 10e-9, **SITE)
    assert nearly == pytest.approx(flat, rel=1e-10)


def test_far_above_the_critical_drive_every_part_of_a_pulse_counts_in_full():
    expected = depinning.pulse_expected_escapes(1e9, 2.5, **PAPER_PULSE, **SITE)
    assert expected == pytest.approx(50.0, rel=1e-6)


def test_without_a_barrier_the_drive_does_not_matter():
    free = SITE | {"barrier": 0.0}
    expected = depinning.pulse_expected_escapes([-2.0, 0.0, 2.0], 2.5, **PAPER_PULSE, **free)
    assert expected == pytest.approx(50.0)


def test_a_pulse_of_the_paper_frees_hardly_any_wall_at_1_4_volt_and_nearly_all_at_2_volt():
    site = SITE | {"barrier": 80 * KT}
    below, above = depinning.pulse_escape_probability([1.4, 2.0], 1.83, **PAPER_PULSE, **site)
    assert below < 1e-5
    assert above > 1 - 1e-9


@given(st.floats(0.001, 0.999), st.floats(10, 90), st.floats(10e-9, 1e-3))
def test_the_amplitude_for_a_probability_inverts_the_curve(probability, barrier, duration):
    site = SITE | {"barrier": barrier * KT, "attempt_time": 1e-10}
    pulse = {"duration": duration, "rise": 3e-9, "fall": 5e-9}
    lowest = depinning.pulse_escape_probability(0.0, 2.5, **pulse, **site)
    if probability < lowest:
        with pytest.raises(ValueError, match="without drive"):
            escape_curve.escape_amplitude(probability, 2.5, **pulse, **site)
        return
    amplitude = escape_curve.escape_amplitude(probability, 2.5, **pulse, **site)
    back = depinning.pulse_escape_probability(amplitude, 2.5, **pulse, **site)
    assert back == pytest.approx(probability, rel=1e-9)


def test_the_middle_of_the_curve_of_rectangular_pulses_is_the_closed_form():
    lengths = np.array([10e-9, 50e-9, 1e-6, 1e-3])
    found = escape_curve.escape_amplitude(0.5, 2.5, duration=lengths, **SITE)
    assert found == pytest.approx(
        escape_curve.rectangular_escape_drive(0.5, 2.5, lengths, **SITE), rel=1e-12
    )
    assert found[0] == pytest.approx(2.5 * (1 - np.log(10 / np.log(2)) / 40))
    # Ten times the length lowers the middle by V_c*ln10*k_B T/E_b, whatever the length.
    assert found[2] - found[3] == pytest.approx(2.5 * 3 * np.log(10) / 40)


def test_the_width_of_the_curve_is_that_of_a_gumbel_law_and_falls_with_the_barrier():
    # Integrate over the density dP/dV: mean and variance of the drive that frees a wall.
    for barrier in (40, 80):
        site = SITE | {"barrier": barrier * KT}
        edges = np.linspace(0.5, 2.5, 40_001)
        curve = depinning.pulse_escape_probability(edges, 2.5, duration=1e-6, **site)
        middles, weights = (edges[1:] + edges[:-1]) / 2, np.diff(curve)
        mean = np.sum(middles * weights)
        spread = np.sqrt(np.sum((middles - mean) ** 2 * weights))
        expected = escape_curve.escape_drive_spread(2.5, barrier=barrier * KT, temperature=ROOM)
        assert spread == pytest.approx(float(expected), rel=2e-3)
        tenth, nine_tenths = escape_curve.rectangular_escape_drive([0.1, 0.9], 2.5, 1e-6, **site)
        assert nine_tenths - tenth == pytest.approx(3.0844 * 2.5 / barrier, rel=1e-4)


def test_below_the_critical_drive_the_edges_of_a_pulse_hardly_count():
    with_edges = escape_curve.escape_amplitude(0.5, 2.5, **PAPER_PULSE, **SITE)
    plateau_only = escape_curve.rectangular_escape_drive(0.5, 2.5, 30e-9, **SITE)
    whole = escape_curve.rectangular_escape_drive(0.5, 2.5, 50e-9, **SITE)
    assert whole < with_edges < plateau_only
    assert plateau_only - with_edges < 0.1 * (plateau_only - whole)


@given(
    st.floats(1e-15, 0.999999),
    st.floats(-2, 6),
    st.floats(0, 800),
    st.floats(0, 45e-9),
)
def test_the_escape_time_is_where_the_integral_of_the_rate_reaches_its_draw(
    uniform, amplitude, barrier, since
):
    site = SITE | {"barrier": barrier * KT}
    pulse = PAPER_PULSE | {"since": since}
    time = depinning.escape_time(uniform, amplitude, 2.5, **pulse, **site)
    total = depinning.pulse_expected_escapes(amplitude, 2.5, **pulse, **site)
    draw = -np.log1p(-uniform)
    if draw > total * (1 + 1e-12):
        assert time == np.inf
    elif draw < total * (1 - 1e-12):
        assert since - 1e-20 <= time <= 50e-9 * (1 + 1e-12)
        left = depinning.pulse_expected_escapes(
            amplitude, 2.5, **(pulse | {"since": max(float(time), since)}), **site
        )
        assert total - left == pytest.approx(draw, rel=1e-7, abs=1e-9 * total)


def test_escape_times_of_many_walls_follow_the_distribution_of_the_pulse():
    rng = np.random.default_rng(7)
    amplitude, count = 2.3, 20_000
    times = depinning.escape_time(rng.random(count), amplitude, 2.5, **PAPER_PULSE, **SITE)
    probability = float(depinning.pulse_escape_probability(amplitude, 2.5, **PAPER_PULSE, **SITE))
    freed = times[np.isfinite(times)]
    error = np.sqrt(probability * (1 - probability) / count)
    assert freed.size / count == pytest.approx(probability, abs=3 * error)
    total = float(depinning.pulse_expected_escapes(amplitude, 2.5, **PAPER_PULSE, **SITE))

    def distribution(time):
        left = depinning.pulse_expected_escapes(amplitude, 2.5, since=time, **PAPER_PULSE, **SITE)
        return -np.expm1(left - total) / probability

    assert kstest(freed, distribution).pvalue > 0.01


def test_a_wall_that_comes_late_has_less_of_the_pulse():
    early = depinning.pulse_expected_escapes(2.3, 2.5, since=0.0, **PAPER_PULSE, **SITE)
    late = depinning.pulse_expected_escapes(2.3, 2.5, since=25e-9, **PAPER_PULSE, **SITE)
    assert late == pytest.approx(early / 2, rel=1e-12)  # the pulse is symmetric
    assert depinning.pulse_expected_escapes(2.3, 2.5, since=60e-9, **PAPER_PULSE, **SITE) == 0


def test_sites_and_devices_broadcast():
    critical = np.array([1.83, 2.57, 2.78])
    devices = np.linspace(2.0, 2.8, 5)[:, None]
    assert depinning.pulse_escape_probability(devices, critical, **PAPER_PULSE, **SITE).shape == (
        5,
        3,
    )
    uniform = np.full((4, 5, 3), 0.5)
    assert depinning.escape_time(uniform, devices, critical, **PAPER_PULSE, **SITE).shape == (
        4,
        5,
        3,
    )
    assert escape_curve.escape_amplitude(0.5, critical, **PAPER_PULSE, **SITE).shape == (3,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"temperature": 0}, "temperature: 0 K is not allowed; allowed: above 0 K"),
        ({"barrier": -1e-20}, "barrier: -1e-20 J is not allowed"),
        ({"attempt_time": 0}, "attempt_time: 0 s is not allowed"),
        ({"duration": -1e-9}, "duration: -1e-09 s is not allowed"),
        ({"rise": 45e-9}, r"rise \+ fall: 5.5e-08 s is not allowed; allowed: at most the duration"),
        ({"fall": np.nan}, "fall: nan s is not allowed"),
        ({"since": -1e-9}, "since: -1e-09 s is not allowed"),
        ({"critical_drive": 0}, "critical_drive: 0 is not allowed"),
        ({"amplitude": np.nan}, "drive: not a finite number"),
        ({"uniform": 1.0}, "uniform: 1 is not allowed; allowed: 0 to below 1"),
    ],
)
def test_values_out_of_range_are_named(change, message):
    arguments = {"uniform": 0.5, "amplitude": 2.0, "critical_drive": 2.5, **PAPER_PULSE, **SITE}
    with pytest.raises(ValueError, match=message):
        depinning.escape_time(**(arguments | change))


def test_a_probability_that_no_amplitude_gives_is_refused():
    with pytest.raises(ValueError, match="probability: 1 is not allowed"):
        escape_curve.escape_amplitude(1.0, 2.5, **PAPER_PULSE, **SITE)
    slow = SITE | {"attempt_time": 1e-6}  # 50 ns are at most a twentieth of an attempt
    with pytest.raises(ValueError, match=r"allowed: .* to 0\.0487"):
        escape_curve.escape_amplitude(0.5, 2.5, **PAPER_PULSE, **slow)
