"""One point, run in a worker process; loads PyTorch only when it runs.

Only one process at a time works in the folder of a point: a file beside it is locked, and the
system frees the lock when a process dies. So a point that a scheduler gives out anew, because it
lost a worker, waits until the lost one is truly gone, and goes on from its last whole epoch.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from dwmtj.networks.config import RunConfig
from dwmtj.networks.run_folder import RunFolder
from dwmtj.networks.study.definition import Conditions
from dwmtj.networks.study.evaluate_point import evaluate_point
from dwmtj.networks.study.stored_point import is_trained

#: What is said of a point that another process has; it is no failure.
BUSY = "another process works on this point"
_SECONDS_TO_WAIT = 60.0
# Lightning and PyTorch keep settings per process: a worker with several threads takes turns.
_TURN = threading.Lock()


@dataclass(frozen=True)
class Place:
    """How points are computed, whichever worker does it.

    Parameters
    ----------
    data_dir : Path, optional
        Folder with the files of the data set, on every worker.
    accelerator : str
        Where to compute, as Lightning names it.
    threads : int, optional
        Threads of each training [no unit]; as PyTorch finds them if not given.
    """

    data_dir: Path | None = None
    accelerator: str = "auto"
    threads: int | None = None


@dataclass(frozen=True)
class Job:
    """What a worker needs to know of a point.

    Parameters
    ----------
    config : RunConfig
        What is run, all values in SI units.
    folder : Path
        The run folder; the same path has to lead to it on every machine.
    conditions : tuple of Conditions
        Under which it is evaluated once it is trained.
    place : Place
        How it is computed.
    """

    config: RunConfig
    folder: Path
    conditions: tuple[Conditions, ...] = ()
    place: Place = field(default_factory=Place)


def run_point(job: Job, on_epoch: Callable[[int], None] = lambda epoch: None) -> str | None:
    """Train one point, from where its checkpoint stands.

    Parameters
    ----------
    job : Job
        What to run.
    on_epoch : callable
        Called with the number of each epoch once it is stored.

    Returns
    -------
    str or None
        How it failed, or None if it is finished.
    """
    job.folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(job.folder.parent / f".{job.folder.name}.lock", timeout=_SECONDS_TO_WAIT)
    try:
        with _TURN, lock:
            _run(job, on_epoch)
    except Timeout:
        return BUSY
    except (ValueError, OSError) as error:  # as the user can mend them
        return str(error)
    except Exception as error:  # anything else must not end the study either
        logging.getLogger(__name__).exception("%s failed", job.folder.name)
        return f"{type(error).__name__}: {error}; the log of the worker has the traceback"
    return None


def _run(job: Job, on_epoch: Callable[[int], None]) -> None:
    import torch

    from dwmtj.networks.images import load_images
    from dwmtj.networks.reproduce import reproduce

    place, folder = job.place, RunFolder(job.folder)
    if place.threads is not None:
        torch.set_num_threads(place.threads)
    if not is_trained(job.folder, job.config):
        data = load_images(job.config, place.data_dir)
        folder.open(job.config, resume=True)
        reproduce(
            job.config,
            folder,
            data,
            accelerator=place.accelerator,
            on_epoch=lambda what, result: on_epoch(result.epoch),
        )
    (kind,), (seed,) = job.config.networks, job.config.seeds
    checkpoints = folder.checkpoints(kind, seed)
    evaluate_point(job.folder, checkpoints, job.conditions, place.data_dir, place.accelerator)
