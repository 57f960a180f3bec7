"""What the lines of a figure tell: one sentence from the numbers, and every line in numbers.

The sentence compares networks that are as most runs in all but the factor: with it in training and
test, in test only, and in training only, each with those of the same seed that have it in neither.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from dwmtj.analysis.claims.mean_effect import mean_interval
from dwmtj.analysis.claims.measured import Interval
from dwmtj.counting import counted
from dwmtj.networks.study.names import is_number
from dwmtj.report.study_factor_values import Factor, name_of_factor, tell_value
from dwmtj.report.study_line_names import LineNames
from dwmtj.report.study_lines import Line, in_order
from dwmtj.report.style import NETWORKS

LINE_HEADER = ("networks", "from", "to", "change (points)", "95 % interval", "n")
#: A loss that is told not to be reached, and a change that has to be excluded to speak of none
#: [points].
_SMALL = 1.0
_NOTHING = "–"

_Accuracies = dict[int, float]


class Change(NamedTuple):
    """A ``value`` [points], its ``interval`` of 95 % [points], and the ``seeds`` that tell it."""

    value: float
    interval: Interval | None
    seeds: int


def change_of(after: _Accuracies, before: _Accuracies) -> Change | None:
    """Compare accuracies seed by seed.

    Parameters
    ----------
    after, before : dict
        Accuracies [percent] by seed.

    Returns
    -------
    Change or None
        Mean difference with its interval (Student); None if no seed has both.
    """
    seeds = [seed for seed in after if seed in before]
    if not seeds:
        return None
    differences = np.array([after[seed] - before[seed] for seed in seeds])
    interval = mean_interval(differences) if len(seeds) > 1 else None
    return Change(float(differences.mean()), interval, len(seeds))


def line_rows(name: str, lines: list[Line], names: LineNames) -> Iterator[tuple[str, ...]]:
    """Give the change along each line, from its first value to its last, or to each other word.

    Parameters
    ----------
    name : str
        Name of the factor.
    lines : list of Line
        Lines of a panel.
    names : LineNames
        What they are called.

    Yields
    ------
    tuple of str
        A row for ``LINE_HEADER``.
    """
    for line, whole in zip(lines, names.whole, strict=True):
        first, *others = line.values
        ends = others[-1:] if all(map(is_number, line.values)) else others
        for last in ends:
            change = change_of(line.accuracies[last], line.accuracies[first])
            if change is not None:
                yield (
                    whole,
                    _told(line, name, first),
                    _told(line, name, last),
                    _signed(change.value),
                    _interval(change.interval),
                    str(change.seeds),
                )


def finding_of(name: str, plain: list[Line], usual: Any) -> str:
    """Say in one sentence what the factor does.

    Parameters
    ----------
    name : str
        Name of the factor.
    plain : list of Line
        Lines that are as most runs in all but factor and network.
    usual : object
        What most runs have for the factor; its value 0 stands for "without" where there is one.

    Returns
    -------
    str
        A sentence for each kind of network; empty if not enough is finished to tell anything.
    """
    networks = dict.fromkeys(line.point.config.networks[0] for line in plain)
    sentences = []
    for network in networks:
        own = [line for line in plain if line.point.config.networks[0] == network]
        whose = f"{NETWORKS[network].label}: " if len(networks) > 1 else ""
        sentences += [f"{whose}{sentence}" for sentence in _Compared(name, own, usual).sentences()]
    return " ".join(sentences)


class _Compared:
    """Networks of one kind with a factor and without it.

    Parameters
    ----------
    name : str
        Name of the factor.
    lines : list of Line
        Lines that are as most runs in all else.
    usual : object
        What most runs have for the factor.
    """

    def __init__(self, name: str, lines: list[Line], usual: Any) -> None:
        self._name, self._line = name, lines[0]
        trained = [line for line in lines if line.kind == "trained"]
        self._trained = trained[0].accuracies if trained else {}
        self._lines = {
            Factor(line.point.config, name).value: line
            for line in lines
            if line.kind == "evaluated"
        }
        self._evaluated = {value: line.accuracies for value, line in self._lines.items()}
        known = self._trained or self._evaluated
        self._without = 0 if 0 in known else usual if usual in known else next(iter(known))
        values = in_order({value: None for line in lines for value in line.values})
        before = values.index(self._without) if self._without in values else 0
        # From "without" to the farther end of the values.
        self._onwards = values[before + 1 :]
        self._where = "up to"
        if before >= len(values) / 2:
            self._onwards, self._where = values[:before][::-1], "down to"
        if sum(not is_number(value) for value in values) > 1:  # words have no order
            self._onwards = [value for value in values if value != self._without]
            self._where = ""

    def sentences(self) -> Iterator[str]:
        """Say what the last value does, or each other word."""
        for value in self._onwards[-1:] if self._where else self._onwards:
            parts = list(self._parts(value))
            if parts:
                told = f"{name_of_factor(self._name)} {self._told(value)}"
                yield f"With {told} instead of {self._told(self._without)}: {'; '.join(parts)}."

    def _parts(self, value: Any) -> Iterator[str]:
        at_rest = self._evaluated.get(self._without, {})
        before = self._trained.get(self._without) or at_rest.get(self._without, {})
        trained_with = self._evaluated.get(value, {}).get(self._without, {})
        for how, after, line, chips in (
            ("trained and evaluated with it", self._trained.get(value, {}), self._trained, ""),
            ("only evaluated with it", at_rest.get(value, {}), at_rest, self._over_chips(value)),
            ("only trained with it", trained_with, {}, ""),
        ):
            change = change_of(after, before)
            if change is not None:
                bound = self._bound(line, before)
                dip = self._dip(line, before, change)
                yield f"{how}, accuracy {_worded(change, bound)}{dip}{chips}"

    def _over_chips(self, value: Any) -> str:
        """Say how far the accuracy of one network differs from chip to chip."""
        line = self._lines.get(self._without)
        if line is None or value not in line.chip_spreads:
            return ""
        spread = line.chip_spreads[value]
        many = counted(line.chips, "chip")
        return f", and varies by {spread:.2f} points (standard deviation of a network over {many})"

    def _bound(self, line: dict[Any, _Accuracies], before: _Accuracies) -> str:
        """Say how far the loss is surely small."""
        last = None
        for value in self._onwards if self._where else ():
            change = change_of(line[value], before) if value in line else None
            if change is not None:
                if change.interval is None or change.interval[0] <= -_SMALL:
                    break
                last = value
        return (
            "" if last is None else f"; less than {_SMALL:g} point {self._where} {self._told(last)}"
        )

    def _dip(self, line: dict[Any, _Accuracies], before: _Accuracies, last: Change) -> str:
        """Say where between both ends the accuracy is lower than at both, if it is that clearly."""
        between = self._onwards[:-1] if self._where else ()
        changes = {v: change_of(line[v], before) for v in between if v in line}
        found = {value: change.value for value, change in changes.items() if change is not None}
        worst = min(found, key=found.__getitem__, default=None)
        if worst is None or found[worst] > min(0.0, last.value) - _SMALL:
            return ""
        return f", with {self._told(worst)} it changes by {_signed(found[worst])} points"

    def _told(self, value: Any) -> str:
        return _told(self._line, self._name, value)


def _worded(change: Change, bound: str) -> str:
    many = counted(change.seeds, "network")
    if change.interval is None:
        why = "no interval from one network" if change.seeds == 1 else f"the same in {many}"
        return f"changes by {_signed(change.value)} points ({why})"
    low, high = change.interval
    if low <= 0 <= high:
        told = f"{_signed(change.value)} points, 95 % interval {_interval(change.interval)}"
        how = "does not change as far as can be told"
        if min(low, -high) <= -_SMALL:
            how = "may or may not change"
        return f"{how} ({told}, {many}{bound})"
    verb = "falls" if change.value < 0 else "rises"
    ends = sorted((abs(low), abs(high)))
    told = f"95 % interval {ends[0]:.2f} to {ends[1]:.2f}, {many}"
    return f"{verb} by {abs(change.value):.2f} points ({told}{bound})"


def _told(line: Line, name: str, value: Any) -> str:
    return tell_value(value, Factor(line.config, name).unit)


def _signed(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _interval(interval: Interval | None) -> str:
    return _NOTHING if interval is None else f"{_signed(interval[0])} to {_signed(interval[1])}"
