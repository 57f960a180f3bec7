"""One voltage pulse: a trapezoid with exact integrals.

It rises linearly, stays at its amplitude and falls linearly; its duration is the total length,
edges included. Over a resistance R its charge is the integral of V over R, V*[t - (t_r + t_f)/2]/R,
and its energy that of V^2 over R, V^2*[t - 2*(t_r + t_f)/3]/R. A negative amplitude drives in
reverse. Left out: overshoot, jitter and the limited bandwidth of a real source.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import number
from dwmtj.physics.trapezoid import trapezoid

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pulse:
    """One trapezoid pulse.

    Parameters
    ----------
    amplitude : float
        Voltage on the plateau, any sign [V].
    duration : float
        Total length, edges included [s], above 0.
    rise, fall : float, optional
        Length of the edges [s], at least 0; together at most the duration.

    Raises
    ------
    ValueError
        If a value is out of its range.

    Examples
    --------
    >>> from dwmtj.device import Pulse
    >>> pulse = Pulse(2.4, 50e-9, rise=10e-9, fall=10e-9)
    >>> print(f"{pulse.charge_duration:.3g} s, {pulse.energy_duration:.3g} s at full amplitude")
    4e-08 s, 3.67e-08 s at full amplitude
    >>> pulse.voltage_at([0, 5e-9, 25e-9])
    array([0. , 1.2, 2.4])
    """

    amplitude: float
    duration: float
    rise: float = 0.0
    fall: float = 0.0

    def __post_init__(self) -> None:
        finite_voltages("amplitude", np.asarray(number("amplitude", self.amplitude, "V")))
        refuse_shape(self.duration, self.rise, self.fall)

    @property
    def plateau(self) -> float:
        """Time at full amplitude [s]."""
        return float(trapezoid(self.duration, self.rise, self.fall).plateau)

    @property
    def charge_duration(self) -> float:
        """Length of the rectangular pulse of the same amplitude and charge [s]."""
        return self.duration - (self.rise + self.fall) / 2

    @property
    def energy_duration(self) -> float:
        """Length of the rectangular pulse of the same amplitude and energy [s]."""
        return self.duration - 2 * (self.rise + self.fall) / 3

    @property
    def charge_integral(self) -> float:
        """Integral of V over time [V s]; over a resistance it is the charge."""
        return self.amplitude * self.charge_duration

    @property
    def energy_integral(self) -> float:
        """Integral of V^2 over time [V^2 s]; over a resistance it is the energy."""
        return self.amplitude**2 * self.energy_duration

    def waveform(self) -> tuple[Array, Array]:
        """Give the corners of the trapezoid: times [s] and voltages [V], shape [4] each."""
        times = np.array([0.0, self.rise, self.duration - self.fall, self.duration])
        return times, self.amplitude * np.array([0.0, 1.0, 1.0, 0.0])

    def voltage_at(self, time: npt.ArrayLike) -> Array:
        """Voltage at some times.

        Parameters
        ----------
        time : array_like
            Time from the begin of the pulse [s], any shape.

        Returns
        -------
        ndarray
            Voltage [V]; 0 before the begin, and from the end on.
        """
        moment = np.asarray(time, float)
        up = moment / self.rise if self.rise > 0 else np.ones(moment.shape)
        down = (self.duration - moment) / self.fall if self.fall > 0 else np.ones(moment.shape)
        inside = (moment >= 0) & (moment < self.duration)
        shape = np.where(inside, np.clip(np.minimum(up, down), 0.0, 1.0), 0.0)
        return np.asarray(self.amplitude * shape)


def refuse_shape(duration: float, rise: float, fall: float) -> None:
    """Refuse what is no shape of a single pulse.

    Parameters
    ----------
    duration, rise, fall : float
        Total length of a pulse, edges included, and the edges [s].

    Raises
    ------
    ValueError
        If one is no number or out of its range.
    """
    lengths = {"duration": duration, "rise": rise, "fall": fall}
    trapezoid(*(number(name, length, "s") for name, length in lengths.items()))


def finite_voltages(name: str, numbers: Array) -> None:
    """Refuse voltages that are infinite or not numbers.

    Parameters
    ----------
    name : str
        Name of the argument.
    numbers : ndarray
        The voltages [V], any shape.

    Raises
    ------
    ValueError
        If one of them is not finite.
    """
    wrong = ~np.isfinite(numbers)
    if np.any(wrong):
        worst = float(numbers[wrong].flat[0])
        raise ValueError(f"{name}: {worst:g} V is not allowed; allowed: finite voltages")
