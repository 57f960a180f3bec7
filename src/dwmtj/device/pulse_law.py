"""The pulse law: one stochastic step a pulse, the fastest way to move a domain.

Between sites the domain travels velocity per volt*area of the pulse*N(1, sigma), the factor drawn
once a pulse. A wall at a site leaves it at a time drawn from the thermally activated escape of
:mod:`dwmtj.physics.depinning`; what is left of the pulse then moves it on. Left out: fields, any
change of the domain's length, and noise within a pulse.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined, kernel
from dwmtj.device.pulse_charge import charge_until, time_at_charge
from dwmtj.device.sites import Track
from dwmtj.physics.escape import pulse_exposure, time_of_escape

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@inlined
def next_stop(track: Track, place: float, forward: bool) -> float:
    """Give the next place at which a leading wall stops.

    Parameters
    ----------
    track : Track
        Sites and ends.
    place : float
        Where it is [m].
    forward : bool
        Whether it goes towards GND.

    Returns
    -------
    float
        The next site or end [m].
    """
    if forward:
        stop = track.last
        for k in range(3):
            if place < track.sites[0, k] < stop:
                stop = track.sites[0, k]
        return stop
    stop = track.first
    for k in range(3):
        if stop < track.sites[1, k] < place:
            stop = track.sites[1, k]
    return stop


@inlined
def site_at(track: Track, place: float, forward: bool) -> int:
    """Tell which site holds a wall.

    Parameters
    ----------
    track : Track
        The sites.
    place : float
        Where the wall is [m].
    forward : bool
        Whether it goes towards GND.

    Returns
    -------
    int
        0 to 2, or -1 (no unit).
    """
    row = 0 if forward else 1
    for k in range(3):
        if place == track.sites[row, k]:
            return k
    return -1


@inlined
def shift_domain(
    track: Track, walls: Array, present: Bools, d: int, distance: float, forward: bool
) -> None:
    """Move a domain; walls that pass an end leave, or stop there if there is only one wall.

    Parameters
    ----------
    track : Track
        The ends.
    walls : ndarray
        Left and right walls [m], shape [2, n]; changed.
    present : ndarray
        Whether there is a domain, shape [n]; changed.
    d : int
        Which device (no unit).
    distance : float
        How far, at least 0 [m].
    forward : bool
        Whether towards GND.
    """
    step = distance if forward else -distance
    walls[1, d] = min(max(walls[1, d] + step, track.first), track.last)
    if track.one_wall:
        return
    walls[0, d] = min(max(walls[0, d] + step, track.first), track.last)
    if walls[0, d] >= track.last or walls[1, d] <= track.first:
        present[d] = False


@inlined
def _move(
    rng: np.random.Generator,
    track: Track,
    voltages: Array,
    amplitude: float,
    forward: bool,
    rise: float,
    plateau: float,
    fall: float,
    walls: Array,
    present: Bools,
    waiting: Array,
    d: int,
) -> None:
    """Apply one pulse to one device; ``time`` runs through the pulse."""
    leads = 1 if forward or track.one_wall else 0
    end = rise + plateau + fall
    whole = charge_until(end, rise, plateau, fall)
    time, factor, drawn = 0.0, 1.0, False
    while time < end and present[d]:
        place = walls[leads, d]
        site = site_at(track, place, forward)
        if site >= 0:
            if np.isnan(waiting[d]):
                waiting[d] = rng.standard_exponential() * track.attempt_time
            ratio = amplitude / voltages[d, site]
            escape = time_of_escape(ratio, rise, plateau, fall, track.barrier, time, waiting[d])
            if escape > end:
                waiting[d] -= pulse_exposure(ratio, rise, plateau, fall, track.barrier, time)
                return
            time, waiting[d] = escape, np.nan
        if not drawn:
            factor, drawn = 1 + track.sigma * rng.standard_normal(), True
        speed = track.velocity_per_volt * amplitude * factor
        passed = charge_until(time, rise, plateau, fall)
        reach = speed * (whole - passed)
        if reach <= 0:
            shift_domain(track, walls, present, d, -reach, not forward)
            return
        stop = next_stop(track, place, forward)
        gap = abs(stop - place)
        if gap == 0 or reach < gap:
            shift_domain(track, walls, present, d, reach, forward)
            return
        shift_domain(track, walls, present, d, gap, forward)
        walls[leads, d] = stop
        time = time_at_charge(passed + gap / speed, rise, plateau, fall)


@kernel
def run_pulses(
    rng: np.random.Generator,
    track: Track,
    voltages: Array,
    amplitudes: Array,
    rise: float,
    plateau: float,
    fall: float,
    walls: Array,
    present: Bools,
    waiting: Array,
    after: Array,
    present_after: Bools,
) -> None:
    """Apply a train of pulses to some devices.

    Parameters
    ----------
    rng : Generator
        Source of the noise.
    track : Track
        What the devices share.
    voltages : ndarray
        Voltages that take the barriers away [V], shape [n, 3].
    amplitudes : ndarray
        Of each pulse, positive towards GND [V], shape [P].
    rise, plateau, fall : float
        Parts of a pulse [s].
    walls : ndarray
        Left and right walls [m], shape [2, n]; changed.
    present : ndarray
        Whether there is a domain, shape [n]; changed.
    waiting : ndarray
        Time at the attempt rate that a pinned wall still has to wait, NaN if not yet drawn [s],
        shape [n]; changed.
    after, present_after : ndarray
        Filled with the walls [m] and presence after each pulse, shapes [P, 2, n] and [P, n].
    """
    for p in range(amplitudes.shape[0]):
        forward, amplitude = amplitudes[p] > 0, abs(amplitudes[p])
        for d in range(present.shape[0]):
            if present[d] and amplitude > 0:
                _move(
                    rng,
                    track,
                    voltages,
                    amplitude,
                    forward,
                    rise,
                    plateau,
                    fall,
                    walls,
                    present,
                    waiting,
                    d,
                )
            after[p, 0, d] = walls[0, d]
            after[p, 1, d] = walls[1, d]
            present_after[p, d] = present[d]
