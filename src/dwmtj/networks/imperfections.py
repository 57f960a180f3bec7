"""What hardware does otherwise than the ideal network: spread, failing resets, coarse weights.

Two kinds are kept apart, as everywhere: what differs from device to device is drawn once for a
chip, and what happens anew in each cycle follows from the run's own random numbers.
"""

import math
from dataclasses import dataclass, fields
from typing import Any

_MAXIMUM_BITS = 16
#: What is drawn once for a chip.
DRAWN = ("velocity_spread", "distance_spread", "weight_noise")


@dataclass(frozen=True)
class Imperfections:
    """Imperfections of one chip; the default is none.

    Parameters
    ----------
    velocity_spread, distance_spread : float
        Device-to-device spread of wall velocity and of firing distance: standard deviation of the
        logarithm [no unit].
    chip : int
        Seed of what is drawn once for a chip (no unit).
    reset_failure : float
        Probability that a reset fails [no unit].
    weight_bits : int, optional
        Every weight takes one of ``2**weight_bits`` evenly spaced levels from the negative to the
        positive largest weight of its layer [bit], as the places of a wall in a synapse; any value
        if not given.
    weight_noise : float
        Standard deviation of what is added to each weight when a chip is programmed, over the
        largest weight of its layer [no unit].

    Raises
    ------
    ValueError
        If a value is not allowed.
    """

    velocity_spread: float = 0.0
    distance_spread: float = 0.0
    chip: int = 0
    reset_failure: float = 0.0
    weight_bits: int | None = None
    weight_noise: float = 0.0

    def __post_init__(self) -> None:
        for name in DRAWN:
            _check(name, getattr(self, name), 0 <= getattr(self, name) <= 1, "from 0 to 1")
        failure, bits = self.reset_failure, self.weight_bits
        _check("reset_failure", failure, 0 <= failure < 1, "from 0 to below 1")
        whole = self.chip >= 0 and float(self.chip).is_integer()
        _check("chip", self.chip, whole, "a whole number from 0")
        if bits is not None:
            whole = 1 <= bits <= _MAXIMUM_BITS and float(bits).is_integer()
            _check("weight_bits", bits, whole, f"a whole number from 1 to {_MAXIMUM_BITS} bits")

    @property
    def draws(self) -> bool:
        """Whether anything is drawn once for a chip, so that chips differ."""
        return any(getattr(self, name) for name in DRAWN)

    def to_table(self) -> dict[str, Any]:
        """Give the values that are not the default, so that no imperfection leaves no trace.

        Returns
        -------
        dict
            Value by name.
        """
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {f.name: values[f.name] for f in fields(self) if values[f.name] != f.default}


def _check(name: str, value: float, allowed: bool, what: str) -> None:
    if not allowed or not math.isfinite(value):
        raise ValueError(f"{name}: {value!r} is not allowed; allowed: {what}")


#: Names of all imperfections.
NAMES = tuple(field.name for field in fields(Imperfections))
