"""Compiled reading of both junctions: cover of the pillars by the domain, and the resistances.

The cover is that of :mod:`dwmtj.physics.cover`, the resistance that of
:mod:`dwmtj.physics.junction` with lead and track in series, at the small reading voltage. Most
pillars are covered wholly or not at all, so a resistance is only solved where the cover is another
one than that of the device before.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined, kernel
from dwmtj.physics.junction_kernel import conductance, share

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


#: Steps of the cover that a resistance tells apart; a power of 2, so that 0, 1/2 and 1 stay.
_STEPS = 2.0**40


class Pillars(NamedTuple):
    """What a reading needs to know of the junctions A and B; pairs have shape [2].

    ``centres`` of the pillars from IN [m], not a number where there is no such junction; their
    ``length`` [m]; ``series`` resistances of lead and track [ohm]; ``conductance`` of a parallel
    junction [S], magnetoresistance ``ratio`` at zero bias [no unit], the ``half_voltage`` that
    halves it and the reading ``voltage`` [V].
    """

    centres: Array
    length: float
    series: Array
    conductance: float
    ratio: float
    half_voltage: float
    voltage: float


@inlined
def _from_centre(wall: float, centre: float, half: float) -> float:
    # An edge is recognised by its own number, which a difference with the centre would round.
    if wall >= centre + half:
        return half
    if wall <= centre - half:
        return -half
    return wall - centre


@inlined
def _rounded(cover: float) -> float:
    # Walls that stand at one site differ by the rounding of the way they came.
    return float(np.rint(cover * _STEPS) / _STEPS)


@inlined
def _resistance(pillars: Pillars, junction: int, cover: float) -> float:
    if np.isnan(cover):
        return np.nan
    parallel, ratio, half = pillars.conductance, pillars.ratio, pillars.half_voltage
    series = pillars.series[junction]
    voltage = share(pillars.voltage, series, parallel, ratio, half, cover)
    return float(series + 1.0 / conductance(voltage, parallel, ratio, half, cover))


@kernel
def read_covers(pillars: Pillars, junction: int, covers: Array, resistances: Array) -> None:
    """Resistances of a junction for some covers.

    Parameters
    ----------
    pillars : Pillars
        The junctions.
    junction : int
        0 for A, 1 for B (no unit).
    covers : ndarray
        Share of the pillar over the domain [no unit], shape [N].
    resistances : ndarray
        Filled [ohm], shape [N].
    """
    known, value = np.nan, np.nan
    for i in range(covers.size):
        cover = _rounded(covers[i])
        if cover != known:
            known, value = cover, _resistance(pillars, junction, cover)
        resistances[i] = value


@kernel
def read_walls(
    pillars: Pillars,
    first: int,
    last: int,
    walls: Array,
    present: Bools,
    covers: Array,
    resistances: Array,
) -> None:
    """Covers and resistances after each pulse, for some of the devices.

    Parameters
    ----------
    pillars : Pillars
        The junctions.
    first, last : int
        First device, and the one after the last (no unit).
    walls : ndarray
        Left and right walls [m], shape [P, 2, n].
    present : ndarray
        Whether there is a domain, shape [P, n].
    covers, resistances : ndarray
        Filled with the share of each pillar over the domain [no unit] and the resistances [ohm],
        shape [2, P, n].
    """
    half = pillars.length / 2
    for j in range(2):
        centre, known, value = pillars.centres[j], np.nan, np.nan
        uncovered = 0.0 if not np.isnan(centre) else np.nan
        bare = _resistance(pillars, j, uncovered)
        for p in range(walls.shape[0]):
            for d in range(first, last):
                cover, resistance = uncovered, bare
                left, right = walls[p, 0, d], walls[p, 1, d]
                if present[p, d] and right > centre - half and left < centre + half:
                    left = _from_centre(left, centre, half)
                    right = _from_centre(right, centre, half)
                    cover = max(right - left, 0.0) / pillars.length
                    rounded = _rounded(cover)
                    if rounded != known:
                        known, value = rounded, _resistance(pillars, j, rounded)
                    resistance = value
                covers[j, p, d], resistances[j, p, d] = cover, resistance
