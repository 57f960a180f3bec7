"""Numbers as people read them: three digits, and units that people use for it."""

from dwmtj.parameters.units import format_readable

_SQUARE_MICROMETRE, _SQUARE_MILLIMETRE = 1e-12, 1e-6
_LARGE_AREA = 0.01 * _SQUARE_MILLIMETRE
#: Times above are told without a prefix, which nobody uses for them [s].
_KILOSECOND = 1e3
_ATTO = 1e-18


def readable(value: float, unit: str) -> str:
    """Write a number.

    Parameters
    ----------
    value : float
        The number [``unit``].
    unit : str
        SI unit.

    Returns
    -------
    str
        Such as "266 fJ".
    """
    if unit == "m^2" and value >= _LARGE_AREA:
        return f"{value / _SQUARE_MILLIMETRE:.3g} mm²"
    if unit == "m^2":
        return f"{value / _SQUARE_MICROMETRE:.3g} µm²"
    if unit == "J" and 0 < value < 1e3 * _ATTO:  # below the prefixes that are read
        return f"{value / _ATTO:.3g} aJ"
    if unit == "1/s":
        return format_readable(float(f"{value:.3g}"), "Hz")
    if unit == "s" and value >= _KILOSECOND:
        return f"{value:.3g} s"
    return format_readable(float(f"{value:.3g}"), unit)


def from_to(low: float, high: float, unit: str) -> str:
    """Write two ends, their unit once if it is the same, and one number if they are.

    Parameters
    ----------
    low, high : float
        The ends [``unit``].
    unit : str
        SI unit.

    Returns
    -------
    str
        Such as "133 to 360 fJ".
    """
    first, last = readable(low, unit), readable(high, unit)
    if first == last:
        return first
    number, space, unit_of_first = first.partition(" ")
    same = unit_of_first == last.partition(" ")[2]
    return f"{number} to {last}" if same else f"{number}{space}{unit_of_first} to {last}"
