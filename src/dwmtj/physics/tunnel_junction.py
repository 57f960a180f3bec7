"""What a tunnel junction is, as numbers or arrays, and the ranges that they must keep.

Within these ranges the conductance rises with the size of the voltage and the current with the
voltage, so that every circuit of such junctions has one solution.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]


class TunnelJunction(NamedTuple):
    """What a junction is and how far the domain covers it; shapes that broadcast.

    ``parallel_resistance`` [ohm], ``tunnel_magnetoresistance`` at zero bias [no unit],
    ``half_voltage``, which halves it (infinite without roll-off) [V], and ``reversed_fraction``
    of the pillar over the reversed domain, 0 parallel, 1 antiparallel [no unit].
    """

    parallel_resistance: npt.ArrayLike
    tunnel_magnetoresistance: npt.ArrayLike
    half_voltage: npt.ArrayLike = np.inf
    reversed_fraction: npt.ArrayLike = 0.0


def checked(junction: TunnelJunction) -> tuple[Array, Array, Array, Array]:
    """Give the parameters of a junction as arrays within their ranges.

    Parameters
    ----------
    junction : TunnelJunction
        The junction, any shapes.

    Returns
    -------
    tuple of ndarray
        Parallel resistance [ohm], ratio [no unit], half voltage [V], fraction [no unit].

    Raises
    ------
    ValueError
        If one of them is out of its range.
    """
    return (
        positive("parallel_resistance", junction.parallel_resistance, "ohm"),
        within("tunnel_magnetoresistance", junction.tunnel_magnetoresistance, 0, np.inf, ""),
        positive("half_voltage", junction.half_voltage, "V"),
        within("reversed_fraction", junction.reversed_fraction, 0, 1, ""),
    )


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
    if np.any(wrong):
        of_unit = f" {unit}" if unit else ""
        allowed = f"{low:g} to {high:g}" if np.isfinite(high) else f"at least {low:g}, finite"
        worst = float(numbers[wrong].flat[0])
        raise ValueError(f"{name}: {worst:g}{of_unit} is not allowed; allowed: {allowed}{of_unit}")
    return numbers
