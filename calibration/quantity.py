"""A calibrated value: where it stands, what the file says, what comes out, and to what."""

from typing import NamedTuple

#: Largest relative difference between file and computation.
TOLERANCE = 5e-3
#: The same for a value that others give exactly: six digits stand in the file.
ROUNDING = 5e-6


class Calibrated(NamedTuple):
    """``preset``, ``group`` and ``field`` say where; values are in the ``unit`` of the file.

    ``target`` says in words what the ``computed`` value brings about. File and
    computation may differ by the ``tolerance``, relative.
    """

    preset: str
    group: str
    field: str
    unit: str
    in_file: float
    computed: float
    target: str
    tolerance: float = TOLERANCE

    @property
    def name(self) -> str:
        """Name as in a table of parameters."""
        return f"{self.group}.{self.field}"

    @property
    def difference(self) -> float:
        """Relative difference of the file from the computation [no unit]."""
        return self.in_file / self.computed - 1

    @property
    def agrees(self) -> bool:
        """Whether the file need not be changed."""
        return abs(self.difference) <= self.tolerance

    @property
    def text(self) -> str:
        """The computed value with six digits and its unit, as it stands in a file."""
        number = f"{self.computed:.6g}"
        return f'"{number} {self.unit}"' if self.unit else number
