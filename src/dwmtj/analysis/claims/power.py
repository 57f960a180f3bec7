r"""The chance that runs show an effect of a given size, and the runs that would be needed.

For a mean of paired differences it is that of Student's noncentral t. For a ratio of two paired
standard deviations it is that of the test of Pitman and Morgan, which is a test of the correlation
:math:`\rho` of sums and differences,

.. math:: \rho = (\lambda^2 - 1) / \sqrt{(\lambda^2 + 1)^2 - 4 r^2 \lambda^2},

for the ratio :math:`\lambda` and the correlation r of the pairs: given the sums, t is noncentral,
and the squares of the sums follow chi-squared, both with the degrees of freedom of
:mod:`.spread_effect`. Both take the spread of the runs at hand for the
true one, which six runs tell to a factor of about two.
"""

from collections.abc import Callable

import numpy as np
from scipy.stats import chi2, nct
from scipy.stats import t as student

from dwmtj.analysis.claims.bootstrap import Array
from dwmtj.analysis.claims.measured import Effect, Power
from dwmtj.analysis.claims.statements import Statement

WANTED_POWER = 0.8
FEWEST_RUNS = 3
_MOST_RUNS = 10_000
_QUANTILES = (np.arange(200) + 0.5) / 200
_LARGEST_RATIO = 1e3
_HALVINGS = 25


def power_of_mean(difference: float, deviation: float, runs: int, level: float = 0.05) -> float:
    """Give the chance that Student's paired test shows a difference.

    Parameters
    ----------
    difference, deviation : float
        True mean and standard deviation of the paired differences [points], the latter above 0.
    runs : int
        Runs of each network [no unit].
    level : float
        Two-sided level of the test [no unit].

    Returns
    -------
    float
        Power [no unit].
    """
    shift = abs(difference) / deviation * np.sqrt(runs)
    return float(_beyond(shift, runs - 1, level))


def power_of_ratio(
    ratio: float,
    correlation: float,
    runs: int,
    level: float = 0.05,
    epochs_worth: float = 1.0,
) -> float:
    """Give the chance that the test of Pitman and Morgan shows a ratio of standard deviations.

    Parameters
    ----------
    ratio : float
        True ratio [no unit], above 0.
    correlation : float
        Correlation of the pairs [no unit], between -1 and 1.
    runs : int
        Runs of each network [no unit], at least 3.
    level : float
        Two-sided level of the test [no unit].
    epochs_worth : float
        To how many independent epochs those that are compared come [no unit].

    Returns
    -------
    float
        Power [no unit].
    """
    squared = ratio**2
    odds = (squared - 1) ** 2 / (4 * squared * (1 - correlation**2))  # rho^2 / (1 - rho^2)
    freedom = (runs - 1) * epochs_worth
    shifts = np.sqrt(odds * chi2.ppf(_QUANTILES, freedom))
    return float(np.mean(_beyond(shifts, freedom - 1, level)))


def power_to_see(statement: Statement, effect: Effect, runs: int, level: float) -> Power | None:
    """Give what runs can see of a statement.

    Parameters
    ----------
    statement : Statement
        What the paper claims.
    effect : Effect
        What was measured, for the spread of the runs.
    runs : int
        Runs of each network [no unit], at least 3.
    level : float
        Two-sided level of the test [no unit].

    Returns
    -------
    Power or None
        None if the runs do not vary.
    """
    chance = _chance(statement, effect, level)
    if chance is None:
        return None
    limits = (0.0, 1e2 * (effect.deviation or 0.0))
    if statement.measure == "early spread":
        limits = (1.0, _LARGEST_RATIO)
    return Power(
        level=level,
        power=chance(statement.claimed, runs),
        runs_needed=_runs_needed(lambda number: chance(statement.claimed, number)),
        visible_effect=_visible(lambda size: chance(size, runs), limits),
    )


def _chance(
    statement: Statement, effect: Effect, level: float
) -> Callable[[float, int], float] | None:
    """Give the power as a function of effect and runs."""
    deviation, correlation = effect.deviation, effect.correlation
    if effect.interval_95 is None:
        return None
    if statement.measure == "final accuracy":
        if deviation is None:
            return None
        return lambda size, runs: power_of_mean(size, deviation, runs, level)
    if correlation is None:
        return None
    return lambda size, runs: power_of_ratio(size, correlation, runs, level, effect.epochs_worth)


def _beyond(shift: float | Array, freedom: float, level: float) -> Array:
    """Give the chance that a noncentral t lies beyond the two-sided limit of a level."""
    limit = student.ppf(1 - level / 2, freedom)
    chances = nct.sf(limit, freedom, shift) + nct.cdf(-limit, freedom, shift)
    # Far beyond the limit the noncentral t has no number any more, and there is no doubt either.
    return np.asarray(np.nan_to_num(np.clip(chances, 0, 1), nan=1.0), float)


def _runs_needed(chance: Callable[[int], float]) -> int | None:
    if chance(_MOST_RUNS) < WANTED_POWER:
        return None
    few, many = FEWEST_RUNS - 1, _MOST_RUNS
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if chance(middle) >= WANTED_POWER else (middle, many)
    return many


def _visible(chance: Callable[[float], float], limits: tuple[float, float]) -> float | None:
    low, high = limits
    if chance(high) < WANTED_POWER:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if chance(middle) >= WANTED_POWER else (middle, high)
    return high
