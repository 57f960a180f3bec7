"""Accuracies of a study against one factor, of networks that are otherwise alike.

There are two kinds of lines. Networks *trained with it* were trained and evaluated with each value;
networks *evaluated with it* were trained with one value, and evaluated with others. What was
evaluated on several chips is the mean over them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from dwmtj.analysis.claims.spread_effect import pooled_spread
from dwmtj.networks.config import RunConfig
from dwmtj.networks.study.definition import Point
from dwmtj.networks.study.names import is_number
from dwmtj.report.study_factor_values import Factor
from dwmtj.report.study_stored import StoredStudy

_PREFIX = "test_"
#: Columns of results, which begin like those of changed factors.
_RESULTS = ("test_accuracy",)
#: The factor over which accuracies are means, unless it is the only one that is changed.
CHIP = "chip"

Kind = Literal["trained", "evaluated"]
_Key = tuple[str, frozenset[tuple[str, float | str]]]


@dataclass(frozen=True)
class Line:
    """Accuracies against one factor.

    Parameters
    ----------
    kind : {"trained", "evaluated"}
        Whether the networks were trained with each value, or evaluated with values that they were
        not trained with.
    point : Point
        One of the networks, as it was trained.
    config : RunConfig
        One of its evaluations; but for the factor and the chip, the others are as this one.
    accuracies : dict
        Accuracies [percent] by value of the factor and by seed.
    chips : int
        Over how many chips accuracies are means, at most [no unit].
    chip_spreads : dict
        Standard deviation of a network's accuracy over all ``chips`` [points], pooled over
        networks, by value of the factor; without values that no network has on as many.
    """

    kind: Kind
    point: Point
    config: RunConfig
    accuracies: dict[Any, dict[int, float]]
    chips: int = 1
    chip_spreads: dict[Any, float] = field(default_factory=dict)

    @property
    def values(self) -> list[Any]:
        """Values of the factor in order."""
        return in_order(self.accuracies)


def in_order(values: Iterable[Any]) -> list[Any]:
    """Put values of a factor in order.

    Parameters
    ----------
    values : iterable
        Numbers in SI units, or words.

    Returns
    -------
    list
        Numbers in their order, then words in the order in which they come.
    """
    return sorted(values, key=lambda value: value if is_number(value) else np.inf)


def evaluated_factors(stored: StoredStudy) -> list[str]:
    """List the factors that evaluations change.

    Parameters
    ----------
    stored : StoredStudy
        The study.

    Returns
    -------
    list of str
        Their names; the chip only where nothing else is changed, for else accuracies are means over
        chips.
    """
    changes = [list(each.changed) for point in stored.study.points for each in point.conditions]
    names = dict.fromkeys(name for changed in changes for name in changed)
    return [name for name in names if name != CHIP or [CHIP] in changes]


def factors_of(stored: StoredStudy) -> list[str]:
    """List the factors against which accuracies can be seen.

    Parameters
    ----------
    stored : StoredStudy
        The study.

    Returns
    -------
    list of str
        Those that are varied, but for network and seed, then others that evaluations change; for a
        study of the paper's networks, whose recipes and presets have panels, only the latter.
    """
    varied = [] if stored.is_of_paper_networks else stored.study.varied
    names = dict.fromkeys((*varied, *evaluated_factors(stored)))
    return [name for name in names if name not in ("network", "seed")]


def lines_of(stored: StoredStudy, name: str) -> list[Line]:
    """Give all lines against a factor.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.
    name : str
        Name of the factor.

    Returns
    -------
    list of Line
        Those with at least two values; networks that were trained with it first. Lines against the
        chip are of networks for which nothing else was changed: else accuracies are means over it.
    """
    trained = [each for each in stored.study.varied if each != "seed"]
    changed = [each for each in evaluated_factors(stored) if each not in (name, CHIP)]
    found: dict[tuple[Any, ...], _Collected] = {}
    for run in _runs(stored):
        value = Factor(run.config, name)
        if not value.is_there or (name == CHIP and _differs(run, changed)):
            continue
        kinds: list[Kind] = ["trained", "evaluated"] if run.as_trained else ["evaluated"]
        for kind in kinds:
            fixed = trained if kind == "evaluated" else [each for each in trained if each != name]
            key = (
                kind,
                *(Factor(run.point.config, each).value for each in fixed),
                *(Factor(run.config, each).value for each in changed),
            )
            found.setdefault(key, _Collected(kind, run)).add(value.value, run)
    lines = [collected.line() for collected in found.values()]
    several = [line for line in lines if len(line.accuracies) > 1]
    return sorted(several, key=lambda line: line.kind != "trained")


def _differs(run: "_Run", names: list[str]) -> bool:
    """Tell whether a network is evaluated otherwise than it was trained in any of some factors."""
    pairs = ((Factor(run.config, name), Factor(run.point.config, name)) for name in names)
    return any(after.value != before.value for after, before in pairs)


@dataclass(frozen=True)
class _Run:
    """One evaluation of a network: as it was trained, or under other conditions."""

    point: Point
    config: RunConfig
    accuracy: float
    as_trained: bool


@dataclass
class _Collected:
    """What comes together in one line."""

    kind: Kind
    first: _Run
    runs: dict[Any, dict[int, list[_Run]]] = field(default_factory=dict)

    def add(self, value: Any, run: _Run) -> None:
        self.runs.setdefault(value, {}).setdefault(run.point.config.seeds[0], []).append(run)

    def line(self) -> Line:
        over_chips = {
            value: {seed: _chips(runs) for seed, runs in by_seed.items()}
            for value, by_seed in self.runs.items()
        }
        accuracies = {
            value: {seed: float(np.mean(each)) for seed, each in by_seed.items()}
            for value, by_seed in over_chips.items()
        }
        most = max(len(each) for by_seed in over_chips.values() for each in by_seed.values())
        whole = {
            value: [each for each in by_seed.values() if len(each) == most]
            for value, by_seed in over_chips.items()
        }
        spreads = {
            value: pooled_spread(np.transpose(networks))
            for value, networks in whole.items()
            if most > 1 and networks
        }
        return Line(self.kind, self.first.point, self.first.config, accuracies, most, spreads)


def _chips(runs: list[_Run]) -> list[float]:
    """Give accuracies on all chips; that of the training only if nothing was evaluated anew."""
    anew = [run for run in runs if not run.as_trained] or runs
    return list({run.config.imperfections.chip: run.accuracy for run in anew}.values())


def _runs(stored: StoredStudy) -> Iterator[_Run]:
    """Give what is known of each network, as it was trained and under other conditions."""
    evaluated = _evaluated(stored)
    for point in stored.study.points:
        accuracy = stored.final_accuracy(point)
        if np.isfinite(accuracy):
            yield _Run(point, point.config, accuracy, as_trained=True)
        for conditions in point.conditions:
            accuracy = evaluated.get(_key(point.key, conditions.changed), np.nan)
            if np.isfinite(accuracy):
                yield _Run(point, conditions.config, accuracy, as_trained=False)


def _evaluated(stored: StoredStudy) -> dict[_Key, float]:
    """Give the accuracy of each point under each of its conditions."""
    columns = {
        str(column): str(column).removeprefix(_PREFIX)
        for column in stored.evaluations
        if str(column).startswith(_PREFIX) and column not in _RESULTS
    }
    found = {}
    for row in stored.evaluations.to_dict("records"):
        changed = {name: row[column] for column, name in columns.items() if pd.notna(row[column])}
        if pd.notna(row["test_accuracy"]):
            found[_key(str(row["point"]), changed)] = float(row["test_accuracy"])
    return found


def _key(point: str, changed: dict[str, Any]) -> _Key:
    return point, frozenset((name, _plain(value)) for name, value in changed.items())


def _plain(value: Any) -> float | str:
    """Give a value as it is in the file of the study and in a table alike."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)
