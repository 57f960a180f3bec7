"""Shared set-up: Hypothesis without deadlines, and a user cache of the tests' own.

The examples of Hypothesis are the same in every run, so that a change is never failed by another
one's luck; ``pytest --hypothesis-profile=explore`` draws new ones, and many more.
"""

import subprocess
import sys

import pytest
from hypothesis import settings

settings.register_profile("dwmtj", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("dwmtj")


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """Keep the tests away from the user's cache and from the variables that steer the search."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("DWMTJ_DATA_DIR", raising=False)
    monkeypatch.delenv("DWMTJ_FASHION_MNIST_URL", raising=False)


@pytest.fixture(scope="session")
def dwmtj_command():
    """Run the command as a user does, in a process of its own."""

    def run(*arguments, **options):
        return subprocess.run(
            [sys.executable, "-m", "dwmtj.cli", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    return run


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory):
    """Folder of a finished smoke run of three epochs, with everything it printed."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    command = [sys.executable, "-m", "dwmtj.cli", "reproduce", "--profile", "smoke"]
    done = subprocess.run(
        [*command, "--epochs", "3", "--out", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture(scope="session")
def validated_run(tmp_path_factory):
    """Folder of a smoke run of LIF and ReLU on 200 validation images, with all it printed."""
    folder = tmp_path_factory.mktemp("validated") / "run"
    command = [sys.executable, "-m", "dwmtj.cli", "reproduce", "--profile", "smoke"]
    options = ["--networks", "relu,lif", "--validate", "200", "--epochs", "2", "--seeds", "2"]
    done = subprocess.run(
        [*command, *options, "--out", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, done
