import inspect

import numpy as np
import pytest

from dwmtj.device import FourTerminalNeuron, ramp_train
from dwmtj.experiments import cycles, ramp, train
from dwmtj.experiments.protocol import run_cycles
from dwmtj.parameters import load_device
from dwmtj.parameters.source import Source


def test_a_train_that_is_too_weak_leaves_a_domain_and_the_next_cycle_is_not_written():
    # A ramp to 2.6 V rarely ejects the domain, so it takes several trains to push it out.
    dataset = cycles(seed=1, cycles=400, last=2.6)
    leftover, written = dataset["leftover"].values, dataset["written"].values
    assert 0.3 < leftover.mean() < 0.99
    assert np.array_equal(written[1:], ~leftover[:-1])
    assert not dataset["completed"].values[~written].any()
    assert not dataset["completed"].values[leftover].any()
    there = dataset["domain_present"].values
    assert np.array_equal(there[:, -1], leftover)
    # The leftover domain is where the cycle before has left it.
    walls = dataset["wall_right"].values
    assert np.array_equal(walls[1:, 0][leftover[:-1]], walls[:-1, -1][leftover[:-1]])


def test_a_device_that_is_not_written_fails_and_looks_as_after_a_reset():
    device = load_device("cui2024-ramp").replace(
        "writing.bias_field", 0.0, Source(kind="assumed", detail="a test without bias field")
    )
    dataset = cycles(device, seed=1, cycles=20)
    assert not dataset["written"].any()
    assert not dataset["completed"].any()
    assert not dataset["leftover"].any()
    assert (dataset["state"] == 4).all()
    assert (dataset["fire_pulse"] == 0).all()


def test_cycles_are_a_ramp_again_and_again_a_hundred_times_if_not_told():
    once, many = (inspect.signature(each).parameters for each in (ramp, cycles))
    assert list(once) == list(many)
    changed = {name for name in many if many[name].default != once[name].default}
    assert changed == {"cycles"}
    assert cycles(seed=1).sizes["cycle"] == many["cycles"].default == 100
    same = [kind(seed=1, cycles=7).drop_attrs() for kind in (cycles, ramp)]
    assert same[0].identical(same[1])
    described = [inspect.getdoc(kind).partition("\nExamples\n")[0] for kind in (cycles, ramp)]
    assert described[0].partition("\n")[2] == described[1].partition("\n")[2] != ""


@pytest.mark.parametrize("kind", [ramp, train])
def test_backwards_the_device_does_the_same_with_its_junctions_exchanged(kind):
    forth, back = (kind(seed=4, cycles=40, reverse=way) for way in (False, True))
    assert back.attrs["direction"] == "B to A"
    for name in ("depin_pulse", "fire_pulse", "reset_pulse", "completed"):
        assert np.array_equal(forth[name], back[name])
    length = load_device("cui2024-ramp").layout.track_length
    for one, other in (("left", "right"), ("right", "left")):
        mirrored = length - back[f"wall_{other}"].values
        assert np.allclose(forth[f"wall_{one}"].values, mirrored, atol=1e-15, equal_nan=True)
    # Written under B: R_B is high, R_A is low.
    assert (back["resistance_b"][:, 0] > back["resistance_b"][:, -1]).all()
    assert (back["resistance_a"][:, 0] == back["resistance_a"][:, -1]).all()


def test_devices_at_once_have_one_more_dimension_and_differ_only_with_spread():
    dataset = ramp(seed=1, devices=300, cycles=3)
    assert dataset["state"].dims == ("device", "cycle", "pulse")
    assert dataset["fire_amplitude"].shape == (300, 3)
    spread = ramp(seed=1, devices=300, cycles=3, spread=True)
    widths = [each["depin_amplitude"].mean("cycle").std() for each in (dataset, spread)]
    assert widths[1] > 3 * widths[0]


def test_cycles_in_a_row_are_distributed_as_devices_side_by_side():
    row = cycles(seed=1, cycles=4000, keep_readings=False)
    side = ramp(seed=2, devices=4000, keep_readings=False)
    for event in ("depin", "fire", "reset"):
        a, b = (each[f"{event}_amplitude"].values for each in (row, side))
        error = np.sqrt((np.nanvar(a) + np.nanvar(b)) / 4000)
        assert abs(np.nanmean(a) - np.nanmean(b)) < 4 * error


def test_the_same_seed_gives_the_same_and_another_seed_something_else():
    first, same, other = (cycles(seed=seed, cycles=30) for seed in (5, 5, 6))
    assert first.drop_attrs().identical(same.drop_attrs())
    assert not np.array_equal(first["fire_pulse"], other["fire_pulse"])
    drawn = ramp()
    assert ramp(seed=drawn.attrs["seed"]).drop_attrs().identical(drawn.drop_attrs())


def test_events_only_are_the_events_of_all_readings():
    whole, events = (cycles(seed=5, cycles=50, keep_readings=keep) for keep in (True, False))
    assert "resistance_a" not in events
    for each in (whole, events):
        del each.attrs["created"]  # a second may lie between them
    assert whole[list(events.data_vars)].identical(events)


def test_blocks_of_cycles_join_without_a_seam(monkeypatch):
    whole = cycles(seed=5, cycles=50)
    done = []
    monkeypatch.setattr("dwmtj.experiments.protocol._BLOCK", 300)
    parts = cycles(seed=5, cycles=50, on_progress=done.append)
    assert len(done) > 3
    assert sum(done) == 50
    assert whole.drop_attrs().identical(parts.drop_attrs())


def test_reading_zero_is_after_writing_and_all_others_after_their_pulse():
    device = load_device("cui2024-ramp")
    neuron, pulses = FourTerminalNeuron(device, seed=9), ramp_train(device)
    measured = run_cycles(neuron, pulses, 1)
    again = FourTerminalNeuron(device, seed=9)
    again.initialise()
    again.write()
    start = again.read()
    record = again.apply(pulses)
    for k, values in enumerate((measured.resistance_a, measured.resistance_b)):
        assert values[0, 0, 0] == start[k][0]
        assert np.array_equal(values[0, 0, 1:], record.reading[k][:, 0])


def test_energies_are_those_of_the_pulses_and_of_the_write():
    dataset = ramp(seed=1)
    resistance = FourTerminalNeuron("cui2024-ramp").circuit.track_resistance
    # A trapezoid of 50 ns with edges of 10 ns has the energy of 36.7 ns at full amplitude.
    expected = dataset["amplitude"] ** 2 / resistance * (30e-9 + 20e-9 / 3)
    assert np.allclose(dataset["energy"], expected, rtol=1e-12)
    assert 1.5e-10 < float(dataset["write_energy"]) < 3e-10  # 3.1 V over about 1.65 kohm


def test_a_three_terminal_device_pays_for_its_reset_with_a_second_train():
    three, four = (cycles(seed=3, cycles=300, terminals=number) for number in (3, 4))
    assert three.sizes["pulse"] == 2 * four.sizes["pulse"] - 1
    assert float(three["energy"].sum()) == pytest.approx(2 * float(four["energy"].sum()))
    assert not {"resistance_a", "depin_pulse", "depin_amplitude", "write_energy"} & set(three)
    assert "wall" in three["leftover"].attrs["long_name"]
    assert (three["amplitude"][22:] < 0).all()
    done = three["completed"].values
    assert done.mean() > 0.8
    assert (three["reset_pulse"].values[done] > 21).all()
    assert (three["wall_right"].values[:, -1] > three["wall_right"].values[0, 0])[~done].all()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"cycles": 0}, "cycles: 0"),
        ({"devices": 0}, "count: 0"),
        ({"terminals": 5}, "terminals: 5"),
        ({"terminals": 3, "reverse": True}, "reverse"),
        ({"law": "none"}, "law: 'none'"),
        ({"seed": -1}, "seed: -1"),
        ({"device": "cui2024-network"}, "no layout"),
    ],
)
def test_misuse_is_told_in_one_line(options, says):
    with pytest.raises(ValueError, match=says) as error:
        ramp(**options)
    assert "allowed" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_wall_law_gives_the_thresholds_of_the_pulse_law():
    pulse, wall = (ramp(seed=1, devices=2000, law=law) for law in ("pulse", "wall"))
    for event in ("depin", "fire", "reset"):
        a, b = (each[f"{event}_amplitude"].values for each in (pulse, wall))
        assert abs(np.nanmean(a) - np.nanmean(b)) < 0.01


def test_with_the_collective_law_walls_leave_one_by_one_so_some_domains_collapse():
    dataset = ramp(seed=1, devices=40, law="collective")
    assert (dataset["state"].sel(pulse=0) == 1).all()
    assert (dataset["depin_pulse"] > 0).all()
    assert not dataset["leftover"].any()
    there = dataset["domain_present"]
    lengths = (dataset["wall_right"] - dataset["wall_left"]).where(there)
    assert (lengths.where(there, 1.0) > 0).all()
    assert float(lengths.std()) > 10e-9  # the other laws keep the length
    done = dataset.isel(cycle=0).sel(device=dataset["completed"].values[:, 0])
    assert 0.1 < done.sizes["device"] / 40 < 0.9
    assert (done["wall_right"].max("pulse") > 3.325e-6).all()  # edge of the second pillar
