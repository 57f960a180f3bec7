from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dwmtj.physics.junction import junction_resistance, junction_voltage
from dwmtj.physics.terminals import (
    JunctionBranch,
    Terminals,
    TrackResistances,
    branch_powers,
    delivered_power,
    solve_terminals,
)
from dwmtj.physics.tunnel_junction import TunnelJunction

TRACK = TrackResistances(566.2, 2516.6, 566.2)
JUNCTION = TunnelJunction(257.8, 1.71, 0.5, 0.0)
BRANCH_A = JunctionBranch(JUNCTION, 826.8)
BRANCH_B = JunctionBranch(JUNCTION._replace(reversed_fraction=1.0), 356.8)
PRESET = (TRACK, BRANCH_A, BRANCH_B)

resistances = st.floats(1, 1e4)
voltages = st.floats(-5, 5)
tracks = st.builds(TrackResistances, resistances, resistances, resistances)
branches = st.builds(
    JunctionBranch,
    st.builds(TunnelJunction, resistances, st.floats(0, 10), st.floats(0.05, 5), st.floats(0, 1)),
    st.floats(0, 1e4),
)
drives = st.builds(Terminals, *[voltages | st.just(np.nan)] * 4)


def _scale(drive, track, branch_a, branch_b):
    """Greatest current that could flow: to this the sums of the currents are zero."""
    least = min(
        *track, branch_a.junction.parallel_resistance, branch_b.junction.parallel_resistance
    )
    return 2 * np.nanmax(np.abs(drive)) / least


def _solved(drive, track, branch_a, branch_b):
    assume(not np.all(np.isnan(drive)))
    return solve_terminals(drive, track, branch_a, branch_b)


@given(drives, tracks, branches, branches)
def test_the_currents_into_each_node_add_up_to_zero(drive, track, branch_a, branch_b):
    state = _solved(drive, track, branch_a, branch_b)
    currents, scale = state.currents, _scale(drive, track, branch_a, branch_b)
    assert abs(currents.input + currents.a - state.track_current) <= 1e-12 * scale
    assert abs(currents.ground + currents.b + state.track_current) <= 1e-12 * scale


@given(drives, tracks, branches, branches)
def test_every_branch_obeys_its_own_law(drive, track, branch_a, branch_b):
    state = _solved(drive, track, branch_a, branch_b)
    for node, terminal, branch, across, current in (
        (state.node_a, drive.a, branch_a, state.junction_voltage_a, state.currents.a),
        (state.node_b, drive.b, branch_b, state.junction_voltage_b, state.currents.b),
    ):
        if np.isnan(terminal):
            continue
        expected = junction_voltage(terminal - node, branch.lead_resistance, branch.junction)
        assert across == pytest.approx(float(expected), rel=1e-12, abs=1e-300)
        resistance = junction_resistance(across, branch.junction)
        assert current == pytest.approx(float(across / resistance), rel=1e-12, abs=1e-300)
        together = across + current * branch.lead_resistance
        assert together == pytest.approx(float(terminal - node), rel=1e-11, abs=1e-14)


@given(drives, tracks, branches, branches)
def test_the_sources_deliver_what_the_parts_dissipate(drive, track, branch_a, branch_b):
    state = _solved(drive, track, branch_a, branch_b)
    powers = branch_powers(state, track, branch_a, branch_b)
    assert min(powers) >= 0
    scale = _scale(drive, track, branch_a, branch_b) * np.nanmax(np.abs(drive))
    assert sum(powers) == pytest.approx(float(delivered_power(state)), rel=1e-12, abs=1e-12 * scale)


@given(drives, tracks, branches, branches)
def test_floating_terminals_carry_no_current_and_have_the_voltage_of_their_node(
    drive, track, branch_a, branch_b
):
    state = _solved(drive, track, branch_a, branch_b)
    nodes = (state.node_a, state.node_b, state.node_a, state.node_b)
    ends = zip(drive, nodes, state.voltages, state.currents, strict=True)
    for voltage, node, seen, current in ends:
        if np.isnan(voltage):
            assert current == 0
            assert seen == node
        else:
            assert seen == voltage


@given(drives, tracks, branches, branches)
def test_the_device_seen_from_its_other_end_is_the_same(drive, track, branch_a, branch_b):
    state = _solved(drive, track, branch_a, branch_b)
    mirrored = solve_terminals(
        Terminals(drive.ground, drive.input, drive.b, drive.a),
        TrackResistances(*reversed(track)),
        branch_b,
        branch_a,
    )
    close = {"abs": 1e-12 * np.nanmax(np.abs(drive)), "rel": 1e-12}
    assert mirrored.node_b == pytest.approx(float(state.node_a), **close)
    assert mirrored.node_a == pytest.approx(float(state.node_b), **close)
    close["abs"] = 1e-12 * _scale(drive, track, branch_a, branch_b)
    assert mirrored.currents.b == pytest.approx(float(state.currents.a), **close)
    assert mirrored.track_current == pytest.approx(-float(state.track_current), **close)


@given(drives, tracks, branches, branches)
def test_reversed_voltages_reverse_every_current(drive, track, branch_a, branch_b):
    state = _solved(drive, track, branch_a, branch_b)
    reverse = solve_terminals(Terminals(*(-v for v in drive)), track, branch_a, branch_b)
    close = 1e-12 * _scale(drive, track, branch_a, branch_b)
    np.testing.assert_allclose(reverse.currents, [-i for i in state.currents], 1e-12, close)


@given(tracks, branches, branches, voltages)
def test_terminals_at_one_voltage_carry_no_current(track, branch_a, branch_b, voltage):
    state = solve_terminals(Terminals(*[voltage] * 4), track, branch_a, branch_b)
    scale = _scale([voltage], track, branch_a, branch_b)
    assert np.max(np.abs(state.currents)) <= 1e-12 * scale


def test_integrating_drives_the_track_alone_and_both_ways_alike():
    state = solve_terminals(Terminals(input=2.4, ground=0.0), *PRESET)
    assert state.track_current == pytest.approx(2.4 / sum(TRACK), rel=1e-14)
    assert state.track_current == pytest.approx(0.658e-3, rel=1e-3)
    back = solve_terminals(Terminals(input=0.0, ground=2.4), *PRESET)
    assert back.track_current == pytest.approx(-float(state.track_current), rel=1e-14)


def test_writing_sends_all_current_through_junction_a_and_none_beyond_it():
    state = solve_terminals(Terminals(input=3.1, a=0.0), *PRESET)
    assert state.currents.input == pytest.approx(3.1 / (566.2 + 826.8 + 257.8), rel=1e-13)
    assert state.currents.a == pytest.approx(-float(state.currents.input), rel=1e-13)
    assert state.track_current == pytest.approx(0, abs=1e-17)
    assert -state.junction_voltage_a == pytest.approx(0.484, abs=5e-4)


def test_reading_between_in_and_a_finds_1650_ohm_and_between_b_and_ground_1180_ohm():
    branch_b = JunctionBranch(JUNCTION, 356.8)
    through_a = solve_terminals(Terminals(input=0.05, a=0.0), TRACK, BRANCH_A, branch_b)
    assert 0.05 / through_a.currents.input == pytest.approx(1650, abs=1)
    through_b = solve_terminals(Terminals(ground=0.0, b=0.05), TRACK, BRANCH_A, branch_b)
    assert 0.05 / through_b.currents.b == pytest.approx(1180, abs=1)


def test_reading_a_to_ground_has_the_whole_remaining_track_in_series():
    state = solve_terminals(Terminals(ground=0.0, a=0.05), *PRESET)
    total = 826.8 + 257.8 + TRACK.a_to_b + TRACK.b_to_ground
    assert 0.05 / state.currents.a == pytest.approx(total, rel=1e-13)
    assert state.voltages.input == state.node_a


def test_linear_junctions_agree_with_the_matrix_of_the_whole_network():
    # Junctions without roll-off are resistors: then the nodes follow from a linear system.
    track, lead, barrier = (300.0, 700.0, 500.0), (90.0, 40.0), (200.0, 450.0)
    drive = (1.5, -0.5, 0.3, 2.0)
    branches_of = [
        JunctionBranch(TunnelJunction(r, 0.0), s) for r, s in zip(barrier, lead, strict=True)
    ]
    state = solve_terminals(Terminals(*drive), TrackResistances(*track), *branches_of)
    to_a, to_b = (1 / (s + r) for r, s in zip(barrier, lead, strict=True))
    matrix = [
        [1 / track[0] + 1 / track[1] + to_a, -1 / track[1]],
        [-1 / track[1], 1 / track[2] + 1 / track[1] + to_b],
    ]
    source = [drive[0] / track[0] + drive[2] * to_a, drive[1] / track[2] + drive[3] * to_b]
    nodes = np.linalg.solve(matrix, source)
    np.testing.assert_allclose([state.node_a, state.node_b], nodes, rtol=1e-14)


def test_a_covered_junction_takes_less_current_when_its_magnetoresistance_persists():
    soft, hard = (
        JunctionBranch(TunnelJunction(257.8, 1.71, half, 1.0), 826.8) for half in (0.1, np.inf)
    )
    writing = Terminals(input=3.1, a=0.0)
    rolled_off = solve_terminals(writing, TRACK, soft, BRANCH_B).currents.input
    persistent = solve_terminals(writing, TRACK, hard, BRANCH_B).currents.input
    uncovered = solve_terminals(writing, TRACK, BRANCH_A, BRANCH_B).currents.input
    assert persistent < rolled_off < uncovered


def test_a_steep_roll_off_at_high_voltage_still_balances():
    # TMR of 1000 that is gone within a millivolt: Newton's full step is too long here.
    junction = TunnelJunction(10.0, 1000.0, 1e-3, 1.0)
    branch = JunctionBranch(junction, 0.0)
    drive = np.geomspace(1e-4, 10, 200)
    state = solve_terminals(Terminals(input=drive, a=0.0, b=-drive), TRACK, branch, branch)
    scale = np.abs(state.currents.input)
    first = np.abs(state.currents.input + state.currents.a - state.track_current)
    second = np.abs(state.currents.b + state.track_current)
    assert np.max(first / scale) < 1e-11
    assert np.max(second / scale) < 1e-11


def test_devices_covers_and_drives_broadcast():
    cover = np.linspace(0, 1, 5)
    track = TrackResistances(np.full((3, 1), 566.2), 2516.6, np.array([[500.0], [600], [700]]))
    branch = JunctionBranch(JUNCTION._replace(reversed_fraction=cover), 826.8)
    drive = Terminals(input=np.array([0.05, np.nan])[:, None, None], ground=0.0, a=0.05)
    state = solve_terminals(drive, track, branch, BRANCH_B)
    for array in (*state.voltages, *state.currents, *state[2:]):
        assert array.shape == (2, 3, 5)
    for place in product((0, 1), (0, 2), (0, 3)):
        one = solve_terminals(
            Terminals((0.05, np.nan)[place[0]], 0.0, 0.05),
            TrackResistances(566.2, 2516.6, (500.0, 600.0, 700.0)[place[1]]),
            JunctionBranch(JUNCTION._replace(reversed_fraction=cover[place[2]]), 826.8),
            BRANCH_B,
        )
        assert state.node_a[place] == one.node_a
        assert state.currents.a[place] == one.currents.a


@pytest.mark.parametrize(
    ("drive", "track", "branch", "message"),
    [
        (Terminals(), TRACK, BRANCH_A, "drive: all floating .* at least one"),
        (Terminals([1.0, np.nan]), TRACK, BRANCH_A, "drive: all floating .* at least one"),
        (Terminals(np.inf), TRACK, BRANCH_A, "drive.input: infinite V .* finite, or nan"),
        (Terminals(1.0), TRACK._replace(a_to_b=0.0), BRANCH_A, "a_to_b: 0 ohm .* above 0 ohm"),
        (
            Terminals(1.0),
            TRACK,
            BRANCH_A._replace(lead_resistance=-1.0),
            "branch_a.lead_resistance: -1 ohm .* at least 0",
        ),
    ],
)
def test_impossible_circuits_are_named_with_what_is_allowed(drive, track, branch, message):
    with pytest.raises(ValueError, match=message):
        solve_terminals(drive, track, branch, BRANCH_B)
