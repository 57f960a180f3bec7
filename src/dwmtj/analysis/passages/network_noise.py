"""What the noise of the paper's network, drawn every 0.1 ns, means for counts of whole pulses.

A pulse holds many draws, each weighted by the share q_k of the charge of the pulse that it acts on,
so that the displacement of a whole pulse spreads by sigma_pulse = sigma*sqrt(sum_k q_k^2): for a
rectangular pulse sigma/sqrt(draws). That relation also tells which sigma the network would need for
a measured spread from pulse to pulse. Such a sigma is large, most draws then go one way as likely
as the other, and the network fires at the draw, not at the end of a pulse; both change the count by
less than a draw.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.estimate import Estimate
from dwmtj.analysis.passages.passage_laws import WALL_NOISE
from dwmtj.analysis.records import Array
from dwmtj.device.pulse_law import pulse_sigma
from dwmtj.physics.trapezoid import trapezoid


def share_per_draw(noise_interval: float, pulse_duration: float, rise: float, fall: float) -> float:
    """Give the spread of the displacement of a pulse over the sigma of one draw.

    Parameters
    ----------
    noise_interval : float
        Time between two draws [s].
    pulse_duration : float
        Length of a pulse, edges included [s].
    rise, fall : float
        Its edges [s].

    Returns
    -------
    float
        sqrt(sum_k q_k^2) [no unit].

    Raises
    ------
    ValueError
        If a time is out of its range.
    """
    if not (noise_interval > 0 and np.isfinite(noise_interval)):
        raise ValueError(f"noise_interval: {noise_interval!r} s is not allowed; allowed: above 0 s")
    up, plateau, down = (float(each) for each in trapezoid(pulse_duration, rise, fall))
    return pulse_sigma(1.0, noise_interval, up, plateau, down)


def sigma_of_network(sigma_per_pulse: Estimate, share: float) -> Estimate:
    """Give the sigma that the network would need to spread as the measured pulses do.

    Parameters
    ----------
    sigma_per_pulse : Estimate
        Measured spread of the displacement per pulse [no unit].
    share : float
        Of :func:`share_per_draw` [no unit].

    Returns
    -------
    Estimate
        sigma per draw of the network, with its interval [no unit].
    """
    method = f"sigma_per_pulse over {share:.4g}, the spread of a pulse for a sigma of 1 per draw"
    return sigma_per_pulse.scaled(1 / share, "1", method)


def law_of_thresholds(thresholds: npt.ArrayLike, sigma: float, last: int) -> Array:
    """Give the paper's curves of Fig. 5b: distributions of the count for some firing distances.

    Parameters
    ----------
    thresholds : array_like
        Firing distances in mean increments [no unit], shape [thresholds].
    sigma : float
        Relative spread of the displacement per pulse [no unit], above 0.
    last : int
        Last pulse [no unit].

    Returns
    -------
    ndarray
        Probabilities [no unit], shape [thresholds, last].
    """
    distances = np.atleast_1d(np.asarray(thresholds, float))
    return np.exp(
        WALL_NOISE.log_law(np.stack([distances, np.full_like(distances, sigma)]), last)[0]
    )
