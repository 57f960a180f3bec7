"""Accuracy over epochs for the networks of a run, and beside it against the paper's Fig. 5d."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dwmtj.report.beside_paper import is_comparable, published
from dwmtj.report.statistics import over_seeds, run_epochs, run_seeds
from dwmtj.report.style import NETWORKS, figure_style


def draw_accuracy(summary: dict[str, Any]) -> Figure:
    """Draw the accuracy curves of a run.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``; accuracies in percent, [seed][epoch].

    Returns
    -------
    Figure
        Curves with bands of one standard deviation over seeds; final values beside the paper's.
    """
    with figure_style():
        figure = Figure(figsize=(8.0, 3.6))
        widths = (3, 2) if len(summary["networks"]) < 4 else (5, 4)
        curves, final = figure.subplots(1, 2, width_ratios=widths)
        _draw_curves(curves, summary)
        _draw_final(final, summary)
        return figure


def _draw_curves(axes: Axes, summary: dict[str, Any]) -> None:
    for name, network in summary["networks"].items():
        style = NETWORKS[name]
        mean, spread = over_seeds(network["test_accuracy"])
        epochs = np.arange(1, len(mean) + 1)
        axes.plot(
            epochs,
            mean,
            style.line,
            color=style.colour,
            marker=style.marker,
            ms=5,
            label=style.label,
        )
        axes.fill_between(
            epochs, mean - spread, mean + spread, color=style.colour, alpha=0.18, lw=0
        )
    seeds = len(run_seeds(summary))
    shown = f"mean and standard deviation over {seeds} seeds" if seeds > 1 else "one seed"
    axes.set_title(f"This run: {shown}", loc="left", fontsize=9)
    axes.set_xlabel("epoch")
    axes.set_ylabel(f"{summary['evaluated_on']} accuracy (%)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.margins(x=0.08)
    axes.legend(loc="best")


def _draw_final(axes: Axes, summary: dict[str, Any]) -> None:
    paper, networks = summary["paper"], summary["networks"]
    comparable = is_comparable(summary)
    for place, (name, network) in enumerate(networks.items()):
        style = NETWORKS[name]
        mean, spread = over_seeds(network["test_accuracy"])
        axes.errorbar(
            place - 0.12,
            mean[-1],
            spread[-1] or None,
            fmt=style.marker,
            color=style.colour,
            ms=7,
            capsize=3,
        )
        axes.annotate(
            f"{mean[-1]:.2f}",
            (place - 0.12, mean[-1]),
            (-6, 0),
            textcoords="offset points",
            ha="right",
            va="center",
        )
        theirs = published(summary, "final_test_accuracy", name) if comparable else None
        if theirs is None:
            continue
        axes.plot(place + 0.12, theirs, "D", mfc="white", mec=style.colour, ms=7)
        axes.annotate(
            f"~{theirs:.0f}",
            (place + 0.12, theirs),
            (6, 0),
            textcoords="offset points",
            ha="left",
            va="center",
        )
    labels = [NETWORKS[name].label.replace(", ", ",\n") for name in networks]
    axes.set_xticks(range(len(labels)), labels, fontsize=8)
    axes.set_xlim(-0.7, len(labels) - 0.4)
    axes.set_ylabel(f"final {summary['evaluated_on']} accuracy (%)")
    title = f"filled: this run after {run_epochs(summary)} epochs"
    if comparable:
        title += f"\nopen: paper, Fig. 5d, after {paper['epochs']}"
    axes.set_title(title, loc="left", fontsize=9)
    axes.grid(visible=False, axis="x")
    axes.margins(y=0.2)
