"""The DW-MTJ neuron for PyTorch, beside a LIF neuron, encoders and surrogate gradients."""

from dwmtj.nn.convolution import NormalisedConvolution, SpikeConvolution
from dwmtj.nn.dwmtj import DWMTJ
from dwmtj.nn.dwmtj_cell import DWMTJCell, DWMTJStateSI
from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.functional import DWMTJState, LIFState
from dwmtj.nn.layer import NormalisedLayer
from dwmtj.nn.lif import LI, LIF, LIFCell
from dwmtj.nn.linear import SpikeLinear
from dwmtj.nn.surrogate import Arctan, Sigmoid, SuperSpike, Surrogate, Triangular

__all__ = [
    "DWMTJ",
    "LI",
    "LIF",
    "Arctan",
    "DWMTJCell",
    "DWMTJState",
    "DWMTJStateSI",
    "LIFCell",
    "LIFState",
    "NormalisedConvolution",
    "NormalisedLayer",
    "Sigmoid",
    "SpikeConvolution",
    "SpikeEvents",
    "SpikeLinear",
    "SuperSpike",
    "Surrogate",
    "Triangular",
]
