"""Named set of parameter groups: what a preset, a recipe and a user's own TOML file hold."""

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dwmtj.parameters.errors import ParameterError, describe
from dwmtj.parameters.group import Entry, ParameterGroup
from dwmtj.parameters.source import Source


class ParameterCollection(BaseModel):
    """Groups of values under one name; frozen, unknown keys refused.

    Parameters
    ----------
    name : str
        Short name, letters, digits, dots and hyphens.
    description : str
        What it is, in a sentence or two.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    description: Annotated[str, Field(min_length=1)]

    @classmethod
    def group_names(cls) -> tuple[str, ...]:
        """Names of the groups, in the order of their declaration."""
        return tuple(name for name in cls.model_fields if name not in ("name", "description"))

    def groups(self) -> Iterator[tuple[str, ParameterGroup]]:
        """Go through the groups that are there, in their fixed order."""
        for name in self.group_names():
            if getattr(self, name) is not None:
                yield name, getattr(self, name)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Go through every value as (group, entry)."""
        for name, group in self.groups():
            for entry in group.entries():
                yield name, entry

    def replace(self, path: str, value: Any, source: Source) -> Self:
        """Return a copy with one other value; the copy is validated again.

        Parameters
        ----------
        path : str
            Group and field, such as ``"wall_noise.sigma"``.
        value : float or str
            New value, in the SI unit of the field or as text with a unit.
        source : Source
            Where the new value comes from.

        Returns
        -------
        ParameterCollection
            The changed copy, of the same class.

        Raises
        ------
        ParameterError
            If there is no such group or field, or the value is not allowed.
        """
        group, _, field = path.partition(".")
        if group not in self.group_names():
            raise ParameterError(f"no group {group!r}; there are: {', '.join(self.group_names())}")
        parts = dict(self)
        if parts[group] is None:
            raise ParameterError(f"{self.name}: has no group {group!r}")
        try:
            parts[group] = parts[group].replace(field, value, source)
        except ValidationError as error:
            raise ParameterError(describe(error, self.name, group)) from None
        try:
            return type(self)(**parts)
        except ValidationError as error:
            raise ParameterError(describe(error, self.name)) from None

    def to_tables(self, *, practical: bool = False) -> dict[str, Any]:
        """Give the TOML form, which reads back to an equal object.

        Parameters
        ----------
        practical : bool
            Whether values stand in the units that people use (nm, Oe) and not in SI units.

        Returns
        -------
        dict
            Name, description and the table of each group.
        """
        tables: dict[str, Any] = {"name": self.name, "description": self.description}
        groups = {name: group.to_tables(practical=practical) for name, group in self.groups()}
        return tables | groups

    def differences(self, other: Self) -> list[str]:
        """Name the values that another collection of this kind has otherwise, or not at all.

        Parameters
        ----------
        other : ParameterCollection
            What to compare with; sources and description do not count.

        Returns
        -------
        list of str
            Group and field of each, such as ``"wall_noise.sigma"``.
        """
        mine, theirs = (
            {f"{group}.{entry.field}": entry.value for group, entry in each.entries()}
            for each in (self, other)
        )
        absent = object()
        return [
            path
            for path in dict.fromkeys((*mine, *theirs))
            if mine.get(path, absent) != theirs.get(path, absent)
        ]

    def to_json(self) -> dict[str, Any]:
        """Give all values with symbol, meaning, unit and source, for other programs."""
        values: dict[str, dict[str, Any]] = {}
        for group, (field, value, quantity, source) in self.entries():
            values.setdefault(group, {})[field] = {
                "value": value,
                "unit": quantity.unit if quantity else None,
                "symbol": quantity.symbol if quantity else None,
                "meaning": quantity.meaning if quantity else None,
                "source": {"kind": source.kind, "detail": source.detail},
            }
        return {"name": self.name, "description": self.description, "values": values}
