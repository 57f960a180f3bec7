"""What the main numbers of a dataset say where there is little to say."""

import pytest

from dwmtj.experiments import (
    as_table,
    cycles,
    passages,
    pulse_length,
    summarise,
    temperature,
    train,
    variability,
)


def test_a_law_that_holds_no_probability_within_the_pulses_has_no_mean():
    few = dict(summarise(passages(seed=1, cycles=20, pulses=5)))
    assert few["exact law of the noise, no sites"] == "none within 5 pulses"
    assert few["pulses until firing"] == "none"
    enough = dict(summarise(passages(seed=1, cycles=20, pulses=30)))
    assert enough["exact law of the noise, no sites"].startswith("mean 1")


def test_a_three_terminal_device_is_told_in_its_own_words():
    dataset = cycles(seed=1, cycles=5, terminals=3)
    rows = dict(summarise(dataset))
    assert "of these, wall not back at its start" in rows
    assert rows["energy of the reset drive"] == rows["energy of a train"]
    told = " ".join((*rows, *rows.values()))
    assert not any(word in told for word in ("depin", "write", "domain", "overlap", "nan"))
    assert list(as_table(dataset)) == ["cycle", "pulse", "amplitude (V)", "R_B (ohm)"]
    events = cycles(seed=1, cycles=5, terminals=3, keep_readings=False)
    assert not any(name.startswith(("depin", "written")) for name in as_table(events))


def test_what_never_happens_is_told_in_words():
    rows = dict(summarise(cycles(seed=1, cycles=3, first=0.1, last=0.3)))
    assert rows["fire, amplitude"] == "never, in 3 cycles"
    assert rows["overlap of depin and fire"] == "one of them never happened"
    assert dict(summarise(train(seed=1, cycles=1, amplitude=0.1)))["fire, pulse"] == "never"


@pytest.mark.parametrize("experiment", [pulse_length, temperature, variability])
def test_a_ramp_in_which_nothing_switches_is_told_in_words(experiment):
    rows = summarise(experiment(seed=1, cycles=3, step=5.0))
    told = " ".join(f"{name} {text}" for name, text in rows)
    assert "nan" not in told
    assert "never" in told or "nothing switched the ramp ended at 1 V; choose a smaller" in told
