"""``dwmtj study report``: from the stored tables, without data set and PyTorch."""

import subprocess
import sys

import pandas as pd
import pytest

from dwmtj.networks.study.definition import read_study

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


def test_another_folder_is_taken_with_out_and_neither_torch_nor_dask_loaded(made, tmp_path):
    file, folder = made
    elsewhere = folder.rename(tmp_path / "elsewhere")
    code = (
        "import sys\n"
        "from dwmtj.cli import main\n"
        f"sys.argv[1:] = ['study', 'report', {str(file)!r}, '--out', {str(elsewhere)!r}]\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    print(sorted({'torch', 'lightning', 'distributed'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert (elsewhere / "report.html").is_file()
