"""Units in which readers see estimates: fields in oersted, as in all figures, the others in SI.

Files have SI units throughout.
"""

from dwmtj.analysis.estimate import Estimate
from dwmtj.parameters.units import OERSTED

#: The shown unit, and its number in one SI unit, by the SI unit of what a field has to do with.
_SHOWN = {
    "A/m": ("Oe", 1 / OERSTED),
    "m^2/(A s)": ("m/(s·Oe)", OERSTED),
    "(A/m)^0.25": ("Oe^0.25", OERSTED**-0.25),
}


def in_shown_unit(estimate: Estimate) -> Estimate:
    """Give an estimate in the unit in which readers see it.

    Parameters
    ----------
    estimate : Estimate
        In its SI unit.

    Returns
    -------
    Estimate
        The same number.
    """
    if estimate.unit not in _SHOWN:
        return estimate
    unit, factor = _SHOWN[estimate.unit]
    return estimate.scaled(factor, unit, estimate.method)
