"""The trains of a device's preset: its amplitude ramp, and its constant train."""

from pathlib import Path

from dwmtj.device.pulse import PulseTrain
from dwmtj.parameters import DeviceParameters, as_device
from dwmtj.parameters.drive import Drive
from dwmtj.physics.checks import whole


def ramp_train(
    device: DeviceParameters | str | Path,
    *,
    first: float | None = None,
    last: float | None = None,
    step: float | None = None,
    duration: float | None = None,
) -> PulseTrain:
    """Give the amplitude ramp of a device.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        A device with a drive, a preset's name or a TOML file.
    first, last, step : float, optional
        First and last amplitude and the step [V]; the preset's if not given.
    duration : float, optional
        Length of a pulse, edges included [s]; the preset's if not given.

    Returns
    -------
    PulseTrain
        The ramp.

    Examples
    --------
    >>> from dwmtj.device import ramp_train
    >>> ramp_train("cui2024-ramp", first=1.0, last=1.4).amplitudes
    array([1. , 1.1, 1.2, 1.3, 1.4])
    """
    drive = _drive(device)
    return PulseTrain.ramp(
        drive.ramp_first if first is None else first,
        drive.ramp_last if last is None else last,
        drive.ramp_step if step is None else step,
        duration=drive.duration if duration is None else duration,
        rise=drive.rise,
        fall=drive.fall,
        period=drive.period,
    )


def constant_train(
    device: DeviceParameters | str | Path,
    *,
    amplitude: float | None = None,
    pulses: int | None = None,
    duration: float | None = None,
) -> PulseTrain:
    """Give the train of equal pulses of a device.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        A device with a drive, a preset's name or a TOML file.
    amplitude : float, optional
        Amplitude [V]; the preset's if not given.
    pulses : int, optional
        Number of pulses [no unit]; the preset's if not given.
    duration : float, optional
        Length of a pulse, edges included [s]; the preset's if not given.

    Returns
    -------
    PulseTrain
        The train.

    Examples
    --------
    >>> from dwmtj.device import constant_train
    >>> constant_train("cui2024-train", pulses=3).amplitudes
    array([2.4, 2.4, 2.4])
    """
    drive = _drive(device)
    return PulseTrain.constant(
        drive.amplitude if amplitude is None else amplitude,
        drive.pulses if pulses is None else whole("pulses", pulses, 0),
        duration=drive.duration if duration is None else duration,
        rise=drive.rise,
        fall=drive.fall,
        period=drive.period,
    )


def _drive(device: DeviceParameters | str | Path) -> Drive:
    parameters = as_device(device)
    if parameters.drive is None:
        raise ValueError(f"{parameters.name}: has no drive; allowed: a device such as cui2024-ramp")
    return parameters.drive
