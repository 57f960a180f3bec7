"""Tables of a study's file: names of factors, lists that are crossed, and what they configure."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import DRAWN
from dwmtj.networks.study.definition import StudyError
from dwmtj.networks.study.factors import configure_point
from dwmtj.networks.study.names import name_values


def cross_lists(
    table: dict[str, Any], place: str, check: Callable[[str, Any], None]
) -> list[dict[str, Any]]:
    """Cross the lists of a table; a list of lists is needed where a value is itself a list.

    Parameters
    ----------
    table : dict
        Values or lists of values by the names of their factors.
    place : str
        Where the table stands, for messages.
    check : callable
        Raises ValueError for a name and a value that are not allowed.

    Returns
    -------
    list of dict
        One value of each factor.

    Raises
    ------
    StudyError
        If a list is empty or has a value twice, or a value is not allowed.
    """
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


def name_factors(table: dict[str, Any], place: str) -> dict[str, Any]:
    """Give every value of a table the name of its factor.

    Parameters
    ----------
    table : dict
        A table of the file.
    place : str
        Where it stands, for messages.

    Returns
    -------
    dict
        As :func:`dwmtj.networks.study.names.name_values` has it.

    Raises
    ------
    StudyError
        If two of them are the same factor.
    """
    try:
        return name_values(table)
    except ValueError as error:
        raise StudyError(f"{place}: {error}") from None


def configure_factors(factors: dict[str, Any], folder: Path, place: str) -> RunConfig:
    """Make the configuration of one point.

    Parameters
    ----------
    factors : dict
        Value of each factor.
    folder : Path
        Where device and recipe files are looked for.
    place : str
        Where the table stands, for messages.

    Returns
    -------
    RunConfig
        One network, one seed; values in SI units.

    Raises
    ------
    StudyError
        If a value is not allowed.
    """
    try:
        return configure_point(factors, folder)
    except (ValueError, TypeError, OSError) as error:
        raise StudyError(f"{place}: {error}") from None


def check_chip(named: dict[str, Any], config: RunConfig, place: str) -> None:
    """Refuse chips that are all the same.

    Parameters
    ----------
    named : dict
        Factors that a table names.
    config : RunConfig
        What they configure.
    place : str
        Where the table stands, for messages.

    Raises
    ------
    StudyError
        If a chip is named and nothing is drawn for it.
    """
    if "chip" in named and not config.imperfections.draws:
        raise StudyError(
            f"{place}: chip: {named['chip']!r} changes nothing where {', '.join(DRAWN)} are all 0; "
            "give one of them, or leave chip out (a table of its own holds a spread of 0)"
        )
