"""What files tell of a device by closed forms: resistances, loops, pulses, mobility."""

from collections.abc import Sequence
from typing import NamedTuple

from dwmtj.analysis.device.changes import Change, changed, given, in_words, told
from dwmtj.analysis.device.fitted_file import FittedFile, even_step, telling_ramp, telling_train
from dwmtj.analysis.device.resistances import domain_length, firing_distance, lead_resistance
from dwmtj.analysis.estimate import Estimate
from dwmtj.device import DeviceCircuit, Pulse
from dwmtj.parameters import DeviceParameters
from dwmtj.physics import half_width_for
from dwmtj.physics.constants import BOHR_MAGNETON, ELEMENTARY_CHARGE
from dwmtj.same_arguments import arguments_of

Found = tuple[dict[str, Change], list[str]]


class _Known(NamedTuple):
    """An estimate that has a ``value`` [its own unit], and its file's name."""

    origin: str
    estimate: Estimate
    value: float


#: Unit by which a mobility in a current differs from one in a field.
_CURRENT_MOBILITY = "m^3/(A s)"


def from_levels(device: DeviceParameters, read: Sequence[FittedFile]) -> Found:
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
        known = _first(read, f"r_{junction}_low", f"parallel_resistance_{junction}")
        if known is None:
            continue
        lead = lead_resistance(device, junction, known.value)
        what = told(known.estimate, known.origin, f"R_{junction.upper()} parallel is")
        if lead < 0:
            remarks.append(
                f"{what}, less than junction and track of {device.name} have; the lead of "
                f"MTJ_{junction.upper()} stays as it is. Check the RA product and the track."
            )
            continue
        what += given(device, "RA product, area and track")
        changes[f"contacts.lead_resistance_{junction}"] = Change(lead, what)
    with_leads = changed(device, changes)
    for source in read:
        junction = "b" if source.reverse else "a"
        level = source.estimate(f"r_{junction}_high")
        if source.events is None:
            continue
        if level is None:
            remarks.append(
                f"{source.origin}: the length of the domain stays as it is, because R_"
                f"{junction.upper()} after writing is not known."
            )
            continue
        assert level.value is not None
        what = told(level, source.origin, f"R_{junction.upper()} after writing is")
        try:
            length = domain_length(with_leads, junction, level.value)
        except ValueError as error:
            remarks.append(f"{what}; the length of the domain stays as it is ({error}).")
            continue
        what += given(device, "RA product, magnetoresistance and size of the pillar")
        changes["track.domain_length"] = Change(length, what)
        changes["track.firing_distance"] = Change(
            firing_distance(device, length), "half of the domain is under MTJ_B", "derived"
        )
        break
    return changes, remarks


@arguments_of(from_levels)
def from_loops(device: DeviceParameters, read: Sequence[FittedFile]) -> Found:
    """Find offsets and half widths of the field loops."""
    changes: dict[str, Change] = {}
    for junction in ("a", "b"):
        offset = _first(read, f"offset_field_{junction}")
        if offset is not None:
            what = told(offset.estimate, offset.origin, "middle of the switching fields")
            changes[f"loops.offset_{junction}"] = Change(offset.value, what)
        width = _first(read, f"coercive_field_{junction}")
        if width is not None and width.value > 0:
            what = told(width.estimate, width.origin, "coercive field")
            ends = width.estimate.interval_95 or (None, None)
            low, high = (cold_half_width(device, end) if end and end > 0 else None for end in ends)
            if low is not None and high is not None:
                what += f"; without temperature 95 % {in_words(low, 'A/m')} to "
                what += in_words(high, "A/m")
            what += given(device, "barrier and sweep rate")
            cold = cold_half_width(device, width.value)
            changes[f"loops.half_width_{junction}"] = Change(cold, what)
    remarks = [
        f"{source.origin}: {remark}"
        for source in read
        if source.content == "loops"
        for fit in source.fits
        for remark in fit.remarks
    ]
    return changes, remarks


def cold_half_width(device: DeviceParameters, measured: float) -> float:
    """Give the half width without temperature of a loop with a measured coercive field.

    Parameters
    ----------
    device : DeviceParameters
        A device with loops and motion, whose barrier, sweep rate and temperature are used.
    measured : float
        Coercive field, half of the distance of both switching fields [A/m].

    Returns
    -------
    float
        Half width [A/m].
    """
    loops, motion = device.loops, device.motion
    assert loops is not None
    assert motion is not None
    width = half_width_for(
        measured,
        sweep_rate=loops.sweep_rate,
        barrier=loops.barrier,
        attempt_time=loops.attempt_time,
        temperature=motion.temperature,
    )
    return float(width)


@arguments_of(from_levels)
def from_pulses(device: DeviceParameters, read: Sequence[FittedFile]) -> Found:
    """Find the pulses of the drive that the device was measured with."""
    changes: dict[str, Change] = {}
    remarks: list[str] = []
    drive = device.drive
    assert drive is not None
    train = telling_train(read)
    for source in _first_ones(telling_ramp(read), train, read):
        volts = source.amplitudes
        if source.content == "ramp" and len(volts) > 2 and "drive.ramp_step" not in changes:
            step = even_step(volts)
            if not step:
                remarks.append(
                    f"{source.origin}: the ramp has no even steps; that of {device.name} is used."
                )
                continue
            what = f"{source.origin}: pulses of the ramp"
            values = (volts[0], volts[-1], step)
            for field, value in zip(("ramp_first", "ramp_last", "ramp_step"), values, strict=True):
                changes[f"drive.{field}"] = Change(float(f"{value:.9g}"), what)
        if source.content == "train" and len(volts) and "drive.amplitude" not in changes:
            what = f"{source.origin}: pulses of the train"
            amplitude = float(f"{volts.mean():.9g}")
            changes["drive.amplitude"] = Change(amplitude, what)
            if pulses := _pulses(source):
                changes["drive.pulses"] = Change(pulses, what)
    told_amplitude = changes.get("drive.amplitude")
    current = _mean_current(device, told_amplitude.value if told_amplitude else drive.amplitude)
    if told_amplitude:
        what = "mean over a pulse of the train"
        changes["circuit.drive_current"] = Change(current, what, "derived")
    return changes, remarks


@arguments_of(from_levels)
def from_mobility(device: DeviceParameters, read: Sequence[FittedFile]) -> Found:
    """Find the efficiency from the mobility of a wall in a current, where no train tells it."""
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
    what += given(device, "polarization and magnetization")
    return {"motion.efficiency": Change(mobility.value / ideal, what)}, []


def _first_ones(
    ramp: FittedFile | None, train: FittedFile | None, read: Sequence[FittedFile]
) -> list[FittedFile]:
    """Put the files first whose thresholds and counts are taken, so that their pulses are too."""
    first = [each for each in (ramp, train) if each is not None]
    return [*first, *(each for each in read if all(each is not one for one in first))]


def _pulses(train: FittedFile) -> int:
    """Pulses of a train; a table of events does not tell each of them."""
    if train.table.kind == "cycles" or train.events is None:
        return len(train.amplitudes)
    return int(max(train.events.applied.max(), train.events.fire_pulse.max()))


def _mean_current(device: DeviceParameters, amplitude: float) -> float:
    drive = device.drive
    assert drive is not None
    pulse = Pulse(amplitude, drive.duration, drive.rise, drive.fall)
    resistance = DeviceCircuit(device).track_resistance
    return float(pulse.charge_integral / drive.duration / resistance)


def _first(read: Sequence[FittedFile], *names: str) -> _Known | None:
    """Find the first file that has one of these estimates."""
    for name in names:
        for source in read:
            found = source.estimate(name)
            if found is not None and found.value is not None:
                return _Known(source.origin, found, found.value)
    return None
