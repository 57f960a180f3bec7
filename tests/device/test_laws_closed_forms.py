"""Pulse and wall law against closed forms: escape from a site, first passage, spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from dwmtj.device import FourTerminalNeuron, PulseTrain, constant_train
from dwmtj.device.pulse_law import pulse_sigma
from dwmtj.physics import discrete_law, distance_spread, pulse_escape_probability

COUNT = 20_000


def _written(device, count=COUNT, **options):
    neuron = FourTerminalNeuron(device, count, **options)
    neuron.initialise()
    neuron.state.present[:] = True
    neuron._place_domain(neuron.state.present, "A")
    return neuron


def _escape_probability(device, amplitude, duration=50e-9):
    pinning, drive = device.pinning, device.drive
    return float(
        pulse_escape_probability(
            amplitude,
            pinning.depinning_voltage,
            duration=duration,
            rise=drive.rise,
            fall=drive.fall,
            barrier=pinning.barrier,
            attempt_time=pinning.attempt_time,
            temperature=device.motion.temperature,
        )
    )


@pytest.mark.parametrize(("law", "time_step"), [("pulse", None), ("wall", 1e-10)])
@pytest.mark.parametrize("amplitude", [1.65, 1.72, 1.75, 1.8])
def test_wall_leaves_its_site_with_the_probability_of_thermal_activation(
    changed, law, time_step, amplitude
):
    device = changed("cui2024-ramp")
    neuron = _written(device, law=law, time_step=time_step, seed=3)
    start = neuron.state.walls[1].copy()
    neuron.apply(constant_train(device, amplitude=amplitude, pulses=1))
    wanted = _escape_probability(device, amplitude)
    found = np.mean(neuron.state.walls[1] != start)
    assert abs(found - wanted) < 3 * np.sqrt(wanted * (1 - wanted) / COUNT)


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_survivors_of_equal_pulses_fall_geometrically(changed, law):
    device = changed("cui2024-ramp")
    neuron = _written(device, law=law, seed=4)
    start = neuron.state.walls[1].copy()
    record = neuron.apply(constant_train(device, amplitude=1.74, pulses=4))
    held = (record.walls[:, 1] == start).mean(1)
    wanted = (1 - _escape_probability(device, 1.74)) ** np.arange(1, 5)
    assert np.all(np.abs(held - wanted) < 3 * np.sqrt(wanted * (1 - wanted) / COUNT))


def test_longer_pulses_free_the_wall_at_lower_amplitude(changed):
    device = changed("cui2024-ramp")
    for duration in (20e-9, 500e-9):
        neuron = _written(device, seed=1)
        start = neuron.state.walls[1].copy()
        neuron.apply(constant_train(device, amplitude=1.7, pulses=1, duration=duration))
        wanted = _escape_probability(device, 1.7, duration)
        found = np.mean(neuron.state.walls[1] != start)
        assert abs(found - wanted) < 3 * np.sqrt(wanted * (1 - wanted) / COUNT)


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_pulses_to_pass_a_distance_follow_the_discrete_law(unpinned, law):
    device = unpinned("cui2024-train")
    neuron = _written(device, law=law, seed=6)
    start = neuron.state.walls[1, 0]
    record = neuron.apply(constant_train(device, pulses=25))
    distance = 2.4e-6
    counts = (record.walls[:, 1] - start >= distance).argmax(0) + 1
    step = neuron.circuit.velocity_per_volt * record.amplitudes[0] * 40e-9
    expected = discrete_law(distance / step, device.wall_noise.sigma, 25) * COUNT
    observed = np.bincount(counts, minlength=26)[1:]
    often = expected >= 5
    assert observed[~often].sum() < expected[~often].sum() + 12
    scale = observed[often].sum() / expected[often].sum()
    assert chisquare(observed[often], expected[often] * scale).pvalue > 0.01
    number = np.arange(1, 26)
    mean = (number * expected).sum() / COUNT
    sd = np.sqrt((number**2 * expected).sum() / COUNT - mean**2)
    assert abs(counts.mean() - mean) < 3 * sd / np.sqrt(COUNT)


@pytest.mark.parametrize("interval", [50e-9, 5e-9, 1e-9])
@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_spread_of_the_travel_is_that_of_all_draws_of_the_pulse(unpinned, law, interval):
    device = unpinned("cui2024-train", wall_noise={"interval": interval})
    neuron = _written(device, law=law, seed=8)
    start = neuron.state.walls[1, 0]
    neuron.apply(constant_train(device, pulses=1))
    travel = neuron.state.walls[1] - start
    wanted = pulse_sigma(0.3, interval, 10e-9, 30e-9, 10e-9) * travel.mean()
    assert abs(travel.std() - wanted) < 3 * wanted / np.sqrt(2 * COUNT)


def test_noise_of_a_step_longer_than_its_interval_keeps_the_spread(unpinned):
    device = unpinned("cui2024-train", wall_noise={"interval": 1e-10})
    neuron = _written(device, law="wall", time_step=1e-9, seed=8)
    start = neuron.state.walls[1, 0]
    neuron.apply(PulseTrain.constant(2.4, 1, duration=50e-9))
    travel = neuron.state.walls[1] - start
    wanted = float(distance_spread(0.3, 500)) * travel.mean()
    assert abs(travel.std() - wanted) < 3 * wanted / np.sqrt(2 * COUNT)


@given(st.integers(1, 200), st.floats(0, 1))
def test_spread_of_a_rectangular_pulse_falls_with_the_root_of_the_draws(draws, sigma):
    found = pulse_sigma(sigma, 50e-9 / draws, 0.0, 50e-9, 0.0)
    assert found == pytest.approx(sigma / np.sqrt(draws), rel=1e-6)


@given(st.floats(1e-10, 1e-6), st.floats(0, 20e-9), st.floats(1e-9, 60e-9), st.floats(0, 20e-9))
def test_spread_of_a_pulse_is_never_above_that_of_one_draw(interval, rise, plateau, fall):
    found = pulse_sigma(0.3, interval, rise, plateau, fall)
    assert 0 < found <= 0.3 * (1 + 1e-12)
    if interval >= rise + plateau + fall:
        assert found == pytest.approx(0.3)


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_devices_differ_by_the_spread_of_the_preset(changed, law):
    device = changed("cui2024-ramp")
    neuron = FourTerminalNeuron(device, 4000, law=law, spread=True, seed=2)
    factors = neuron.voltages / [1.8367, 2.57138, 2.78129]
    assert np.log(factors[:, 0]).std() == pytest.approx(0.08, rel=0.05)
    np.testing.assert_allclose(factors, factors[:, :1] * np.ones(3), rtol=1e-6)
    other = FourTerminalNeuron(device, 4000, law=law, spread=True, seed=2)
    np.testing.assert_array_equal(neuron.voltages, other.voltages)
