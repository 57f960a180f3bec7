"""Values that the presets call derived, worked out anew from the others."""

import numpy as np
from scipy.optimize import brentq

from calibration.quantity import ROUNDING, Calibrated
from dwmtj.device.circuit import DeviceCircuit
from dwmtj.device.single_pulse import Pulse
from dwmtj.parameters import DeviceParameters, load_device

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
    layout, contacts, drive = device.layout, device.contacts, device.drive
    assert layout is not None
    assert contacts is not None
    assert drive is not None
    circuit = DeviceCircuit(device)
    bare = circuit.read(np.zeros(1), np.zeros(1))
    pulse = Pulse(drive.amplitude, drive.duration, drive.rise, drive.fall)
    half_domain = device.track.domain_length / 2
    travel = layout.position_b - layout.position_a - device.junction.length + half_domain
    found = {
        ("contacts", "lead_resistance_a", "ohm"): (
            contacts.lead_resistance_a + PARALLEL_A - float(bare.resistance_a[0]),
            f"R_A = {PARALLEL_A:g} ohm, both parallel",
        ),
        ("contacts", "lead_resistance_b", "ohm"): (
            contacts.lead_resistance_b + PARALLEL_B - float(bare.resistance_b[0]),
            f"R_B = {PARALLEL_B:g} ohm, both parallel",
        ),
        ("track", "domain_length", "m"): (
            _domain_length(device, circuit),
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


def _domain_length(device: DeviceParameters, circuit: DeviceCircuit) -> float:
    def excess(cover: float) -> float:
        return float(circuit.read(np.array([cover]), np.zeros(1)).resistance_a[0]) - WRITTEN_A

    return float(brentq(excess, 0.0, 1.0)) * device.junction.length
