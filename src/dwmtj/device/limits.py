"""Fields and drives that a law of motion, or the device itself, does not stand."""

import numpy as np

from dwmtj.device.misuse import DeviceMisuseError
from dwmtj.device.pulse import PulseTrain
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.units import format_field
from dwmtj.physics.checks import number
from dwmtj.physics.walker import walker_field


def refuse_initial_field(device: DeviceParameters, field: float | None) -> None:
    """Refuse a field that does not set both junctions parallel.

    Parameters
    ----------
    device : DeviceParameters
        A device with loops.
    field : float or None
        Field [A/m]; the preset's if None.

    Raises
    ------
    DeviceMisuseError
        If it is too weak, or of the other sign.
    """
    loops = device.loops
    assert loops is not None
    applied = loops.initial_field if field is None else number("field", field, "A/m")
    lowest = min(
        loops.offset_a - loops.half_width_a,
        loops.offset_b - loops.half_width_b,
        -loops.propagation_field,
    )
    if not applied <= lowest:
        raise DeviceMisuseError(
            f"field: {format_field(applied)} does not set both junctions parallel; allowed: "
            f"{format_field(lowest)} or less"
        )


def refuse_field(device: DeviceParameters, law: str, field: float) -> None:
    """Refuse a field beside the pulses that the law of motion does not hold for.

    Parameters
    ----------
    device : DeviceParameters
        A device with loops.
    law : {"pulse", "wall", "collective"}
        The law.
    field : float
        Field along the easy axis [A/m].

    Raises
    ------
    DeviceMisuseError
        If it is too strong, or the law has none.
    """
    loops = device.loops
    assert loops is not None
    field = number("field", field, "A/m")
    if not abs(field) <= loops.propagation_field:
        raise DeviceMisuseError(
            f"field: {format_field(field)} would drive a wall through the whole track; allowed: up "
            f"to the propagation field, {format_field(loops.propagation_field)}"
        )
    if field != 0 and law == "pulse":
        raise DeviceMisuseError(
            f"field: {format_field(field)} with law 'pulse', which has none; use law 'wall'"
        )
    material = device.material
    limit = float(
        walker_field(
            material.saturation_magnetization,
            device.track.thickness,
            material.wall_width,
            material.gilbert_damping,
        )
    )
    if law == "wall" and abs(field) > limit:
        raise DeviceMisuseError(
            f"field: {format_field(field)} is beyond Walker breakdown, where the law 'wall' does "
            f"not hold; allowed: up to {format_field(limit)}, or law 'collective'"
        )


def refuse_speed(train: PulseTrain, law: str, walker_voltage: float) -> None:
    """Refuse a drive beyond the Walker breakdown that spin-transfer torque brings about.

    Parameters
    ----------
    train : PulseTrain
        The pulses.
    law : {"pulse", "wall", "collective"}
        The law of motion.
    walker_voltage : float
        Voltage at which the wall begins to precess [V].

    Raises
    ------
    DeviceMisuseError
        If an amplitude is beyond it and the law has no precession.
    """
    worst = float(np.max(np.abs(train.amplitudes), initial=0.0))
    if law != "collective" and worst > walker_voltage:
        raise DeviceMisuseError(
            f"amplitude: {worst:g} V drives the wall beyond Walker breakdown, where the law "
            f"{law!r} does not hold; allowed: up to {walker_voltage:g} V, or law 'collective'"
        )
