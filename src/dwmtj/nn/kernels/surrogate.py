"""Compiled derivatives of the surrogates of :mod:`dwmtj.nn.surrogate`, for a whole tile."""

import math

import numpy as np
import numpy.typing as npt
from numpy import float32

from dwmtj.compiling import uncounted
from dwmtj.nn.kernels.tiles import TILE
from dwmtj.nn.kernels.vectors import wide
from dwmtj.nn.surrogate import Arctan, Sigmoid, SuperSpike, Surrogate, Triangular

Floats = npt.NDArray[np.float32]

_SUPERSPIKE, _ARCTAN, _TRIANGULAR, _SIGMOID = range(4)
_CODES: dict[type[Surrogate], int] = {
    SuperSpike: _SUPERSPIKE,
    Arctan: _ARCTAN,
    Triangular: _TRIANGULAR,
    Sigmoid: _SIGMOID,
}
_ZERO, _HALF, _ONE, _HALF_PI = float32(0), float32(0.5), float32(1), float32(math.pi / 2)


def code_of(surrogate: Surrogate) -> int:
    """Give the number of a surrogate in :func:`derivatives`.

    Parameters
    ----------
    surrogate : Surrogate
        One for which ``has_kernel`` is true.

    Returns
    -------
    int
        Its number.
    """
    return _CODES[type(surrogate)]


@uncounted
def derivatives(code: int, slope: float32, distance: Floats, out: Floats) -> None:
    """Evaluate the derivative of a surrogate.

    Parameters
    ----------
    code : int
        Which surrogate, from :func:`code_of` (no unit).
    slope : float32
        Steepness k [per unit of the argument].
    distance : ndarray
        Argument: distance from the threshold, shape [TILE].
    out : ndarray
        Filled with the derivatives, shape [TILE].
    """
    wide()
    if code == _SUPERSPIKE:
        for j in range(TILE):
            root = _ONE / (_ONE + slope * abs(distance[j]))
            out[j] = root * root
    elif code == _ARCTAN:
        for j in range(TILE):
            scaled = _HALF_PI * slope * distance[j]
            out[j] = _HALF * slope / (_ONE + scaled * scaled)
    elif code == _TRIANGULAR:
        for j in range(TILE):
            height = _ONE - slope * abs(distance[j])
            out[j] = slope * (_ZERO if height < _ZERO else height)
    else:
        for j in range(TILE):
            s = _ONE / (_ONE + math.exp(-slope * distance[j]))
            out[j] = slope * s * (_ONE - s)
