"""Intervals: known laws of single ranges, what is measured stays, and seeds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.accounting import account
from dwmtj.accounting.assumed import assumed_value, ranges_of
from dwmtj.accounting.figures import distribution_of, distribution_of_law, drawn_estimate
from dwmtj.accounting.lab_energies import Draws
from dwmtj.accounting.rates import error_rate
from dwmtj.accounting.varied import varied
from dwmtj.device import DeviceCircuit
from dwmtj.parameters import load_device
from dwmtj.parameters.source import Source
from dwmtj.physics.first_passage import discrete_law

RAMP = load_device("cui2024-ramp")
MEASURED = Source(kind="measured", detail="a test")


def _only_unknown(quantity):
    device = RAMP
    for each in ranges_of(RAMP):
        if each.quantity != quantity:
            device = device.replace(each.quantity, each.value, MEASURED)
    assert [each.quantity for each in ranges_of(device)] == [quantity]
    return device


def test_even_draws_have_the_interval_of_an_even_law():
    draws = np.random.default_rng(1).uniform(2.0, 4.0, 40_000)
    found = drawn_estimate(3.0, draws, "m", "test")
    assert found.interval_95 == pytest.approx((2.05, 3.95), abs=0.005)
    assert found.interval_68 == pytest.approx((2.32, 3.68), abs=0.02)


@given(draws=st.integers(1, 200), seed=st.integers(0, 99))
def test_each_part_of_a_range_is_drawn_once(draws, seed):
    read = assumed_value("read_time")
    drawn = read.draw(np.random.default_rng(seed), draws)
    parts = np.floor((np.sort(drawn) - read.low) / (read.high - read.low) * draws + 1e-9)
    assert np.array_equal(parts, np.arange(draws))


def test_an_interval_holds_the_value_at_the_end_of_a_range():
    draws = np.random.default_rng(1).uniform(2.0, 4.0, 4000)
    assert drawn_estimate(4.0, draws, "m", "test").interval_95[1] == 4.0


def test_the_energy_of_an_even_track_length_has_the_quantiles_of_its_inverse():
    device = _only_unknown("layout.track_length")
    found = account(device, cycles=50, draws=1500, seed=3, protocol="ramp")
    integrate, area = (found.figures[name] for name in ("integrate", "footprint"))
    # Between 2 and 4 um the energy of a pulse goes as 1/length, with that of 4 um the value; the
    # 2.5 % quantile of the length is 2.05 um.
    low, high = integrate.estimate.interval_95
    assert low == pytest.approx(integrate.estimate.value, rel=0.02)
    assert high == pytest.approx(integrate.estimate.value * 4 / 2.05, rel=0.02)
    bare = area.details["bare_track"]["interval_95"]
    assert bare == pytest.approx([2.05e-6 * 250e-9, 4e-6 * 250e-9], rel=0.02)


def test_a_reading_takes_as_the_square_of_its_voltage_times_its_time():
    device = _only_unknown("contacts.read_voltage")
    read = account(device, cycles=50, draws=4000, seed=3).figures["read"].estimate
    rng = np.random.default_rng(1)
    volts, times = rng.uniform(10e-3, 100e-3, 10**6), rng.uniform(10e-9, 100e-9, 10**6)
    expected = read.value * np.quantile((volts / 50e-3) ** 2 * times / 50e-9, [0.025, 0.975])
    assert read.interval_95 == pytest.approx(expected, rel=0.08)


def test_retention_is_as_long_as_an_even_attempt_time():
    device = _only_unknown("pinning.attempt_time")
    retention = account(device, cycles=5, draws=1000).figures["retention"].estimate
    low, high = retention.interval_95
    assert low == pytest.approx(retention.value * (0.1 + 0.9 * 0.025), rel=0.02)
    assert high == retention.value


def test_what_was_measured_has_no_assumed_range():
    device = RAMP.replace("layout.track_length", 4e-6, MEASURED)
    names = {each.quantity for each in ranges_of(RAMP)} - {
        each.quantity for each in ranges_of(device)
    }
    assert names == {"layout.track_length"}


@given(
    length=st.floats(2e-6, 4e-6),
    heavy=st.floats(1.8e-6, 2e-6),
    magnet=st.floats(1e-6, 1.7e-6),
    product=st.floats(20e-12, 38e-12),
)
def test_a_varied_device_reads_as_before_and_keeps_its_ends(length, heavy, magnet, product):
    found = varied(
        RAMP,
        {
            "layout.track_length": length,
            "stack.heavy_metal_resistivity": heavy,
            "stack.free_layer_resistivity": magnet,
            "junction.resistance_area_product": product,
        },
    )
    before, after = (DeviceCircuit(each).read(0.0, 0.0) for each in (RAMP, found))
    assert np.allclose(before, after, rtol=1e-12)
    gap = RAMP.layout.track_length - RAMP.layout.position_b
    assert found.layout.track_length - found.layout.position_b == pytest.approx(gap)


def test_values_that_the_readings_exclude_are_no_device():
    assert varied(RAMP, {"junction.resistance_area_product": 300e-12}) is None
    assert varied(RAMP, {"layout.track_length": 0.5e-6}) is None


def test_draws_that_give_no_device_are_left_out():
    device = RAMP.replace("contacts.lead_resistance_b", 30.0, MEASURED)
    drawn = Draws(device, 10, 60, seed=1)
    assert 0 < len(drawn.devices) < 60
    assert drawn.read_times.shape == (len(drawn.devices),)
    assert np.all(drawn.weights.sum(1) == 10)


def test_no_failure_in_n_cycles_has_the_closed_upper_limit():
    found = error_rate(np.zeros(100, bool), "cycles").estimate
    assert found.value == 0
    assert found.interval_95 == pytest.approx((0, 1 - 0.025 ** (1 / 100)))


def test_a_share_of_nothing_has_a_reason():
    found = error_rate(np.zeros(0, bool), "cycles that fired").estimate
    assert found.value is None
    assert "no cycles that fired" in found.reason


def test_the_exact_law_and_its_draws_have_the_same_distribution():
    law = discrete_law(12.0, 0.3, 40)
    exact = distribution_of_law(law, 50.0, 7.0)
    counts = np.random.default_rng(1).choice(np.arange(1, 41), 200_000, p=law / law.sum())
    drawn = distribution_of(50.0 * counts + 7.0)
    assert exact.mean == pytest.approx(drawn.mean, rel=1e-3)
    assert exact.sd == pytest.approx(drawn.sd, rel=1e-2)
    assert (exact.low, exact.median, exact.high) == (drawn.low, drawn.median, drawn.high)


@pytest.mark.parametrize("device", ["cui2024-train", "cui2024-network"])
def test_the_seed_decides_everything(device):
    first, same, other = (
        account(device, cycles=100, draws=20, seed=seed).to_dict() for seed in (5, 5, 6)
    )
    assert first == same
    assert first["integrate"]["interval_95"] != other["integrate"]["interval_95"]


def test_every_interval_holds_its_value():
    for device in ("cui2024-ramp", "cui2024-network"):
        found = account(device, cycles=100, draws=100)
        for figure in {**found.figures, **found.error_rates}.values():
            estimate = figure.estimate
            if estimate.value is None:
                assert estimate.reason
                continue
            low, high = estimate.interval_95
            assert low <= estimate.value <= high
