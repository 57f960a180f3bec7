"""The state of devices: saved, restored, and damaged files refused."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.device import (
    DeviceState,
    FourTerminalNeuron,
    ThreeTerminalNeuron,
    constant_train,
    ramp_train,
)

NAMES = ("walls", "angles", "present", "initialised", "waiting")


@pytest.fixture
def used():
    neuron = FourTerminalNeuron("cui2024-train", 30, seed=1)
    neuron.initialise()
    neuron.write(where=np.arange(30) % 3 > 0)
    neuron.apply(constant_train(neuron.parameters, pulses=5))
    return neuron


def _equal(first, second):
    for name in NAMES:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), err_msg=name)


def test_a_saved_state_comes_back_the_same(used, tmp_path):
    used.state.save(tmp_path / "state.npz")
    loaded = DeviceState.load(tmp_path / "state.npz")
    _equal(loaded, used.state)
    assert loaded.count == 30


def test_a_restored_device_reads_and_goes_on_as_the_old_one(used, tmp_path):
    used.state.save(tmp_path / "state.npz")
    other = FourTerminalNeuron("cui2024-train", 30, seed=2)
    other.state = DeviceState.load(tmp_path / "state.npz")
    np.testing.assert_array_equal(other.read().resistance_b, used.read().resistance_b)
    train = constant_train(used.parameters, pulses=30)
    record = other.apply(train)
    assert np.all((record.cover_b > 0.4).any(0) == used.state.present)
    assert not record.present[-1].any()


def test_a_restored_state_is_a_copy(used):
    kept = used.state.copy()
    other = FourTerminalNeuron("cui2024-train", 30, seed=2)
    other.state = kept
    other.initialise()
    _equal(kept, used.state)


def test_the_same_state_goes_on_in_the_same_way_with_the_same_numbers(used):
    kept, walls = used.state.copy(), []
    for _ in range(2):
        other = FourTerminalNeuron("cui2024-train", 30, seed=7)
        other.state = kept
        walls.append(other.apply(ramp_train(other.parameters)).walls)
    np.testing.assert_array_equal(*walls)


def test_a_state_of_another_number_of_devices_is_refused(used):
    with pytest.raises(ValueError, match=r"that of 30 devices .* allowed: that of 2 devices"):
        FourTerminalNeuron("cui2024-train", 2).state = used.state


def test_a_state_of_another_kind_of_device_is_refused(tmp_path):
    four, three = FourTerminalNeuron("cui2024-train", 3), ThreeTerminalNeuron("cui2024-train", 3)
    for one, other in ((four, three), (three, four)):
        one.initialise()
        one.write()
        file = tmp_path / f"{one.terminals}.npz"
        one.state.save(file)
        loaded = DeviceState.load(file)
        assert loaded.terminals == loaded.copy().terminals == one.terminals
        one.state = loaded
        with pytest.raises(
            ValueError, match=rf"with {one.terminals} terminals is not allowed"
        ) as told:
            other.state = loaded
        assert f"with {other.terminals} terminals, {type(other).__name__}" in str(told.value)


@pytest.mark.parametrize("nothing", [None, "state.npz", np.zeros((2, 3))])
def test_what_is_no_state_is_refused(nothing):
    with pytest.raises(ValueError, match="is not allowed; allowed: DeviceState"):
        FourTerminalNeuron("cui2024-train").state = nothing


def test_a_state_of_an_impossible_number_of_terminals_is_refused(tmp_path):
    arrays = {each: getattr(DeviceState.new(3), each) for each in NAMES}
    np.savez(tmp_path / "state.npz", **arrays, terminals=5)
    with pytest.raises(ValueError, match=r"state\.npz: terminals: 5 is not allowed; allowed: 3, 4"):
        DeviceState.load(tmp_path / "state.npz")


def test_a_file_is_never_overwritten(used, tmp_path):
    file = tmp_path / "state.npz"
    used.state.save(file)
    content = file.read_bytes()
    with pytest.raises(FileExistsError, match="there already"):
        used.state.save(file)
    assert file.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["state.npz"]


def test_the_name_of_a_state_file_ends_in_npz(used, tmp_path):
    with pytest.raises(ValueError, match=r"ends in \.npz"):
        used.state.save(tmp_path / "state.npy")


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    file = tmp_path_factory.mktemp("state") / "state.npz"
    neuron = FourTerminalNeuron("cui2024-train", 5, seed=1)
    neuron.initialise()
    neuron.write()
    neuron.state.save(file)
    return file.with_suffix(".damaged.npz"), file.read_bytes(), neuron.state


@given(st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused(content, share):
    file, whole, _ = content
    file.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ValueError, match="no whole state of devices"):
        DeviceState.load(file)


@given(st.integers(0), st.integers(1, 255))
def test_a_damaged_file_is_refused_or_still_holds_the_same_values(content, place, change):
    file, whole, state = content
    damaged = bytearray(whole)
    damaged[place % len(whole)] ^= change
    file.write_bytes(bytes(damaged))
    with contextlib.suppress(ValueError):
        # A change of what zip does not look at, such as the time of a member, does no harm.
        _equal(DeviceState.load(file), state)


@given(st.binary(max_size=300))
def test_what_is_no_archive_is_refused(content, noise):
    file, _, _ = content
    file.write_bytes(noise)
    with pytest.raises(ValueError, match="no whole state") as caught:
        DeviceState.load(file)
    assert str(caught.value).startswith(str(file))
    assert len(str(caught.value)) < len(str(file)) + 100  # and no bytes of it


def test_another_array_file_is_refused(tmp_path):
    np.save(tmp_path / "one.npy", np.zeros(3))
    with pytest.raises(ValueError, match="no whole state"):
        DeviceState.load(tmp_path / "one.npy")
    np.savez(tmp_path / "other.npz", walls=np.zeros((2, 3)))
    with pytest.raises(ValueError, match="no whole state"):
        DeviceState.load(tmp_path / "other.npz")
    np.savez(tmp_path / "objects.npz", **{name: np.array([{}]) for name in NAMES})
    with pytest.raises(ValueError, match="no whole state"):
        DeviceState.load(tmp_path / "objects.npz")


@pytest.mark.parametrize(
    ("name", "value"),
    [("walls", np.zeros((2, 4))), ("present", np.zeros(3)), ("angles", np.zeros((2, 3), "f4"))],
)
def test_a_state_of_wrong_shape_or_kind_is_refused(tmp_path, name, value):
    arrays = {each: getattr(DeviceState.new(3), each) for each in NAMES} | {name: value}
    np.savez(tmp_path / "state.npz", **arrays, terminals=4)
    with pytest.raises(ValueError, match=f"{name}: shape .* is not allowed"):
        DeviceState.load(tmp_path / "state.npz")


def test_a_file_that_is_not_there_is_told_as_such(tmp_path):
    with pytest.raises(FileNotFoundError):
        DeviceState.load(tmp_path / "none.npz")
