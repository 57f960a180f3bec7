"""From B to A the device works as the mirror image of A to B."""

import numpy as np
import pytest

from dwmtj.device import FourTerminalNeuron, constant_train, ramp_train

CASES = [("cui2024-ramp", ramp_train), ("cui2024-train", constant_train)]


def _run(preset, junction, terminals, law, train_of, **options):
    neuron = FourTerminalNeuron(preset, 700, law=law, seed=9, **options)
    neuron.initialise()
    neuron.write(junction)
    before = neuron.read()
    return neuron, before, neuron.apply(train_of(neuron.parameters), terminals)


@pytest.mark.parametrize("law", ["pulse", "wall"])
@pytest.mark.parametrize(("preset", "train_of"), CASES)
def test_b_to_a_is_the_mirror_image_of_a_to_b(preset, train_of, law):
    there, first, forth = _run(preset, "A", ("IN", "GND"), law, train_of)
    _, second, reverse = _run(preset, "B", ("GND", "IN"), law, train_of)
    length = there.parameters.layout.track_length
    mirrored = length - reverse.walls[:, ::-1]
    np.testing.assert_array_equal(forth.present, reverse.present)
    np.testing.assert_allclose(forth.walls, mirrored, atol=1e-15)
    np.testing.assert_allclose(forth.cover_a, reverse.cover_b, atol=1e-8)
    np.testing.assert_allclose(forth.cover_b, reverse.cover_a, atol=1e-8)
    assert first.resistance_a[0] > 1900
    assert second.resistance_b[0] > 1450
    assert (reverse.reading.resistance_a > 1790).any(0).mean() > 0.9
    np.testing.assert_array_equal(reverse.amplitudes, -forth.amplitudes)


def test_collective_law_is_symmetric_without_temperature(unpinned):
    device = unpinned("cui2024-ramp", motion={"temperature": 1e-6})
    walls = []
    for junction, terminals in (("A", ("IN", "GND")), ("B", ("GND", "IN"))):
        neuron = FourTerminalNeuron(device, law="collective", seed=0)
        neuron.initialise()
        neuron.write(junction)
        walls.append(neuron.apply(constant_train(device, pulses=3), terminals).walls)
    np.testing.assert_allclose(walls[0], 4e-6 - walls[1][:, ::-1], rtol=0, atol=1e-9)


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_negative_amplitudes_are_exchanged_terminals(law):
    records = []
    for sign, terminals in ((1.0, ("GND", "IN")), (-1.0, ("IN", "GND"))):
        neuron = FourTerminalNeuron("cui2024-train", 600, law=law, seed=2)
        neuron.initialise()
        neuron.write("B")
        train = constant_train(neuron.parameters, amplitude=sign * 2.4)
        records.append(neuron.apply(train, terminals))
    np.testing.assert_array_equal(records[0].walls, records[1].walls)


@pytest.mark.parametrize("law", ["pulse", "wall", "collective"])
def test_a_domain_pushed_from_a_towards_in_leaves_there(unpinned, law):
    device = unpinned("cui2024-ramp", motion={"temperature": 1e-6})
    neuron = FourTerminalNeuron(device, law=law, seed=0)
    neuron.initialise()
    neuron.write("A")
    record = neuron.apply(constant_train(device, amplitude=2.4, pulses=2), ("GND", "IN"))
    assert not record.present[-1, 0]
    assert record.cover_a[-1, 0] == record.cover_b[-1, 0] == 0
