"""Rows of a sweep whose field does not go on from that of the rows before.

Within a sweep the field moves one way, up or down the file, give or take the jitter of its reading.
A row that stands elsewhere has another field than it says, or another unit: sorted by field it
would look like any other. Those rows are out of order that are not among the longest ordered part
of the sweep and farther from its field there than the jitter. Where the field jumps back by most of
the swept range another sweep of the same name begins.
"""

from bisect import bisect_right

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array, Integers

Flags = npt.NDArray[np.bool_]

#: Jitter of the field, in mean steps of the sweep and in the swept range [no unit].
_STEPS, _OF_RANGE = 2.0, 0.02


def out_of_order(field: Array, part: Integers, jump: float) -> Flags:
    """Find the rows that are not in the order of their sweep.

    Parameters
    ----------
    field : ndarray
        Fields in the order of the file [A/m], shape [R].
    part : ndarray
        Sweep of each row (no unit), shape [R].
    jump : float
        Step from which a new sweep begins [A/m].

    Returns
    -------
    ndarray
        Which rows are out of order, shape [R].
    """
    order = np.argsort(part, kind="stable")
    sorted_field, sorted_part = field[order], part[order]
    new = (np.diff(sorted_part) != 0) | (np.abs(np.diff(sorted_field)) > jump)
    found = np.zeros(len(field), bool)
    for rows in np.split(order, 1 + np.flatnonzero(new)):
        found[rows] = _out_of_sweep(field[rows])
    return found


def _out_of_sweep(field: Array) -> Flags:
    reach = float(np.ptp(field))
    jitter = max(_STEPS * reach / max(len(field) - 1, 1), _OF_RANGE * reach)
    for way in (field, -field):
        if np.all(np.maximum.accumulate(way) - way <= jitter):
            return np.zeros(len(field), bool)
    rising, falling = _longest_rising(field), _longest_rising(-field)
    kept = rising if len(rising) >= len(falling) else falling
    between = np.interp(np.arange(len(field)), kept, field[kept])
    return np.asarray(np.abs(field - between) > jitter)


def _longest_rising(values: Array) -> Integers:
    """Places of the longest part that never falls, by patience sorting (Fredman 1975)."""
    tops: list[float] = []
    places: list[int] = []
    before = np.full(len(values), -1)
    for place, value in enumerate(values.tolist()):
        pile = bisect_right(tops, value)
        before[place] = places[pile - 1] if pile else -1
        if pile == len(tops):
            tops.append(value)
            places.append(place)
        else:
            tops[pile], places[pile] = value, place
    found = [places[-1]]
    while before[found[-1]] >= 0:
        found.append(int(before[found[-1]]))
    return np.array(found[::-1])
