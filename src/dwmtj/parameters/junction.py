"""The magnetic tunnel junctions that write and read the domain."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Junction(ParameterGroup):
    """Tunnel junction pillar on the track; MTJ_A and MTJ_B are alike.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-ramp").junction.length  # metre
    4.5e-07
    """

    length: Annotated[
        float, Quantity("m", "L_J", "pillar length along the track", above=0, at_most=1e-4)
    ]
    width: Annotated[
        float, Quantity("m", "W_J", "pillar width across the track", above=0, at_most=1e-4)
    ]
    resistance_area_product: Annotated[
        float, Quantity("ohm m^2", "RA", "resistance-area product, parallel state", above=0)
    ]
    tunnel_magnetoresistance: Annotated[
        float, Quantity("1", "TMR", "tunnel magnetoresistance ratio at zero bias", above=0)
    ]
