"""Checks of quantities: numbers at all, above zero where they divide, or within a range."""

import reprlib
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def numbers(name: str, value: npt.ArrayLike, unit: str) -> Array:
    """Give an argument as an array of numbers; text and truth values are none.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : array_like
        The argument, any unit and shape.
    unit : str
        Its unit; "" if it has none.

    Returns
    -------
    ndarray
        The same numbers, same unit and shape.

    Raises
    ------
    ValueError
        If they are none, or of no common shape.
    """
    try:
        given = np.asarray(value)
    except (ValueError, TypeError):  # rows of different lengths
        raise _no_numbers(name, value, unit) from None
    if given.dtype.kind not in "iuf":
        raise _no_numbers(name, value, unit)
    return given.astype(float, copy=False)


def number(name: str, value: Any, unit: str) -> float:
    """Give an argument as a single number; text and truth values are none.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : float
        The argument, any unit.
    unit : str
        Its unit; "" if it has none.

    Returns
    -------
    float
        The same number, same unit.

    Raises
    ------
    ValueError
        If it is none, or several.
    """
    given = numbers(name, value, unit)
    if given.ndim:
        raise _no_numbers(name, value, unit)
    return float(given)


def whole(name: str, value: Any, least: int, of_what: str = "") -> int:
    """Give an argument as a whole number.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : int
        The argument (no unit).
    least : int
        Least allowed number (no unit).
    of_what : str
        What is counted, such as "device".

    Returns
    -------
    int
        The same number (no unit).

    Raises
    ------
    ValueError
        If it is none, or too small.
    """
    given = np.asarray(value) if isinstance(value, (int, float, np.number)) else None
    right = given is not None and given.dtype.kind in "iuf" and np.isfinite(given)
    if not right or value != int(value) or value < least:
        what = f" {of_what}" if of_what else ""
        begin = "at least" if of_what else "whole, at least"
        raise ValueError(
            f"{name}: {reprlib.repr(value)} is not allowed; allowed: {begin} {least}{what}"
        )
    return int(value)


def _no_numbers(name: str, value: Any, unit: str) -> ValueError:
    in_unit = f" in {unit}" if unit else ""
    field = " (1 Oe = 79.5775 A/m)" if unit == "A/m" else ""
    text = "; parse_quantity of dwmtj.parameters.units reads text" if isinstance(value, str) else ""
    return ValueError(
        f"{name}: {reprlib.repr(value)} is not allowed; allowed: a number{in_unit}{field}{text}"
    )


def positive(name: str, value: npt.ArrayLike, unit: str) -> Array:
    """Give an argument as an array of positive numbers.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : array_like
        The argument, any unit and shape.
    unit : str
        Its unit; "" if it has none.

    Returns
    -------
    ndarray
        The same numbers, same unit and shape.

    Raises
    ------
    ValueError
        If one of them is not above 0.
    """
    given = numbers(name, value, unit)
    return _refuse(name, given, ~(given > 0), unit, "above 0")


def within(name: str, value: npt.ArrayLike, low: float, high: float, unit: str) -> Array:
    """Give an argument as an array of finite numbers in a range, ends included.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : array_like
        The argument, any unit and shape.
    low, high : float
        Least and greatest allowed value, same unit.
    unit : str
        Its unit; "" if it has none.

    Returns
    -------
    ndarray
        The same numbers, same unit and shape.

    Raises
    ------
    ValueError
        If one of them is out of the range, infinite or not a number.
    """
    given = numbers(name, value, unit)
    wrong = ~((given >= low) & (given <= high) & np.isfinite(given))
    allowed = f"{low:g} to {high:g}" if np.isfinite(high) else f"finite, at least {low:g}"
    return _refuse(name, given, wrong, unit, allowed)


def not_negative(name: str, value: npt.ArrayLike, unit: str) -> Array:
    """Give an argument as an array of finite numbers that are at least 0.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : array_like
        The argument, any unit and shape.
    unit : str
        Its unit; "" if it has none.

    Returns
    -------
    ndarray
        The same numbers, same unit and shape.

    Raises
    ------
    ValueError
        If one of them is below 0, infinite or not a number.
    """
    return within(name, value, 0, np.inf, unit)


def _refuse(
    name: str, given: Array, wrong: npt.NDArray[np.bool_], unit: str, allowed: str
) -> Array:
    """Give the given, unless one of them is wrong."""
    if np.any(wrong):
        worst = float(given[wrong].flat[0])
        of_unit = f" {unit}" if unit else ""
        raise ValueError(f"{name}: {worst:g}{of_unit} is not allowed; allowed: {allowed}{of_unit}")
    return given
