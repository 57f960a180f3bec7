"""Evaluations that a study's file asks for: which points, and under which conditions.

Tables ``[[evaluations]]`` are crossed and listed as those of points are; ``of`` chooses the points
by their factors, all if it is not there, and ``exactly`` those that have no other factor beside
these, network, seed and base::

    [[evaluations]]
    of = { network = "dwmtj_noisy" }
    sigma = [0, 0.3, 1]
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from dwmtj.networks.study.applicability import own_changes
from dwmtj.networks.study.crossing import (
    check_chip,
    configure_factors,
    cross_lists,
    name_factors,
)
from dwmtj.networks.study.definition import Conditions, Point, StudyError
from dwmtj.networks.study.factors import TRACKED, check_condition, check_name


def with_conditions(
    points: list[Point], tables: Any, base: dict[str, Any], file: Path
) -> list[Point]:
    """Give the points of a study with their evaluations.

    Parameters
    ----------
    points : list of Point
        All points, without evaluations.
    tables : object
        What the file has as ``evaluations``.
    base : dict
        Factors that all points share.
    file : Path
        The file, for messages and for the names of device files.

    Returns
    -------
    list of Point
        The same points, each with those evaluations that its network can have.

    Raises
    ------
    StudyError
        If a table is not allowed, or chooses no point that has what it changes.
    """
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise StudyError(f"{file}: evaluations: write tables [[evaluations]]")
    conditions: dict[str, list[Conditions]] = {point.key: [] for point in points}
    for number, table in enumerate(tables, 1):
        place = f"{file}: evaluations {number}"
        changes = name_factors(
            {n: v for n, v in table.items() if n not in ("of", "exactly")}, place
        )
        crossed = cross_lists(changes, place, check_condition)
        if not changes:
            raise StudyError(f"{place}: nothing is changed; name at least one factor")
        chosen = _choose(points, table, base, place)
        if not chosen:
            raise StudyError(f"{place}: no point is chosen by {_chooser(table)}")
        found = {point.key: _conditions(point, crossed, file.parent, place) for point in chosen}
        if not any(found.values()):
            raise StudyError(
                f"{place}: no point is chosen that has what is changed ({', '.join(changes)}); "
                f"chosen: {', '.join(dict.fromkeys(p.factors['network'] for p in chosen))}"
            )
        for key, each in found.items():
            conditions[key] += [new for new in each if new not in conditions[key]]
    return [replace(point, conditions=tuple(conditions[point.key])) for point in points]


def _conditions(
    point: Point, crossed: list[dict[str, Any]], folder: Path, place: str
) -> list[Conditions]:
    """Give the evaluations of a point, each once, with what its network has of the changes."""
    found: dict[str, Conditions] = {}
    trained = point.config.recipe.architecture.batch_norm
    for changed in filter(None, (own_changes(point.factors, each) for each in crossed)):
        if "batch_norm" in changed and trained != TRACKED:
            raise StudyError(
                f"{place}: batch_norm: {trained} in the training of {point.factors}; only "
                f"{TRACKED} can be evaluated otherwise; choose the points with of"
            )
        config = configure_factors(point.factors | changed, folder, place)
        check_chip(changed, config, place)
        found.setdefault(config.hash, Conditions(changed, config))
    return list(found.values())


def _chooser(table: dict[str, Any]) -> Any:
    return table.get("of", table.get("exactly", {}))


def _choose(
    points: list[Point], table: dict[str, Any], base: dict[str, Any], place: str
) -> list[Point]:
    if "of" in table and "exactly" in table:
        raise StudyError(f"{place}: of and exactly exclude each other; give one")
    chooser = _chooser(table)
    if not isinstance(chooser, dict):
        raise StudyError(f"{place}: of and exactly have to be tables of factors")
    wanted = {n: v if isinstance(v, list) else [v] for n, v in name_factors(chooser, place).items()}
    for name in wanted:
        try:
            check_name(name)
        except ValueError as error:
            raise StudyError(f"{place}: {error}") from None
    chosen = [p for p in points if all(p.factors.get(n) in v for n, v in wanted.items())]
    if "exactly" not in table:
        return chosen
    usual = {"network", "seed", *base, *wanted}
    return [point for point in chosen if usual.issuperset(point.factors)]
