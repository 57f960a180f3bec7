"""Progress of a study: points, epochs, and the time that is left."""

import threading
from types import TracebackType
from typing import Any, Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from dwmtj.networks.study.definition import Point
from dwmtj.networks.study.study_folder import StudyFolder

_SPEED_OVER = 3600.0  # seconds over which the speed is averaged


class StudyProgress:
    """Two bars and a line per finished point.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.
    waiting : list of Point
        The points that are run now.
    """

    def __init__(self, folder: StudyFolder, waiting: list[Point]) -> None:
        self._folder = folder
        self._lock = threading.Lock()  # epochs are told by a thread of dask
        self._done = {point.key: len(folder.state(point).metrics) for point in waiting}
        total = sum(point.config.epochs for point in waiting)
        self._progress = Progress(
            TextColumn("{task.description:6}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("left"),
            speed_estimate_period=_SPEED_OVER,
        )
        points = folder.study.points
        self._points = self._progress.add_task(
            "points", total=len(points), completed=len(points) - len(waiting)
        )
        self._epochs = self._progress.add_task(
            "epochs", total=total, completed=sum(self._done.values())
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def epoch(self, point: Point, epoch: int) -> None:
        """Show that a point has stored an epoch.

        Parameters
        ----------
        point : Point
            The point.
        epoch : int
            Number of the epoch, from 1 [no unit].
        """
        with self._lock:
            # A message may come late, after the point itself has ended.
            self._done[point.key] = max(self._done[point.key], epoch)
            self._progress.update(self._epochs, completed=sum(self._done.values()))

    def point(self, point: Point, error: str | None) -> None:
        """Show that a point has ended.

        Parameters
        ----------
        point : Point
            The point.
        error : str or None
            How it failed, or None.
        """
        label = self._folder.study.label(point)
        if error is not None:
            self._print(f"{label}: failed: {error}")
            return
        stored: Any = self._folder.state(point).metrics
        self.epoch(point, len(stored))
        self._progress.advance(self._points)
        what = "validation" if point.config.validation_images else "test"
        last = stored["test_accuracy"].iloc[-1]
        seconds = stored["seconds"].mean()
        self._print(f"{label}: {what} accuracy {last:.2f} %, {seconds:.1f} s per epoch")

    def _print(self, text: str) -> None:
        self._progress.console.print(text, highlight=False, markup=False)
