"""What is told to follow from a preset, against closed forms worked out from its numbers."""

import numpy as np
import pytest
import scipy.constants as c

from dwmtj.device import FourTerminalNeuron, constant_train, derived_values
from dwmtj.device.derived_lab import mean_draws
from dwmtj.parameters import Source, device_names, load_device

TRAIN = load_device("cui2024-train")


def derived(device, **values):
    for name, value in values.items():
        source = Source(kind="assumed", detail="test")
        device = device.replace(name.replace("__", "."), value, source)
    rows = derived_values(device)
    assert len({row.name for row in rows}) == len(rows)
    return {row.name: row.value for row in rows}


def drift(density):
    return c.physical_constants["Bohr magneton"][0] * 0.7 * density / (c.e * 8e5)


@pytest.mark.parametrize("preset", device_names())
def test_every_preset_has_values_with_unit_and_meaning(preset):
    for row in derived_values(load_device(preset)):
        assert row.value is None or np.isfinite(row.value)
        assert row.symbol
        assert row.meaning
        assert row.unit in {"1", "ohm", "A", "A/m", "A/m^2", "m/s", "m", "s", "J", "V", "K"}


def test_a_neuron_of_a_network_fires_after_distance_over_velocity():
    values = derived(load_device("cui2024-network"))
    density = 50e-6 / (25e-9 * 1.5e-9)
    assert values["current_density"] == pytest.approx(density)
    assert values["wall_velocity"] == pytest.approx(drift(density), rel=1e-6)
    assert values["steps_to_fire"] == pytest.approx(200e-9 / (drift(density) * 1e-10), rel=1e-6)
    assert values["junction_antiparallel"] == pytest.approx(2.71 * 29e-12 / 25e-9**2)
    limit = 0.05 * 8e5 * 1.5e-9 * np.log(2) / (2 * np.pi * 9.7e-9)
    assert values["walker_field"] == pytest.approx(limit)


def test_a_taper_and_a_leak_delay_the_firing_as_their_integral_says():
    values = derived(load_device("liu2025-released-code"))
    velocity, leak, widening = drift(50e-6 / (25e-9 * 1.5e-9)), 1.628, 105 / 25 - 1
    # integral from 0 to 1 of dx/[v/(1 + k*x) - l] with y = 1 + k*x
    end = 1 + widening
    logarithm = np.log((velocity - leak * end) / (velocity - leak))
    time = 200e-9 / widening * (-(end - 1) / leak - velocity / leak**2 * logarithm)
    assert values["time_to_fire"] == pytest.approx(time, rel=1e-6)


def test_a_wall_that_leaks_faster_than_it_is_driven_never_fires():
    values = derived(load_device("cui2024-network"), track__leak_velocity=68.0)
    assert values["time_to_fire"] is None
    assert values["steps_to_fire"] is None


def test_a_field_beyond_walker_breakdown_is_told():
    values = derived(load_device("cui2024-network"), circuit__applied_field="20 Oe")
    assert values["walker_share"] > 1
    assert derived(load_device("cui2024-network"))["walker_share"] == 0


def test_resistances_are_those_that_are_read():
    values = derived(TRAIN)
    neuron = FourTerminalNeuron(TRAIN)
    neuron.initialise()
    bare = neuron.read()
    assert values["resistance_a_parallel"] == pytest.approx(bare.resistance_a[0], rel=1e-9)
    assert values["resistance_b_parallel"] == pytest.approx(bare.resistance_b[0], rel=1e-9)
    neuron.write()
    written = neuron.read().resistance_a[0]
    assert values["resistance_a_with_domain"] == pytest.approx(written, rel=1e-9)
    assert values["resistance_a_parallel"] == pytest.approx(
        values["series_a"] + values["junction_parallel"]
    )
    # 50 mV leave almost all of the magnetoresistance.
    whole = values["series_b"] + values["junction_antiparallel"]
    assert values["resistance_b_antiparallel"] == pytest.approx(whole, rel=2e-3)


def test_a_pulse_of_a_lab_device_drives_and_heats_as_its_trapezoid_says():
    values = derived(TRAIN)
    resistance = 16 / (3e-9 / 1.9e-6 + 2.4e-9 / 1.5e-6)
    assert values["track_resistance"] == pytest.approx(resistance)
    assert values["track_current"] == pytest.approx(2.4 / resistance)
    field = 2.4 / 4e-6
    assert values["current_density"] == pytest.approx(field / 1.5e-6)
    assert values["heavy_metal_density"] == pytest.approx(field / 1.9e-6)
    velocity = TRAIN.motion.efficiency * drift(field / 1.5e-6)
    assert values["wall_velocity"] == pytest.approx(velocity, rel=1e-6)
    assert values["travel_per_pulse"] == pytest.approx(velocity * 40e-9, rel=1e-6)
    assert values["pulse_energy"] == pytest.approx(2.4**2 / resistance * (30e-9 + 20e-9 / 3))


def test_pulses_to_fire_are_those_of_the_simulated_device_without_pinning():
    free = TRAIN.pinning.model_copy(
        update=dict.fromkeys(("depinning_voltage", "entry_voltage", "exit_voltage"), 1e-3)
    )
    device = TRAIN.model_copy(update={"pinning": free})
    neuron = FourTerminalNeuron(device, 20_000, seed=4)
    neuron.initialise()
    neuron.write()
    record = neuron.apply(constant_train(device, pulses=40))
    half = device.track.domain_length / device.junction.length / 2
    start = device.layout.position_a + device.junction.length / 2
    gone = record.walls[:, 1] - start >= device.track.firing_distance
    fired = gone.any(0) | (record.cover_b > half).any(0)
    counts = np.where(gone.any(0), gone.argmax(0), 40) + 1
    assert fired.mean() > 0.999
    assert derived(device)["pulses_to_fire"] == pytest.approx(counts.mean(), abs=0.05)


def test_sites_hold_below_their_voltage_and_free_above():
    ramp = derived(load_device("cui2024-ramp"))
    assert ramp["depinning_probability"] > 0.999
    assert 0 < ramp["exit_probability"] < ramp["entry_probability"] < 0.5
    at_middle = derived(load_device("cui2024-ramp"), drive__amplitude="2.45 V")
    assert at_middle["entry_probability"] == pytest.approx(0.5, abs=1e-3)


def test_walker_breakdown_by_current_needs_beta_other_than_alpha():
    assert derived(TRAIN)["walker_voltage"] is None
    values = derived(TRAIN, motion__nonadiabaticity=0.0)
    u_c = c.mu_0 * c.physical_constants["electron gyromag. ratio"][0]  # gamma0*Delta*H_K/2
    u_c *= 9.7e-9 * 8e5 * 2.4e-9 * np.log(2) / (np.pi * 9.7e-9) / 2
    per_volt = drift(1 / (4e-6 * 1.5e-6))
    assert values["walker_voltage"] == pytest.approx(u_c / per_volt, rel=1e-3)
    assert values["pulses_to_fire"] is None  # without the adiabatic part no wall moves


def test_a_write_that_breaks_the_junction_has_a_margin_below_one_and_no_probability():
    values = derived(TRAIN)
    assert values["breakdown_margin"] == pytest.approx(1.2 / values["write_junction_voltage"])
    assert values["write_probability"] > 0.999
    broken = derived(TRAIN, contacts__breakdown_voltage="0.6 V")
    assert broken["breakdown_margin"] < 1
    assert "write_probability" not in broken


def test_noise_delays_the_mean_passage_by_its_rounding_and_overshoot():
    assert mean_draws(7.5, 0.0) == 8
    # Wald: the mean is N plus the mean overshoot, about (1 + sigma^2)/2 for N large.
    assert mean_draws(40.0, 0.3) == pytest.approx(40 + (1 + 0.3**2) / 2, abs=0.01)
    assert mean_draws(np.inf, 0.3) is None


def test_a_wide_pinned_layer_hardly_has_a_field_below_it_and_thickness_adds_to_it():
    # Far from the edges the charges of both faces cancel: M*t*(rim), here as of a disc of the
    # half width, H = M*t*r^2/[2*(r^2 + z^2)^(3/2)] with r between both half sides.
    field = derived(TRAIN)["stray_field"]
    z = 1e-9 + 1.2e-9 + 1e-9
    low, high = (8e5 * 2e-9 / 2 * r**2 / (r**2 + z**2) ** 1.5 for r in (225e-9, 125e-9))
    assert low < field < high
    doubled = derived(TRAIN, stack__pinned_layer_thickness="4 nm")["stray_field"]
    assert doubled == pytest.approx(2 * field, rel=0.01)
    assert derived(TRAIN, stack__pinned_layer_magnetization="0 A/m")["stray_field"] == 0
