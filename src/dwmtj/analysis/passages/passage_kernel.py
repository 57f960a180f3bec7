"""The exact law of the paper's wall noise, compiled, for likelihoods that ask for it many times.

It is that of :func:`dwmtj.physics.discrete_law`, by the same quadrature with fewer points: absolute
errors are below 1e-9 (see the tests), and it is some forty times as fast. Walls fire at pulse n
with probability p_n and have not fired after it with S_n. Below a sigma of 0.12 a draw of
N(1, sigma) goes backwards with probability 4e-17, and then p_n = S_{n-1} - S_n with

    S_n = Phi{(N - n)/(sigma*sqrt(n))}

exactly, which also serves where the probabilities of the quadrature fall below 1e-45.
"""

from math import ceil, erfc, exp, floor, log, sqrt

import numpy as np

from dwmtj.analysis.records import Array
from dwmtj.compiling import inlined, kernel

#: Width of a panel in sigma, and points of Gauss and Legendre in it.
_PANEL = 3.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(9)
#: Deviation in sigma beyond which a single draw is neglected [no unit]: probability 1e-19.
_REACH = 9.0
#: How far below its start a wall is followed, in sigma*sqrt(draws), see the physics.
_DEPTH = 4.5
#: Largest sigma without a draw that goes backwards.
FORWARD = 0.12
#: Smallest probability that is taken from the quadrature.
_SMALLEST = 1e-45
_ROOT_TWO = sqrt(2.0)


@inlined
def _normal_density(deviation: float) -> float:
    return exp(-deviation * deviation / 2) / sqrt(2 * np.pi)


@inlined
def _last_without_firing(distance: float, sigma: float, last: int) -> int:
    """Last draw, at least 1, after which no wall can be expected to have fired."""
    draw = 1
    while draw < last and _log_beyond(distance, sigma, draw + 1) < log(_SMALLEST):
        draw += 1
    return draw


@inlined
def _log_tail(deviation: float) -> float:
    """Logarithm of the upper tail Q(deviation) of the normal law."""
    if deviation < 30:
        return log(erfc(deviation / _ROOT_TWO) / 2)
    square = deviation * deviation
    series = 1 - 1 / square + 3 / (square * square)
    return -square / 2 - log(deviation * sqrt(2 * np.pi)) + log(series)


@inlined
def _log_beyond(distance: float, sigma: float, draws: int) -> float:
    """Logarithm of the chance that the sum of some draws reaches the distance."""
    if draws == 0:
        return -np.inf
    return _log_tail((distance - draws) / (sigma * sqrt(draws)))


@inlined
def _log_short(distance: float, sigma: float, draws: int) -> float:
    """Logarithm of the chance that it does not."""
    if draws == 0:
        return 0.0
    return _log_tail((draws - distance) / (sigma * sqrt(draws)))


@inlined
def _log_difference(larger: float, smaller: float) -> float:
    return larger + np.log1p(-exp(smaller - larger)) if larger > smaller else -np.inf


@inlined
def _forward(distance: float, sigma: float, draw: int) -> tuple[float, float]:
    """Logarithms of p_n and S_n if no draw goes backwards; from the tail that is the smaller."""
    if draw < distance + 0.5:
        p = _log_difference(
            _log_beyond(distance, sigma, draw), _log_beyond(distance, sigma, draw - 1)
        )
    else:
        p = _log_difference(
            _log_short(distance, sigma, draw - 1), _log_short(distance, sigma, draw)
        )
    return p, _log_short(distance, sigma, draw)


@inlined
def _transfer(sigma: float, first: int, count: int) -> Array:
    """Density [panels ahead, from point, to point] of a draw, times the weight of the point."""
    size, points = _PANEL * sigma, len(_NODES)
    made = np.empty((count, points, points))
    for ahead in range(count):
        for i in range(points):
            for j in range(points):
                moved = size * ((_NODES[j] - _NODES[i]) / 2 + first + ahead)
                density = _normal_density((moved - 1) / sigma) / sigma
                made[ahead, i, j] = size / 2 * _WEIGHTS[i] * density
    return made


@inlined
def _move(alive: Array, after: Array, transfer: Array, first: int) -> None:
    """Fill the density of the walls that have not fired after one more draw."""
    panels, points = alive.shape
    after[:] = 0.0
    for panel in range(panels):
        if alive[panel].max() < 1e-3 * _SMALLEST:
            continue
        low, high = max(panel + first, 0), min(panel + first + len(transfer), panels)
        for target in range(low, high):
            ahead = target - panel - first
            for i in range(points):
                density = alive[panel, i]
                for j in range(points):
                    after[target, j] += density * transfer[ahead, i, j]


@kernel
def log_wall_noise_law(distance: float, sigma: float, last: int) -> tuple[Array, Array]:
    """Logarithms of the chances to fire at a pulse, and not to have fired after it.

    Parameters
    ----------
    distance : float
        Firing distance N in mean increments [no unit], above 0.
    sigma : float
        Relative spread of the displacement per pulse [no unit], above 0.
    last : int
        Last pulse to follow [no unit], at least 1.

    Returns
    -------
    tuple of ndarray
        log p_n [no unit], shape [last], n from 1; and log S_n, shape [last].
    """
    fires, stays = np.empty(last), np.empty(last)
    for draw in range(last):
        fires[draw], stays[draw] = _forward(distance, sigma, draw + 1)
    if sigma <= FORWARD:
        return fires, stays
    begin = _last_without_firing(distance, sigma, last)
    if begin >= last:
        return fires, stays
    # A wall that fires at the last pulse has come along the straight line, give or take a bridge.
    line = begin * min(distance / last, 1.0)
    low = max(line - 2 * _DEPTH * sigma * sqrt(last), -_DEPTH * sigma * sqrt(last))
    size, points = _PANEL * sigma, len(_NODES)
    panels = ceil((distance - low) / size)
    first = floor((1 - _REACH * sigma) / size)
    count = ceil((1 + _REACH * sigma) / size) - first + 1
    transfer = _transfer(sigma, first, count)
    alive, after = np.empty((panels, points)), np.empty((panels, points))
    weights, firing = np.empty((panels, points)), np.empty((panels, points))
    spread = sigma * sqrt(begin)
    for panel in range(panels):
        for i in range(points):
            place = distance - size * (panels - panel - (1 + _NODES[i]) / 2)
            alive[panel, i] = _normal_density((place - begin) / spread) / spread
            weights[panel, i] = size / 2 * _WEIGHTS[i]
            beyond = erfc((distance - place - 1) / (sigma * _ROOT_TWO)) / 2
            firing[panel, i] = weights[panel, i] * beyond
    for draw in range(begin - 1, last):
        left, chance = (alive * weights).sum(), (alive * firing).sum()
        if left > _SMALLEST:
            stays[draw] = log(left)
        if draw + 1 < last:
            if chance > _SMALLEST:
                fires[draw + 1] = log(chance)
            _move(alive, after, transfer, first)
            alive, after = after, alive
    return fires, stays
