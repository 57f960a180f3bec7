"""What files tell of a device by closed forms: resistances, loops, pulses, mobility."""

from collections.abc import Sequence

import numpy as np

from dwmtj.analysis.device.changes import Change, changed, in_words, told
from dwmtj.analysis.device.files import FittedFile
from dwmtj.analysis.device.resistances import domain_length, firing_distance, lead_resistance
from dwmtj.device import DeviceCircuit, Pulse
from dwmtj.parameters import DeviceParameters
from dwmtj.physics import half_width_for
from dwmtj.physics.constants import BOHR_MAGNETON, ELEMENTARY_CHARGE

Found = tuple[dict[str, Change], list[str]]

#: Deviation from equal steps, as a share of the step, up to which a ramp counts as even [no unit].
_EVEN = 0.05
#: Unit by which a mobility in a current differs from one in a field.
_CURRENT_MOBILITY = "m^3/(A s)"


def from_levels(device: DeviceParameters, read: Sequence[FittedFile], _seed: int) -> Found:
    """Find leads and length of the domain from the levels of both junctions.

    Parameters
    ----------
    device : DeviceParameters
        The device so far.
    read : sequence of FittedFile
        The files.

    Returns
    -------
    tuple
        Changes by path, and remarks.
    """
    changes: dict[str, Change] = {}
    remarks: list[str] = []
    for junction in ("a", "b"):
        source, level = _first(read, f"r_{junction}_low", f"parallel_resistance_{junction}")
        if source is None or level is None:
            continue
        assert level.value is not None
        lead = lead_resistance(device, junction, level.value)
        what = told(level, source.origin, f"R_{junction.upper()} parallel is")
        if lead < 0:
            remarks.append(
                f"{what}, less than junction and track of {device.name} have; the lead of "
                f"MTJ_{junction.upper()} stays as it is. Check the RA product and the track."
            )
            continue
        changes[f"contacts.lead_resistance_{junction}"] = Change(lead, what)
    with_leads = changed(device, changes)
    for source in read:
        junction = "b" if source.reverse else "a"
        level = source.estimate(f"r_{junction}_high")
        if level is None or source.events is None:
            continue
        assert level.value is not None
        what = told(level, source.origin, f"R_{junction.upper()} after writing is")
        try:
            length = domain_length(with_leads, junction, level.value)
        except ValueError as error:
            remarks.append(f"{what}; the length of the domain stays as it is ({error}).")
            continue
        changes["track.domain_length"] = Change(length, what)
        changes["track.firing_distance"] = Change(
            firing_distance(device, length), "half of the domain is under MTJ_B", "derived"
        )
        break
    return changes, remarks


def from_loops(device: DeviceParameters, read: Sequence[FittedFile], _seed: int) -> Found:
    """Find offsets and half widths of the field loops.

    Parameters
    ----------
    device : DeviceParameters
        The device so far.
    read : sequence of FittedFile
        The files.

    Returns
    -------
    tuple
        Changes by path, and remarks.
    """
    changes: dict[str, Change] = {}
    loops, motion = device.loops, device.motion
    assert loops is not None
    assert motion is not None
    for junction in ("a", "b"):
        source, offset = _first(read, f"offset_field_{junction}")
        if source is not None and offset is not None and offset.value is not None:
            what = told(offset, source.origin, "middle of the switching fields")
            changes[f"loops.offset_{junction}"] = Change(offset.value, what)
        source, width = _first(read, f"coercive_field_{junction}")
        if source is not None and width is not None and width.value is not None:
            ends = width.interval_95 or (None, None)
            cold = [
                None
                if field is None or field <= 0
                else float(
                    half_width_for(
                        field,
                        sweep_rate=loops.sweep_rate,
                        barrier=loops.barrier,
                        attempt_time=loops.attempt_time,
                        temperature=motion.temperature,
                    )
                )
                for field in (width.value, *ends)
            ]
            if cold[0] is None:
                continue
            what = told(width, source.origin, "coercive field")
            if cold[1] is not None and cold[2] is not None:
                what += f"; without temperature 95 % {in_words(cold[1], 'A/m')} to "
                what += in_words(cold[2], "A/m")
            changes[f"loops.half_width_{junction}"] = Change(cold[0], what)
    remarks = [
        f"{source.origin}: {remark}"
        for source in read
        if source.content == "loops"
        for fit in source.fits
        for remark in fit.remarks
        if "one loop only" in remark
    ]
    return changes, remarks


def from_pulses(device: DeviceParameters, read: Sequence[FittedFile], _seed: int) -> Found:
    """Find the pulses of the drive that the device was measured with.

    Parameters
    ----------
    device : DeviceParameters
        The device so far.
    read : sequence of FittedFile
        The files.

    Returns
    -------
    tuple
        Changes by path, and remarks.
    """
    changes: dict[str, Change] = {}
    remarks: list[str] = []
    drive = device.drive
    assert drive is not None
    for source in read:
        volts = source.amplitudes
        if source.content == "ramp" and len(volts) > 2 and "drive.ramp_step" not in changes:
            steps = np.diff(volts)
            if np.ptp(steps) > _EVEN * steps.mean():
                remarks.append(
                    f"{source.origin}: the ramp has no even steps; that of {device.name} is used."
                )
                continue
            what = f"{source.origin}: pulses of the ramp"
            values = (volts[0], volts[-1], (volts[-1] - volts[0]) / (len(volts) - 1))
            for field, value in zip(("ramp_first", "ramp_last", "ramp_step"), values, strict=True):
                changes[f"drive.{field}"] = Change(float(f"{value:.9g}"), what)
        if source.content == "train" and len(volts) and "drive.amplitude" not in changes:
            what = f"{source.origin}: pulses of the train"
            amplitude = float(f"{volts.mean():.9g}")
            changes["drive.amplitude"] = Change(amplitude, what)
            changes["drive.pulses"] = Change(len(volts), what)
    told_amplitude = changes.get("drive.amplitude")
    current = _mean_current(device, told_amplitude.value if told_amplitude else drive.amplitude)
    if told_amplitude:
        what = "mean over a pulse of the train"
        changes["circuit.drive_current"] = Change(current, what, "derived")
    return changes, remarks


def from_mobility(device: DeviceParameters, read: Sequence[FittedFile], _seed: int) -> Found:
    """Find the efficiency from the mobility of a wall in a current, where no train tells it.

    Parameters
    ----------
    device : DeviceParameters
        The device so far.
    read : sequence of FittedFile
        The files.

    Returns
    -------
    tuple
        Changes by path, and remarks.
    """
    source = next((each for each in read if each.content == "mobility"), None)
    if source is None:
        return {}, []
    mobility = source.estimate("mobility")
    if mobility is None or mobility.value is None or mobility.unit != _CURRENT_MOBILITY:
        return {}, [
            f"{source.origin}: no mobility in a current, so it tells nothing of the device."
        ]
    if any(each.estimate("mean_pulses") for each in read):
        return {}, [f"{source.origin}: not used, because pulses until firing tell the efficiency."]
    material = device.material
    drift = BOHR_MAGNETON * material.spin_polarization / ELEMENTARY_CHARGE
    ideal = drift / material.saturation_magnetization
    what = told(mobility, source.origin, "velocity over current density")
    return {"motion.efficiency": Change(mobility.value / ideal, what)}, []


def _mean_current(device: DeviceParameters, amplitude: float) -> float:
    drive = device.drive
    assert drive is not None
    pulse = Pulse(amplitude, drive.duration, drive.rise, drive.fall)
    resistance = DeviceCircuit(device).track_resistance
    return float(pulse.charge_integral / drive.duration / resistance)


def _first(read: Sequence[FittedFile], *names: str):  # type: ignore[no-untyped-def]
    """First file that has one of these estimates, and the estimate; None if there is none."""
    for name in names:
        for source in read:
            found = source.estimate(name)
            if found is not None:
                return source, found
    return None, None
