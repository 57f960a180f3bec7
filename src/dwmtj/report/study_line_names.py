"""What the lines of a figure are called: what they differ in, and what they have in common."""

from typing import NamedTuple

from dwmtj.report.study_factor_values import Factor, usual_values
from dwmtj.report.study_lines import CHIP, Line, evaluated_factors
from dwmtj.report.study_stored import StoredStudy


class LineNames(NamedTuple):
    """The ``labels`` of lines, what all of them have in ``common``, and the ``usual`` values.

    ``whole`` has both for each line, and with what it was trained, and ``plain`` tells of each
    whether it is as most runs in all but factor and network.
    """

    labels: list[str]
    common: str
    whole: list[str]
    usual: str
    plain: list[bool]


class _Fact(NamedTuple):
    """What is ``told`` with its ``prefix``, and whether it is ``usual``: not worth saying alone.

    None is told where a network does not have it.
    """

    told: str | None
    prefix: str
    usual: bool

    @property
    def text(self) -> str:
        return f"{self.prefix}{self.told}" if self.told else ""


_Facts = dict[tuple[str, str], _Fact]


def name_lines(stored: StoredStudy, name: str, lines: list[Line]) -> LineNames:
    """Name the lines of a figure.

    Parameters
    ----------
    stored : StoredStudy
        The study.
    name : str
        Name of the factor of the figure.
    lines : list of Line
        Its lines, at least one.

    Returns
    -------
    LineNames
        Labels, which are empty where there is one line only.
    """
    usual = usual_values(stored)
    facts = [_facts(stored, name, line, usual) for line in lines]
    differ = {key for key in facts[0] if len({each[key].told for each in facts} - {None}) > 1}
    shared = {key for key in facts[0] if not all(each[key].usual for each in facts)} - differ
    common = dict.fromkeys(each[key].text for key in facts[0] if key in shared for each in facts)
    own = {("trained", name), ("trained", "network")}
    plain = [all(fact.usual for key, fact in each.items() if key not in own) for each in facts]
    others = [text for each, text in usual.items() if each != name]
    return LineNames(
        labels=[_joined(each, differ) for each in facts],
        common=", ".join(filter(None, common)),
        whole=[_joined(each, differ | shared | {("trained", name)}) for each in facts],
        usual=f"What is not named is as in most runs: {', '.join(others)}." if others else "",
        plain=plain,
    )


def _joined(facts: _Facts, keys: set[tuple[str, str]]) -> str:
    """Put some facts together, each prefix once where it is that of the fact before."""
    texts, before = [], ""
    for fact in (fact for key, fact in facts.items() if key in keys):
        if fact.told:
            texts.append(fact.told if fact.prefix == before else fact.text)
            before = fact.prefix
    return ", ".join(texts)


def _facts(stored: StoredStudy, name: str, line: Line, usual: dict[str, str]) -> _Facts:
    """Tell how a line was trained and evaluated, in the order in which it is said."""
    trained = line.kind == "trained"
    facts: _Facts = {}
    for each in stored.study.varied:
        if each not in ("seed", name):
            told = Factor(line.point.config, each).told or None
            prefix = "" if trained or each == "network" else "trained with "
            facts["trained", each] = _Fact(told, prefix, told in (None, usual.get(each)))
    values = "each value" if trained else Factor(line.point.config, name).told
    facts["trained", name] = _Fact(values, "trained with ", trained)
    for each in evaluated_factors(stored):
        if each not in (CHIP, name):
            after = Factor(line.config, each)
            changed = after.value != Factor(line.point.config, each).value
            facts["evaluated", each] = _Fact(
                after.told if changed else "", "evaluated with ", not changed
            )
    return facts
