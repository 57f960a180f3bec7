"""How the wall moves between pinning sites."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Motion(ParameterGroup):
    """Torques on the wall, temperature, and the slow-down by stop-and-go motion.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-ramp").motion.temperature  # kelvin
    300.0
    """

    efficiency: Annotated[
        float,
        Quantity("1", "eta", "wall velocity over that of flow, between sites", above=0, at_most=10),
    ]
    nonadiabaticity: Annotated[
        float, Quantity("1", "beta", "non-adiabatic part of the spin-transfer torque")
    ]
    spin_hall_angle: Annotated[
        float, Quantity("1", "theta_SH", "spin Hall angle", at_least=-1, at_most=1)
    ]
    fieldlike_ratio: Annotated[
        float, Quantity("1", "r_FL", "field-like over damping-like spin-orbit torque")
    ]
    dmi_constant: Annotated[
        float, Quantity("J/m^2", "D", "Dzyaloshinskii-Moriya constant of the interface")
    ]
    temperature: Annotated[
        float, Quantity("K", "T", "temperature of the device", above=0, at_most=1000)
    ]
