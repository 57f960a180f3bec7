"""What the field loops of one junction show: levels, switching fields, squareness, one per loop.

The two levels are first taken from the ends of the sweeps, where a loop is saturated. A sweep
switches where a step between these levels fits it best, in the sense of least squares with
readings clipped beyond the levels, so that a glitch or a mislabelled reading counts little. The
switch lies between two readings: the field is known to this step and no better, unless a reading
stands clearly between the levels; then it is interpolated at their middle, and known to a tenth of
the step. Squareness is the
distance of the branches in the middle of the loop over that of the saturated ends; the middle,
since a stray field shifts the loop away from zero field. Left out: a background that is linear in
the field, and drift of the levels by more than half their distance.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.grouped_readings import level_means, medians_of_groups
from dwmtj.analysis.loops.loop_levels import Levels, sweep_ends
from dwmtj.analysis.loops.sweeps import Sweeps
from dwmtj.analysis.records import Array, Integers
from dwmtj.analysis.robust import sigma_of_deviations

Flags = npt.NDArray[np.bool_]

#: Number of standard deviations beyond which a reading belongs to neither level [no unit].
_GLITCH = 5.0


class Switches(NamedTuple):
    """Where each of S sweeps switches.

    ``field`` lies between ``low`` and ``high`` [A/m], shape [S], NaN where ``switched`` is false.
    ``after`` is the number of readings before the switch (no unit), shape [S].
    """

    field: Array
    low: Array
    high: Array
    switched: Flags
    after: Integers


class LoopValues(NamedTuple):
    """Numbers of L whole loops, each of shape [L] and with its error from read noise.

    ``loop`` counts them. ``parallel`` and ``antiparallel`` are the lower and the higher level
    [ohm], ``parallel_error`` and ``antiparallel_error`` their standard errors [ohm], and
    ``squareness`` and ``squareness_error`` have no unit. ``falling`` and ``rising`` are the numbers
    of the sweeps.
    """

    loop: Integers
    parallel: Array
    antiparallel: Array
    parallel_error: Array
    antiparallel_error: Array
    squareness: Array
    squareness_error: Array
    falling: Integers
    rising: Integers


def switches_of(field: Array, resistance: Array, sweeps: Sweeps, levels: Levels) -> Switches:
    """Find where each sweep switches.

    Parameters
    ----------
    field, resistance : ndarray
        Field [A/m] and resistance [ohm] in the order of the sweeps, shape [R].
    sweeps : Sweeps
        Sweeps.
    levels : Levels
        The two levels.

    Returns
    -------
    Switches
        One for each sweep.
    """
    half = (levels.positive - levels.negative) / 2
    noise = abs(levels.noise / half)
    sense = np.repeat(np.where(sweeps.rising, 1.0, -1.0), sweeps.lengths)
    state = sense * (resistance - levels.negative - half) / half  # -1 before, +1 after
    total = _running_sum(np.clip(state, -1 - 3 * noise, 1 + 3 * noise), sweeps)
    begin = sweeps.first[:-1]
    # The sum up to a reading is least where all before are in one state, all behind in the other.
    owner = np.repeat(np.arange(len(begin)), sweeps.lengths)
    least = np.minimum.reduceat(total, begin)
    at = np.flatnonzero(total == least[owner])
    last = at[np.unique(owner[at], return_index=True)[1]]
    count = last - begin + 1
    rest = sweeps.lengths - count
    before = least / count
    behind = (total[sweeps.first[1:] - 1] - least) / np.maximum(rest, 1)
    switched = (rest > 0) & (before < -1 / 3) & (behind > 1 / 3)
    following = np.minimum(last + 1, len(field) - 1)
    crossing, low, high = _crossing(field, state, last, following, noise)
    return Switches(
        field=np.where(switched, crossing, np.nan),
        low=np.where(switched, low, np.nan),
        high=np.where(switched, high, np.nan),
        switched=switched,
        after=count,
    )


def _running_sum(values: Array, sweeps: Sweeps) -> Array:
    """Sum of each sweep's values up to each reading, shape [R]."""
    total = np.cumsum(values)
    begin = sweeps.first[:-1]
    return np.asarray(total - np.repeat(total[begin] - values[begin], sweeps.lengths))


def _crossing(
    field: Array, state: Array, last: Integers, following: Integers, noise: float
) -> tuple[Array, Array, Array]:
    """Field of the switch, and the fields that it lies between, each of shape [S]."""
    one, other = field[last], field[following]
    between = 1 - np.minimum(np.abs(state[last]), np.abs(state[following])) > max(0.1, 4 * noise)
    rise = state[following] - state[last]
    resolved = between & (state[last] < 0) & (state[following] > 0)
    share = np.where(resolved, -state[last] / np.where(resolved, rise, 1.0), 0.5)
    crossing = one + (other - one) * share
    # Interpolated, it is known to a tenth of the step and to the noise of the two readings.
    reach = np.where(resolved, np.minimum(0.5, 0.1 + 2 * noise / np.maximum(rise, 1e-9)), 0.5)
    half = np.abs(other - one) * reach
    return crossing, crossing - half, crossing + half


def loop_values(
    field: Array, resistance: Array, sweeps: Sweeps, levels: Levels, switches: Switches
) -> tuple[LoopValues, Flags]:
    """Give the numbers of each loop of which both branches switch.

    Parameters
    ----------
    field, resistance : ndarray
        Field [A/m] and resistance [ohm] in the order of the sweeps, shape [R].
    sweeps : Sweeps
        Sweeps.
    levels : Levels
        The two levels.
    switches : Switches
        Where the sweeps switch.

    Returns
    -------
    LoopValues
        Numbers of the loops.
    ndarray
        Which readings are glitches that were not used, shape [R].
    """
    falling, rising = _pairs(sweeps, switches.switched)
    owner = np.repeat(np.arange(len(sweeps.loop)), sweeps.lengths)
    place = np.arange(len(field)) - sweeps.first[owner]
    distance = place - switches.after[owner]
    away = (distance < -1) | (distance > 0)  # the readings beside the switch may be half way
    positive = (distance >= 0) == sweeps.rising[owner]
    deviation = resistance - np.where(positive, levels.positive, levels.negative)
    side = 2 * owner + positive
    middle = medians_of_groups(deviation, side, 2 * len(sweeps.loop))
    rest = np.abs(deviation - middle[side])
    scale = sigma_of_deviations(rest)
    size = levels.positive - levels.negative
    glitch = away & (rest > max(_GLITCH * scale, 0.1 * abs(size)))
    good = away & ~glitch
    pair = np.full(len(sweeps.loop), -1)
    pair[falling] = pair[rising] = np.arange(len(falling))
    used = good & (pair[owner] >= 0)
    means, errors = level_means(resistance[used], pair[owner][used], positive[used], len(falling))
    order = [0, 1] if size > 0 else [1, 0]  # the lower level is the parallel one
    middle_field = (switches.field[falling] + switches.field[rising]) / 2
    reach = np.abs(switches.field[rising] - switches.field[falling]) / 4
    square, square_error = _squareness(
        field, resistance, ~glitch, sweeps, pair[owner], (middle_field, reach)
    )
    values = LoopValues(
        loop=sweeps.loop[falling],
        parallel=means[order[0]],
        antiparallel=means[order[1]],
        parallel_error=errors[order[0]],
        antiparallel_error=errors[order[1]],
        squareness=square,
        squareness_error=square_error,
        falling=falling,
        rising=rising,
    )
    return values, glitch


def _pairs(sweeps: Sweeps, switched: Flags) -> tuple[Integers, Integers]:
    """Sweeps that make whole loops: the falling and the rising ones, both of shape [L]."""
    falling = np.flatnonzero(switched & ~sweeps.rising)
    rising = np.flatnonzero(switched & sweeps.rising)
    _, one, other = np.intersect1d(sweeps.loop[falling], sweeps.loop[rising], return_indices=True)
    return falling[one], rising[other]


def _squareness(
    field: Array,
    resistance: Array,
    good: Flags,
    sweeps: Sweeps,
    pair: Integers,
    middle: tuple[Array, Array],
) -> tuple[Array, Array]:
    """Distance of the branches in the middle over that of the ends, and its error, both [L]."""
    loops = len(middle[0])
    if not loops:
        return np.zeros(0), np.zeros(0)
    rising = np.repeat(sweeps.rising, sweeps.lengths)
    good = good & (pair >= 0)
    near = good & (np.abs(field - middle[0][pair]) <= middle[1][pair])
    at_begin, at_end = sweep_ends(sweeps)
    positive = np.where(rising, at_end, at_begin)
    at_ends = good & (at_begin | at_end)
    inner, inner_error = level_means(resistance[near], pair[near], ~rising[near], loops)
    outer, outer_error = level_means(resistance[at_ends], pair[at_ends], positive[at_ends], loops)
    seen = np.bincount(pair[near] + loops * ~rising[near], minlength=2 * loops).reshape(2, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        both = seen.min(axis=0) > 0
        if not both.any():  # the branches leave no room between them
            return np.full(loops, np.nan), np.full(loops, np.nan)
        height, size = inner[1] - inner[0], outer[1] - outer[0]
        # One ratio for all loops and their deviations from it: a mean of ratios would be biased.
        ratio, mean_size = np.sum(height[both]) / np.sum(size[both]), np.mean(size[both])
        square = np.where(both, ratio + (height - ratio * size) / mean_size, np.nan)
        variance = (inner_error**2).sum(0) + ratio**2 * (outer_error**2).sum(0)
        return square, np.sqrt(variance) / np.abs(mean_size)
