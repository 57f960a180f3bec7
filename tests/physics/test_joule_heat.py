import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from dwmtj.physics.joule_heat import charge, joule_energy
from dwmtj.physics.junction import junction_resistance, measured_resistance
from dwmtj.physics.tunnel_junction import TunnelJunction

PULSE = np.array([0.0, 10e-9, 40e-9, 50e-9])
TRAPEZOID = np.array([0.0, 1.0, 1.0, 0.0])

waveforms = st.lists(st.tuples(st.floats(0, 10), st.floats(-10, 10)), min_size=1, max_size=8)


def test_the_trapezoid_has_the_charge_of_40_and_the_energy_of_36_7_nanoseconds():
    assert charge(PULSE, 2.4 * TRAPEZOID, 3648.0) == pytest.approx(40e-9 * 2.4 / 3648, rel=1e-14)
    energy = joule_energy(PULSE, 2.4 * TRAPEZOID, 3648.0)
    assert energy == pytest.approx((30 + 20 / 3) * 1e-9 * 2.4**2 / 3648, rel=1e-14)


def test_the_write_pulse_of_the_paper_costs_214_picojoule():
    assert joule_energy(PULSE, 3.1 * TRAPEZOID, 1650.0) == pytest.approx(214e-12, rel=3e-3)


@given(waveforms, st.floats(-10, 10), st.floats(1, 1e6))
def test_constant_resistance_agrees_with_the_integral_of_a_parabola(pieces, start, resistance):
    durations, ends = map(np.array, zip(*pieces, strict=True))
    time = np.concatenate([[0.0], np.cumsum(durations)])
    voltage = np.concatenate([[start], ends])
    low, high, length = voltage[:-1], voltage[1:], np.diff(time)
    energy = np.sum(length * (low**2 + low * high + high**2) / 3) / resistance
    moved = np.sum(length * (low + high) / 2) / resistance
    assert joule_energy(time, voltage, resistance) == pytest.approx(energy, rel=1e-13, abs=1e-300)
    total = np.sum(length * np.abs(voltage).max()) / resistance
    assert charge(time, voltage, resistance) == pytest.approx(moved, rel=1e-13, abs=1e-14 * total)


def test_a_step_takes_no_time_and_no_energy():
    time = [0.0, 0.0, 50e-9, 50e-9]
    assert joule_energy(time, [0.0, 2.0, 2.0, 0.0], 1e3) == pytest.approx(50e-9 * 4 / 1e3)


def test_a_function_that_gives_one_resistance_is_a_constant_resistance():
    def constant(voltage):
        return np.full_like(voltage, 500.0)

    energy = joule_energy(PULSE, TRAPEZOID, constant)
    assert energy == pytest.approx(float(joule_energy(PULSE, TRAPEZOID, 500.0)), rel=1e-14)


def test_a_ramp_over_a_junction_is_accurate_to_a_billionth_with_the_default_points():
    junction = TunnelJunction(258.0, 1.71, 0.5, 1.0)

    def resistance(voltage):
        return junction_resistance(voltage, junction)

    def power(voltage):
        return voltage**2 / float(resistance(voltage))

    top = 6 * 0.5
    exact = quad(power, 0, top, epsabs=0, epsrel=1e-13, points=[0.5])[0] / top
    measured = joule_energy([0.0, 1.0], [0.0, top], resistance)
    assert measured == pytest.approx(exact, rel=1e-9)
    moved = quad(lambda v: power(v) / v, 0, top, epsabs=0, epsrel=1e-13, points=[0.5])[0] / top
    assert charge([0.0, 1.0], [0.0, top], resistance) == pytest.approx(moved, rel=1e-9)


def test_the_error_falls_geometrically_with_the_points():
    junction = TunnelJunction(258.0, 1.71, 0.5, 1.0)
    energies = [
        float(joule_energy([0, 1], [0, 3], lambda v: junction_resistance(v, junction), points))
        for points in (2, 4, 8, 64)
    ]
    errors = np.abs(np.array(energies[:3]) / energies[3] - 1)
    assert errors[0] > 10 * errors[1] > 100 * errors[2] > 0


def test_energy_of_the_covered_write_path_lies_between_those_of_its_extreme_resistances():
    junction = TunnelJunction(258.0, 1.71, 0.5, 1.0)
    energy = joule_energy(
        PULSE, 3.1 * TRAPEZOID, lambda v: measured_resistance(v, 1392.0, junction)
    )
    least = joule_energy(PULSE, 3.1 * TRAPEZOID, 1392.0 + 258 * 2.71)
    assert least < energy < joule_energy(PULSE, 3.1 * TRAPEZOID, 1650.0)


def test_many_devices_share_the_times_and_keep_their_own_voltages_and_resistances():
    amplitude = np.array([1.0, 2.0, 3.0])
    ohms = np.array([[100.0], [200.0]])
    voltage = TRAPEZOID[:, None, None] * amplitude
    energy = joule_energy(PULSE, voltage, ohms)
    assert energy.shape == (2, 3)
    one = joule_energy(PULSE, 3.0 * TRAPEZOID, 200.0)
    assert energy[1, 2] == pytest.approx(float(one), rel=1e-14)
    junction = TunnelJunction(ohms, 1.0, 0.5, 1.0)
    rolled = joule_energy(
        PULSE, np.broadcast_to(voltage, (4, 2, 3)), lambda v: junction_resistance(v, junction)
    )
    assert rolled.shape == (2, 3)
    assert np.all((energy / 2 < rolled) & (rolled < energy))


@pytest.mark.parametrize(
    ("times", "voltages", "resistance", "message"),
    [
        ([0.0, 1.0, 0.5], [0.0, 1.0, 0.0], 1.0, "times: a step of -0.5 s .* at least 0 s"),
        ([0.0, 1.0], [0.0, 1.0, 0.0], 1.0, "voltages: shape \\(3,\\) .* shape \\(2,\\)"),
        ([0.0], [0.0], 1.0, "voltages: shape \\(1,\\) .* T at least 2"),
        ([0.0, 1.0], [0.0, 1.0], 0.0, "resistance: 0 ohm .* above 0 ohm"),
        ([0.0, 1.0], [0.0, 1.0], lambda v: v - 0.5, "resistance: -.* ohm .* above 0 ohm"),
    ],
)
def test_impossible_waveforms_and_resistances_are_named(times, voltages, resistance, message):
    with pytest.raises(ValueError, match=message):
        joule_energy(times, voltages, resistance)
