"""Trains of voltage pulses: constant, ramped, or with any amplitudes.

All pulses of a train are trapezoids of one shape, one per period, see
:mod:`dwmtj.device.single_pulse`. Left out: bursts and pulses of different lengths in one train.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

import numpy as np
import numpy.typing as npt

from dwmtj.device.single_pulse import Pulse, finite_voltages, refuse_shape
from dwmtj.physics.checks import number, numbers, whole

__all__ = ["Pulse", "PulseTrain"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PulseTrain:
    """Pulses of one shape, each with its own amplitude, one per period.

    Parameters
    ----------
    amplitudes : array_like
        Voltage of each pulse, any sign [V], shape [n].
    duration : float
        Total length of a pulse, edges included [s], above 0.
    rise, fall : float, optional
        Length of the edges [s], at least 0; together at most the duration.
    period : float, optional
        From the begin of a pulse to that of the next [s], at least the duration; 0, the default,
        lets the pulses follow each other at once.

    Raises
    ------
    ValueError
        If a value is out of its range.

    Examples
    --------
    >>> from dwmtj.device import PulseTrain
    >>> train = PulseTrain.ramp(1.0, 2.0, 0.25, duration=50e-9, rise=10e-9, fall=10e-9)
    >>> train.amplitudes, len(train)
    (array([1.  , 1.25, 1.5 , 1.75, 2.  ]), 5)
    """

    amplitudes: Array
    duration: float
    rise: float = 0.0
    fall: float = 0.0
    period: float = 0.0

    def __post_init__(self) -> None:
        amplitudes = numbers("amplitudes", self.amplitudes, "V").copy()
        if amplitudes.ndim != 1:
            raise ValueError(
                f"amplitudes: shape {list(amplitudes.shape)} is not allowed; allowed: [n], one "
                "voltage a pulse"
            )
        finite_voltages("amplitudes", amplitudes)
        refuse_shape(self.duration, self.rise, self.fall)
        period = number("period", self.period, "s") or float(self.duration)
        if not (self.duration <= period < np.inf):
            raise ValueError(
                f"period: {period:g} s is not allowed; allowed: finite, at least the duration, "
                f"{self.duration:g} s"
            )
        amplitudes.setflags(write=False)
        object.__setattr__(self, "amplitudes", amplitudes)
        object.__setattr__(self, "period", period)

    @classmethod
    def constant(
        cls,
        amplitude: float,
        count: int,
        *,
        duration: float,
        rise: float = 0.0,
        fall: float = 0.0,
        period: float = 0.0,
    ) -> Self:
        """Make a train of equal pulses.

        Parameters
        ----------
        amplitude : float
            Voltage of every pulse, any sign [V].
        count : int
            Number of pulses [no unit], at least 0.
        duration, rise, fall : float
            Total length of a pulse, edges included, and the edges [s].
        period : float, optional
            From the begin of a pulse to that of the next [s]; 0 stands for the duration.

        Returns
        -------
        PulseTrain
            The train.

        Raises
        ------
        ValueError
            If a value is out of its range.
        """
        volts = number("amplitude", amplitude, "V")
        return cls(np.full(whole("count", count, 0), volts), duration, rise, fall, period)

    @classmethod
    def ramp(
        cls,
        first: float,
        last: float,
        step: float,
        *,
        duration: float,
        rise: float = 0.0,
        fall: float = 0.0,
        period: float = 0.0,
    ) -> Self:
        """Make a train whose amplitude goes in equal steps from one voltage to another.

        The steps are counted in decimal, so 1.0 to 3.0 in steps of 0.1 are the 21 amplitudes 1.0,
        1.1, ... 3.0 as one would type them. The ramp falls if ``last`` is below ``first``.

        Parameters
        ----------
        first, last : float
            Amplitudes at both ends [V], both included; if no whole number of steps leads to the
            last one, the ramp ends before it.
        step : float
            Size of a step [V], above 0.
        duration, rise, fall : float
            Total length of a pulse, edges included, and the edges [s].
        period : float, optional
            From the begin of a pulse to that of the next [s]; 0 stands for the duration.

        Returns
        -------
        PulseTrain
            The train.

        Raises
        ------
        ValueError
            If a value is out of its range.
        """
        first, last = number("first", first, "V"), number("last", last, "V")
        finite_voltages("first, last", np.array([first, last]))
        step = number("step", step, "V")
        if not 0 < step < np.inf:
            raise ValueError(f"step: {step:g} V is not allowed; allowed: finite, above 0 V")
        begin, end, size = (_decimal(number) for number in (first, last, step))
        count = int(abs(end - begin) // size) + 1
        if count > _MOST_PULSES:
            raise ValueError(
                f"step: {step:g} V is not allowed; allowed: such that the ramp has at most "
                f"{_MOST_PULSES} pulses, not {count}"
            )
        towards = size if end >= begin else -size
        amplitudes = np.array([float(begin + i * towards) for i in range(count)])
        return cls(amplitudes, duration, rise, fall, period)

    def __len__(self) -> int:
        return len(self.amplitudes)

    def __iter__(self) -> Iterator[Pulse]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: int) -> Pulse:
        return Pulse(float(self.amplitudes[index]), self.duration, self.rise, self.fall)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PulseTrain):
            return NotImplemented
        shapes = ((train.duration, train.rise, train.fall, train.period) for train in (self, other))
        return len(set(shapes)) == 1 and np.array_equal(self.amplitudes, other.amplitudes)

    def __hash__(self) -> int:
        shape = (self.duration, self.rise, self.fall, self.period)
        return hash((tuple(self.amplitudes.tolist()), shape))

    @property
    def _unit(self) -> Pulse:
        return Pulse(1.0, self.duration, self.rise, self.fall)

    @property
    def starts(self) -> Array:
        """Begin of each pulse [s], shape [n]."""
        return np.arange(len(self), dtype=float) * self.period

    @property
    def charge_integrals(self) -> Array:
        """Integral of V over time for each pulse [V s], shape [n]."""
        return np.asarray(self.amplitudes * self._unit.charge_integral)

    @property
    def energy_integrals(self) -> Array:
        """Integral of V^2 over time for each pulse [V^2 s], shape [n]."""
        return np.asarray(self.amplitudes**2 * self._unit.energy_integral)

    @property
    def charge_integral(self) -> float:
        """Integral of V over the whole train [V s]."""
        return float(self.charge_integrals.sum())

    @property
    def energy_integral(self) -> float:
        """Integral of V^2 over the whole train [V^2 s]."""
        return float(self.energy_integrals.sum())

    def shape_at(self, time: npt.ArrayLike) -> Array:
        """Voltage within a pulse, over its amplitude.

        Parameters
        ----------
        time : array_like
            Time from the begin of the pulse [s], any shape.

        Returns
        -------
        ndarray
            Share of the amplitude, 0 to 1 [no unit].
        """
        return self._unit.voltage_at(time)

    def waveform(self) -> tuple[Array, Array]:
        """Give the corners of all pulses: times [s] and voltages [V], shape [4 n] each."""
        times, shape = self._unit.waveform()
        return (self.starts[:, None] + times).ravel(), (self.amplitudes[:, None] * shape).ravel()

    def voltage_at(self, time: npt.ArrayLike) -> Array:
        """Voltage at some times.

        Parameters
        ----------
        time : array_like
            Time from the begin of the first pulse [s], any shape.

        Returns
        -------
        ndarray
            Voltage [V]; 0 between the pulses, before the first and after the last.
        """
        moment = np.asarray(time, float)
        if not len(self):
            return np.zeros(moment.shape)
        starts = self.starts
        # The last begin that is not later; a division would miss it where a period is rounded.
        index = np.maximum(np.searchsorted(starts, moment, side="right") - 1, 0)
        return np.asarray(self.amplitudes[index] * self.shape_at(moment - starts[index]))


_MOST_PULSES = 10_000_000


def _decimal(number: float) -> Decimal:
    """Twelve digits are what a voltage is typed with; the rest is rounding of earlier sums."""
    return Decimal(f"{number:.12g}")
