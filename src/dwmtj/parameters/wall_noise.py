"""Cycle-to-cycle noise of the wall motion."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class WallNoise(ParameterGroup):
    """Normal factor N(1, sigma) on the displacement, drawn anew after each interval."""

    sigma: Annotated[
        float, Quantity("1", "sigma", "relative spread of the displacement per draw", at_least=0)
    ]
    interval: Annotated[
        float, Quantity("s", "t_noise", "time between two draws of the noise", above=0)
    ]
