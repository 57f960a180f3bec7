"""How long a wall stays at its site without a drive: an Arrhenius estimate, no measurement.

The mean time is tau_0*exp(E/(k_B*T)). E is the barrier of the sites where the device has some; for
a neuron of a network it is the work 2*mu0*M_s*H_p*w*d*Delta that an assumed depinning field H_p
does over one wall width. The exponential turns a factor of two in E into many decades.
"""

import numpy as np
import numpy.typing as npt
import scipy.constants

from dwmtj.accounting.figures import Figure, drawn_estimate
from dwmtj.parameters import DeviceParameters
from dwmtj.physics.activation import barrier_ratio
from dwmtj.physics.depinning import escape_rate

Array = npt.NDArray[np.float64]


def pin_energy(device: DeviceParameters, depinning_field: npt.ArrayLike) -> Array:
    """Work of a depinning field over one wall width.

    Parameters
    ----------
    device : DeviceParameters
        The device.
    depinning_field : array_like
        Field [A/m], any shape.

    Returns
    -------
    ndarray
        Energy [J].
    """
    track, material = device.track, device.material
    volume = track.width * track.thickness * material.wall_width
    pressure = 2 * scipy.constants.mu_0 * material.saturation_magnetization
    return np.asarray(pressure * np.asarray(depinning_field, float) * volume)


def retention_figure(
    barrier: float,
    barriers: npt.ArrayLike,
    attempt_time: float,
    attempt_times: npt.ArrayLike,
    temperature: float,
) -> Figure:
    """Give the mean time until a wall leaves its site.

    Parameters
    ----------
    barrier, attempt_time : float
        Barrier [J] and attempt time [s].
    barriers, attempt_times : array_like
        Those of the draws [J, s], shape [draws].
    temperature : float
        Temperature [K].

    Returns
    -------
    Figure
        Time [s], with the barrier in units of the thermal energy.
    """

    def waits(energy: npt.ArrayLike, attempt: npt.ArrayLike) -> Array:
        rate = escape_rate(0.0, 1.0, barrier=energy, attempt_time=attempt, temperature=temperature)
        return np.asarray(1 / rate)

    method = "Arrhenius estimate tau_0*exp(E/(k_B*T)); interval of the assumed ranges"
    estimate = drawn_estimate(
        float(waits(barrier, attempt_time)), waits(barriers, attempt_times), "s", method
    )
    details = {
        "barrier": barrier,
        "barrier_in_thermal_energies": float(barrier_ratio(barrier, temperature)),
        "attempt_time": attempt_time,
        "temperature": temperature,
    }
    return Figure(estimate, details=details)
