"""The wall law of the paper: dx = v*dt*N(1, sigma), in time steps through the shape of each pulse.

Both walls of the domain move alike with the current; a field along the easy axis moves them in
opposite directions, so that the domain grows, or shrinks until its walls meet and it is gone. A
site holds the wall that leads, and through it the domain against the current; the other wall still
follows a field. It is left in a step with probability 1 - exp(-rate*dt). The noise factor is drawn
anew after each noise interval of the preset, and at the begin of a pulse; where the step is longer
than the interval, once a step, with the spread of all draws of the step together. Left out: what a
field does to the barrier of a site.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined, kernel
from dwmtj.device.path import Path, moved, next_stop, path_of, site_at
from dwmtj.device.sites import Track

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@inlined
def _waiting_per_step(
    barrier: float, ratio: float, shape: Array, time_step: float, spent: Array
) -> None:
    """Time at the attempt rate that passes in each step, for a pinned wall."""
    for step in range(shape.shape[0]):
        spent[step] = time_step * np.exp(-barrier * max(1 - ratio * shape[step], 0.0))


@inlined
def _step_through(
    rng: np.random.Generator,
    path: Path,
    draw_every: int,
    track: Track,
    ratios: tuple[float, float, float],
    known: Array,
    spent: Array,
    shape: Array,
    travel: Array,
    time_step: float,
    growth: tuple[float, float],
    front: float,
    back: float,
    waiting: float,
) -> tuple[float, float, float]:
    """Apply one pulse to one device; walls that have met are left at one place."""
    site, stop = site_at(path, front), next_stop(path, front)
    factor, until_draw = 1.0, 0
    for step in range(travel.shape[0]):
        if until_draw == 0:
            factor, until_draw = 1 + track.sigma * rng.standard_normal(), draw_every
        until_draw -= 1
        reach = travel[step] * factor
        ahead, behind = reach + growth[0], reach + growth[1]
        if site >= 0:
            if np.isnan(waiting):
                waiting = rng.standard_exponential() * track.attempt_time
            if known[site] != ratios[site]:  # devices without spread ask for the same again
                known[site] = ratios[site]
                _waiting_per_step(track.barrier, ratios[site], shape, time_step, spent[site])
            waiting -= spent[site, step]
            if waiting > 0:
                ahead, behind = 0.0, growth[1]
            else:
                waiting, site = np.nan, -1
        if ahead > 0 and front < stop <= front + ahead:
            if stop < path.end:  # at a site the rest of the step is lost, for both walls
                behind *= (stop - front) / ahead
            front = stop
            site, stop = site_at(path, stop), next_stop(path, stop)
        else:
            front = moved(path, front, ahead)
            if ahead < 0:
                stop = next_stop(path, front)
        back = moved(path, back, behind)
        if not path.one_wall and (back >= front or front <= path.begin):
            return front, front, waiting
    return front, back, waiting


@kernel
def run_steps(
    rng: np.random.Generator,
    track: Track,
    voltages: Array,
    amplitudes: Array,
    shape: Array,
    time_step: float,
    growth_velocity: float,
    first: int,
    last: int,
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
    shape : ndarray
        Voltage of a pulse in each step over its amplitude [no unit], shape [S].
    time_step : float
        Duration of a step [s].
    growth_velocity : float
        Velocity with which a field pushes each wall outwards [m/s].
    first, last : int
        First device, and the one after the last (no unit).
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
    draw_every = max(1, round(track.noise_interval / time_step))
    known, spent = np.full(3, np.nan), np.empty((3, shape.shape[0]))
    growth = growth_velocity * time_step
    for p in range(amplitudes.shape[0]):
        forward, amplitude = amplitudes[p] >= 0, abs(amplitudes[p])
        path, sign = path_of(track, forward), 1.0 if forward else -1.0
        back_path = path_of(track, not forward)
        leads = 1 if forward or track.one_wall else 0
        travel = track.velocity_per_volt * amplitude * time_step * shape
        for d in range(first, last):
            if present[d]:
                back = walls[1 - leads, d]
                # A field pushes each wall of a domain outwards, and the one wall of the
                # three-terminal device towards GND. The back may be held by a site of its own way.
                outwards = (
                    sign * growth if track.one_wall else growth,
                    -growth if site_at(back_path, -sign * back) < 0 else 0.0,
                )
                front, back, waiting[d] = _step_through(
                    rng,
                    path,
                    draw_every,
                    track,
                    (
                        amplitude / voltages[d, 0],
                        amplitude / voltages[d, 1],
                        amplitude / voltages[d, 2],
                    ),
                    known,
                    spent,
                    shape,
                    travel,
                    time_step,
                    outwards,
                    sign * walls[leads, d],
                    sign * back,
                    waiting[d],
                )
                walls[leads, d] = sign * front
                if not track.one_wall:
                    walls[1 - leads, d] = sign * back
                    present[d] = back < front
            after[p, 0, d] = walls[0, d]
            after[p, 1, d] = walls[1, d]
            present_after[p, d] = present[d]
