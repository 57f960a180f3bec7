"""Series resistances and domain length that make a device read what was measured.

The circuit of a device is linear at the small read voltage, so the lead of a junction is what the
measured parallel resistance has more than the modelled one; the domain length is the cover of a
pillar with which the written junction reads its upper level.
"""

import numpy as np
from scipy.optimize import brentq

from dwmtj.device import DeviceCircuit
from dwmtj.parameters import DeviceParameters


def lead_resistance(device: DeviceParameters, junction: str, parallel: float) -> float:
    """Lead resistance with which a junction reads a wanted value, both layers parallel.

    Parameters
    ----------
    device : DeviceParameters
        A device of a lab.
    junction : {"a", "b"}
        The junction.
    parallel : float
        Resistance that is to be read [ohm].

    Returns
    -------
    float
        Lead resistance [ohm]; negative if junction and track alone have more.
    """
    bare = DeviceCircuit(device).read(np.zeros(1), np.zeros(1))
    own = float(getattr(bare, f"resistance_{junction}")[0])
    return float(getattr(device.contacts, f"lead_resistance_{junction}")) + parallel - own


def domain_length(device: DeviceParameters, junction: str, written: float) -> float:
    """Domain length with which a written junction reads a wanted value.

    Parameters
    ----------
    device : DeviceParameters
        A device of a lab.
    junction : {"a", "b"}
        The junction that was written.
    written : float
        Its resistance after writing [ohm].

    Returns
    -------
    float
        Length [m].

    Raises
    ------
    ValueError
        If a domain as long as the pillar reads less, or none reads more.
    """
    circuit = DeviceCircuit(device)

    def excess(cover: float) -> float:
        covers = {"a": np.zeros(1), "b": np.zeros(1)} | {junction: np.array([cover])}
        reading = circuit.read(covers["a"], covers["b"])
        return float(getattr(reading, f"resistance_{junction}")[0]) - written

    low, high = -excess(0.0), excess(1.0)
    if not (low > 0 and high > 0):
        raise ValueError(
            f"written: {written:g} ohm is not allowed; allowed: {written - low:g} ohm to "
            f"{written + high:g} ohm, which a domain of the length of the pillar reads"
        )
    return float(brentq(excess, 0.0, 1.0)) * device.junction.length


def firing_distance(device: DeviceParameters, length: float) -> float:
    """Travel of the leading wall until half of the domain is under MTJ_B.

    Parameters
    ----------
    device : DeviceParameters
        A device of a lab.
    length : float
        Length of the domain [m].

    Returns
    -------
    float
        Distance [m].
    """
    layout = device.layout
    assert layout is not None
    return layout.position_b - layout.position_a - device.junction.length + length / 2
