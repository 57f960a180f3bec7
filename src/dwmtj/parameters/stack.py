"""The layers of the film, from the heavy metal up; the free layer's thickness is the track's.

Barrier and pinned layer give the stray field that ``dwmtj.device.derived_values`` tells; nothing
that moves a wall or reverses a layer reads them, because the offsets of the measured loops hold it.
Pulses that would heat the layers beyond their greatest temperature are refused.
"""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity

_THIN = {"above": 0, "at_most": 1e-6}


class Stack(ParameterGroup):
    """Heavy metal, free layer, barrier and pinned layer.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-ramp").stack.maximum_temperature  # kelvin
    723.15
    """

    heavy_metal_thickness: Annotated[
        float, Quantity("m", "t_HM", "heavy metal below the free layer", **_THIN)
    ]
    heavy_metal_resistivity: Annotated[
        float, Quantity("ohm m", "rho_HM", "resistivity of the heavy metal", above=0)
    ]
    free_layer_resistivity: Annotated[
        float, Quantity("ohm m", "rho_FM", "resistivity of the free layer", above=0)
    ]
    barrier_thickness: Annotated[
        float, Quantity("m", "t_MgO", "tunnel barrier; for the stray field only", **_THIN)
    ]
    pinned_layer_thickness: Annotated[
        float,
        Quantity("m", "t_PL", "pinned layer above the barrier; for the stray field only", **_THIN),
    ]
    pinned_layer_magnetization: Annotated[
        float,
        Quantity("A/m", "M_PL", "net magnetization of the pinned layer; for the stray field only"),
    ]
    maximum_temperature: Annotated[
        float, Quantity("K", "T_max", "temperature that the layers stand for a pulse", above=0)
    ]
