"""Laws of the number of pulses until a neuron fires, at equal pulses.

*Wall noise* is the paper's: each pulse moves the wall by N(1, sigma) mean increments, and the
junction is read after each. Several draws in a pulse, sigma_draw each, are one of
sigma_draw/sqrt(draws), because nothing is read between them. For ways of 200 increments and more,
also above 40*sigma, and counts that spread by more than 3 pulses its limit takes its place: the
inverse Gaussian of a distance that is longer by the mean overshoot, less half a pulse. The
divergence of the two is below 1e-6 there, so that 10,000 cycles do not tell them apart. For shorter
ways the limit takes over from pulse 256 on, with the chance to have come so far that the exact law
gives; half of the sum of the errors of the probabilities is below 2e-4.

*Diffusion* adds a Wiener process to a steady drift and watches all the time: the count is the time
T rounded up, T of the inverse Gaussian law with mean N and variance N*sigma^2 (Chhikara and Folks
1989),

    P(T > t) = Phi{(N - t)/(sigma*sqrt(t))} - exp(2*N/sigma^2)*Phi{-(N + t)/(sigma*sqrt(t))}.

With equal pulses a noise on each that multiplies the step and one that is added to it are one law;
only pulses of several amplitudes tell them apart, and only the watching differs here. *Barrier* is
a single site that each pulse escapes with the same probability; *delayed barrier* one that is
reached after a fixed number of pulses. *Cycle variation* draws the step once a cycle: the count is
N/x rounded up, x of N(1, sigma); the wall never fires for x <= 0.

Left out: pulses of different amplitudes, and a site that holds the wall for part of a pulse before
it moves, which cannot be told from a longer way.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from dwmtj.analysis.passages.overshoot import mean_overshoot
from dwmtj.analysis.passages.passage_kernel import FORWARD, log_wall_noise_law
from dwmtj.analysis.records import Array

#: Takes the parameters [parameter, ...] and the last pulse, and gives log p_n and log S_n
#: [..., last].
LogLaw = Callable[[Array, int], tuple[Array, Array]]

#: Spread of the count [pulses] above which the exact law is replaced by its limit,
_WIDE = 3.0
#: and the firing distances [mean increments], and in sigma [no unit], that are also needed.
_LONG, _SIGMAS = 200.0, 40.0
#: Last pulse of the exact law, whose cost grows faster than the pulses [no unit].
_LAST_EXACT = 256


class PassageLaw(NamedTuple):
    """A law: its ``name``, a ``title`` to print, and the ``parameters`` by name.

    ``log_law`` takes the parameters, shape [parameter, ...], and the last pulse; it gives the
    logarithms of the chances to fire at pulse n, and not to have fired after it, shape [..., last].
    ``units`` are those of the parameters.
    """

    name: str
    title: str
    parameters: tuple[str, ...]
    units: tuple[str, ...]
    log_law: LogLaw


def _wall_noise(parameters: Array, last: int) -> tuple[Array, Array]:
    """Law of the firing distance N [mean increments] and sigma per pulse [no unit]."""
    pairs = parameters.reshape(2, -1).T.tolist()
    found = [_one_wall_noise(distance, sigma, last) for distance, sigma in pairs]
    shape = (*parameters.shape[1:], last)
    fires, stays = (np.stack(each).reshape(shape) for each in zip(*found, strict=True))
    return fires, stays


def _one_wall_noise(distance: float, sigma: float, last: int) -> tuple[Array, Array]:
    wide = sigma * np.sqrt(distance) > _WIDE
    if wide and distance > max(_LONG, _SIGMAS * sigma):
        return _limit(distance, sigma, last)
    if last <= _LAST_EXACT or sigma <= FORWARD:  # which has a closed form
        return log_wall_noise_law(distance, sigma, last)
    fires, stays = log_wall_noise_law(distance, sigma, _LAST_EXACT)
    late_fires, late_stays = _limit(distance, sigma, last)
    shift = stays[-1] - late_stays[_LAST_EXACT - 1]
    shift = shift if np.isfinite(shift) else 0.0
    return (
        np.concatenate([fires, late_fires[_LAST_EXACT:] + shift]),
        np.concatenate([stays, late_stays[_LAST_EXACT:] + shift]),
    )


def _limit(distance: float, sigma: float, last: int) -> tuple[Array, Array]:
    """Law of a long way."""
    return _diffusion(np.array([distance + mean_overshoot(sigma) - 0.5, sigma]), last)


def _diffusion(parameters: Array, last: int) -> tuple[Array, Array]:
    """Law of the mean time N [pulses] and sigma [1/sqrt(pulse)]."""
    mean, sigma = (each[..., None] for each in parameters)
    pulse = np.arange(1.0, last + 1)
    scale = sigma * np.sqrt(pulse)
    reflected = 2 * mean / sigma**2 + log_ndtr(-(pulse + mean) / scale)
    direct = log_ndtr((mean - pulse) / scale)
    with np.errstate(divide="ignore"):  # the two terms are equal where nothing is left
        stays = direct + np.log1p(-np.exp(np.minimum(reflected - direct, 0.0)))
    fired = np.logaddexp(log_ndtr((pulse - mean) / scale), reflected)
    return _by_differences(np.minimum(fired, 0.0), stays)


def _cycle_variation(parameters: Array, last: int) -> tuple[Array, Array]:
    """Law of the firing distance N [mean increments] and sigma per cycle [no unit]."""
    distance, sigma = (each[..., None] for each in parameters)
    deviation = (1 - distance / np.arange(1.0, last + 1)) / sigma
    return _by_differences(log_ndtr(deviation), log_ndtr(-deviation))


def _delayed_barrier(parameters: Array, last: int) -> tuple[Array, Array]:
    """Law of the chance to escape per pulse and the number of pulses before [no units]."""
    chance, delay = (each[..., None] for each in parameters)
    tries = np.arange(1.0, last + 1) - delay
    with np.errstate(divide="ignore", invalid="ignore"):
        waits = np.log1p(-chance)
        fires = np.log(chance) + np.where(tries > 1, (tries - 1) * waits, 0.0)
        stays = np.where(tries > 0, tries * waits, 0.0)
    return np.where(tries > 0, fires, -np.inf), stays


def _barrier(parameters: Array, last: int) -> tuple[Array, Array]:
    """Law of the chance to escape per pulse [no unit]: the geometric one."""
    chance = parameters[0]
    return _delayed_barrier(np.stack([chance, np.zeros_like(chance)]), last)


def _by_differences(fired: Array, stays: Array) -> tuple[Array, Array]:
    """Logarithm of p_n from those of F_n and S_n, by the smaller of the two."""
    before_fired = np.concatenate([np.full_like(fired[..., :1], -np.inf), fired[..., :-1]], -1)
    before_stays = np.concatenate([np.zeros_like(stays[..., :1]), stays[..., :-1]], -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        up = fired + np.log1p(-np.exp(before_fired - fired))
        down = before_stays + np.log1p(-np.exp(stays - before_stays))
    chance = np.where(fired < stays, up, down)
    return np.where(np.isnan(chance), -np.inf, chance), stays


WALL_NOISE = PassageLaw(
    "wall_noise",
    "wall noise of the paper, one draw per pulse",
    ("mean_increments", "sigma"),
    ("1", "1"),
    _wall_noise,
)
DIFFUSION = PassageLaw(
    "diffusion",
    "additive diffusion, watched all the time",
    ("mean", "sigma"),
    ("1", "1"),
    _diffusion,
)
CYCLE_VARIATION = PassageLaw(
    "cycle_variation",
    "step drawn once a cycle",
    ("mean_increments", "sigma"),
    ("1", "1"),
    _cycle_variation,
)
BARRIER = PassageLaw("barrier", "single barrier", ("escape",), ("1",), _barrier)
DELAYED_BARRIER = PassageLaw(
    "delayed_barrier",
    "single barrier after a fixed number of pulses",
    ("escape", "delay"),
    ("1", "1"),
    _delayed_barrier,
)
#: The laws that are compared, the paper's first.
LAWS = (WALL_NOISE, DIFFUSION, CYCLE_VARIATION, BARRIER, DELAYED_BARRIER)
