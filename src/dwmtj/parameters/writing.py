"""The write pulse and the nucleation of a domain under a junction."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Writing(ParameterGroup):
    """Pulse between a track end and the nearer junction, and what it has to overcome.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-ramp").writing.amplitude  # volt
    3.1
    """

    amplitude: Annotated[float, Quantity("V", "V_w", "amplitude of the write pulse", above=0)]
    bias_field: Annotated[
        float, Quantity("A/m", "H_bias", "field that helps writing, along the new domain")
    ]
    barrier: Annotated[float, Quantity("J", "E_n", "barrier of the nucleation", above=0)]
    attempt_time: Annotated[float, Quantity("s", "tau_n", "time of an attempt", above=0)]
    critical_voltage: Annotated[
        float, Quantity("V", "V_n", "junction voltage that takes the barrier away", above=0)
    ]
    critical_field: Annotated[
        float, Quantity("A/m", "H_n", "field that takes the barrier away", above=0)
    ]
    exponent: Annotated[float, Quantity("1", "n", "exponent of the barrier", at_least=1, at_most=2)]
