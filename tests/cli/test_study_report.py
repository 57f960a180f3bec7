"""``dwmtj study report``: from the stored tables, without data set and PyTorch."""

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from dwmtj.networks.study.read_study import read_study
from dwmtj.networks.study.study_folder import StudyFolder
from dwmtj.networks.study.study_tables import renew_tables

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path.stem for path in (ROOT / "studies").glob("*.toml"))
TABLES = ("study.csv", "points.csv", "evaluations.csv")

STUDY = """
name = "made"
purpose = "a study"
[base]
recipe = "conditioned"
epochs = 3
[[points]]
seed = [0, 1, 2]
network = ["lif", "dwmtj_deterministic", "dwmtj_noisy"]
"""


@pytest.fixture
def made(tmp_path):
    """Give a study file and the folder of its results."""
    file, folder = tmp_path / "made.toml", tmp_path / "results" / "made"
    file.write_text(STUDY)
    folder.mkdir(parents=True)
    rows, points = [], []
    for place, point in enumerate(read_study(file).points):
        device = point.config.device if place % 3 else None
        described = {
            "study": "made", "point": point.key, "network": point.config.networks[0],
            "recipe": "conditioned", "preset": device and device.name,
            "reset": device and device.neuron.reset, "sigma": 0.3 if device else None,
            "seed": point.config.seeds[0], "train_loss": 0.5, "spike_rate": 0.1, "seconds": 60.0,
        }  # fmt: skip
        rows += [
            {**described, "epoch": epoch, "test_accuracy": 80 + epoch + (7 * place % 5) / 10}
            for epoch in (1, 2, 3)
        ]
        points.append({"point": point.key, **point.factors, "state": "finished", "error": None})
    pd.DataFrame(rows).to_csv(folder / "study.csv", index=False)
    pd.DataFrame(points).to_csv(folder / "points.csv", index=False)
    return file, folder


def test_the_report_is_written_into_the_folder_of_the_study(made, dwmtj_command):
    file, folder = made
    done = dwmtj_command("study", "report", file, cwd=folder.parent.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.replace("\n", "").endswith("report: results/made/report.html")
    assert {path.name for path in folder.iterdir()} == {
        "study.csv", "points.csv", "claims.json", "report.html", "figures",
    }  # fmt: skip


def test_without_results_there_is_one_line_and_no_folder(made, dwmtj_command, tmp_path):
    done = dwmtj_command("study", "report", made[0], "--out", tmp_path / "nowhere")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "there are no results yet" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def _loaded_by_report(file, folder, packages):
    """Make a report in a process of its own, and tell which of some packages that has loaded."""
    code = (
        "import sys\n"
        "from dwmtj.cli import main\n"
        f"sys.argv[1:] = ['study', 'report', {str(file)!r}, '--out', {str(folder)!r}]\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        f"    print(sorted({packages!r} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_another_folder_is_taken_with_out_and_neither_torch_nor_dask_loaded(made, tmp_path):
    file, folder = made
    elsewhere = folder.rename(tmp_path / "elsewhere")
    assert _loaded_by_report(file, elsewhere, {"torch", "lightning", "distributed"}) == "[]"
    assert (elsewhere / "report.html").is_file()


def _tables(folder):
    """Content of the tables, and when each was written."""
    files = [folder / name for name in TABLES if (folder / name).exists()]
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in files}


@pytest.fixture
def copied(tmp_path):
    """Give a copy of the results of the smallest shipped study, and its file."""
    folder = tmp_path / "results" / "paper-choices"
    shutil.copytree(ROOT / "results" / "paper-choices", folder)
    return ROOT / "studies" / "paper-choices.toml", folder


@pytest.mark.parametrize("name", SHIPPED)
def test_the_tables_of_a_shipped_study_are_those_of_its_points(name, tmp_path):
    shipped, folder = ROOT / "results" / name, tmp_path / name
    assert set(pd.read_csv(shipped / "points.csv")["state"]) == {"finished"}
    shutil.copytree(shipped, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert {"study.csv", "points.csv", "study.nc"} <= set(before)
    renew_tables(StudyFolder(folder, read_study(ROOT / "studies" / f"{name}.toml")))
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_lost_and_stale_tables_are_made_anew_by_report(copied, dwmtj_command):
    file, folder = copied
    before = _tables(folder)
    (folder / "study.csv").unlink()
    (folder / "evaluations.csv").write_text("a,b\n1,2\n")
    (folder / "points.csv").write_text(before["points.csv"][0].decode()[:300])
    (folder / "study.nc").write_text("none")
    done = dwmtj_command("study", "report", file, "--out", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert {name: content for name, (content, _) in _tables(folder).items()} == {
        name: content for name, (content, _) in before.items()
    }
    assert (folder / "study.nc").stat().st_size > 10_000


def test_a_study_that_is_finished_has_its_lost_tables_made_anew_by_run(copied, dwmtj_command):
    file, folder = copied
    before = _tables(folder)
    (folder / "study.csv").unlink()
    planned = dwmtj_command("study", "run", file, "--out", folder, "--dry-run")
    assert planned.returncode == 0
    assert not (folder / "study.csv").exists()
    done = dwmtj_command("study", "run", file, "--out", folder)
    assert done.returncode == 0
    assert "points are finished" in done.stdout
    after = _tables(folder)
    assert after["study.csv"][0] == before["study.csv"][0]
    # What is as it should be is not written again.
    assert {name: after[name] for name in TABLES[1:]} == {name: before[name] for name in TABLES[1:]}


def test_evaluations_of_points_that_left_the_study_leave_its_tables(
    copied, dwmtj_command, tmp_path
):
    _, folder = copied
    text = (ROOT / "studies" / "paper-choices.toml").read_text()
    points = pd.read_csv(folder / "points.csv")
    evaluated = set(pd.read_csv(folder / "evaluations.csv")["point"])
    assert evaluated < set(points["point"])
    for key in evaluated:
        (folder / "points" / key / "evaluations.csv").unlink()
    (tmp_path / "mine.toml").write_text(text.split("[[evaluations]]")[0])
    done = dwmtj_command("study", "report", tmp_path / "mine.toml", "--out", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (folder / "evaluations.csv").exists()


def test_a_table_is_never_replaced_by_that_of_points_that_are_not_there(copied, dwmtj_command):
    file, folder = copied
    before = _tables(folder)
    shutil.rmtree(folder / "points")
    (folder / "points").mkdir()
    done = dwmtj_command("study", "report", file, "--out", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert _tables(folder) == before


def test_tables_are_made_anew_without_loading_torch(copied):
    file, folder = copied
    (folder / "study.csv").unlink()
    assert _loaded_by_report(file, folder, {"torch", "lightning"}) == "[]"
    assert (folder / "study.csv").is_file()


@pytest.mark.parametrize(
    ("command", "lost"),
    [
        (("run",), ()),
        (("run", "--dry-run"), ()),
        (("status",), ()),
        (("report",), ()),
        (("report",), ("study.nc",)),
        (("report",), ("study.csv",)),
    ],
)
def test_the_folder_of_another_study_is_refused(copied, dwmtj_command, tmp_path, command, lost):
    file, folder = copied
    text = file.read_text().replace('name = "paper-choices"', 'name = "mine"')
    (tmp_path / "mine.toml").write_text(text)
    for name in lost:
        (folder / name).unlink()
    before = _tables(folder)
    done = dwmtj_command("study", *command, tmp_path / "mine.toml", "--out", folder)
    assert done.returncode == 2
    assert "holds the study 'paper-choices', not 'mine'; give another --out" in done.stderr
    assert "Traceback" not in done.stderr
    assert _tables(folder) == before


def test_a_changed_file_of_the_same_name_is_the_same_study(copied, dwmtj_command, tmp_path):
    _, folder = copied
    key = pd.read_csv(folder / "points.csv")["point"][0]
    (tmp_path / "mine.toml").write_text(
        'name = "paper-choices"\n[[points]]\nnetwork = "lif"\nseed = 77\nepochs = 1\n'
    )
    point = read_study(tmp_path / "mine.toml").points[0]
    shutil.copytree(folder / "points" / key, folder / "points" / point.key)
    metrics = pd.read_csv(folder / "points" / key / "metrics.csv").iloc[:1]
    metrics.to_csv(folder / "points" / point.key / "metrics.csv", index=False)
    done = dwmtj_command("study", "run", tmp_path / "mine.toml", "--out", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert pd.read_csv(folder / "points.csv")["point"].tolist() == [point.key]
    assert (folder / "points" / key / "metrics.csv").is_file()
