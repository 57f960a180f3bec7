"""Pulses that would heat the track of a device beyond what its layers stand.

A pulse counts as the rectangular pulse of the same amplitude and heat over a wafer that stays cold:
the lower estimate, ``film``, of :mod:`dwmtj.device.temperature`, so that what is refused would
hardly survive in the lab. Left out: heat of the pulses before, and that of a write pulse, which the
breakdown voltage limits.
"""

import numpy as np

from dwmtj.device.misuse import DeviceMisuseError
from dwmtj.device.pulse import Pulse, PulseTrain
from dwmtj.device.temperature import temperature_rise
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.units import format_readable


class HeatLimit:
    """Greatest temperature of the track of a device.

    Parameters
    ----------
    device : DeviceParameters
        A device of a lab; without a substrate there is no estimate, and nothing is refused.
    """

    def __init__(self, device: DeviceParameters) -> None:
        assert device.stack is not None
        assert device.motion is not None
        self._device = device
        self._before, self._limit = device.motion.temperature, device.stack.maximum_temperature
        # Rise of a pulse of 1 V by its shape: cycles apply the same train again and again.
        self._known_rises: dict[tuple[float, float, float], float] = {}

    def refuse_heat(self, train: PulseTrain) -> None:
        """Refuse a train of which a pulse would overheat the track.

        Parameters
        ----------
        train : PulseTrain
            The pulses between IN and GND.

        Raises
        ------
        DeviceMisuseError
            If one of them would; names amplitude, temperature and limit.
        """
        worst = float(np.max(np.abs(train.amplitudes), initial=0.0))
        if self._device.substrate is None or worst == 0:
            return
        rise = self._rise_of_one_volt(train)
        reached = self._before + rise * worst**2
        if not reached <= self._limit:
            allowed = np.sqrt(max(self._limit - self._before, 0.0) / rise)
            raise DeviceMisuseError(
                f"amplitude: {worst:g} V for {format_readable(train.duration, 's')} would heat the "
                f"track from {self._before:g} K to {reached:.0f} K or more; allowed: up to "
                f"{self._limit:g} K (stack.maximum_temperature), for such pulses up to "
                f"{np.floor(100 * allowed) / 100:g} V"
            )

    def _rise_of_one_volt(self, train: PulseTrain) -> float:
        """Rise of a pulse of 1 V [K]; it grows with the square of the voltage."""
        shape = (train.duration, train.rise, train.fall)
        if shape not in self._known_rises:
            length = Pulse(1.0, *shape).energy_duration
            self._known_rises[shape] = float(temperature_rise(self._device, 1.0, length).film)
        return self._known_rises[shape]
