"""Runs the points of a study that are not finished on the workers of a dask cluster.

A worker that dies is missed by the scheduler, which gives its point to another one; that goes on
from the last whole epoch. A point that fails is stored with its error and does not stop the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import dask
from distributed import CancelledError, Client, KilledWorker, get_worker, wait

from dwmtj.networks.study.definition import Point
from dwmtj.networks.study.run_point import BUSY, Job, Place, run_point
from dwmtj.networks.study.study_folder import StudyFolder
from dwmtj.networks.study.study_tables import write_tables

_TOPIC = "dwmtj-study-epochs"
_SECONDS_BETWEEN_LOOKS = 0.5


def unfinished(folder: StudyFolder) -> list[Point]:
    r"""List the points that are still to be run, in the order of the study.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.

    Returns
    -------
    list of Point
        Those that wait, have begun or failed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.read_study import read_study
    >>> from dwmtj.networks.study.run_study import unfinished
    >>> from dwmtj.networks.study.study_folder import StudyFolder
    >>> _ = Path("one.toml").write_text(
    ...     'name = "one"\npurpose = "an example"\n[[points]]\nnetwork = "lif"\nseed = 3\n'
    ... )
    >>> len(unfinished(StudyFolder("results", read_study("one.toml"))))
    1
    """
    return [p for p in folder.study.points if folder.state(p).state != "finished"]


def run_study(
    folder: StudyFolder,
    client: Client,
    place: Place,
    *,
    on_epoch: Callable[[Point, int], None] = lambda point, epoch: None,
    on_point: Callable[[Point, str | None], None] = lambda point, error: None,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, str]:
    r"""Run what is not finished.

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
    stop : callable
        Asked twice a second whether to stop.

    Returns
    -------
    dict
        Errors of the points that failed, by key; those that another process has are among them.

    Raises
    ------
    KeyboardInterrupt
        If it was stopped.
    ConnectionError
        If the scheduler is lost.

    Examples
    --------
    >>> from pathlib import Path
    >>> from distributed import Client
    >>> from dwmtj.networks.study.read_study import read_study
    >>> from dwmtj.networks.study.run_point import Place
    >>> from dwmtj.networks.study.run_study import run_study
    >>> from dwmtj.networks.study.study_folder import StudyFolder
    >>> _ = Path("small.toml").write_text(
    ...     'name = "small"\npurpose = "an example"\n'
    ...     '[base]\nprofile = "smoke"\nepochs = 1\ntime_steps = 10\ntrain_images = 50\n'
    ...     '[[points]]\nnetwork = "lif"\nseed = [0, 1]\n'
    ... )
    >>> folder = StudyFolder("results", read_study("small.toml"))
    >>> with Client(processes=False, n_workers=1, dashboard_address=None) as client:
    ...     run_study(folder, client, Place())
    {}
    >>> [folder.state(point).state for point in folder.study.points]
    ['finished', 'finished']
    """
    waiting = unfinished(folder)
    folder.path.mkdir(parents=True, exist_ok=True)
    write_tables(folder)  # from now on the folder says whose it is
    by_key = {point.key: point for point in waiting}

    def hear(event: tuple[float, Any]) -> None:
        message = event[1]
        if message["folder"] == str(folder.path.resolve()) and message["key"] in by_key:
            on_epoch(by_key[message["key"]], message["epoch"])

    client.subscribe_topic(_TOPIC, hear)
    futures = _submit(folder, client, place, waiting)
    failed = {}
    try:
        for future in _as_they_end(futures, stop):
            point = futures[future]
            error = _outcome(future)
            folder.set_failure(point, None if error == BUSY else error)
            write_tables(folder)
            if error is not None:
                failed[point.key] = error
            on_point(point, error)
    except CancelledError:
        raise ConnectionError(
            "the dask scheduler is gone; the same command goes on from the last whole epochs"
        ) from None
    finally:
        client.cancel(list(futures), force=True)
        client.unsubscribe_topic(_TOPIC)
    write_tables(folder)
    return failed


def _submit(
    folder: StudyFolder, client: Client, place: Place, points: Sequence[Point]
) -> dict[Any, Point]:
    root = folder.path.resolve()
    if place.data_dir is not None:  # a worker may stand elsewhere
        place = replace(place, data_dir=place.data_dir.resolve())
    return {
        client.submit(
            _work,
            Job(point.config, folder.run_folder(point).path.resolve(), point.conditions, place),
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

    # Else xarray, which asks dask where to compute, connects to the scheduler for a small file.
    with dask.config.set(scheduler="synchronous"):
        return run_point(job, tell)


def _as_they_end(futures: Iterable[Any], stop: Callable[[], bool]) -> Iterator[Any]:
    """Give futures as they end; an interrupt raised inside dask's waiting would cut its start."""
    left = set(futures)
    while left:
        if stop():
            raise KeyboardInterrupt
        try:
            done = wait(left, timeout=_SECONDS_BETWEEN_LOOKS, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            continue
        yield from done
        left -= done


def _outcome(future: Any) -> str | None:
    try:
        result: str | None = future.result()
    except CancelledError:
        raise
    except KilledWorker:
        return "its worker died again and again, perhaps for want of memory"
    except Exception as error:  # a worker that cannot load the package, for example
        return f"{type(error).__name__}: {error}"
    return result
