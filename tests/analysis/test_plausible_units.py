"""A heading with another unit than the instrument gave is asked about, and never refused."""

import re
from pathlib import Path

import numpy as np
import pytest

from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.tables.plausible_units import FIELDS, RANGES, unit_remarks
from dwmtj.analysis.tables.read_table import read_table

EXAMPLES = Path(__file__).parents[2] / "examples"
KINDS = {
    "cycles": "cycles.csv",
    "passages": "passages.csv",
    "loops": "loops.csv",
    "mobility": "transit-times.csv",
}


def _read(tmp_path, kind, *changes):
    text = (EXAMPLES / KINDS[kind]).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "lab.csv"
    file.write_text(text)
    return read_table(file, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_asked_about_a_device_as_there_are_many(kind):
    assert read_table(EXAMPLES / KINDS[kind], kind).remarks == ()


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "asked"),
    [
        ("cycles", "amplitude (V)", "amplitude (mV)", "1 mV to 3 mV; is the unit right"),
        ("cycles", "amplitude (V)", "amplitude (kV)", "1 kV to 3 kV; is the unit right"),
        ("cycles", "R_A (ohm)", "R_A (kohm)", "1.65 Mohm to 1.93 Mohm; is the unit right"),
        ("cycles", "R_B (ohm)", "R_B (mohm)", "1.18 ohm to 1.46 ohm; is the unit right"),
        ("loops", "field (A/m)", "field (Oe)", r"to 79\.7 kOe; is the unit right"),
        ("loops", "resistance (ohm)", "resistance (Mohm)", "Gohm; is the unit right"),
        ("mobility", "field (Oe)", "field (T)", "is the unit right"),
        ("mobility", "distance (um)", "distance (mm)", "2 mm; is the unit right"),
        ("mobility", "time (ns)", "time (fs)", "is the unit right"),
    ],
)
def test_a_wrong_unit_is_asked_about_and_the_rows_are_used(kind, right, wrong, asked, tmp_path):
    table = _read(tmp_path, kind, (right, wrong))
    assert table.rows_used == table.rows_read
    (remark,) = table.remarks
    assert remark.startswith(f"Column {wrong!r}: ")
    assert re.search(asked, remark)


def test_a_velocity_that_follows_from_two_columns_is_asked_about(tmp_path):
    table = _read(tmp_path, "mobility", ("(um)", "(mm)"), ("(ns)", "(ps)"))
    assert len(table.remarks) == 1  # the distance alone, which explains the velocity
    table = _read(tmp_path, "mobility", ("time (ns)", "time (ps)"), ("distance (um)", "length (m)"))
    assert "'length (m)': 2 m" in table.remarks[0]
    remarks = unit_remarks(
        "mobility",
        {"distance": np.full(5, 1e-4), "time": np.full(5, 1e-10)},
        {"distance": "d (um)", "time": "t (ns)"},
        np.arange(5),
    )
    assert "'d (um)' over 't (ns)': 1 Mm/s" in remarks[0]


def test_the_question_is_part_of_the_result(tmp_path):
    result = fit_events(_read(tmp_path, "cycles", ("amplitude (V)", "amplitude (mV)")))
    assert "is the unit right? 10 mV to 100 V are assumed" in result.remarks[0]
    assert result.estimates["r_a_low"].value == pytest.approx(1650, rel=1e-3)


def test_a_single_stray_is_named_with_its_line(tmp_path):
    table = _read(tmp_path, "cycles", ("\n1,3,1.2,1929.999951", "\n1,3,1.2,99999999"))
    (remark,) = table.remarks
    assert "up to 100 Mohm in 1 row (line 5), which are used" in remark


def test_pulses_without_any_voltage_are_asked_about():
    columns = {"pulse": np.arange(3.0), "amplitude": np.zeros(3)}
    (remark,) = unit_remarks("cycles", columns, {"amplitude": "V (V)"}, np.arange(3))
    assert "all values are 0 V; is it the right column?" in remark
    columns["amplitude"] = np.array([1e3, 0.5, 0.5])  # pulse 0 is no pulse
    assert unit_remarks("cycles", columns, {"amplitude": "V (V)"}, np.arange(3)) == ()


@pytest.mark.parametrize("name", RANGES)
def test_nothing_is_asked_within_a_range_and_something_beyond_it(name):
    allowed, lines = RANGES[name], np.arange(2)
    for value, asked in (
        (allowed.low * 0.9, 1),
        (allowed.low * 1.1, 0),
        (allowed.high * 0.9, 0),
        (allowed.high * 1.1, 1),
    ):
        for sign in (1, -1):
            columns = {name: np.full(2, sign * value)}
            assert len(unit_remarks("cycles", columns, {name: "x"}, lines)) == asked


def test_a_loop_needs_a_larger_field_than_a_moving_wall():
    columns = {"field": np.full(3, 500.0)}
    assert FIELDS["mobility"].low < 500 < FIELDS["loops"].low
    assert unit_remarks("mobility", columns, {"field": "H (A/m)"}, np.arange(3)) == ()
    assert unit_remarks("loops", columns, {"field": "H (A/m)"}, np.arange(3))


def test_a_table_of_events_says_that_the_ramp_is_interpolated(tmp_path):
    head = "cycle,fire_pulse,reset_pulse,fire_amplitude (V),reset_amplitude (V)\n"
    (tmp_path / "lab.csv").write_text(head + "1,5,9,2.0,2.4\n2,6,9,2.1,2.4\n")
    table = read_table(tmp_path / "lab.csv", "cycle-events")
    assert "taken to lie on straight lines" in table.remarks[0]
