"""Maximum likelihood of the laws of passage, with cycles that were given up before they fired."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.likelihood import LikelihoodFit, Limits, fit_likelihood
from dwmtj.analysis.passages.passage_data import PassageData
from dwmtj.analysis.passages.passage_laws import DELAYED_BARRIER, PassageLaw
from dwmtj.analysis.records import Array

#: Smallest sigma that is tried [no unit]: counts then differ by one pulse at most.
SMALLEST_SIGMA = 1e-3
#: Largest one: nine walls in twenty then go backwards.
LARGEST_SIGMA = 10.0
#: How far sigma is looked for; what lies below its limit stands for none.
SEARCH: dict[str, Limits] = {"sigma": (None, LARGEST_SIGMA)}
#: Where the parameters may lie.
_LIMITS: dict[str, Limits] = {
    "mean_increments": (1e-3, None),
    "mean": (1e-3, None),
    "sigma": (SMALLEST_SIGMA, None),
    "escape": (1e-9, 1 - 1e-9),
}


class LawFit(NamedTuple):
    """The best fit of a ``law``.

    ``values`` in the order of the law's parameters, in their units, and what Minuit found, ``fit``.
    """

    law: PassageLaw
    values: Array
    fit: LikelihoodFit

    @property
    def log_likelihood(self) -> float:
        """Greatest log-likelihood [no unit]."""
        return self.fit.log_likelihood

    @property
    def akaike(self) -> float:
        """Akaike's information criterion [no unit]."""
        return 2 * len(self.law.parameters) - 2 * self.log_likelihood


def log_likelihood(law: PassageLaw, values: npt.ArrayLike, data: PassageData) -> float:
    """Give the logarithm of the likelihood of some counts.

    Parameters
    ----------
    law : PassageLaw
        The law.
    values : array_like
        Its parameters [their units], shape [parameter].
    data : PassageData
        The counts.

    Returns
    -------
    float
        Log-likelihood [no unit], minus infinity for impossible counts.
    """
    last = data.last
    fires, stays = law.log_law(np.asarray(values, float), last)
    total = 0.0
    for happened, chance in ((data.fired[:last], fires), (data.stopped[:last], stays)):
        seen = happened > 0
        total += float(happened[seen] @ chance[seen])
    return total


def fit_law(law: PassageLaw, data: PassageData, *, intervals_of: Sequence[str] = ()) -> LawFit:
    """Find the parameters of the greatest likelihood.

    Parameters
    ----------
    law : PassageLaw
        The law.
    data : PassageData
        The counts, some of them fired.
    intervals_of : sequence of str, optional
        Parameters whose profile intervals are wanted.

    Returns
    -------
    LawFit
        The fit.
    """
    start = start_values(law, data)
    # The number of pulses before a barrier is whole, and best as large as the counts allow.
    fixed = [start.pop("delay")] if law is DELAYED_BARRIER else []
    fit = fit_likelihood(
        lambda *values: log_likelihood(law, np.array([*values, *fixed]), data),
        start,
        observations=max(data.cycles, 1),
        limits={name: _LIMITS[name] for name in start},
        search={name: SEARCH[name] for name in start if name in SEARCH},
        intervals_of=intervals_of,
    )
    values = np.array([*fit.values.values(), *fixed])
    return LawFit(law, values, fit)


def start_values(law: PassageLaw, data: PassageData) -> dict[str, float]:
    """Guess the parameters from mean and spread, given-up cycles taken to fire a little later.

    Parameters
    ----------
    law : PassageLaw
        The law.
    data : PassageData
        The counts, some of them fired.

    Returns
    -------
    dict
        Values by name, in the units of the law.
    """
    pulse = np.arange(1, len(data.fired) + 1)
    weight = np.concatenate([data.fired, data.stopped])
    place = np.concatenate([pulse, pulse * (1 + 0.5 * data.stopped.sum() / weight.sum()) + 1])
    mean = float((weight * place).sum() / weight.sum())
    variance = float((weight * (place - mean) ** 2).sum() / weight.sum())
    spread = max(variance - 1 / 12, 0.02)
    delay = int(np.flatnonzero(data.fired)[0]) if law is DELAYED_BARRIER else 0
    tries = float((data.fired * (pulse - delay)).sum())
    tries += float((data.stopped * np.maximum(pulse - delay, 0)).sum())
    chance = float(np.clip(data.fired.sum() / tries, 1e-6, 1 - 1e-6))
    distance = max(mean - 0.5, 0.2)
    guess = {
        "mean_increments": distance,
        "mean": distance,
        "sigma": float(np.sqrt(spread / distance)),
        "escape": chance,
        "delay": float(delay),
    }
    if law.name == "cycle_variation":
        guess["sigma"] = float(min(np.sqrt(spread) / distance, 1.0))
    return {name: guess[name] for name in law.parameters}
