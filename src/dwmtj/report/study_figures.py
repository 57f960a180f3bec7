"""Figures of a study of the paper's networks: Fig. 5d again, final accuracies, first epochs."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.markers import CARETUP
from matplotlib.ticker import MaxNLocator

from dwmtj.analysis.claims.measured import Interval
from dwmtj.analysis.claims.runs import Group
from dwmtj.analysis.claims.spread_effect import pooled_interval, pooled_spread
from dwmtj.analysis.claims.statements import EARLY_EPOCHS, READING_ERROR
from dwmtj.counting import counted
from dwmtj.networks.published import PAPER
from dwmtj.report.device_style import FAINT
from dwmtj.report.fit_drawing import Drawn, say_nothing_there
from dwmtj.report.study_axes import (
    FEWEST_DRAWN,
    accuracy_interval,
    bars_of,
    limit_accuracy,
    put_legend_below,
)
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import NETWORKS, figure_style

#: Room above what is drawn, and how far beyond the largest spread an interval is followed [times].
_ROOM, _MOST_ABOVE = 1.1, 2.5
#: Behind numbers that lie on lines.
_GROUND = {"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.8}


class Spread(NamedTuple):
    """Spread over runs [percent]: ``epochs``, ``pooled`` with ``interval``, and the ``paper``'s."""

    epochs: list[float]
    pooled: float | None
    interval: Interval | None
    paper: float | None

    @property
    def seen(self) -> list[float]:
        """All but the interval."""
        return [each for each in (*self.epochs, self.pooled, self.paper) if each is not None]


def draw_networks(stored: StoredStudy) -> list[Drawn]:
    """Draw Fig. 5d again, with what the paper says of it: one panel for each recipe and preset.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.

    Returns
    -------
    list of Drawn
        Accuracy over epochs, accuracy after the last epoch of every run and, where networks are
        compared, spread over runs in the first epochs.
    """
    drawn = [_curves(stored), _final(stored)]
    if stored.is_of_paper_networks:
        spreads = [early_spreads(group, stored.is_comparable) for group in stored.groups]
        if any(spread.pooled is not None for each in spreads for spread in each.values()):
            drawn.append(_early(stored, spreads))
    return drawn


def _curves(stored: StoredStudy) -> Drawn:
    with figure_style():
        figure, panels, beside = _panels(stored, 4.3, paper=True)
        for axes, group in zip(panels, stored.groups, strict=True):
            _draw_curves(axes, stored, group)
        panels[0].set_ylabel(f"{stored.evaluated_on} accuracy (%)")
        if beside is not None:
            _draw_paper(beside)
        limit_accuracy(*panels)
    caption = (
        "Mean over runs, with a band of one standard deviation, for each network."
        " Where a network has finished runs, those that are not finished are left out."
    )
    if beside is not None:
        caption += (
            " Right: the accuracies of the paper's Fig. 5d, read from the figure; bars stand for "
            "about one point of reading error, not for the spread of its six runs. In the first "
            f"three epochs the paper has standard deviations of {_paper_spreads()}."
        )
    about = f"{stored.evaluated_on} accuracy of the networks over epochs, mean and spread of runs"
    return Drawn("accuracy", figure, caption, about)


def _final(stored: StoredStudy) -> Drawn:
    with figure_style():
        figure, panels, _ = _panels(stored, 3.2, share=False)
        for axes, group in zip(panels, stored.groups, strict=True):
            axes.set_ylabel(f"final {stored.evaluated_on} accuracy (%)")
            _draw_final(axes, group, stored.epochs)
            limit_accuracy(axes)
    caption = (
        f"Accuracy after {counted(stored.epochs, 'epoch')}: grey dots are runs, and between "
        "networks a line joins those of one seed, which start from the same weights and see the "
        "same input; large markers are means with their 95 % interval (Student) from three runs on."
    )
    return Drawn("final", figure, caption, "Final accuracy of each run and of each network")


def _early(stored: StoredStudy, spreads: list[dict[str, Spread]]) -> Drawn:
    with figure_style():
        figure, panels, _ = _panels(stored, 3.2)
        seen = [value for each in spreads for spread in each.values() for value in spread.seen]
        ends = [
            spread.interval[1] for each in spreads for spread in each.values() if spread.interval
        ]
        top = _ROOM * max(
            [*seen, *(min(end, _MOST_ABOVE * max(seen)) for end in ends)], default=1.0
        )
        for axes, each in zip(panels, spreads, strict=True):
            _draw_early(axes, each, top)
        panels[0].set_ylabel("standard deviation over runs (%)")
        panels[0].set_ylim(0, top)
    caption = (
        f"Standard deviation of the accuracy over runs in the first {EARLY_EPOCHS} epochs: small "
        "and numbered, of each epoch; filled, pooled, with its 95 % interval (chi-squared) from "
        "three runs on, which goes on beyond the axis where it ends in an arrowhead"
    )
    caption += "; open diamonds, the paper's numbers." if stored.is_comparable else "."
    return Drawn("early-spread", figure, caption, "Spread over runs in the first epochs")


def title_of(group: Group) -> str:
    """Tell a group by its recipe, preset and reset.

    Parameters
    ----------
    group : Group
        Runs of one recipe and preset.

    Returns
    -------
    str
        Such as "paper, cui2024-network (reset eject)".
    """
    if group.preset is None:
        return f"recipe {group.recipe}"
    return f"recipe {group.recipe}, {group.preset} (reset {group.reset})"


def _panels(
    stored: StoredStudy, height: float, *, paper: bool = False, share: bool = True
) -> tuple[Figure, list[Axes], Axes | None]:
    """Give panels for the groups, and one for the paper."""
    number = len(stored.groups)
    beside = paper and stored.is_comparable
    figure = Figure(figsize=(float(np.clip(3.9 * number + 2.4 * beside, 6.5, 10.0)), height))
    widths = [3.0] * number + [1.6] * beside
    found = figure.subplots(1, len(widths), width_ratios=widths, squeeze=False)[0]
    panels = list(found[:number])
    for axes in found[1:] if share else ():
        axes.sharey(panels[0])
    for axes, group in zip(panels, stored.groups, strict=True):
        title = title_of(group).replace(", ", ",\n", 1)
        axes.set_title(title, loc="left", fontsize=9)
    return figure, panels, found[-1] if beside else None


def _shown(group: Group) -> list[str]:
    return [name for name in NETWORKS if name in group.networks]


def _draw_curves(axes: Axes, stored: StoredStudy, group: Group) -> None:
    for name in _shown(group):
        style, runs = NETWORKS[name], _whole_runs(group.networks[name], stored.epochs)
        mean, epochs = runs.mean(axis=0), runs.columns.to_numpy(float)
        label = f"{style.label} ({counted(len(runs), 'run')}"
        label += ")" if stored.epochs in runs else ", not finished)"
        axes.plot(epochs, mean, style.line, color=style.colour, marker=style.marker, ms=4.5,
                  label=label)  # fmt: skip
        if len(runs) > 1:
            spread = runs.std(axis=0, ddof=1)
            band = np.clip([mean - spread, mean + spread], 0, 100)
            axes.fill_between(epochs, *band, color=style.colour, alpha=0.18, lw=0)
    axes.set_xlabel("epoch")
    axes.set_xlim(0.5, stored.epochs + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    put_legend_below(axes)


def _whole_runs(table: pd.DataFrame, epochs: int) -> pd.DataFrame:
    """Give the finished runs; without one, the epochs that all begun runs have."""
    finished = table[table[epochs].notna()] if epochs in table else table.iloc[:0]
    return finished if len(finished) else table.dropna(axis=1)


def _paper_spreads() -> str:
    spreads = PAPER["first_three_epochs_std"]
    return ", ".join(f"{value:g} % ({NETWORKS[name].label})" for name, value in spreads.items())


def _draw_paper(axes: Axes) -> None:
    values: dict[str, Any] = PAPER["final_test_accuracy"]
    for place, (name, value) in enumerate(values.items()):
        style = NETWORKS[name]
        axes.errorbar(place, value, READING_ERROR, fmt="D", color=style.colour, mfc="white",
                      ms=7, capsize=3)  # fmt: skip
        axes.annotate(f"~{value:.0f}", (place, value + READING_ERROR), (0, 3), ha="center",
                      textcoords="offset points")  # fmt: skip
    _name_networks(axes, list(values))
    title = f"paper, after {PAPER['epochs']} epochs:\nread from Fig. 5d"
    axes.set_title(title, loc="left", fontsize=9)


def _name_networks(axes: Axes, names: list[str]) -> None:
    labels = [NETWORKS[name].label.replace(", ", ",\n") for name in names]
    labels = [label.replace("deterministic", "deter-\nministic") for label in labels]
    axes.set_xticks(range(len(names)), labels, fontsize=8)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.grid(visible=False, axis="x")


def _draw_final(axes: Axes, group: Group, epochs: int) -> None:
    names = _shown(group)
    columns = {name: group.networks[name].reindex(columns=[epochs])[epochs] for name in names}
    table = pd.DataFrame(columns)
    if table.notna().sum().sum() == 0:
        say_nothing_there(axes, "no finished run yet")
        return
    for seed in table.index:
        axes.plot(range(len(names)), table.loc[seed], "-o", color=FAINT, lw=0.8, ms=3)
    for place, name in enumerate(names):
        style, values = NETWORKS[name], table[name].dropna().to_numpy(float)
        if not len(values):
            continue
        mean = float(values.mean())
        bars = bars_of(mean, accuracy_interval(values), len(values))
        axes.errorbar(place + 0.14, mean, bars, fmt=style.marker, color=style.colour, ms=7,
                      capsize=3)  # fmt: skip
        axes.annotate(f"{mean:.2f}", (place + 0.14, mean), (7, 0), va="center",
                      textcoords="offset points", bbox=_GROUND)  # fmt: skip
    _name_networks(axes, names)
    axes.set_xlim(-0.4, len(names) - 0.3)


def early_spreads(group: Group, comparable: bool) -> dict[str, Spread]:
    """Give the spread of each network over its runs in the first epochs.

    Parameters
    ----------
    group : Group
        Runs of one recipe and preset, accuracies in percent.
    comparable : bool
        Whether images and epochs are the paper's, so that its numbers stand beside.

    Returns
    -------
    dict
        Spread by network.
    """
    wanted = list(range(1, EARLY_EPOCHS + 1))
    found = {}
    for name in _shown(group):
        runs = group.networks[name].reindex(columns=wanted).dropna().to_numpy(float)
        paper = PAPER["first_three_epochs_std"].get(name) if comparable else None
        if len(runs) < 2:
            found[name] = Spread([], None, None, paper)
            continue
        interval = pooled_interval(runs) if len(runs) >= FEWEST_DRAWN else None
        epochs = [float(spread) for spread in runs.std(axis=0, ddof=1)]
        found[name] = Spread(epochs, pooled_spread(runs), interval, paper)
    return found


def _draw_early(axes: Axes, spreads: dict[str, Spread], top: float) -> None:
    for place, (name, spread) in enumerate(spreads.items()):
        style = NETWORKS[name]
        for epoch, value in enumerate(spread.epochs, 1):
            axes.plot(place - 0.42 + 0.1 * epoch, value, marker=f"${epoch}$", color=style.colour,
                      ms=5, mew=0.2, clip_on=False)  # fmt: skip
        if spread.pooled is not None:
            axes.plot(place, spread.pooled, style.marker, color=style.colour, ms=7, clip_on=False)
        if spread.interval is not None:
            low, high = spread.interval
            cut = high > top
            axes.plot([place] * 2, [low, min(high, top)], color=style.colour)
            axes.plot(place, low, "_", color=style.colour, ms=7)
            axes.plot(place, min(high, top), marker=CARETUP if cut else "_", color=style.colour,
                      ms=7, clip_on=False)  # fmt: skip
        if spread.paper is not None:
            axes.plot(place + 0.22, spread.paper, "D", mfc="white", mec=style.colour, ms=7)
    _name_networks(axes, list(spreads))
