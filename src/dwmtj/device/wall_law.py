"""The wall law of the paper: dx = v*dt*N(1, sigma), in time steps through the shape of each pulse.

Both walls of the domain move alike with the current; a field along the easy axis moves them in
opposite directions. A wall at a site leaves it in a step with probability 1 - exp(-rate*dt). The
noise factor is drawn anew after each noise interval of the preset, and at the begin of a pulse.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined, kernel
from dwmtj.device.pulse_law import next_stop, shift_domain, site_at
from dwmtj.device.sites import Track
from dwmtj.physics.escape import mean_rate

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@inlined
def _grow(track: Track, walls: Array, present: Bools, d: int, outwards: float) -> None:
    walls[1, d] = min(max(walls[1, d] + outwards, track.first), track.last)
    if track.one_wall:
        return
    walls[0, d] = min(max(walls[0, d] - outwards, track.first), track.last)
    if walls[1, d] <= walls[0, d]:
        present[d] = False  # the walls have met


@kernel
def run_steps(
    rng: np.random.Generator,
    track: Track,
    voltages: Array,
    amplitudes: Array,
    shape: Array,
    time_step: float,
    growth_velocity: float,
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
    for d in range(present.shape[0]):
        for p in range(amplitudes.shape[0]):
            forward, amplitude = amplitudes[p] > 0, abs(amplitudes[p])
            leads = 1 if forward or track.one_wall else 0
            site = site_at(track, walls[leads, d], forward)
            stop = next_stop(track, walls[leads, d], forward)
            factor = 1.0
            for step in range(shape.shape[0]):
                if not present[d]:
                    break
                if step % draw_every == 0:
                    factor = 1 + track.sigma * rng.standard_normal()
                drive = amplitude * shape[step]
                if site >= 0:
                    if np.isnan(waiting[d]):
                        waiting[d] = rng.standard_exponential() * track.attempt_time
                    lowered = 1 - drive / voltages[d, site]
                    waiting[d] -= time_step * mean_rate(lowered, lowered, track.barrier)
                    if waiting[d] > 0:
                        continue
                    waiting[d], site = np.nan, -1
                if growth_velocity != 0:
                    _grow(track, walls, present, d, growth_velocity * time_step)
                    stop = next_stop(track, walls[leads, d], forward)
                reach = track.velocity_per_volt * drive * time_step * factor
                if reach < 0:
                    shift_domain(track, walls, present, d, -reach, not forward)
                    stop = next_stop(track, walls[leads, d], forward)
                    continue
                gap = abs(stop - walls[leads, d])
                if gap == 0 or reach < gap:
                    shift_domain(track, walls, present, d, reach, forward)
                    continue
                shift_domain(track, walls, present, d, gap, forward)
                walls[leads, d] = stop
                site = site_at(track, stop, forward)
                stop = next_stop(track, stop, forward)
            after[p, 0, d] = walls[0, d]
            after[p, 1, d] = walls[1, d]
            present_after[p, d] = present[d]
