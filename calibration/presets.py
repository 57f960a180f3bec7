"""The calibrated values of the two presets of a lab device, computed anew."""

from calibration import targets
from calibration.closed_forms import critical_voltage, loop_half_width, writing_voltage
from calibration.quantity import Calibrated
from calibration.simulation import efficiency_for
from dwmtj.parameters import DeviceParameters, load_device
from dwmtj.parameters.units import parse_quantity

RAMP, TRAIN = "cui2024-ramp", "cui2024-train"
PRESETS = (RAMP, TRAIN)


def calibrate_all() -> list[Calibrated]:
    """Compute the calibrated values of both presets; the last one takes a second."""
    return [*calibrate_ramp(), *calibrate_train()]


def calibrate_ramp() -> list[Calibrated]:
    """Compute those of the device that is driven by a ramp."""
    device = load_device(RAMP)
    sites = {
        field: (critical_voltage(device, amplitude), f"half escape from a pulse of {amplitude:g} V")
        for field, amplitude in targets.ESCAPE_AMPLITUDES.items()
    }
    rows = [_row(device, "pinning", field, "V", *of) for field, of in sites.items()]
    return rows + _shared(device)


def calibrate_train() -> list[Calibrated]:
    """Compute those of the device that is driven by a train; its sites are all as that of MTJ_A."""
    device = load_device(TRAIN)
    amplitude = targets.ESCAPE_AMPLITUDES["depinning_voltage"]
    voltage = critical_voltage(device, amplitude)
    assert device.pinning is not None
    site = dict.fromkeys(targets.ESCAPE_AMPLITUDES, voltage)
    rows = [
        _row(device, "pinning", field, "V", voltage, f"half escape from a pulse of {amplitude:g} V")
        for field in site
    ]
    # The efficiency belongs to the voltages that have just been computed, not to those of the file.
    pinned = device.model_copy(update={"pinning": device.pinning.model_copy(update=site)})
    efficiency = efficiency_for(pinned, targets.PULSES_TO_FIRE)
    target = f"{targets.PULSES_TO_FIRE:g} pulses until firing, mean of a simulation"
    return [*rows, _row(device, "motion", "efficiency", "", efficiency, target), *_shared(device)]


def _shared(device: DeviceParameters) -> list[Calibrated]:
    amplitude = targets.HALF_WRITTEN_AMPLITUDE
    voltage = writing_voltage(device, amplitude)
    target = f"half written by {amplitude:g} V between IN and A"
    loops = [
        _row(
            device,
            "loops",
            field,
            "Oe",
            loop_half_width(device, measured),
            f"half width of {measured:g} Oe",
        )
        for field, measured in targets.LOOP_HALF_WIDTHS.items()
    ]
    return [_row(device, "writing", "critical_voltage", "V", voltage, target), *loops]


def _row(
    device: DeviceParameters, group: str, field: str, unit: str, computed: float, target: str
) -> Calibrated:
    value = float(getattr(getattr(device, group), field))
    if unit == "Oe":
        value /= parse_quantity("1 Oe", "A/m")
    return Calibrated(device.name, group, field, unit, value, computed, target)
