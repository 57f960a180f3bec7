"""Field loops of junctions, drawn: the switching fields of many cycles, and the states they give.

Every branch of every cycle draws its own switching field from the law of
:mod:`dwmtj.physics.hysteron`, so a loop that is measured again differs as a real one does. Up means
along the positive field. Left out: minor loops, and the wall that may enter from the track before
the junction reverses by itself.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.physics.hysteron import switching_field

Array = npt.NDArray[np.float64]


class LoopFields(NamedTuple):
    """Switching fields [A/m]: ``descending`` on the way down, ``ascending`` on the way up.

    Examples
    --------
    >>> import numpy as np
    >>> from dwmtj.physics import LoopFields
    >>> LoopFields(descending=np.array([-4e3]), ascending=np.array([45e3]))
    LoopFields(descending=array([-4000.]), ascending=array([45000.]))
    """

    descending: Array
    ascending: Array


def sample_loops(
    generator: np.random.Generator,
    cycles: int,
    offset: npt.ArrayLike,
    half_width: npt.ArrayLike,
    *,
    sweep_rate: npt.ArrayLike,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> LoopFields:
    """Draw the switching fields of many cycles of many junctions at once.

    Parameters
    ----------
    generator : Generator
        Source of the thermal randomness.
    cycles : int
        Number of cycles [no unit], at least 0.
    offset : array_like
        Field in the middle of the loop [A/m], any shape; that of the stray field, with its sign
        turned.
    half_width : array_like
        Half width without temperature [A/m], above 0, shape that broadcasts.
    sweep_rate : array_like
        Rate of the sweep [A/m/s], above 0.
    barrier : array_like
        Energy barrier in the middle of the loop [J], above 0.
    attempt_time : array_like
        Time of an attempt [s], above 0.
    temperature : array_like
        Temperature [K], above 0.

    Returns
    -------
    LoopFields
        Both fields [A/m], shape [cycles, ...] with the shape of the junctions behind it.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> sweep = dict(sweep_rate=1e4, barrier=100 * k * 300, attempt_time=1e-9, temperature=300)
    >>> loops = physics.sample_loops(np.random.default_rng(1), 100, 20e3, 25e3, **sweep)
    >>> loops.descending.shape, bool(loops.ascending.mean() > loops.descending.mean())
    ((100,), True)
    """
    if cycles < 0:
        raise ValueError(f"cycles: {cycles} is not allowed; allowed: at least 0")
    parts = (offset, half_width, sweep_rate, barrier, attempt_time, temperature)
    junctions = np.broadcast_shapes(*(np.shape(part) for part in parts))
    # Uniform numbers of [0, 1), turned so that 0, which no field has, does not occur.
    numbers = 1 - generator.random((2, cycles, *junctions))
    distance = switching_field(
        np.minimum(numbers, np.nextafter(1.0, 0.0)),
        half_width,
        sweep_rate=sweep_rate,
        barrier=barrier,
        attempt_time=attempt_time,
        temperature=temperature,
    )
    middle = np.asarray(offset, float)
    return LoopFields(middle - distance[0], middle + distance[1])


def branch_up(field: npt.ArrayLike, switching_field: npt.ArrayLike, rising: bool) -> Array:
    """Tell where on one branch of a loop the free layer points up.

    Parameters
    ----------
    field : array_like
        Applied field along the branch [A/m], shape [F].
    switching_field : array_like
        Field at which the branch switches [A/m], any shape: ``ascending`` of :class:`LoopFields`
        if the field rises, else ``descending``.
    rising : bool
        Whether the field rises along the branch, from a saturating negative one.

    Returns
    -------
    ndarray
        1 where the layer points up, 0 where down [no unit], shape [..., F].

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.branch_up([0.0, 50e3], 45e3, rising=True)
    array([0., 1.])
    """
    applied = np.asarray(field, float)
    switches = np.asarray(switching_field, float)[..., None]
    return np.asarray(applied >= switches if rising else applied > switches, float)
