"""Energies against closed forms: trapezoids in resistors, shares of a series circuit, scaling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.accounting.lab_cycles import LabCycles, run_lab_cycles
from dwmtj.accounting.lab_energies import Draws, lab_energies
from dwmtj.accounting.write_energy import write_heat
from dwmtj.device import DeviceCircuit, Pulse, ThreeTerminalNeuron, constant_train, ramp_train
from dwmtj.parameters import load_device
from dwmtj.parameters.source import Source
from dwmtj.physics.joule_heat import joule_energy
from dwmtj.physics.terminals import Terminals, delivered_power

RAMP, TRAIN = load_device("cui2024-ramp"), load_device("cui2024-train")
PARTS = ("write", "integrate", "read", "reset")
TEST = Source(kind="assumed", detail="a test")


def _cycles(to_fire, to_reset, *, device=TRAIN, terminals=4, fired=True):
    """Cycles of a constant train, of which each takes so many pulses."""
    one = np.ones(len(to_fire))
    return LabCycles(
        device=device,
        terminals=terminals,
        train=constant_train(device),
        written=one > 0,
        fired=np.broadcast_to(fired, one.shape),
        ready=one > 0,
        to_fire=np.array(to_fire),
        to_reset=np.array(to_reset),
        conductance_a=one / 1650,
        conductance_b=one / 1180,
        readings=one.astype(int),
    )


def _energies(cycles, draws=3):
    return lab_energies(cycles, Draws(cycles.device, cycles.fired.size, draws, seed=1))


@given(amplitude=st.floats(0.1, 3.1), rise=st.floats(0, 20e-9), fall=st.floats(0, 20e-9))
def test_a_write_pulse_through_a_parallel_junction_is_a_trapezoid_in_a_resistor(
    amplitude, rise, fall
):
    heat = write_heat([DeviceCircuit(RAMP)], Pulse(amplitude, 50e-9, rise, fall))
    expected = amplitude**2 * (50e-9 - 2 * (rise + fall) / 3) / 1650
    assert heat.total[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("cover", [0.0, 0.4, 1.0])
def test_parts_of_a_write_pulse_add_up_to_what_the_terminals_deliver(cover):
    circuit, pulse = DeviceCircuit(RAMP), Pulse(3.1, 50e-9, 10e-9, 10e-9)
    times, voltages = pulse.waveform()

    def seen_by_the_source(volts):
        state = circuit.solve(Terminals(input=volts, a=0.0), cover)
        return volts**2 / delivered_power(state)

    delivered = float(joule_energy(times, voltages, seen_by_the_source))
    heat = write_heat([circuit], pulse, cover)
    assert float(heat.total[0]) == pytest.approx(delivered, rel=1e-9)
    assert all(part[0] > 0 for part in heat)


def test_the_junction_takes_its_share_of_the_series_resistance():
    heat = write_heat([DeviceCircuit(RAMP)], Pulse(3.1, 50e-9, 10e-9, 10e-9))
    junction = 29e-12 / (450e-9 * 250e-9)
    assert heat.junction[0] / heat.total[0] == pytest.approx(junction / 1650, rel=1e-6)


def test_write_heat_is_the_write_energy_of_the_circuit():
    circuit = DeviceCircuit(RAMP)
    found = write_heat([circuit, circuit], Pulse(3.1, 50e-9, 10e-9, 10e-9)).total
    assert found == pytest.approx(circuit.write_energy(3.1, "A"), rel=1e-12)


@pytest.mark.parametrize("terminals", [4, 3])
def test_what_the_terminals_deliver_adds_up_to_each_energy(terminals):
    train = ramp_train(RAMP)
    cycles = run_lab_cycles(RAMP, train, terminals=terminals, cycles=300, seed=4)
    energies = _energies(cycles)
    for name in PARTS:
        figure = energies[name]
        delivered = sum(figure.by_terminal.values())
        assert delivered == pytest.approx(figure.estimate.value, rel=1e-12)
    per_spike = energies["per_spike"]
    delivered = sum(per_spike.by_terminal.values())
    assert delivered == pytest.approx(per_spike.estimate.value, rel=1e-12)
    reset = "GND" if terminals == 3 else "IN"
    assert set(energies["reset"].by_terminal) == {reset}
    assert set(energies["integrate"].by_terminal) == {"IN"}


def test_a_train_costs_a_trapezoid_in_the_track_for_each_pulse():
    found = _energies(_cycles([12, 14], [3, 4]))
    one = 2.4**2 * (50e-9 - 40e-9 / 3) / DeviceCircuit(TRAIN).track_resistance
    assert found["integrate"].estimate.value == pytest.approx(13 * one)
    assert found["reset"].estimate.value == pytest.approx(3.5 * one)


def test_a_pulse_through_the_track_heats_as_the_whole_circuit_with_floating_junctions():
    circuit, train = DeviceCircuit(TRAIN), constant_train(TRAIN)
    state = circuit.solve(Terminals(input=2.4, ground=0.0), 0.3, 0.7)
    plateau = train[0].energy_duration
    expected = float(delivered_power(state)) * plateau
    found = _energies(_cycles([1], [1]))
    assert found["integrate"].estimate.value == pytest.approx(expected, rel=1e-9)


def test_a_cycle_without_a_domain_ends_after_its_write():
    device = RAMP.replace("writing.amplitude", 1.0, TEST)  # never nucleates
    train = ramp_train(device)
    cycles = run_lab_cycles(device, train, terminals=4, cycles=20, seed=2)
    assert not cycles.written.any()
    assert not cycles.ready.any()
    assert np.all(cycles.to_fire + cycles.to_reset == 0)
    found = _energies(cycles)
    assert found["integrate"].estimate.value == 0
    assert found["write"].estimate.value > 0
    assert found["per_spike"].estimate.value is None


def test_a_spike_pays_for_the_cycles_that_did_not_fire():
    pulses = ([12, 20, 20, 20], [3, 0, 0, 0])
    fired = np.array([True, False, False, False])
    found = _energies(_cycles(*pulses, fired=fired), draws=20)
    per_cycle = sum(found[name].estimate.value for name in PARTS)
    assert found["per_spike"].estimate.value == pytest.approx(4 * per_cycle)
    assert found["per_spike"].distribution.cycles == 1


def test_without_a_spike_there_is_no_energy_per_spike_and_the_reason_is_told():
    found = _energies(_cycles([20], [0], fired=False))
    assert found["per_spike"].estimate.value is None
    assert "none of 1 simulated cycles fired" in found["per_spike"].estimate.reason


def test_twice_the_resistance_at_the_same_voltage_takes_half_the_energy():
    device = TRAIN
    for path in ("stack.heavy_metal_resistivity", "stack.free_layer_resistivity"):
        group, field = path.split(".")
        device = device.replace(path, 2 * getattr(getattr(device, group), field), TEST)
    once, twice = (_energies(_cycles([12], [3], device=each)) for each in (TRAIN, device))
    for name in ("integrate", "reset"):
        before, after = (each[name].estimate.value for each in (once, twice))
        assert after == pytest.approx(before / 2, rel=1e-12)


def test_the_reset_of_three_terminals_costs_what_its_reverse_train_costs():
    train = constant_train(TRAIN)
    neuron = ThreeTerminalNeuron(TRAIN, seed=1)
    neuron.initialise()
    neuron.write()
    neuron.apply(train)
    found = _energies(_cycles([12], [len(train)], terminals=3))
    assert found["reset"].estimate.value == pytest.approx(neuron.reset(train).energy.sum())
    assert found["write"].estimate.value == 0
    assert "made once" in found["write"].estimate.reason


def test_without_noise_the_way_back_of_three_terminals_takes_as_many_pulses():
    quiet = TRAIN.replace("wall_noise.sigma", 0.0, TEST)
    cycles = run_lab_cycles(quiet, constant_train(quiet), terminals=3, cycles=20, seed=1)
    assert np.ptp(cycles.to_fire) <= 1  # sites hold the wall for a part of a pulse
    assert np.all(np.abs(cycles.to_reset - cycles.to_fire) <= 1)
    assert cycles.fired.all()
    assert cycles.ready.all()


def test_the_drive_of_four_terminals_stops_when_the_domain_is_gone():
    train = ramp_train(RAMP)
    cycles = run_lab_cycles(RAMP, train, terminals=4, cycles=300, seed=2)
    used = cycles.to_fire + cycles.to_reset
    assert np.all(used[cycles.ready] <= len(train))
    assert np.all(cycles.to_reset[cycles.fired & cycles.ready] >= 1)
    assert np.array_equal(cycles.readings, used + 1)
    # Each reading of B is between that of a parallel and that of a covered pillar.
    mean = cycles.readings / cycles.conductance_b
    assert np.all((mean >= 1180 - 1e-6) & (mean < 1460))
