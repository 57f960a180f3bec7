import json

import pytest

from dwmtj.parameters import load_device, load_recipe


def test_list_names_every_recipe(dwmtj_command):
    table = dwmtj_command("recipe", "list")
    assert table.returncode == 0
    assert "conditioned" in table.stdout
    listed = json.loads(dwmtj_command("recipe", "list", "--json").stdout)
    assert [item["name"] for item in listed] == ["conditioned", "convolutional", "paper"]


def test_show_prints_quantity_value_unit_and_source(dwmtj_command):
    shown = dwmtj_command("recipe", "show", "paper", env={"COLUMNS": "160"}).stdout
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in shown.splitlines()]
    cells = {row[0]: row for row in rows if len(row) == 5}
    assert cells["max_rate"][1:4] == ["f_max", "1", "GHz"]
    assert cells["hidden_layers"][2:4] == ["(100, 100)", "-"]
    assert cells["epochs"][4].startswith("paper: ")


def test_show_as_json_gives_si_values(dwmtj_command):
    values = json.loads(dwmtj_command("recipe", "show", "paper", "--json").stdout)["values"]
    assert values["encoding"]["max_rate"]["value"] == 1e9
    assert values["encoding"]["max_rate"]["unit"] == "Hz"
    assert values["architecture"]["hidden_layers"]["value"] == [100, 100]


def test_no_value_is_cut_short(dwmtj_command):
    for name in ("paper", "conditioned"):
        assert "…" not in dwmtj_command("recipe", "show", name, env={"COLUMNS": "80"}).stdout


@pytest.mark.parametrize(
    ("what", "name", "load"),
    [("recipe", "conditioned", load_recipe), ("device", "cui2024-network", load_device)],
)
def test_copy_writes_a_file_to_start_from_and_never_overwrites(
    dwmtj_command, tmp_path, what, name, load
):
    done = dwmtj_command(what, "copy", name, "my.toml", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("wrote my.toml; give it a name of its own")
    assert load(tmp_path / "my.toml") == load(name)
    before = (tmp_path / "my.toml").read_text()
    for file, says in (
        ("my.toml", "my.toml is there already"),
        ("my.txt", "my.txt: is not allowed; allowed: a name that ends in .toml"),
        ("nix/my.toml", "nix/my.toml: there is no folder nix"),
    ):
        failed = dwmtj_command(what, "copy", name, file, cwd=tmp_path)
        assert failed.returncode == 2
        assert failed.stderr.startswith(f"error: {says}")
        assert failed.stderr.count("\n") == 1
    assert (tmp_path / "my.toml").read_text() == before
    assert [path.name for path in tmp_path.iterdir()] == ["my.toml"]


def test_a_device_is_no_recipe(dwmtj_command):
    failed = dwmtj_command("recipe", "show", "cui2024-network")
    assert failed.returncode == 2
    assert "cui2024-network: is a device, not a recipe; there are: conditioned" in failed.stderr
