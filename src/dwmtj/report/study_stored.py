"""What a report on a study reads: its tables ``study.csv``, ``points.csv``, ``evaluations.csv``."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dwmtj.analysis.claims.runs import NEEDED, Group, groups_of
from dwmtj.networks.published import PAPER
from dwmtj.networks.study.definition import Point, Study, StudyError
from dwmtj.networks.study.stored_point import EVALUATIONS, read_stored
from dwmtj.networks.study.stored_title import POINTS_TABLE, STUDY_TABLE

_COLUMNS = (*NEEDED, "point", "sigma", "seconds", "spike_rate")
_REMEDY = "'dwmtj study run' makes it again"


@dataclass(frozen=True)
class StoredStudy:
    """A study and its stored epochs.

    Parameters
    ----------
    study : Study
        The study as its file has it.
    table : DataFrame
        Rows of ``study.csv`` that belong to its points: accuracy in percent, seconds of training.
    states : dict
        State and error of each point by its key, of ``points.csv``.
    foreign : int
        Points of ``study.csv`` that the file of the study does not have [no unit].
    evaluations : DataFrame
        ``evaluations.csv``: accuracies in percent of trained networks under other conditions,
        which stand in columns ``test_FACTOR``; empty if there are none.
    """

    study: Study
    table: pd.DataFrame
    states: dict[str, tuple[str, str]]
    foreign: int
    evaluations: pd.DataFrame

    @property
    def epochs(self) -> int:
        """Most epochs of a whole run."""
        return max(point.config.epochs for point in self.study.points)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Accuracies by recipe, preset and network."""
        return groups_of(self.table)

    @property
    def is_of_paper_networks(self) -> bool:
        """Whether networks differ, and nothing else but seed, recipe, preset and reset."""
        varied = set(self.study.varied)
        return "network" in varied and varied <= {"network", "seed", "recipe", "preset", "reset"}

    @property
    def has_curves(self) -> bool:
        """Whether its epochs are seen as those of networks, whose claims may be judged or not."""
        return self.is_of_paper_networks or set(self.study.varied) <= {"seed"}

    @property
    def unlike_paper(self) -> list[str]:
        """What accuracies are of that the paper's are not: images, epochs, or hidden layers."""
        configs = [point.config for point in self.study.points]
        alike = {
            "images": all(
                (each.dataset, each.evaluated_on) == (PAPER["dataset"], "test")
                and each.train_images is each.test_images is None
                for each in configs
            ),
            "epochs": all(each.epochs == PAPER["epochs"] for each in configs),
            "hidden layers": all(
                list(each.recipe.architecture.hidden_layers) == PAPER["hidden_layers"]
                for each in configs
            ),
        }
        return [what for what, same in alike.items() if not same]

    @property
    def is_comparable(self) -> bool:
        """Whether accuracies are of the paper's images and layers, after as many epochs."""
        return not self.unlike_paper

    @property
    def evaluated_on(self) -> str:
        """Which images the accuracies are of: test, validation, or either."""
        return " or ".join(sorted({point.config.evaluated_on for point in self.study.points}))

    def final_accuracy(self, point: Point) -> float:
        """Give the accuracy of a point after its last epoch.

        Parameters
        ----------
        point : Point
            A point of the study.

        Returns
        -------
        float
            Accuracy [percent]; NaN if it is not there yet.
        """
        rows = self.rows_of(point)
        last = rows.loc[rows["epoch"] == point.config.epochs, "test_accuracy"]
        return float(last.iloc[0]) if len(last) else float("nan")

    def evaluations_missing(self, point: Point) -> int:
        """Count the evaluations that the file of the study asks for and that are not there.

        Parameters
        ----------
        point : Point
            A point of the study.

        Returns
        -------
        int
            Number of evaluations [no unit].
        """
        return len(point.conditions) - int((self.evaluations["point"] == point.key).sum())

    def rows_of(self, point: Point) -> pd.DataFrame:
        """Give the epochs of a point.

        Parameters
        ----------
        point : Point
            A point of the study.

        Returns
        -------
        DataFrame
            Rows of the table.
        """
        return self.table[self.table["point"] == point.key]

    def sets(self) -> dict[tuple[Any, ...], list[Point]]:
        """Put points together that differ in nothing but the seed.

        Returns
        -------
        dict
            Points by the values of all other varied factors, in the order of the study, sorted by
            seed.
        """
        names = [name for name in self.study.varied if name != "seed"]
        found: dict[tuple[Any, ...], list[Point]] = {}
        for point in sorted(self.study.points, key=lambda each: each.config.seeds[0]):
            found.setdefault(tuple(repr(point.factors.get(name)) for name in names), []).append(
                point
            )
        order = {point.key: place for place, point in enumerate(self.study.points)}
        return dict(sorted(found.items(), key=lambda item: order[item[1][0].key]))


def read_study_results(folder: str | Path, study: Study) -> StoredStudy:
    """Read what is stored of a study.

    Parameters
    ----------
    folder : str or Path
        Folder of its results.
    study : Study
        The study.

    Returns
    -------
    StoredStudy
        The study with its epochs; points may be missing or not finished.

    Raises
    ------
    StudyError
        If there are no results, or a table is damaged.
    """
    file = Path(folder) / STUDY_TABLE
    if not file.is_file():
        raise StudyError(
            f"{file}: there are no results yet; 'dwmtj study run' writes them as points end"
        )
    table = read_stored(file, _COLUMNS, _REMEDY)
    points = read_stored(Path(folder) / POINTS_TABLE, ("point", "state"), _REMEDY)
    evaluations = read_stored(Path(folder) / EVALUATIONS, ("point", "test_accuracy"), _REMEDY)
    table = table.astype({"point": str, "preset": object, "reset": object})
    for name in ("test_accuracy", "seconds"):
        if len(table) and not pd.api.types.is_numeric_dtype(table[name]):
            raise StudyError(f"{file}: damaged ({name} is not a number); {_REMEDY}")
    keys = {point.key for point in study.points}
    known = table["point"].isin(keys)
    error = points["error"] if "error" in points else pd.Series([""] * len(points))
    states = {
        str(key): (str(state), "" if pd.isna(why) else str(why))
        for key, state, why in zip(points["point"], points["state"], error, strict=True)
    }
    foreign = int(table.loc[~known, "point"].nunique())
    if not known.any():
        raise StudyError(f"{file}: no epoch of a point of this study yet")
    return StoredStudy(study, table[known].reset_index(drop=True), states, foreign, evaluations)
