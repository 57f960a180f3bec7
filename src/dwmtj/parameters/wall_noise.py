"""Cycle-to-cycle noise of the wall motion."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class WallNoise(ParameterGroup):
    """Normal factor N(1, sigma) on the displacement, drawn anew after each interval.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> noise = load_device("cui2024-network").wall_noise
    >>> noise.sigma, noise.interval  # no unit, second
    (0.3, 1e-10)
    """

    sigma: Annotated[
        float, Quantity("1", "sigma", "relative spread of the displacement per draw", at_least=0)
    ]
    interval: Annotated[
        float, Quantity("s", "t_noise", "time between two draws of the noise", above=0)
    ]
