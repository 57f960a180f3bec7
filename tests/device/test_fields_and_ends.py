"""Walls of a domain under a field, walls that meet, and walls that leave by an end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.device import FourTerminalNeuron, PulseTrain, constant_train
from dwmtj.physics import field_velocity

REST = PulseTrain.constant(0.0, 1, duration=20e-9)


def _speed(device, field):
    return float(field_velocity(field, device.material.wall_width, device.material.gilbert_damping))


@pytest.mark.parametrize(("law", "tolerance"), [("wall", 1e-9), ("collective", 0.15)])
@pytest.mark.parametrize("field", [-150.0, 150.0])
def test_a_field_grows_or_shrinks_the_domain_at_twice_the_mobility(
    unpinned, with_domain, law, tolerance, field
):
    device = unpinned("cui2024-ramp", motion={"temperature": 1e-6}, wall_noise={"sigma": 0.0})
    neuron = with_domain(FourTerminalNeuron(device, law=law, seed=1), 1.5e-6, 2.5e-6)
    walls = neuron.apply(REST, field=field).walls[-1, :, 0]
    grown = walls[1] - walls[0] - 1e-6
    # The walls tilt at first, which takes away Delta/alpha times the angle: a tenth of the way.
    assert grown == pytest.approx(2 * _speed(device, field) * 20e-9, rel=tolerance)
    assert walls.mean() == pytest.approx(2e-6, abs=1e-10)


@given(st.floats(-100, 1000), st.floats(0, 3))
def test_walls_move_with_current_and_apart_with_field(field, amplitude):
    neuron = FourTerminalNeuron("cui2024-train", law="wall", seed=1)
    neuron.initialise()
    neuron.state.walls[:] = [[1.0e-6], [2.0e-6]]
    neuron.state.present[:] = True
    record = neuron.apply(PulseTrain.constant(amplitude, 1, duration=10e-9), field=field)
    left, right = record.walls[-1, :, 0]
    travel = (left + right - 3e-6) / 2
    growth = _speed(neuron.parameters, field) * 10e-9
    assert right - left - 1e-6 == pytest.approx(2 * growth, abs=1e-13)
    assert abs(travel) < 1e-15 or amplitude > 0
    assert travel > -1e-15  # the noise of this seed does not push back


@pytest.mark.parametrize("law", ["wall", "collective"])
def test_walls_that_meet_end_the_domain(unpinned, with_domain, law):
    device = unpinned("cui2024-ramp", motion={"temperature": 1e-6}, wall_noise={"sigma": 0.0})
    neuron = with_domain(FourTerminalNeuron(device, law=law, seed=1), 1.9e-6, 2.1e-6)
    train = PulseTrain.constant(0.0, 5, duration=5e-9)
    record = neuron.apply(train, field=-300.0)
    assert record.present[0, 0]
    assert not record.present[-1, 0]
    assert not record.cover_b[-1, 0]
    # What is gone stays gone, and a new domain may be written.
    assert not neuron.apply(constant_train(device), field=0.0).present.any()
    assert neuron.write().all()


def test_a_pinned_wall_is_held_against_a_field_and_the_other_follows_it(changed):
    device = changed("cui2024-ramp")
    for junction, held, free in (("A", 1, 0), ("B", 0, 1)):
        neuron = FourTerminalNeuron(device, law="wall", seed=1)
        neuron.initialise()
        neuron.write(junction)
        before = neuron.state.walls[:, 0].copy()
        terminals = ("IN", "GND") if junction == "A" else ("GND", "IN")
        train = PulseTrain.constant(1.0, 1, duration=5e-9)
        after = neuron.apply(train, terminals, field=300.0).walls[-1, :, 0]
        assert after[held] == before[held]
        moved = abs(after[free] - before[free])
        assert moved == pytest.approx(_speed(device, 300.0) * 5e-9)
        assert after[1] - after[0] > before[1] - before[0]
        neuron.apply(REST, field=-1000.0)
        assert not neuron.state.present.any()


def test_without_a_drive_the_walls_at_sites_of_both_ways_are_held(changed):
    neuron = FourTerminalNeuron(changed("cui2024-ramp"), law="wall", seed=1)
    neuron.initialise()
    neuron.write("B")
    before = neuron.state.walls[:, 0].copy()
    after = neuron.apply(REST, field=300.0).walls[-1, :, 0]
    assert after[0] == before[0]
    assert after[1] > before[1]


@pytest.mark.parametrize("law", ["pulse", "wall", "collective"])
def test_a_domain_leaves_by_the_end_once_its_trailing_wall_has(unpinned, with_domain, law):
    device = unpinned("cui2024-ramp", motion={"temperature": 1e-6}, wall_noise={"sigma": 0.0})
    neuron = with_domain(FourTerminalNeuron(device, law=law, seed=1), 3.2e-6, 3.6e-6)
    record = neuron.apply(constant_train(device, amplitude=1.5, pulses=3))
    assert record.present[:, 0].tolist() == [True, False, False]
    assert record.walls[0, 1, 0] == 4e-6
    assert record.walls[0, 0, 0] == pytest.approx(3.2e-6 + 506.5e-9, rel=1e-3)
    assert record.cover_a[0, 0] == 0 < record.cover_b[0, 0]
    assert record.cover_b[1, 0] == 0


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_a_wall_that_has_left_does_not_come_back(unpinned, with_domain, law):
    device = unpinned("cui2024-ramp", wall_noise={"sigma": 0.0})
    neuron = with_domain(FourTerminalNeuron(device, law=law, seed=1), 3.2e-6, 3.6e-6)
    train = constant_train(device, amplitude=1.5, pulses=1)
    neuron.apply(train)
    walls = neuron.apply(train, ("GND", "IN")).walls[-1, :, 0]
    # Pushed back, the domain reaches from its wall to the end of the track.
    assert walls[1] == 4e-6
    # The wall law loses the rest of a step, at most 12.7 nm, where the front passed a site.
    assert walls[0] == pytest.approx(3.2e-6, abs=12.7e-9 if law == "wall" else 1e-12)


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_a_wall_is_never_off_the_track_and_never_ahead_of_the_other(law):
    neuron = FourTerminalNeuron("cui2024-ramp", 2000, law=law, seed=5, spread=True)
    neuron.initialise()
    neuron.write()
    amplitudes = np.random.default_rng(0).uniform(-3, 3, 40)
    record = neuron.apply(PulseTrain(amplitudes, 50e-9, 10e-9, 10e-9))
    left, right = record.walls[:, 0], record.walls[:, 1]
    assert np.all((left >= 0) & (right <= 4e-6))
    assert np.all((left < right) | ~record.present)
    gone = ~record.present
    assert np.all(gone[1:] >= gone[:-1])
    assert 0 < gone[-1].mean() < 1
