"""Where a study runs: on this machine, on any dask scheduler, or on a SLURM cluster."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any

from distributed import Client, LocalCluster

CONNECT_TIMEOUT = "10s"
#: Memory for one training on the processor [byte]: those of the recipe conditioned, on all images
#: of Fashion-MNIST, held 1.3 to 1.5 GiB after two hours.
MEMORY_PER_WORKER = 2**31


def count_workers(points: int, cores: int | None = None, memory: int | None = None) -> int:
    """Count the workers that fit on this machine.

    Parameters
    ----------
    points : int
        Number of points to run [no unit].
    cores : int, optional
        Processor cores [no unit]; those that this process may use if not given.
    memory : int, optional
        Memory [byte]; the machine's if not given.

    Returns
    -------
    int
        At least 1, at most one per core, point and 2 GiB of memory.
    """
    cores = cores or count_cores()
    if memory is None:
        from distributed.system import MEMORY_LIMIT

        memory = int(MEMORY_LIMIT)
    return max(1, min(points, cores, memory // MEMORY_PER_WORKER))


def count_cores() -> int:
    """Count the processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def local_client(workers: int) -> Iterator[Client]:
    """Start worker processes on this machine.

    Parameters
    ----------
    workers : int
        Number of processes, each of which runs one point at a time [no unit].

    Yields
    ------
    Client
        Connected to them; they end with the block.
    """
    with _interrupts_held():
        # Without a limit of memory: dask would pause a worker that it takes for too large.
        cluster: Any = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            memory_limit=0,
            # What ends a point is told by the study; workers that are stopped have more to say.
            silence_logs="CRITICAL",
        )
    with cluster, Client(cluster) as client:
        yield client


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep a terminal's Ctrl-C, which goes to all processes, from those that begin in the block.

    Threads and processes inherit what is blocked, and those that are started later by such a thread
    do so too: only this process answers, after the block, and ends its workers in order.
    """
    if not hasattr(signal, "pthread_sigmask"):  # not a POSIX system
        yield
        return
    resource_tracker.ensure_running()  # with a first process it would unblock interrupts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def client_at(address: str) -> Iterator[Client]:
    """Connect to a dask scheduler that runs already.

    Parameters
    ----------
    address : str
        Its address, such as ``tcp://host:8786``.

    Yields
    ------
    Client
        Connected to it; it goes on when the block ends.

    Raises
    ------
    ValueError
        If nothing answers at this address.
    """
    try:
        client: Any = Client(address, timeout=CONNECT_TIMEOUT)
    except (OSError, TimeoutError, ValueError) as error:
        raise ValueError(f"--scheduler: nothing answers at {address} ({error})") from None
    with client:
        yield client


@contextmanager
def slurm_client(jobs: int) -> Iterator[Client]:
    """Ask SLURM for workers, as dask-jobqueue's own configuration says.

    Parameters
    ----------
    jobs : int
        Number of jobs to ask for, each with one worker that runs one point at a time, with all
        cores of its job [no unit].

    Yields
    ------
    Client
        Connected to them; the jobs end with the block.

    Raises
    ------
    ValueError
        If the extra ``cluster`` is not installed, or the configuration lacks cores or memory.
    """
    try:
        import dask_jobqueue
    except ImportError:
        raise ValueError(
            "--slurm: needs dask-jobqueue; install the extra 'cluster': pip install -e '.[cluster]'"
        ) from None
    jobqueue: Any = dask_jobqueue  # which does not declare what it exports
    # As many threads as cores would each take a point, and wait for each other.
    one_point = ["--nthreads", "1"]
    try:
        cluster: Any = jobqueue.SLURMCluster(processes=1, worker_extra_args=one_point)
    except ValueError as error:
        lacking = "say jobqueue.slurm.cores and .memory of a job in ~/.config/dask/jobqueue.yaml"
        raise ValueError(f"--slurm: {lacking} ({str(error).splitlines()[0]})") from None
    cluster.scale(jobs=jobs)
    with cluster, Client(cluster) as client:
        yield client
