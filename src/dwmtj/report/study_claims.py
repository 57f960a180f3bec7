"""The paper's claims as the report of a study words them: rows and sentences."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dwmtj.analysis.claims.judged import ClaimGroup, Claims, Judged
from dwmtj.analysis.claims.measured import Effect, Interval, Power
from dwmtj.analysis.claims.statements import EARLY_EPOCHS
from dwmtj.counting import counted
from dwmtj.networks.published import PAPER
from dwmtj.report.style import NETWORKS

_SURE, _NEARLY = 0.999, 0.99
#: Points and times beyond which they are not told [points or times].
_LARGEST = 100


class ClaimRow(NamedTuple):
    """A statement as the page shows it.

    ``statement`` with its ``size``, the ``effect`` with both intervals and the ``bootstrap``, the
    ``tests``, the ``power`` and the ``verdict`` with its ``direction_verdict`` and
    ``size_verdict``, a ``heading`` that says which of both decides, and a ``sentence`` that says
    all of it; ``key`` is the statement's.
    """

    key: str
    statement: str
    size: str
    effect: str
    interval: str
    verdict_interval: str
    bootstrap: str
    tests: tuple[str, ...]
    power: tuple[str, ...]
    verdict: str
    direction_verdict: str
    size_verdict: str
    heading: str
    sentence: str


class ClaimTable(NamedTuple):
    """The ``rows`` of one recipe and preset with the ``title`` and ``level`` of its verdicts.

    ``compared`` are those rows where there is something to compare.
    """

    title: str
    level: str
    rows: list[ClaimRow]
    compared: list[ClaimRow]


def claim_tables(claims: Claims) -> Iterator[ClaimTable]:
    """Word what is found of the claims.

    Parameters
    ----------
    claims : Claims
        What was found.

    Yields
    ------
    ClaimTable
        One for each recipe and preset.
    """
    for group in claims.groups:
        title = f"Recipe {group.recipe}"
        if group.preset is not None:
            title += f", preset {group.preset}, reset {group.reset}"
        rows = [_row(each, group, claims.epochs) for each in group.judged]
        compared = [
            row for row, each in zip(rows, group.judged, strict=True) if each.effect is not None
        ]
        yield ClaimTable(title, _percent(group.verdict_level), rows, compared)


def lacking(claims: Claims, unlike_paper: Sequence[str]) -> list[str]:
    """Say what a study lacks to test the paper's claims.

    Parameters
    ----------
    claims : Claims
        What was found.
    unlike_paper : sequence of str
        What of images, epochs and hidden layers is not the paper's.

    Returns
    -------
    list of str
        Sentences; none if it lacks nothing.
    """
    judged = [each for group in claims.groups for each in group.judged]
    found = []
    if unlike_paper:
        found.append(
            f"Not the paper's: {', '.join(unlike_paper)}. The paper has "
            f"{PAPER['train_images']:,} images of Fashion-MNIST for training and "
            f"{PAPER['test_images']:,} for test, {PAPER['epochs']} epochs, and hidden layers of "
            f"{' and '.join(map(str, PAPER['hidden_layers']))} neurons. What is said holds for "
            "this study's only."
        )
    reasons = dict.fromkeys(each.reason for each in judged if each.effect is None)
    found += [f"Not compared: {reason}." for reason in reasons]
    compared = [len(each.seeds) for each in judged if each.effect is not None]
    if compared and min(compared) < PAPER["seeds"]:
        found.append(
            f"Networks are compared over {counted(min(compared), 'seed')}; "
            f"the paper has {PAPER['seeds']} runs of each."
        )
    return found


def paper_sentences(claims: Claims) -> Iterator[str]:
    """Say what the paper's printed standard deviations tell by themselves.

    Parameters
    ----------
    claims : Claims
        What was found.

    Yields
    ------
    str
        One sentence for each ratio.
    """
    texts = {
        each.statement.key: NETWORKS[each.statement.more].label
        for group in claims.groups
        for each in group.judged
    }
    for each in claims.paper:
        if each.key in texts:
            low, high = each.interval_95
            yield (
                f"{texts[each.key]} against noisy DW-MTJ: a ratio of {each.ratio:.2f} of six runs "
                f"each has a 95 % interval of {low:.2f} to {high:.2f} and p = {each.p_value:.2f} "
                "(Fisher's F, one epoch, runs not paired); if it were the true one, six runs would "
                f"show it with a probability of {_chance(each.power)}, and "
                f"{_runs(each.runs_needed)} with 80 %."
            )


def _row(judged: Judged, group: ClaimGroup, epochs: int) -> ClaimRow:
    statement, effect = judged.statement, judged.effect
    unit = statement.unit
    found = {
        "effect": "–",
        "interval": "–",
        "verdict_interval": "–",
        "bootstrap": "–",
    }
    if effect is not None:
        found = {
            "effect": f"{_number(effect.value)} {unit}",
            "interval": _interval(effect.interval_95, unit),
            "verdict_interval": _interval(effect.verdict_interval, unit),
            "bootstrap": _interval(effect.bootstrap_95, unit),
        }
    return ClaimRow(
        key=statement.key,
        statement=_claim(judged),
        size=statement.size_text,
        **found,
        tests=tuple(_tests(effect)),
        power=tuple(_powers(judged)),
        verdict=judged.verdict,
        direction_verdict=judged.direction,
        size_verdict=judged.size,
        heading=_heading(judged),
        sentence=_sentence(judged, group, epochs),
    )


def _heading(judged: Judged) -> str:
    """Say the verdict, and that it is one on the size alone where the direction has another."""
    verdict = judged.verdict.capitalize()
    if judged.direction == judged.verdict:
        return verdict
    return f"{verdict} in size, the direction {judged.direction}"


def _sentence(judged: Judged, group: ClaimGroup, epochs: int) -> str:
    statement, effect = judged.statement, judged.effect
    text = _claim(judged)
    text = f"{text[0].upper()}{text[1:]}."
    if effect is None:
        reason = judged.reason or ""
        return f"{text} Not judged: {reason}."
    more, less = NETWORKS[statement.more].label, NETWORKS[statement.less].label
    if statement.measure == "final accuracy":
        what = f"After {epochs} epochs “{more}” minus “{less}” is {_number(effect.value)} points"
    else:
        what = (
            f"Over the first {EARLY_EPOCHS} epochs “{more}” varies {_number(effect.value)} times "
            f"as much as “{less}”"
        )
    seeds = counted(len(judged.seeds), "seed")
    if effect.verdict_interval is None:
        return f"{text} {what} ({seeds}), but {judged.reason}."
    level, interval = (
        _percent(group.verdict_level),
        _interval(effect.verdict_interval, statement.unit),
    )
    text += f" {what} ({level} interval {interval}, {seeds})."
    size = "size" if statement.sized else f"size, {statement.size_text}"
    text += f" Direction: {judged.direction}; {size}: {judged.size}."
    return text + _outlook(judged)


def _claim(judged: Judged) -> str:
    """Give what is claimed; the size only where it is part of the claim."""
    statement = judged.statement
    return f"{statement.text}, {statement.size_text}" if statement.sized else statement.text


def _outlook(judged: Judged) -> str:
    """Say what these runs could have seen, where they do not tell."""
    power, unit = judged.power, judged.statement.unit
    if judged.verdict != "cannot be told" or judged.direction == "holds" or power is None:
        return ""
    claimed = f"{_number(judged.statement.claimed)} {unit}"
    runs = counted(len(judged.seeds), "run")
    chance = _chance(power.power)
    text = f" With these spreads {runs} of each detect {claimed} with a probability of {chance}"
    if power.visible_effect is not None:
        text += f", and {_number(power.visible_effect)} {unit} with 80 %"
    text += f"; {_runs(power.runs_needed)} would detect {claimed} with 80 %"
    if power.power_of_size is not None:
        text += f", and {_runs(power.runs_for_size)} the size too"
    found = _runs(power.runs_for_found)
    return f"{text}. An effect as large as the one found would take {found} to detect with 80 %."


def _tests(effect: Effect | None) -> Iterator[str]:
    for each in effect.tests if effect else ():
        least = f" (cannot be below {each.least:.3f})" if each.least else ""
        yield f"{each.name}: {_p_value(each.p_value)}{least}"


def _powers(judged: Judged) -> Iterator[str]:
    for power, how in ((judged.power, "all together"), (judged.power_alone, "alone")):
        if power is not None:
            yield f"{how} (level {100 * power.level:g} %): {_power(power, judged)}"


def _power(power: Power, judged: Judged) -> str:
    unit = judged.statement.unit
    visible = "nothing"
    if power.visible_effect is not None:
        visible = f"{_number(power.visible_effect)} {unit}"
    text = (
        f"{_chance(power.power)} to detect {_number(judged.statement.claimed)} {unit}, "
        f"80 % with {_runs(power.runs_needed)}"
    )
    if power.power_of_size is not None:
        text += (
            f"; {_chance(power.power_of_size)} to tell its size, "
            f"80 % with {_runs(power.runs_for_size)}"
        )
    return f"{text}; {counted(len(judged.seeds), 'run')} of each detect {visible} with 80 %"


def _chance(power: float) -> str:
    if power > _SURE:
        return f"above {_percent(_SURE)}"
    return f"{100 * power:.{1 if power > _NEARLY else 0}f} %"


def _runs(needed: int | None) -> str:
    return f"{needed:,} runs" if needed else "more than 10,000 runs"


def _number(value: float) -> str:
    """Write points or times; three runs bound a ratio by numbers of any size."""
    if abs(value) > _LARGEST:
        return f"above {_LARGEST}" if value > 0 else f"below −{_LARGEST}"
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _interval(interval: Interval | None, unit: str) -> str:
    if interval is None:
        return "–"
    low, high = map(_number, interval)
    return f"{'below 0.01' if unit == 'times' and low == '0.00' else low} to {high}"


def _p_value(value: float) -> str:
    return f"p = {value:.3f}" if value >= 0.001 else f"p = {value:.1g}"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
