"""Judges the paper's claims on Fig. 5d from the table of a study."""

from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import f as fisher

from dwmtj.analysis.claims.bootstrap import Array
from dwmtj.analysis.claims.judged import ClaimGroup, Claims, Judged, PaperSpread
from dwmtj.analysis.claims.mean_effect import mean_effect
from dwmtj.analysis.claims.measured import Effect
from dwmtj.analysis.claims.power import (
    FEWEST_RUNS,
    power_of_ratio,
    power_to_see,
    runs_needed,
)
from dwmtj.analysis.claims.runs import Group, groups_of
from dwmtj.analysis.claims.spread_effect import spread_effect
from dwmtj.analysis.claims.statements import EARLY_EPOCHS, STATEMENTS, Statement
from dwmtj.analysis.claims.verdicts import FALSE_ALARMS, judge_interval, verdict_level
from dwmtj.networks.published import PAPER


def judge_claims(table: pd.DataFrame, epochs: int | None = None) -> Claims:
    """Judge the paper's claims, for each recipe and preset of a study.

    Parameters
    ----------
    table : DataFrame
        ``study.csv``: one row per point and epoch, accuracy in percent. Runs may be missing or not
        finished: each comparison takes the seeds of which both networks have what it needs.
    epochs : int, optional
        Epochs of a whole run [no unit]; the most that any run has if not given.

    Returns
    -------
    Claims
        Effects, tests, power and verdicts, by the rule of
        :mod:`dwmtj.analysis.claims.verdicts`; where something cannot be judged, the reason.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from dwmtj.analysis.claims.judge import judge_claims
    >>> noise = np.random.default_rng(0)
    >>> table = pd.DataFrame(
    ...     {
    ...         "network": network, "recipe": "paper", "preset": "cui2024-network",
    ...         "reset": "eject", "seed": seed, "epoch": epoch,
    ...         "test_accuracy": final - 8 / epoch + 0.2 * noise.standard_normal(),
    ...     }
    ...     for network, final in (("lif", 79), ("dwmtj_deterministic", 77), ("dwmtj_noisy", 77))
    ...     for seed in range(6)
    ...     for epoch in range(1, 11)
    ... )
    >>> for judged in judge_claims(table).groups[0].judged[:2]:
    ...     print(judged.statement.key, "-", judged.verdict)
    lif_above_deterministic - holds
    lif_above_noisy - holds
    """
    groups = groups_of(table)
    if epochs is None:
        epochs = int(table["epoch"].max()) if len(table) else 0
    name = str(table["study"].iloc[0]) if "study" in table and len(table) else ""
    judged = tuple(_judge_group(group, epochs) for group in groups)
    return Claims(name, epochs, judged, paper_spreads())


def paper_spreads() -> tuple[PaperSpread, ...]:
    """Ask what the paper's printed standard deviations say by themselves.

    Returns
    -------
    tuple of PaperSpread
        Fisher's F of each ratio, for runs that are not paired, as many as the paper has.

    Examples
    --------
    >>> from dwmtj.analysis.claims.judge import paper_spreads
    >>> len(paper_spreads())
    2
    """
    freedom = PAPER["seeds"] - 1
    found = []
    for statement in STATEMENTS:
        if statement.measure == "early spread":
            ratio = statement.claimed
            factor = float(np.sqrt(fisher.ppf(1 - FALSE_ALARMS / 2, freedom, freedom)))
            p_value = float(2 * fisher.sf(ratio**2, freedom, freedom))
            ends = (ratio / factor, ratio * factor)
            power = power_of_ratio(ratio, PAPER["seeds"])
            needed = runs_needed(partial(power_of_ratio, ratio))
            found.append(PaperSpread(statement.key, ratio, ends, p_value, power, needed))
    return tuple(found)


def _judge_group(group: Group, epochs: int) -> ClaimGroup:
    level = verdict_level(len(STATEMENTS))
    judged = tuple(_judge(statement, group, epochs, level) for statement in STATEMENTS)
    return ClaimGroup(group.recipe, group.preset, group.reset, level, judged)


def _judge(statement: Statement, group: Group, epochs: int, level: float) -> Judged:
    pair = (statement.more, statement.less)
    wrong = [name for name in pair if name not in group.networks]
    if wrong:
        return _not_judged(statement, (), f"no runs of {' and '.join(wrong)}")
    repeated = [name for name in pair if name in group.repeated]
    if repeated:
        why = f"more than one run of a seed of {' and '.join(repeated)}: something else varies too"
        return _not_judged(statement, (), why)
    final = statement.measure == "final accuracy"
    wanted = range(epochs, epochs + 1) if final else range(1, EARLY_EPOCHS + 1)
    seeds, more, less = group.both(*pair, wanted)
    if len(seeds) < FEWEST_RUNS:
        what = f"epoch {epochs}" if final else f"the first {EARLY_EPOCHS} epochs"
        number = f"{len(seeds)} seed{'' if len(seeds) == 1 else 's'}"
        why = f"{number} with {what} of both networks, and at least {FEWEST_RUNS} are needed"
        return _not_judged(statement, seeds, why)
    effect = _effect(statement, more, less, level)
    if effect is None:
        return _not_judged(
            statement, seeds, "a network does not vary over its runs, or only in one of them"
        )
    direction, size = judge_interval(statement, effect.verdict_interval)
    return Judged(
        statement=statement,
        seeds=seeds,
        direction=direction,
        size=size,
        effect=effect,
        power=power_to_see(statement, effect, len(seeds), 1 - level),
        power_alone=power_to_see(statement, effect, len(seeds), FALSE_ALARMS),
        reason=None if effect.interval_95 else "the seeds do not differ, so they tell no error",
    )


def _effect(statement: Statement, more: Array, less: Array, level: float) -> Effect | None:
    if statement.measure == "final accuracy":
        return mean_effect(more[:, 0], less[:, 0], level)
    return spread_effect(more, less, level)


def _not_judged(statement: Statement, seeds: tuple[int, ...], reason: str) -> Judged:
    return Judged(statement, seeds, "cannot be told", "cannot be told", reason=reason)
