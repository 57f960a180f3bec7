"""How much of a resistance is the junction, and how much stands in series with it.

The step dR of a loop is that of the junction, dR = TMR*R_j, but the resistance is that of the whole
path, R_P = R_series + R_j. So the apparent magnetoresistance dR/R_P is a lower limit of the TMR.
One more number parts the two: the TMR of the junction, or its R_j = RA/area. With neither, R_series
lies between 0 and, if the TMR is at most TMR_max, R_P - dR/TMR_max.
"""

from typing import NamedTuple

import numpy as np

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.loops.loop_means import mean_over_loops
from dwmtj.analysis.loops.loops import LoopValues
from dwmtj.physics.checks import positive

_GIVEN_TMR = "parallel resistance less resistance step over the given TMR"
_GIVEN_AREA = "parallel resistance less the given resistance-area product over the given area"
_TMR = "resistance step over the resistance of the junction"


class JunctionKnowledge(NamedTuple):
    """What is known of a junction beside its loop; None for what is not.

    ``tunnel_magnetoresistance`` and its upper limit ``largest_tmr`` [no unit], and
    ``resistance_area_product`` [ohm m^2] with ``area`` [m^2].
    """

    tunnel_magnetoresistance: float | None = None
    resistance_area_product: float | None = None
    area: float | None = None
    largest_tmr: float | None = None


def checked(knowledge: JunctionKnowledge) -> JunctionKnowledge:
    """Give what is known of a junction, if it is allowed.

    Parameters
    ----------
    knowledge : JunctionKnowledge
        What is known.

    Returns
    -------
    JunctionKnowledge
        The same.

    Raises
    ------
    ValueError
        If a number is not above 0, or only one of product and area is given.
    """
    units = ("", "ohm m^2", "m^2", "")
    for name, value, unit in zip(knowledge._fields, knowledge, units, strict=True):
        if value is not None:
            positive(name, value, unit)
    if (knowledge.resistance_area_product is None) != (knowledge.area is None):
        raise ValueError(
            "resistance_area_product, area: only one is given; allowed: both [ohm m^2, m^2] or none"
        )
    return knowledge


def series_estimates(values: LoopValues, knowledge: JunctionKnowledge) -> dict[str, Estimate]:
    """Part the junction from what is in series with it.

    Parameters
    ----------
    values : LoopValues
        Levels of the loops of a junction.
    knowledge : JunctionKnowledge
        What is known beside.

    Returns
    -------
    dict
        ``series_resistance`` [ohm] and ``tunnel_magnetoresistance`` [no unit].
    """
    if not len(values.loop):
        why = "no whole loop: a falling and a rising branch that both switch are needed"
        return {
            "series_resistance": unknown("ohm", _GIVEN_TMR, why),
            "tunnel_magnetoresistance": unknown("1", _TMR, why),
        }
    if knowledge.resistance_area_product is not None and knowledge.area is not None:
        return _by_area(values, knowledge.resistance_area_product / knowledge.area)
    if knowledge.tunnel_magnetoresistance is not None:
        return _by_tmr(values, knowledge.tunnel_magnetoresistance)
    parallel = float(np.mean(values.parallel))
    step = float(np.mean(values.antiparallel - values.parallel))
    return _limits(parallel, step, knowledge.largest_tmr)


def _by_area(values: LoopValues, junction: float) -> dict[str, Estimate]:
    low, high = values.parallel, values.antiparallel
    series = mean_over_loops(low - junction, values.parallel_error, "ohm", _GIVEN_AREA)
    if not _possible(series):
        return _contradiction(junction, float(np.mean(low)))
    error = np.hypot(values.parallel_error, values.antiparallel_error) / junction
    tmr = mean_over_loops((high - low) / junction, error, "1", _TMR)
    return {"series_resistance": series, "tunnel_magnetoresistance": tmr}


def _by_tmr(values: LoopValues, tmr: float) -> dict[str, Estimate]:
    low, high = values.parallel, values.antiparallel
    error = np.hypot((1 + 1 / tmr) * values.parallel_error, values.antiparallel_error / tmr)
    series = mean_over_loops(low - (high - low) / tmr, error, "ohm", _GIVEN_TMR)
    if not _possible(series):
        return _contradiction(float(np.mean(high - low)) / tmr, float(np.mean(low)))
    why = "given, not found: a loop alone shows the apparent magnetoresistance only"
    return {"series_resistance": series, "tunnel_magnetoresistance": unknown("1", _TMR, why)}


def _possible(series: Estimate) -> bool:
    high = series.interval_95[1] if series.interval_95 else series.value
    return high is not None and high >= 0


def _contradiction(junction: float, parallel: float) -> dict[str, Estimate]:
    why = (
        f"the junction would have {junction:.4g} ohm, more than the {parallel:.4g} ohm of "
        "the whole path: the given numbers do not fit this loop"
    )
    return {
        "series_resistance": unknown("ohm", _GIVEN_TMR, why),
        "tunnel_magnetoresistance": unknown("1", _TMR, why),
    }


def _limits(parallel: float, step: float, largest_tmr: float | None) -> dict[str, Estimate]:
    why = (
        "junction and series resistance cannot be parted: give the junction's TMR "
        "(--tunnel-magnetoresistance), or its resistance-area product and area "
        "(--resistance-area-product with --area)"
    )
    highest = parallel if largest_tmr is None else parallel - step / largest_tmr
    if highest < 0:
        assert largest_tmr is not None
        return _contradiction(step / largest_tmr, parallel)
    series = Estimate(
        None,
        "ohm",
        "limits: apparent magnetoresistance up to the largest TMR",
        interval_68=(0.0, highest),
        interval_95=(0.0, highest),
        reason=why,
    )
    range_of_tmr = (step / parallel, largest_tmr)
    tmr = Estimate(
        None,
        "1",
        "limits: at least the apparent magnetoresistance",
        interval_68=range_of_tmr,
        interval_95=range_of_tmr,
        reason=why,
    )
    return {"series_resistance": series, "tunnel_magnetoresistance": tmr}
