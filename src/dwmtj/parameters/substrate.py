"""What the track lies on, for the heat that a pulse gives off; no law of motion reads it."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Substrate(ParameterGroup):
    """Insulating film between the track and a wafer that takes up all heat."""

    film_thickness: Annotated[
        float, Quantity("m", "d_ox", "insulator below the track", above=0, at_most=1e-2)
    ]
    thermal_conductivity: Annotated[
        float, Quantity("W/(m K)", "kappa", "thermal conductivity of the insulator", above=0)
    ]
    density: Annotated[float, Quantity("kg/m^3", "rho", "density of the insulator", above=0)]
    heat_capacity: Annotated[
        float, Quantity("J/(kg K)", "c", "heat capacity of the insulator", above=0)
    ]
