"""Studies as a user runs them; nothing is lost when a worker or the whole run is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pandas as pd
import psutil
import pytest

COLUMNS = (
    "study,point,network,recipe,preset,reset,sigma,seed,epoch,"
    "train_loss,test_accuracy,spike_rate,seconds"
)
#: Sums are added up in another order with another number of threads.
ONE = ("--workers", "1", "--threads", "1")
RESULTS = ["point", "epoch", "train_loss", "test_accuracy", "spike_rate"]
TWO_POINTS = """
name = "two"
[base]
profile = "smoke"
recipe = "conditioned"
epochs = 8
[[points]]
network = ["lif", "dwmtj_noisy"]
seed = 0
"""
#: Held-out images that the digits do not have: found only where the images are read.
ONE_BAD = """
[[points]]
network = "lif"
seed = 1
validation_images = 5000
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Folder of a study that ran to its end on one worker, with one point that fails."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "two.toml").write_text(TWO_POINTS + ONE_BAD)
    done = subprocess.run(
        _command(folder, *ONE), capture_output=True, text=True, check=False, cwd=folder
    )
    return folder, done


def _command(folder, *options, action="run"):
    return [sys.executable, "-m", "dwmtj.cli", "study", action, str(folder / "two.toml"), *options]


def _metrics(folder):
    return sorted((folder / "results" / "two" / "points").glob("*/metrics.csv"))


def _wait_for_epochs(folder, epochs, process):
    """Wait until every point that has begun has some epochs, and give these."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        stored = [pd.read_csv(file) for file in _metrics(folder) if file.stat().st_size > 100]
        if stored and min(map(len, stored)) >= epochs:
            return pd.concat(stored)
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError("no epochs within three minutes")


def _same_results(folder, finished):
    mine, theirs = (
        pd.read_csv(place / "results" / "two" / "study.csv")[RESULTS].query("epoch <= 8")
        for place in (folder, finished)
    )
    pd.testing.assert_frame_equal(mine, theirs, check_exact=True)


def _kept(before, folder):
    """The epochs that were stored before a kill are those of the end, their times included."""
    after = pd.concat([pd.read_csv(file) for file in _metrics(folder)])
    keys = ["network", "seed", "epoch"]
    both = before.merge(after, on=keys, suffixes=("_before", "_after"))
    assert len(both) == len(before)
    assert (both["seconds_before"] == both["seconds_after"]).all()


def test_a_point_that_fails_is_told_and_does_not_stop_the_rest(finished):
    folder, done = finished
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "5000 is not allowed; allowed: 1 to" in done.stderr
    table = pd.read_csv(folder / "results" / "two" / "study.csv")
    assert ",".join(table) == COLUMNS
    assert table.groupby("network").size().to_dict() == {"lif": 8, "dwmtj_noisy": 8}
    points = pd.read_csv(folder / "results" / "two" / "points.csv")
    assert points["state"].tolist() == ["finished", "finished", "failed"]


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_without_images_nothing_is_begun_or_planned(tmp_path, dwmtj_command, options):
    (tmp_path / "large.toml").write_text(TWO_POINTS.replace("smoke", "paper"))
    (tmp_path / "empty").mkdir()
    command = ("study", "run", "large.toml", "--data-dir", "empty", *options)
    done = dwmtj_command(*command, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("no Fashion-MNIST file") == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


def test_status_shows_how_far_each_point_is_and_what_failed(finished, dwmtj_command):
    folder, _ = finished
    shown = dwmtj_command("study", "status", "two.toml", cwd=folder)
    assert shown.returncode == 0
    assert shown.stdout.count("8/8") == 2
    assert "0/8" in shown.stdout
    assert "failed: validation_images" in shown.stdout


def test_finished_points_are_never_run_again(finished, dwmtj_command):
    folder, _ = finished
    before = {file: file.stat().st_mtime_ns for file in _metrics(folder)}
    planned = dwmtj_command("study", "run", "two.toml", "--dry-run", cwd=folder)
    assert planned.stdout.count(": finished") == 2
    assert "1 of 3 points to run" in planned.stdout
    again = dwmtj_command("study", "run", "two.toml", "--workers", "1", cwd=folder)
    assert again.returncode == 1  # what failed was tried again
    assert {file: file.stat().st_mtime_ns for file in _metrics(folder)} == before


def test_a_point_is_an_ordinary_run_folder(finished):
    folder, _ = finished
    for point in (folder / "results" / "two" / "points").iterdir():
        if point.is_dir() and (point / "summary.json").exists():
            names = {entry.name for entry in point.iterdir()}
            assert {"config.toml", "metrics.csv", "summary.json", "checkpoints"} <= names


def test_a_study_that_is_killed_as_a_whole_goes_on_where_it_was(finished, tmp_path):
    (tmp_path / "two.toml").write_text(TWO_POINTS)
    process = subprocess.Popen(
        _command(tmp_path, *ONE),
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    stored = _wait_for_epochs(tmp_path, 2, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    planned = subprocess.run(
        _command(tmp_path, "--dry-run"), cwd=tmp_path, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    assert "goes on after epoch" in planned
    resumed = subprocess.run(
        _command(tmp_path, *ONE), cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert resumed.returncode == 0, resumed.stderr
    _kept(stored, tmp_path)
    _same_results(tmp_path, finished[0])


def test_workers_end_when_the_process_that_started_them_is_killed(tmp_path):
    (tmp_path / "two.toml").write_text(TWO_POINTS.replace("epochs = 8", "epochs = 500"))
    process = subprocess.Popen(
        _command(tmp_path, *ONE),
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _wait_for_epochs(tmp_path, 1, process)
    process.kill()
    process.wait()
    # Else two processes might train the same point when the study goes on.
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        before = [file.read_text() for file in _metrics(tmp_path)]
        time.sleep(4)
        if before == [file.read_text() for file in _metrics(tmp_path)]:
            return
    raise AssertionError("epochs still come a minute after the kill")


def test_a_killed_worker_of_this_machine_is_replaced(finished, tmp_path):
    (tmp_path / "two.toml").write_text(TWO_POINTS)
    process = subprocess.Popen(
        _command(tmp_path, *ONE),
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    stored = _wait_for_epochs(tmp_path, 2, process)
    (worker,) = [
        child
        for child in psutil.Process(process.pid).children()
        if "spawn_main" in " ".join(child.cmdline())
    ]
    worker.kill()
    _, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    _kept(stored, tmp_path)
    _same_results(tmp_path, finished[0])


def test_a_killed_worker_of_a_scheduler_loses_at_most_the_running_epoch(finished, tmp_path):
    (tmp_path / "two.toml").write_text(TWO_POINTS)
    file = tmp_path / "scheduler.json"
    started = [_start("distributed.cli.dask_scheduler", tmp_path, "--port", "0", "--no-dashboard")]
    try:
        while not file.exists():
            assert started[0].poll() is None
            time.sleep(0.1)
        started += [
            _start("distributed.cli.dask_worker", tmp_path, "--nthreads", "1", "--no-nanny")
            for _ in range(2)
        ]
        address = pd.read_json(file, typ="series")["address"]
        process = subprocess.Popen(
            _command(tmp_path, "--scheduler", address, "--threads", "1"), cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        stored = _wait_for_epochs(tmp_path, 2, process)
        started[1].kill()
        _, errors = process.communicate(timeout=240)
        assert process.returncode == 0, errors
    finally:
        for each in started:
            each.kill()
            each.wait()
    _kept(stored, tmp_path)
    _same_results(tmp_path, finished[0])


def _start(module, folder, *options):
    return subprocess.Popen(
        [sys.executable, "-m", module, "--scheduler-file", "scheduler.json", *options],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def interruptible(tmp_path):
    """Start a long study that a terminal could interrupt, in a process group of its own."""
    (tmp_path / "two.toml").write_text(TWO_POINTS.replace("epochs = 8", "epochs = 500"))
    # A shell that starts the tests in the background lets their children ignore interrupts.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        process = subprocess.Popen(
            _command(tmp_path, *ONE),
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _end_of(process, number):
    """Check that a study ends as it was asked to, in a few words."""
    told = process.stderr.readline()
    assert told.startswith("stopping; ")
    assert process.poll() is None  # it is told at once
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert errors.startswith("interrupted; the same command goes on")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_says_how_to_go_on_and_leaves_the_tables_as_the_points_are(
    tmp_path, interruptible, number
):
    _wait_for_epochs(tmp_path, 1, interruptible)
    interruptible.send_signal(number)
    _end_of(interruptible, number)
    stored = pd.concat([pd.read_csv(file) for file in _metrics(tmp_path)])
    results = tmp_path / "results" / "two"
    assert len(pd.read_csv(results / "study.csv")) == len(stored) > 0
    points = pd.read_csv(results / "points.csv")
    assert points["epochs_done"].sum() == len(stored)
    assert points["state"][0] == "begun"


def test_an_interrupt_of_all_its_processes_as_workers_start_is_told_without_their_traces(
    interruptible,
):
    """A terminal sends Ctrl-C to the workers too, which are loading what they need."""
    while not _has_worker(interruptible):
        assert interruptible.poll() is None
        time.sleep(0.02)
    time.sleep(0.5)
    os.killpg(interruptible.pid, signal.SIGINT)
    _end_of(interruptible, signal.SIGINT)


def _has_worker(process):
    try:
        commands = [" ".join(each.cmdline()) for each in psutil.Process(process.pid).children()]
    except psutil.Error:  # one of them has just ended
        return False
    return any("spawn_main" in command for command in commands)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "two.toml", "--accelerator", "tpux"), "accelerator: 'tpux' is not allowed"),
        (("run", "nix.toml"), "nix.toml: there is no such file"),
        (("run", "two.toml", "--scheduler", "tcp://x:1", "--workers", "2"), "leave out"),
        (("status", "two.toml", "--out", "two.toml"), "is a file; give another --out"),
        (("run", "two.toml", "--workers", "0"), "'--workers'"),
    ],
)
def test_what_cannot_be_run_is_told_in_one_line(dwmtj_command, tmp_path, arguments, told):
    (tmp_path / "two.toml").write_text(TWO_POINTS)
    failed = dwmtj_command("study", *arguments, cwd=tmp_path)
    assert failed.returncode == 2
    assert told in " ".join(failed.stderr.replace("│", " ").split())
    assert "Traceback" not in failed.stderr
    assert not (tmp_path / "results").exists()


@pytest.fixture
def trained(tmp_path, dwmtj_command):
    """Folder of a study of two trained points, whose file now asks for two evaluations of each."""
    text = TWO_POINTS.replace("epochs = 8", "epochs = 1\ntime_steps = 10")
    (tmp_path / "two.toml").write_text(text)
    done = dwmtj_command("study", "run", "two.toml", *ONE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "all 2 points are finished" in done.stdout
    (tmp_path / "two.toml").write_text(text + "[[evaluations]]\nweight_bits = [3, 4]\n")
    return tmp_path


def test_what_is_left_of_a_trained_point_are_its_evaluations(trained, dwmtj_command):
    shown = dwmtj_command("study", "status", "two.toml", cwd=trained)
    assert shown.stdout.count("trained, 2 evaluations left") == 2
    planned = dwmtj_command("study", "run", "two.toml", "--dry-run", cwd=trained)
    assert planned.returncode == 0
    assert planned.stdout.count(": trained, 2 evaluations left") == 2
    assert planned.stdout.splitlines()[-1] == "2 of 2 points to run; no training, 4 evaluations"
    assert " 0 s" not in planned.stdout


def test_evaluations_without_a_checkpoint_are_told_and_the_rest_is_done(trained, dwmtj_command):
    points = trained / "results" / "two" / "points"
    _, noisy = pd.read_csv(trained / "results" / "two" / "points.csv")["point"]
    shutil.rmtree(points / noisy / "checkpoints")
    lost = "2 evaluations of 1 point cannot be done: the checkpoint is missing; remove the point's"
    planned = dwmtj_command("study", "run", "two.toml", "--dry-run", cwd=trained)
    assert planned.returncode == 0
    assert lost in planned.stdout
    assert ": finished, 2 evaluations cannot be done" in planned.stdout
    assert "1 of 2 points to run; no training, 2 evaluations" in planned.stdout
    assert lost in dwmtj_command("study", "status", "two.toml", cwd=trained).stdout
    for _ in range(2):  # also when there is nothing else to be done
        done = dwmtj_command("study", "run", "two.toml", *ONE, cwd=trained)
        assert done.returncode == 1  # as when a point fails: not all that is asked for is there
        assert lost in done.stderr
        assert noisy in done.stderr
        assert "are finished" not in done.stdout
        evaluated = pd.read_csv(trained / "results" / "two" / "evaluations.csv")
        assert evaluated["network"].tolist() == ["lif", "lif"]
    shutil.rmtree(points / noisy)
    again = dwmtj_command("study", "run", "two.toml", *ONE, cwd=trained)
    assert again.returncode == 0, again.stderr
    assert len(pd.read_csv(trained / "results" / "two" / "evaluations.csv")) == 4


def test_a_training_that_diverges_fails_and_the_rest_goes_on(tmp_path, dwmtj_command):
    text = TWO_POINTS.replace("epochs = 8", "epochs = 2\ntime_steps = 10")
    text = text.replace('["lif", "dwmtj_noisy"]', '"relu"')
    text += '"recipe.training.learning_rate" = [1e35, 0.001]\n'
    (tmp_path / "two.toml").write_text(text)
    done = dwmtj_command("study", "run", "two.toml", *ONE, cwd=tmp_path)
    assert done.returncode == 1
    assert "the loss of epoch 1 is " in done.stderr
    assert "choose a smaller learning rate" in done.stderr
    assert "Traceback" not in done.stderr
    points = pd.read_csv(tmp_path / "results" / "two" / "points.csv")
    assert points["state"].tolist() == ["failed", "finished"]
    assert points["epochs_done"].tolist() == [0, 2]
    shown = dwmtj_command("study", "status", "two.toml", cwd=tmp_path)
    assert "failed: relu, seed 0: the training has diverged" in shown.stdout
