r"""The chance that runs show an effect of a given size, and the runs that would be needed.

Both kinds of effects are judged by Student's t, of paired differences or of the pseudo-values of
:mod:`.spread_effect`: whether it shows one, and whether its interval lies within given ends where
the paper gives a size. Both chances are those of a normal mean, for a spread as the runs would find
it, averaged over the chi-squared of that spread; the first is the noncentral t, whose library
function is not a number here and there at shifts as they occur (SciPy 1.17). The true spread is
taken to be that of the runs at hand, which six runs tell to a factor of about two.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.integrate import fixed_quad
from scipy.stats import chi, norm
from scipy.stats import f as fisher
from scipy.stats import t as student

from dwmtj.analysis.claims.measured import Effect, Interval, Power
from dwmtj.analysis.claims.statements import Statement

Floats = npt.NDArray[np.float64]
WANTED_POWER = 0.8
FEWEST_RUNS = 3
_MOST_RUNS = 10_000
#: Points of the average over spreads, and the chance of spreads that are left out at either end.
_POINTS, _LEFT_OUT = 512, 1e-12
_HALVINGS = 25
#: Effects beyond which none is looked for [points or times].
_MOST_POINTS, _MOST_TIMES = 100.0, 1e3


def power_of_mean(difference: float, deviation: float, runs: int, level: float = 0.05) -> float:
    """Give the chance that Student's paired test shows a difference.

    Parameters
    ----------
    difference, deviation : float
        True mean and standard deviation of the paired differences [any unit], the latter above 0.
    runs : int
        Runs of each network [no unit].
    level : float
        Two-sided level of the test [no unit].

    Returns
    -------
    float
        Power [no unit].
    """
    shift = difference / deviation * np.sqrt(runs)
    limit = student.ppf(1 - level / 2, runs - 1)
    return _average(lambda s: norm.cdf(shift - limit * s) + norm.cdf(-shift - limit * s), runs)


def power_of_ratio(ratio: float, runs: int, level: float = 0.05) -> float:
    """Give the chance that Fisher's F shows a ratio of two standard deviations.

    Parameters
    ----------
    ratio : float
        The true ratio [no unit], above 0.
    runs : int
        Runs of each network, which are not paired [no unit], at least 2.
    level : float
        Level of the two-sided test [no unit].

    Returns
    -------
    float
        The chance, from the level to 1 [no unit].

    Examples
    --------
    >>> from dwmtj.analysis.claims.power import power_of_ratio
    >>> f"{power_of_ratio(1.0, 6):.3f}"  # false alarms
    '0.050'
    """
    freedom = (runs - 1, runs - 1)
    low, high = fisher.ppf([level / 2, 1 - level / 2], *freedom)
    return float(fisher.cdf(low / ratio**2, *freedom) + fisher.sf(high / ratio**2, *freedom))


def chance_within(
    difference: float, ends: Interval, deviation: float, runs: int, level: float = 0.05
) -> float:
    """Give the chance that the whole of Student's interval lies between two ends.

    Parameters
    ----------
    difference : float
        True mean of the paired differences [any unit].
    ends : tuple of float
        Lower and upper end [same unit].
    deviation : float
        True standard deviation of the paired differences [same unit], above 0.
    runs : int
        Runs of each network [no unit].
    level : float
        One less the confidence level of the interval [no unit].

    Returns
    -------
    float
        Chance [no unit].
    """
    error, limit = deviation / np.sqrt(runs), student.ppf(1 - level / 2, runs - 1)
    low, high = ((end - difference) / error for end in ends)
    return _average(
        lambda s: np.maximum(norm.cdf(high - limit * s) - norm.cdf(low + limit * s), 0), runs
    )


def _average(chance: Callable[[Floats], Floats], runs: int) -> float:
    """Average a chance over the deviation that runs find, in true ones."""
    freedom = runs - 1
    found = chi(freedom, scale=1 / np.sqrt(freedom))
    ends = found.ppf(_LEFT_OUT), found.isf(_LEFT_OUT)
    mean, _ = fixed_quad(lambda s: chance(s) * found.pdf(s), *ends, n=_POINTS)
    return float(np.clip(mean, 0, 1))


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
    if effect.interval_95 is None:
        return None
    ratio, deviation = statement.measure == "early spread", effect.deviation
    claimed, found = (
        float(np.log(each)) if ratio else each for each in (statement.claimed, effect.value)
    )

    def see(number: int) -> float:
        return power_of_mean(claimed, deviation, number, level)

    def see_found(number: int) -> float:
        return power_of_mean(found, deviation, number, level)

    visible = _visible(
        lambda size: power_of_mean(size, deviation, runs, level),
        float(np.log(_MOST_TIMES)) if ratio else _MOST_POINTS,
    )
    if visible is not None and ratio:
        visible = float(np.exp(visible))
    power = Power(level, see(runs), runs_needed(see), visible, runs_needed(see_found))
    if not statement.sized:
        return power

    def tell(number: int) -> float:
        return chance_within(claimed, statement.about, deviation, number, level)

    return replace(power, power_of_size=tell(runs), runs_for_size=runs_needed(tell))


def runs_needed(chance: Callable[[int], float]) -> int | None:
    """Count the runs that are needed for a chance of 80 %.

    Parameters
    ----------
    chance : callable
        Chance [no unit] with a number of runs, which grows with it.

    Returns
    -------
    int or None
        Number of runs [no unit], at least 3; None if more than 10,000.
    """
    if chance(_MOST_RUNS) < WANTED_POWER:
        return None
    few, many = FEWEST_RUNS - 1, _MOST_RUNS
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if chance(middle) >= WANTED_POWER else (middle, many)
    return many


def _visible(chance: Callable[[float], float], most: float) -> float | None:
    low, high = 0.0, most
    if chance(high) < WANTED_POWER:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if chance(middle) >= WANTED_POWER else (middle, high)
    return high
