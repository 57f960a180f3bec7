import tomllib

import pytest

from dwmtj.networks.profiles import configure
from dwmtj.networks.run_folder import RunFolder, RunFolderError

CONFIG = configure("smoke")


def test_a_new_folder_holds_the_whole_configuration(tmp_path):
    folder = RunFolder(tmp_path / "a" / "b")
    folder.open(CONFIG)
    tables = tomllib.loads((folder.path / "config.toml").read_text())
    assert tables["config_hash"] == CONFIG.hash
    assert tables["run"]["seeds"] == [0]
    assert tables["device"]["track"]["width"] == {
        "value": "2.5e-08 m",
        "paper": "model parameter table, w",
    }
    assert tables["versions"]["torch"].startswith("2.")


def test_a_run_is_never_silently_overwritten(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.open(CONFIG)
    (folder.path / "metrics.csv").write_text("precious")
    with pytest.raises(RunFolderError, match=r"--resume, replace it with --overwrite"):
        folder.open(CONFIG)
    folder.open(CONFIG, resume=True)
    assert (folder.path / "metrics.csv").read_text() == "precious"


def test_overwrite_removes_the_run_and_nothing_else(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.open(CONFIG)
    (folder.path / "metrics.csv").write_text("old")
    (folder.path / "notes.txt").write_text("mine")
    folder.open(configure("smoke", epochs=2), overwrite=True)
    assert not (folder.path / "metrics.csv").exists()
    assert (folder.path / "notes.txt").read_text() == "mine"
    assert folder.read_config()["config_hash"] == configure("smoke", epochs=2).hash


@pytest.mark.parametrize("options", [{}, {"resume": True}, {"overwrite": True}])
def test_a_folder_of_something_else_is_left_alone(tmp_path, options):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(RunFolderError, match="is not empty and holds no run"):
        RunFolder(tmp_path).open(CONFIG, **options)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_resuming_another_run_is_refused_and_says_what_differs(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.open(CONFIG)
    with pytest.raises(RunFolderError, match=r"recipe\.training\.epochs: 12 there, 9 asked for"):
        folder.open(configure("smoke", epochs=9), resume=True)


def test_resume_of_a_folder_that_is_not_there_starts_a_run(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.open(CONFIG, resume=True)
    assert folder.is_run


@pytest.mark.parametrize("content", [b"", b"= 3", b"\xff", b"config_hash = 'x'"])
def test_a_damaged_configuration_is_told(tmp_path, content):
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(RunFolderError, match=r"config\.toml: damaged"):
        RunFolder(tmp_path).open(CONFIG, resume=True)


def test_files_and_contradictions_are_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunFolderError, match="is a file"):
        RunFolder(tmp_path / "file").open(CONFIG)
    with pytest.raises(RunFolderError, match="exclude each other"):
        RunFolder(tmp_path / "new").open(CONFIG, resume=True, overwrite=True)
    with pytest.raises(RunFolderError, match="holds no run"):
        RunFolder(tmp_path).read_config()
