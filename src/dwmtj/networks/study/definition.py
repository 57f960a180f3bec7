"""A study as it is written down: a base configuration and factors that are crossed or listed.

In each table ``[[points]]`` the lists are crossed with each other, and the tables are listed one
after another; what stands in ``[base]`` holds for every point that does not say otherwise::

    name = "conditioned"
    purpose = "the networks of Fig. 5d, trained well"

    [base]
    recipe = "conditioned"

    [[points]]
    network = ["lif", "dwmtj_noisy"]
    seed = [0, 1, 2]

Trained networks can be evaluated under other conditions, which are crossed and listed alike; ``of``
chooses the points by their factors, all if it is not there, and ``exactly`` those that have no
other factor beside these, network, seed and base::

    [[evaluations]]
    of = { network = "dwmtj_noisy" }
    sigma = [0, 0.3, 1]
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import DRAWN
from dwmtj.networks.study.applicability import own_changes, own_factors
from dwmtj.networks.study.factors import (
    TRACKED,
    check_condition,
    check_factor,
    check_name,
    configure_point,
)
from dwmtj.networks.study.names import name_values, unit_of

_KEYS = {"name", "purpose", "base", "points", "evaluations"}
_KEY_LENGTH = 12


class StudyError(ValueError):
    r"""A study file, or what is in its folder, cannot be used; the message says why.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.definition import StudyError, read_study
    >>> _ = Path("empty.toml").write_text('name = "empty"\npurpose = "none"\n')
    >>> try:
    ...     read_study("empty.toml")
    ... except StudyError as error:
    ...     print("refused")
    refused
    """


@dataclass(frozen=True)
class Point:
    r"""One training of a study.

    Parameters
    ----------
    factors : dict
        Value of every factor, that of the base included, as the file has it.
    config : RunConfig
        What is run: one network, one seed; all values in SI units.
    conditions : tuple of Conditions
        Under which it is evaluated once it is trained.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.definition import read_study
    >>> _ = Path("one.toml").write_text(
    ...     'name = "one"\npurpose = "an example"\n[[points]]\nnetwork = "lif"\nseed = 3\n'
    ... )
    >>> point = read_study("one.toml").points[0]
    >>> point.factors["network"], point.factors["seed"], len(point.key)
    ('lif', 3, 12)
    """

    factors: dict[str, Any]
    config: RunConfig
    conditions: tuple["Conditions", ...] = ()

    @property
    def key(self) -> str:
        """First digits of the configuration's hash, which are the name of the run folder."""
        return self.config.hash[:_KEY_LENGTH]

    def told(self, names: Iterable[str]) -> list[str]:
        """Tell some of its factors.

        Parameters
        ----------
        names : iterable of str
            Names of factors; those that it does not have are left out.

        Returns
        -------
        list of str
            Such as ``"write_time 1e-09 s"``; of the network its name alone.
        """
        own = [name for name in names if name in self.factors]
        return [("" if n == "network" else f"{n} ") + self.told_value(n) for n in own]

    def told_value(self, name: str) -> str:
        """Tell the value of a factor as the file has it.

        Parameters
        ----------
        name : str
            Name of a factor that it has.

        Returns
        -------
        str
            A number is told with its SI unit.
        """
        value = self.factors[name]
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        unit = unit_of(name, self.config) if number else ""
        return f"{value} {unit}".rstrip()


@dataclass(frozen=True)
class Conditions:
    r"""Conditions of one evaluation of a trained network.

    Parameters
    ----------
    changed : dict
        Value of each factor that the evaluation names; it may be that of the training.
    config : RunConfig
        The run of the training with these changed, all values in SI units.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.definition import read_study
    >>> _ = Path("tested.toml").write_text(
    ...     'name = "tested"\npurpose = "an example"\n'
    ...     '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\n'
    ...     '[[evaluations]]\nsigma = [0, 1.0]\n'
    ... )
    >>> [conditions.changed for conditions in read_study("tested.toml").points[0].conditions]
    [{'sigma': 0}, {'sigma': 1.0}]
    """

    changed: dict[str, Any]
    config: RunConfig


@dataclass(frozen=True)
class Study:
    r"""A study.

    Parameters
    ----------
    name, purpose : str
        Its name, which is that of its folder of results, and what it asks in one line.
    varied : tuple of str
        Factors that are not the same in all points, in the order of the file.
    points : tuple of Point
        All trainings, in the order of the file.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.definition import read_study
    >>> _ = Path("noise.toml").write_text(
    ...     'name = "noise"\npurpose = "an example"\n'
    ...     '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nsigma = [0.3, 1.0]\n'
    ... )
    >>> study = read_study("noise.toml")
    >>> study.name, len(study.points), "sigma" in study.varied
    ('noise', 2, True)
    """

    name: str
    purpose: str
    varied: tuple[str, ...]
    points: tuple[Point, ...]

    def label(self, point: Point) -> str:
        """Tell a point by what it has otherwise than the others.

        Parameters
        ----------
        point : Point
            A point of this study.

        Returns
        -------
        str
            Such as ``"dwmtj_noisy, sigma 0.3, seed 2"``.
        """
        return ", ".join(point.told(self.varied)) or str(point.factors["network"])


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
        If the file is missing or not TOML, a factor is not known, a value is not allowed, or two
        points are the same.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.definition import read_study
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
    base = _named(tables.get("base", {}), f"{file}: base")
    points: list[Point] = []
    places: dict[str, str] = {}
    for number, table in enumerate(tables["points"], 1):
        place = f"{file}: points {number}"
        named = _named(table, place)
        of_table: dict[str, Point] = {}
        for crossed in _cross(base | named, place):
            config, factors = _configure(crossed, file.parent, place), own_factors(crossed)
            _check_chip(crossed, config, place)
            if len(factors) < len(crossed):
                config = _configure(factors, file.parent, place)
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
    points = _with_conditions(points, tables.get("evaluations", []), base, file)
    names = dict.fromkeys(name for point in points for name in point.factors)
    varied = tuple(
        name for name in names if len({repr(point.factors.get(name)) for point in points}) > 1
    )
    return Study(tables["name"], tables.get("purpose", ""), varied, tuple(points))


def _with_conditions(
    points: list[Point], tables: Any, base: dict[str, Any], file: Path
) -> list[Point]:
    """Give the points with their evaluations; ``base`` names what all of them share."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise StudyError(f"{file}: evaluations: write tables [[evaluations]]")
    conditions: dict[str, list[Conditions]] = {point.key: [] for point in points}
    for number, table in enumerate(tables, 1):
        place = f"{file}: evaluations {number}"
        changes = _named({n: v for n, v in table.items() if n not in ("of", "exactly")}, place)
        crossed = _product(changes, place, check_condition)
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
        config = _configure(point.factors | changed, folder, place)
        _check_chip(changed, config, place)
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
    wanted = {n: v if isinstance(v, list) else [v] for n, v in _named(chooser, place).items()}
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
    crossed = _product(table, place, check_factor)
    for needed in ("network", "seed"):
        if needed not in table:
            raise StudyError(f"{place}: no {needed}; every point needs a network and a seed")
    return crossed


def _product(
    table: dict[str, Any], place: str, check: Callable[[str, Any], None]
) -> list[dict[str, Any]]:
    """Cross the lists of a table; a list of lists is needed where a value is itself a list."""
    choices = {name: v if isinstance(v, list) else [v] for name, v in table.items()}
    for name, values in choices.items():
        if not values:
            raise StudyError(f"{place}: {name}: an empty list; allowed: at least one value")
        for value in values:
            if values.count(value) > 1:
                raise StudyError(f"{place}: {name}: {value!r} stands twice in the list")
            try:
                check(name, value)
            except ValueError as error:
                raise StudyError(f"{place}: {error}") from None
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def _named(table: dict[str, Any], place: str) -> dict[str, Any]:
    try:
        return name_values(table)
    except ValueError as error:
        raise StudyError(f"{place}: {error}") from None


def _configure(factors: dict[str, Any], folder: Path, place: str) -> RunConfig:
    try:
        return configure_point(factors, folder)
    except (ValueError, TypeError, OSError) as error:
        raise StudyError(f"{place}: {error}") from None


def _check_chip(named: dict[str, Any], config: RunConfig, place: str) -> None:
    """Refuse chips that are all the same."""
    if "chip" in named and not config.imperfections.draws:
        raise StudyError(
            f"{place}: chip: {named['chip']!r} changes nothing where {', '.join(DRAWN)} are all 0; "
            "give one of them, or leave chip out (a table of its own holds a spread of 0)"
        )


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
