"""The example files are what the documented commands give, and each is read as its kind."""

import importlib.util
import re
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.tables.read_table import read_table
from dwmtj.analysis.tables.schema import KINDS
from dwmtj.cli import app

ROOT = Path(__file__).parents[2]
EXAMPLES, PAGE = ROOT / "examples", ROOT / "docs" / "measured-data.md"
FILES = {
    "cycles.csv": ("cycles", 2200),
    "trains.csv": ("cycles", 2100),
    "passages.csv": ("passages", 200),
    "loops.csv": ("loops", 3204),
    "transit-times.csv": ("mobility", 68),
}


def _same(one, other):
    left, right = pd.read_csv(one), pd.read_csv(other)
    # The last digits of a wall's path may differ between processors.
    pd.testing.assert_frame_equal(left, right, rtol=1e-6)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    spec = importlib.util.spec_from_file_location("make_examples", EXAMPLES / "make_examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(folder)
    return folder


@pytest.mark.parametrize("name", FILES)
def test_an_example_is_what_its_script_makes(name, made):
    _same(EXAMPLES / name, made / name)


def test_there_is_no_other_example(made):
    assert sorted(each.name for each in EXAMPLES.glob("*.csv")) == sorted(FILES)
    assert sorted(each.name for each in made.iterdir()) == sorted(FILES)


def _commands():
    return re.findall(r"^dwmtj (measure .*--csv (\S+))$", PAGE.read_text(), re.M)


def test_the_documented_commands_give_the_examples(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = _commands()
    assert {name for _, name in commands} == set(FILES) - {"transit-times.csv"}
    for command, name in commands:
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, result.output
        _same(EXAMPLES / name, name)


@pytest.mark.parametrize("name", FILES)
def test_an_example_is_read_whole_as_its_kind(name):
    kind, rows = FILES[name]
    table = read_table(EXAMPLES / name, kind)
    assert table.rows_read == table.rows_used == rows
    assert all(np.isfinite(v).all() for v in table.columns.values() if v.dtype.kind == "f")


@pytest.mark.parametrize("name", FILES)
def test_an_example_of_another_kind_is_refused_with_the_kind_that_it_is(name):
    kind, _ = FILES[name]
    for other in set(KINDS) - {kind}:
        if {kind, other} == {"loops", "mobility"}:
            continue
        with pytest.raises(ValueError, match=rf"no column .*the kind '{kind}'"):
            read_table(EXAMPLES / name, other)


def test_the_cycles_of_the_examples_fire_as_the_simulator_says():
    ramp = fit_events(read_table(EXAMPLES / "cycles.csv", "cycles"))
    train = fit_events(read_table(EXAMPLES / "trains.csv", "cycles"))
    assert ramp.estimates["share_complete"].value > 0.9
    assert train.estimates["share_complete"].value > 0.8
    assert len(train.curves["fire_pulse"]) == 100


def test_every_kind_and_column_is_documented():
    page = PAGE.read_text()
    for name, kind in KINDS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}`"))
        for column in kind.columns:
            assert f"`{column.heading}`" in row, (name, column.heading)
