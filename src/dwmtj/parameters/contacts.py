"""Contacts and leads around the track, and what the junctions stand."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Contacts(ParameterGroup):
    """Series resistances, reading voltage, bias roll-off and breakdown of the junctions.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-ramp").contacts.read_voltage  # volt
    0.05
    """

    lead_resistance_a: Annotated[
        float, Quantity("ohm", "R_lA", "lead and contact of terminal A", at_least=0)
    ]
    lead_resistance_b: Annotated[
        float, Quantity("ohm", "R_lB", "lead and contact of terminal B", at_least=0)
    ]
    track_contact_resistance: Annotated[
        float, Quantity("ohm", "R_c", "contact of IN, and of GND, to the track", at_least=0)
    ]
    read_voltage: Annotated[
        float, Quantity("V", "V_r", "voltage with which a resistance is read", above=0)
    ]
    half_voltage: Annotated[
        float, Quantity("V", "V_h", "junction voltage that halves the TMR", above=0)
    ]
    breakdown_voltage: Annotated[
        float, Quantity("V", "V_bd", "voltage that breaks the barrier within a pulse", above=0)
    ]
