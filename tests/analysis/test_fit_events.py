"""Estimates of events recover what is known, and say where the data cannot tell."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from benchmarks.coverage.events import Case, make_table, recover
from dwmtj.analysis.events.cycle_labels import LABELS
from dwmtj.analysis.events.events import find_cycle_events
from dwmtj.analysis.events.fit_events import fit_events, label_shares
from dwmtj.analysis.fit_folder import write_fit
from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.read_table import read_table, table_of
from dwmtj.experiments import as_table, cycles, variability


@pytest.mark.parametrize("case", [Case(16), Case(100, mislabelled=0.001)])
def test_levels_and_noise_are_recovered_and_their_intervals_cover_them(case):
    sets = 60
    found, right, _ = recover(case, sets)
    for name, each in found.items():
        # In units of the estimate's own error: bias well below one, within 3.5 deviations of 0.
        assert abs(each.pull) < 0.5, name
        assert abs(each.pull) < 0.15 + 3.5 * each.pull_error, name
        for level, cover in ((0.68, each.cover_68), (0.95, each.cover_95)):
            allowed = 3.5 * np.sqrt(level * (1 - level) / sets) + 0.02
            assert abs(cover - level) < allowed, (name, level)
    assert right > 0.98


def test_what_is_found_is_written_as_json():
    table, _ = make_table(Case(20), np.random.default_rng(1))
    fit = fit_events(table)
    content = json.loads(fit.to_json())
    assert content["kind"] == "events"
    assert content["rows_read"] == content["rows_used"] == 20 * 22
    assert {f"share_{label.replace(' ', '_')}" for label in LABELS} < set(content["estimates"])
    assert content["estimates"]["share_complete"]["interval_95"][1] == 1
    shares = [value["value"] for name, value in content["estimates"].items() if "share" in name]
    assert sum(shares) == pytest.approx(1)


def test_events_are_a_table_that_can_be_read_again(tmp_path):
    frame = as_table(cycles(seed=1, cycles=12, devices=2)).assign(
        device=lambda table: table["device"].map({1: "W7", 2: "W9"})
    )
    frame.to_csv(tmp_path / "cycles.csv", index=False)
    readings = read_table(tmp_path / "cycles.csv", "cycles")
    write_fit(fit_events(readings), tmp_path / "fit")
    table = pd.read_csv(tmp_path / "fit" / "events.csv")
    assert table["device"].tolist() == ["W7"] * 12 + ["W9"] * 12
    again = find_cycle_events(read_table(tmp_path / "fit" / "events.csv", "cycle-events"))
    first = find_cycle_events(readings)
    assert table["label"].tolist() == first.label.tolist()
    for name in ("depin_pulse", "fire_pulse", "reset_pulse", "applied", "written"):
        assert np.array_equal(getattr(again, name), getattr(first, name)), name
    for name in ("depin_amplitude", "fire_amplitude", "reset_amplitude"):
        np.testing.assert_allclose(getattr(again, name), getattr(first, name))


def test_every_curve_has_a_unit_and_a_long_name_and_the_counts_add_up():
    table, events = make_table(Case(30), np.random.default_rng(2))
    curves = fit_events(table).curves
    for name, variable in curves.data_vars.items():
        assert {"units", "long_name"} <= set(variable.attrs), name
    assert int(curves["cycles_of_label"].sum()) == 30
    assert curves["cycles_at_pulse"].sum("event_pulse").to_numpy().tolist() == [30, 30, 30]
    assert int(curves["readings_a"].sum()) == table.rows_used
    assert np.mean(curves["fire_pulse"].to_numpy() == events[1]) > 0.9
    state = curves["state"].to_numpy()
    assert state.shape == (30, 22)
    assert set(np.unique(state)) == {1, 2, 3, 4}


def test_a_junction_that_never_switches_is_unknown_with_its_reason():
    table, _ = make_table(Case(30), np.random.default_rng(3))
    table.columns["resistance_a"][:] = 1650 + np.random.default_rng(4).standard_normal(
        table.rows_used
    )
    fit = fit_events(table)
    assert fit.estimates["r_a_high"].value is None
    assert "shows no two levels" in fit.estimates["r_a_high"].reason
    assert any("Writing and depinning cannot be seen" in each for each in fit.remarks)
    assert any("which is assumed" in each for each in fit.remarks)


def test_levels_that_are_told_are_used():
    table, _ = make_table(Case(5), np.random.default_rng(5))
    fit = fit_events(table, levels={"a": (1650.0, 1930.0)}, direction="A to B")
    assert fit.estimates["r_a_low"].value == 1650
    assert fit.estimates["r_a_low"].method == "told"
    assert fit.estimates["read_noise_a"].value == pytest.approx(8, rel=0.2)


def test_without_noise_the_noise_is_zero_and_says_so():
    fit = fit_events(table_of(cycles(seed=1, cycles=20), "cycles"))
    assert fit.estimates["read_noise_b"].value == 0
    assert fit.estimates["read_noise_b"].reason
    assert fit.estimates["misread_probability_b"].value == 0
    json.loads(fit.to_json())


def test_without_noise_no_level_has_an_error_and_all_say_so():
    found = fit_events(table_of(cycles(seed=1, cycles=20), "cycles")).estimates
    for name in ("r_a_low", "r_a_high", "r_b_low", "r_b_high", "magnetoresistance_a"):
        estimate = found[name]
        assert estimate.value is not None, name
        assert estimate.standard_error is estimate.interval_68 is estimate.interval_95 is None
        assert "no noise" in estimate.reason


def _one_cycle(upper, lower=20):
    """One cycle without noise: readings of MTJ_B between many low ones, and a clear MTJ_A."""
    b = np.r_[np.full(lower, 1180.0), upper, 1180.0]
    rows = len(b)
    columns = {
        "cycle": np.ones(rows),
        "pulse": np.arange(float(rows)),
        "amplitude": np.arange(float(rows)) / 10,
        "resistance_a": np.where(np.arange(rows) < 5, 1930.0, 1650.0),
        "resistance_b": b,
    }
    return Table("one", "cycles", columns, np.arange(rows) + 2, rows)


def test_a_level_that_partly_covered_readings_show_is_a_limit():
    found = fit_events(_one_cycle([1424.4, 1391.0, 1437.2])).estimates
    high, ratio = found["r_b_high"], found["magnetoresistance_b"]
    assert high.value is ratio.value is None
    assert high.interval_95[0] <= 1459.9
    assert high.interval_95[0] > 1380
    assert high.interval_95[1] is ratio.interval_95[1] is None
    assert 0 < ratio.interval_95[0] < 1459.9 / 1180 - 1
    assert "covered the pillar partly" in high.reason
    assert found["r_b_low"].value == 1180
    assert found["r_a_high"].value == 1930


def test_a_level_that_three_readings_repeat_is_a_value():
    found = fit_events(_one_cycle([1391.0, 1459.9, 1459.9, 1459.9])).estimates
    assert found["r_b_high"].value == pytest.approx(1459.9)
    assert found["magnetoresistance_b"].value == pytest.approx(1459.9 / 1180 - 1)


def test_a_lower_level_that_hardly_a_reading_shows_is_an_upper_limit():
    table = _one_cycle([1459.9] * 20, lower=1)
    table.columns["resistance_b"][[0, -1]] = 1190.0, 1214.0
    found = fit_events(table).estimates
    assert found["r_b_low"].value is None
    assert found["r_b_low"].interval_95[0] is None
    assert 1180 <= found["r_b_low"].interval_95[1] <= 1214
    assert found["r_b_high"].value == 1459.9
    assert found["magnetoresistance_b"].interval_95[1] is None


def test_one_cycle_gives_wide_shares_and_a_remark():
    table, _ = make_table(Case(1, noise=2.0), np.random.default_rng(6))
    fit = fit_events(table)
    low, high = fit.estimates["share_complete"].interval_95
    assert high - low > 0.9
    assert any("one cycle only" in each for each in fit.remarks)


def test_levels_of_several_devices_have_the_spread_of_the_devices_in_their_error():
    rng = np.random.default_rng(7)
    parts = [make_table(Case(20, noise=2.0), rng)[0].columns for _ in range(8)]
    scales = 1 + 0.02 * rng.standard_normal(8)
    first, _ = make_table(Case(20), rng)
    columns = {
        name: np.concatenate(
            [
                p[name] * (s if "resistance" in name else 1)
                for p, s in zip(parts, scales, strict=True)
            ]
        )
        for name in parts[0]
    }
    columns["device"] = np.repeat(np.arange(1.0, 9), 20 * 22)
    rows = len(columns["device"])
    table = type(first)("many", "cycles", columns, np.arange(rows) + 2, rows)
    found = fit_events(table).estimates["r_a_low"]
    assert found.value == pytest.approx(1650 * scales.mean(), rel=1e-3)
    assert found.standard_error == pytest.approx(1650 * scales.std(ddof=1) / np.sqrt(8), rel=0.02)


def test_events_that_the_file_tells_need_no_readings():
    fit = fit_events(table_of(variability(seed=1, devices=3, cycles=4), "cycle-events"))
    assert fit.estimates["share_complete"].value > 0.5
    assert "r_a_low" not in fit.estimates
    assert len(fit.curves["fire_pulse"]) == 12


def test_shares_of_labels_are_binomial_with_exact_intervals():
    labels = ["complete"] * 13 + ["no fire"] * 2 + ["leftover"]
    events = find_cycle_events(make_table(Case(16), np.random.default_rng(1))[0])
    shares = label_shares(events._replace(label=np.array(labels)))
    for name, count in (("complete", 13), ("no_fire", 2), ("leftover", 1), ("no_reset", 0)):
        share = shares[f"share_{name}"]
        assert share.value == count / 16
        assert (share.standard_error is None) == (count == 0)
        for ends, level in ((share.interval_68, 0.68), (share.interval_95, 0.95)):
            exact = binomtest(count, 16).proportion_ci(level, method="exact")
            assert ends == pytest.approx((exact.low, exact.high), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("device", [False, True])
def test_cycles_that_only_the_instrument_left_incomplete_are_counted(tmp_path, device):
    frame = as_table(cycles(seed=1, cycles=100))
    if device:
        frame.insert(0, "device", "left")
    frame = frame[~((frame["cycle"] == 7) & (frame["pulse"] == 3))]  # was never in the file
    lost = frame["cycle"].isin([5, 6, 7]) & frame["pulse"].isin([0, 2])
    frame.loc[lost, "R_B (ohm)"] = np.nan
    frame.to_csv(tmp_path / "cycles.csv", index=False)
    fit = fit_events(read_table(tmp_path / "cycles.csv", "cycles"))
    assert fit.estimates["share_incomplete"].value == pytest.approx(0.03)
    told = [each for each in fit.remarks if "set aside" in each]
    assert len(told) == 1
    assert told[0].startswith("2 of 3 incomplete cycles are so only because readings were set")


def test_without_rows_set_aside_nothing_is_said_of_them():
    fit = fit_events(table_of(cycles(seed=1, cycles=10), "cycles"))
    assert not any("set aside" in each for each in fit.remarks)
