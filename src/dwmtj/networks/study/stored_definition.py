"""A study read back from its folder of results, without the file that it was made from.

``points.csv`` has a row for each point, finished or not, with the value of every factor. The points
are configured anew from them, and a point whose key comes out otherwise is refused: its factors
name a file that is not here, or a preset has changed since.
"""

import ast
from pathlib import Path
from typing import Any

import pandas as pd

from dwmtj.networks.study.definition import Point, Study, StudyError
from dwmtj.networks.study.factors import configure_point
from dwmtj.networks.study.stored_title import POINTS_TABLE, read_title

_NO_FACTORS = ("point", "state", "epochs_done", "error")


def read_stored_definition(folder: str | Path) -> Study:
    """Read what a study is from its results.

    Parameters
    ----------
    folder : str or Path
        Folder of its results.

    Returns
    -------
    Study
        Its points, without evaluations.

    Raises
    ------
    StudyError
        If the folder holds no study, a table is damaged, or a point cannot be made out.
    """
    place = Path(folder)
    file = place / POINTS_TABLE
    try:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise StudyError(f"{place}: holds no study (there is no {POINTS_TABLE})") from None
    except (OSError, ValueError) as error:
        raise StudyError(f"{file}: damaged ({error}); 'dwmtj study run' makes it again") from None
    if "point" not in table or table.empty:
        raise StudyError(f"{file}: damaged (no points); 'dwmtj study run' makes it again")
    factors = [str(name) for name in table if name not in _NO_FACTORS]
    points = [_point(row, factors, place) for row in table.to_dict("records")]
    varied = tuple(name for name in factors if table[name].nunique() > 1)
    name, purpose = read_title(place)
    return Study(name or place.resolve().name, purpose, varied, tuple(points))


def _point(row: dict[Any, str], names: list[str], folder: Path) -> Point:
    factors = {name: _value(row[name]) for name in names if row[name] != ""}
    told = f"{folder / POINTS_TABLE}: point {row['point']}"
    try:
        point = Point(factors, configure_point(factors, folder))
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise StudyError(f"{told} cannot be made out ({error})") from None
    if point.key != row["point"]:
        raise StudyError(
            f"{told} is of other values than this version gives to its factors (key {point.key}); "
            "'dwmtj study report FILE.toml' reports on what is stored"
        )
    return point


def _value(text: str) -> Any:
    """Give a number or a list where the text is one."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
