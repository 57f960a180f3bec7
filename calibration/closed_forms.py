"""Calibrated values that follow from a closed form of the physics, or its inverse."""

from dwmtj.analysis.device.closed_forms import cold_half_width
from dwmtj.device.circuit import DeviceCircuit
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.units import parse_quantity
from dwmtj.physics.escape_curve import escape_amplitude
from dwmtj.physics.junction import junction_voltage
from dwmtj.physics.nucleation import nucleation_amplitude


def critical_voltage(device: DeviceParameters, amplitude: float) -> float:
    """Voltage of a site that one pulse of an amplitude frees with probability 1/2.

    Parameters
    ----------
    device : DeviceParameters
        A device with pinning, drive and motion.
    amplitude : float
        Amplitude of the pulse [V].

    Returns
    -------
    float
        Voltage that takes the barrier away [V]; the amplitude is proportional to it.
    """
    pinning, drive, motion = device.pinning, device.drive, device.motion
    assert pinning is not None
    assert drive is not None
    assert motion is not None
    share = escape_amplitude(
        0.5,
        1.0,
        duration=drive.duration,
        rise=drive.rise,
        fall=drive.fall,
        barrier=pinning.barrier,
        attempt_time=pinning.attempt_time,
        temperature=motion.temperature,
    )
    return amplitude / float(share)


def writing_voltage(device: DeviceParameters, amplitude: float) -> float:
    """Junction voltage without barrier, such that an amplitude at IN-A writes every second time.

    Parameters
    ----------
    device : DeviceParameters
        A device with writing, drive and motion.
    amplitude : float
        Amplitude of the write pulse between IN and A [V].

    Returns
    -------
    float
        Voltage on the junction that takes the barrier of the nucleation away [V].
    """
    writing, drive, motion = device.writing, device.drive, device.motion
    assert writing is not None
    assert drive is not None
    assert motion is not None
    circuit = DeviceCircuit(device)
    applied = junction_voltage(amplitude, circuit.series_resistance("A"), circuit.junction())
    share = nucleation_amplitude(
        0.5,
        writing.bias_field,
        duration=drive.duration,
        rise=drive.rise,
        fall=drive.fall,
        barrier=writing.barrier,
        critical_voltage=1.0,
        critical_field=writing.critical_field,
        exponent=writing.exponent,
        attempt_time=writing.attempt_time,
        temperature=motion.temperature,
    )
    return float(applied) / float(share)


def loop_half_width(device: DeviceParameters, measured: float) -> float:
    """Half width of a loop at 0 K, from that at the temperature and sweep rate of a preset.

    Parameters
    ----------
    device : DeviceParameters
        A device with loops and motion.
    measured : float
        Measured half width [Oe].

    Returns
    -------
    float
        Half width without temperature [Oe].
    """
    oersted = parse_quantity("1 Oe", "A/m")
    return cold_half_width(device, measured * oersted) / oersted
