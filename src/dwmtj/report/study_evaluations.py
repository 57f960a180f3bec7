"""Accuracy of trained networks under other conditions than those of their training."""

from typing import Any

import numpy as np
import pandas as pd

from dwmtj.networks.study.definition import Point
from dwmtj.report.fit_drawing import Drawn
from dwmtj.report.study_factor_values import (
    Factor,
    name_of_factor,
    told_unless_usual,
    usual_values,
)
from dwmtj.report.study_factors import Lines, draw_lines
from dwmtj.report.study_stored import StoredStudy

_PREFIX = "test_"
#: Columns of results, which begin like those of changed factors.
_RESULTS = ("test_accuracy",)
_CHIP = "chip"

Key = tuple[str, frozenset[tuple[str, float | str]]]


def draw_evaluations(stored: StoredStudy) -> list[Drawn]:
    """Draw the accuracy against each factor that is changed after the training.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.

    Returns
    -------
    list of Drawn
        One figure for each factor; none if nothing was evaluated yet.
    """
    if not len(stored.evaluations):
        return []
    names = dict.fromkeys(
        name
        for point in stored.study.points
        for conditions in point.conditions
        for name in conditions.changed
        if name != _CHIP
    )
    drawn, found = [], _accuracies(stored)
    for name in names:
        lines = _lines(stored, name, found)
        if lines:
            caption = (
                f"Networks as they were trained, evaluated with another {name_of_factor(name)}: "
                "mean over trained networks with its 95 % interval (Student). Small dots are "
                "networks, each the mean over its chips where several were drawn."
            )
            drawn.append(draw_lines(stored, name, lines, "evaluated", caption))
    return drawn


def _lines(stored: StoredStudy, name: str, found: dict[Key, float]) -> Lines:
    trained = [each for each in stored.study.varied if each != "seed"]
    usual = usual_values(stored)
    lines: Lines = {}
    for point in stored.study.points:
        chips: dict[tuple[tuple[str, ...], Any], list[float]] = {}
        for conditions in point.conditions:
            accuracy = found.get(_key(point.key, conditions.changed))
            if name in conditions.changed and accuracy is not None:
                others = [each for each in conditions.changed if each not in (name, _CHIP)]
                rest = (
                    *(_trained(point, each, usual) for each in trained),
                    *(f"evaluated with {Factor(conditions.config, each).told}" for each in others),
                )
                value = Factor(conditions.config, name).value
                chips.setdefault((rest, value), []).append(accuracy)
        for (rest, value), accuracies in chips.items():
            lines.setdefault(rest, {}).setdefault(value, []).append(float(np.mean(accuracies)))
    longest = max((len(rest) for rest in lines), default=0)
    filled = {rest + ("",) * (longest - len(rest)): line for rest, line in lines.items()}
    return {rest: line for rest, line in filled.items() if len(line) > 1}


def _trained(point: Point, name: str, usual: dict[str, str]) -> str:
    told = told_unless_usual(Factor(point.config, name), usual)
    return told if name == "network" or not told else f"trained with {told}"


def _accuracies(stored: StoredStudy) -> dict[Key, float]:
    """Give the accuracy of each point under each of its conditions."""
    columns = {
        str(column): str(column).removeprefix(_PREFIX)
        for column in stored.evaluations
        if str(column).startswith(_PREFIX) and column not in _RESULTS
    }
    found = {}
    for row in stored.evaluations.to_dict("records"):
        changed = {name: row[column] for column, name in columns.items() if pd.notna(row[column])}
        if pd.notna(row["test_accuracy"]):
            found[_key(str(row["point"]), changed)] = float(row["test_accuracy"])
    return found


def _key(point: str, changed: dict[str, Any]) -> Key:
    return point, frozenset((name, _plain(value)) for name, value in changed.items())


def _plain(value: Any) -> float | str:
    """Give a value as it is in the file of the study and in a table alike."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)
