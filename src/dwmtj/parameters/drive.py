"""The pulses that push the domain: their shape, and the trains of the paper's measurements."""

from typing import Annotated

from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity


class Drive(ParameterGroup):
    """Trapezoid pulses between IN and GND; also the shape of the write pulse.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> load_device("cui2024-train").drive.amplitude  # volt
    2.4
    """

    duration: Annotated[float, Quantity("s", "t_p", "length of a pulse, edges included", above=0)]
    rise: Annotated[float, Quantity("s", "t_r", "rise time", at_least=0)]
    fall: Annotated[float, Quantity("s", "t_f", "fall time", at_least=0)]
    period: Annotated[float, Quantity("s", "t_c", "from pulse to pulse", above=0)]
    amplitude: Annotated[float, Quantity("V", "V_p", "amplitude of a constant train", above=0)]
    pulses: Annotated[int, Quantity("1", "n_p", "pulses of a constant train", at_least=1)]
    ramp_first: Annotated[float, Quantity("V", "V_1", "first amplitude of a ramp", above=0)]
    ramp_last: Annotated[float, Quantity("V", "V_2", "last amplitude of a ramp", above=0)]
    ramp_step: Annotated[float, Quantity("V", "V_s", "step of a ramp", above=0)]
