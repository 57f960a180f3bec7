"""What a device takes: energy, delay, area, errors and retention, with what is left out.

An account is computed from the parameters of a device and from cycles that are simulated; nothing
here draws. Ranges of what had to be assumed go through to every figure.
"""

from dwmtj.accounting.account import ENERGIES, SCHEMA_VERSION, TIMES, Account, account
from dwmtj.accounting.figures import Distribution, Figure, PulseUse

__all__ = [
    "ENERGIES",
    "SCHEMA_VERSION",
    "TIMES",
    "Account",
    "Distribution",
    "Figure",
    "PulseUse",
    "account",
]
