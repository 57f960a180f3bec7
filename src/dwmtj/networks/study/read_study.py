"""Read a study from its file: a base configuration and factors that are crossed or listed.

In each table ``[[points]]`` the lists are crossed with each other, and the tables are listed one
after another; what stands in ``[base]`` holds for every point that does not say otherwise::

    name = "conditioned"
    purpose = "the networks of Fig. 5d, trained well"

    [base]
    recipe = "conditioned"

    [[points]]
    network = ["lif", "dwmtj_noisy"]
    seed = [0, 1, 2]

Trained networks can be evaluated under other conditions: :mod:`.conditions`.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from dwmtj.networks.study.applicability import own_factors
from dwmtj.networks.study.conditions import with_conditions
from dwmtj.networks.study.crossing import (
    check_chip,
    configure_factors,
    cross_lists,
    name_factors,
)
from dwmtj.networks.study.definition import Point, Study, StudyError
from dwmtj.networks.study.factors import check_factor

_KEYS = {"name", "purpose", "base", "points", "evaluations"}


def read_study(file: str | Path) -> Study:
    r"""Read a study file.

    Parameters
    ----------
    file : str or Path
        TOML file.

    Returns
    -------
    Study
        All its points, configured.

    Raises
    ------
    StudyError
        If the file is missing or not TOML, a factor is not known or none of a table's networks has
        it, a value is not allowed or twice in a list, or two points are the same.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.read_study import read_study
    >>> _ = Path("two.toml").write_text(
    ...     'name = "two"\npurpose = "two seeds"\n'
    ...     '[[points]]\nnetwork = "lif"\nseed = [0, 1]\n'
    ... )
    >>> len(read_study("two.toml").points)
    2
    """
    file = Path(file)
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StudyError(f"{file}: there is no such file") from None
    except IsADirectoryError:
        raise StudyError(f"{file}: is a folder; give the .toml file of a study") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        twice = "overwrite a value" in str(error)
        hint = '; write paths in quotes: "recipe.training.learning_rate" = 0.01' if twice else ""
        raise StudyError(f"{file}: not a TOML file ({error}){hint}") from None
    _check_tables(tables, file)
    base = name_factors(tables.get("base", {}), f"{file}: base")
    points: list[Point] = []
    places: dict[str, str] = {}
    for number, table in enumerate(tables["points"], 1):
        place = f"{file}: points {number}"
        named = name_factors(table, place)
        of_table: dict[str, Point] = {}
        for crossed in _cross(base | named, place):
            config, factors = configure_factors(crossed, file.parent, place), own_factors(crossed)
            check_chip(crossed, config, place)
            if len(factors) < len(crossed):
                config = configure_factors(factors, file.parent, place)
            point = Point(factors, config)
            if len(factors) == len(crossed) and point.key in of_table:
                _refuse_twice(point, place, place)
            # A network without a factor that others of the table have is trained once.
            of_table.setdefault(point.key, point)
        _check_present(named, list(of_table.values()), place)
        for point in of_table.values():
            if point.key in places:
                _refuse_twice(point, places[point.key], place)
            places[point.key] = place
        points += of_table.values()
    points = with_conditions(points, tables.get("evaluations", []), base, file)
    names = dict.fromkeys(name for point in points for name in point.factors)
    varied = tuple(
        name for name in names if len({repr(point.factors.get(name)) for point in points}) > 1
    )
    return Study(tables["name"], tables.get("purpose", ""), varied, tuple(points))


def _check_tables(tables: dict[str, Any], file: Path) -> None:
    unknown = set(tables) - _KEYS
    if unknown:
        raise StudyError(
            f"{file}: {', '.join(sorted(unknown))} is not known; known: {', '.join(sorted(_KEYS))}"
        )
    name = tables.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[\w.-]*\w", name):
        raise StudyError(
            f"{file}: name: {name!r} is not allowed; allowed: letters, digits, '-', '_' and '.', "
            "because results/NAME is its folder"
        )
    points = tables.get("points")
    if not isinstance(points, list) or not points or not all(isinstance(p, dict) for p in points):
        raise StudyError(
            f"{file}: points: none; write at least one table [[points]], with two brackets"
        )
    if not isinstance(tables.get("base", {}), dict) or not isinstance(
        tables.get("purpose", ""), str
    ):
        raise StudyError(f"{file}: base has to be a table, and purpose a text")


def _cross(table: dict[str, Any], place: str) -> list[dict[str, Any]]:
    crossed = cross_lists(table, place, check_factor)
    for needed in ("network", "seed"):
        if needed not in table:
            raise StudyError(f"{place}: no {needed}; every point needs a network and a seed")
    return crossed


def _check_present(named: dict[str, Any], points: list[Point], place: str) -> None:
    """Refuse what a table names and none of its networks has: it would be dropped in silence."""
    for name in named:
        if not any(name in point.factors for point in points):
            networks = ", ".join(dict.fromkeys(point.factors["network"] for point in points))
            raise StudyError(
                f"{place}: {name} is nothing that {networks} has; leave it out, or add a network "
                "that has it"
            )


def _refuse_twice(point: Point, first: str, second: str) -> None:
    told = ", ".join(point.told(point.factors))
    where = f"; {first.rpartition(': ')[2]} has it too" if first != second else ""
    raise StudyError(
        f"{second}: two points have the same configuration: {told}{where}; leave one out"
    )
