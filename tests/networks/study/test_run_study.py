"""What a study does when workers or the scheduler fail, without any of them."""

import pytest
from distributed import CancelledError, Client, KilledWorker
from filelock import FileLock

from dwmtj.networks.study.read_study import read_study
from dwmtj.networks.study.run_point import BUSY, Job, Place, run_point
from dwmtj.networks.study.run_study import _outcome, run_study
from dwmtj.networks.study.study_folder import StudyFolder


class Future:
    """A future that ends in one way."""

    def __init__(self, error):
        self.error = error

    def result(self):
        raise self.error


def test_a_point_that_kills_its_workers_fails_and_the_study_goes_on():
    assert "died again" in _outcome(Future(KilledWorker("key", None, 4)))
    assert _outcome(Future(ModuleNotFoundError("No module"))) == "ModuleNotFoundError: No module"


def test_a_lost_scheduler_is_no_failure_of_a_point():
    with pytest.raises(CancelledError):
        _outcome(Future(CancelledError("key")))


TEXT = """
name = "mine"
[base]
profile = "smoke"
recipe = "conditioned"
epochs = 1
time_steps = 5
[[points]]
network = "lif"
seed = 0
"""


@pytest.fixture
def job(tmp_path):
    (tmp_path / "mine.toml").write_text(TEXT)
    return Job(read_study(tmp_path / "mine.toml").points[0].config, tmp_path / "point")


def test_an_error_that_the_user_can_mend_is_told_as_it_is(job):
    told = run_point(Job(job.config, job.folder, place=Place(accelerator="tpux")))
    assert told.startswith("accelerator: 'tpux' is not allowed")


def test_any_other_error_is_named_and_its_traceback_logged(job, monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("not today")

    monkeypatch.setattr("dwmtj.networks.reproduce.train", broken)
    assert run_point(job) == "RuntimeError: not today; the log of the worker has the traceback"
    assert "Traceback" in caplog.text


def test_a_point_of_another_process_is_left_to_it_and_is_no_failure(tmp_path, monkeypatch):
    (tmp_path / "mine.toml").write_text(TEXT)
    folder = StudyFolder(tmp_path / "results", read_study(tmp_path / "mine.toml"))
    (point,) = folder.study.points
    place = folder.run_folder(point).path
    place.parent.mkdir(parents=True)
    monkeypatch.setattr("dwmtj.networks.study.run_point._SECONDS_TO_WAIT", 0.1)
    with (
        FileLock(place.parent / f".{place.name}.lock"),
        Client(processes=False, n_workers=1, dashboard_address=None) as client,
    ):
        assert run_study(folder, client, Place()) == {point.key: BUSY}
    assert folder.failures() == {}
    assert folder.state(point).state == "waiting"


def test_a_summary_without_its_epochs_is_no_finished_point(job):
    assert run_point(job) is None
    whole = (job.folder / "metrics.csv").read_text()
    (job.folder / "metrics.csv").unlink()
    assert run_point(job) is None
    assert (
        job.folder / "metrics.csv"
    ).read_text() == whole  # from the checkpoint, not trained anew
