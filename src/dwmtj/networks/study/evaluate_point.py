"""Evaluations of one trained point under the conditions of a study, each stored as it ends."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from dwmtj.atomic import write_text
from dwmtj.networks.study.definition import Conditions
from dwmtj.networks.study.stored_point import (
    EVALUATION_COLUMNS,
    EVALUATIONS,
    missing_evaluations,
    read_evaluations,
)


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
    missing = missing_evaluations(folder, conditions)
    if not missing:
        return
    from lightning.fabric import Fabric

    from dwmtj.networks.evaluation import evaluate
    from dwmtj.networks.images import load_images

    data = load_images(missing[0].config, data_dir)
    device = Fabric(accelerator=accelerator, devices=1).device
    rows = read_evaluations(folder).to_dict("records")
    for each in missing:
        found = evaluate(each.config, data, checkpoints, device)
        values = (
            each.config.hash,
            json.dumps(each.changed, sort_keys=True),
            found.test_accuracy,
            found.spike_rate,
        )
        rows.append(dict(zip(EVALUATION_COLUMNS, values, strict=True)))
        write_text(folder / EVALUATIONS, pd.DataFrame(rows).to_csv(index=False))
