"""What is read, what it takes, and how often a write works."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.device import DeviceCircuit, FourTerminalNeuron, PulseTrain, constant_train, ramp_train
from dwmtj.parameters import load_device
from dwmtj.physics import Terminals, TunnelJunction, cover_fraction, measured_resistance

DEVICE = load_device("cui2024-ramp")
CIRCUIT = DeviceCircuit(DEVICE)
PLACES = (DEVICE.layout.position_a, DEVICE.layout.position_b)
SERIES = (CIRCUIT.series_resistance("A"), CIRCUIT.series_resistance("B"))


def _resistance(cover, junction):
    parallel = 29e-12 / (450e-9 * 250e-9)
    tunnel = TunnelJunction(parallel, 1.71, 0.5, cover)
    return measured_resistance(0.05, SERIES[junction], tunnel)


@given(st.floats(0, 4e-6), st.floats(0, 4e-6))
def test_readings_are_those_of_partly_covered_junctions_in_series(one, other):
    neuron = FourTerminalNeuron(DEVICE)
    neuron.initialise()
    neuron.state.walls[:, 0] = sorted((one, other))
    neuron.state.present[:] = True
    covers, reading = neuron.covers(), neuron.read()
    for j in range(2):
        cover = cover_fraction(PLACES[j], 450e-9, *neuron.state.walls[:, 0])
        assert covers[j][0] == pytest.approx(float(cover), abs=1e-12)
        assert reading[j][0] == pytest.approx(float(_resistance(cover, j)), rel=1e-9)


def test_a_record_reads_as_the_circuit_does():
    neuron = FourTerminalNeuron(DEVICE, 300, seed=1)
    neuron.initialise()
    neuron.write()
    record = neuron.apply(ramp_train(DEVICE))
    reading = CIRCUIT.read(record.cover_a, record.cover_b)
    np.testing.assert_allclose(record.reading.resistance_a, reading.resistance_a, rtol=1e-10)
    np.testing.assert_allclose(record.reading.resistance_b, reading.resistance_b, rtol=1e-10)
    np.testing.assert_allclose(
        record.reading.resistance_a, _resistance(record.cover_a, 0), rtol=1e-10
    )
    last = neuron.read()
    np.testing.assert_array_equal(last.resistance_b, record.reading.resistance_b[-1])


def test_a_domain_that_is_gone_is_not_read():
    neuron = FourTerminalNeuron(DEVICE)
    neuron.initialise()
    neuron.state.walls[:] = [[0.2e-6], [0.6e-6]]
    assert neuron.covers()[0][0] == 0
    neuron.state.present[:] = True
    assert neuron.covers()[0][0] > 0.5


def test_covers_may_be_missing():
    reading = CIRCUIT.read(np.array([np.nan, 0.0]), np.array([1.0, np.nan]))
    assert np.isnan(reading.resistance_a).tolist() == [True, False]
    assert np.isnan(reading.resistance_b).tolist() == [False, True]


def test_the_track_is_what_its_layers_give():
    # 3 nm at 1.9e-6 ohm m beside 2.4 nm at 1.5e-6 ohm m, 16 squares.
    sheet = 1 / (3e-9 / 1.9e-6 + 2.4e-9 / 1.5e-6)
    assert CIRCUIT.sheet_resistance == pytest.approx(sheet)
    assert CIRCUIT.track_resistance == pytest.approx(16 * sheet)
    magnet = 1 / (16 * sheet) * sheet / (1.5e-6 / 2.4e-9) / (250e-9 * 2.4e-9)
    assert CIRCUIT.magnet_density_per_volt == pytest.approx(magnet)
    assert CIRCUIT.drift_per_volt == pytest.approx(8.44, abs=0.01)


@given(st.lists(st.floats(-3, 3), max_size=5), st.floats(0, 20e-9), st.floats(0, 20e-9))
def test_pulses_heat_the_track_as_their_trapezoids_say(amplitudes, rise, fall):
    train = PulseTrain(np.array(amplitudes), 50e-9, rise, fall)
    whole = 50e-9 - rise - fall + (rise + fall) / 3
    wanted = np.array(amplitudes) ** 2 / CIRCUIT.track_resistance * whole
    np.testing.assert_allclose(CIRCUIT.track_energy(train), wanted, rtol=1e-9, atol=1e-25)
    neuron = FourTerminalNeuron(DEVICE)
    neuron.initialise()
    np.testing.assert_array_equal(neuron.apply(train).energy, CIRCUIT.track_energy(train))


def test_a_write_takes_the_energy_of_junction_and_series_part():
    # 3.1 V over 1650 ohm for 36.7 ns; the parallel state has no bias dependence.
    wanted = 3.1**2 / 1650 * (30e-9 + 20e-9 / 3)
    assert CIRCUIT.write_energy(3.1, "A") == pytest.approx(wanted, rel=1e-3)
    assert CIRCUIT.write_energy(3.1, "B") > CIRCUIT.write_energy(3.1, "A")


def test_the_write_pulse_drives_a_current_through_junction_and_the_track_beside_it():
    nan = float("nan")
    state = CIRCUIT.solve(Terminals(0.0, nan, 3.1, nan))
    share = 3.1 * 257.8 / 1650
    assert abs(float(np.asarray(state.junction_voltage_a))) == pytest.approx(share, rel=1e-3)


@pytest.mark.parametrize("amplitude", [2.5, 2.6, 2.65])
def test_writes_work_as_often_as_the_barrier_says(amplitude):
    count = 20_000
    neuron = FourTerminalNeuron(DEVICE, count, seed=8)
    neuron.initialise()
    written = neuron.write(amplitude=amplitude)
    wanted = CIRCUIT.write_probability(amplitude, DEVICE.writing.bias_field, "A")
    assert 0.01 < wanted < 0.99
    assert abs(written.mean() - wanted) < 3 * np.sqrt(wanted * (1 - wanted) / count)
    np.testing.assert_array_equal(neuron.state.present, written)
    reads_high = neuron.read().resistance_a > 1790
    np.testing.assert_array_equal(reads_high, written)


def test_a_device_without_a_domain_ignores_pulses():
    neuron = FourTerminalNeuron(DEVICE, 2, seed=1)
    neuron.initialise()
    record = neuron.apply(constant_train(DEVICE, pulses=3))
    assert not record.present.any()
    np.testing.assert_allclose(record.reading.resistance_a, 1650, atol=2)


def test_cycles_repeat_without_a_field_between_them():
    neuron = FourTerminalNeuron(DEVICE, 2000, seed=1)
    neuron.initialise()
    train = ramp_train(DEVICE)
    bare = neuron.read()
    fired = []
    for _ in range(5):
        assert neuron.write(where=~neuron.state.present).mean() > 0.999
        record = neuron.apply(train)
        fired.append((record.reading.resistance_b > 1320).any(0).mean())
        assert not neuron.state.present.any()
        np.testing.assert_allclose(neuron.read().resistance_b, bare.resistance_b)
    np.testing.assert_allclose(fired, 0.99, atol=0.01)
