"""The drive: current, field and times that the circuit around the track applies."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Circuit(ParameterGroup):
    """Electrical and magnetic drive of the neuron.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-network").circuit.write_time  # second
    4e-10
    """

    drive_current: Annotated[
        float,
        Quantity(
            "A", "I", "track current of one unit of synaptic input, mean over a step", above=0
        ),
    ]
    applied_field: Annotated[float, Quantity("A/m", "H_eff", "field along the easy axis")]
    write_time: Annotated[
        float, Quantity("s", "t_w", "time to write a new domain after a reset", at_least=0)
    ]
