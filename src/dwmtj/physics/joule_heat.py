"""Charge and joule heat of a resistive path under a waveform of straight pieces.

Q = integral of V/R dt and W = integral of V^2/R dt. Within a piece the voltage is linear in time,
so each piece is integrated by a Gauss-Legendre rule over its voltages: exact to rounding for a
constant resistance (2 points integrate a parabola), and for R(V) an error that falls
geometrically with the number of points wherever R(V) is smooth. With the default 16 points and a
junction whose TMR rolls off as 1/(1 + (V/V_h)^2), a ramp from 0 to 6 V_h over the junction alone
comes out with a relative error below 1e-9 (measured in the tests); a jump or kink of R(V) within
a piece has to be made a point of the waveform.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive
from dwmtj.same_arguments import arguments_of

Array = npt.NDArray[np.float64]
Resistance = npt.ArrayLike | Callable[[Array], npt.ArrayLike]


def charge(
    times: npt.ArrayLike, voltages: npt.ArrayLike, resistance: Resistance, points: int = 16
) -> Array:
    """Charge that a waveform moves through a resistance.

    Parameters
    ----------
    times : array_like
        Times at which the pieces meet [s], not decreasing, shape [T]; twice the same for a step.
    voltages : array_like
        Voltages at these times [V], shape [T, ...].
    resistance : array_like or callable
        Resistance [ohm], above 0, shape that broadcasts with [...]; or a function of the voltage
        that is called once with an array of shape [S, ...] and gives as many resistances.
    points : int, optional
        Points per piece for a resistance that depends on the voltage [no unit].

    Returns
    -------
    ndarray
        Charge [C], shape [...].

    Raises
    ------
    ValueError
        If times decrease, shapes do not fit or a resistance is not above 0.

    Examples
    --------
    >>> from dwmtj import physics
    >>> pulse = [0, 10e-9, 40e-9, 50e-9], [0.0, 2.4, 2.4, 0.0]  # s, V
    >>> print(f"{physics.charge(*pulse, 5000.0):.3g} C")
    1.92e-11 C
    """
    return _integral(times, voltages, resistance, points, power=1)


@arguments_of(charge)
def joule_energy(*args: Any, **kwargs: Any) -> Array:
    """Energy that a waveform turns into heat in a resistance.

    Returns
    -------
    ndarray
        Energy [J], shape [...].

    Examples
    --------
    >>> from dwmtj import physics
    >>> pulse = [0, 10e-9, 40e-9, 50e-9], [0.0, 2.4, 2.4, 0.0]  # s, V
    >>> print(f"{physics.joule_energy(*pulse, 5000.0):.3g} J")
    4.22e-11 J
    """
    return _integral(*args, **kwargs, power=2)


def _integral(
    times: npt.ArrayLike,
    voltages: npt.ArrayLike,
    resistance: Resistance,
    points: int = 16,
    *,
    power: int,
) -> Array:
    """Integral of V^power/R over the waveform."""
    time, voltage = np.asarray(times, float), np.asarray(voltages, float)
    _check_waveform(time, voltage)
    nodes, weights = np.polynomial.legendre.leggauss(points if callable(resistance) else 2)
    part = ((1 + nodes) / 2).reshape(-1, *[1] * voltage.ndim)
    samples = voltage[:-1] + part * np.diff(voltage, axis=0)  # [points, T - 1, ...]
    flat = samples.reshape(-1, *voltage.shape[1:])
    ohms = positive("resistance", resistance(flat) if callable(resistance) else resistance, "ohm")
    duration = (weights[:, np.newaxis] / 2 * np.diff(time)).ravel()
    return np.asarray(np.tensordot(duration, flat**power / ohms, axes=1))


def _check_waveform(time: Array, voltage: Array) -> None:
    if time.ndim != 1 or voltage.shape[:1] != time.shape or time.size < 2:
        raise ValueError(
            f"voltages: shape {voltage.shape} is not allowed for times of shape {time.shape}; "
            "allowed: V of shape [T, ...] at times [T] in s, T at least 2"
        )
    shortest = np.min(np.diff(time))
    if not shortest >= 0:
        raise ValueError(
            f"times: a step of {float(shortest):g} s is not allowed; allowed: at least 0 s"
        )
