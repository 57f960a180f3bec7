r"""A level of resistance among readings between the levels, by maximum likelihood.

A pillar that a domain covers partly reads something between its two levels. Readings r near the
upper level m, above a cut c, are a plateau and an even spread of partial covers below it, both with
normal noise s:

    f(r) = w*phi[(r - m)/s]/s/Phi(z) + (1 - w)*Phi[(m - r)/s]/[(m - c)*Phi(z) + s*phi(z)],

with z = (m - c)/s, phi and Phi the normal density and distribution, and w the share of the
plateau. The lower level is its mirror image. The likelihood is that of counts in bins of s/16.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from dwmtj.analysis.likelihood import fit_likelihood
from dwmtj.analysis.records import Array

#: How far the readings reach that are looked at: outwards and inwards in noises, and inwards at
#: least and at most as a share of the distance of the levels, so that the other one is not seen.
_OUTWARDS, _INWARDS, _SHARE, _LARGEST_SHARE = 6.0, 6.0, 0.125, 0.375
_BINS_PER_NOISE = 16
#: Fewer readings do not determine three parameters.
_FEW = 30
_ROOT = np.sqrt(2 * np.pi)


class Plateau(NamedTuple):
    """A ``level`` and its ``error``, the ``noise`` of a reading and its ``noise_error`` [ohm]."""

    level: float
    error: float
    noise: float
    noise_error: float


def find_plateau(
    ordered: Array, level: float, noise: float, distance: float, *, upper: bool
) -> Plateau | None:
    """Find a level more exactly.

    Parameters
    ----------
    ordered : ndarray
        Readings in ascending order [ohm], shape [readings].
    level, noise : float
        What they are about [ohm].
    distance : float
        Distance to the other level [ohm].
    upper : bool
        Whether it is the upper level.

    Returns
    -------
    Plateau or None
        None if there is no noise, or too few readings, or the likelihood has no clear maximum.
    """
    sign = 1.0 if upper else -1.0
    inwards = min(_LARGEST_SHARE * distance, max(_INWARDS * noise, _SHARE * distance))
    edges = np.sort([level - sign * inwards, level + sign * _OUTWARDS * noise])
    begin, end = np.searchsorted(ordered, edges)
    count = int(end - begin)
    if not noise > 0 or count < _FEW:
        return None
    bins = int(np.ceil((edges[1] - edges[0]) / noise * _BINS_PER_NOISE))
    counts, places = np.histogram(ordered[begin:end], bins, (edges[0], edges[1]))
    some = counts > 0
    # In units of the first guess of the noise, outwards, from the first guess of the level.
    x = sign * ((places[1:] + places[:-1]) / 2 - level)[some] / noise
    weights, cut = counts[some], -inwards / noise

    def log_likelihood(m: float, s: float, w: float) -> float:
        z = (m - cut) / s
        inside = float(ndtr(z))
        edge = np.exp(-z * z / 2) / _ROOT
        bell = np.exp(-(((x - m) / s) ** 2) / 2) / (_ROOT * s * inside)
        spread = ndtr((m - x) / s) / ((m - cut) * inside + s * edge)
        return float(weights @ np.log(w * bell + (1 - w) * spread))

    fit = fit_likelihood(
        log_likelihood,
        {"m": 0.0, "s": 1.0, "w": 0.9},
        observations=count,
        limits={"m": (-2.0, 2.0), "s": (0.3, 2.0), "w": (0.01, 1.0)},
        intervals_of=(),
    )
    if not fit.converged:
        return None
    found, errors = fit.values, fit.standard_errors
    return Plateau(
        level + sign * noise * found["m"],
        noise * errors["m"],
        noise * found["s"],
        noise * errors["s"],
    )
