"""The magnetic film of the track."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Material(ParameterGroup):
    """Ferromagnetic free layer that carries the domain wall.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-network").material.saturation_magnetization  # A/m
    800000.0
    """

    saturation_magnetization: Annotated[
        float, Quantity("A/m", "M_s", "saturation magnetization", above=0, at_most=1e7)
    ]
    spin_polarization: Annotated[
        float, Quantity("1", "P", "spin polarization of the current", at_least=-1, at_most=1)
    ]
    gilbert_damping: Annotated[
        float, Quantity("1", "alpha", "Gilbert damping constant", above=0, at_most=1)
    ]
    wall_width: Annotated[
        float, Quantity("m", "Delta", "domain-wall width parameter", above=0, at_most=1e-6)
    ]
