"""Same seed, same result: for any number of threads, however devices and pulses are divided."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dwmtj.device import (
    FourTerminalNeuron,
    PulseTrain,
    ThreeTerminalNeuron,
    constant_train,
    ramp_train,
)


def _cycle(count, law="pulse", kind=FourTerminalNeuron, seed=4, train_of=ramp_train, **options):
    neuron = kind("cui2024-ramp", count, law=law, seed=seed, spread=True, **options)
    neuron.initialise()
    neuron.write()
    return neuron, neuron.apply(train_of(neuron.parameters))


def _assert_equal(first, second):
    for name in ("walls", "present", "cover_a", "cover_b", "energy", "reading"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), err_msg=name)


@pytest.mark.parametrize("kind", [FourTerminalNeuron, ThreeTerminalNeuron])
@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_number_of_threads_does_not_change_a_result(law, kind):
    records = [_cycle(1700, law, kind, threads=threads)[1] for threads in (1, 2, 3)]
    _assert_equal(records[0], records[1])
    _assert_equal(records[0], records[2])


def test_number_of_threads_does_not_change_the_collective_law():
    def train_of(device):
        return constant_train(device, pulses=2)

    records = [
        _cycle(130, "collective", threads=threads, train_of=train_of, time_step=5e-12)[1]
        for threads in (1, 2)
    ]
    _assert_equal(*records)


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_another_seed_gives_another_result_with_the_same_statistics(law):
    first, second = (_cycle(2000, law, seed=seed)[1] for seed in (4, 5))
    assert not np.array_equal(first.walls, second.walls)
    ends = [record.walls[10, 1].mean() for record in (first, second)]
    spread = first.walls[10, 1].std()
    assert abs(ends[0] - ends[1]) < 4 * spread * np.sqrt(2 / 2000)


@pytest.mark.parametrize("law", ["pulse", "wall"])
@pytest.mark.parametrize("count", [512, 513, 1300])
def test_a_block_of_devices_does_not_see_how_many_others_there_are(law, count):
    alone = _cycle(512, law)[1]
    among = _cycle(count, law)[1]
    np.testing.assert_array_equal(alone.walls, among.walls[:, :, :512])
    np.testing.assert_array_equal(alone.reading.resistance_b, among.reading.resistance_b[:, :512])


@settings(max_examples=15)
@given(st.lists(st.integers(0, 20), max_size=3), st.sampled_from(["pulse", "wall"]))
def test_a_train_may_be_applied_in_pieces(cuts, law):
    whole, record = _cycle(40, law)
    pieces = FourTerminalNeuron("cui2024-ramp", 40, law=law, seed=4, spread=True)
    pieces.initialise()
    pieces.write()
    train = ramp_train(pieces.parameters)
    edges = [0, *sorted(cuts), len(train)]
    walls = [
        pieces.apply(PulseTrain(train.amplitudes[i:j], 50e-9, 10e-9, 10e-9)).walls
        for i, j in pairwise(edges)
    ]
    np.testing.assert_array_equal(np.concatenate(walls), record.walls)
    np.testing.assert_array_equal(pieces.state.walls, whole.state.walls)


def test_an_empty_train_changes_nothing():
    for law in ("pulse", "wall", "collective"):
        neuron = FourTerminalNeuron("cui2024-ramp", 3, law=law, seed=0)
        neuron.initialise()
        neuron.write()
        before = neuron.state.copy()
        record = neuron.apply(constant_train(neuron.parameters, pulses=0))
        assert record.walls.shape == (0, 2, 3)
        assert record.reading.resistance_b.shape == (0, 3)
        np.testing.assert_array_equal(neuron.state.walls, before.walls)
