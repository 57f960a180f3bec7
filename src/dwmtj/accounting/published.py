"""What a published neuron is: numbers and traits, each with how it is known and where it was read.

Quantities are read from text with a unit and kept in SI units. A number may be a value, a range, or
one end: "more than" has ``low`` alone, "less than" has ``high`` alone.
"""

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic import model_validator as validate_model

from dwmtj.parameters.units import DIMENSIONLESS, format_exact, parse_quantity

#: How a number is known. ``computed`` is of this package, and never in the file.
Known = Literal["read", "second-hand", "unverified", "computed"]
#: What an energy and a time are of: they are never compared across these.
Quantity = Literal["per spike", "per synaptic event", "per update"]
QUANTITIES: tuple[Quantity, ...] = ("per spike", "per synaptic event", "per update")

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_NUMBERS = ("value", "low", "high")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Trait(_Frozen):
    """What a source says of a neuron in words.

    Parameters
    ----------
    says : str
        Such as "self" of a reset.
    known : {"read", "second-hand", "unverified", "computed"}
        How it is known.
    where : str
        Where it was read, or why it was not.
    """

    says: Text
    known: Known
    where: Text


class Number(_Frozen):
    """A number of a source; the unit is that of the class.

    Parameters
    ----------
    value : float, optional
        The number [SI unit of the class].
    low, high : float, optional
        Ends of a range; one alone if the source has but a limit [same unit].
    known : {"read", "second-hand", "unverified", "computed"}
        How it is known.
    where : str
        Where it was read, or why it was not.
    means : str
        What exactly it is of, if the source says so.
    """

    UNIT: ClassVar[str] = DIMENSIONLESS
    #: What no published neuron is outside of, so that a wrong prefix is found.
    ALLOWED: ClassVar[tuple[float, float]] = (1.0, 1e20)

    known: Known  # first, since it decides what the numbers may be given as
    value: float | None = None
    low: float | None = None
    high: float | None = None
    where: Text
    means: str = ""

    @field_validator(*_NUMBERS, mode="before")
    @classmethod
    def _in_si(cls, given: Any, info: ValidationInfo) -> Any:
        if info.data.get("known") == "computed" or given is None:
            return given
        if cls.UNIT != DIMENSIONLESS and not isinstance(given, str):
            raise ValueError(f"{given!r} is no text with a unit, expected a quantity in {cls.UNIT}")
        number = parse_quantity(given, cls.UNIT) if isinstance(given, str) else given
        lowest, highest = cls.ALLOWED
        if isinstance(number, float | int) and not lowest <= number <= highest:
            unit = "" if cls.UNIT == DIMENSIONLESS else f" {cls.UNIT}"
            raise ValueError(f"{given!r} is not allowed; allowed: {lowest:g} to {highest:g}{unit}")
        return number

    @validate_model(mode="after")
    def _has_a_number(self) -> Self:
        given = [each for each in (self.low, self.value, self.high) if each is not None]
        if not given:
            raise ValueError("value, low, high: none is given; at least one is needed")
        if given != sorted(given) or (self.low is not None and self.low == self.high):
            raise ValueError(
                f"low, value, high: {given} {self.UNIT} is not allowed; allowed: in this order"
            )
        return self

    @property
    def centre(self) -> float:
        """The value, else the middle of the range on a log scale, else its one end [unit]."""
        if self.value is not None:
            return self.value
        ends = [end for end in (self.low, self.high) if end is not None]
        return float((ends[0] * ends[-1]) ** 0.5)

    @property
    def limit(self) -> Literal["more", "less"] | None:
        """Which way the number is open; None if it is a value or a range."""
        if self.value is not None or (self.low is not None and self.high is not None):
            return None
        return "less" if self.low is None else "more"


class Energy(Number):
    """An energy [J]; see :class:`Number`."""

    UNIT: ClassVar[str] = "J"
    ALLOWED: ClassVar[tuple[float, float]] = (1e-21, 1e-3)


class Time(Number):
    """A time [s]; in the file ``rate`` may stand for it, whose inverse it is."""

    UNIT: ClassVar[str] = "s"
    ALLOWED: ClassVar[tuple[float, float]] = (1e-13, 1e2)

    @validate_model(mode="before")
    @classmethod
    def _from_rate(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "rate" not in given:
            return given
        if any(name in given for name in _NUMBERS):
            raise ValueError("rate: not allowed beside value, low or high")
        if not isinstance(given["rate"], str):
            raise ValueError(f"rate: {given['rate']!r} is no text with a unit, such as '300 kHz'")
        rate = parse_quantity(given["rate"], "Hz")
        if not rate > 0:
            raise ValueError(f"rate: {given['rate']!r} is not allowed; allowed: above 0 Hz")
        rest = {name: each for name, each in given.items() if name != "rate"}
        return rest | {"value": format_exact(1 / rate, cls.UNIT)}


class Area(Number):
    """An area [m^2] of one neuron; in the file ``shared_by`` may say how many share what is given.

    Parameters of :class:`Number`.
    """

    UNIT: ClassVar[str] = "m^2"
    ALLOWED: ClassVar[tuple[float, float]] = (1e-17, 1e-3)

    @validate_model(mode="before")
    @classmethod
    def _of_one(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "shared_by" not in given:
            return given
        neurons = given["shared_by"]
        if not isinstance(neurons, int) or isinstance(neurons, bool) or neurons < 1:
            raise ValueError(f"shared_by: {neurons!r} is not allowed; allowed: whole, at least 1")
        rest = {name: each for name, each in given.items() if name != "shared_by"}
        for name in set(_NUMBERS) & set(rest):
            if not isinstance(rest[name], str):
                raise ValueError(f"{name}: {rest[name]!r} is no text with a unit")
            rest[name] = format_exact(parse_quantity(rest[name], cls.UNIT) / neurons, cls.UNIT)
        return rest


class Endurance(Number):
    """A number of cycles [no unit]; see :class:`Number`."""


class Neuron(_Frozen):
    """A neuron of the comparison: one row.

    Parameters
    ----------
    key : str
        Its name in files.
    name, label : str
        Its name in tables, and a short one for figures.
    family : str
        Kind of technology.
    technology : str
        What it is made of.
    quantity : {"per spike", "per synaptic event", "per update"}
        What energy and time are of.
    level : {"device", "circuit", "chip"}
        What the figures are of.
    method : {"measured", "simulated", "estimated", "unclear"}
        How its authors, or those of the table, came to the energy.
    energy, time, area, endurance : tuple of Number
        Energies [J], times [s], areas [m^2] and cycles [no unit]; more than one if sources differ
        or the number depends on something.
    reset, leak, stochastic : Trait, optional
        What is said of these.
    citation : str
        Who published it.
    doi, arxiv : str, optional
        Its DOI and the number of its preprint.
    paper_reference : int, optional
        Its number in the list of references of the paper that this package implements [no unit].
    remark : str
        What else has to be known.
    leaves_out : tuple of str
        What the figures leave out, for neurons of this package.
    """

    key: Text
    name: Text
    label: Text
    family: Literal["this package", "magnetic", "CMOS", "transistor", "memristor", "ferroelectric"]
    technology: Text
    quantity: Quantity
    level: Literal["device", "circuit", "chip"]
    method: Literal["measured", "simulated", "estimated", "unclear"]
    energy: tuple[Energy, ...] = ()
    time: tuple[Time, ...] = ()
    area: tuple[Area, ...] = ()
    endurance: tuple[Endurance, ...] = ()
    reset: Trait | None = None
    leak: Trait | None = None
    stochastic: Trait | None = None
    citation: Text
    doi: str | None = None
    arxiv: str | None = None
    paper_reference: int | None = Field(default=None, ge=1)
    remark: str = ""
    leaves_out: tuple[str, ...] = ()

    @field_validator("doi")
    @classmethod
    def _is_doi(cls, given: str | None) -> str | None:
        if given is not None and not re.fullmatch(r"10\.\d{4,9}/\S+", given):
            raise ValueError(f"{given!r} is no DOI, such as '10.1063/5.0038521'")
        return given

    @field_validator("arxiv")
    @classmethod
    def _is_arxiv(cls, given: str | None) -> str | None:
        if given is not None and not re.fullmatch(r"\d{4}\.\d{4,5}", given):
            raise ValueError(f"{given!r} is no number of an arXiv preprint, such as '2405.14851'")
        return given

    @property
    def ours(self) -> bool:
        """Whether it is a neuron of this package."""
        return self.family == "this package"

    @property
    def source(self) -> str:
        """Citation with DOI or preprint."""
        ids = [f"doi {self.doi}"] if self.doi else []
        if self.arxiv:
            ids.append(f"arXiv {self.arxiv}")
        return ", ".join([self.citation, *ids])
