import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from dwmtj.physics.junction import (
    antiparallel_resistance,
    biased_magnetoresistance,
    junction_current_density,
    junction_power,
    junction_resistance,
    junction_voltage,
    measured_resistance,
    parallel_resistance,
)
from dwmtj.physics.tunnel_junction import TunnelJunction

LENGTH, WIDTH = 450e-9, 250e-9
RESISTANCE = parallel_resistance(29e-12, LENGTH, WIDTH)
SERIES = 1392.0

voltages = st.floats(-10, 10)
series_resistances = st.floats(0, 1e5)
junctions = st.builds(
    TunnelJunction,
    st.floats(1, 1e5),
    st.floats(0, 10),
    st.floats(0.05, 5) | st.just(np.inf),
    st.floats(0, 1),
)


def test_29_ohm_square_micrometres_give_258_ohm():
    assert pytest.approx(257.8, abs=0.05) == RESISTANCE


def test_the_write_pulse_puts_0_48_volt_and_an_ordinary_current_density_on_the_junction():
    junction = TunnelJunction(RESISTANCE, 1.71, 0.5)
    share = junction_voltage(3.1, SERIES, junction)
    assert share == pytest.approx(0.484, abs=5e-4)
    density = junction_current_density(share, junction, LENGTH, WIDTH)
    assert density == pytest.approx(1.67e10, rel=1e-3)
    assert junction_power(share, junction) == pytest.approx(0.91e-3, rel=1e-2)


def test_half_of_the_magnetoresistance_is_left_at_the_half_voltage():
    assert biased_magnetoresistance(0.0, 1.71, 0.5) == 1.71
    assert biased_magnetoresistance([-0.5, 0.5], 1.71, 0.5) == pytest.approx(1.71 / 2)
    assert biased_magnetoresistance(5.0, 1.71, 0.5) == pytest.approx(1.71 / 101)


def test_uncovered_and_covered_pillars_have_the_resistances_of_the_two_states():
    covered = junction_resistance(0.0, TunnelJunction(RESISTANCE, 1.71, 0.5, [0.0, 1.0]))
    np.testing.assert_allclose(
        covered, [RESISTANCE, antiparallel_resistance(RESISTANCE, 1.71)], rtol=1e-15
    )


def test_half_covered_pillar_is_two_resistors_of_twice_the_resistance_side_by_side():
    one, other = 2 * RESISTANCE, 2 * antiparallel_resistance(RESISTANCE, 1.71)
    half = junction_resistance(0.0, TunnelJunction(RESISTANCE, 1.71, 0.5, 0.5))
    assert half == pytest.approx(one * other / (one + other))


def test_parallel_state_does_not_depend_on_the_bias():
    parallel = TunnelJunction(RESISTANCE, 1.71, 0.5, 0.0)
    assert np.all(junction_resistance(np.linspace(-3, 3, 7), parallel) == RESISTANCE)


def test_series_resistance_dilutes_the_change_to_the_17_percent_of_the_paper():
    junction = TunnelJunction(RESISTANCE, 280 / RESISTANCE, 0.5, np.array([0.0, 1.0]))
    parallel, antiparallel = measured_resistance(1e-3, SERIES, junction)
    assert parallel == pytest.approx(1650, abs=0.5)
    assert antiparallel == pytest.approx(1930, abs=0.5)


def test_without_series_resistance_the_junction_takes_the_whole_voltage():
    junction = TunnelJunction(RESISTANCE, 1.71, 0.5, 0.7)
    np.testing.assert_array_equal(junction_voltage([-2.0, 0.0, 3.1], 0.0, junction), [-2, 0, 3.1])


def test_without_roll_off_it_is_a_voltage_divider():
    junction = TunnelJunction(200.0, 1.0, np.inf, 1.0)
    assert junction_voltage(3.0, 800.0, junction) == pytest.approx(1.0, rel=1e-14)


def test_the_share_agrees_with_a_bracketing_root_finder():
    junction = TunnelJunction(RESISTANCE, 1.71, 0.5, 1.0)

    def excess(share):
        return share - 3.1 / (1 + SERIES / float(junction_resistance(share, junction)))

    expected = brentq(excess, 0.0, 3.1, xtol=1e-15)
    assert junction_voltage(3.1, SERIES, junction) == pytest.approx(expected, rel=1e-13)


@given(voltages, series_resistances, junctions)
def test_the_shares_add_up_to_the_applied_voltage(applied, series, junction):
    share = junction_voltage(applied, series, junction)
    resistance = junction_resistance(share, junction)
    assert share * (1 + series / resistance) == pytest.approx(applied, rel=1e-12, abs=1e-300)


@given(voltages, series_resistances, junctions)
def test_the_share_is_odd_in_the_voltage(applied, series, junction):
    share = junction_voltage(applied, series, junction)
    assert junction_voltage(-applied, series, junction) == -share


@given(junctions, series_resistances, st.floats(0.01, 10), st.floats(1.001, 3))
def test_the_share_and_the_current_rise_with_the_voltage(junction, series, voltage, factor):
    low, high = junction_voltage([voltage, voltage * factor], series, junction)
    assert low < high
    current = np.array([low, high]) / junction_resistance([low, high], junction)
    assert current[0] < current[1]


@given(voltages, series_resistances, st.floats(1, 1e5), st.floats(0, 10), st.floats(0.05, 5))
def test_more_cover_puts_more_voltage_on_the_junction(applied, series, resistance, ratio, half):
    cover = np.linspace(0, 1, 6)
    shares = junction_voltage(applied, series, TunnelJunction(resistance, ratio, half, cover))
    assert np.all(np.diff(np.abs(shares)) >= -1e-14 * abs(applied))


@given(voltages, series_resistances, junctions)
def test_the_source_delivers_what_junction_and_series_part_dissipate(applied, series, junction):
    share = junction_voltage(applied, series, junction)
    current = applied / measured_resistance(applied, series, junction)
    dissipated = junction_power(share, junction) + current**2 * series
    assert dissipated == pytest.approx(applied * current, rel=1e-11, abs=1e-300)


def test_devices_and_voltages_broadcast():
    junction = TunnelJunction(np.full((3, 1), 258.0), 1.71, 0.5, np.linspace(0, 1, 4))
    together = junction_voltage(2.0, np.full((5, 1, 1), SERIES), junction)
    assert together.shape == (5, 3, 4)
    alone = junction_voltage(2.0, SERIES, TunnelJunction(258.0, 1.71, 0.5, 1 / 3))
    assert together[4, 2, 1] == alone
    assert measured_resistance(2.0, SERIES, junction).shape == (3, 4)


@pytest.mark.parametrize(
    ("junction", "message"),
    [
        (TunnelJunction(0.0, 1.0), "parallel_resistance: 0 ohm .* above 0 ohm"),
        (TunnelJunction(1.0, -0.1), "tunnel_magnetoresistance: -0.1 .* finite, at least 0"),
        (TunnelJunction(1.0, 1.0, 0.0), "half_voltage: 0 V .* above 0 V"),
        (TunnelJunction(1.0, 1.0, 0.5, 1.5), "reversed_fraction: 1.5 .* 0 to 1"),
        (TunnelJunction(1.0, 1.0, 0.5, np.nan), "reversed_fraction: nan .* 0 to 1"),
    ],
)
def test_impossible_junctions_are_named_with_their_range(junction, message):
    with pytest.raises(ValueError, match=message):
        junction_voltage(1.0, 100.0, junction)


def test_negative_series_resistance_is_named():
    with pytest.raises(ValueError, match=r"series_resistance: -1 ohm .* finite, at least 0 ohm"):
        junction_voltage(1.0, -1.0, TunnelJunction(1.0, 1.0))
