"""Velocities of walls to mobility and depinning, and what too few regimes leave open."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dwmtj.analysis.mobility.fit_mobility import fit_mobility
from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.read_table import table_of
from dwmtj.experiments import mobility
from dwmtj.physics import mean_field_velocity
from dwmtj.physics.constants import GAMMA_0


@pytest.fixture(scope="module")
def study():
    path = Path(__file__).parents[2] / "benchmarks" / "coverage" / "mobility.py"
    spec = importlib.util.spec_from_file_location("coverage_of_mobility", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _table(**columns):
    rows = len(next(iter(columns.values())))
    arrays = {name: np.asarray(values) for name, values in columns.items()}
    return Table("walls.csv", "mobility", arrays, np.arange(2, rows + 2), rows)


def _noisy(velocity, scatter=0.05, seed=0):
    return velocity * np.exp(scatter * np.random.default_rng(seed).normal(size=np.shape(velocity)))


def _holds(estimate, value):
    low, high = estimate.interval_95
    return (low is None or low <= value) and (high is None or value <= high)


def test_flow_gives_its_mobility_and_only_an_upper_limit_of_depinning():
    current = np.geomspace(1e11, 1e12, 12)
    table = _table(current_density=current, velocity=_noisy(5e-11 * current))
    result = fit_mobility(table, saturation_magnetization=8e5)
    found = result.estimates
    assert _holds(found["mobility"], 5e-11)
    assert found["depinning_drive"].value is None
    assert 0 < found["depinning_drive"].interval_95[1] < 1e12
    assert "flow" in found["depinning_drive"].reason
    # u = mu_B*P*j/(e*M_s): 5.788e-5 eV/T per 8e5 A/m is 7.235e-11 m^3/(A s) for P = 1.
    assert found["spin_polarization"].value == pytest.approx(
        found["mobility"].value / 7.235e-11, rel=1e-3
    )
    assert result.curves.attrs["regime"] == "flow"


def test_a_spin_polarization_above_one_is_not_believed():
    current = np.geomspace(1e11, 1e12, 12)
    table = _table(current_density=current, velocity=_noisy(5e-10 * current))
    found = fit_mobility(table, saturation_magnetization=8e5).estimates["spin_polarization"]
    assert found.value is None
    assert "other torques" in found.reason


def test_creep_gives_its_slope_but_no_mobility(study):
    table = study.simulated(np.random.default_rng(1), "creep", 160)
    found = fit_mobility(table).estimates
    assert _holds(found["creep_slope"], study.truth("creep")["creep_slope"])
    assert found["mobility"].value is None
    low, high = found["depinning_drive"].interval_95
    assert 0 < low < study.DEPINNING
    assert high is None


def test_through_depinning_all_of_the_law_is_found(study):
    table = study.simulated(np.random.default_rng(2), "depinning", 320)
    result = fit_mobility(table)
    for name, value in study.truth("depinning").items():
        assert _holds(result.estimates[name], value), name
    assert result.estimates["velocity_scatter"].value == pytest.approx(0.2, rel=0.15)
    curve = result.curves
    exact = study.true_velocity(curve.curve_drive.values)
    assert np.max(np.abs(np.log(curve.fitted_velocity.values / exact))) < 0.2


def test_a_velocity_is_the_distance_over_the_mean_time():
    times = np.array([1e-7, 3e-7, 2e-7, 2e-7])
    table = _table(field=np.repeat([1e3, 2e3], 2), distance=np.full(4, 1e-6), time=times)
    assert fit_mobility(table).curves.velocity.values == pytest.approx([5.0, 5.0])


def test_walls_that_did_not_move_take_their_drive_with_them():
    field = np.repeat(np.geomspace(1e3, 1e4, 8), 3)
    velocity = _noisy(0.04 * field)
    velocity[[0, 1, 3]] = 0  # two of the first drive, one of the second
    result = fit_mobility(_table(field=field, velocity=velocity))
    assert result.rows_used == 24 - 6
    assert {each.rows for each in result.set_aside} == {3}
    assert _holds(result.estimates["mobility"], 0.04)


def test_walls_that_did_not_move_are_slower_than_what_would_have_been_seen(study):
    limit = 1e-7  # seconds for 2 um: 20 m/s
    table = study.simulated(np.random.default_rng(5), "depinning", 320, limit=limit)
    assert np.any(table.columns["velocity"] == 0)
    result = fit_mobility(table, resolution=study.LENGTH / limit)
    assert result.rows_used == 320
    assert _holds(result.estimates["depinning_drive"], study.DEPINNING)
    assert _holds(result.estimates["depinning_temperature"], study.BARRIER)


def test_beyond_walker_breakdown_nothing_is_fitted():
    field = np.linspace(100, 3000, 30)
    velocity = _noisy(mean_field_velocity(field, 700.0, 10e-9, 0.05), 0.02)
    result = fit_mobility(_table(field=field, velocity=velocity))
    low, high = result.estimates["walker_drive"].interval_95
    assert low <= 700 <= high
    assert _holds(result.estimates["wall_width_over_damping"], 10e-9 / 0.05)
    assert "beyond Walker breakdown" in result.set_aside[0].reason
    given = fit_mobility(_table(field=field, velocity=velocity), walker_drive=650.0)
    assert given.estimates["walker_drive"].value is None
    assert given.rows_used == np.sum(field <= 650)


def test_drives_beyond_walker_breakdown_are_set_aside_with_their_lines():
    field = np.repeat(np.linspace(100.0, 3000.0, 30), 4)
    speed = np.where(field <= 1500, 1e-2 * field, 3.0)
    result = fit_mobility(_table(field=field, velocity=_noisy(speed, 0.02)))
    (aside,) = [each for each in result.set_aside if "Walker" in each.reason]
    assert aside.rows == 4 * 15
    assert aside.lines == (62, 63, 64, 65, 66)
    assert result.rows_used == 4 * 15


@pytest.mark.parametrize("repeats", [1, 4])
def test_velocities_that_fall_from_the_first_drive_on_give_an_upper_limit(repeats):
    field = np.repeat(np.linspace(1000.0, 3000.0, 11), repeats)
    result = fit_mobility(_table(field=field, velocity=_noisy(1e5 / field, 0.01)))
    found = result.estimates["walker_drive"]
    assert found.value is None
    assert found.interval_95 == (None, 1200.0)
    assert "from the smallest drive on" in found.reason
    assert any("from the smallest drive on" in remark for remark in result.remarks)
    assert result.estimates["mobility"].value is None


def test_equal_velocities_tell_no_scatter():
    field = np.repeat(np.linspace(100.0, 1000.0, 5), 3)
    found = fit_mobility(_table(field=field, velocity=1e-2 * field)).estimates["velocity_scatter"]
    assert found.value is None
    assert found.interval_95 is None
    assert "below their resolution" in found.reason


@pytest.mark.parametrize("name", ["field", "current_density"])
def test_a_drive_of_zero_everywhere_is_told_by_its_name(name):
    result = fit_mobility(_table(**{name: np.zeros(6), "velocity": np.ones(6)}))
    assert [each.reason for each in result.set_aside] == [f"{name} is zero"]
    assert result.curves.attrs["drive_name"] == name


def test_what_is_strange_in_a_table_is_told_first_and_once():
    current = np.geomspace(1e11, 1e12, 12)
    table = replace(
        _table(current_density=current, velocity=_noisy(5e-11 * current)), remarks=("Odd values.",)
    )
    remarks = fit_mobility(table).remarks
    assert remarks[0] == "Odd values."
    assert len(set(remarks)) == len(remarks)


def test_scatter_is_not_taken_for_walker_breakdown():
    for seed in range(20):
        field = np.geomspace(1e3, 1e4, 12)
        result = fit_mobility(_table(field=field, velocity=_noisy(0.04 * field, 0.2, seed)))
        assert result.estimates["walker_drive"].value is None


def test_many_scattered_velocities_are_not_taken_for_walker_breakdown():
    field = np.random.default_rng(4).uniform(1e3, 1e5, 20_000)
    result = fit_mobility(_table(field=field, velocity=_noisy(0.04 * field, 0.1)))
    assert result.estimates["walker_drive"].value is None
    assert _holds(result.estimates["mobility"], 0.04)


def test_velocities_that_hardly_grow_with_the_drive_follow_no_law():
    field = np.geomspace(1e3, 1e4, 12)
    found = fit_mobility(_table(field=field, velocity=_noisy(np.full(12, 3.0)))).estimates
    assert found["mobility"].value is None
    assert "power of the drive" in found["mobility"].reason


def test_signs_of_drive_and_velocity_do_not_matter():
    field = np.geomspace(1e3, 1e4, 12)
    velocity = _noisy(0.04 * field)
    sign = np.where(np.arange(12) % 2, -1, 1)
    plain = fit_mobility(_table(field=field, velocity=velocity)).estimates["mobility"]
    for signed in (sign * velocity, velocity, -sign * velocity):
        found = fit_mobility(_table(field=sign * field, velocity=signed)).estimates["mobility"]
        assert found.value == pytest.approx(plain.value)
    velocity[7] *= -1
    result = fit_mobility(_table(field=field, velocity=velocity))
    assert result.set_aside[0].reason == "moved backward"


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_few_drives_give_a_wide_answer_or_none(rows):
    field = np.geomspace(1e3, 2e3, rows)
    found = fit_mobility(_table(field=field, velocity=_noisy(0.04 * field))).estimates
    if rows == 1:
        assert "at least 2 are needed" in found["mobility"].reason
    else:
        assert _holds(found["mobility"], 0.04)
    assert found["depinning_drive"].value is None
    assert found["depinning_temperature"].value is None


def test_walls_that_never_moved_give_a_reason():
    result = fit_mobility(_table(field=np.geomspace(1e3, 1e4, 9), velocity=np.zeros(9)))
    assert all(estimate.value is None for estimate in result.estimates.values())
    assert result.rows_used == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"drive": "voltage"}, "drive: 'voltage' is not allowed"),
        ({"drive": "current_density"}, "allowed: field"),
        ({"motion_law": "creep"}, "names no laws"),
        ({"temperature": -3.0}, "temperature: -3 K"),
        ({"resolution": 0.0}, "resolution: 0 m/s"),
    ],
)
def test_wrong_arguments_are_told(options, message):
    table = _table(field=np.geomspace(1e3, 1e4, 9), velocity=np.ones(9))
    with pytest.raises(ValueError, match=message):
        fit_mobility(table, **options)


def test_a_simulated_creep_experiment_gives_back_its_parameters():
    dataset = mobility(
        "cui2024-ramp", duration=1e-9, depinning_field=8e3, depinning_temperature=3e3
    )
    result = fit_mobility(table_of(dataset, "mobility"), drive="field", motion_law="creep")
    found = result.estimates
    assert found["depinning_drive"].value == pytest.approx(8e3, rel=1e-3)
    assert found["depinning_temperature"].value == pytest.approx(3e3, rel=1e-3)
    assert found["wall_width_over_damping"].value == pytest.approx(9.7e-9 / 0.05, rel=1e-3)
    assert found["mobility"].value == pytest.approx(GAMMA_0 * 9.7e-9 / 0.05, rel=1e-3)
    assert result.rows_used + sum(each.rows for each in result.set_aside) == result.rows_read


@pytest.mark.parametrize(
    ("regime", "transits", "sets"), [("flow", 16, 40), ("creep", 16, 12), ("depinning", 100, 10)]
)
def test_intervals_hold_the_truth_as_often_as_they_say(study, regime, transits, sets):
    for name, (bias, narrow, wide, there) in study.coverage(regime, transits, sets, seed=3).items():
        assert there > 0.8, name
        assert abs(bias) < 1, name
        assert narrow > 0.68 - 4 * np.sqrt(0.68 * 0.32 / sets), name
        assert wide > 0.95 - 4 * np.sqrt(0.95 * 0.05 / sets), name
