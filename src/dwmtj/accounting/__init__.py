"""What a device takes: energy, delay, area, errors and retention, with what is left out.

An account is computed from the parameters of a device and from cycles that are simulated; nothing
here draws. Ranges of what had to be assumed go through to every figure. Devices can be set beside
published neurons, whose figures say how they are known.
"""

from dwmtj.accounting.account import ENERGIES, SCHEMA_VERSION, TIMES, Account, account
from dwmtj.accounting.comparison import Comparison, compare
from dwmtj.accounting.figures import Distribution, Figure, PulseUse

__all__ = [
    "ENERGIES",
    "SCHEMA_VERSION",
    "TIMES",
    "Account",
    "Comparison",
    "Distribution",
    "Figure",
    "PulseUse",
    "account",
    "compare",
]
