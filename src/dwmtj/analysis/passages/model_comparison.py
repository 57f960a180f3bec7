"""Which law made the counts: information criterion, simulated likelihood ratio, cycles needed.

The ratio of the greatest likelihoods of two laws that are no special cases of each other follows no
table. It is compared with the ratios of sets that each of the two laws made (Cox 1961, Williams
1970): a law is refused if its sets hardly ever favour the other one as much as the data do, and the
criterion differs by 2 at least (Burnham and Anderson 2002). If neither is refused, the data cannot
tell the laws apart. From the expected difference d of the log-likelihoods per cycle, and its
standard deviation s, if the paper's law is right, follows the number of cycles of which 95 % of all
sets favour it, (1.645*s/d)^2; for the delayed barrier, whose delay is the shortest count, sets of
more and more cycles are simulated.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from dwmtj.analysis.passages.goodness_of_fit import goodness_of_fit, p_value
from dwmtj.analysis.passages.passage_data import PassageData
from dwmtj.analysis.passages.passage_fits import LawFit, fit_law
from dwmtj.analysis.passages.passage_grid import (
    Replicates,
    greatest_log_likelihood,
    pulses_to_simulate,
    simulate,
)
from dwmtj.analysis.passages.passage_laws import DELAYED_BARRIER, LAWS, PassageLaw

#: Share of sets of which the right law is to be favoured.
_SURE = 0.95
#: p-value below which a law is refused: 0.05 shared out over the four comparisons (Bonferroni).
REFUSED = 0.05 / (len(LAWS) - 1)
#: Difference of the criterion below which no law is refused [no unit].
LEAST_DIFFERENCE = 2.0
APART = "cannot be told apart"
#: Fewest cycles of which anything is said.
_FEWEST = 3.0
#: Cycles beyond which a number of cycles that are needed says no more than "none can tell".
MOST_CYCLES = 10**7


class Comparison(NamedTuple):
    """A law beside the paper's.

    ``fit`` is its best fit; ``akaike_difference`` is its criterion less that of the paper's law,
    so that above 0 the paper's is better; ``goodness_of_fit`` its own p-value. ``chance_of_law``
    is the p-value of this law against the paper's, ``chance_of_paper`` that of the paper's against
    this one; ``cycles_needed`` is infinite if nothing tells them apart. No units.
    """

    fit: LawFit
    akaike_difference: float
    goodness_of_fit: float
    chance_of_law: float
    chance_of_paper: float
    cycles_needed: float

    @property
    def verdict(self) -> str:
        """What the data say, in words."""
        if abs(self.akaike_difference) < LEAST_DIFFERENCE:
            return APART
        refused = self.chance_of_law < REFUSED, self.chance_of_paper < REFUSED
        if all(refused):
            return "neither law describes the data"
        if any(refused):
            return f"{'this law' if refused[0] else 'the law of the paper'} is refused"
        return APART


def compare(
    paper: LawFit,
    data: PassageData,
    rng: np.random.Generator,
    *,
    sets: int = 499,
    laws: Sequence[PassageLaw] = LAWS[1:],
) -> tuple[float, list[Comparison]]:
    """Compare laws with the paper's.

    Parameters
    ----------
    paper : LawFit
        Fit of the paper's law.
    data : PassageData
        The measured counts (no unit).
    rng : Generator
        Source of the random numbers.
    sets : int, optional
        Number of simulated sets for each law [no unit].
    laws : sequence of PassageLaw, optional
        The others.

    Returns
    -------
    tuple
        p-value of the goodness of fit of the paper's law [no unit], and the comparisons.
    """
    made_by_paper = simulate(paper, data, sets, pulses_to_simulate(paper, data), rng)
    of_paper = greatest_log_likelihood(paper, made_by_paper)
    rows = []
    for law in laws:
        other = fit_law(law, data)
        made_by_other = simulate(other, data, sets, pulses_to_simulate(other, data), rng)
        observed = paper.log_likelihood - other.log_likelihood
        # Each law is fitted to what the other one makes, around its best fit to the expected.
        seen = _expected_fit(law, paper, data)
        if_paper = of_paper - greatest_log_likelihood(seen, made_by_paper)
        of_other = greatest_log_likelihood(other, made_by_other)
        back = _expected_fit(paper.law, other, data)
        if_other = greatest_log_likelihood(back, made_by_other) - of_other
        rows.append(
            Comparison(
                fit=other,
                akaike_difference=other.akaike - paper.akaike,
                goodness_of_fit=goodness_of_fit(other, data, made_by_other, of_other),
                chance_of_law=p_value(if_other >= observed - 1e-9),
                chance_of_paper=p_value(if_paper <= observed + 1e-9),
                cycles_needed=_cycles_needed(paper, seen, data, rng),
            )
        )
    return goodness_of_fit(paper, data, made_by_paper, of_paper), rows


def _expected(truth: LawFit, data: PassageData) -> PassageData:
    """Give the counts that a law is expected to give, as if cycles came in parts."""
    last = pulses_to_simulate(truth, data)
    fires, stays = (np.exp(each) for each in truth.law.log_law(truth.values, last))
    fired, stopped = np.zeros(last), np.zeros(last)
    for end, number in data.trains(last):
        fired[:end] += number * fires[:end]
        stopped[end - 1] += number * stays[end - 1]
    return data._replace(fired=fired, stopped=stopped)


def _expected_fit(law: PassageLaw, truth: LawFit, data: PassageData) -> LawFit:
    expected = _expected(truth, data)
    if law is DELAYED_BARRIER:
        # Half a cycle is what a set is likely to show.
        early = np.cumsum(expected.fired) < 0.5
        expected = expected._replace(fired=np.where(early, 0.0, expected.fired))
    return fit_law(law, expected)


def _cycles_needed(
    paper: LawFit, other: LawFit, data: PassageData, rng: np.random.Generator
) -> float:
    if other.law is DELAYED_BARRIER:
        return _cycles_by_simulation(paper, data, rng)
    expected = _expected(paper, data)
    last = len(expected.fired)
    weights = np.concatenate([expected.fired, expected.stopped])
    laws = [np.concatenate(fit.law.log_law(fit.values, last)) for fit in (paper, other)]
    some = weights > 1e-9
    with np.errstate(invalid="ignore"):
        gain = (laws[0] - laws[1])[some]
    chance = weights[some] / weights[some].sum()
    mean = float(chance @ gain)
    spread = float(np.sqrt(max(chance @ gain**2 - mean**2, 0.0)))
    if mean <= 0:
        return float("inf")
    if not np.isfinite(mean):
        return _FEWEST
    return max(float(np.ceil((norm.ppf(_SURE) * spread / mean) ** 2)), _FEWEST)


def _cycles_by_simulation(paper: LawFit, data: PassageData, rng: np.random.Generator) -> float:
    """Double the cycles until 95 % of the sets favour the paper's law over a delayed barrier."""
    last = pulses_to_simulate(paper, data)
    fires, stays = paper.law.log_law(paper.values, last)
    chances = np.append(np.exp(fires), np.exp(stays[-1]))
    cycles = 4
    while cycles < MOST_CYCLES:
        drawn = rng.multinomial(cycles, chances / chances.sum(), 400).astype(float)
        stopped = np.zeros((400, last))
        stopped[:, -1] = drawn[:, -1]
        sets = Replicates(drawn[:, :-1], stopped)
        barrier = greatest_log_likelihood(paper._replace(law=DELAYED_BARRIER), sets)
        # Fitting two parameters gains one unit of the logarithm on average.
        own = np.where(drawn > 0, drawn * np.append(fires, stays[-1]), 0.0).sum(1) + 1
        if np.mean(own > barrier) >= _SURE:
            return float(cycles)
        cycles *= 2
    return float("inf")
