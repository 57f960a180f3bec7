"""Base of all parameter models: frozen, validated, every value with its source.

In TOML a value is a table of the value and one source::

    saturation_magnetization = { value = "8e5 A/m", paper = "model parameters" }

or just ``"8e5 A/m"``, which is then marked as assumed. In Python the fields are plain floats in
SI units (``material.saturation_magnetization``) and :meth:`ParameterGroup.source_of` tells where
each comes from.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.fields import FieldInfo

from dwmtj.parameters.quantity import Quantity, quantity_of
from dwmtj.parameters.source import SOURCE_KINDS, UNSTATED, Source
from dwmtj.parameters.units import DIMENSIONLESS, format_exact, format_readable


class Entry(NamedTuple):
    """One value of a parameter group, ready to be shown or stored.

    ``field`` is its name, ``value`` is in the unit of its ``quantity`` (None for a choice), and
    ``source`` tells where it comes from.
    """

    field: str
    value: Any
    quantity: Quantity | None
    source: Source

    @property
    def readable(self) -> str:
        """Value with its unit, for people."""
        if self.quantity is None or self.value is None:
            return str(self.value)
        return format_readable(self.value, self.quantity.unit)


class ParameterGroup(BaseModel):
    """A frozen set of values with their sources; unknown keys, NaN and infinities are refused.

    Parameters
    ----------
    sources : tuple of (str, Source)
        Source of each field. Fields without one are marked as assumed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    sources: tuple[tuple[str, Source], ...] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Document the fields of each group from their quantities, so they are written once."""
        super().__pydantic_init_subclass__(**kwargs)
        if cls.__doc__:  # there is none under python -OO
            lines = [_document(name, cls.model_fields[name]) for name in cls.value_fields()]
            text, *examples = re.split(r"\n\n(?=Examples\n-+\n)", inspect.cleandoc(cls.__doc__))
            parameters = "Parameters\n----------\n" + "\n".join(lines)
            cls.__doc__ = "\n\n".join([text, parameters, *examples]) + "\n"

    @model_validator(mode="before")
    @classmethod
    def _split_sources(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        values: dict[str, Any] = {}
        sources = dict(data.get("sources", ()))
        for field, entry in data.items():
            if field == "sources":
                continue
            if isinstance(entry, Mapping):
                values[field], source = _read_entry(field, entry)
                if source:
                    sources[field] = source
            else:
                values[field] = entry
        stated = [name for name in cls.value_fields() if name in values]
        ordered = tuple((name, sources.get(name, UNSTATED)) for name in stated)
        unknown = set(sources) - set(stated) - (set(values) - set(cls.value_fields()))
        if unknown:
            raise ValueError(f"source given for {', '.join(sorted(unknown))}, which has no value")
        return {**values, "sources": ordered}

    @classmethod
    def value_fields(cls) -> tuple[str, ...]:
        """Names of the fields that hold values, in the order of their declaration."""
        return tuple(name for name in cls.model_fields if name != "sources")

    def source_of(self, field: str) -> Source:
        """Tell where a value comes from.

        Parameters
        ----------
        field : str
            Name of a field of this model.

        Returns
        -------
        Source
            Its source.

        Raises
        ------
        ValueError
            If there is no such field.
        """
        if field not in self.value_fields():
            raise ValueError(f"no value {field!r}; there are: {', '.join(self.value_fields())}")
        return dict(self.sources).get(field, UNSTATED)

    def entries(self) -> Iterator[Entry]:
        """Go through all values with unit and source."""
        for name in self.value_fields():
            quantity = quantity_of(type(self).model_fields[name])
            yield Entry(name, getattr(self, name), quantity, self.source_of(name))

    def replace(self, field: str, value: Any, source: Source) -> Self:
        """Return a copy with one other value; the copy is validated again.

        Parameters
        ----------
        field : str
            Name of the field.
        value : float or str
            New value, in the SI unit of the field or as text with a unit.
        source : Source
            Where the new value comes from.

        Returns
        -------
        ParameterGroup
            The changed copy, of the same class.

        Raises
        ------
        ValueError
            If there is no such field or the value is not allowed.
        """
        self.source_of(field)
        values = {name: getattr(self, name) for name in self.value_fields()}
        sources = {**dict(self.sources), field: source}
        return type(self).model_validate(
            {**values, field: value, "sources": tuple(sources.items())}
        )

    def to_tables(self, *, practical: bool = False) -> dict[str, dict[str, Any]]:
        """Give the TOML form of this group, which reads back to an equal object.

        Parameters
        ----------
        practical : bool
            Whether values stand in the units that people use (nm, Oe) and not in SI units.

        Returns
        -------
        dict
            Value and source of each field.
        """
        tables = {}
        for field, value, quantity, source in self.entries():
            if value is None:
                continue  # TOML has no null: a value that is not there is left out
            has_unit = quantity is not None and quantity.unit != DIMENSIONLESS
            written = value
            if quantity and has_unit:
                written = (
                    quantity.practical(value) if practical else format_exact(value, quantity.unit)
                )
            tables[field] = {
                "value": list(written) if isinstance(written, tuple) else written,
                source.kind: source.detail,
            }
        return tables


def _document(name: str, field: FieldInfo) -> str:
    quantity = quantity_of(field)
    if quantity is None:
        return f"{name} : {field.annotation}\n    {field.description or 'choice'} (no unit)."
    unit = "no unit" if quantity.unit == DIMENSIONLESS else quantity.unit
    return (
        f"{name} : float\n    {quantity.symbol}, {quantity.meaning} [{unit}]; {quantity.allowed}."
    )


def _read_entry(field: str, entry: Mapping[str, Any]) -> tuple[Any, Source | None]:
    kinds = [kind for kind in SOURCE_KINDS if kind in entry]
    unknown = set(entry) - {"value", *SOURCE_KINDS}
    if unknown:
        allowed = ", ".join(("value", *SOURCE_KINDS))
        raise ValueError(f"{field}: unknown key {sorted(unknown)[0]!r}; allowed: {allowed}")
    if "value" not in entry:
        raise ValueError(f"{field}: the table has no 'value'")
    if len(kinds) > 1:
        raise ValueError(f"{field}: more than one source ({', '.join(kinds)}); give one")
    if not kinds:
        return entry["value"], None
    return entry["value"], Source(kind=kinds[0], detail=entry[kinds[0]])
