"""The same device with other values of what was assumed, such that what was measured stays.

Another track length moves MTJ_B and GND together. What is read at A and B was measured, so a lead
takes up what track and junction gain or lose; values for which a lead would be below zero, or the
pillars would not fit on the track, are none of this device, and are left out. Numbers of pulses and
their amplitudes were calibrated to measurements: they stay too, whatever the track is.
"""

from collections.abc import Mapping

from dwmtj.device import DeviceCircuit
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.source import Source

_VARIED = Source(kind="assumed", detail="drawn from the assumed range")


def varied(device: DeviceParameters, values: Mapping[str, float]) -> DeviceParameters | None:
    """Give a copy of a device with other assumed values.

    Parameters
    ----------
    device : DeviceParameters
        A device with the groups of a lab device.
    values : mapping
        From group and field, such as "layout.track_length", to the value in SI units.

    Returns
    -------
    DeviceParameters or None
        The copy, whose resistances read as before; None if there is no such device.
    """
    assert device.layout is not None
    assert device.contacts is not None
    changes = dict(values)
    longer = changes.get("layout.track_length", device.layout.track_length)
    longer -= device.layout.track_length
    changes["layout.position_b"] = device.layout.position_b + longer
    changes["track.firing_distance"] = device.track.firing_distance + longer
    try:
        copy = _replaced(device, changes)
        before, after = (DeviceCircuit(each).read(0.0, 0.0) for each in (device, copy))
        leads = {
            f"contacts.lead_resistance_{name}": float(lead + was - now)
            for name, lead, was, now in zip(
                "ab",
                (device.contacts.lead_resistance_a, device.contacts.lead_resistance_b),
                before,
                after,
                strict=True,
            )
        }
        return _replaced(copy, leads)
    except ValueError:
        return None


def _replaced(device: DeviceParameters, values: Mapping[str, float]) -> DeviceParameters:
    """Replace all values at once, since one alone may not fit the others."""
    groups = dict(device)
    for path, value in values.items():
        group, _, field = path.partition(".")
        groups[group] = groups[group].replace(field, value, _VARIED)
    return type(device)(**groups)
