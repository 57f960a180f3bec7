"""How far into the charge of a trapezoid pulse a time lies, and back: compiled, for single numbers.

Charges are those of 1 V on 1 ohm, so their unit is the second: the area under the pulse.
"""

from math import sqrt

from dwmtj.compiling import inlined


@inlined
def charge_until(time: float, rise: float, plateau: float, fall: float) -> float:
    """Area under a pulse up to a time.

    Parameters
    ----------
    time : float
        Since the pulse began [s].
    rise, plateau, fall : float
        Parts of the pulse [s].

    Returns
    -------
    float
        Area for unit amplitude [s].
    """
    if time < rise:
        return time * time / (2 * rise)
    if time <= rise + plateau:
        return time - rise / 2
    left = rise + plateau + fall - time
    total = rise / 2 + plateau + fall / 2
    return total - left * left / (2 * fall) if left > 0 else total


@inlined
def time_at_charge(charge: float, rise: float, plateau: float, fall: float) -> float:
    """Time up to which a pulse has an area.

    Parameters
    ----------
    charge : float
        Area for unit amplitude, not more than that of the pulse [s].
    rise, plateau, fall : float
        Parts of the pulse [s].

    Returns
    -------
    float
        Time since the pulse began [s].
    """
    if charge < rise / 2:
        return sqrt(2 * charge * rise)
    if charge <= rise / 2 + plateau:
        return charge + rise / 2
    left = rise / 2 + plateau + fall / 2 - charge
    return rise + plateau + fall - (sqrt(2 * left * fall) if left > 0 else 0.0)
