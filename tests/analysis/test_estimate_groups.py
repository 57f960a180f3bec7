"""The answer of a fit stands before its side figures, and every estimate has a place."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.estimate_groups import ANSWER, grouped
from dwmtj.analysis.estimate_rows import rows_of, shown_rows
from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.fit_folder import write_fit
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.loops.fit_loops import fit_loops
from dwmtj.analysis.mobility.fit_mobility import fit_mobility
from dwmtj.analysis.passages.fit_passages import fit_passages
from dwmtj.analysis.tables.read_table import read_table, table_of
from dwmtj.analysis.thresholds.fit_thresholds import fit_thresholds
from dwmtj.experiments import cycles, mobility

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def results():
    devices = table_of(cycles(seed=1, cycles=4, devices=3, spread=True), "cycles")
    return (
        fit_events(read_table(EXAMPLES / "cycles.csv", "cycles")),
        fit_thresholds(devices, resamples=9),
        fit_thresholds(read_table(EXAMPLES / "cycles.csv", "cycles"), resamples=9),
        fit_passages(read_table(EXAMPLES / "trains.csv", "cycles"), sets=9),
        fit_loops(read_table(EXAMPLES / "loops.csv", "loops")),
        fit_mobility(read_table(EXAMPLES / "transit-times.csv", "mobility")),
        fit_mobility(table_of(mobility(), "mobility"), saturation_magnetization=8e5),
    )


def test_every_estimate_has_a_place_and_the_answer_comes_first(results):
    for result in results:
        groups = grouped(result.kind, result.estimates)
        titles = [each.title for each in groups]
        assert titles[0] == ANSWER
        assert "others" not in titles, groups[-1]
        placed = [name for each in groups for name in each.estimates]
        assert sorted(placed) == sorted(result.estimates)
        assert [row.name for row in rows_of(result)] == placed


def test_answers_are_what_one_measures_for(results):
    found = {each.kind: set(each.to_dict()["answers"]) for each in results}
    assert found["passages"] == {"mean_pulses", "sigma_per_pulse"}
    events = ("depin", "fire", "reset")
    assert found["thresholds"] == {
        "separability", *(f"{n}_{event}" for n in ("v50", "width") for event in events)
    }  # fmt: skip
    assert {"coercive_field_a", "offset_field_b", "series_resistance_a"} <= found["loops"]
    assert {"mobility", "depinning_drive"} <= found["mobility"]
    assert {"r_a_low", "share_complete"} <= found["events"]


def test_an_answer_that_is_not_known_is_shown_as_such():
    estimates = {
        "goodness_of_fit": Estimate(0.4, "1", "bootstrap"),
        "cycles_needed_barrier": unknown("1", "ratio", "too many"),
        "sigma_per_pulse": unknown("1", "likelihood", "no cycle fired"),
    }
    shown = shown_rows(FitResult("passages", estimates, 1, 1, ()))
    assert [(row.name, row.known) for row in shown.answer] == [("sigma_per_pulse", False)]
    assert [[row.name for row in rows] for rows in shown.others.values()] == [["goodness_of_fit"]]
    assert [row.name for row in shown.unknown] == ["cycles_needed_barrier"]


@pytest.mark.parametrize(
    ("value", "error", "ends", "shown"),
    [
        (1.74691, 0.00538, (1.7317, 1.775), ("1.747", "0.0054", "1.732 to 1.775")),
        (0.8899, 0.0321, (0.80744, 0.94446), ("0.89", "0.032", "0.81 to 0.94")),
        (96.8213, 1.91, (93.077, 100.7), ("96.8", "1.9", "93.1 to 100.7")),
        (-3.3e-6, 1.1e-4, (-2.3e-4, 1e-5), ("0", "0.00011", "-0.00023 to 1e-05")),
        (4.129e-19, 5.5e-20, (3.2e-19, None), ("4.13e-19", "5.5e-20", "above 3.20e-19")),
        (2.71828182, None, (2.5, 2.9), ("2.72", "", "2.50 to 2.90")),
        (2.71828182, None, None, ("2.7183", "", "")),
    ],
)
def test_numbers_have_the_digits_that_their_uncertainty_bears(value, error, ends, shown):
    estimate = Estimate(value, "V", standard_error=error, interval_95=ends, method="test")
    (row,) = rows_of(FitResult("passages", {"sigma_per_pulse": estimate}, 1, 1, ()))
    assert (row.value, row.standard_error, row.interval_95) == shown


def test_answers_are_told_in_the_files_of_a_fit(results, tmp_path):
    result = results[3]
    folder = write_fit(result, tmp_path / "fit")
    content = json.loads((folder / "fit.json").read_text())
    assert content["answers"] == ["mean_pulses", "sigma_per_pulse"]
    table = pd.read_csv(folder / "estimates.csv")
    assert table[table["group"] == ANSWER]["name"].tolist() == content["answers"]
    assert table["name"].tolist()[:2] == content["answers"]


def test_readers_see_fields_in_oersted(results):
    by_field, by_current = (shown_rows(each).answer for each in results[5:])
    drives = {each.name: each for each in by_field}
    per_oersted = 1e3 / (4 * np.pi)
    law = results[5].estimates
    value = law["depinning_drive"].value / per_oersted
    assert float(drives["depinning_drive"].value) == pytest.approx(value, abs=0.05)
    assert drives["depinning_drive"].unit == "Oe"
    assert float(drives["mobility"].value) == pytest.approx(
        law["mobility"].value * per_oersted, abs=0.005
    )
    assert drives["mobility"].unit == "m/(s·Oe)"
    assert {each.unit for each in by_current if each.name == "mobility"} == {"m^3/(A s)"}
    assert {each.unit for each in rows_of(results[5]) if each.name == "depinning_drive"} == {"A/m"}
