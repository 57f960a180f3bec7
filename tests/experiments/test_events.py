import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.device import DeviceCircuit
from dwmtj.experiments.events import amplitude_of, find_events, largest_cover, mid_levels
from dwmtj.parameters import load_device

LOW, HIGH, LEVEL = 1000.0, 1300.0, 1150.0


def _events(first, second):
    first, second = (np.where(np.array(list(way)) == "1", HIGH, LOW) for way in (first, second))
    return find_events(first, second, LEVEL, LEVEL)


@pytest.mark.parametrize(
    ("first", "second", "pulses", "state"),
    [
        # AP until pulse 2, P P, fires at 4, reset at 6
        ("1100000", "0000110", (2, 4, 6), [1, 1, 2, 2, 3, 3, 4]),
        # depinned and fired within one pulse
        ("1100000", "0011000", (2, 2, 4), [1, 1, 3, 3, 4, 4, 4]),
        # went past the second junction within one pulse: no firing is seen
        ("1100000", "0000000", (2, 0, 0), [1, 1, 2, 2, 2, 2, 2]),
        # never left the first junction
        ("1111111", "0000000", (0, 0, 0), [1, 1, 1, 1, 1, 1, 1]),
        # was not written
        ("0000000", "0000000", (0, 0, 0), [4, 4, 4, 4, 4, 4, 4]),
        # a domain of the cycle before, between the junctions: nothing depins, but it fires
        ("0000000", "0010000", (0, 2, 3), [2, 2, 3, 4, 4, 4, 4]),
        # a domain of the cycle before, under the second junction: that is no firing
        ("0000000", "1100000", (0, 0, 0), [3, 3, 4, 4, 4, 4, 4]),
        # did not leave the second junction
        ("1000000", "0001111", (1, 3, 0), [1, 2, 2, 3, 3, 3, 3]),
    ],
)
def test_events_and_states_of_cycles_drawn_by_hand(first, second, pulses, state):
    events = _events(first, second)
    assert (events.depin_pulse, events.fire_pulse, events.reset_pulse) == pulses
    assert events.state.tolist() == state
    assert bool(events.in_order()) == (all(pulses) and pulses[0] <= pulses[1] < pulses[2])


def _readings(number):
    return st.tuples(*(st.lists(st.booleans(), min_size=number, max_size=number),) * 2)


readings = st.integers(2, 8).flatmap(_readings)


@given(readings)
def test_each_event_is_where_the_resistance_crosses_and_reset_follows_firing(ways):
    first, second = (np.where(way, HIGH, LOW) for way in ways)
    events = find_events(first, second, LEVEL, LEVEL)
    depin, fire, reset = (int(each) for each in events[:3])
    if depin:
        assert first[depin] < LEVEL < first[depin - 1]
        assert np.all(first[:depin] > LEVEL)
    if fire:
        assert second[fire] > LEVEL
        assert np.all(second[:fire] < LEVEL)
    if reset:
        assert 0 < fire < reset
        assert second[reset] < LEVEL
        assert np.all(second[fire:reset] > LEVEL)
    assert np.array_equal(events.state == 1, first > LEVEL)


@given(st.lists(_readings(5), min_size=2, max_size=5))
def test_many_cycles_at_once_are_as_each_alone(all_ways):
    first, second = (np.array([np.where(ways[k], HIGH, LOW) for ways in all_ways]) for k in (0, 1))
    together = find_events(first, second, LEVEL, LEVEL)
    for row, alone in enumerate(
        find_events(a, b, LEVEL, LEVEL) for a, b in zip(first, second, strict=True)
    ):
        for many, one in zip(together, alone, strict=True):
            assert np.array_equal(many[row], one)


def test_mid_levels_lie_between_the_two_resistances_that_occur():
    device = load_device("cui2024-ramp")
    circuit, most = DeviceCircuit(device), largest_cover(device)
    assert most == pytest.approx(371.42 / 450)
    low, high = (circuit.read(np.array([c]), np.array([c])) for c in (0.0, most))
    levels = mid_levels(device)
    for k in (0, 1):
        assert levels[k] == pytest.approx((low[k][0] + high[k][0]) / 2)


def test_with_one_wall_the_whole_pillar_can_be_covered_and_there_is_no_junction_a():
    device = load_device("cui2024-ramp")
    levels = mid_levels(device, 3)
    assert np.isnan(levels.resistance_a)
    assert levels.resistance_b > mid_levels(device).resistance_b


def test_amplitude_of_what_did_not_happen_is_no_number():
    amplitudes = amplitude_of(np.array([0, 1, 3]), np.array([1.0, 1.5, 2.0]))
    assert np.isnan(amplitudes[0])
    assert amplitudes[1:].tolist() == [1.0, 2.0]
