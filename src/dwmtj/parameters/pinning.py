"""Pinning sites: under the junction where the domain is written, before and behind the other."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity

_VOLTAGE = "voltage that takes the barrier away"


class Pinning(ParameterGroup):
    """Three sites with thermally activated escape; an amplitude is that on the track.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-ramp").pinning.attempt_time  # second
    1e-09
    """

    barrier: Annotated[float, Quantity("J", "E_b", "energy barrier without drive", above=0)]
    attempt_time: Annotated[float, Quantity("s", "tau_0", "time of an attempt to escape", above=0)]
    depinning_voltage: Annotated[
        float, Quantity("V", "V_cA", f"{_VOLTAGE} under the junction written at", above=0)
    ]
    entry_voltage: Annotated[
        float, Quantity("V", "V_cE", f"{_VOLTAGE} at the entry of the other junction", above=0)
    ]
    exit_voltage: Annotated[
        float, Quantity("V", "V_cX", f"{_VOLTAGE} at the exit of the other junction", above=0)
    ]
    device_spread: Annotated[
        float,
        Quantity("1", "s_d", "relative spread of the three voltages over devices", at_least=0),
    ]
