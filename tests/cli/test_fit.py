"""``dwmtj fit``: folders of fits, one device from several files, errors of one line, no PyTorch."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dwmtj.analysis.fit_folder import read_fit
from dwmtj.parameters import load_device

EXAMPLES = Path(__file__).parents[2] / "examples"
#: File, options, and an estimate with its unit that has a value.
COMMANDS = {
    "events": ("cycles.csv", ("--levels-a", "1650 ohm, 1.93 kohm"), "share_complete", "1"),
    "thresholds": ("cycles.csv", ("--seed", "1"), "v50_fire", "V"),
    "passages": ("trains.csv", ("--noise-interval", "0.2 ns"), "sigma_per_pulse", "1"),
    "loops": ("loops.csv", ("--tunnel-magnetoresistance", "1.71"), "coercive_field_a", "A/m"),
    "mobility": ("transit-times.csv", ("--drive", "field"), "depinning_drive", "A/m"),
}


@pytest.mark.parametrize("kind", COMMANDS)
def test_every_kind_of_fit_is_a_folder_with_numbers_figures_and_a_page(
    dwmtj_command, tmp_path, kind
):
    name, options, estimate, unit = COMMANDS[kind]
    out = tmp_path / "fit"
    done = dwmtj_command("fit", kind, EXAMPLES / name, "--out", out, *options)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.rstrip().endswith("report.html")
    assert f"{kind} of {name}" in done.stdout
    answer = done.stdout.split("Side figures")[0]
    assert f" {estimate} " in answer
    content = json.loads((out / "fit.json").read_text())
    assert content["schema_version"] == 1
    assert content["kind"] == kind
    assert (
        content["rows_used"] + sum(e["rows"] for e in content["rows_set_aside"])
        == (content["rows_read"])
    )
    found = content["estimates"][estimate]
    assert found["unit"] == unit
    if found["interval_95"] is None:
        assert kind == "loops"  # the example is one loop, which does not tell how loops differ
        assert "there is no interval" in found["reason"]
    else:
        assert found["interval_95"][0] <= found["interval_68"][0] <= found["value"]
        assert found["value"] <= found["interval_68"][1] <= found["interval_95"][1]
    assert len(content["sha256"]) == 64
    files = ["curves.nc", "estimates.csv", "figures", "fit.json", "report.html"]
    files += ["events.csv"] if kind == "events" else []
    assert sorted(path.name for path in out.iterdir()) == sorted(files)
    assert read_fit(out).estimates[estimate].value == found["value"]


def test_a_fit_is_replaced_on_request_only(dwmtj_command, tmp_path):
    out = tmp_path / "fit"
    command = ("fit", "loops", EXAMPLES / "loops.csv", "--out", out)
    assert dwmtj_command(*command).returncode == 0
    before = (out / "fit.json").read_bytes()
    failed = dwmtj_command(*command, "--tunnel-magnetoresistance", "2")
    assert failed.returncode == 2
    assert "holds a fit already; choose another folder or --overwrite" in failed.stderr
    assert (out / "fit.json").read_bytes() == before
    again = dwmtj_command(*command, "--tunnel-magnetoresistance", "2", "--overwrite")
    assert again.returncode == 0
    assert (out / "fit.json").read_bytes() != before


def test_a_folder_of_something_else_is_left_alone(dwmtj_command, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    failed = dwmtj_command("fit", "loops", EXAMPLES / "loops.csv", "--out", tmp_path, "--overwrite")
    assert failed.returncode == 2
    assert "is not empty and holds no fit" in failed.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("events", "no.csv"), "no.csv: there is no such file"),
        (("thresholds", EXAMPLES / "loops.csv"), "there is no column cycle"),
        (("loops", EXAMPLES / "cycles.csv"), "the kind 'cycles'"),
        (("thresholds", EXAMPLES / "cycles.csv", "--columns", "amplitude"), "--columns: 'amplit"),
        (("events", EXAMPLES / "cycles.csv", "--columns", "voltage=V"), "columns: 'voltage'"),
        (("events", EXAMPLES / "cycles.csv", "--levels-b", "1 ohm"), "--levels-b: '1 ohm'"),
        (("events", EXAMPLES / "cycles.csv", "--levels-b", "1 V, 2 V"), "--levels-b: "),
        (("thresholds", EXAMPLES / "cycles.csv", "--device", "cui2024-network"), "cannot be meas"),
        (("passages", EXAMPLES / "cycles.csv"), "pulses"),
        (("loops", EXAMPLES / "loops.csv", "--sweep-rate", "-1 Oe/s"), "sweep_rate: "),
        (("mobility", EXAMPLES / "transit-times.csv", "--drive", "wind"), "drive: 'wind'"),
    ],
)
def test_mistakes_are_told_in_one_line(dwmtj_command, tmp_path, arguments, message):
    failed = dwmtj_command("fit", *arguments, "--out", tmp_path / "fit")
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert failed.stderr.count("\n") == 1
    assert failed.stderr.startswith("error: ")
    assert message in failed.stderr
    assert not (tmp_path / "fit").exists()


def test_a_fitted_device_is_taken_by_the_other_commands(dwmtj_command, tmp_path):
    out = tmp_path / "my-device.toml"
    files = (EXAMPLES / "trains.csv", EXAMPLES / "loops.csv")
    done = dwmtj_command("fit", "device", *files, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "measured: trains.csv: pulses until" in done.stdout
    shown = " ".join(done.stdout.split())
    assert "file: loops.csv, read as field loops: taken from it are loops.offset_a" in shown
    assert "ATTENTION: all that is not in the table stays that of the base cui2024-train" in shown
    assert "dwmtj device copy cui2024-train my-base.toml" in shown
    assert "--base my-base.toml" in shown
    device = load_device(out)
    assert device.name == "my-device"
    assert device.wall_noise.source_of("sigma").kind == "measured"
    measured = dwmtj_command("measure", "train", "--device", out, "--cycles", 3, "--seed", 1)
    assert "train of my-device" in measured.stdout
    shown = json.loads(dwmtj_command("device", "show", out, "--json").stdout)
    assert shown["values"]["motion"]["efficiency"]["source"]["kind"] == "measured"


def test_a_device_is_replaced_on_request_only(dwmtj_command, tmp_path):
    out = tmp_path / "my-device.toml"
    out.write_text("mine")
    command = ("fit", "device", EXAMPLES / "loops.csv", "--out", out)
    failed = dwmtj_command(*command)
    assert failed.returncode == 2
    assert "is there already; choose another name or --overwrite" in failed.stderr
    assert out.read_text() == "mine"
    done = dwmtj_command(*command, "--overwrite")
    assert done.returncode == 0, done.stderr
    assert load_device(out).name == "my-device"


def test_a_folder_is_never_replaced_by_a_device(dwmtj_command, tmp_path):
    out = tmp_path / "folder.toml"
    out.mkdir()
    failed = dwmtj_command("fit", "device", EXAMPLES / "loops.csv", "--out", out, "--overwrite")
    assert failed.returncode == 2
    assert failed.stderr.count("\n") == 1
    assert "is a folder, not a file" in failed.stderr
    assert out.is_dir()


def test_all_bad_files_of_a_device_are_told_at_once(dwmtj_command, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    files = (EXAMPLES / "trains.csv", tmp_path / "empty.csv", tmp_path / "none.csv")
    failed = dwmtj_command("fit", "device", *files, "--out", tmp_path / "my.toml")
    assert failed.returncode == 2
    assert failed.stdout == ""
    first, *others = failed.stderr.splitlines()
    assert first == "error: 2 of 3 files cannot be used:"
    assert "empty.csv: is empty" in others[0]
    assert "none.csv: there is no such file" in others[1]
    assert not (tmp_path / "my.toml").exists()


def test_columns_and_levels_are_told_for_a_device_too(dwmtj_command, tmp_path):
    lab = (EXAMPLES / "trains.csv").read_text().replace("amplitude (V)", "U")
    (tmp_path / "trains.csv").write_text(lab)
    options = ("--columns", "amplitude=U (V)", "--levels-a", "1600 ohm, 1.9 kohm")
    command = ("fit", "device", tmp_path / "trains.csv", "--out", tmp_path / "my.toml")
    done = dwmtj_command(*command, *options)
    assert done.returncode == 0, done.stderr
    assert "R_A parallel is 1.6 kohm" in " ".join(done.stdout.replace("measured:", "").split())


def test_what_is_missing_is_told_by_the_name_of_its_option(dwmtj_command, tmp_path):
    done = dwmtj_command("fit", "loops", EXAMPLES / "loops.csv", "--out", tmp_path / "fit")
    assert done.returncode == 0, done.stderr
    estimates = json.loads((tmp_path / "fit" / "fit.json").read_text())["estimates"]
    for option in ("--tunnel-magnetoresistance", "--resistance-area-product", "--area"):
        assert option in estimates["series_resistance_a"]["reason"]
    reasons = [each["reason"] or "" for each in estimates.values()]
    assert all("--sweep-rate" in reason for reason in reasons if "sweep rate" in reason)


def test_a_wrong_unit_is_asked_about_in_the_output_and_in_the_result(dwmtj_command, tmp_path):
    lab = (EXAMPLES / "loops.csv").read_text().replace("field (A/m)", "field (Oe)")
    (tmp_path / "loops.csv").write_text(lab)
    done = dwmtj_command("fit", "loops", tmp_path / "loops.csv", "--out", tmp_path / "fit")
    assert done.returncode == 0, done.stderr
    assert "is the unit right?" in " ".join(done.stdout.split())
    remarks = json.loads((tmp_path / "fit" / "fit.json").read_text())["remarks"]
    assert sum("is the unit right?" in remark for remark in remarks) == 1


def test_an_error_names_its_file_once(dwmtj_command, tmp_path):
    rows = "\n".join(f"{place},{place}00000" for place in range(1, 6))
    (tmp_path / "counts.csv").write_text(f"cycle,count\n{rows}\n")
    for kind in ("passages", "device"):
        out = tmp_path / "out.toml"
        failed = dwmtj_command("fit", kind, tmp_path / "counts.csv", "--out", out)
        assert failed.returncode == 2
        assert failed.stderr.count("counts.csv") == 1


PROBE = """
import sys
from dwmtj.cli.app import app
from typer.testing import CliRunner
result = CliRunner().invoke(app, ["fit", "loops", {file!r}, "--out", {out!r}])
assert result.exit_code == 0, result.output
print(*[name for name in ("torch", "lightning") if name in sys.modules])
"""


def test_fitting_never_loads_torch(tmp_path):
    probe = PROBE.format(file=str(EXAMPLES / "loops.csv"), out=str(tmp_path / "fit"))
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == ""
