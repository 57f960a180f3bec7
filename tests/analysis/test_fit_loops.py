"""Field loops to numbers: square loops with known truth, and loops that tell less."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dwmtj.analysis.loops.fit_loops import fit_loops
from dwmtj.analysis.loops.series_resistance import JunctionKnowledge
from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.read_table import read_table, table_of
from dwmtj.experiments import hysteresis

LOW, HIGH = 1650.0, 1930.0
STEP = 500.0
FIELD = np.arange(-60e3, 60.1e3, STEP)


def _loops(falling, rising, *, noise=0.0, seed=0, named=False):
    """Square loops that switch at the given fields; falling branches first."""
    random = np.random.default_rng(seed)
    parts = []
    for number, (down, up) in enumerate(zip(falling, rising, strict=True), 1):
        for name, field, state in (
            ("down", FIELD[::-1], FIELD[::-1] > down),
            ("up", FIELD, up <= FIELD),
        ):
            resistance = np.where(state, HIGH, LOW) + noise * random.normal(size=len(field))
            branch = np.full(len(field), name)
            parts.append((field, resistance, branch, np.full(len(field), float(number))))
    field, resistance, branch, loop = map(np.concatenate, zip(*parts, strict=True))
    columns = {"field": field, "resistance": resistance}
    if named:
        columns |= {"branch": branch, "loop": loop}
    return _table(columns)


def _table(columns):
    rows = len(columns["field"])
    return Table("bench.csv", "loops", columns, np.arange(2, rows + 2), rows)


def _take(table, rows, *without):
    columns = {n: v[rows] for n, v in table.columns.items() if n not in without}
    return _table(columns)


def _value(table, name, **options):
    return fit_loops(table, **options).estimates[name].value


def test_a_square_loop_gives_back_what_it_was_made_of():
    result = fit_loops(_loops([-3.8e3], [45.3e3], noise=2.0))
    found = result.estimates
    assert found["coercive_field_a"].value == pytest.approx(24.55e3, abs=STEP / 2)
    assert found["offset_field_a"].value == pytest.approx(20.75e3, abs=STEP / 2)
    assert found["apparent_magnetoresistance_a"].value == pytest.approx(280 / 1650, rel=0.01)
    assert found["squareness_a"].value == pytest.approx(1, abs=0.01)
    assert result.rows_used == result.rows_read


def test_a_single_loop_has_fields_to_half_a_step_and_no_interval():
    result = fit_loops(_loops([-3.8e3], [45.3e3], noise=2.0))
    for name, true in (
        ("falling_field_a", -3.8e3),
        ("rising_field_a", 45.3e3),
        ("coercive_field_a", 24.55e3),
        ("offset_field_a", 20.75e3),
    ):
        found = result.estimates[name]
        assert abs(found.value - true) <= STEP / 2
        assert found.standard_error is found.interval_68 is found.interval_95 is None
        assert "known to 3.142 Oe by the steps of the field" in found.reason
        assert "how the next sweep would differ" in found.reason
    assert any("one loop only" in remark and "3.14 Oe" in remark for remark in result.remarks)


def test_a_second_loop_gives_an_interval_that_holds_how_loops_differ():
    falling, rising = np.array([-3.8e3, -8.2e3]), np.array([45.3e3, 49.6e3])
    found = fit_loops(_loops(falling, rising, noise=2.0)).estimates["coercive_field_a"]
    low, high = found.interval_95
    half = (rising - falling) / 2
    assert high - low > 10 * np.ptp(half)  # Student's interval of two numbers


def test_a_branch_that_was_swept_once_leaves_the_loop_without_an_interval():
    table = _loops([-3.8e3] * 3, [45.3e3, 41e3, 49e3], named=True)
    kept = (table.columns["branch"] == "up") | (table.columns["loop"] == 1)
    found = fit_loops(_take(table, kept)).estimates
    assert found["rising_field_a"].interval_95 is not None
    assert found["coercive_field_a"].interval_95 is None
    assert found["coercive_field_a"].value == pytest.approx((45.1e3 + 3.8e3) / 2, abs=STEP)


def test_what_is_parallel_does_not_depend_on_the_sign_of_the_field():
    table = _loops([-10e3], [10e3])
    turned = _table({**table.columns, "field": -table.columns["field"]})
    for name in ("parallel_resistance_a", "coercive_field_a"):
        assert _value(turned, name) == pytest.approx(_value(table, name))


def test_order_and_sense_of_branches_do_not_matter_once_they_have_names():
    table = _loops([-3.8e3, -3e3], [45e3, 44e3], noise=2.0, named=True)
    rows = np.arange(table.rows_used).reshape(4, -1)
    other_order = np.concatenate([rows[3], rows[0][::-1], rows[2], rows[1]])
    one, other = fit_loops(table), fit_loops(_take(table, other_order))
    for name, estimate in one.estimates.items():
        if estimate.value is not None:
            assert other.estimates[name].value == pytest.approx(estimate.value), name
    # A single loop needs the names of its branches only, which may stand side by side.
    single = _loops([-3.8e3], [45e3], named=True)
    beside = np.arange(single.rows_used).reshape(2, -1).T.ravel()
    assert _value(_take(single, beside, "loop"), "coercive_field_a") == pytest.approx(
        24.4e3, abs=STEP
    )


def _mixed_units(table, every):
    """Some fields in oersted under a heading in A/m."""
    field = table.columns["field"].copy()
    field[::every] /= 1e3 / (4 * np.pi)
    return _table({**table.columns, "field": field})


@pytest.mark.parametrize("without", [("loop",), (), ("branch", "loop")])
@pytest.mark.parametrize("falling", [[-3.8e3], [-3.8e3, -3e3, -3.3e3]])
def test_fields_that_jump_back_and_forth_are_refused(without, falling):
    table = _loops(falling, [45e3] * len(falling), named=True)
    mixed = _mixed_units(_take(table, np.arange(table.rows_used), *without), 2)
    with pytest.raises(ValueError, match=r"bench.csv, line \d+, field: \d+ of \d+ readings do not"):
        fit_loops(mixed)


def test_shuffled_rows_of_named_branches_are_refused_until_they_are_sorted():
    table = _loops([-3.8e3], [45e3], named=True)
    shuffled = np.random.default_rng(1).permutation(table.rows_used)
    with pytest.raises(ValueError, match="sort each branch by field"):
        fit_loops(_take(table, shuffled))


@pytest.mark.parametrize("named", [True, False])
def test_single_fields_out_of_the_order_are_set_aside_with_their_lines(named):
    table = _loops([-3.8e3, -3e3], [45e3, 44e3], named=named)
    result = fit_loops(_mixed_units(table, 50))
    aside = [each for each in result.set_aside if "does not go on" in each.reason]
    assert len(aside) == 1
    assert 15 < aside[0].rows <= 20  # one or two small fields stay as they are, but for the jitter
    assert min(each.lines[0] for each in result.set_aside) == 2
    assert result.rows_used == table.rows_used - sum(each.rows for each in result.set_aside)
    assert result.estimates["coercive_field_a"].value == pytest.approx(
        _value(table, "coercive_field_a"), abs=STEP
    )


def test_jitter_of_the_field_sets_nothing_aside():
    table = _loops([-3.8e3, -3e3], [45e3, 44e3], named=True)
    field = table.columns["field"] + np.random.default_rng(3).normal(0, 0.6 * STEP, table.rows_used)
    result = fit_loops(_table({**table.columns, "field": field}))
    assert not result.set_aside


def test_what_is_strange_in_a_table_is_told_first_and_once():
    table = replace(_loops([-3.8e3], [45e3]), remarks=("Odd values.",))
    remarks = fit_loops(table).remarks
    assert remarks[0] == "Odd values."
    assert len(set(remarks)) == len(remarks)


def test_shuffled_rows_without_names_are_refused():
    table = _loops([-3.8e3, -3e3], [45e3, 44e3])
    shuffled = np.random.default_rng(1).permutation(table.rows_used)
    with pytest.raises(ValueError, match=r"bench.csv: the rows are not in the order"):
        fit_loops(_take(table, shuffled))


def test_a_first_sweep_from_zero_field_is_set_aside():
    table = _loops([-3.8e3], [45e3])
    start = np.arange(0, 60e3, STEP)
    columns = {
        "field": np.concatenate([start, table.columns["field"]]),
        "resistance": np.concatenate([np.full(len(start), LOW), table.columns["resistance"]]),
    }
    result = fit_loops(_table(columns))
    assert result.estimates["coercive_field_a"].value == pytest.approx(24.4e3, abs=STEP)
    assert [each.rows for each in result.set_aside] == [len(start)]


@pytest.mark.parametrize("sense", ["down", "up"])
def test_one_branch_has_a_switching_field_but_no_loop(sense):
    table = _loops([-3.8e3], [45e3], named=True)
    found = fit_loops(_take(table, table.columns["branch"] == sense)).estimates
    known, lacking = ("falling", "rising") if sense == "down" else ("rising", "falling")
    assert found[f"{known}_field_a"].value is not None
    assert found["coercive_field_a"].value is None
    assert lacking in found["coercive_field_a"].reason


def test_exchanged_names_of_branches_are_noticed():
    table = _loops([-3.8e3], [45e3], named=True)
    names = np.where(table.columns["branch"] == "up", "down", "up")
    found = fit_loops(_table({**table.columns, "branch": names})).estimates
    assert "exchanged" in found["coercive_field_a"].reason


@pytest.mark.parametrize(
    ("resistance", "reason"),
    [
        (lambda table: np.full(table.rows_used, LOW), "does not change"),
        (lambda table: LOW + np.random.default_rng(2).normal(size=table.rows_used), "no switching"),
        (lambda table: LOW + table.columns["field"] / 1e3, "gradually"),
    ],
)
def test_without_two_levels_nothing_is_told(resistance, reason):
    table = _loops([-3.8e3], [45e3])
    result = fit_loops(_table({**table.columns, "resistance": resistance(table)}))
    assert all(estimate.value is None for estimate in result.estimates.values())
    assert reason in result.estimates["coercive_field_a"].reason


def test_a_junction_without_hysteresis_has_no_squareness():
    found = fit_loops(_loops([300.0] * 5, [300.0] * 5, noise=1.0), sweep_rate=8e3).estimates
    low, high = found["coercive_field_a"].interval_95
    assert low <= 0 <= high
    assert "in the middle" in found["squareness_a"].reason


def test_a_spread_within_much_wider_steps_gives_no_barrier():
    random = np.random.default_rng(7)
    falling, rising = (center + 100 * random.normal(size=16) for center in (-3.8e3, 45.3e3))
    found = fit_loops(_loops(falling, rising, noise=80.0), sweep_rate=8e3).estimates
    assert found["barrier_a"].value is None


def test_too_small_a_sweep_does_not_switch():
    table = _loops([-3.8e3], [45e3])
    inner = np.abs(table.columns["field"]) < 30e3
    found = fit_loops(_take(table, inner)).estimates
    assert found["coercive_field_a"].value is None
    constant = _table({**table.columns, "field": np.zeros(table.rows_used)})
    assert "no sweep" in fit_loops(constant).estimates["coercive_field_a"].reason


def test_unknown_names_are_told_with_their_line():
    table = _loops([-3.8e3], [45e3], named=True)
    names = table.columns["branch"].copy().astype("U8")
    names[7] = "sideways"
    with pytest.raises(ValueError, match=r"bench.csv, line 9, branch: 'sideways'.*down or up"):
        fit_loops(_table({**table.columns, "branch": names}))


def test_glitches_are_set_aside_and_change_nothing():
    table = _loops([-3.8e3] * 3, [45e3] * 3, noise=1.0)
    resistance = table.columns["resistance"].copy()
    resistance[[20, 100, 300]] = [1e5, LOW, 10.0]
    result = fit_loops(_table({**table.columns, "resistance": resistance}))
    assert sum(each.rows for each in result.set_aside) == 3
    for name in ("coercive_field_a", "parallel_resistance_a"):
        assert result.estimates[name].value == pytest.approx(_value(table, name), rel=1e-3)


def test_a_resolved_transition_is_interpolated():
    table = _loops([-20e3], [20e3])
    field = table.columns["field"]
    falling = np.arange(len(field)) < len(FIELD)
    distance = field - np.where(falling, -20.1e3, 20.1e3)
    resistance = LOW + (HIGH - LOW) * np.clip(0.5 + distance / (8 * STEP), 0, 1)
    found = _value(_table({**table.columns, "resistance": resistance}), "coercive_field_a")
    assert found == pytest.approx(20.1e3, abs=1.0)


def test_a_tmr_or_an_area_parts_the_junction_from_its_series_resistance():
    table = _loops([-3.8e3], [45e3])
    by_tmr = JunctionKnowledge(tunnel_magnetoresistance=1.12)
    assert _value(table, "series_resistance_a", knowledge=by_tmr) == pytest.approx(1400)
    by_area = JunctionKnowledge(resistance_area_product=25e-12, area=1e-13)
    assert _value(table, "series_resistance_a", knowledge=by_area) == pytest.approx(1400)
    assert _value(table, "tunnel_magnetoresistance_a", knowledge=by_area) == pytest.approx(1.12)
    limited = fit_loops(table, knowledge=JunctionKnowledge(largest_tmr=2.8)).estimates
    assert limited["series_resistance_a"].value is None
    assert limited["series_resistance_a"].interval_95 == pytest.approx((0, 1550))
    impossible = JunctionKnowledge(tunnel_magnetoresistance=0.1)
    found = fit_loops(table, knowledge=impossible).estimates["series_resistance_a"]
    assert "do not fit this loop" in found.reason
    with pytest.raises(ValueError, match="only one is given"):
        fit_loops(table, knowledge=JunctionKnowledge(area=1e-13))


def test_loops_that_never_leave_a_field_step_are_known_to_that_step_only():
    found = fit_loops(_loops([-3.8e3] * 50, [45.3e3] * 50)).estimates
    low, high = found["rising_field_a"].interval_68
    assert low <= 45.3e3 <= high
    assert high - low > 0.9 * STEP
    assert found["switching_field_spread_a"].value is None
    assert found["barrier_a"].value is None


@pytest.mark.parametrize("name", ["a", "b"])
def test_measured_and_simulated_files_go_through_the_same_code(tmp_path, name):
    dataset = hysteresis("cui2024-ramp", seed=3)
    dataset.to_netcdf(tmp_path / "loops.nc")
    in_memory = fit_loops(table_of(dataset, "loops")).estimates
    from_file = fit_loops(read_table(tmp_path / "loops.nc", "loops")).estimates
    switching = dataset.switching_field.sel(junction=name.upper()).values[:, 0]
    step = np.abs(np.diff(dataset.field.values.ravel())).max()
    for found in (in_memory, from_file):
        value = found[f"coercive_field_{name}"].value
        assert value == pytest.approx((switching[1] - switching[0]) / 2, abs=step / 2 + 10)


@pytest.fixture(scope="module")
def study():
    path = Path(__file__).parents[2] / "benchmarks" / "coverage" / "loops.py"
    spec = importlib.util.spec_from_file_location("coverage_of_loops", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("loops", "sets", "noise", "mislabelled"), [(1, 60, 0.1, 0.01), (16, 20, 0.1, 0.01)]
)
def test_intervals_hold_the_truth_as_often_as_they_say(study, loops, sets, noise, mislabelled):
    found = study.coverage(
        loops, sets, step=10 * 79.5775, noise=noise, mislabelled=mislabelled, seed=1
    )
    for name, (bias, narrow, wide, there, near) in found.items():
        assert there == 1, name
        if np.isnan(wide):  # fields of a single loop: those of this loop, by the step
            assert loops == 1, name
            assert near > 0.95 - 4 * np.sqrt(0.95 * 0.05 / sets), name
            continue
        assert abs(bias) < 1, name
        # Four standard deviations of a binomial share; wider steps than spread cover more often.
        assert narrow > 0.68 - 4 * np.sqrt(0.68 * 0.32 / sets), name
        assert wide > 0.95 - 4 * np.sqrt(0.95 * 0.05 / sets), name


def test_loops_without_noise_have_levels_without_an_interval_and_say_so():
    for table in (_loops([-3.8e3], [45e3]), _loops([-3.8e3] * 5, [45e3] * 5)):
        found = fit_loops(table).estimates
        for name in ("parallel_resistance_a", "resistance_step_a", "squareness_a"):
            assert found[name].value is not None
            assert found[name].interval_68 is found[name].standard_error is None
            assert "tell no error" in found[name].reason
