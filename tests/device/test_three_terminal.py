"""The three-terminal device: one wall that stays, and a reverse drive that resets it."""

import numpy as np
import pytest

from dwmtj.device import (
    DeviceMisuseError,
    FourTerminalNeuron,
    ThreeTerminalNeuron,
    constant_train,
    ramp_train,
)


def _written(count=200, law="pulse", preset="cui2024-train", **options):
    neuron = ThreeTerminalNeuron(preset, count, law=law, seed=3, **options)
    neuron.initialise()
    neuron.write()
    return neuron


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_it_stays_fired_until_it_is_driven_back(law):
    neuron = _written(law=law)
    train = constant_train(neuron.parameters, pulses=25)
    fired = neuron.apply(train)
    assert np.all(fired.cover_b[-1] == 1)
    # More of the same drive does not reset it, as it does with four terminals.
    assert np.all(neuron.apply(train).cover_b[-1] == 1)
    assert np.mean(neuron.state.walls[1] == 4e-6) > 0.98  # the noise rarely pushes back
    back = neuron.reset(train)
    assert np.all(back.cover_b[-1] == 0)
    assert np.all(neuron.at_start())
    assert np.all(back.amplitudes == -2.4)
    domain = FourTerminalNeuron("cui2024-train", 200, law=law, seed=3)
    domain.initialise()
    domain.write()
    assert not domain.apply(train).present[-1].any()


def test_the_reset_costs_as_much_again_as_the_spike():
    neuron = _written()
    train = constant_train(neuron.parameters, pulses=20)
    forth, back = neuron.apply(train), neuron.reset(train)
    assert back.energy.sum() == pytest.approx(forth.energy.sum())
    # 2.4 V over 5.03 kohm, 36.7 ns at full amplitude.
    assert forth.energy[0] == pytest.approx(2.4**2 / 5033.1 * 36.667e-9, rel=1e-4)


def test_a_wall_behind_the_exit_of_mtj_b_needs_the_amplitude_of_that_site_to_come_back():
    neuron = _written(preset="cui2024-ramp")
    neuron.apply(ramp_train(neuron.parameters))
    assert np.all(neuron.state.walls[1] == neuron.track.last)
    weak = neuron.reset(constant_train(neuron.parameters, amplitude=2.2, pulses=20))
    # It leaves the end of the track, and is held at the pillar's edge by the entry site.
    assert np.all(weak.walls[-1, 1] == neuron.track.sites[1, 1])
    strong = neuron.reset(constant_train(neuron.parameters, amplitude=3.0, pulses=20))
    assert np.all(strong.cover_b[-1] == 0)


def test_cycles_need_no_second_write():
    neuron = _written()
    train = constant_train(neuron.parameters, pulses=25)
    for _ in range(3):
        assert np.all(neuron.apply(train).cover_b[-1] == 1)
        assert np.all(neuron.reset(train).cover_b[-1] == 0)
    with pytest.raises(DeviceMisuseError, match="there is a wall already"):
        neuron.write()


def test_there_is_no_junction_a():
    neuron = _written(count=3)
    reading = neuron.read()
    assert np.all(np.isnan(reading.resistance_a))
    assert np.all(np.isnan(neuron.covers()[0]))
    np.testing.assert_allclose(reading.resistance_b, 1180, atol=2)
    record = neuron.apply(constant_train(neuron.parameters, pulses=25))
    assert np.all(np.isnan(record.reading.resistance_a))
    # The whole pillar, not 82.5 % of it as with a domain: about 1.7*258 ohm more.
    assert record.reading.resistance_b[-1, 0] == pytest.approx(1180 + 1.71 * 257.8, rel=0.01)


def test_without_a_wall_nothing_moves_and_b_reads_parallel():
    neuron = ThreeTerminalNeuron("cui2024-train", 2, seed=0)
    neuron.initialise()
    record = neuron.apply(constant_train(neuron.parameters))
    assert not record.present.any()
    np.testing.assert_allclose(record.reading.resistance_b, 1180, atol=2)


@pytest.mark.parametrize("law", ["wall", "collective"])
def test_a_field_pushes_the_wall_towards_gnd_or_back(unpinned, law):
    device = unpinned("cui2024-train", motion={"temperature": 1e-6})
    places = []
    for field in (-200.0, 0.0, 200.0):
        neuron = ThreeTerminalNeuron(device, law=law, seed=1)
        neuron.initialise()
        neuron.write()
        neuron.state.walls[1] = 2e-6
        train = constant_train(device, amplitude=0.0, pulses=1)
        places.append(float(neuron.apply(train, field=field).walls[-1, 1, 0]))
    assert places[1] == pytest.approx(2e-6, abs=1e-9)
    assert places[2] - 2e-6 == pytest.approx(2e-6 - places[0], rel=1e-3)
    assert places[2] > 2.3e-6
