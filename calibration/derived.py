"""Values that the presets call derived, worked out anew from the others."""

from calibration.quantity import ROUNDING, Calibrated
from dwmtj.analysis.device.resistances import domain_length, firing_distance, lead_resistance
from dwmtj.device.circuit import DeviceCircuit
from dwmtj.device.single_pulse import Pulse
from dwmtj.parameters import load_device

#: Resistances of Fig. 3a as read [ohm]: both junctions parallel, and MTJ_A after writing.
PARALLEL_A, PARALLEL_B, WRITTEN_A = 1650.0, 1180.0, 1930.0


def derive_all(preset: str) -> list[Calibrated]:
    """Compute the derived values of a preset that depend on calibrated or assumed ones.

    Parameters
    ----------
    preset : str
        Name of a preset of a lab device.

    Returns
    -------
    list of Calibrated
        Values in SI units.
    """
    device = load_device(preset)
    drive = device.drive
    assert drive is not None
    circuit = DeviceCircuit(device)
    pulse = Pulse(drive.amplitude, drive.duration, drive.rise, drive.fall)
    travel = firing_distance(device, device.track.domain_length)
    found = {
        ("contacts", "lead_resistance_a", "ohm"): (
            lead_resistance(device, "a", PARALLEL_A),
            f"R_A = {PARALLEL_A:g} ohm, both parallel",
        ),
        ("contacts", "lead_resistance_b", "ohm"): (
            lead_resistance(device, "b", PARALLEL_B),
            f"R_B = {PARALLEL_B:g} ohm, both parallel",
        ),
        ("track", "domain_length", "m"): (
            domain_length(device, "a", WRITTEN_A),
            f"R_A = {WRITTEN_A:g} ohm when written",
        ),
        ("track", "firing_distance", "m"): (travel, "half of the domain under MTJ_B"),
        ("circuit", "drive_current", "A"): (
            pulse.charge_integral / drive.duration / circuit.track_resistance,
            f"mean over a pulse of {drive.amplitude:g} V",
        ),
    }
    return [
        Calibrated(
            preset, group, field, unit, getattr(getattr(device, group), field), *of, ROUNDING
        )
        for (group, field, unit), of in found.items()
    ]
