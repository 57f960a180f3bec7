"""``dwmtj account`` as a user runs it: a table for people, JSON for programs, one-line errors."""

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
