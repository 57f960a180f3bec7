"""Checks of quantities: above zero where they divide, at least zero, or within a range."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


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
    numbers = np.asarray(value, float)
    return _refuse(name, numbers, ~(numbers > 0), unit, "above 0")


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
    numbers = np.asarray(value, float)
    wrong = ~((numbers >= low) & (numbers <= high) & np.isfinite(numbers))
    allowed = f"{low:g} to {high:g}" if np.isfinite(high) else f"finite, at least {low:g}"
    return _refuse(name, numbers, wrong, unit, allowed)


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
    name: str, numbers: Array, wrong: npt.NDArray[np.bool_], unit: str, allowed: str
) -> Array:
    """Give the numbers, unless one of them is wrong."""
    if np.any(wrong):
        worst = float(numbers[wrong].flat[0])
        of_unit = f" {unit}" if unit else ""
        raise ValueError(f"{name}: {worst:g}{of_unit} is not allowed; allowed: {allowed}{of_unit}")
    return numbers
