"""Units in the headings of a file: as instruments, spreadsheets and axis labels write them.

A unit may have a number before it, as in ``J (1e10 A/m2)`` or ``J (×10¹⁰ A/m²)``: each 1 of the
column is then that many units. A power of ten beside the brackets, as in ``J x 10^10 (A/m2)``, is
refused, for there it may as well say what the values were multiplied with.
"""

import re
from typing import NamedTuple

from dwmtj.parameters.units import DIMENSIONLESS, parse_quantity

_WITH_UNIT = re.compile(r"(.*?)\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])", re.DOTALL)
_SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
#: Units as instruments and spreadsheets write them, and as pint reads them.
_SPELLINGS = (
    (r"[oO]hms?\b|Ω|\u2126", "ohm"),
    (r"[·⋅×]", "*"),
    (r"(?<=[A-Za-z])\^?(-?\d)", r"^\1"),
)
_TEN = r"10\s*(?:\^|\*\*)\s*(?:\{\s*([+-]?\d{1,2})\s*\}|([+-]?\d{1,2}))"
#: A number before a unit: a power of ten, or a float.
_SCALE = re.compile(
    rf"[*x]?\s*(?:{_TEN}|(\d+(?:\.\d*)?(?:[eE][+-]?\d{{1,2}})?))\s*\*?\s*(?=[A-Za-zµμΩ%°])"
)
#: A power of ten in the name of a column.
_BESIDE = re.compile(rf"[*x/]?\s*(?:{_TEN}|\d+(?:\.\d*)?[eE][+-]?\d{{1,2}})")


class Heading(NamedTuple):
    """A heading: the ``name`` and the ``unit``, None if it tells none."""

    name: str
    unit: str | None


class ScaledUnit(NamedTuple):
    """A ``unit`` as pint reads it, and the ``scale`` before it [no unit], 1 if there is none."""

    scale: float
    unit: str


def split_heading(text: str) -> Heading:
    """Take a heading apart.

    Parameters
    ----------
    text : str
        Such as ``"R_A (kohm)"``.

    Returns
    -------
    Heading
        Such as ``R_A`` and ``kohm``.
    """
    clean = " ".join(text.split())
    match = _WITH_UNIT.fullmatch(clean)
    if not match or not match[1]:
        return Heading(clean, None)
    unit = (match[2] if match[2] is not None else match[3]).strip()
    return Heading(match[1].strip(), DIMENSIONLESS if unit in ("", "1", "-") else unit)


def scaled_unit(unit: str) -> ScaledUnit:
    """Take the number before a unit from it.

    Parameters
    ----------
    unit : str
        Such as ``"1e10 A/m2"`` or ``"×10¹⁰ A/m²"``.

    Returns
    -------
    ScaledUnit
        Such as 1e10 and ``A/m^2``.
    """
    spelled = _in_one_line(unit)
    match = _SCALE.match(spelled)
    scale = 1.0
    if match:
        power = match[1] or match[2]
        scale = float(f"1e{power}") if power else float(match[3])
        spelled = spelled[match.end() :]
    for pattern, replacement in _SPELLINGS:
        spelled = re.sub(pattern, replacement, spelled)
    return ScaledUnit(scale, spelled)


def unit_factor(unit: str, wanted: str) -> float:
    """Give the factor from a unit to the SI unit.

    Parameters
    ----------
    unit : str
        Any unit that pint knows, such as ``"mV"``, with or without a number before it; a field may
        be in oersted or tesla.
    wanted : str
        The SI unit, such as ``"V"``.

    Returns
    -------
    float
        Size of the unit in the SI unit.

    Raises
    ------
    ValueError
        If it cannot be converted.
    """
    if unit in (DIMENSIONLESS, wanted):
        if unit != wanted:
            raise ValueError(f"no unit is given; expected a unit such as {wanted}")
        return 1.0
    scale, spelled = scaled_unit(unit)
    if not scale > 0:
        raise ValueError(f"the unit {unit!r} has the number 0; expected one above 0")
    try:
        return scale * parse_quantity(f"1 {spelled}", wanted)
    except ValueError as error:  # no cell holds the 1
        raise ValueError(str(error).replace(f"'1 {spelled}'", f"the unit {unit!r}")) from None


def without_power(name: str) -> str:
    """Take a power of ten from the name of a column.

    Parameters
    ----------
    name : str
        Such as ``"J x 10^10"``.

    Returns
    -------
    str
        Such as ``"J"``; the name itself if there is none.
    """
    return _BESIDE.sub("", _in_one_line(name)).replace("()", "").strip()


def _in_one_line(text: str) -> str:
    """Write superscripts as powers, and signs of multiplication as one."""
    raised = re.sub(r"[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda run: "^" + run[0].translate(_SUPERSCRIPTS), text)
    return re.sub(r"[·⋅×]", "*", raised)
