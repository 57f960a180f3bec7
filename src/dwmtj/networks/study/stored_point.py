"""Tables of results; those of a point are its epochs and its evaluations under other conditions."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from dwmtj.networks.config import RunConfig
from dwmtj.networks.run_folder import METRICS, METRICS_COLUMNS, SUMMARY
from dwmtj.networks.study.definition import Conditions, StudyError

EVALUATIONS = "evaluations.csv"
#: Hash of the configuration under the conditions, what they change (JSON), percent, no unit.
EVALUATION_COLUMNS = ("conditions_hash", "conditions", "test_accuracy", "spike_rate")


def read_stored(file: Path, columns: Sequence[str], remedy: str = "remove it") -> pd.DataFrame:
    """Read a table that may not have been begun.

    Parameters
    ----------
    file : Path
        CSV file.
    columns : sequence of str
        Columns that it has to have.
    remedy : str
        What helps if the file is damaged.

    Returns
    -------
    DataFrame
        With at least these columns; no rows if there is no file, or an empty one.

    Raises
    ------
    StudyError
        If the file is damaged.
    """
    try:
        table = pd.read_csv(file, dtype={"point": str})
    except (FileNotFoundError, pd.errors.EmptyDataError):
        return pd.DataFrame(columns=list(columns))
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise StudyError(f"{file}: damaged ({error}); {remedy}") from None
    missing = [name for name in columns if name not in table]
    if missing:
        raise StudyError(f"{file}: damaged (no {', '.join(missing)}); {remedy}")
    return table


def read_epochs(folder: Path) -> pd.DataFrame:
    """Read the epochs that are done.

    Parameters
    ----------
    folder : Path
        Run folder of the point.

    Returns
    -------
    DataFrame
        One row per epoch, columns of ``metrics.csv``.

    Raises
    ------
    StudyError
        If the file is damaged.
    """
    return read_stored(folder / METRICS, METRICS_COLUMNS)


def is_trained(folder: Path, config: RunConfig) -> bool:
    """Tell whether a point has been trained to its end.

    Parameters
    ----------
    folder : Path
        Run folder of the point.
    config : RunConfig
        Its configuration.

    Returns
    -------
    bool
        True if its summary is there and every epoch.

    Raises
    ------
    StudyError
        If a file is damaged.
    """
    summary = folder / SUMMARY
    if not summary.is_file():
        return False
    try:
        json.loads(summary.read_bytes())
    except ValueError as error:
        raise StudyError(f"{summary}: damaged ({error}); remove it") from None
    return len(read_epochs(folder)) == config.epochs


def read_evaluations(folder: Path) -> pd.DataFrame:
    """Read the evaluations that a point has.

    Parameters
    ----------
    folder : Path
        Run folder of the point.

    Returns
    -------
    DataFrame
        ``EVALUATION_COLUMNS``.

    Raises
    ------
    StudyError
        If the file is damaged.
    """
    return read_stored(folder / EVALUATIONS, EVALUATION_COLUMNS)


def missing_evaluations(folder: Path, conditions: Sequence[Conditions]) -> list[Conditions]:
    """List the conditions under which a point has not been evaluated.

    Different changes may end in the same configuration, as a value that the training had too
    does; its evaluation stands for all of them.

    Parameters
    ----------
    folder : Path
        Run folder of the point.
    conditions : sequence of Conditions
        Those that the study asks for.

    Returns
    -------
    list of Conditions
        The first of each configuration that is not stored.
    """
    stored = set(read_evaluations(folder)["conditions_hash"])
    left: dict[str, Conditions] = {}
    for each in conditions:
        if each.config.hash not in stored:
            left.setdefault(each.config.hash, each)
    return list(left.values())
