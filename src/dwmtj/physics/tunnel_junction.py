"""What a tunnel junction is, as numbers or arrays, and the ranges that they must keep.

Within these ranges the conductance rises with the size of the voltage and the current with the
voltage, so that every circuit of such junctions has one solution.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import not_negative, positive, within

Array = npt.NDArray[np.float64]


class TunnelJunction(NamedTuple):
    """What a junction is and how far the domain covers it; shapes that broadcast.

    ``parallel_resistance`` [ohm], ``tunnel_magnetoresistance`` at zero bias [no unit],
    ``half_voltage``, which halves it (infinite without roll-off) [V], and ``reversed_fraction``
    of the pillar over the reversed domain, 0 parallel, 1 antiparallel [no unit].

    Examples
    --------
    >>> from dwmtj import physics
    >>> switched = physics.TunnelJunction(258.0, 1.71, reversed_fraction=1.0)
    >>> print(f"{physics.junction_resistance(0.0, switched):.0f} ohm")
    699 ohm
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
        not_negative("tunnel_magnetoresistance", junction.tunnel_magnetoresistance, ""),
        positive("half_voltage", junction.half_voltage, "V"),
        within("reversed_fraction", junction.reversed_fraction, 0, 1, ""),
    )
