import json
import subprocess
import sys

import pytest
import tomli_w

from dwmtj.parameters import device_names, load_device


def test_list_names_every_preset(dwmtj_command):
    table = dwmtj_command("device", "list")
    assert table.returncode == 0
    assert "cui2024-network" in table.stdout
    listed = json.loads(dwmtj_command("device", "list", "--json").stdout)
    assert [item["name"] for item in listed] == device_names()


def test_list_says_which_presets_can_be_measured(dwmtj_command):
    listed = json.loads(dwmtj_command("device", "list", "--json").stdout)
    able = {item["name"] for item in listed if item["can_be_measured"]}
    assert able == {"cui2024-ramp", "cui2024-train"}
    rows = dwmtj_command("device", "list").stdout.splitlines()
    cells = [[cell.strip() for cell in row.strip("│").split("│")] for row in rows]
    said = {row[0]: row[1] for row in cells if row[0] in {item["name"] for item in listed}}
    assert said == {item["name"]: "yes" if item["name"] in able else "no" for item in listed}


def test_a_file_that_cannot_be_measured_is_named_with_what_can(dwmtj_command, tmp_path):
    for preset in ("cui2024-network", "cui2024-ramp"):
        assert dwmtj_command("device", "copy", preset, f"{preset}.toml", cwd=tmp_path).stdout
    measure = ("measure", "ramp", "--seed", 1, "--device")
    failed = dwmtj_command(*measure, "cui2024-network.toml", cwd=tmp_path)
    assert failed.returncode == 2
    assert failed.stderr.startswith("error: cui2024-network.toml: cui2024-network: has no layout")
    assert "such as cui2024-ramp" in failed.stderr
    assert dwmtj_command(*measure, "cui2024-ramp.toml", cwd=tmp_path).returncode == 0


def test_show_prints_quantity_value_unit_and_source(dwmtj_command):
    shown = dwmtj_command("device", "show", "cui2024-network").stdout
    row = next(line for line in shown.splitlines() if "saturation_magnetization" in line)
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells[:4] == ["saturation_magnetization", "M_s", "800", "kA/m"]
    assert cells[4].startswith("paper: ")


def test_show_as_json_gives_si_values(dwmtj_command):
    shown = json.loads(dwmtj_command("device", "show", "cui2024-network", "--json").stdout)
    width = shown["values"]["track"]["width"]
    assert width["value"] == 25e-9
    assert width["unit"] == "m"
    assert width["source"]["kind"] == "paper"
    assert shown["values"]["neuron"]["reset"]["unit"] is None


def test_show_tells_what_follows_from_the_values(dwmtj_command):
    shown = dwmtj_command("device", "show", "cui2024-train").stdout
    lines = shown[shown.index("derived") :].splitlines()
    row = next(line for line in lines if "pulse_energy" in line)
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells[:4] == ["pulse_energy", "W", "41.9621", "pJ"]
    values = json.loads(dwmtj_command("device", "show", "cui2024-network", "--json").stdout)
    steps = values["derived"]["steps_to_fire"]
    assert steps["value"] == pytest.approx(29.616, abs=1e-3)
    assert steps["unit"] == "1"
    assert "derived" not in json.loads(dwmtj_command("recipe", "show", "paper", "--json").stdout)


def test_show_reads_a_users_file(dwmtj_command, tmp_path):
    tables = load_device("cui2024-network").to_tables() | {"name": "mine"}
    tables["circuit"]["applied_field"] = "200 Oe"
    (tmp_path / "my.toml").write_text(tomli_w.dumps(tables))
    shown = json.loads(dwmtj_command("device", "show", "my.toml", "--json", cwd=tmp_path).stdout)
    assert shown["name"] == "mine"
    assert shown["values"]["circuit"]["applied_field"]["value"] == pytest.approx(15915.5, rel=1e-5)


def test_show_warns_of_a_changed_file_with_the_name_of_a_preset(dwmtj_command, tmp_path):
    dwmtj_command("device", "copy", "cui2024-network", "my.toml", cwd=tmp_path)
    assert dwmtj_command("device", "show", "my.toml", cwd=tmp_path).stderr == ""
    text = (tmp_path / "my.toml").read_text()
    (tmp_path / "my.toml").write_text(text.replace('"9.7 nm"', '"9.8 nm"'))
    shown = dwmtj_command("device", "show", "my.toml", "--json", cwd=tmp_path)
    assert json.loads(shown.stdout)["name"] == "cui2024-network"
    assert shown.stderr.startswith("note: this file has the name of the device 'cui2024-network'")
    assert "material.wall_width; give it a name of its own" in shown.stderr


def test_show_prints_square_brackets_as_they_are(dwmtj_command, tmp_path):
    tables = load_device("cui2024-network").to_tables() | {"description": "from [fit] and [/x]"}
    tables["track"]["width"] = {"value": "25 nm", "assumed": "see [ref]"}
    (tmp_path / "my.toml").write_text(tomli_w.dumps(tables))
    shown = dwmtj_command("device", "show", "my.toml", cwd=tmp_path)
    assert "see [ref]" in shown.stdout
    assert "from [fit] and [/x]" in shown.stdout


def test_errors_are_one_line_with_exit_code_2_and_a_traceback_on_request(dwmtj_command, tmp_path):
    (tmp_path / "my.toml").write_text("name = 3")
    for name, says in (("nix", "no device 'nix'"), ("my.toml", "my.toml: name: 3 is not allowed")):
        failed = dwmtj_command("device", "show", name, cwd=tmp_path)
        assert failed.returncode == 2
        assert failed.stdout == ""
        assert failed.stderr.startswith("error: ")
        assert says in failed.stderr
        assert failed.stderr.count("\n") == 1
    assert "Traceback" in dwmtj_command("--debug", "device", "show", "nix").stderr


def test_help_and_version(dwmtj_command):
    assert "reproduce" in dwmtj_command("--help").stdout
    assert dwmtj_command("--version").stdout.startswith("dwmtj 0.")


def test_what_show_derives_does_not_wait_for_the_distributions_of_scipy():
    code = "import sys, dwmtj.device.derived; sys.exit('scipy.stats' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
