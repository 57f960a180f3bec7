"""``dwmtj account`` as a user runs it: a table for people, JSON for programs, one-line errors."""

import csv
import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from dwmtj.cli import app

QUICK = ("--cycles", "50", "--draws", "20")


def _in_this_process(*options):
    """Run the command without the start of another interpreter."""
    done = CliRunner().invoke(app, ["account", *options, *QUICK], env={"COLUMNS": "160"})
    assert done.exit_code == 0, done.output
    return done.output


def test_one_device_as_json_is_one_object(dwmtj_command):
    done = dwmtj_command("account", "--device", "cui2024-train", "--json", *QUICK)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert found["schema_version"] == 1
    assert found["device"] == "cui2024-train"
    for name in ("write", "integrate", "read", "reset", "per_spike"):
        low, high = found[name]["interval_95"]
        assert 0 < low <= found[name]["value"] <= high
    assert 1e-7 < found["delay_to_fire"]["value"] < 1e-6
    assert 1e-13 < found["footprint"]["value"] < 1e-11


SEVERAL = ("--device", "cui2024-ramp", "--device", "cui2024-network")
BOTH = ("--terminals", "4", "--terminals", "3")


def test_several_columns_as_json_are_a_list():
    found = json.loads(_in_this_process("--json", *SEVERAL, *BOTH))
    columns = [(each["device"], each["terminals"]) for each in found]
    assert columns == [("cui2024-ramp", 4), ("cui2024-ramp", 3), ("cui2024-network", None)]


def test_the_table_shows_columns_and_says_what_is_assumed_and_left_out():
    table = _in_this_process(*SEVERAL, *BOTH)
    for text in ("ramp, 4 terminals", "ramp, 3 terminals", "all of it, per spike", "retention"):
        assert text in table
    assert "the preset has no read circuit" in table
    assert "layout.track_length, 2 to 4 µm" in table
    assert "drivers" in table
    assert "write, no nucleation: the wall is made once" in table
    assert "in brackets: 95 % intervals" in table


def test_without_a_device_those_of_the_paper_stand_side_by_side():
    found = json.loads(_in_this_process("--json"))
    assert [(each["device"], each["terminals"], each["protocol"]) for each in found] == [
        ("cui2024-ramp", 4, "ramp"),
        ("cui2024-ramp", 3, "ramp"),
        ("cui2024-train", 4, "train"),
        ("cui2024-train", 3, "train"),
        ("cui2024-network", None, "current"),
    ]


def test_the_same_seed_prints_the_same():
    same = [_in_this_process("--device", "cui2024-ramp", "--seed", "3") for _ in range(2)]
    assert same[0] == same[1]


def test_a_wrong_name_is_told_in_one_line(dwmtj_command):
    done = dwmtj_command("account", "--device", "cui2023")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: no device 'cui2023'; there are: cui2024-network")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("options", [("--terminals", "5"), ("--protocol", "walk")])
def test_what_is_not_allowed_is_refused(options):
    done = CliRunner().invoke(app, ["account", "--device", "cui2024-ramp", *options])
    assert isinstance(done.exception, ValueError)  # which main() tells in one line
    assert f"{options[1]}" in str(done.exception)


def test_accounting_for_a_device_loads_neither_torch_nor_matplotlib():
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from dwmtj.cli import app\n"
        "done = CliRunner().invoke(app, ['account', '--device', 'cui2024-ramp', '--cycles', '5', "
        "'--draws', '2'])\n"
        "assert done.exit_code == 0, done.output\n"
        "print([name for name in ('torch', 'matplotlib') if name in sys.modules])"
    )
    found = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert found.strip() == "[]"


def test_devices_stand_beside_published_neurons_in_a_table():
    table = _in_this_process("--compare", *SEVERAL, *BOTH)
    for text in (
        "per spike",
        "per synaptic event",
        "per update",
        "CMOS 28 nm, analogue LIF",
        "1.61 fJ",
        "cui2024-network, current does not beat CMOS 28 nm, analogue LIF in energy",
        "more than one energy, by condition or because sources differ",
        "† second-hand",
        "doi 10.1126/science.1254642",
        "left out",
    ):
        assert text in table


def test_the_comparison_as_json_has_own_rows_and_published_ones():
    found = json.loads(_in_this_process("--compare", "--json", *SEVERAL))
    assert found["schema_version"] == 1
    own = [row["key"] for row in found["rows"] if row["ours"]]
    assert own == ["cui2024-network", "cui2024-ramp-4t-ramp"]
    assert found["yardstick"] == "besrour2024"
    assert found["against_yardstick"]["cui2024-network"]["energy"]["low"] > 1
    accounts = json.loads(_in_this_process("--json", *SEVERAL))
    spikes = {each["device"]: each["per_spike"] for each in accounts}
    for row in found["rows"]:
        if row["ours"]:
            (energy,) = row["energy"]
            told = spikes["cui2024-network" if "network" in row["key"] else "cui2024-ramp"]
            assert energy["value"] == told["value"]
            assert [energy["low"], energy["high"]] == told["interval_95"]


def test_the_comparison_is_stored_as_csv_and_as_a_figure(dwmtj_command, tmp_path):
    table, figure = tmp_path / "neurons.csv", tmp_path / "neurons.svg"
    command = ("account", "--compare", "--device", "cui2024-network", *QUICK)
    files = ("--csv", table, "--plot", figure)
    done = dwmtj_command(*command, *files)
    assert done.returncode == 0, done.stderr
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["quantity"] for row in rows} == {"per spike", "per synaptic event", "per update"}
    assert "CMOS 28 nm" in figure.read_text(encoding="utf-8")
    again = dwmtj_command(*command, *files)
    assert again.returncode == 2
    assert "neurons.csv is there already; choose another name or --overwrite" in again.stderr
    assert dwmtj_command(*command, *files, "--overwrite").returncode == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--csv", "a.csv"), "--csv, --plot: are of a comparison; allowed: with --compare"),
        (("--compare", "--csv", "a.txt"), "--csv: 'a.txt' is not allowed"),
        (("--compare", "--plot", "a.csv"), "--plot: 'a.csv' is not allowed"),
        (("--compare", "--csv", "nowhere/a.csv"), "nowhere: there is no such folder"),
    ],
)
def test_files_that_can_not_be_written_are_refused_before_anything_is_computed(options, told):
    done = CliRunner().invoke(app, ["account", "--device", "cui2024-ramp", *options])
    assert isinstance(done.exception, (ValueError, OSError))  # which main() tells in one line
    assert told in str(done.exception)
