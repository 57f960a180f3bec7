"""Tables as instruments and spreadsheets write them, and what is told when something is wrong."""

import codecs
import gc

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from dwmtj.analysis.tables.heading_units import split_heading, unit_factor
from dwmtj.analysis.tables.read_table import read_table, table_of
from dwmtj.experiments import (
    cycles,
    hysteresis,
    mobility,
    passages,
    variability,
    write_csv,
    write_netcdf,
)

HEAD = ["cycle", "pulse", "amplitude (V)", "R_A (kohm)", "R_B (ohm)"]
COLUMNS = ("cycle", "pulse", "amplitude", "resistance_a", "resistance_b")


def _rows(many=2):
    for cycle in range(1, many + 1):
        for pulse in range(6):
            amplitude = 1 + pulse / 10 if pulse else 0.0
            first = "1.93" if pulse < 2 else "1.65"
            yield [
                str(cycle),
                str(pulse),
                f"{amplitude:.1f}",
                first,
                "1460" if pulse == 3 else "1180",
            ]


ROWS = list(_rows())


def _text(rows=ROWS, head=HEAD, separator=",", decimal="."):
    lines = [separator.join(head)]
    lines += [separator.join(cell.replace(".", decimal) for cell in row) for row in rows]
    return "\n".join(lines) + "\n"


def _changed(row, column, cell):
    rows = [list(each) for each in ROWS]
    rows[row][column] = cell
    return rows


@pytest.fixture
def read(tmp_path):
    def read_text(content, kind="cycles", columns=None, name="lab.csv"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        table = read_table(file, kind, columns=columns)
        assert table.rows_read == table.rows_used + sum(each.rows for each in table.set_aside)
        assert all(len(values) == table.rows_used for values in table.columns.values())
        return table

    return read_text


def _same(table, other):
    assert set(table.columns) == set(other.columns)
    for name, values in table.columns.items():
        if values.dtype.kind == "f":
            np.testing.assert_allclose(values, other.columns[name], rtol=1e-9)
        else:
            assert np.array_equal(values, other.columns[name])


SPREADSHEETS = {
    "crlf": _text().replace("\n", "\r\n").encode(),
    "old mac": _text().replace("\n", "\r").encode(),
    "no end of the last line": _text().rstrip("\n").encode(),
    "byte order mark": codecs.BOM_UTF8 + _text().encode(),
    "unicode text": _text(separator="\t").encode("utf-16"),
    "unicode text, big-endian": codecs.BOM_UTF16_BE + _text(separator="\t").encode("utf-16-be"),
    "semicolons": _text(separator=";").encode(),
    "decimal commas": _text(separator=";", decimal=",").encode(),
    "tabs and decimal commas": _text(separator="\t", decimal=",").encode(),
    "told separator": ("sep=;\r\n" + _text(separator=";", decimal=",")).encode(),
    "bars": _text(separator="|").encode(),
    "quoted": _text([[f'"{cell}"' for cell in row] for row in ROWS]).encode(),
    "quoted decimal commas": _text([[f'"{c}"' for c in row] for row in ROWS], decimal=",").encode(),
    "blanks": _text(separator=" ; ").encode(),
    "brackets": _text(head=[each.replace("(", "[").replace(")", "]") for each in HEAD]).encode(),
    "large letters": _text(
        head=["CYCLE", "Pulse ", "Amplitude(V)", "R a (kohm)", "r_b  (ohm)"]
    ).encode(),
    "comments": ("# mine\n\n" + _text().replace("\n2,", "\n# next\n\n,,,,\n2,", 1)).encode(),
    "text before": ("Instrument: Keithley 2450\nDate,2024-01-01\n\n" + _text()).encode(),
    "headings in a comment": ("# " + _text()).encode(),
    "empty columns": _text([[*row, "", ""] for row in ROWS]).encode(),
    "a note": _text([[*row, "cold #3"] for row in ROWS], [*HEAD, "note"]).encode(),
    "repeated": _text([*ROWS, ROWS[3]]).encode(),
}


@pytest.mark.parametrize("content", SPREADSHEETS.values(), ids=SPREADSHEETS)
def test_a_table_is_the_same_however_it_was_exported(content, read):
    _same(read(content), read(_text()))


def test_values_come_in_si_units_with_their_lines(read):
    table = read("# of June\n" + _text())
    assert table.columns["resistance_a"][:3].tolist() == pytest.approx([1930.0, 1930.0, 1650.0])
    assert table.columns["amplitude"][:3].tolist() == [0.0, 1.1, 1.2]
    assert table.lines.tolist() == list(range(3, 15))


@given(order=st.permutations(range(len(ROWS))))
@settings(max_examples=20)
def test_the_order_of_the_rows_does_not_matter(order, tmp_path_factory):
    file = tmp_path_factory.mktemp("shuffled") / "lab.csv"
    file.write_text(_text([ROWS[place] for place in order]))
    table = read_table(file, "cycles")
    expected = [np.array([float(row[k]) for row in ROWS]) for k in range(5)]
    for name, values in zip(COLUMNS, expected, strict=True):
        scale = 1000 if name == "resistance_a" else 1
        np.testing.assert_allclose(table.columns[name], values * scale)


@pytest.mark.parametrize(
    ("unit", "wanted", "factor"),
    [
        ("mV", "V", 1e-3),
        ("kΩ", "ohm", 1e3),
        ("kOhm", "ohm", 1e3),
        ("MΩ", "ohm", 1e6),
        ("Oe", "A/m", 1e3 / (4 * np.pi)),
        ("mT", "A/m", 1e-3 / 1.25663706e-6),
        ("MA/cm2", "A/m^2", 1e10),
        ("A/cm²", "A/m^2", 1e4),
        ("um", "m", 1e-6),
        ("µs", "s", 1e-6),
        ("m s⁻¹", "m/s", 1.0),
        *((unit, "A/m^2", 1e10) for unit in ("1e10 A/m2", "10^10 A/m^2", "10**10 A m^-2")),
        *((unit, "A/m^2", 1e10) for unit in ("×10¹⁰ A/m²", "x 10^{10} A m⁻²", "10⁶·A/cm²")),
        ("10^-3 V", "V", 1e-3),
        ("×10⁻¹² s", "s", 1e-12),
        ("100 Oe", "A/m", 1e5 / (4 * np.pi)),
    ],
)
def test_units_as_labs_write_them(unit, wanted, factor):
    assert unit_factor(unit, wanted) == pytest.approx(factor, rel=1e-6)


def test_a_heading_comes_apart():
    assert split_heading(" R_A  [kohm] ") == ("R_A", "kohm")
    assert split_heading("cycle") == ("cycle", None)
    assert split_heading("cycle (-)") == ("cycle", "1")
    assert split_heading("(V)") == ("(V)", None)


def test_what_a_number_before_a_unit_means_is_told(read):
    text = "J (×10¹⁰ A/m²),v (m/s)\n3,10\n4,14\n"
    table = read(text, "mobility")
    assert table.columns["current_density"].tolist() == pytest.approx([3e10, 4e10])
    assert table.remarks == ("Column 'J (×10¹⁰ A/m²)': each 1 in it is read as 1e+10 A/m^2.",)
    named = read(text.replace("J (", "drive ("), "mobility", {"current_density": "drive"})
    _same(named, table)


@pytest.mark.parametrize("heading", ["J x10^10 (A/m2)", "J ×10¹⁰ (A/m²)", "J (10^10) (A/m2)"])
@pytest.mark.parametrize("columns", [None, "told"])
def test_a_power_of_ten_outside_the_brackets_is_no_guess(heading, columns, read):
    told = columns and {"current_density": heading}
    with pytest.raises(ValueError, match=r"line 1: .*outside the brackets .*'J \(1e10 A/m"):
        read(f"{heading},v (m/s)\n3,10\n", "mobility", told)


def _by_ohms_law(rows):
    """The same cycles as voltage and current of junction B."""
    return [[*row[:4], "20", f"{20e3 / float(row[4]):.9f}"] for row in rows]


def test_a_resistance_is_worked_out_from_voltage_and_current(read):
    head = [*HEAD[:4], "V_B (mV)", "I_B (uA)"]
    table = read(_text(_by_ohms_law(ROWS), head))
    _same(table, read(_text()))
    assert table.remarks == (
        "R_B (ohm) is worked out in each row as V_B (mV) over I_B (uA); no offset was taken off.",
    )
    rows = _by_ohms_law(ROWS)
    rows[2][5], rows[3][5], rows[4][4] = "0", "-16", "9.9e37"
    found = {each.reason: each.lines for each in read(_text(rows, head)).set_aside}
    assert found == {
        "V_B (mV) over I_B (uA): the current is 0": (4,),
        "V_B (mV) over I_B (uA): not above 0 ohm": (5,),
        "V_B (mV): out of the instrument's range": (6,),
    }
    told = {"voltage_b": "sense (mV)", "current_b": "I_B"}
    _same(read(_text(_by_ohms_law(ROWS), [*head[:4], "sense", head[5]]), columns=told), table)


def test_voltage_and_current_beside_a_resistance_are_left_alone(read):
    text = "H (Oe),R (ohm),V (mV),I (uA),V (V)\n100,1000,x,,\n50,1100,20,0,\n"
    table = read(text, "loops")
    assert table.columns["resistance"].tolist() == [1000, 1100]
    assert table.remarks == ()
    with pytest.raises(ValueError, match="'voltage' is not allowed beside a column of the resist"):
        read(text, "loops", {"voltage": "V (mV)"})


def test_columns_are_told_by_their_headings(read):
    head = ["cycle", "pulse", "set (mV)", "ch2", "ch1 (ohm)"]
    told = {"amplitude": "SET", "resistance_a": "ch2 (kohm)", "resistance_b": "ch1 (ohm)"}
    table = read(_text(head=head), columns=told)
    assert table.columns["amplitude"][1] == pytest.approx(1.1e-3)
    assert table.columns["resistance_a"][0] == pytest.approx(1930)
    swapped = {"resistance_a": "R_B (ohm)", "resistance_b": "R_A"}
    assert read(_text(), columns=swapped).columns["resistance_b"][0] == pytest.approx(1930)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"voltage": "V"}, r"'voltage' is not allowed; allowed: device, cycle"),
        ({"amplitude": "U (V)"}, r"no heading 'U \(V\)'; there are: 'cycle'"),
        ({"amplitude": "amplitude (mV)"}, r"another unit than the heading 'amplitude \(V\)'"),
    ],
)
def test_a_wrong_column_is_told(columns, message, read):
    with pytest.raises(ValueError, match=message):
        read(_text(), columns=columns)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        *((cell, "no value") for cell in ("", "nan", "NaN", "NA", "--", "n/a", "None")),
        *((c, "out of the instrument's range") for c in ("9.9e37", "-9.91E+37", "inf", "-inf")),
        *((c, "out of the instrument's range") for c in ("OVERFLOW", "OVLD", "1e999")),
        ("-1180", "not above 0 ohm"),
        ("0", "not above 0 ohm"),
    ],
)
def test_what_was_not_measured_is_set_aside_with_its_reason(cell, reason, read):
    table = read(_text(_changed(4, 4, cell)))
    assert [tuple(each) for each in table.set_aside] == [(f"R_B (ohm): {reason}", 1, (6,))]
    assert table.rows_used == 11


def test_reasons_are_counted_one_by_one(read):
    rows = _changed(4, 4, "9.9e37")
    rows[5][4], rows[7][3], rows[8][3] = "9.9e37", "--", "-1"
    found = {each.reason: each.rows for each in read(_text(rows)).set_aside}
    assert found == {
        "R_B (ohm): out of the instrument's range": 2,
        "R_A (kohm): no value": 1,
        "R_A (kohm): not above 0 ohm": 1,
    }


def test_rows_that_contradict_each_other_are_set_aside_whatever_their_order(read):
    clash = [*ROWS[3][:4], "1111"]
    for rows in ([*ROWS, clash], [clash, *ROWS]):
        table = read(_text(rows))
        assert table.set_aside[0].rows == 2
        assert "cycle, pulse has other values" in table.set_aside[0].reason
        assert table.rows_used == 11


def test_a_row_that_ends_early_is_set_aside(read):
    table = read(_text()[:-9])
    assert [each.rows for each in table.set_aside] == [1]
    assert table.set_aside[0].lines == (13,)


MIXED = _text(separator=";", decimal=",").replace("1,2;", "1.2;")
NO_UNIT = [*HEAD[:2], "V", "R_A (ohm)", "R_B (ohm)"]
WRONG = {
    "text": (
        _text(_changed(4, 4, "bad")),
        r"line 6, column 'R_B \(ohm\)': 'bad' is not .* a number",
    ),
    "unit in a cell": (_text(_changed(4, 3, "1 kohm")), r"line 6, column 'R_A \(kohm\)': '1 kohm'"),
    "thousands": (_text(_changed(4, 3, '"1,650"')), r"line 6, .*: '1,650' .* decimal sign '\.'"),
    "decimals": (MIXED, r"line 4, column 'amplitude \(V\)': '1.2' .* decimal sign ','"),
    "no whole cycle": (_text(_changed(3, 0, "1.5")), "line 5, column 'cycle': 1.5 .* whole number"),
    "negative pulse": (_text(_changed(3, 1, "-3")), r"line 5, column 'pulse': -3"),
    "huge cycle": (_text(_changed(3, 0, "9" * 23)), r"line 5, column 'cycle': 1e\+23"),
    "more cells": (_text(_changed(3, 4, "1180,77")), "line 5: has 6 cells; expected 5"),
    "open quotation": (_text(_changed(3, 2, '"1.3')), "line 5: a quotation mark is left open"),
    "no unit": (_text(head=NO_UNIT), r"'V' tells no unit; .* 'V \(V\)'; .*'amplitude=V \(V\)'"),
    "other unit": (
        _text(head=[*HEAD[:2], "amplitude (kΩ)", *HEAD[3:]]),
        r"the column 'amplitude \(kΩ\)': the unit 'kΩ' is in kiloohm; .* in V",
    ),
    "no such unit": (
        _text(head=[*HEAD[:3], "R_A (blah)", HEAD[4]]),
        "the unit 'blah' cannot be read .*'blah' is not defined",
    ),
    "power of ten without a unit": (
        _text(head=[*HEAD[:4], "R_B (×10³)"]),
        r"line 1: the column 'R_B \(×10³\)': the unit '×10³' is no number with a unit; .* ohm",
    ),
    "power of ten beside an optional column": (
        _text(head=[*HEAD[:3], "R_A x 10^3 (ohm)", HEAD[4]]),
        r"line 1: the column 'R_A x 10\^3 \(ohm\)' has a power of ten outside",
    ),
    "power of ten of a count": (
        _text(head=["cycle", "pulse (10^3)", *HEAD[2:]]),
        r"line 1: the column 'pulse \(10\^3\)' counts; expected it without a power of ten",
    ),
    "unit of size zero": (
        _text(head=[*HEAD[:4], "R_B (0 ohm)"]),
        "the unit '0 ohm' has the number 0; expected one above 0",
    ),
    "twice": (
        _text(head=["pulse no", *HEAD[1:]]),
        "'pulse no' and 'pulse' may both be pulse; .*--columns 'pulse=HEADING'",
    ),
    "no column": (_text(head=["a", *HEAD[1:]]), "line 1: .* no column cycle; .*: 'a', 'pulse'"),
    "no column, and the way out": (
        _text(head=[*HEAD[:4], "ch2 (ohm)"]),
        r"no column R_B .*--columns 'resistance_b=HEADING', .*columns={'resistance_b': 'HEADING'}",
    ),
    "a voltage without a current": (
        _text(head=[*HEAD[:4], "V_B (V)"]),
        r"there is no column R_B \(ohm\) or V_B \(V\) and I_B \(A\); the headings are",
    ),
    "one row": (_text([[*ROWS[0][:4], "0"]]), r"no row can be used \(1 row: R_B"),
    "one more row": (_text([["x", *row[1:]] for row in ROWS[:2]]), r"and so in 1 more row\)"),
    "no headings": (_text().split("\n", 1)[1], "there is no column cycle"),
    "headings only": (_text([]), "headings in line 1 and no row below"),
    "comments only": ("# a\n# b\n", "comments only"),
    "empty": (b"", "is empty"),
    "blank": (b"\n  \n", "is empty"),
    "zeros only": (_text([[*row[:4], "0"] for row in ROWS]), r"no row can be used \(12 rows: R_B"),
    "two devices": (
        _text([*ROWS, *([*row[:4], "1190"] for row in ROWS)]),
        "24 of 24 rows have the same cycle, pulse .* a column 'device'",
    ),
    "one heading twice": (
        _text(head=[*HEAD[:3], "R_B (ohm)", "R_B (ohm)"]),
        r"'R_B \(ohm\)' and 'R_B \(ohm\)' may both be .*; give the others another heading",
    ),
    "a heading missing below merged ones": (
        "Device W7,,,MTJ,\n,,Pulse,Readout,\n" + _text(head=[*HEAD[:4], "x"]),
        "line 3: there is no column R_B",
    ),
    "units in a line of their own": (
        "cycle,pulse,amplitude,R_A,R_B\n" + _text(head=["-", "-", "V", "kohm", "ohm"]),
        "line 1: the column 'amplitude' tells no unit",
    ),
    "a pulse number that is a clock": (
        _text(_changed(3, 1, "1732550382")),
        r"line 5, column 'pulse': 1.73255e\+09 is not allowed; .* from 0 to 1e\+06",
    ),
    "one long line": ("a," * 200_000, "line 1: has 400000 characters; expected headings"),
    "one long cell": (
        _text(_changed(3, 4, ",".join(["1"] * 3) + ",x" * 70_000)),
        "line 5: has 70007 cells; expected 5",
    ),
    "xlsx": (b"PK\x03\x04" + bytes(100), "export the sheet as CSV"),
    "xls": (b"\xd0\xcf\x11\xe0" + bytes(100), "export the sheet as CSV"),
    "gzip": (b"\x1f\x8b" + bytes(100), "compressed"),
    "netcdf 3": (b"CDF\x01" + bytes(100), "netCDF 3"),
    "binary": (bytes(range(256)) * 10, "is no text"),
    "binary without zeros": (bytes(range(1, 256)) * 10, "is no text"),
    "html": ("<html><body>hello</body></html>", "there is no column cycle"),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_the_file_and_no_more_than_one_line(content, message, read):
    with pytest.raises(ValueError, match=message) as caught:
        read(content)
    assert "lab.csv: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_and_an_unknown_kind(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_table(tmp_path / "none.csv", "cycles")
    with pytest.raises(FileNotFoundError, match="is a folder"):
        read_table(tmp_path, "cycles")
    with pytest.raises(ValueError, match="'cylces' is not allowed; allowed: cycles, "):
        read_table(tmp_path, "cylces")


def test_other_text_before_the_headings_may_be_long_or_use_their_words(read):
    before = "Voltage,2.4\n" + "x" * 200_000 + "\nMTJ A,,,MTJ B\n"
    _same(read(before + _text()), read(_text()))


@given(content=st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_a_table_or_a_value_error(content, tmp_path_factory):
    file = tmp_path_factory.mktemp("bytes") / "lab.csv"
    for begin in (b"", _text().encode()):
        file.write_bytes(begin + content)
        try:
            table = read_table(file, "cycles")
        except ValueError:
            continue
        assert table.rows_read == table.rows_used + sum(each.rows for each in table.set_aside)


def test_devices_may_have_names(read):
    rows = [[f"W{1 - place // 6}", *row] for place, row in enumerate(ROWS)]
    table = read(_text(rows, ["sample", *HEAD]))
    assert np.unique(table.columns["device"]).tolist() == [1, 2]
    assert table.attributes["device_names"] == {1: "W0", 2: "W1"}


def test_counts_need_no_cycle(read):
    table = read("count\n12\n14\n0\n", "passages")
    assert table.columns["count"].tolist() == [12, 14, 0]
    assert table.columns["cycle"].tolist() == [1, 2, 3]


def test_a_file_of_another_kind_is_named_and_no_column_of_it_is_to_be_told(read):
    with pytest.raises(ValueError, match="of the kind 'passages'") as caught:
        read("device,count\n1,12\n", "loops")
    assert "--columns" not in str(caught.value)
    with pytest.raises(ValueError, match="if one of them means current_density, tell it with"):
        read("velocity (m/s)\n12\n", "mobility")


def test_transit_times_may_have_gaps_where_the_other_drive_stands(read):
    text = "field (Oe),j (MA/cm2),distance (um),time (ns)\n10,,1,10\n,2,1,5\n10,,1,\n,,1,5\n"
    table = read(text, "mobility")
    assert table.rows_used == 2
    assert table.columns["current_density"][1] == pytest.approx(2e10)
    reasons = [each.reason for each in table.set_aside]
    assert reasons == [
        "no value of current_density or field",
        "no value of velocity or distance and time",
    ]


EXPERIMENTS = {
    "cycles": ("cycles", lambda: cycles(seed=1, cycles=3)),
    "devices": ("cycles", lambda: cycles(seed=1, cycles=2, devices=3, spread=True)),
    "three terminals": ("cycles", lambda: cycles(seed=1, cycles=2, terminals=3)),
    "events": ("cycle-events", lambda: cycles(seed=1, cycles=3, keep_readings=False)),
    "variability": ("cycle-events", lambda: variability(seed=1, devices=2, cycles=3)),
    "passages": ("passages", lambda: passages(seed=1, cycles=5)),
    "loops": ("loops", lambda: hysteresis(seed=1, points=21)),
    "mobility": ("mobility", lambda: mobility(seed=1, current_densities=[1e12], fields=[1e3])),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_csv_netcdf_and_memory_give_the_same_rows(name, tmp_path):
    kind, measure = EXPERIMENTS[name]
    dataset = measure()
    from_memory = table_of(dataset, kind)
    from_csv = read_table(write_csv(dataset, tmp_path / "a.csv"), kind)
    from_netcdf = read_table(write_netcdf(dataset, tmp_path / "a.nc"), kind)
    _same(from_netcdf, from_memory)
    from_memory.columns.pop("applied", None)  # the CSV of passages does not tell
    _same(from_csv, from_memory)
    assert from_csv.rows_read == from_netcdf.rows_read == from_memory.rows_read > 0


def _lab_netcdf(path, **more):
    """The cycles of the text table as a lab's netCDF: a grid of cycles and pulses."""
    numbers = np.array(ROWS, float).reshape(2, 6, 5)
    grid = ("cycle", "pulse")
    variables = {
        "V_pulse": (grid, numbers[..., 2], {"units": "V"}),
        "R_A [kohm]": (grid, numbers[..., 3]),
        "R_B": (grid, numbers[..., 4], {"units": "ohm"}),
        "temperature of the stage": ("day", [300.0, 301.0]),
    }
    coords = {"cycle": [1, 2], "pulse": np.arange(6)}
    xr.Dataset(variables | more, coords).to_netcdf(path, engine="h5netcdf")
    return path


def test_a_netcdf_file_of_a_lab_is_a_table_too(read, tmp_path):
    expected = read(_text())
    _same(read_table(_lab_netcdf(tmp_path / "grid.nc"), "cycles"), expected)
    names = {head: np.array([float(row[k]) for row in ROWS]) for k, head in enumerate(HEAD)}
    rows = xr.Dataset({name: ("row", values) for name, values in names.items()})
    rows.rename({"R_A (kohm)": "ch1"}).to_netcdf(tmp_path / "rows.nc", engine="h5netcdf")
    told = {"resistance_a": "ch1 (kohm)"}
    _same(read_table(tmp_path / "rows.nc", "cycles", columns=told), expected)
    grid = ("cycle", "pulse")
    bad = np.where(np.arange(12).reshape(2, 6) == 7, 9.9e37, 1180.0)
    table = read_table(_lab_netcdf(tmp_path / "c.nc", R_B=(grid, bad, {"units": "ohm"})), "cycles")
    assert [(each.reason, each.lines) for each in table.set_aside] == [
        ("R_B (ohm): out of the instrument's range", (8,))
    ]


def test_what_is_wrong_with_a_netcdf_file_of_a_lab_is_told(tmp_path):
    for place, (more, message) in enumerate(
        [
            ({"R_B": (("cycle", "pulse"), np.ones((2, 6)))}, "the column 'R_B' tells no unit"),
            ({"R_B": ("cycle", [1.0, 2.0], {"units": "ohm"})}, "dimensions cycle and cycle, pulse"),
            (
                {"R_B": (("cycle", "pulse"), np.full((2, 6), "x"), {"units": "ohm"})},
                r"row 1, column 'R_B \(ohm\)': 'x' is not allowed; expected a number",
            ),
            ({"R_B": ("day", [1.0, 2.0], {"units": "V"})}, "is in volt; expected a quantity in oh"),
        ]
    ):
        file = _lab_netcdf(tmp_path / f"{place}.nc", **more)
        with pytest.raises(ValueError, match=message) as caught:
            read_table(file, "cycles")
        assert str(caught.value).startswith(f"{file}: ")
    with pytest.raises(ValueError, match="there is no column count"):
        read_table(file, "passages")


@pytest.mark.filterwarnings("error")
def test_netcdf_damaged_anywhere_is_told_and_leaves_nothing_open(tmp_path):
    write_netcdf(cycles(cycles=2, seed=1), tmp_path / "whole.nc")
    whole = (tmp_path / "whole.nc").read_bytes()
    random = np.random.default_rng(3)
    told = 0
    for share in (*random.uniform(0.01, 0.99, 6), 1.0):
        content = bytearray(whole[: int(share * len(whole))])
        if share == 1.0:
            content[200::50] = bytes(len(content[200::50]))
        (tmp_path / "bad.nc").write_bytes(bytes(content))
        with pytest.raises(ValueError, match=r"bad\.nc: is no whole netCDF file") as caught:
            read_table(tmp_path / "bad.nc", "cycles")
        told += "\n" not in str(caught.value)
        gc.collect()
    assert told == 7


def test_a_damaged_or_foreign_netcdf_file_is_told(tmp_path):
    file = write_netcdf(passages(seed=1, cycles=5), tmp_path / "a.nc")
    with pytest.raises(
        ValueError, match=r"of the experiment 'passages': there is no column pulse"
    ) as no:
        read_table(file, "cycles")
    assert "--columns" not in str(no.value)  # netCDF has none to tell
    with pytest.raises(ValueError, match="columns: not allowed with a dataset of dwmtj"):
        read_table(file, "passages", columns={"count": "n"})
    (tmp_path / "b.nc").write_bytes(file.read_bytes()[:3000])
    with pytest.raises(ValueError, match="no whole netCDF file"):
        read_table(tmp_path / "b.nc", "passages")
