"""A file tells by its columns which of several kinds of tables it is."""

from pathlib import Path

import pytest

from dwmtj.analysis.tables.read_any import read_any
from dwmtj.analysis.tables.schema import KINDS
from dwmtj.analysis.tables.table_errors import OtherKindError, placed
from dwmtj.experiments import hysteresis, variability, write_csv, write_netcdf

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cycles.csv", "cycles"),
        ("trains.csv", "cycles"),
        ("passages.csv", "passages"),
        ("loops.csv", "loops"),
        ("transit-times.csv", "mobility"),
    ],
)
def test_the_examples_are_known_by_their_columns(name, kind):
    assert read_any(EXAMPLES / name, tuple(KINDS)).kind == kind


def test_simulated_files_are_known_in_either_format(tmp_path):
    for write, name in ((write_csv, "file.csv"), (write_netcdf, "file.nc")):
        write(hysteresis(seed=1), tmp_path / name)
        assert read_any(tmp_path / name, tuple(KINDS)).kind == "loops"
        write(variability(seed=1, devices=2, cycles=3), tmp_path / name, overwrite=True)
        assert read_any(tmp_path / name, tuple(KINDS)).kind == "cycle-events"


def test_of_a_file_of_no_kind_the_kind_it_is_most_like_is_told(tmp_path):
    file = tmp_path / "lab.csv"
    file.write_text("run,distance (um),time (ns)\n1,2,100\n")
    with pytest.raises(OtherKindError, match=r"no column current_density .* or field"):
        read_any(file, tuple(KINDS))
    file.write_text("loop,branch,field (Oe),R1 (ohm)\n1,down,20,1650\n")
    with pytest.raises(OtherKindError, match="line 1: there is no column resistance"):
        read_any(file, tuple(KINDS))


def test_a_wrong_cell_is_told_and_no_other_kind_is_tried(tmp_path):
    file = tmp_path / "lab.csv"
    file.write_text("count,cycle,pulse,amplitude (V),R_B (ohm)\n12,1,1,a heading: there is no,1\n")
    with pytest.raises(ValueError, match="line 2, column 'amplitude") as caught:
        read_any(file, tuple(KINDS))
    assert not isinstance(caught.value, OtherKindError)


def test_told_columns_of_other_files_are_left_alone_on_request(tmp_path):
    file = tmp_path / "lab.csv"
    file.write_text("n,cycle\n12,1\n14,2\n")
    told = {"count": "n", "amplitude": "V_pulse (mV)", "applied": "pulses per train"}
    table = read_any(file, tuple(KINDS), columns=told, partly=True)
    assert table.columns["count"].tolist() == [12, 14]
    assert table.attributes["told_columns"] == ["count"]
    with pytest.raises(OtherKindError, match="no heading 'pulses per train'"):
        read_any(file, ("passages",), columns={"count": "n", "applied": "pulses per train"})
    with pytest.raises(OtherKindError, match="'amplitude' is not allowed; allowed: device"):
        read_any(file, ("passages",), columns=told)


def test_an_error_keeps_its_kind_with_the_place_in_front():
    inner = OtherKindError("no column", 3, "; tell it")
    outer = placed("lab.csv", placed("line 1", inner))
    assert isinstance(outer, OtherKindError)
    assert (str(outer), outer.found) == ("lab.csv: line 1: no column; tell it", 3)
    assert not isinstance(placed("lab.csv", UnicodeError("x")), (OtherKindError, UnicodeError))
