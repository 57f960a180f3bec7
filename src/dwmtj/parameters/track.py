"""The nanotrack: cross-section, taper and the distances along it."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Track(ParameterGroup):
    """Track along which the domain is pushed; a taper widens it towards the firing point.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-network").track.firing_distance  # metre
    2e-07
    """

    width: Annotated[
        float, Quantity("m", "w", "track width where the domain is written", above=0, at_most=1e-4)
    ]
    end_width: Annotated[
        float, Quantity("m", "w_2", "track width at the firing distance", above=0, at_most=1e-4)
    ]
    thickness: Annotated[
        float, Quantity("m", "d", "thickness of the ferromagnetic layer", above=0, at_most=1e-6)
    ]
    firing_distance: Annotated[
        float, Quantity("m", "x_th", "wall travel from write to fire", above=0, at_most=1e-2)
    ]
    leak_velocity: Annotated[
        float, Quantity("m/s", "v_leak", "backward wall velocity from the taper", at_least=0)
    ]
    domain_length: Annotated[
        float, Quantity("m", "L_d", "length of the written domain", above=0, at_most=1e-2)
    ]
