"""Greatest likelihoods of thousands of simulated sets of counts at once.

A law is tabulated on a grid of its parameters around a fit, along the axes of the covariance of
their logarithms. The likelihood of every set at every node is then one product of matrices, and a
parabola through the greatest one and its neighbours gives the maximum, to about 0.01.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import xlog1py, xlogy

from dwmtj.analysis.passages.passage_data import PassageData
from dwmtj.analysis.passages.passage_fits import LARGEST_SIGMA, SMALLEST_SIGMA, LawFit
from dwmtj.analysis.passages.passage_laws import BARRIER, DELAYED_BARRIER
from dwmtj.analysis.records import Array

#: Nodes on each axis, and how far they reach in standard errors.
_NODES = 17
_REACH = 4.5
#: Smallest and largest standard error of the logarithm of a parameter that a grid is made for.
_ERRORS = (1e-5, 0.5)
#: Logarithm that stands for an impossible count.
_IMPOSSIBLE = -1e5
#: Share of a cycle that may be left after the last pulse that is simulated.
_LEFT = 1e-3
#: Cycles are given up after so many times the pulses of the longest one, and not before so many.
_TIMES = 2
_FEWEST = 24


class Replicates(NamedTuple):
    """Simulated sets of counts: ``fired`` and ``stopped`` at each pulse, shape [sets, last].

    No units.
    """

    fired: Array
    stopped: Array


def pulses_to_simulate(fit: LawFit, data: PassageData) -> int:
    """Give the last pulse at which simulated cycles may fire.

    Parameters
    ----------
    fit : LawFit
        Law and parameters.
    data : PassageData
        The measured counts, with the pulses that were planned (no unit).

    Returns
    -------
    int
        Number of pulses [no unit].
    """
    planned = np.flatnonzero(data.planned)
    longest = int(planned[-1]) + 1 if planned.size else 0
    wanted = max(longest, data.last) if data.unlimited == 0 else 1 << 16
    wanted = min(wanted, max(_TIMES * data.last, _FEWEST))
    with np.errstate(divide="ignore"):
        _, stays = fit.law.log_law(fit.values, wanted)
    enough = np.flatnonzero(stays < np.log(_LEFT / data.cycles))
    needed = int(enough[0]) + 1 if enough.size else wanted
    return max(min(needed, wanted), data.last)


def simulate(
    fit: LawFit, data: PassageData, sets: int, last: int, rng: np.random.Generator
) -> Replicates:
    """Simulate counts by a fitted law, with as many cycles and pulses as were measured.

    Parameters
    ----------
    fit : LawFit
        Law and parameters.
    data : PassageData
        The measured counts, with the pulses that were planned (no unit).
    sets : int
        Number of sets [no unit].
    last : int
        Last pulse at which cycles may fire [no unit].
    rng : Generator
        Source of the random numbers.

    Returns
    -------
    Replicates
        The sets.
    """
    fires, stays = (np.exp(each) for each in fit.law.log_law(fit.values, last))
    fired, stopped = np.zeros((sets, last)), np.zeros((sets, last))
    for end, cycles in data.trains(last):
        chances = np.append(fires[:end], stays[end - 1])
        drawn = rng.multinomial(cycles, chances / chances.sum(), sets)
        fired[:, :end] += drawn[:, :end]
        stopped[:, end - 1] += drawn[:, end]
    return Replicates(fired, stopped)


def greatest_log_likelihood(fit: LawFit, sets: Replicates) -> Array:
    """Give the greatest log-likelihood of a law for each set.

    Parameters
    ----------
    fit : LawFit
        The law, fitted to counts like those of the sets.
    sets : Replicates
        Sets of counts (no unit).

    Returns
    -------
    ndarray
        Log-likelihoods [no unit], shape [sets].
    """
    if fit.law in (BARRIER, DELAYED_BARRIER):
        return _barrier(sets, delayed=fit.law is DELAYED_BARRIER)
    fires, stays = fit.law.log_law(_nodes(fit), sets.fired.shape[1])
    values = _weighted(sets.fired, fires) + _weighted(sets.stopped, stays)
    best = values.argmax(axis=1)
    shape = values.reshape(-1, _NODES, _NODES)
    rows = np.arange(len(best))
    first, second = (np.clip(each, 1, _NODES - 2) for each in np.divmod(best, _NODES))
    top = shape[rows, first, second]
    gains = [
        _parabola(shape[rows, first - i, second - j], top, shape[rows, first + i, second + j])
        for i, j in ((1, 0), (0, 1))
    ]
    return np.asarray(np.maximum(values[rows, best], top + gains[0] + gains[1]))


def _weighted(counts: Array, table: Array) -> Array:
    """Sum of logarithms [set, node] of the counts of each set, by a table [..., pulse]."""
    seen = counts.any(axis=0)
    chances = table.reshape(-1, table.shape[-1])[:, seen]
    return np.asarray(counts[:, seen] @ np.fmax(chances, _IMPOSSIBLE).T)


def _nodes(fit: LawFit) -> Array:
    """Parameters [2, node, node] around the fit."""
    covariance = fit.fit.covariance / np.outer(fit.values, fit.values)
    if not np.all(np.isfinite(covariance)):
        covariance = np.diag(np.full(2, 0.01))
    lengths, axes = np.linalg.eigh((covariance + covariance.T) / 2)
    errors = np.clip(np.sqrt(np.maximum(lengths, 0.0)), *_ERRORS)
    steps = np.linspace(-_REACH, _REACH, _NODES)
    first, second = np.meshgrid(steps * errors[0], steps * errors[1], indexing="ij")
    logs = np.log(fit.values)[:, None, None] + np.tensordot(axes, np.stack([first, second]), 1)
    nodes = np.exp(logs)
    nodes[1] = np.clip(nodes[1], SMALLEST_SIGMA, LARGEST_SIGMA)
    return np.asarray(nodes)


def _parabola(below: Array, top: Array, above: Array) -> Array:
    """Gain of the vertex of the parabola over its middle point."""
    curvature = 2 * top - below - above
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = (above - below) ** 2 / (8 * curvature)
    return np.asarray(np.where((curvature > 0) & (gain < curvature), gain, 0.0))


def _barrier(sets: Replicates, *, delayed: bool) -> Array:
    """Maximum in closed form: fired cycles over tries, after as many pulses as possible."""
    happened = sets.fired.sum(1)
    delay = np.where(happened > 0, (sets.fired > 0).argmax(1), 0)[:, None] if delayed else 0
    tries = np.maximum(np.arange(1, sets.fired.shape[1] + 1) - delay, 0)
    total = ((sets.fired + sets.stopped) * tries).sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(total > 0, happened / total, 0.0)
    return np.asarray(xlogy(happened, chance) + xlog1py(total - happened, -chance))
