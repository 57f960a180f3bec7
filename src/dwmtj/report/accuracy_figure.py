"""Test accuracy over epochs for the three networks, and beside it against the paper's Fig. 5d."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dwmtj.report.statistics import over_seeds
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
        curves, final = figure.subplots(1, 2, width_ratios=(3, 2))
        _draw_curves(curves, summary)
        _draw_final(final, summary)
        return figure


def _draw_curves(axes: Axes, summary: dict[str, Any]) -> None:
    for name, style in NETWORKS.items():
        mean, spread = over_seeds(summary["networks"][name]["test_accuracy"])
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
    seeds = len(summary["networks"]["lif"]["seeds"])
    shown = f"mean and standard deviation over {seeds} seeds" if seeds > 1 else "one seed"
    axes.set_title(f"This run: {shown}", loc="left", fontsize=9)
    axes.set_xlabel("epoch")
    axes.set_ylabel("test accuracy (%)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.margins(x=0.08)
    axes.legend(loc="lower right")


def _draw_final(axes: Axes, summary: dict[str, Any]) -> None:
    paper = summary["paper"]
    comparable = summary["dataset"] == paper["dataset"]
    for place, (name, style) in enumerate(NETWORKS.items()):
        mean, spread = over_seeds(summary["networks"][name]["test_accuracy"])
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
            f"{mean[-1]:.1f}",
            (place - 0.12, mean[-1]),
            (-6, 0),
            textcoords="offset points",
            ha="right",
            va="center",
        )
        if not comparable:
            continue
        published = paper["final_test_accuracy"][name]
        axes.plot(place + 0.12, published, "D", mfc="white", mec=style.colour, ms=7)
        axes.annotate(
            f"~{published:.0f}",
            (place + 0.12, published),
            (6, 0),
            textcoords="offset points",
            ha="left",
            va="center",
        )
    axes.set_xticks(
        range(len(NETWORKS)), [style.label.replace(", ", ",\n") for style in NETWORKS.values()]
    )
    axes.set_xlim(-0.6, len(NETWORKS) - 0.4)
    axes.set_ylabel("final test accuracy (%)")
    epochs = len(summary["networks"]["lif"]["test_accuracy"][0])
    title = f"filled: this run after {epochs} epochs"
    if comparable:
        title += f"\nopen: paper, Fig. 5d, after {paper['epochs']}"
    axes.set_title(title, loc="left", fontsize=9)
    axes.grid(visible=False, axis="x")
    axes.margins(y=0.2)
