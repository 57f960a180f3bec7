"""Quantities as text: ``"25 nm"`` to 2.5e-8 (metre) and back.

Inside the library every quantity is a plain float in SI units; units are met only here, at the
boundary. A number with the expected unit and an SI prefix is read directly and exactly, and so are
the units of the field's practice in :data:`_PRACTICAL` and a field in oersted; any other unit
(``"20 mT"`` for a field, ``"1.3 um/ns"``) goes through pint, which is loaded only then, because it
takes longer to import than a device command may take to run.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

DIMENSIONLESS = "1"

_PREFIXES = {
    "f": -15, "p": -12, "n": -9, "u": -6, "µ": -6, "μ": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9,
}  # fmt: skip
# NaN and infinity are numbers here, so that the range check refuses them by name.
_NUMBER = r"[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?|nan\b|inf\b)"
_FACTOR = r"[A-Za-zµμΩ%°]+(?:(?:\^|\*\*)-?\d)?"
_UNIT = rf"{_FACTOR}(?:\s*[*/ ]\s*{_FACTOR})*"
_FLUX_DENSITY_AS_FIELD = (
    "@context flux_density",
    "    [mass] / [current] / [time] ** 2 -> [current] / [length]: value / vacuum_permeability",
    "@end",
)
#: An oersted [A/m].
OERSTED = 1e3 / (4 * math.pi)
#: Units that people write in place of the SI unit, and the power of ten between them.
_PRACTICAL = {
    "ohm m^2": ("ohm um^2", -12),
    "ohm m": ("uohm cm", -8),
    "J/m^2": ("mJ/m^2", -3),
}
#: Units of a field and of its rate, with what follows Oe in them.
_FIELDS = {"A/m": "", "A/m/s": "/s"}
_MAX_TEXT_LENGTH = 80


def parse_quantity(text: str, unit: str) -> float:
    """Read a quantity with its unit.

    Parameters
    ----------
    text : str
        A number and a unit, such as ``"25 nm"`` or ``"200 Oe"``.
    unit : str
        The SI unit in which the value is wanted, such as ``"m"``; ``"1"`` for a pure number.

    Returns
    -------
    float
        The value in ``unit``.

    Raises
    ------
    ValueError
        If the text is no quantity, or its unit cannot be converted to ``unit``.
    """
    # "1 mm^2" is 1e-6 m^2, not 1e-3: a prefix is read directly only before a unit of power one.
    alone = unit == DIMENSIONLESS or re.match(r"[^\s/*]+\^|kg", unit)  # kg has a prefix already
    prefix = "" if alone else r"[fpnuµμmkMG]?"
    unit_text = "" if unit == DIMENSIONLESS else re.escape(unit)
    match = re.fullmatch(rf"\s*({_NUMBER})\s*({prefix}){unit_text}\s*", text)
    if match:
        return float(Decimal(match[1]).scaleb(_PREFIXES[match[2]]))
    rate = _FIELDS.get(unit)
    oersted = None if rate is None else re.fullmatch(rf"\s*({_NUMBER})\s*(k?)Oe{rate}\s*", text)
    if oersted:  # fields of presets are in oersted, and need no pint
        return float(Decimal(oersted[1]).scaleb(_PREFIXES[oersted[2]])) * OERSTED
    if unit in _PRACTICAL:
        practical, exponent = _PRACTICAL[unit]
        match = re.fullmatch(rf"\s*({_NUMBER})\s*{re.escape(practical)}\s*", text)
        if match:
            return float(Decimal(match[1]).scaleb(exponent))
    return _parse_with_pint(text, unit)


def _parse_with_pint(text: str, unit: str) -> float:
    import pint

    expected = "a pure number" if unit == DIMENSIONLESS else f"a quantity in {unit}"
    # A number and a unit, and no more, may reach the expression parser of pint.
    if len(text) > _MAX_TEXT_LENGTH or not re.fullmatch(rf"\s*{_NUMBER}\s*{_UNIT}\s*", text):
        shown = repr(text[:_MAX_TEXT_LENGTH])
        raise ValueError(f"{shown} is no number with a unit; expected {expected}")
    try:
        quantity: pint.Quantity[float] = _registry().Quantity(text)
        # A field given in oersted (Gaussian) or in tesla (flux density) is meant as H in A/m.
        contexts = ("Gaussian", "flux_density") if unit == "A/m" else ()
        return float(quantity.to("" if unit == DIMENSIONLESS else unit, *contexts).magnitude)
    except pint.DimensionalityError as error:
        given = error.units1 if str(error.units1) != "dimensionless" else "no unit"
        raise ValueError(f"{text!r} is in {given}; expected {expected}") from None
    # pint raises whatever its expression parser meets, assertion errors included.
    except (pint.PintError, ValueError, TypeError, AssertionError, ArithmeticError) as error:
        raise ValueError(f"{text!r} cannot be read ({error}); expected {expected}") from None


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[float]:
    import pint

    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    registry.load_definitions(_FLUX_DENSITY_AS_FIELD)
    return registry


def format_exact(value: float, unit: str) -> str:
    """Write a quantity so that reading it back gives the same float.

    Parameters
    ----------
    value : float
        Value in ``unit``.
    unit : str
        SI unit, or ``"1"`` for a pure number.

    Returns
    -------
    str
        For example ``"2.5e-08 m"``.
    """
    return repr(float(value)) if unit == DIMENSIONLESS else f"{float(value)!r} {unit}"


def format_practical(value: float, unit: str, *, is_field: bool = False) -> str:
    """Write a quantity in the unit that people use; reading it back gives the same float.

    Parameters
    ----------
    value : float
        Value in ``unit``.
    unit : str
        SI unit, or ``"1"`` for a pure number.
    is_field : bool
        Whether a value in A/m is a magnetic field, which is written in oersted, and no
        magnetization.

    Returns
    -------
    str
        For example ``"25 nm"``, ``"-600 Oe"`` or ``"29 ohm um^2"``; where a field has no short
        number in oersted, as :func:`format_exact`.
    """
    exact = format_exact(value, unit)
    if unit == DIMENSIONLESS or value == 0 or not math.isfinite(value):
        return exact
    number = Decimal(repr(float(value)))
    if unit in _PRACTICAL:
        practical, exponent = _PRACTICAL[unit]
        return f"{_plain(number.scaleb(-exponent))} {practical}"
    if is_field and unit == "A/m":
        return _in_oersted(value) or exact
    if not re.fullmatch(r"[A-Za-z]+(/[A-Za-z]+)?", unit) or unit.startswith("kg"):
        return exact
    names = {power: name for name, power in _PREFIXES.items() if name not in ("µ", "μ")}
    exponent = 3 * (number.adjusted() // 3)
    if exponent not in names:
        return exact
    return f"{_plain(number.scaleb(-exponent))} {names[exponent]}{unit}"


def _in_oersted(value: float) -> str | None:
    """Field with at most ten digits in oersted, or None if these do not give the same float."""
    for digits in range(1, 11):
        text = f"{_plain(Decimal(f'{value / OERSTED:.{digits}g}'))} Oe"
        if parse_quantity(text, "A/m") == value:
            return text
    return None


def _plain(number: Decimal) -> str:
    """All digits, without zeros behind; an exponent only if the number were very long."""
    text = f"{number.normalize():f}"
    return text if len(text) <= 24 else str(number.normalize())


def format_field(value: float) -> str:
    """Write a magnetic field for people, in both units of the field's practice.

    Parameters
    ----------
    value : float
        Field [A/m].

    Returns
    -------
    str
        For example ``"-47746.5 A/m (-600 Oe)"``.
    """
    return f"{value:.6g} A/m ({value / OERSTED:.6g} Oe)"


def format_oersted(value: float, digits: int = 4) -> str:
    """Write a magnetic field for people, in oersted alone.

    Parameters
    ----------
    value : float
        Field [A/m].
    digits : int
        Significant digits (no unit).

    Returns
    -------
    str
        For example ``"-600 Oe"``.
    """
    return format_readable(float(f"{value / OERSTED:.{digits}g}"), "Oe")


def format_readable(value: float, unit: str) -> str:
    """Write a quantity for people: an SI prefix where one fits, six significant digits.

    Parameters
    ----------
    value : float
        Value in ``unit``.
    unit : str
        SI unit, or ``"1"`` for a pure number.

    Returns
    -------
    str
        For example ``"25 nm"``.
    """
    if unit == DIMENSIONLESS or value == 0 or re.match(r"[^/]*\^|kg", unit):
        return f"{value:.6g}" + ("" if unit == DIMENSIONLESS else f" {unit}")
    exponent = 3 * math.floor(math.log10(abs(value)) / 3)
    names = {power: name for name, power in _PREFIXES.items() if name not in ("u", "μ")}
    if exponent not in names:
        return f"{value:.6g} {unit}"
    return f"{value / 10.0**exponent:.6g} {names[exponent]}{unit}"
