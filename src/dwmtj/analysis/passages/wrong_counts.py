"""Counts that are wrong: a share of the cycles whose count has nothing to do with the wall.

A miscounted cycle among a hundred can double sigma, because the wall noise leaves it no other
explanation. So a share q of the counts is allowed to be wrong, anything from 1 to the last pulse M
with the same chance (a contaminated law, as of Tukey 1960):

    p_n' = (1 - q)*p_n + q/M,    S_n' = (1 - q)*S_n + q*(1 - n/M).

It is taken only if the counts ask for it: if the likelihood ratio against q = 0 passes its limit of
99 %, no other law describes the counts as well without wrong ones, and q is no more than a third,
beyond which one could not tell which part is the wrong one. Of 16 cycles a count that is wrong by
three pulses may be a late one, and then nothing tells: the interval of sigma has to hold what q,
small as it may be, allows.

Noise in turn is taken for seen only if the counts ask for it. Two neighbouring counts need none,
and if the likelihood ratio against a wall without noise, with all other counts wrong, does not pass
its limit of 95 %, there is an upper limit of sigma alone. Where noise is only just seen in some of
the sets, those are the ones that look noisiest, and their values are too large: by one standard
error where it is seen in a quarter. A higher level would make that rarer, but larger.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dwmtj.analysis.estimate import LEVELS
from dwmtj.analysis.likelihood import LikelihoodFit, Limits, deviance_limit, fit_likelihood
from dwmtj.analysis.passages.passage_data import PassageData, saturated_log_likelihood
from dwmtj.analysis.passages.passage_fits import SEARCH, SMALLEST_SIGMA, LawFit, fit_law
from dwmtj.analysis.passages.passage_laws import LAWS, WALL_NOISE
from dwmtj.analysis.passages.passage_limits import hardly_vary
from dwmtj.analysis.records import Array

#: Largest share of wrong counts that is taken for such [no unit].
LARGEST_SHARE = 1 / 3
#: Where the parameters may lie.
LIMITS: dict[str, Limits] = {
    "mean_increments": (1e-3, None),
    "sigma": (SMALLEST_SIGMA, None),
    "share": (0.0, 0.5),
}
#: Level of the likelihood ratio from which wrong counts are taken to be there [no unit].
_LEVEL = 0.99
#: Level of the likelihood ratio from which noise is taken to be seen [no unit].
_SEEN = LEVELS[-1]
#: Wrong counts are no later than so many times the last pulse of any cycle [no unit].
_TIMES = 2
#: Difference of Akaike's criterion by which another law has to be worse [no unit].
_WORSE = 2.0


class WrongCounts(NamedTuple):
    """What is found with wrong counts among the others.

    ``fit`` of ``mean_increments``, ``sigma`` and ``share``; ``others``, the cycles without those
    that are more likely wrong than right, of which there are ``far``. No units.
    """

    fit: LikelihoodFit
    others: PassageData
    far: int

    @property
    def remark(self) -> str:
        """What it means, in a sentence."""
        low, high = self.fit.intervals["share"][1]
        ends = f"{100 * (low or 0.0):.2g} to {100 * (high or LARGEST_SHARE):.2g} %"
        return (
            f"About {100 * self.fit.values['share']:.2g} % of the counts (95 %: {ends}) have "
            "nothing to do with the others and are taken for wrong, such as miscounted. Left out "
            f"where laws are compared, because they lie far from the others: {self.far} of "
            f"{self.others.cycles + self.far} cycles."
        )


def log_likelihood_of_some_wrong(
    distance: float, sigma: float, share: float, data: PassageData
) -> float:
    """Give the logarithm of the likelihood of counts, some of them wrong.

    Parameters
    ----------
    distance : float
        Firing distance in mean increments [no unit].
    sigma : float
        Relative spread of the displacement per pulse [no unit].
    share : float
        Share of the counts that are wrong [no unit].
    data : PassageData
        The counts (no unit).

    Returns
    -------
    float
        Log-likelihood [no unit].
    """
    if not np.all(np.isfinite((distance, sigma, share))):  # a search that is lost
        return -np.inf
    fires, stays = _chances(distance, sigma, share, data)
    total = 0.0
    for happened, chance in ((data.fired, fires), (data.stopped, stays)):
        seen = happened[: data.last] > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            total += float(happened[: data.last][seen] @ np.log(chance[seen]))
    return total


def _chances(distance: float, sigma: float, share: float, data: PassageData) -> tuple[Array, Array]:
    last, longest = data.last, _longest(data)
    fires, stays = (np.exp(each) for each in WALL_NOISE.log_law(np.array([distance, sigma]), last))
    pulse = np.arange(1.0, last + 1)
    return (
        (1 - share) * fires + share / longest,
        (1 - share) * stays + share * (1 - pulse / longest),
    )


def _longest(data: PassageData) -> int:
    """Last pulse that a count may say: of much longer trains nothing tells that any does."""
    planned = np.flatnonzero(data.planned)
    longest = max(data.last, int(planned[-1]) + 1 if planned.size else 0)
    return min(longest, _TIMES * data.last)


def fit_of_some_wrong(data: PassageData, plain: LawFit) -> LikelihoodFit:
    """Fit the law with a share of wrong counts.

    Parameters
    ----------
    data : PassageData
        The counts (no unit).
    plain : LawFit
        Fit of the wall noise to all of them.

    Returns
    -------
    LikelihoodFit
        With ``mean_increments``, ``sigma`` and ``share``, and the interval of ``sigma``.
    """
    tried = [_fit(start, data, []) for start in _starts(data, plain)]
    best = max(tried, key=lambda fit: fit.log_likelihood)
    return _fit(best.values, data, ["sigma"])


def find_wrong_counts(data: PassageData, plain: LawFit, mixed: LikelihoodFit) -> WrongCounts | None:
    """Look for wrong counts.

    Parameters
    ----------
    data : PassageData
        The counts (no unit).
    plain : LawFit
        Fit of the wall noise to all of them.
    mixed : LikelihoodFit
        The same with a share of wrong counts.

    Returns
    -------
    WrongCounts or None
        None if the counts do not ask for any.
    """
    gain = 2 * (mixed.log_likelihood - plain.log_likelihood)
    share = mixed.values["share"]
    if gain < deviance_limit(_LEVEL, data.cycles, 3) or not 0 < share < LARGEST_SHARE:
        return None
    others = [fit_law(law, data).akaike for law in LAWS if law is not WALL_NOISE]
    if min(others) < mixed.akaike + _WORSE:
        return None
    fires = _chances(mixed.values["mean_increments"], mixed.values["sigma"], share, data)[0]
    wrong = 2 * share / _longest(data) > fires
    fired = data.fired.copy()
    fired[: data.last][wrong] = 0.0
    far = round(float(data.fired.sum() - fired.sum()))
    return WrongCounts(_fit(mixed.values, data, list(mixed.values)), _without(data, fired), far)


def others_without_noise(data: PassageData, log_likelihood: float) -> PassageData | None:
    """Tell whether a wall without noise and some wrong counts explain the counts.

    Parameters
    ----------
    data : PassageData
        Counts that differ by more than one pulse (no unit).
    log_likelihood : float
        Greatest log-likelihood of the wall noise [no unit].

    Returns
    -------
    PassageData or None
        The counts but for those that would be wrong; None if noise has been seen.
    """
    pairs = data.fired + np.append(data.fired[1:], 0.0)
    first = int(pairs.argmax())
    fired = np.zeros_like(data.fired)
    fired[first : first + 2] = data.fired[first : first + 2]
    others = _without(data, fired)
    share = 1 - others.cycles / data.cycles
    if not 0 < share < LARGEST_SHARE or not hardly_vary(others):
        return None
    # Any part of the two counts may be of either, so that theirs is the likelihood of the shares.
    steady = float(saturated_log_likelihood(others.fired, others.stopped))
    steady += others.cycles * np.log(1 - share)
    steady += (data.cycles - others.cycles) * np.log(share / (_longest(data) - 2))
    deviance = 2 * (log_likelihood - steady)
    return others if deviance < deviance_limit(_SEEN, data.cycles, 3) else None


def _fit(start: Mapping[str, float], data: PassageData, wanted: Sequence[str]) -> LikelihoodFit:
    return fit_likelihood(
        lambda distance, sigma, share: log_likelihood_of_some_wrong(distance, sigma, share, data),
        start,
        observations=data.cycles,
        limits=LIMITS,
        search=SEARCH,
        intervals_of=wanted,
    )


def _without(data: PassageData, fired: Array) -> PassageData:
    """Leave out counts, and as many of the longest plans, which are those of most cycles."""
    planned, unlimited = data.planned.copy(), data.unlimited
    gone = round(float(data.fired.sum() - fired.sum()))
    from_unlimited = min(gone, unlimited)
    gone -= from_unlimited
    for end in np.flatnonzero(planned)[::-1].tolist():
        taken = min(gone, int(planned[end]))
        planned[end] -= taken
        gone -= taken
    return data._replace(fired=fired, planned=planned, unlimited=unlimited - from_unlimited)


def _starts(data: PassageData, plain: LawFit) -> list[dict[str, float]]:
    """Start from the plain fit, and from quartiles, which few wrong counts hardly move."""
    pulse = np.repeat(np.arange(1, len(data.fired) + 1), np.round(data.fired).astype(np.int64))
    low, middle, high = np.quantile(pulse, [0.25, 0.5, 0.75]).tolist()
    distance = max(middle - 0.5, 0.2)
    spread = max((high - low) / 1.349, 0.4)  # quartiles of a normal law are 1.349 sigma apart
    robust = (distance, float(np.clip(spread / np.sqrt(distance), 0.02, 2.0)))
    plain_values = (float(plain.values[0]), float(plain.values[1]))
    names = ("mean_increments", "sigma")
    return [
        {**dict(zip(names, values, strict=True)), "share": 0.05}
        for values in (robust, plain_values)
    ]
