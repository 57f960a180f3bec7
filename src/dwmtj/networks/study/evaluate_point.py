"""Evaluations of one trained point under the conditions of a study, each stored as it ends."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from dwmtj.atomic import write_text
from dwmtj.networks.study.definition import Conditions

EVALUATIONS = "evaluations.csv"
#: Of ``evaluations.csv`` in the folder of a point: what is changed, as JSON; percent; no unit.
EVALUATION_COLUMNS = ("conditions", "test_accuracy", "spike_rate")


def name_of(changed: dict[str, Any]) -> str:
    """Give the one name of some conditions.

    Parameters
    ----------
    changed : dict
        Value of each factor that is changed.

    Returns
    -------
    str
        JSON, with the factors in alphabetical order.
    """
    return json.dumps(changed, sort_keys=True)


def read_evaluations(folder: Path) -> pd.DataFrame:
    """Read the evaluations that a point has.

    Parameters
    ----------
    folder : Path
        Run folder of the point.

    Returns
    -------
    DataFrame
        ``EVALUATION_COLUMNS``; no rows if there are none yet.

    Raises
    ------
    ValueError
        If the file is damaged.
    """
    file = folder / EVALUATIONS
    try:
        table = pd.read_csv(file)
    except (FileNotFoundError, pd.errors.EmptyDataError):
        return pd.DataFrame(columns=list(EVALUATION_COLUMNS))
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: damaged ({error}); remove it") from None
    if tuple(table) != EVALUATION_COLUMNS:
        raise ValueError(f"{file}: damaged (columns {', '.join(map(str, table))}); remove it")
    return table


def missing_evaluations(folder: Path, conditions: Sequence[Conditions]) -> list[Conditions]:
    """List the conditions under which a point has not been evaluated.

    Parameters
    ----------
    folder : Path
        Run folder of the point.
    conditions : sequence of Conditions
        Those that the study asks for.

    Returns
    -------
    list of Conditions
        Those that are not stored.
    """
    stored = set(read_evaluations(folder)["conditions"])
    return [each for each in conditions if name_of(each.changed) not in stored]


def evaluate_point(
    folder: Path,
    checkpoints: Path,
    conditions: Sequence[Conditions],
    data_dir: Path | None,
    accelerator: str,
) -> None:
    """Evaluate a trained point under the conditions that are missing.

    Parameters
    ----------
    folder, checkpoints : Path
        Run folder of the point, and that of its checkpoint.
    conditions : sequence of Conditions
        Those that the study asks for.
    data_dir : Path, optional
        Folder with the files of the data set.
    accelerator : str
        Where to compute, as Lightning names it.
    """
    from lightning.fabric import Fabric

    from dwmtj.networks.evaluation import evaluate
    from dwmtj.networks.images import load_images

    missing = missing_evaluations(folder, conditions)
    if not missing:
        return
    data = load_images(missing[0].config, data_dir)
    device = Fabric(accelerator=accelerator, devices=1).device
    rows = read_evaluations(folder).to_dict("records")
    for each in missing:
        found = evaluate(each.config, data, checkpoints, device)
        rows.append(
            {
                "conditions": name_of(each.changed),
                "test_accuracy": found.test_accuracy,
                "spike_rate": found.spike_rate,
            }
        )
        table = pd.DataFrame(rows, columns=list(EVALUATION_COLUMNS))
        write_text(folder / EVALUATIONS, table.to_csv(index=False))
