"""Events of cycles are those of the simulator, and each cycle gets the label that it deserves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.analysis.events.classified_readings import classify
from dwmtj.analysis.events.cycle_labels import LABELS
from dwmtj.analysis.events.events import find_cycle_events, pulse_counts
from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.read_table import table_of
from dwmtj.experiments import cycles, train

LOW, HIGH = 1000.0, 1300.0
LEVELS = {"a": (LOW, HIGH), "b": (LOW, HIGH)}
PULSES = ("depin_pulse", "fire_pulse", "reset_pulse")


def _table(ways, pulses=None, device=None):
    """Table of cycles, each told by the readings of both junctions as 0 and 1."""
    parts = []
    for number, (first, second) in enumerate(ways):
        pulse = np.arange(len(first)) if pulses is None else np.array(pulses[number])
        up = [np.array([digit == "1" for digit in way]) for way in (first, second)]
        where = np.full(len(pulse), 1 if device is None else device[number])
        amplitude = np.where(pulse > 0, 1 + 0.1 * pulse, 0.0)
        read = [np.where(each, HIGH, LOW) for each in up]
        parts.append([where, np.full(len(pulse), number + 1), pulse, amplitude, *read])
    names = ("device", "cycle", "pulse", "amplitude", "resistance_a", "resistance_b")
    joined = [np.concatenate(each).astype(float) for each in zip(*parts, strict=True)]
    columns = dict(zip(names, joined, strict=True))
    rows = len(columns["cycle"])
    return Table("drawn", "cycles", columns, np.arange(rows) + 2, rows)


GOOD = ("1100000", "0000110")
DRAWN = [
    (GOOD, "complete", (2, 4, 6)),
    (("1100000", "0011000"), "complete", (2, 2, 4)),
    (("1111111", "0000000"), "no depin", (0, 0, 0)),
    (("1100000", "0000000"), "no fire", (2, 0, 0)),
    (("1000000", "0001111"), "no reset", (1, 3, 0)),
    (("0000000", "0000000"), "no write", (0, 0, 0)),
    (("0000000", "0010000"), "leftover", (0, 2, 3)),
    (("0000000", "1100000"), "leftover", (0, 0, 0)),
    (("1111000", "0011110"), "out of order", (4, 2, 6)),
    (("1011000", "0000110"), "out of order", (1, 4, 6)),
    (("1100000", "0011001"), "out of order", (2, 2, 4)),
]


@pytest.mark.parametrize(("way", "label", "pulses"), DRAWN)
def test_cycles_drawn_by_hand_get_their_events_and_labels(way, label, pulses):
    events = find_cycle_events(_table([GOOD, way]), levels=LEVELS)
    assert tuple(int(getattr(events, name)[1]) for name in PULSES) == pulses
    assert events.label.tolist() == ["complete", label]
    assert events.written[1] == (way[0][0] == "1")
    for name, pulse in zip(("depin", "fire", "reset"), pulses, strict=True):
        amplitude, before = (
            getattr(events, f"{name}_{what}")[1] for what in ("amplitude", "before")
        )
        if pulse:
            assert amplitude == pytest.approx(1 + 0.1 * pulse)
        else:
            assert np.isnan(amplitude)
        if pulse > 1:
            assert before == pytest.approx(1 + 0.1 * (pulse - 1))
        else:
            assert np.isnan(before)


@given(st.lists(st.sampled_from(DRAWN), min_size=1, max_size=6))
def test_written_under_b_the_same_cycles_get_the_same_labels(chosen):
    ways = [GOOD, GOOD, GOOD, *(way for way, *_ in chosen)]
    forth = find_cycle_events(_table(ways), levels=LEVELS, direction="A to B")
    back = find_cycle_events(_table([w[::-1] for w in ways]), levels=LEVELS, direction="B to A")
    for one, other in zip(forth, back, strict=True):
        np.testing.assert_array_equal(one, other)
    assert set(forth.label) <= set(LABELS)


def test_a_domain_that_passed_between_two_readings_is_told_from_one_that_stayed():
    passed = ("1100000", "0000000")
    events = find_cycle_events(_table([("1100000", "0001100"), passed, GOOD]), levels=LEVELS)
    assert events.label.tolist() == ["complete", "fire not seen", "complete"]
    stayed = find_cycle_events(_table([GOOD, passed, ("0000000", "0010000"), GOOD]), levels=LEVELS)
    assert stayed.label.tolist() == ["complete", "no fire", "leftover", "complete"]
    # In another cycle firing needed all pulses, so more of them might have fired it.
    late = find_cycle_events(_table([("1100000", "0000001"), passed, GOOD]), levels=LEVELS)
    assert late.label.tolist() == ["no reset", "no fire", "complete"]
    other = find_cycle_events(_table([GOOD, passed, GOOD], device=[1, 1, 2]), levels=LEVELS)
    assert other.label.tolist() == ["complete", "no fire", "complete"]


@pytest.mark.parametrize(
    ("kept", "label", "fire", "before"),
    [
        ([0, 1, 2, 3, 4, 5, 6], "complete", 4, 1.3),
        ([1, 2, 3, 4, 5, 6], "incomplete", 4, 1.3),  # no reading after writing
        ([0, 1, 2, 4, 5, 6], "incomplete", 4, 1.2),  # fired in pulse 3 or 4
        ([0, 1, 2, 3, 4], "incomplete", 4, 1.3),  # ended before the reset
    ],
)
def test_missing_pulses_make_a_cycle_incomplete(kept, label, fire, before):
    way = tuple("".join(each[place] for place in kept) for each in GOOD)
    table = _table([GOOD, way], pulses=[range(7), kept])
    events = find_cycle_events(table, levels=LEVELS)
    assert events.label.tolist() == ["complete", label]
    assert events.fire_pulse[1] == fire
    assert events.fire_before[1] == pytest.approx(before)


def test_pulses_after_the_reset_may_be_missing():
    table = _table([GOOD, ("110000", "001100")], pulses=[range(7), range(6)])
    assert find_cycle_events(table, levels=LEVELS).label.tolist() == ["complete", "complete"]


def test_pulses_count_while_an_event_is_possible():
    table = _table([GOOD, ("1000000", "0001100")])
    events = find_cycle_events(table, levels=LEVELS)
    depin, fire, reset = (pulse_counts(table, events, name) for name in ("depin", "fire", "reset"))
    np.testing.assert_allclose(depin.amplitude, [1.1, 1.2])
    assert (depin.at_risk.tolist(), depin.switched.tolist()) == ([2, 1], [1, 1])
    np.testing.assert_allclose(fire.amplitude, [1.2, 1.3, 1.4])
    assert (fire.at_risk.tolist(), fire.switched.tolist()) == ([1, 2, 1], [0, 1, 1])
    np.testing.assert_allclose(reset.amplitude, [1.4, 1.5, 1.6])
    assert (reset.at_risk.tolist(), reset.switched.tolist()) == ([1, 2, 1], [0, 1, 1])


def test_a_pulse_after_a_gap_and_unclear_cycles_count_in_nothing():
    ways = [("110000", "000110"), ("0000000", "0010000"), ("1111000", "0011110")]
    table = _table(ways, pulses=[[0, 1, 2, 4, 5, 6], range(7), range(7)])
    events = find_cycle_events(table, levels=LEVELS)
    fire = pulse_counts(table, events, "fire")
    assert (fire.at_risk.sum(), fire.switched.sum()) == (0, 0)
    with pytest.raises(ValueError, match="allowed: depin, fire, reset"):
        pulse_counts(table, events, "write")


@pytest.mark.parametrize(
    ("measure", "options"),
    [
        (cycles, {"cycles": 300}),
        (cycles, {"cycles": 300, "reverse": True}),
        (train, {"cycles": 300}),
        (train, {"cycles": 300, "reverse": True}),
        (cycles, {"cycles": 40, "devices": 5, "spread": True}),
        (cycles, {"cycles": 40, "terminals": 3}),
    ],
)
def test_without_noise_the_events_are_those_of_the_simulated_measurement(measure, options):
    dataset = measure(seed=1, **options)
    table = table_of(dataset, "cycles")
    direction = table.attributes.pop("direction")
    classified = classify(table)
    assert (classified.direction, classified.certain) == (direction, True)
    events = find_cycle_events(table)
    for name in PULSES:
        if name in dataset:
            assert np.array_equal(getattr(events, name), dataset[name].to_numpy().ravel())
    if options.get("devices", 1) == 1 and "terminals" not in options:
        completed = dataset["completed"].to_numpy().ravel()
        assert np.mean((events.label == "complete") != completed) < 0.01


def test_read_noise_changes_few_events():
    dataset = cycles(seed=1, cycles=500)
    table = table_of(dataset, "cycles")
    rng = np.random.default_rng(1)
    noisy = {
        name: table.columns[name] + 8 * rng.standard_normal(table.rows_used)
        for name in ("resistance_a", "resistance_b")
    }
    clean = find_cycle_events(table)
    found = find_cycle_events(replace(table, columns=table.columns | noisy))
    for name in PULSES:
        assert np.mean(getattr(clean, name) != getattr(found, name)) < 0.02


def test_what_cannot_be_seen_is_told():
    flat = _table([("1111", "0000")] * 5)
    with pytest.raises(ValueError, match="drawn: no junction shows two levels"):
        find_cycle_events(flat)
    with pytest.raises(ValueError, match="junction 'c' is not allowed; allowed: a, b"):
        find_cycle_events(flat, levels={"c": (LOW, HIGH)})
    with pytest.raises(ValueError, match="kind 'passages' is not allowed; allowed: 'cycles'"):
        find_cycle_events(replace(flat, kind="passages"))
