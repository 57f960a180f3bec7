"""Tables of a study's report: final accuracies, time, and what is not finished."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from dwmtj.networks.published import PAPER
from dwmtj.networks.study.definition import Point
from dwmtj.report.study_axes import accuracy_interval
from dwmtj.report.study_factor_values import name_of_factor
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import NETWORKS

NOTHING = "–"
FINAL_HEADER = ("runs", "mean (%)", "95 % interval", "std (%)", "n", "each seed (%)", "paper")
TIME_HEADER = ("runs", "finished", "per run (min)", "shortest to longest", "all (h)")


def final_rows(stored: StoredStudy) -> Iterator[tuple[str, ...]]:
    """Give the accuracy after the last epoch of each set of runs that differ in the seed only.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.

    Yields
    ------
    tuple of str
        A row for ``FINAL_HEADER``.
    """
    for points in stored.sets().values():
        known = [(p.config.seeds[0], stored.final_accuracy(p)) for p in points]
        known = [(seed, value) for seed, value in known if np.isfinite(value)]
        values = np.array([value for _, value in known])
        interval = accuracy_interval(values)
        several = len(values) > 1
        yield (
            label_of(stored, points[0]),
            f"{values.mean():.2f}" if len(values) else NOTHING,
            f"{interval[0]:.2f} to {interval[1]:.2f}" if interval else NOTHING,
            f"{values.std(ddof=1):.2f}" if several else NOTHING,
            f"{len(values)} of {len(points)}",
            ", ".join(f"{seed}: {value:.2f}" for seed, value in known) or NOTHING,
            _paper(stored, points[0]),
        )


def time_rows(stored: StoredStudy) -> Iterator[tuple[str, ...]]:
    """Give the time of training of each set of runs that differ in the seed only.

    Parameters
    ----------
    stored : StoredStudy
        The study, seconds of training.

    Yields
    ------
    tuple of str
        A row for ``TIME_HEADER``; minutes and hours of whole runs.
    """
    for points in stored.sets().values():
        whole = [p for p in points if np.isfinite(stored.final_accuracy(p))]
        minutes = np.array([stored.rows_of(p)["seconds"].sum() / 60 for p in whole])
        yield (
            label_of(stored, points[0]),
            f"{len(whole)} of {len(points)}",
            f"{minutes.mean():.1f}" if whole else NOTHING,
            f"{minutes.min():.1f} to {minutes.max():.1f}" if whole else NOTHING,
            f"{minutes.sum() / 60:.2f}" if whole else NOTHING,
        )


def unfinished_rows(stored: StoredStudy) -> Iterator[tuple[str, ...]]:
    """List what is not finished.

    Parameters
    ----------
    stored : StoredStudy
        The study.

    Yields
    ------
    tuple of str
        Label, state, epochs that are done of those planned, and error.
    """
    for point in stored.study.points:
        state, error = stored.states.get(point.key, ("waiting", ""))
        done = len(stored.rows_of(point))
        if done < point.config.epochs:
            state = "begun" if done and state != "failed" else state
            yield stored.study.label(point), state, f"{done} of {point.config.epochs}", error


def unevaluated_rows(stored: StoredStudy) -> Iterator[tuple[str, ...]]:
    """List the runs that were trained and lack evaluations.

    Parameters
    ----------
    stored : StoredStudy
        The study.

    Yields
    ------
    tuple of str
        Label, and evaluations that are not there of those that the file asks for.
    """
    for point in stored.study.points:
        left = stored.evaluations_missing(point)
        if left and len(stored.rows_of(point)) == point.config.epochs:
            yield stored.study.label(point), f"{left} of {len(point.conditions)}"


def label_of(stored: StoredStudy, point: Point) -> str:
    """Tell a set of runs by what it has otherwise than the others.

    Parameters
    ----------
    stored : StoredStudy
        The study.
    point : Point
        One of the runs.

    Returns
    -------
    str
        Such as "DW-MTJ, noisy; preset cui2024-network".
    """
    parts = [NETWORKS[point.config.networks[0]].label]
    for name in stored.study.varied:
        if name not in ("network", "seed") and name in point.factors:
            parts.append(f"{name_of_factor(name)} {point.told_value(name)}")
    return "; ".join(parts)


def _paper(stored: StoredStudy, point: Point) -> str:
    values: dict[str, Any] = PAPER["final_test_accuracy"]
    known = values.get(point.config.networks[0]) if stored.is_comparable else None
    return NOTHING if known is None or not stored.is_of_paper_networks else f"~{known:.0f}"
