"""The main job as a user runs it: what it writes, and that nothing is lost when it is killed."""

import json
import signal
import subprocess
import sys
import time
import tomllib
from importlib.metadata import version

import pandas as pd
import pytest
import torch
import xarray as xr

from dwmtj.analysis.paper_fits import PAPER_FITS
from dwmtj.experiments.paper import EXPERIMENTS
from dwmtj.parameters import Source, load_recipe, write_toml

KINDS = ["lif", "dwmtj_deterministic", "dwmtj_noisy"]
RESULTS = ["train_loss", "test_accuracy", "spike_rate"]


def test_smoke_ends_with_a_table_and_the_place_of_the_report(finished_run):
    folder, done = finished_run
    assert f"report: {folder / 'report.html'}" in done.stdout.replace("\n", "")
    for label in ("LIF", "DW-MTJ, deterministic", "DW-MTJ, noisy"):
        assert label in done.stdout
    assert "dwmtj_noisy, seed 0, epoch 3: test accuracy" in done.stdout
    assert "Warning" not in done.stderr


def test_the_folder_holds_what_is_documented(finished_run):
    folder, _ = finished_run
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    figures = {
        f"figures/{n}.{e}" for n in ("accuracy", "neurons", "traces") for e in ("svg", "png")
    }
    checkpoints = {f"checkpoints/{kind}/seed-0/last.ckpt" for kind in KINDS}
    measured = {f"device/{name}.nc" for name in EXPERIMENTS}
    drawn = {str(path.relative_to(folder)) for path in (folder / "device/figures").iterdir()}
    assert {f"device/figures/device-{n}.svg" for n in ("hysteresis", "ramp", "train")} <= drawn
    files = {"config.toml", "metrics.csv", "summary.json", "results.nc"}
    files |= {"report.html", "report.md", "accounting/devices.json", "accounting/networks.json"}
    fitted = {
        f"device/fits/{kind}/{name}"
        for kind in PAPER_FITS
        for name in ("fit.json", "estimates.csv", "curves.nc")
    }
    shown = {f"device/fits/{k}/figures/{k}.{e}" for k in PAPER_FITS for e in ("svg", "png")}
    assert names == figures | checkpoints | measured | drawn | files | fitted | shown


def test_metrics_have_one_row_per_network_seed_and_epoch(finished_run):
    metrics = pd.read_csv(finished_run[0] / "metrics.csv")
    assert list(metrics.columns) == [
        "network", "seed", "epoch", "train_loss", "test_accuracy", "spike_rate", "seconds",
    ]  # fmt: skip
    assert metrics.network.tolist() == [kind for kind in KINDS for _ in range(3)]
    assert metrics.epoch.tolist() == [1, 2, 3] * 3


def test_summary_has_the_documented_fields_and_agrees_with_the_metrics(finished_run):
    folder, _ = finished_run
    summary = json.loads((folder / "summary.json").read_text())
    metrics = pd.read_csv(folder / "metrics.csv")
    assert summary["schema_version"] == 1
    for name, value in {
        "profile": "smoke", "recipe": "conditioned", "dataset": "digits", "train_images": 1437,
        "test_images": 360, "time_steps": 100, "evaluated_on": "test",
    }.items():  # fmt: skip
        assert summary[name] == value
    assert summary["versions"]["dwmtj"] == version("dwmtj")
    assert list(summary["networks"]) == KINDS
    for kind in KINDS:
        network, rows = summary["networks"][kind], metrics[metrics.network == kind]
        assert network["seeds"] == [0]
        for name in RESULTS:
            assert network[name] == [pytest.approx(rows[name].tolist())]
        assert network["seconds_per_epoch"] == [pytest.approx(rows.seconds.tolist())]
    assert summary["paper"]["first_three_epochs_std"]["dwmtj_noisy"] == 1.1


def test_the_training_loss_falls_from_epoch_to_epoch(finished_run):
    metrics = pd.read_csv(finished_run[0] / "metrics.csv")
    for kind in KINDS:
        assert metrics[metrics.network == kind].train_loss.is_monotonic_decreasing


def test_networks_learn_the_digits(dwmtj_command, tmp_path):
    done = dwmtj_command("reproduce", "--profile", "smoke", "--out", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    metrics = pd.read_csv(tmp_path / "run" / "metrics.csv")
    for kind in KINDS:
        rows = metrics[metrics.network == kind]
        assert rows.test_accuracy.iloc[-1] > 80  # chance is 10
        assert 0 < rows.spike_rate.iloc[-1] < 0.5


def test_results_carry_units_and_physical_traces(finished_run):
    results = xr.load_dataset(finished_run[0] / "results.nc", engine="h5netcdf")
    assert results.position.dims == ("device_network", "neuron", "time")
    assert results.position.attrs["units"] == "m"
    assert results.synaptic_current.attrs["units"] == "A"
    assert results.time.values[-1] == pytest.approx(100 * 1e-10)
    assert results.position.min() >= 0
    assert 50e-9 < results.position.max() < 1e-6
    assert results.test_accuracy.sel(network="lif", seed=0).shape == (3,)
    # A wall past the firing distance gives an output, and no other does.
    past = results.position > results.attrs["firing_distance"]
    assert bool((results.spikes.where(past, 1) == 1).all())


def test_a_second_run_needs_a_word_and_resume_of_a_finished_one_is_quick(
    finished_run, dwmtj_command
):
    folder, _ = finished_run
    arguments = ("reproduce", "--profile", "smoke", "--epochs", "3", "--out", folder)
    refused = dwmtj_command(*arguments)
    assert refused.returncode == 2
    assert "holds a run already" in refused.stderr
    assert refused.stderr.count("\n") == 1
    before = (folder / "metrics.csv").read_text()
    again = dwmtj_command(*arguments, "--resume")
    assert again.returncode == 0
    assert (folder / "metrics.csv").read_text() == before
    other = dwmtj_command(*arguments, "--resume", "--seeds", "1,2")
    assert other.returncode == 2
    assert "cannot resume" in other.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--profile", "huge"), "'huge' is not allowed"),
        (("--seeds", "x"), "neither a number of seeds nor a list"),
        (("--seeds", "0"), "seeds"),
        (("--epochs", "0"), "epochs: 0 is not allowed; allowed: at least 1"),
        (("--recipe", "nix"), "no recipe 'nix'"),
        (("--device", "conditioned"), "conditioned: is a recipe, not a device"),
        (("--networks", "lif,snn"), "networks: snn is not allowed; allowed: one or more of"),
        (("--networks", ""), "is not allowed; allowed: one or more of lif, dwmtj_deterministic"),
        (("--validate", "0"), "(--validate): 0 is not allowed; allowed: at least 1"),
        (("--validate", "1437"), "(--validate): 1437 is not allowed; allowed: 1 to 1436 of the"),
        (("--profile", "quick", "--data-dir", "/nonexistent"), "no Fashion-MNIST file"),
    ],
)
def test_wrong_options_end_with_code_2_and_write_nothing(dwmtj_command, tmp_path, arguments, says):
    failed = dwmtj_command("reproduce", "--profile", "smoke", "--out", tmp_path / "run", *arguments)
    assert failed.returncode == 2
    assert says in " ".join(failed.stderr.split())
    assert "Traceback" not in failed.stderr
    assert not (tmp_path / "run").exists()


def test_a_run_can_have_other_networks_and_validation_images(validated_run):
    folder, done = validated_run
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["schema_version"] == 1
    assert summary["evaluated_on"] == "validation"
    assert (summary["train_images"], summary["test_images"]) == (1237, 200)
    assert list(summary["networks"]) == ["lif", "relu"]
    relu = summary["networks"]["relu"]
    assert relu["spike_rate"] == [[None, None]] * 2
    assert min(accuracy[-1] for accuracy in relu["test_accuracy"]) > 80
    assert "200 validation images" in " ".join(done.stdout.split())
    assert "relu, seed 1, epoch 2: validation accuracy" in done.stdout
    assert "test accuracy" not in done.stdout
    assert "Warning" not in done.stderr


def test_what_was_run_is_in_every_file(validated_run):
    folder, _ = validated_run
    run = tomllib.loads((folder / "config.toml").read_text())["run"]
    assert (run["networks"], run["validation_images"]) == (["lif", "relu"], 200)
    metrics = pd.read_csv(folder / "metrics.csv")
    assert metrics.network.tolist() == ["lif"] * 4 + ["relu"] * 4
    assert metrics[metrics.network == "relu"].spike_rate.isna().all()
    assert metrics[metrics.network == "lif"].spike_rate.notna().all()
    results = xr.load_dataset(folder / "results.nc", engine="h5netcdf")
    assert results.network.values.tolist() == ["lif", "relu"]
    assert bool(results.spike_rate.sel(network="relu").isnull().all())
    assert "position" not in results
    assert sorted(path.name for path in (folder / "figures").iterdir()) == [
        "accuracy.png",
        "accuracy.svg",
        "neurons.png",
        "neurons.svg",
    ]


def test_a_run_on_validation_images_is_not_resumed_on_test_images(validated_run, dwmtj_command):
    folder, _ = validated_run
    other = dwmtj_command(
        "reproduce", "--profile", "smoke", "--networks", "lif,relu", "--epochs", "2",
        "--seeds", "2", "--out", folder, "--resume",
    )  # fmt: skip
    assert other.returncode == 2
    assert "run.validation_images: 200 there, 'none' asked for" in " ".join(other.stderr.split())


@pytest.mark.parametrize("missing", ["mps" if torch.cuda.is_available() else "cuda", "tpux"])
def test_an_accelerator_that_is_not_there_is_told_and_nothing_is_written(
    dwmtj_command, tmp_path, missing
):
    failed = dwmtj_command(
        "reproduce", "--profile", "smoke", "--out", tmp_path / "run", "--accelerator", missing
    )
    assert failed.returncode == 2
    assert f"accelerator: '{missing}' is not allowed" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not (tmp_path / "run").exists()


def _start(folder, *options):
    command = [sys.executable, "-m", "dwmtj.cli", "reproduce", "--profile", "smoke"]
    # A shell that starts the tests in the background lets their children ignore interrupts.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return subprocess.Popen(
            [*command, "--epochs", "3", "--out", str(folder), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)


def _stop_in_the_epoch_after(process, folder, row, sign):
    """Send a signal a moment after a row of the metrics is there, so within an epoch.

    Gives the metrics as they were then, too: how many epochs a moment takes depends on the machine.
    """
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        metrics = folder / "metrics.csv"
        if metrics.exists() and f"\n{row}," in metrics.read_text():
            time.sleep(0.05)
            before = metrics.read_text()
            process.send_signal(sign)
            _, errors = process.communicate(timeout=60)
            return process.returncode, errors, before
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    raise AssertionError(f"no row {row} within two minutes")


def test_a_run_that_is_interrupted_and_killed_ends_with_the_same_metrics(finished_run, tmp_path):
    folder = tmp_path / "run"
    columns = ["network", "seed", "epoch", *RESULTS]
    finished = pd.read_csv(finished_run[0] / "metrics.csv")[columns]
    code, errors, _ = _stop_in_the_epoch_after(_start(folder), folder, "lif,0,1", signal.SIGINT)
    assert code == 130
    assert "--resume" in errors
    assert "Traceback" not in errors
    code, _, before = _stop_in_the_epoch_after(
        _start(folder, "--resume"), folder, "dwmtj_noisy,0,1", signal.SIGKILL
    )
    assert code == -signal.SIGKILL
    # Nothing of the running epoch is stored.
    assert (folder / "metrics.csv").read_text() == before
    assert 7 <= len(pd.read_csv(folder / "metrics.csv")) < len(finished)
    resumed = _start(folder, "--resume")
    _, errors = resumed.communicate(timeout=120)
    assert resumed.returncode == 0, errors
    pd.testing.assert_frame_equal(
        pd.read_csv(folder / "metrics.csv")[columns], finished, check_exact=True
    )


def test_a_training_that_diverges_is_told_in_one_line(dwmtj_command, tmp_path):
    source = Source(kind="assumed", detail="test")
    recipe = load_recipe("paper").replace("training.learning_rate", 1e35, source)
    write_toml(recipe, tmp_path / "fast.toml")
    options = ("--profile", "smoke", "--epochs", "1", "--networks", "relu", "--recipe", "fast.toml")
    done = dwmtj_command("reproduce", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: relu, seed 0: the training has diverged: the loss of")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "runs" / "smoke" / "summary.json").exists()
