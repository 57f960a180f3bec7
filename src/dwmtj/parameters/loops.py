"""Field loops of the two junctions, and the fields that initialise and that move walls."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Loops(ParameterGroup):
    """A hysteron for each junction: offset by stray field, half width without temperature.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> round(load_device("cui2024-ramp").loops.offset_a)  # A/m
    20770
    """

    offset_a: Annotated[float, Quantity("A/m", "H_oA", "stray-field offset of MTJ_A")]
    half_width_a: Annotated[
        float, Quantity("A/m", "H_0A", "half width of the loop of MTJ_A at 0 K", above=0)
    ]
    offset_b: Annotated[float, Quantity("A/m", "H_oB", "stray-field offset of MTJ_B")]
    half_width_b: Annotated[
        float, Quantity("A/m", "H_0B", "half width of the loop of MTJ_B at 0 K", above=0)
    ]
    barrier: Annotated[float, Quantity("J", "E_l", "barrier of a reversal without field", above=0)]
    attempt_time: Annotated[float, Quantity("s", "tau_l", "time of an attempt", above=0)]
    sweep_rate: Annotated[
        float, Quantity("A/m/s", "H_dot", "rate at which the field is swept", above=0)
    ]
    initial_field: Annotated[
        float, Quantity("A/m", "H_init", "field that sets both junctions parallel")
    ]
    propagation_field: Annotated[
        float, Quantity("A/m", "H_p", "field above which a domain grows through the track", above=0)
    ]
