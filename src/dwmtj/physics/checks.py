"""Check of quantities that divide: zero would give infinity, a negative size nonsense."""

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
    wrong = ~(numbers > 0)
    if np.any(wrong):
        worst = float(numbers[wrong].flat[0])
        of_unit = f" {unit}" if unit else ""
        raise ValueError(f"{name}: {worst:g}{of_unit} is not allowed; allowed: above 0{of_unit}")
    return numbers
