"""What is stored of a study: states of its points, failures, tables; damaged files."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from dwmtj.networks.study.cluster import client_at, count_workers
from dwmtj.networks.study.definition import StudyError
from dwmtj.networks.study.estimate import estimate_times
from dwmtj.networks.study.read_study import read_study
from dwmtj.networks.study.run_study import unfinished
from dwmtj.networks.study.study_folder import StudyFolder
from dwmtj.networks.study.study_tables import COLUMNS, write_tables

TEXT = """
name = "mine"
purpose = "to see"
[base]
profile = "smoke"
recipe = "conditioned"
epochs = 2
[[points]]
network = ["lif", "dwmtj_deterministic", "dwmtj_noisy"]
seed = 3
"""
HEADER = "network,seed,epoch,train_loss,test_accuracy,spike_rate,seconds\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.toml").write_text(TEXT)
    return StudyFolder(tmp_path / "results", read_study(tmp_path / "mine.toml"))


def store(folder, point, epochs, *, finished=False):
    path = folder.run_folder(point).path
    path.mkdir(parents=True, exist_ok=True)
    rows = [
        f"{point.config.networks[0]},3,{n},0.5,{80 + n},0.01,2.5\n" for n in range(1, epochs + 1)
    ]
    (path / "metrics.csv").write_text(HEADER + "".join(rows))
    if finished:
        (path / "summary.json").write_text("{}")


def test_a_point_waits_begins_fails_and_is_finished(folder):
    point = folder.study.points[0]
    assert folder.state(point).state == "waiting"
    store(folder, point, 1)
    assert folder.state(point).state == "begun"
    folder.set_failure(point, "no memory")
    assert folder.state(point).state == "failed"
    assert folder.state(point).error == "no memory"
    store(folder, point, 2)
    assert folder.state(point).state == "failed"
    store(folder, point, 2, finished=True)
    assert folder.state(point).state == "finished"
    assert folder.state(point).error is None
    assert unfinished(folder) == list(folder.study.points[1:])


def test_a_failure_is_forgotten_when_the_point_no_longer_fails(folder):
    first, second, _ = folder.study.points
    folder.set_failure(first, None)
    assert not folder.path.exists()
    folder.set_failure(first, "a")
    folder.set_failure(second, "b")
    folder.set_failure(first, None)
    assert folder.failures() == {second.key: "b"}


@pytest.mark.parametrize("content", ["", HEADER[:20], '"', "network,seed\nlif,3\n", "\xff"])
def test_truncated_metrics_are_told_or_taken_for_none(folder, content):
    point = folder.study.points[0]
    store(folder, point, 1)
    (folder.run_folder(point).path / "metrics.csv").write_bytes(content.encode("latin-1"))
    if not content:
        assert folder.state(point).state == "waiting"
        return
    with pytest.raises(StudyError, match=r"metrics\.csv: damaged"):
        folder.state(point)


def test_damaged_failures_are_told(folder):
    folder.set_failure(folder.study.points[0], "x")
    (folder.path / "failures.json").write_text('{"a": ')
    with pytest.raises(StudyError, match=r"failures\.json: damaged"):
        folder.state(folder.study.points[0])


def test_the_tables_hold_every_epoch_and_leave_empty_what_a_network_has_not(folder):
    lif, deterministic, noisy = folder.study.points
    store(folder, lif, 2, finished=True)
    store(folder, deterministic, 2, finished=True)
    store(folder, noisy, 1)
    write_tables(folder)
    table = pd.read_csv(folder.path / "study.csv")
    assert tuple(table) == COLUMNS
    assert list(table["point"]) == [lif.key] * 2 + [deterministic.key] * 2 + [noisy.key]
    assert table["preset"].isna().tolist() == [True, True, False, False, False]
    assert table["sigma"].tolist()[2:] == [0.0, 0.0, 0.3]
    assert set(table["reset"].dropna()) == {"eject"}
    points = pd.read_csv(folder.path / "points.csv")
    assert points["state"].tolist() == ["finished", "finished", "begun"]
    assert points["epochs_done"].tolist() == [2, 2, 1]
    data = xr.load_dataset(folder.path / "study.nc", engine="h5netcdf")
    assert dict(data.sizes) == {"point": 3, "epoch": 2}
    assert data["test_accuracy"].attrs["units"] == "percent"
    assert data["test_accuracy"].sel(point=lif.key).values.tolist() == [81, 82]
    assert data["test_accuracy"].isnull().sum() == 1
    assert data["network"].values.tolist() == ["lif", "dwmtj_deterministic", "dwmtj_noisy"]


def test_factors_that_some_points_lack_are_nan_or_empty(tmp_path):
    text = TEXT + "[[points]]\nnetwork = 'lif'\nseed = 4\nweight_bits = 3\n"
    text += "[[points]]\nnetwork = 'dwmtj_noisy'\nseed = 5\nwrite_time = '1 ns'\n"
    (tmp_path / "mine.toml").write_text(text)
    folder = StudyFolder(tmp_path / "results", read_study(tmp_path / "mine.toml"))
    store(folder, folder.study.points[0], 2, finished=True)
    write_tables(folder)
    data = xr.load_dataset(folder.path / "study.nc", engine="h5netcdf")
    assert data["weight_bits"].values[3] == 3
    assert np.isnan(data["weight_bits"].values[[0, 1, 2, 4]]).all()
    assert data["write_time"].values.tolist() == ["", "", "", "", "1 ns"]
    table = pd.read_csv(folder.path / "points.csv", dtype=str, keep_default_na=False)
    assert table["weight_bits"].tolist() == ["", "", "", "3", ""]


def test_tables_of_a_study_that_has_not_begun_have_their_columns(folder):
    folder.path.mkdir()
    write_tables(folder)
    assert (folder.path / "study.csv").read_text() == ",".join(COLUMNS) + "\n"


def test_a_folder_with_something_else_is_left_alone(folder):
    folder.check()
    folder.path.mkdir()
    folder.check()
    (folder.path / "thesis.tex").write_text("mine")
    with pytest.raises(StudyError, match="is not empty and holds no study"):
        folder.check()
    (folder.path / "failures.json").write_text(json.dumps({}))
    folder.check()


def test_the_time_left_follows_from_the_epochs_that_are_done(folder):
    lif, *_ = folder.study.points
    store(folder, lif, 1)
    (estimate,) = estimate_times(folder, [lif]).values()
    assert estimate.seconds == 2.5
    assert estimate.measured == "epochs of this study"
    assert estimate.epochs_done == 1


def test_a_point_like_no_other_is_timed(folder):
    lif, *_ = folder.study.points
    (estimate,) = estimate_times(folder, [lif]).values()
    assert estimate.seconds > 0
    assert "timed now" in estimate.measured


@pytest.mark.parametrize(
    ("points", "cores", "gigabytes", "workers"),
    [(18, 2, 24, 2), (1, 2, 24, 1), (18, 64, 8, 4), (18, 8, 1, 1)],
)
def test_as_many_workers_as_points_cores_and_memory_allow(points, cores, gigabytes, workers):
    assert count_workers(points, cores, gigabytes * 2**30) == workers


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense"])
def test_a_scheduler_that_does_not_answer_is_told(monkeypatch, address):
    monkeypatch.setattr("dwmtj.networks.study.cluster.CONNECT_TIMEOUT", "1s")
    with (
        pytest.raises(ValueError, match=f"--scheduler: nothing answers at {address}"),
        client_at(address),
    ):
        pass
