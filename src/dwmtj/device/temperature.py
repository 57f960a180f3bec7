"""How much warmer the track of a device is at the end of a pulse: an estimate, from both sides.

The laws are those of :mod:`dwmtj.physics.heating`, with their limits: a long track, constant
resistance, no heat through contacts and pillars. Nothing in the laws of motion is warmed by it.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.device.circuit import DeviceCircuit
from dwmtj.parameters import DeviceParameters, as_device
from dwmtj.physics.checks import not_negative, numbers
from dwmtj.physics.heating import film_temperature_rise, half_space_temperature_rise
from dwmtj.physics.layers import sheet_power

Array = npt.NDArray[np.float64]


class TemperatureRise(NamedTuple):
    """Least and greatest rise at the end of a pulse, arrays of one shape.

    ``film`` [K]: the wafer below the insulator stays cold; ``half_space`` [K]: there is insulator
    all the way down.

    Examples
    --------
    >>> from dwmtj.device import temperature_rise
    >>> temperature_rise("cui2024-ramp", amplitude=[1.0, 3.0]).film.round(1)  # kelvin
    array([ 21.2, 191. ])
    """

    film: Array
    half_space: Array


def temperature_rise(
    device: DeviceParameters | str | Path,
    amplitude: npt.ArrayLike | None = None,
    duration: npt.ArrayLike | None = None,
) -> TemperatureRise:
    """Estimate how much a pulse between IN and GND warms the track.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        A device of a lab with a substrate, a preset's name or a TOML file.
    amplitude : array_like, optional
        Amplitude [V], any shape; the preset's if not given.
    duration : array_like, optional
        Length of the pulse [s], shape that broadcasts; the preset's if not given. The amplitude
        counts over all of it, so that edges make the track less warm than this.

    Returns
    -------
    TemperatureRise
        Rise at the end of the pulse [K], from the temperature before it.

    Raises
    ------
    ValueError
        If the device has no substrate, or the duration is below 0 or infinite.

    Examples
    --------
    >>> from dwmtj.device import temperature_rise
    >>> rise = temperature_rise("cui2024-ramp", amplitude=2.4)
    >>> print(f"{float(rise.film):.0f} to {float(rise.half_space):.0f} K warmer")
    122 to 125 K warmer
    """
    parameters = as_device(device)
    substrate, drive = parameters.substrate, parameters.drive
    if substrate is None or drive is None:
        raise ValueError(
            f"{parameters.name}: has no substrate; allowed: a device of a lab with the group "
            "'substrate', such as cui2024-ramp"
        )
    circuit, width = DeviceCircuit(parameters), parameters.track.width
    volts = numbers("amplitude", drive.amplitude if amplitude is None else amplitude, "V")
    current = volts / circuit.track_resistance
    power = sheet_power(current, width, circuit.sheet_resistance)
    time = not_negative("duration", drive.duration if duration is None else duration, "s")
    film = film_temperature_rise(
        power,
        width=width,
        film_thickness=substrate.film_thickness,
        thermal_conductivity=substrate.thermal_conductivity,
        density=substrate.density,
        heat_capacity=substrate.heat_capacity,
        time=time,
    )
    half_space = half_space_temperature_rise(
        power,
        width=width,
        thermal_conductivity=substrate.thermal_conductivity,
        density=substrate.density,
        heat_capacity=substrate.heat_capacity,
        time=time,
    )
    return TemperatureRise(film, half_space)
