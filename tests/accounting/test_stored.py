"""Accounts in the folder of a run: what is read is what was accounted for, and is kept."""

import json
import shutil

import pytest

from dwmtj.accounting import account, compare
from dwmtj.accounting.inference_table import side_by_side as inferences_side_by_side
from dwmtj.accounting.stored import AccountSize, account_for_run, read_accounting
from dwmtj.accounting.summary import notes, side_by_side
from dwmtj.networks.run_folder import RunFolder, RunFolderError
from dwmtj.networks.stored_config import read_stored_config


@pytest.fixture(scope="module")
def run(finished_run):
    return RunFolder(finished_run[0]), read_stored_config(finished_run[0])


def test_what_is_read_is_what_was_accounted_for(run):
    folder, config = run
    stored = read_accounting(folder, config.device)
    first, *others = stored.devices
    again = account("cui2024-ramp", cycles=first.cycles, draws=first.draws, seed=config.seeds[0])
    assert first == again
    assert [each.terminals for each in stored.devices] == [4, 3, 4, 3, None]
    assert side_by_side([first]) == side_by_side([again])
    assert notes([first]) == notes([again])
    assert compare([first, *others]).ours
    content = json.loads((folder.accounting / "networks.json").read_text())["networks"]
    assert [each.to_dict() for each in stored.networks] == content
    assert inferences_side_by_side(stored.networks)


def test_accounts_of_the_same_values_are_kept_and_damaged_ones_made_anew(run, tmp_path):
    source, config = run
    folder = RunFolder(tmp_path / "run")
    shutil.copytree(source.path, folder.path, ignore=shutil.ignore_patterns("device", "figures"))
    files = [folder.accounting / name for name in ("devices.json", "networks.json")]
    before = [path.stat().st_mtime_ns for path in files]
    account_for_run(folder, config)
    assert [path.stat().st_mtime_ns for path in files] == before
    files[0].write_text("{")
    with pytest.raises(RunFolderError, match="damaged"):
        read_accounting(folder, config.device)
    account_for_run(folder, config, size=AccountSize(images=10, cycles=20, draws=5))
    stored = read_accounting(folder, config.device)
    assert {each.cycles for each in stored.devices} == {20, 0}
    assert {each.images for each in stored.networks} == {10}


def test_a_run_without_accounts_has_none(tmp_path, run):
    assert read_accounting(RunFolder(tmp_path), run[1].device) is None
