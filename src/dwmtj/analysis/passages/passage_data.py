"""Counts of pulses until firing, with cycles that were given up before, in the form of fits.

A cycle that had not fired when its pulses ended is right-censored: all that it tells is that firing
takes more pulses. The greatest likelihood that any law can have is that of Kaplan and Meier (1958),
with a free chance h_n for each pulse,

    L = sum_n d_n*ln h_n + (r_n - d_n)*ln(1 - h_n),   h_n = d_n/r_n,

d_n cycles firing of r_n that reached pulse n.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

from dwmtj.analysis.records import Array, Integers

#: Most pulses of a cycle: a fit follows each law pulse by pulse, so that time and memory grow.
MOST_PULSES = 10_000


class PassageData(NamedTuple):
    """Cycles counted, or expected by a law, by what became of them; no units.

    ``fired`` counts those that fired at pulse n, ``stopped`` those that had not when their last
    pulse n was over, shape [last] with n from 1. ``planned`` counts the cycles by the pulses that
    they would have been given at most, shape [longest], the ``unlimited`` ones apart.
    """

    fired: Array
    stopped: Array
    planned: Integers
    unlimited: int

    @property
    def cycles(self) -> int:
        """Number of cycles [no unit]."""
        return round(float(self.fired.sum() + self.stopped.sum()))

    @property
    def last(self) -> int:
        """Last pulse that any cycle has something to say about [no unit]."""
        told = np.flatnonzero(self.fired + self.stopped)
        return int(told[-1]) + 1 if told.size else 0

    def trains(self, last: int) -> list[tuple[int, int]]:
        """Give the trains of pulses that were planned, cut off after some pulse.

        Parameters
        ----------
        last : int
            Pulse at which the longer ones, and those without an end, are cut off [no unit].

        Returns
        -------
        list of tuple
            Last pulse of a train, and the number of its cycles [no unit].
        """
        ends = np.flatnonzero(self.planned)
        numbers = self.planned[ends].tolist()
        cut = np.minimum(ends + 1, last).tolist()
        return [*zip(cut, numbers, strict=True), (last, self.unlimited)]


def passage_data(counts: npt.ArrayLike, applied: npt.ArrayLike | None = None) -> PassageData:
    """Count cycles.

    Parameters
    ----------
    counts : array_like
        Pulse at which each cycle fired, 0 if it did not (no unit), shape [cycles].
    applied : array_like, optional
        Pulses that each cycle was given, 0 if not known (no unit), shape [cycles]. For a cycle
        that was ended by its firing, the plan is taken to be the longest train among the others.

    Returns
    -------
    PassageData
        The cycles.

    Raises
    ------
    ValueError
        If a count is negative, no whole number or above the pulses applied, a cycle did not fire
        and its number of pulses is not known, or a cycle has more pulses than can be followed.
    """
    fire = _whole("count", counts)
    given = np.zeros_like(fire) if applied is None else _whole("applied", applied)
    if fire.shape != given.shape or fire.ndim != 1:
        raise ValueError(
            f"applied: shape {given.shape} is not allowed; allowed: that of count, one-dimensional "
            f"({fire.shape})"
        )
    lost = (fire == 0) & (given == 0)
    if lost.any():
        at = int(np.flatnonzero(lost)[0])
        raise ValueError(
            f"applied: 0 pulses are not allowed for cycle {at + 1}, which did not fire; allowed: "
            "at least 1, the pulses it was given"
        )
    late = (given > 0) & (fire > given)
    if late.any():
        at = int(np.flatnonzero(late)[0])
        raise ValueError(
            f"count: {fire[at]} in cycle {at + 1} is not allowed; allowed: at most the {given[at]} "
            "pulses applied"
        )
    told = np.where(fire > 0, fire, given)
    if told.max(initial=0) > MOST_PULSES:
        raise ValueError(too_many_pulses(int(told.max()), fire[int(told.argmax())] > 0))
    # A fired cycle says nothing of later pulses, and sets are followed to twice the last at most.
    given = np.minimum(given, 2 * MOST_PULSES)
    open_ended = (fire > 0) & (given <= fire)
    longest = int(given[~open_ended].max(initial=0))
    plan = np.where(open_ended, np.where(longest >= fire, longest, 0), given)
    last = int(max(told.max(initial=0), 1))
    longest = int(max(plan.max(initial=0), last))

    def per_pulse(pulses: Integers, until: int) -> Integers:
        return np.bincount(pulses, minlength=until + 1)[1:].astype(np.int64)

    return PassageData(
        fired=per_pulse(fire[fire > 0], last).astype(float),
        stopped=per_pulse(given[fire == 0], last).astype(float),
        planned=per_pulse(plan[plan > 0], longest),
        unlimited=int(np.sum(plan == 0)),
    )


def too_many_pulses(pulses: int, fired: bool) -> str:
    """Say that a cycle has too many pulses, and what to do.

    Parameters
    ----------
    pulses : int
        Its pulses [no unit].
    fired : bool
        Whether it fired at the last of them; else they are those applied.

    Returns
    -------
    str
        The message, without the place.
    """
    bursts = -(-pulses // MOST_PULSES)
    return (
        f"{'count' if fired else 'applied'}: {pulses} pulses are not allowed; allowed: at most "
        f"{MOST_PULSES}. Count bursts of {bursts} pulses or more, so that a burst of k stands for "
        "one pulse: divide count and applied by k, rounded up; then mean_pulses has to be "
        "multiplied by k, sigma_per_pulse by the root of k"
    )


def _whole(name: str, numbers: npt.ArrayLike) -> Integers:
    values = np.asarray(numbers, float)
    wrong = ~((values >= 0) & (values == np.round(values)) & (values < 2**53))
    if np.any(wrong):
        raise ValueError(
            f"{name}: {values[wrong].flat[0]:g} is not allowed; allowed: whole numbers of pulses, "
            "at least 0"
        )
    return values.astype(np.int64)


def saturated_log_likelihood(fired: npt.ArrayLike, stopped: npt.ArrayLike) -> Array:
    """Give the greatest log-likelihood that any law can have.

    Parameters
    ----------
    fired, stopped : array_like
        Cycles that fired at, or were given up after, each pulse (no unit), shape [..., last].

    Returns
    -------
    ndarray
        Log-likelihood [no unit], shape [...].
    """
    happened = np.asarray(fired, float)
    ended = happened + np.asarray(stopped, float)
    risk = np.cumsum(ended[..., ::-1], axis=-1)[..., ::-1]
    terms = xlogy(happened, happened) + xlogy(risk - happened, risk - happened) - xlogy(risk, risk)
    return np.asarray(terms.sum(-1))
