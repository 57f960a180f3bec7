"""What a field of a parameter model means: its unit, symbol and allowed range.

``Annotated[float, Quantity("A/m", symbol="M_s", above=0)]`` makes pydantic accept a float in SI
units or a text with a unit, refuse everything outside the range, and say so with the unit.
"""

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from dwmtj.parameters.units import (
    DIMENSIONLESS,
    format_field,
    format_practical,
    format_readable,
    parse_quantity,
)

#: Validation context of values that come from a file, where a bare number has no unit.
FROM_FILE = {"from_file": True}


@dataclass(frozen=True)
class Quantity:
    """Unit, symbol and allowed range of a numeric field.

    Parameters
    ----------
    unit : str
        SI unit of the stored float; ``"1"`` for a pure number.
    symbol : str
        Symbol used in the equations of the documentation.
    meaning : str
        One line that says what the quantity is.
    above, at_least, below, at_most : float, optional
        Limits of the allowed range, in ``unit``.
    """

    unit: str
    symbol: str
    meaning: str
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None

    @property
    def is_field(self) -> bool:
        """Whether it is a magnetic field, whose symbol is an H, and no magnetization."""
        return self.unit == "A/m" and self.symbol.startswith("H")

    def practical(self, value: float) -> str:
        """Write a value in the unit that people use, so that it reads back exactly.

        Parameters
        ----------
        value : float
            Value in the unit of this quantity.

        Returns
        -------
        str
            For example ``"25 nm"`` or ``"-600 Oe"``.
        """
        return format_practical(value, self.unit, is_field=self.is_field)

    @property
    def allowed(self) -> str:
        """Allowed range in words, with the unit."""
        limits = {
            "above": self.above,
            "at least": self.at_least,
            "below": self.below,
            "at most": self.at_most,
        }
        words = [
            f"{name} {format_readable(limit, self.unit)}"
            for name, limit in limits.items()
            if limit is not None
        ]
        return " and ".join(words) or "any finite value"

    def check(self, value: float) -> float:
        """Return the value if it is in the allowed range.

        Parameters
        ----------
        value : float
            Value in the unit of this quantity.

        Returns
        -------
        float
            The same value.

        Raises
        ------
        ValueError
            If the value is not finite or not in the allowed range.
        """
        inside = (
            math.isfinite(value)
            and (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )
        if not inside:
            unit = "" if self.unit == DIMENSIONLESS else f" {self.unit}"
            told = format_field(value) if self.is_field else f"{value!r}{unit}"
            raise ValueError(f"{told} is not allowed; allowed: {self.allowed}")
        return value

    def _parse(self, raw: Any, info: core_schema.ValidationInfo) -> Any:
        if raw is None:
            return raw
        context: Mapping[str, Any] = info.context or {}
        if isinstance(raw, str):
            return self.check(parse_quantity(raw, self.unit))
        if isinstance(raw, bool) or not isinstance(raw, (int, float)):
            raise ValueError(f"{raw!r} is not a number; expected a quantity in {self.unit}")
        if context.get("from_file") and self.unit != DIMENSIONLESS:
            raise ValueError(
                f"{raw!r} has no unit; write it in quotes with a unit that converts to {self.unit}"
            )
        return self.check(math.inf if abs(raw) > sys.float_info.max else raw)

    def __get_pydantic_core_schema__(
        self, source_type: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_before_validator_function(self._parse, handler(source_type))


def quantity_of(field: FieldInfo) -> Quantity | None:
    """Find the quantity that a model field was declared with.

    Parameters
    ----------
    field : FieldInfo
        A field of a pydantic model.

    Returns
    -------
    Quantity or None
        None for fields that are no quantity, such as names.
    """
    return next((item for item in field.metadata if isinstance(item, Quantity)), None)
