"""The area of a neuron from its geometry, by three rules.

``bare_track``: mean width times length of the track. ``with_junctions``: the rectangle around track
and pillars. ``with_contacts``: that with a contact at IN and one at GND, squares as wide as the
rectangle, and half of that width free on all sides, so that neurons may lie side by side:
(L + 3*w)*(2*w). Contacts of A and B lie on top of their pillars. Left out: transistors, wiring
beyond the contacts, and whatever gives the bias field.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.accounting.figures import Figure, drawn_estimate
from dwmtj.parameters import DeviceParameters

Array = npt.NDArray[np.float64]

RULES = {
    "bare_track": "mean width of the track times its length",
    "with_junctions": "rectangle around track and pillars, L*w",
    "with_contacts": "and square contacts at both ends, and w/2 free on all sides: (L + 3*w)*2*w",
}


class Footprint(NamedTuple):
    """Areas ``bare_track``, ``with_junctions`` and ``with_contacts`` [m^2], of one shape."""

    bare_track: Array
    with_junctions: Array
    with_contacts: Array


def footprint(
    length: npt.ArrayLike,
    width: npt.ArrayLike,
    end_width: npt.ArrayLike,
    junction_width: npt.ArrayLike,
) -> Footprint:
    """Give the areas.

    Parameters
    ----------
    length : array_like
        Length of the track [m], any shape.
    width, end_width : array_like
        Width of the track at both ends [m], shapes that broadcast.
    junction_width : array_like
        Width of the pillars across the track [m], shape that broadcasts.

    Returns
    -------
    Footprint
        Areas [m^2].
    """
    long, narrow, wide = (np.asarray(each, float) for each in (length, width, end_width))
    across = np.maximum(np.maximum(narrow, wide), junction_width)
    return Footprint(
        np.asarray(long * (narrow + wide) / 2),
        np.asarray(long * across),
        np.asarray((long + 3 * across) * 2 * across),
    )


def footprint_figure(device: DeviceParameters, length: float, lengths: Array) -> Figure:
    """Give the footprint of a device; its value is that with contacts.

    Parameters
    ----------
    device : DeviceParameters
        The device.
    length : float
        Length of its track [m].
    lengths : ndarray
        Lengths of the draws [m], shape [draws].

    Returns
    -------
    Figure
        Area [m^2], with those by the other rules.
    """
    across = (device.track.width, device.track.end_width, device.junction.width)
    areas, drawn = footprint(length, *across), footprint(lengths, *across)
    by_rule = {
        name: drawn_estimate(float(getattr(areas, name)), getattr(drawn, name), "m^2", rule)
        for name, rule in RULES.items()
    }
    details = {name: each.to_dict() for name, each in by_rule.items()}
    return Figure(by_rule["with_contacts"], details=details)
