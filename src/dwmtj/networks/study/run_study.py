"""Runs the points of a study that are not finished on the workers of a dask cluster.

A worker that dies is missed by the scheduler, which gives its point to another one; that goes on
from the last whole epoch. A point that fails is stored with its error and does not stop the rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Client, KilledWorker, as_completed, get_worker

from dwmtj.networks.study.definition import Point
from dwmtj.networks.study.run_point import Job, run_point
from dwmtj.networks.study.study_folder import StudyFolder
from dwmtj.networks.study.study_tables import write_tables

_TOPIC = "dwmtj-study-epochs"


@dataclass(frozen=True)
class Place:
    """How each point is computed, wherever it is.

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


def unfinished(folder: StudyFolder) -> list[Point]:
    """List the points that are still to be run, in the order of the study.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.

    Returns
    -------
    list of Point
        Those that wait, have begun or failed.
    """
    return [p for p in folder.study.points if folder.state(p).state != "finished"]


def run_study(
    folder: StudyFolder,
    client: Client,
    place: Place,
    *,
    on_epoch: Callable[[Point, int], None] = lambda point, epoch: None,
    on_point: Callable[[Point, str | None], None] = lambda point, error: None,
) -> dict[str, str]:
    """Run what is not finished.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.
    client : Client
        Connected to the workers.
    place : Place
        How each point is computed.
    on_epoch : callable
        Called with a point and the number of an epoch that it has stored.
    on_point : callable
        Called with a point that has ended, and its error or None.

    Returns
    -------
    dict
        Errors of the points that failed, by key.
    """
    waiting = unfinished(folder)
    folder.path.mkdir(parents=True, exist_ok=True)
    by_key = {point.key: point for point in waiting}

    def hear(event: tuple[float, Any]) -> None:
        message = event[1]
        if message["folder"] == str(folder.path.resolve()) and message["key"] in by_key:
            on_epoch(by_key[message["key"]], message["epoch"])

    client.subscribe_topic(_TOPIC, hear)
    futures = _submit(folder, client, place, waiting)
    failed = {}
    try:
        for future in as_completed(futures):
            point = futures[future]
            error = _outcome(future)
            folder.set_failure(point, error)
            write_tables(folder)
            if error is not None:
                failed[point.key] = error
            on_point(point, error)
    finally:
        client.cancel(list(futures), force=True)
        client.unsubscribe_topic(_TOPIC)
    write_tables(folder)
    return failed


def _submit(
    folder: StudyFolder, client: Client, place: Place, points: Sequence[Point]
) -> dict[Any, Point]:
    root = folder.path.resolve()
    return {
        client.submit(
            _work,
            Job(
                config=point.config,
                folder=folder.run_folder(point).path.resolve(),
                data_dir=place.data_dir.resolve() if place.data_dir else None,
                accelerator=place.accelerator,
                threads=place.threads,
                conditions=point.conditions,
            ),
            str(root),
            point.key,
            key=f"{folder.study.name}-{point.key}",
            pure=False,
            priority=-number,
        ): point
        for number, point in enumerate(points)
    }


def _work(job: Job, root: str, key: str) -> str | None:
    worker = get_worker()

    def tell(epoch: int) -> None:
        worker.log_event(_TOPIC, {"folder": root, "key": key, "epoch": epoch})

    return run_point(job, tell)


def _outcome(future: Any) -> str | None:
    try:
        result: str | None = future.result()
    except KilledWorker:
        return "its worker died again and again, perhaps for want of memory"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return result
