import json

import pytest

from dwmtj.networks.run_folder import RunFolder


@pytest.fixture
def run(finished_run):
    return finished_run[0]


def test_a_run_is_accounted_for_as_json(run, dwmtj_command):
    done = dwmtj_command("account-network", str(run), "--images", "60", "--draws", "50", "--json")
    assert done.returncode == 0, done.stderr
    lif, still, noisy = json.loads(done.stdout)
    assert [each["network"] for each in (lif, still, noisy)] == [
        "lif",
        "dwmtj_deterministic",
        "dwmtj_noisy",
    ]
    assert noisy["images"] == 60
    assert noisy["layers"][0]["spikes"] > 0
    assert noisy["currents"]["value"] > 0
    assert list(noisy["firings"]) == ["cui2024-network"]
    assert lif["currents"]["value"] is None
    again = dwmtj_command("account-network", str(run), "--images", "60", "--draws", "50", "--json")
    assert again.stdout == done.stdout


def test_the_table_shows_the_networks_and_devices_asked_for(run, dwmtj_command):
    options = ["--networks", "dwmtj_noisy", "--device", "cui2024-train", "--images", "40"]
    done = dwmtj_command("account-network", str(run), *options, "--draws", "50")
    assert done.returncode == 0, done.stderr
    assert "cui2024-train" in done.stdout
    assert "lif " not in done.stdout
    assert "synaptic events" in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--networks", "relu"], "networks: relu is not allowed; allowed: the networks of this"),
        (["--seed", "9"], "seed: 9 is not in this run; allowed: 0"),
        (["--images", "0"], "cannot draw 0 images; allowed: at least 1"),
    ],
)
def test_what_the_run_does_not_have_is_refused(run, dwmtj_command, options, message):
    done = dwmtj_command("account-network", str(run), *options)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_run_that_is_not_finished_is_refused(run, dwmtj_command, tmp_path):
    from dwmtj.networks.stored_config import read_stored_config

    folder = RunFolder(tmp_path / "begun")
    folder.open(read_stored_config(run))
    done = dwmtj_command("account-network", str(folder.path))
    assert done.returncode == 2
    assert "lif, seed 0 is trained for 0 of 3 epochs" in done.stderr
    done = dwmtj_command("account-network", str(tmp_path / "nothing"))
    assert done.returncode == 2
    assert "holds no run" in done.stderr
