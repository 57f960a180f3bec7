"""What the thermally activated form of a threshold has to know of the pulses."""

from typing import NamedTuple

from dwmtj.parameters import DeviceParameters


class EscapePulse(NamedTuple):
    """What the thermal law has to know of the pulses.

    ``duration`` with the edges [s], ``rise`` and ``fall`` [s], ``attempt_time`` [s] and
    ``temperature`` [K].
    """

    duration: float
    rise: float
    fall: float
    attempt_time: float
    temperature: float


def escape_pulse(device: DeviceParameters) -> EscapePulse | None:
    """Take from a device what the thermally activated form needs.

    Parameters
    ----------
    device : DeviceParameters
        The device.

    Returns
    -------
    EscapePulse or None
        None if it is not a device of a lab.
    """
    drive, motion, pinning = device.drive, device.motion, device.pinning
    if drive is None or motion is None or pinning is None:
        return None
    return EscapePulse(
        drive.duration, drive.rise, drive.fall, pinning.attempt_time, motion.temperature
    )
