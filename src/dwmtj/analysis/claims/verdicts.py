"""The rule of the verdicts: what an interval says of what the paper claims.

All statements of one recipe and preset are judged together. Of m comparisons each has the interval
of level 1 - 0.05/m (Bonferroni), so that all m intervals hold the truth with a chance of at least
95 %, whatever they share and as far as each keeps its level (:mod:`.mean_effect` and
:mod:`.spread_effect` tell what was measured): no verdict of the table is a false alarm in more than
one of twenty such tables. The rule reads nothing but this interval; tests and 95 % intervals stand
beside it.

Direction ("this network has more of it than that one"):
    *holds* if the whole interval lies on the claimed side of "alike", *does not hold* if all of it
    lies on the other side, else *cannot be told*.
Size ("by about so much"):
    *holds* if the whole interval agrees with the paper's size; *does not hold* if nothing of it
    does; else *cannot be told*.
The statement:
    if the size is part of the claim, *holds* if direction and size do, *does not hold* if one of
    them does not; if it is not, *holds* if the direction does, *does not hold* if the direction
    does not or, as long as it cannot be told, if the paper's size is excluded; else *cannot be
    told*.

So an effect may be there without being the claimed one (direction holds, size does not), the
claimed one may be excluded without telling whether there is a smaller one, and nothing is said to
be absent because it was not seen.
"""

from typing import Literal

from dwmtj.analysis.claims.measured import Interval
from dwmtj.analysis.claims.statements import Statement

Verdict = Literal["holds", "does not hold", "cannot be told"]

FALSE_ALARMS = 0.05


def verdict_level(comparisons: int) -> float:
    """Give the confidence level of each interval of several that are judged together.

    Parameters
    ----------
    comparisons : int
        Number of comparisons [no unit].

    Returns
    -------
    float
        Confidence level [no unit].
    """
    return 1 - FALSE_ALARMS / max(comparisons, 1)


def judge_interval(statement: Statement, interval: Interval | None) -> tuple[Verdict, Verdict]:
    """Judge whether there is an effect as claimed, and whether it is as large as the paper says.

    Parameters
    ----------
    statement : Statement
        What the paper claims.
    interval : tuple of float or None
        The interval of the effect [points or times].

    Returns
    -------
    direction, size : {"holds", "does not hold", "cannot be told"}
        By the rule of this module.
    """
    if interval is None:
        return "cannot be told", "cannot be told"
    (low, high), (least, most) = interval, statement.about
    opposite = high < statement.neutral
    other_size = high <= least or low >= most
    return (
        _verdict(low > statement.neutral, opposite),
        _verdict(least <= low and high <= most, other_size),
    )


def judge_whole(statement: Statement, direction: Verdict, size: Verdict) -> Verdict:
    """Judge a statement by its direction and its size.

    Parameters
    ----------
    statement : Statement
        What the paper claims.
    direction, size : {"holds", "does not hold", "cannot be told"}
        Their verdicts.

    Returns
    -------
    {"holds", "does not hold", "cannot be told"}
        By the rule of this module.
    """
    if direction == "holds" and not statement.sized:
        return "holds"
    if "does not hold" in (direction, size):
        return "does not hold"
    return "holds" if direction == size == "holds" else "cannot be told"


def _verdict(holds: bool, fails: bool) -> Verdict:
    if holds:
        return "holds"
    return "does not hold" if fails else "cannot be told"
