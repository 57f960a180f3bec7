"""A quantity that follows from the parameters of a device."""

from typing import NamedTuple

from dwmtj.parameters.units import format_readable


class Derived(NamedTuple):
    """A quantity that follows from the parameters.

    ``name`` and ``symbol``, its ``value`` in the SI ``unit`` ("1" if it has none; None where there
    is no such limit), and its ``meaning``: of what, and from what.

    Examples
    --------
    >>> from dwmtj.device import derived_values
    >>> value = derived_values("cui2024-ramp")[0]
    >>> print(value.name, value.readable, "|", value.meaning)
    junction_parallel 257.778 ohm | pillar alone: RA/(L_J*W_J)
    """

    name: str
    symbol: str
    value: float | None
    unit: str
    meaning: str

    @property
    def readable(self) -> str:
        """Value with its unit, for people."""
        return "none" if self.value is None else format_readable(self.value, self.unit)
