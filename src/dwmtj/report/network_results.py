"""What a run or a study says of the paper's networks (Figs 5c and 5d), line by line.

The statements on which network ends higher and which trains more steadily are judged by
:mod:`dwmtj.analysis.claims`, for a run as for a study. The accuracies themselves are judged here:
an accuracy *agrees* if its whole 95 % interval lies within a point of the paper's, which is how
well the drawing can be read, *differs* if nothing of it does, and else *cannot be told*. With
several seeds the interval is Student's. One seed tells no spread: the largest that the paper prints
for its own runs is taken, which is that of the first three epochs (*assumed* to bound what a single
training may be off). Fewer epochs or images lower an accuracy, so one that is too low with fewer of
them is not told.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from dwmtj.analysis.claims import Claims, judge_claims
from dwmtj.analysis.claims.mean_effect import mean_interval
from dwmtj.analysis.claims.measured import Interval
from dwmtj.analysis.claims.statements import READING_ERROR
from dwmtj.counting import counted
from dwmtj.experiments.beside_row import NOT_COMPARED
from dwmtj.experiments.paper import Comparison
from dwmtj.networks.published import PAPER
from dwmtj.parameters import NetworkRecipe, load_recipe
from dwmtj.report.beside_paper import is_comparable
from dwmtj.report.figure_results import UNTOLD
from dwmtj.report.statistics import run_epochs, run_seeds
from dwmtj.report.study_claims import claim_tables
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import NETWORKS

_VERDICTS = {"holds": "agrees", "does not hold": "differs", "cannot be told": UNTOLD}
_PAPER_RECIPE = "paper"
ACCURACY = "5d"


def run_accuracy_rows(summary: dict[str, Any]) -> list[Comparison]:
    """Set the accuracies of a run beside Fig. 5d.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``; accuracies in percent, [seed][epoch].

    Returns
    -------
    list of Comparison
        Final accuracies, and the paper's statements; all "not compared" if the images are others.
    """
    paper = summary["paper"]
    values = {
        name: np.array([run[-1] for run in network["test_accuracy"]])
        for name, network in summary["networks"].items()
        if name in paper["final_test_accuracy"]
    }
    whole = run_epochs(summary) >= paper["epochs"] and (
        summary["train_images"] >= paper["train_images"]
    )
    claims = judge_claims(_table(summary), run_epochs(summary))
    rows = [*_final_rows(values, paper, whole=whole), *_statement_rows(claims)]
    if is_comparable(summary):
        return rows
    return [row._replace(verdict=NOT_COMPARED) for row in rows]


def study_accuracy_rows(
    stored: StoredStudy, claims: Claims
) -> Iterator[tuple[str, list[Comparison]]]:
    """Set the accuracies of a study beside Fig. 5d.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.
    claims : Claims
        What is found of the paper's claims in it.

    Yields
    ------
    title : str
        Recipe and preset.
    rows : list of Comparison
        Final accuracies of whole runs, and the paper's statements.
    """
    parts = zip(claim_tables(claims), stored.groups, claims.groups, strict=True)
    for table, group, only in parts:
        values = {
            name: runs[stored.epochs].dropna().to_numpy(float)
            for name, runs in group.networks.items()
            if name in PAPER["final_test_accuracy"] and stored.epochs in runs
        }
        one = Claims(claims.study, claims.epochs, (only,), claims.paper)
        rows = [*_final_rows(values, PAPER, whole=stored.is_comparable), *_statement_rows(one)]
        if not stored.is_comparable:
            rows = [row._replace(verdict=NOT_COMPARED) for row in rows]
        yield table.title, rows


def setting_rows(recipe: NetworkRecipe) -> list[Comparison]:
    """Set a recipe beside what the paper prints of its network (Fig. 5c and the text on it).

    Parameters
    ----------
    recipe : NetworkRecipe
        The recipe, all values in SI units.

    Returns
    -------
    list of Comparison
        One line for each value that the paper prints.
    """
    ours = {f"{group}.{entry.field}": entry.readable for group, entry in recipe.entries()}
    rows = []
    for group, entry in load_recipe(_PAPER_RECIPE).entries():
        name = f"{group}.{entry.field}"
        if entry.source.kind == "paper" and name in ours:
            same = ours[name] == entry.readable
            rows.append(
                Comparison(
                    name.replace("_", " "),
                    entry.readable,
                    ours[name],
                    "the same",
                    "agrees" if same else "differs",
                    "5c",
                )
            )
    return rows


def _table(summary: dict[str, Any]) -> pd.DataFrame:
    """Give the epochs of a run as ``study.csv`` has those of a study."""
    seeds = run_seeds(summary)
    return pd.DataFrame(
        [
            {
                "network": name,
                "recipe": summary["recipe"],
                "preset": summary["device"] if name.startswith("dwmtj") else None,
                "reset": "" if name.startswith("dwmtj") else None,
                "seed": seed,
                "epoch": epoch,
                "test_accuracy": accuracy,
            }
            for name, network in summary["networks"].items()
            for seed, run in zip(seeds, network["test_accuracy"], strict=True)
            for epoch, accuracy in enumerate(run, 1)
        ]
    )


def _final_rows(
    values: dict[str, npt.NDArray[np.float64]], paper: dict[str, Any], *, whole: bool
) -> Iterator[Comparison]:
    """Judge final accuracies; ``whole`` tells that epochs and images are as many as the paper's."""
    for name, published in paper["final_test_accuracy"].items():
        found = values.get(name, np.array([]))
        tolerance = f"within {READING_ERROR:g} point"
        told, verdict = "no finished run", UNTOLD
        if len(found):
            interval, how = _interval(found, paper)
            verdict = _judge(interval, published, whole=whole)
            told = f"{found.mean():.2f} % ({interval[0]:.2f} to {interval[1]:.2f} %, {how})"
            if not whole:
                tolerance += "; too low is not told, with fewer epochs or images"
        yield Comparison(
            f"final accuracy, {NETWORKS[name].label}",
            f"~{published:.0f} %",
            told,
            tolerance,
            verdict,
            ACCURACY,
        )


def _interval(
    found: npt.NDArray[np.float64], paper: dict[str, Any]
) -> tuple[tuple[float, float], str]:
    mean, seeds = float(found.mean()), counted(len(found), "seed")
    interval: Interval | None = mean_interval(found) if len(found) > 1 else None
    if interval is not None and None not in interval:
        low, high = interval
        return (float(low or 0.0), float(high or 0.0)), f"95 %, {seeds}"
    spread = max(paper["first_three_epochs_std"].values())
    reach = float(norm.ppf(0.975)) * spread
    return (mean - reach, mean + reach), f"{seeds}, spread of the paper's runs, {spread:g} %"


def _judge(interval: tuple[float, float], published: float, *, whole: bool) -> str:
    low, high = interval
    least, most = published - READING_ERROR, published + READING_ERROR
    if least <= low and high <= most:
        return "agrees"
    if low > most or (high < least and whole):
        return "differs"
    return UNTOLD


def _statement_rows(claims: Claims) -> Iterator[Comparison]:
    for table, group in zip(claim_tables(claims), claims.groups, strict=True):
        for row, judged in zip(table.rows, group.judged, strict=True):
            statement = judged.statement
            told = judged.reason or ""
            if judged.effect is not None:
                told = f"{row.effect} ({row.verdict_interval} at {table.level})"
            yield Comparison(
                statement.text,
                statement.size_text,
                told,
                f"interval of {table.level}: direction{' and size' if statement.sized else ''}",
                _VERDICTS[judged.verdict],
                ACCURACY,
            )


def not_compared(summary: dict[str, Any]) -> str:
    """Say why a run cannot stand beside the paper's Fig. 5d.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Returns
    -------
    str
        A sentence; empty if it can.
    """
    if is_comparable(summary):
        return ""
    if summary["dataset"] != summary["paper"]["dataset"]:
        return (
            f"The images are {summary['dataset']}, not the paper's Fashion-MNIST: nothing of "
            "Fig. 5d is compared."
        )
    if summary["evaluated_on"] == "test":
        theirs = "-".join(map(str, summary["paper"]["hidden_layers"]))
        return f"The hidden layers are not the paper's {theirs}: nothing of Fig. 5d is compared."
    return (
        "The accuracies are of validation images, held out of the training images: nothing of "
        "Fig. 5d, which is of test images, is compared."
    )
