"""Sine and cosine in one branch-free piece of arithmetic, so that kernels can use vector units.

The angle is reduced to r = x - n*pi with pi in two parts (Cody and Waite 1980), then both Taylor
series are summed where they reach the last digit: the error stays below 1e-15 for angles up to
1e5 rad, that is for the precession of a wall over microseconds.
"""

import math

from dwmtj.compiling import inlined

_INVERSE_PI = 1 / math.pi
# Doubles hold 53 bits: with 20 of them cleared the product with a whole number of turns is exact.
_PI_HIGH = math.floor(math.pi * 2.0**31) / 2.0**31
#: pi minus its high part. sin(pi) of a double is what that double lacks to pi.
_PI_LOW = (math.pi - _PI_HIGH) + math.sin(math.pi)
#: Adding and subtracting it rounds to the nearest whole number.
_ROUND = 1.5 * 2.0**52
_S3, _S5, _S7, _S9, _S11, _S13, _S15, _S17, _S19, _S21 = (
    (-1) ** (power // 2) / math.factorial(power) for power in range(3, 22, 2)
)
_C2, _C4, _C6, _C8, _C10, _C12, _C14, _C16, _C18, _C20, _C22 = (
    (-1) ** (power // 2) / math.factorial(power) for power in range(2, 23, 2)
)


@inlined
def sine_cosine(angle: float) -> tuple[float, float]:
    """Give sine and cosine of an angle.

    Parameters
    ----------
    angle : float
        The angle [rad].

    Returns
    -------
    tuple of float
        Sine and cosine (no unit).
    """
    turns = (angle * _INVERSE_PI + _ROUND) - _ROUND
    odd = turns - 2.0 * ((0.5 * turns + _ROUND) - _ROUND)
    sign = 1.0 - 2.0 * odd * odd
    r = (angle - turns * _PI_HIGH) - turns * _PI_LOW
    x = r * r
    sine = _S21
    sine = (((sine * x + _S19) * x + _S17) * x + _S15) * x + _S13
    sine = (((sine * x + _S11) * x + _S9) * x + _S7) * x + _S5
    sine = r + r * x * (sine * x + _S3)
    cosine = _C22
    cosine = (((cosine * x + _C20) * x + _C18) * x + _C16) * x + _C14
    cosine = (((cosine * x + _C12) * x + _C10) * x + _C8) * x + _C6
    cosine = 1.0 + x * ((cosine * x + _C4) * x + _C2)
    return sign * sine, sign * cosine
