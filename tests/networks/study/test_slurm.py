"""Workers from SLURM; its two commands are played by scripts that run the job on this machine."""

import os
import sys

import dask
import dask_jobqueue  # noqa: F401, which gives dask the defaults that the tests change
import pytest

from dwmtj.networks.study.cluster import slurm_client

# The job is copied, since its file is removed as soon as it is submitted.
SBATCH = """#!/bin/sh
job=$(mktemp {folder}/job.XXXXXX)
cp "$1" "$job"
nohup sh "$job" > "$job.log" 2>&1 &
echo $! >> {folder}/jobs
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
for job in "$@"; do pkill -P "$job"; kill "$job"; done
"""


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    for name, script in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        file = tmp_path / name
        file.write_text(script.format(folder=tmp_path))
        file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    settings = {
        "jobqueue.slurm.cores": 4,
        "jobqueue.slurm.memory": "2GB",
        "jobqueue.slurm.local-directory": str(tmp_path),
        "jobqueue.slurm.python": sys.executable,
    }
    with dask.config.set(settings):
        yield tmp_path


def test_each_job_is_a_worker_that_runs_one_point_at_a_time(slurm):
    with slurm_client(2) as client:
        client.wait_for_workers(2, timeout=60)
        processes = client.run(os.getpid)
        threads = client.nthreads()
    assert len(set(processes.values())) == 2
    assert set(threads.values()) == {1}
    assert len((slurm / "jobs").read_text().split()) == 2


def test_what_the_configuration_lacks_is_told(slurm):
    lacking = {"jobqueue.slurm.cores": None}
    with (
        dask.config.set(lacking),
        pytest.raises(ValueError, match=r"--slurm: say jobqueue\.slurm\.cores and \.memory"),
        slurm_client(1),
    ):
        pass
