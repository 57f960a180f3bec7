"""The pulse law: one stochastic step a pulse, the fastest way to move a domain.

Between sites the domain travels velocity per volt*area of the pulse*N(1, sigma), the factor drawn
once a pulse. A wall at a site leaves it at a time drawn from the thermally activated escape of
:mod:`dwmtj.physics.depinning`; what is left of the pulse then moves it on. Left out: fields, any
change of the domain's length, and noise within a pulse.

Where the noise interval of a device is shorter than the pulse, or does not divide it, the factor of
a pulse has the spread that all draws of the pulse have together, each weighted by the charge that
it acts on.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined, kernel
from dwmtj.device.path import Path, has_left, moved, next_stop, path_of, site_at
from dwmtj.device.pulse_charge import charge_until, time_at_charge
from dwmtj.device.sites import Track
from dwmtj.physics.escape import mean_rate, pulse_exposure, time_of_escape

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Pulse(NamedTuple):
    """A pulse and what the track makes of it, in SI units.

    ``amplitude``, at least 0 [V]; ``rise``, ``plateau`` and ``fall`` [s]; mean ``speed`` on the
    plateau [m/s] and ``sigma`` of the travel; ``barrier`` over k_B*T; ``attempt_time`` [s].
    """

    amplitude: float
    rise: float
    plateau: float
    fall: float
    speed: float
    sigma: float
    barrier: float
    attempt_time: float


def pulse_sigma(sigma: float, interval: float, rise: float, plateau: float, fall: float) -> float:
    """Relative spread of the travel of a whole pulse, sigma*sqrt(sum of q_k^2).

    Parameters
    ----------
    sigma : float
        Relative spread of one draw [no unit].
    interval : float
        Time between two draws, the first at the begin of the pulse [s].
    rise, plateau, fall : float
        Parts of the pulse [s].

    Returns
    -------
    float
        Spread [no unit]; q_k is the share of the charge of the pulse in the k-th interval.
    """
    end = rise + plateau + fall
    # An interval that the length of the pulse exceeds by rounding only begins no new draw.
    draws = max(1, int(np.ceil(end / interval - 1e-9)))
    edges = np.minimum(np.arange(draws + 1) * interval, end)
    edges[-1] = end
    charges = np.array([charge_until(time, rise, plateau, fall) for time in edges.tolist()])
    shares = np.diff(charges) / charges[-1]
    return float(sigma * np.sqrt(np.sum(shares**2)))


@inlined
def _stays_pinned(pulse: Pulse, ratio: float, site: int, known: Array, waiting: float) -> float:
    """Time that a wall still has to wait when a pulse that began at a site is over."""
    # Devices without spread ask for the same exposure again and again; both edges have one rate.
    if known[0, site] != ratio:
        known[0, site] = ratio
        edges = (pulse.rise + pulse.fall) * mean_rate(1.0, 1 - ratio, pulse.barrier)
        plateau = pulse.plateau * mean_rate(1 - ratio, 1 - ratio, pulse.barrier)
        known[1, site] = edges + plateau
    return float(waiting - known[1, site])


@inlined
def _move(
    rng: np.random.Generator,
    path: Path,
    pulse: Pulse,
    voltages: tuple[float, float, float],
    known: Array,
    front: float,
    back: float,
    waiting: float,
) -> tuple[float, float, float]:
    """Apply one pulse to one device; ``time`` runs through the pulse."""
    rise, plateau, fall = pulse.rise, pulse.plateau, pulse.fall
    end, whole = rise + plateau + fall, rise / 2 + plateau + fall / 2
    time, passed, speed = 0.0, 0.0, np.nan
    while time < end and not has_left(path, front, back):
        site = site_at(path, front)
        if site >= 0:
            if np.isnan(waiting):
                waiting = rng.standard_exponential() * pulse.attempt_time
            ratio = pulse.amplitude / voltages[site]
            if time == 0:
                left = _stays_pinned(pulse, ratio, site, known, waiting)
                if left > 0:
                    return front, back, left
            escape = time_of_escape(ratio, rise, plateau, fall, pulse.barrier, time, waiting)
            if escape > end:
                waiting -= pulse_exposure(ratio, rise, plateau, fall, pulse.barrier, time)
                return front, back, waiting
            time, waiting = escape, np.nan
            passed = charge_until(time, rise, plateau, fall)
        if np.isnan(speed):
            speed = pulse.speed * (1 + pulse.sigma * rng.standard_normal())
        reach = speed * (whole - passed)
        stop = next_stop(path, front)
        gap = stop - front
        if reach < gap or gap <= 0:
            return moved(path, front, reach), moved(path, back, reach), waiting
        front, back = stop, moved(path, back, gap)
        passed += gap / speed
        time = time_at_charge(passed, rise, plateau, fall)
    return front, back, waiting


@kernel
def run_pulses(
    rng: np.random.Generator,
    track: Track,
    voltages: Array,
    amplitudes: Array,
    rise: float,
    plateau: float,
    fall: float,
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
        What the devices share; its sigma is that of a pulse, see :func:`pulse_sigma`.
    voltages : ndarray
        Voltages that take the barriers away [V], shape [n, 3].
    amplitudes : ndarray
        Of each pulse, positive towards GND [V], shape [P].
    rise, plateau, fall : float
        Parts of a pulse [s].
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
    known = np.full((2, 3), np.nan)
    for p in range(amplitudes.shape[0]):
        forward, amplitude = amplitudes[p] > 0, abs(amplitudes[p])
        path, sign = path_of(track, forward), 1.0 if forward else -1.0
        leads = 1 if forward or track.one_wall else 0
        speed = track.velocity_per_volt * amplitude
        pulse = Pulse(
            amplitude, rise, plateau, fall, speed, track.sigma, track.barrier, track.attempt_time
        )
        for d in range(first, last):
            if present[d] and amplitude > 0:
                front, back, waiting[d] = _move(
                    rng,
                    path,
                    pulse,
                    (voltages[d, 0], voltages[d, 1], voltages[d, 2]),
                    known,
                    sign * walls[leads, d],
                    sign * walls[1 - leads, d],
                    waiting[d],
                )
                walls[leads, d] = sign * front
                if not track.one_wall:
                    walls[1 - leads, d] = sign * back
                present[d] = not has_left(path, front, back)
            after[p, 0, d] = walls[0, d]
            after[p, 1, d] = walls[1, d]
            present_after[p, d] = present[d]
