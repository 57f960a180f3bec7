"""Where the three laws of motion have to agree, and where they must not."""

import numpy as np
import pytest

from dwmtj.device import (
    DeviceMisuseError,
    FourTerminalNeuron,
    PulseTrain,
    ThreeTerminalNeuron,
    constant_train,
    ramp_train,
)
from dwmtj.physics.constants import GAMMA_0

COLD = {"temperature": 1e-6}
QUIET = {"sigma": 0.0}


def _written(device, count=1, kind=FourTerminalNeuron, **options):
    neuron = kind(device, count, **options)
    neuron.initialise()
    neuron.write()
    return neuron


def _travel(device, law, train, seed=1, **options):
    neuron = _written(device, law=law, seed=seed, **options)
    start = neuron.state.walls.copy()
    return neuron.apply(train).walls - start


@pytest.mark.parametrize("nonadiabaticity", [0.05, 0.08, 0.02])
def test_three_laws_agree_without_pinning_noise_and_temperature(unpinned, nonadiabaticity):
    device = unpinned(
        "cui2024-ramp", wall_noise=QUIET, motion=COLD | {"nonadiabaticity": nonadiabaticity}
    )
    train = constant_train(device, amplitude=1.2, pulses=4)
    drift = FourTerminalNeuron(device).circuit.drift_per_volt
    exact = nonadiabaticity / 0.05 * drift * 1.2 * 40e-9
    for law in ("pulse", "wall", "collective"):
        travel = _travel(device, law, train)
        # The first pulse tilts the wall as well, which moves it by less than Delta/alpha once.
        np.testing.assert_allclose(np.diff(travel, axis=0), exact, rtol=5e-3)
        assert np.all(np.abs(travel[0] - exact) < (5e-9 if law == "collective" else 1e-15))


def test_mean_of_thermal_replicas_agrees_with_the_wall_law(unpinned):
    # One wall: those of a domain would meet now and then, and end it.
    device = unpinned("cui2024-ramp", wall_noise=QUIET)
    train = constant_train(device, amplitude=2.4, pulses=2)
    options = {"kind": ThreeTerminalNeuron}
    travel = _travel(device, "collective", train, count=1024, seed=7, **options)[-1, 1]
    exact = _travel(device, "wall", train, **options)[-1, 1, 0]
    error = travel.std() / np.sqrt(travel.size)
    assert error < 5e-3 * exact
    assert abs(travel.mean() - exact) < 3 * error


def test_single_wall_moves_alike_in_all_laws(unpinned):
    device = unpinned("cui2024-ramp", wall_noise=QUIET, motion=COLD)
    train = constant_train(device, amplitude=1.2, pulses=3)
    travels = [
        _travel(device, law, train, kind=ThreeTerminalNeuron)[:, 1]
        for law in ("pulse", "wall", "collective")
    ]
    np.testing.assert_allclose(travels[1], travels[0], rtol=5e-3)
    np.testing.assert_allclose(travels[2], travels[0], rtol=5e-3)


def test_pulse_and_wall_law_fire_alike_in_a_ramp(changed):
    device = changed("cui2024-ramp")
    train, found = ramp_train(device), []
    for law in ("pulse", "wall"):
        neuron = _written(device, 8000, law=law, seed=5, time_step=2e-10)
        high = neuron.apply(train).reading.resistance_b > 1320
        found.append((high & (high.cumsum(0) == 1)).mean(1))
    error = np.sqrt(np.maximum(sum(found), 1e-3) / 8000)
    assert np.all(np.abs(found[0] - found[1]) < 3 * error)
    assert found[0].max() > 0.7


def test_efficiency_is_not_in_the_collective_law(unpinned):
    device = unpinned("cui2024-train", wall_noise=QUIET, motion=COLD)
    train = constant_train(device, amplitude=1.2, pulses=2)
    slow, flow = (_travel(device, law, train)[-1, 1, 0] for law in ("wall", "collective"))
    assert slow / flow == pytest.approx(device.motion.efficiency, rel=5e-3)


def test_walker_breakdown_slows_the_collective_law_and_is_refused_by_the_others(unpinned):
    motion = COLD | {"nonadiabaticity": 0.3}
    device = unpinned("cui2024-ramp", wall_noise=QUIET, motion=motion)
    neuron = FourTerminalNeuron(device)
    limit = neuron.circuit.walker_voltage
    amplitude = 2 * limit
    assert amplitude == pytest.approx(2.22, abs=0.01)
    # |u| = alpha*gamma0*Delta*H_K/(2*|alpha - beta|) in the words of the closed form.
    h_k = 8e5 * 2.4e-9 * np.log(2) / (np.pi * 9.7e-9)
    wanted = 0.05 * GAMMA_0 * 9.7e-9 * h_k / (2 * 0.25) / neuron.circuit.drift_per_volt
    assert limit == pytest.approx(wanted, rel=1e-6)
    train = PulseTrain.constant(amplitude, 1, duration=30e-9)
    for law in ("pulse", "wall"):
        with pytest.raises(DeviceMisuseError, match="beyond Walker breakdown"):
            _travel(device, law, train)
    travel = _travel(device, "collective", train)[-1, 1, 0]
    below_breakdown = 6 * neuron.circuit.drift_per_volt * amplitude * 30e-9
    assert 0.1 < travel / below_breakdown < 0.7
    below = PulseTrain.constant(0.9 * limit, 1, duration=30e-9)
    assert _travel(device, "wall", below)[-1, 1, 0] > 0


def test_without_temperature_the_collective_wall_is_freed_at_the_voltage_of_the_others(changed):
    device = changed("cui2024-ramp", motion=COLD, wall_noise=QUIET)
    voltage = device.pinning.depinning_voltage
    for share, leaves in ((0.98, False), (1.02, True)):
        train = PulseTrain.constant(share * voltage, 1, duration=300e-9)
        for law in ("pulse", "wall", "collective"):
            moved = _travel(device, law, train)[-1, 1, 0] > 0.2e-6
            assert moved == leaves, (law, share)


def test_with_temperature_the_shallower_well_of_the_collective_law_holds_less(changed):
    device = changed("cui2024-ramp")
    train = constant_train(device, amplitude=1.5, pulses=2)
    held = {
        law: np.mean(_travel(device, law, train, count=64)[-1, 1] < 0.1e-6)
        for law in ("pulse", "wall", "collective")
    }
    assert held["pulse"] > 0.95
    assert held["wall"] > 0.95
    assert held["collective"] < 0.7
