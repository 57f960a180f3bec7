"""Where things lie along the track, from the terminal IN at 0 to the terminal GND at its end."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Layout(ParameterGroup):
    """Length of the track and places of the pillars of MTJ_A and MTJ_B.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-ramp").layout.track_length  # metre
    4e-06
    """

    track_length: Annotated[
        float, Quantity("m", "L", "length of the track between IN and GND", above=0, at_most=1e-2)
    ]
    position_a: Annotated[
        float, Quantity("m", "x_A", "middle of the pillar of MTJ_A, from IN", above=0, at_most=1e-2)
    ]
    position_b: Annotated[
        float, Quantity("m", "x_B", "middle of the pillar of MTJ_B, from IN", above=0, at_most=1e-2)
    ]
