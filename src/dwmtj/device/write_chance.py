"""Probability that the pulse of a preset's shape nucleates a domain under a junction."""

from dwmtj.parameters import DeviceParameters
from dwmtj.physics.nucleation import nucleation_probability


def write_chance(device: DeviceParameters, junction_voltage: float, field: float) -> float:
    """Give the probability of a nucleation.

    Parameters
    ----------
    device : DeviceParameters
        A device with writing, drive and motion.
    junction_voltage : float
        The junction's share of the amplitude, the junction still parallel [V].
    field : float
        Bias field along the new domain [A/m].

    Returns
    -------
    float
        Probability [no unit].
    """
    writing, drive, motion = device.writing, device.drive, device.motion
    assert writing is not None
    assert drive is not None
    assert motion is not None
    return float(
        nucleation_probability(
            junction_voltage,
            field,
            duration=drive.duration,
            rise=drive.rise,
            fall=drive.fall,
            barrier=writing.barrier,
            critical_voltage=writing.critical_voltage,
            critical_field=writing.critical_field,
            exponent=writing.exponent,
            attempt_time=writing.attempt_time,
            temperature=motion.temperature,
        )
    )
