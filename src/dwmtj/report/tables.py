"""Tables of the report and of the command line, as rows of text."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from dwmtj.parameters import DeviceParameters, NetworkRecipe
from dwmtj.report.beside_paper import is_comparable, published
from dwmtj.report.statistics import over_seeds
from dwmtj.report.style import NETWORKS

EARLY_EPOCHS = 3
_NOTHING = "–"


def result_header(summary: dict[str, Any]) -> tuple[str, ...]:
    """Give the names of the columns of :func:`result_rows`.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Returns
    -------
    tuple of str
        The names; that of the accuracy says on which images.
    """
    accuracy = f"{summary['evaluated_on']} accuracy"
    return ("network", accuracy, "paper", "loss", "spike rate", "epoch", "step")


def result_rows(summary: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Give the last epoch of each network beside the paper's.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Yields
    ------
    tuple of str
        A row for :func:`result_header`.
    """
    comparable = is_comparable(summary)
    steps = -(-summary["train_images"] // summary["batch_size"])
    for name, network in summary["networks"].items():
        paper = published(summary, "final_test_accuracy", name) if comparable else None
        spike_rate = over_seeds(network["spike_rate"])[0][-1]
        accuracy, spread = over_seeds(network["test_accuracy"])
        seconds = over_seeds(network["seconds_per_epoch"])[0].mean()
        several = len(network["seeds"]) > 1
        yield (
            NETWORKS[name].label,
            f"{accuracy[-1]:.2f}" + (f" ± {spread[-1]:.2f}" if several else "") + " %",
            _NOTHING if paper is None else f"~{paper:.0f} %",
            f"{over_seeds(network['train_loss'])[0][-1]:.4f}",
            _NOTHING if np.isnan(spike_rate) else f"{spike_rate:.4f}",
            f"{seconds:.1f} s",
            f"{seconds / steps:.3f} s",
        )


def early_spread_rows(summary: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give the spread over seeds in the first epochs beside the paper's.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Yields
    ------
    tuple of str
        Network, mean standard deviation over seeds of this run and the paper's, in percent.
    """
    comparable = is_comparable(summary)
    for name, network in summary["networks"].items():
        paper = published(summary, "first_three_epochs_std", name) if comparable else None
        _, spread = over_seeds(network["test_accuracy"])
        several = len(network["seeds"]) > 1
        measured = f"{spread[:EARLY_EPOCHS].mean():.2f}" if several else "one seed only"
        yield NETWORKS[name].label, measured, _NOTHING if paper is None else f"{paper:.1f}"


def parameter_rows(
    parameters: DeviceParameters | NetworkRecipe,
) -> Iterator[tuple[str, str, str, str, str]]:
    """Give all values of a device or recipe with their sources.

    Parameters
    ----------
    parameters : DeviceParameters or NetworkRecipe
        The values, in SI units.

    Yields
    ------
    tuple of str
        Quantity, symbol, value with unit, kind of source and its detail.
    """
    for group, entry in parameters.entries():
        symbol = entry.quantity.symbol if entry.quantity else ""
        name = f"{group}.{entry.field}".replace("_", " ")
        yield name, symbol, entry.readable, entry.source.kind, entry.source.detail
