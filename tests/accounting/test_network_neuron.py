"""The neuron of a network: power of its track, exact laws, and what its preset cannot tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.accounting import account
from dwmtj.accounting.network_energies import network_track
from dwmtj.parameters import load_device
from dwmtj.parameters.source import Source

NETWORK = load_device("cui2024-network")
TEST = Source(kind="assumed", detail="a test")


def test_without_heavy_metal_the_track_is_one_resistor():
    track = network_track(NETWORK, 1e-18, 1.9e-6, 1.5e-6, 0.5)
    length = 200e-9 + 2 * 25e-9 + 2 * 12.5e-9  # between the pillars, pillars, half of one outside
    assert float(track.length) == pytest.approx(length)
    resistance = 1.5e-6 * length / (25e-9 * 1.5e-9)
    assert float(track.power) == pytest.approx((50e-6) ** 2 * resistance, rel=1e-6)


@given(thickness=st.floats(1e-9, 5e-9), heavy=st.floats(1e-6, 3e-6), magnet=st.floats(1e-6, 3e-6))
def test_the_heavy_metal_takes_power_as_its_conductance_over_that_of_the_free_layer(
    thickness, heavy, magnet
):
    alone = network_track(NETWORK, 1e-20, heavy, magnet, 0.5)
    both = network_track(NETWORK, thickness, heavy, magnet, 0.5)
    ratio = 1 + thickness * magnet / (1.5e-9 * heavy)
    assert float(both.power / alone.power) == pytest.approx(ratio, rel=1e-6)


def test_a_noiseless_wall_fires_after_the_time_of_the_way():
    quiet = NETWORK.replace("wall_noise.sigma", 0.0, TEST)
    figures = account(quiet, draws=10).figures
    # 200 nm at 6.75 nm a step of 0.1 ns is 29.6 steps, and the spike is seen at the 30th; the
    # domain has left 50 nm later, after 37.04 steps, and 0.4 ns write the next one.
    assert figures["delay_to_fire"].estimate.value == pytest.approx(3.0e-9)
    assert figures["delay_to_ready"].estimate.value == pytest.approx(3.8e-9 + 0.4e-9)
    ratio = figures["per_spike"].estimate.value / figures["integrate"].estimate.value
    assert ratio == pytest.approx(38 / 30)


def test_energies_add_up_and_say_what_they_are_the_sum_of():
    figures = account("cui2024-network", draws=10).figures
    parts = figures["per_spike"].details["parts"]
    total = sum(figures[name].estimate.value for name in parts)
    assert figures["per_spike"].estimate.value == pytest.approx(total)
    assert sum(figures["per_spike"].by_terminal.values()) == pytest.approx(total)
    assert figures["maximum_rate"].estimate.value == pytest.approx(
        1 / figures["delay_to_ready"].estimate.value
    )


def test_what_the_preset_cannot_tell_is_null_with_the_reason():
    content = account("cui2024-network", draws=10).to_dict()
    assert content["read"]["value"] is None
    assert "no read circuit" in content["read"]["reason"]
    assert content["write"]["value"] is None
    assert "current" in content["write"]["reason"]
    tapered = account("liu2025-released-code", draws=10).to_dict()
    assert tapered["per_spike"]["value"] is None
    assert "tapered" in tapered["per_spike"]["reason"]
    assert tapered["footprint"]["value"] > 0


def test_a_wall_that_is_not_ejected_has_no_energy_of_reset():
    held = NETWORK.replace("neuron.reset", "none", TEST)
    figures = account(held, draws=10).figures
    assert "neuron.reset is 'none'" in figures["reset"].estimate.reason
    assert figures["per_spike"].details["parts"] == ["integrate"]
    assert figures["maximum_rate"].estimate.value is None


def test_the_pin_of_the_scaled_track_is_that_of_the_closed_form():
    retention = account("cui2024-network", draws=10).figures["retention"]
    # 2*M_s*B*w*d*Delta with 10 mT.
    energy = 2 * 8e5 * 10e-3 * 25e-9 * 1.5e-9 * 9.7e-9
    assert retention.details["barrier"] == pytest.approx(energy)
    exponent = retention.details["barrier_in_thermal_energies"]
    assert retention.estimate.value == pytest.approx(1e-9 * np.exp(exponent))
