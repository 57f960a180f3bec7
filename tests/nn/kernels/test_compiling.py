"""Machine code is kept for the next process; where it cannot be kept, nothing fails."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dwmtj

# A fused call in a process of its own: how often it found machine code and how often it compiled.
CALL = """
import json
import torch
from dwmtj.nn import LIF
from dwmtj.nn.kernels import lif_sweep as lif
neuron = LIF(backend="fused")
spikes, _ = neuron(torch.ones(50, 2, 3))
stats = [each.stats for each in vars(lif).values() if hasattr(each, "stats")]
called = [each for each in stats if each.cache_hits or each.cache_misses]
kept = [each for each in called if each.cache_path]
print(json.dumps({
    "backend": neuron.backend_in_use,
    "spikes": int(spikes.sum()),
    "source": lif.__file__,
    "compiled": sum(sum(each.cache_misses.values()) for each in kept),
    "found": sum(sum(each.cache_hits.values()) for each in kept),
}))
"""


def call(**environment):
    done = subprocess.run(
        [sys.executable, "-c", CALL],
        env=os.environ | {"OMP_NUM_THREADS": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return json.loads(done.stdout)


def files(folder):
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def copied_package(tmp_path):
    """A copy of the package whose kernels have nowhere to be kept, whoever runs the tests.

    A folder below a regular file can be made by nobody, not even by root; so it stands where the
    folders for machine code would be.
    """
    source = Path(dwmtj.__file__).parent
    shutil.copytree(
        source, tmp_path / "copy" / "dwmtj", ignore=shutil.ignore_patterns("__pycache__")
    )
    kernels = tmp_path / "copy" / "dwmtj" / "nn" / "kernels"
    (kernels / "__pycache__").touch()
    return tmp_path / "copy"


def test_a_second_process_compiles_nothing(tmp_path):
    folder = tmp_path / "machine code"
    first = call(NUMBA_CACHE_DIR=str(folder))
    assert first["backend"] == "fused"
    assert first["compiled"] > 0
    assert first["found"] == 0
    kept = files(folder)
    assert kept
    second = call(NUMBA_CACHE_DIR=str(folder))
    assert second["compiled"] == 0
    assert second["found"] == first["compiled"]
    assert second["spikes"] == first["spikes"] > 0
    assert files(folder) == kept


def test_no_place_for_machine_code_is_no_error(copied_package, tmp_path):
    (tmp_path / "file").touch()
    nowhere = str(tmp_path / "file" / "below")
    result = call(
        PYTHONPATH=str(copied_package),
        NUMBA_CACHE_DIR=nowhere,
        HOME=nowhere,
        XDG_CACHE_HOME=nowhere,
        PYTHONDONTWRITEBYTECODE="1",
    )
    assert Path(result["source"]).is_relative_to(copied_package)
    assert result["backend"] == "fused"
    assert result["compiled"] == result["found"] == 0  # nothing of this was kept
    assert result["spikes"] > 0


def test_a_source_folder_that_cannot_be_written_leaves_the_users_cache(copied_package, tmp_path):
    cache = tmp_path / "cache"
    environment = {
        "PYTHONPATH": str(copied_package),
        "NUMBA_CACHE_DIR": "",
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(cache),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    assert call(**environment)["compiled"] > 0
    assert files(cache)


def test_machine_code_does_not_outlive_a_change_of_what_it_was_made_of(copied_package, tmp_path):
    environment = {
        "PYTHONPATH": str(copied_package),
        "NUMBA_CACHE_DIR": str(tmp_path / "machine code"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    assert call(**environment)["spikes"] > 0
    # A helper of another file, which is a part of the compiled neuron: inputs become zero.
    helper = copied_package / "dwmtj" / "nn" / "kernels" / "tiles.py"
    text = helper.read_text()
    assert "target[j] = row[j]" in text
    helper.write_text(text.replace("target[j] = row[j]", "target[j] = 0 * row[j]"))
    assert call(**environment)["spikes"] == 0
