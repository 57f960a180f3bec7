from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from dwmtj.physics import depinning, nucleation
from dwmtj.physics.activation import BOLTZMANN

OERSTED = 1e3 / (4 * np.pi)
KT = BOLTZMANN * 300
JUNCTION = {
    "barrier": 60 * KT,
    "critical_voltage": 0.65,
    "critical_field": 570 * OERSTED,
    "exponent": 1.0,
    "attempt_time": 1e-9,
    "temperature": 300.0,
}
PAPER_PULSE = {"duration": 50e-9, "rise": 10e-9, "fall": 10e-9}


def test_the_critical_voltage_and_the_critical_field_each_take_the_barrier_away():
    assert nucleation.nucleation_rate(0.65, 0.0, **JUNCTION) == pytest.approx(1e9)
    assert nucleation.nucleation_rate(0.0, 570 * OERSTED, **JUNCTION) == pytest.approx(1e9)
    assert nucleation.nucleation_rate(5.0, 0.0, **JUNCTION) == pytest.approx(1e9)


def test_a_field_against_the_new_domain_has_to_be_made_up_by_voltage():
    helped = nucleation.nucleation_rate(0.3, 200 * OERSTED, **JUNCTION)
    alone = nucleation.nucleation_rate(0.3, 0.0, **JUNCTION)
    hindered = nucleation.nucleation_rate(0.3, -200 * OERSTED, **JUNCTION)
    assert hindered < alone < helped
    equal = nucleation.nucleation_rate(0.3 + 0.65 * 200 / 570, -200 * OERSTED, **JUNCTION)
    assert equal == pytest.approx(float(alone), rel=1e-12)


@given(
    st.floats(-1, 3).filter(lambda v: v == 0 or abs(v) > 1e-9),
    st.floats(-1000, 1000),
    st.sampled_from([1.0, 1.3, 1.5, 2.0]),
    st.floats(0, 150),
)
def test_expected_nucleations_are_the_integral_of_the_rate(voltage, field, exponent, barrier):
    junction = JUNCTION | {"exponent": exponent, "barrier": barrier * KT}
    exact = nucleation.expected_nucleations(voltage, field * OERSTED, **PAPER_PULSE, **junction)

    def rate(v):
        return float(nucleation.nucleation_rate(v, field * OERSTED, **junction))

    # Over the voltage, cut where the barrier vanishes, on which side the integral is smooth.
    free = 0.65 * (1 - field / 570)
    low, high = sorted([0.0, voltage])
    cuts = [low, *([free] if low < free < high else []), high]
    edge = rate(0.0)
    if voltage != 0:
        parts = [quad(rate, a, b, epsabs=0, epsrel=1e-11, limit=200)[0] for a, b in pairwise(cuts)]
        edge = sum(parts) / (high - low)
    assert exact == pytest.approx(30e-9 * rate(voltage) + 20e-9 * edge, rel=1e-8)


@pytest.mark.parametrize("exponent", [1.0, 1.5, 2.0])
def test_tiny_voltages_lose_no_digits(exponent):
    junction = JUNCTION | {"exponent": exponent}
    square = {"duration": 50e-9, "rise": 25e-9, "fall": 25e-9}
    without = nucleation.expected_nucleations(0.0, 0.0, **square, **junction)
    for voltage in (1e-15, 1e-12, 1e-9):
        nearly = nucleation.expected_nucleations(voltage, 0.0, **square, **junction)
        slope = exponent * 60 / 0.65 / 2  # of the logarithm, at half of the voltage on average
        assert nearly / without - 1 == pytest.approx(slope * voltage, rel=1e-3, abs=2e-14)


def test_with_a_linear_barrier_and_no_field_it_is_the_escape_from_a_site():
    voltages = np.linspace(0.1, 1.0, 10)
    pinned = depinning.pulse_escape_probability(
        voltages, 0.65, **PAPER_PULSE, barrier=60 * KT, attempt_time=1e-9, temperature=300.0
    )
    written = nucleation.nucleation_probability(voltages, 0.0, **PAPER_PULSE, **JUNCTION)
    assert written == pytest.approx(pinned, rel=1e-9)


def test_longer_and_stronger_pulses_and_a_helping_field_write_more_often():
    lengths = [30e-9, 50e-9, 100e-9, 1e-6]
    by_length = nucleation.nucleation_probability(
        0.5, 0.0, duration=lengths, rise=10e-9, fall=10e-9, **JUNCTION
    )
    voltages = np.linspace(0.3, 0.9, 7)
    by_voltage = nucleation.nucleation_probability(voltages, 0.0, **PAPER_PULSE, **JUNCTION)
    fields = np.linspace(-300, 300, 7) * OERSTED
    by_field = nucleation.nucleation_probability(0.5, fields, **PAPER_PULSE, **JUNCTION)
    for curve in (by_length, by_voltage, by_field):
        assert np.all(np.diff(curve) > 0)


def test_the_write_pulse_of_the_paper_writes_with_the_bias_field_and_seldom_without():
    with_field, without = nucleation.nucleation_probability(
        0.48, np.array([200, 0]) * OERSTED, **PAPER_PULSE, **JUNCTION
    )
    assert with_field > 1 - 1e-9
    assert without < 1e-3


def test_ten_times_the_length_lowers_the_write_voltage_by_a_fixed_step():
    lengths = np.array([1e-7, 1e-6, 1e-5])
    found = nucleation.nucleation_amplitude(0.5, 200 * OERSTED, duration=lengths, **JUNCTION)
    assert np.diff(found) == pytest.approx(-0.65 * np.log(10) / 60, rel=1e-9)
    expected = 0.65 * (1 - 200 / 570 - np.log(100 / np.log(2)) / 60)
    assert found[0] == pytest.approx(expected, rel=1e-9)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(-200, 200), st.sampled_from([1.0, 2.0]))
def test_the_amplitude_for_a_probability_inverts_the_curve(probability, field, exponent):
    junction = JUNCTION | {"exponent": exponent}
    setting = {"field": field * OERSTED, **PAPER_PULSE, **junction}
    amplitude = nucleation.nucleation_amplitude(probability, **setting)
    back = nucleation.nucleation_probability(amplitude, **setting)
    assert back == pytest.approx(probability, rel=1e-7)


def test_a_reading_of_20_millivolt_does_not_disturb_the_junction():
    disturb = nucleation.nucleation_probability(0.02, 0.0, duration=1e-3, **JUNCTION)
    assert disturb == pytest.approx(1e-3 * 1e9 * np.exp(-60 * (1 - 0.02 / 0.65)), rel=1e-9)
    assert 0 < disturb < 1e-18


def test_junctions_and_voltages_broadcast():
    critical = JUNCTION | {"critical_voltage": np.array([0.6, 0.65, 0.7])}
    voltages = np.linspace(0.3, 0.6, 4)[:, None]
    assert nucleation.nucleation_probability(voltages, 0.0, **PAPER_PULSE, **critical).shape == (
        4,
        3,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"critical_voltage": 0}, "critical_voltage: 0 V is not allowed"),
        ({"critical_field": -1}, "critical_field: -1 A/m is not allowed"),
        ({"exponent": 0}, "exponent: 0 is not allowed"),
        ({"field": np.inf}, "amplitude, field: not a finite number"),
        ({"duration": 10e-9}, r"rise \+ fall: 2e-08 s is not allowed"),
    ],
)
def test_values_out_of_range_are_named(change, message):
    arguments = {"amplitude": 0.5, "field": 0.0, **PAPER_PULSE, **JUNCTION}
    with pytest.raises(ValueError, match=message):
        nucleation.nucleation_probability(**(arguments | change))
