"""``dwmtj measure``: files, summary, errors of one line, and nothing heavy without need."""

import inspect
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from dwmtj import experiments
from dwmtj.cli.measure import app
from dwmtj.experiments import cycles, read_netcdf

COMMANDS = {
    "hysteresis": ("--cycles", "5"),
    "write": ("--devices", "20", "--reverse"),
    "ramp": ("--reverse", "--step", "0.05 V", "--first", "1500 mV", "--law", "wall"),
    "cycles": ("--cycles", "5", "--devices", "2", "--spread", "--terminals", "3"),
    "train": ("--cycles", "4", "--pulses", "25", "--amplitude", "2.3 V", "--duration", "60 ns"),
    "passages": ("--cycles", "50"),
    "mobility": (
        "--depinning-field",
        "10 mT",
    ),
    "pulse-length": ("--cycles", "20", "--step", "50 mV"),
    "temperature": ("--cycles", "20"),
    "variability": ("--devices", "5", "--cycles", "3"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_experiment_stores_a_dataset_and_a_table_and_prints_its_numbers(
    dwmtj_command, tmp_path, name
):
    done = dwmtj_command(
        "measure", name, "--seed", 3, "--out", "a.nc", "--csv", "a.csv", *COMMANDS[name],
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    dataset = read_netcdf(tmp_path / "a.nc")
    assert dataset.attrs["experiment"] == name
    assert len(pd.read_csv(tmp_path / "a.csv")) >= 2
    assert f"{name} of cui2024-" in done.stdout
    assert "seed 3" in done.stdout
    assert 4 < done.stdout.count("\n") < 24
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "a.nc"]


def test_options_reach_the_experiment(dwmtj_command, tmp_path):
    options = ("--cycles", "7", "--reverse", "--duration", "60 ns", "--events-only")
    options += ("--first", "1.2 V", "--last", "3.1 V", "--step", "50 mV")
    dwmtj_command("measure", "cycles", "--seed", 8, "--out", tmp_path / "a.nc", *options)
    found = read_netcdf(tmp_path / "a.nc")
    same = cycles(
        seed=8, cycles=7, reverse=True, duration=60e-9, keep_readings=False,
        first=1.2, last=3.1, step=0.05,
    )  # fmt: skip
    assert found.drop_attrs().identical(same.drop_attrs())
    assert found.attrs["options"] == same.attrs["options"]
    assert np.isfinite(found["fire_amplitude"]).all()


@pytest.mark.parametrize(
    "command", app.registered_commands, ids=lambda each: each.callback.__name__
)
def test_every_option_stands_for_an_argument_of_its_experiment(command):
    experiment = getattr(experiments, command.callback.__name__)
    options = set(inspect.signature(command.callback).parameters)
    files = {"out", "csv", "plot", "overwrite"}
    assert files <= options
    # --events-only says the opposite of keep_readings.
    assert options - files - {"events_only"} <= set(inspect.signature(experiment).parameters)


def test_a_seed_that_was_not_given_is_printed_and_stored(dwmtj_command, tmp_path):
    done = dwmtj_command("measure", "ramp", "--out", tmp_path / "a.nc")
    seed = read_netcdf(tmp_path / "a.nc").attrs["seed"]
    assert f"seed {seed}" in done.stdout


def test_files_are_replaced_on_request_only_and_that_is_told_before_measuring(
    dwmtj_command, tmp_path
):
    path = tmp_path / "a.nc"
    path.write_text("mine")
    command = ("measure", "ramp", "--seed", 1, "--out", path)
    failed = dwmtj_command(*command)
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert failed.stderr == f"error: {path} is there already; choose another name or --overwrite\n"
    assert path.read_text() == "mine"
    assert dwmtj_command(*command, "--overwrite").returncode == 0
    assert read_netcdf(path).attrs["seed"] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ramp", "--device", "nix"), "no device 'nix'"),
        (("ramp", "--device", "cui2024-network"), "no layout"),
        (("train", "--device", "cui2024-network"), "this one is for networks, see 'dwmtj repro"),
        (("ramp", "--law", "magic"), "law: 'magic'"),
        (("ramp", "--last", "3"), "--last: '3' is no number with a unit"),
        (("ramp", "--duration", "5 ns"), "duration"),
        (("cycles", "--terminals", "3", "--reverse"), "reverse"),
        (("cycles", "--cycles", "0"), "cycles: 0"),
        (("variability", "--devices", "0"), "devices: 0"),
        (("train", "--out", "no/a.nc"), "no such folder"),
        (("train", "--plot", "a.txt"), "--plot: 'a.txt' is not allowed; allowed: a name that ends"),
        (("train", "--out", "a.csv"), "--out: 'a.csv' is not allowed; allowed: a name that ends"),
        (("train", "--csv", "a.nc"), "--csv: 'a.nc' is not allowed; allowed: a name that ends"),
        (("ramp", "--csv", "same", "--out", "same"), "allowed: a name that ends in .nc"),
        (("ramp", "--csv", ""), "--csv: names no file; allowed: a name that ends in .csv"),
        (("mobility", "--seed", "-1"), "seed: -1"),
        (("mobility", "--depinning-temperature", "3 V"), "--depinning-temperature"),
    ],
)
def test_misuse_is_one_line_with_exit_code_2(dwmtj_command, tmp_path, arguments, says):
    failed = dwmtj_command("measure", *arguments, cwd=tmp_path)
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert failed.stderr.startswith("error: ")
    assert failed.stderr.count("\n") == 1
    assert says in failed.stderr
    assert not list(tmp_path.iterdir())


PROBE = """
import sys
from typer.testing import CliRunner
from dwmtj.cli import app
result = CliRunner().invoke(app, {arguments})
assert result.exit_code == 0, result.output
print(*[name for name in {heavy} if name in sys.modules])
"""
TORCH = ("torch", "lightning", "torchmetrics")
HEAVY = (*TORCH, "matplotlib", "xarray", "pandas", "scipy", "numba", "sklearn", "pint")


def _loaded(arguments, heavy):
    code = PROBE.format(arguments=list(arguments), heavy=heavy)
    return subprocess.check_output([sys.executable, "-c", code], text=True).strip()


@pytest.mark.parametrize("arguments", [("measure", "--help"), ("measure", "cycles", "--help")])
def test_help_loads_nothing_heavy(arguments):
    assert _loaded(arguments, HEAVY) == ""


@pytest.mark.parametrize("name", ["hysteresis", "cycles", "mobility", "variability"])
def test_measuring_never_loads_torch_nor_draws(name, tmp_path):
    arguments = ("measure", name, *COMMANDS[name], "--out", str(tmp_path / "a.nc"))
    assert _loaded(arguments, (*TORCH, "matplotlib")) == ""
