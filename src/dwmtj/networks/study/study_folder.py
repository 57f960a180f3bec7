"""The folder of a study: one run folder per point, what failed, and the tables of all results.

What is stored decides, wherever and by whom it was run: a point is finished when its
``summary.json``, every epoch in its ``metrics.csv`` and its evaluations are there; without its
checkpoint, with which alone they can be made, it is finished too.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from dwmtj.atomic import write_text
from dwmtj.networks.run_folder import CHECKPOINT, CONFIG, RunFolder
from dwmtj.networks.study.definition import Point, Study, StudyError
from dwmtj.networks.study.stored_point import is_trained, missing_evaluations, read_epochs
from dwmtj.networks.study.stored_title import read_title

_POINTS = "points"
_FAILURES = "failures.json"

State = Literal["finished", "failed", "begun", "waiting"]


@dataclass(frozen=True)
class PointState:
    """What is stored of a point.

    Parameters
    ----------
    state : {"finished", "failed", "begun", "waiting"}
        Whether all that can be done is done, it ended with an error, has epochs or is only a plan.
    metrics : DataFrame
        One row per epoch that is done, columns of ``metrics.csv``.
    error : str, optional
        How it failed the last time.
    """

    state: State
    metrics: pd.DataFrame
    error: str | None = None


class StudyFolder:
    r"""Folder of one study.

    Parameters
    ----------
    path : str or Path
        The folder, which may not exist yet.
    study : Study
        The study.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.read_study import read_study
    >>> from dwmtj.networks.study.study_folder import StudyFolder
    >>> _ = Path("one.toml").write_text(
    ...     'name = "one"\npurpose = "an example"\n[[points]]\nnetwork = "lif"\nseed = 3\n'
    ... )
    >>> study = read_study("one.toml")
    >>> StudyFolder("results", study).state(study.points[0]).state
    'waiting'
    """

    def __init__(self, path: str | Path, study: Study) -> None:
        self.path = Path(path)
        self.study = study

    def run_folder(self, point: Point) -> RunFolder:
        """Give the run folder of a point.

        Parameters
        ----------
        point : Point
            A point of the study.

        Returns
        -------
        RunFolder
            Its folder, which may not exist yet.
        """
        return RunFolder(self.path / _POINTS / point.key)

    @property
    def has_points(self) -> bool:
        """Whether any point has a run folder, as the tables are made from these."""
        return any((self.path / _POINTS).glob(f"*/{CONFIG}"))

    def check(self) -> None:
        """Refuse a folder that holds something else.

        Raises
        ------
        StudyError
            If it is a file, holds files but no points, or is of another study.
        """
        if self.path.is_file():
            raise StudyError(f"{self.path}: is a file; give another --out")
        if self.path.is_dir() and any(self.path.iterdir()) and not self._is_study():
            raise StudyError(f"{self.path}: is not empty and holds no study; give another --out")
        self.check_name()

    def check_name(self) -> None:
        """Refuse a folder whose tables are of another study; none of its files is replaced.

        Raises
        ------
        StudyError
            If the study of its tables has another name.
        """
        name, _ = read_title(self.path)
        if name and name != self.study.name:
            raise StudyError(
                f"{self.path}: holds the study {name!r}, not {self.study.name!r}; give another "
                f"--out, or name = {name!r} in the file if it is the same study"
            )

    def state(self, point: Point) -> PointState:
        """Read what is stored of a point.

        Parameters
        ----------
        point : Point
            A point of the study.

        Returns
        -------
        PointState
            Its state and its epochs.

        Raises
        ------
        StudyError
            If its files are damaged.
        """
        metrics = read_epochs(self.run_folder(point).path)
        error = self.failures().get(point.key)
        if self._is_finished(point):
            return PointState("finished", metrics)
        if error is not None:
            return PointState("failed", metrics, error)
        return PointState("begun" if len(metrics) else "waiting", metrics)

    def evaluations_left(self, point: Point) -> int:
        """Count the evaluations that are still to be done.

        Parameters
        ----------
        point : Point
            A point of the study.

        Returns
        -------
        int
            Those that are not stored, without those that are lost [no unit].

        Raises
        ------
        StudyError
            If its files are damaged.
        """
        return 0 if self._is_without_checkpoint(point) else self._missing(point)

    def evaluations_lost(self, point: Point) -> int:
        """Count the evaluations that cannot be done: the training is done, its checkpoint gone.

        Committed results have no checkpoints, for example.

        Parameters
        ----------
        point : Point
            A point of the study.

        Returns
        -------
        int
            Those that are not stored [no unit].

        Raises
        ------
        StudyError
            If its files are damaged.
        """
        return self._missing(point) if self._is_without_checkpoint(point) else 0

    def failures(self) -> dict[str, str]:
        """Read what failed.

        Returns
        -------
        dict
            Error of each point that failed the last time, by key.

        Raises
        ------
        StudyError
            If the file is damaged.
        """
        file = self.path / _FAILURES
        try:
            return dict(json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise StudyError(f"{file}: damaged ({error}); remove it") from None

    def set_failure(self, point: Point, error: str | None) -> None:
        """Store that a point failed, or that it no longer does.

        Parameters
        ----------
        point : Point
            A point of the study.
        error : str or None
            The error, or None.
        """
        failures = self.failures()
        if error is None and point.key not in failures:
            return
        failures.pop(point.key, None)
        if error is not None:
            failures[point.key] = error
        self.path.mkdir(parents=True, exist_ok=True)
        write_text(self.path / _FAILURES, json.dumps(failures, indent=2) + "\n")

    def _is_study(self) -> bool:
        return (self.path / _POINTS).is_dir() or (self.path / _FAILURES).is_file()

    def _is_finished(self, point: Point) -> bool:
        return self._is_trained(point) and not self.evaluations_left(point)

    def _is_trained(self, point: Point) -> bool:
        return is_trained(self.run_folder(point).path, point.config)

    def _is_without_checkpoint(self, point: Point) -> bool:
        """Whether the training is done and the checkpoint gone."""
        (kind,), (seed,) = point.config.networks, point.config.seeds
        checkpoint = self.run_folder(point).checkpoints(kind, seed) / CHECKPOINT
        return not checkpoint.is_file() and self._is_trained(point)

    def _missing(self, point: Point) -> int:
        return len(missing_evaluations(self.run_folder(point).path, point.conditions))
