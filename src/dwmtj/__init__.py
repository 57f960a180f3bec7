"""Domain-wall magnetic-tunnel-junction (DW-MTJ) integrate-and-fire neurons.

The packages stand in the order in which data flows, and none imports one that comes after it:
:mod:`dwmtj.parameters` (what a device is), :mod:`dwmtj.physics` (how its wall moves),
:mod:`dwmtj.nn` (the neuron for PyTorch), :mod:`dwmtj.networks` (data, recipes, training),
:mod:`dwmtj.report` (figures and HTML from stored results) and :mod:`dwmtj.cli`.

Importing ``dwmtj`` loads none of them, so that device work never waits for PyTorch.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
