"""Timing and reset of the integrate-and-fire neuron made from the device."""

from typing import Annotated, Literal

from pydantic import Field

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity

ResetMode = Literal["eject", "instant", "none"]


class Neuron(ParameterGroup):
    """How the device is stepped in time and what happens once it has fired.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-network").neuron.reset
    'eject'
    """

    time_step: Annotated[float, Quantity("s", "dt", "simulation time step", above=0)]
    synaptic_time_constant: Annotated[
        float, Quantity("s", "tau_syn", "decay time of the synaptic current", above=0)
    ]
    reset: Annotated[
        ResetMode,
        Field(
            description="eject: output high under MTJ_B, then a new write; "
            "instant: back to zero at the spike; none: the wall stays"
        ),
    ]
