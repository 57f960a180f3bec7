"""From field loops to numbers with intervals: :func:`fit_loops`.

Estimates, each with ``_a`` or ``_b`` behind its name: ``parallel_resistance``,
``antiparallel_resistance`` and ``resistance_step`` [ohm], ``apparent_magnetoresistance``,
``tunnel_magnetoresistance`` and ``squareness`` [no unit], ``series_resistance`` [ohm],
``falling_field``, ``rising_field``, ``coercive_field`` (half of their distance), ``offset_field``
(their middle), ``switching_field_spread`` and ``half_width`` (without temperature) [A/m], and
``barrier`` [J]. The offset is the stray field of the other layers with its sign turned. Numbers of
several loops are means with Student's interval; where the switching fields vary by less than about
half of the field step, that of :mod:`dwmtj.analysis.loops.bracketed_mean`. The fields of a single
loop have no interval, since it does not tell how the next loop would differ; its resistances have
that of the read noise.

Curves, of J junctions, padded with NaN: ``reading_field``, ``reading_resistance``,
``reading_rising`` and ``reading_loop`` (junction, reading) are the readings of the first loops in
the order of the sweeps; ``switching_field``, ``switching_low`` and ``switching_high`` (junction,
branch, loop) the switching fields and the steps they lie in; ``level_parallel`` and
``level_antiparallel`` (junction, loop) the levels.
"""

import numpy as np

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.loops.loop_curves import JunctionLoops, loop_curves
from dwmtj.analysis.loops.loop_fields import field_estimates
from dwmtj.analysis.loops.loop_levels import levels_of
from dwmtj.analysis.loops.loop_means import mean_over_loops
from dwmtj.analysis.loops.loops import LoopValues, Switches, loop_values, switches_of
from dwmtj.analysis.loops.series_resistance import JunctionKnowledge, checked, series_estimates
from dwmtj.analysis.loops.step_errors import StepErrors, step_errors
from dwmtj.analysis.loops.sweeps import Sweeps, junction_rows, sweeps_of
from dwmtj.analysis.loops.switching_brackets import SweepConditions, brackets_of
from dwmtj.analysis.loops.switching_spread import spread_estimates
from dwmtj.analysis.records import Integers, SetAside, Table
from dwmtj.analysis.tables.row_account import account_of
from dwmtj.parameters.units import format_oersted
from dwmtj.physics.checks import positive

_UNITS = {
    "parallel_resistance": "ohm",
    "antiparallel_resistance": "ohm",
    "resistance_step": "ohm",
    "apparent_magnetoresistance": "1",
    "tunnel_magnetoresistance": "1",
    "series_resistance": "ohm",
    "squareness": "1",
    "falling_field": "A/m",
    "rising_field": "A/m",
    "coercive_field": "A/m",
    "offset_field": "A/m",
    "switching_field_spread": "A/m",
    "barrier": "J",
    "half_width": "A/m",
}
#: Below this squareness a loop is told to be no square one [no unit].
_SQUARE = 0.9


def fit_loops(
    table: Table,
    *,
    knowledge: JunctionKnowledge | None = None,
    sweep_rate: float | None = None,
    temperature: float = 300.0,
    attempt_time: float = 1e-9,
) -> FitResult:
    """Find what field loops tell of one or two junctions.

    Parameters
    ----------
    table : Table
        Table of kind ``loops``.
    knowledge : JunctionKnowledge, optional
        What is known of the junctions beside, to part them from the series resistance.
    sweep_rate : float, optional
        Rate of the field sweep [A/m/s]; without it the thermal barrier is not known.
    temperature : float
        Temperature [K].
    attempt_time : float
        Time of an attempt to reverse [s]; assumed, it enters the barrier by its logarithm.

    Returns
    -------
    FitResult
        Of kind ``loops``.

    Raises
    ------
    ValueError
        If the rows show no sweeps, or an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.analysis.loops.fit_loops import fit_loops
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> from dwmtj.experiments import hysteresis, write_csv
    >>> _ = write_csv(hysteresis(seed=4), "loops.csv")
    >>> found = fit_loops(read_table("loops.csv", "loops"))
    >>> print(f"{found.estimates['coercive_field_a'].value:.0f} A/m")
    23705 A/m
    """
    known = checked(JunctionKnowledge() if knowledge is None else knowledge)
    for name, value, unit in (
        ("sweep_rate", sweep_rate, "A/m/s"),
        ("temperature", temperature, "K"),
        ("attempt_time", attempt_time, "s"),
    ):
        if value is not None:
            positive(name, value, unit)
    conditions = SweepConditions(sweep_rate, temperature, attempt_time)
    unused: dict[str, list[Integers]] = {}
    estimates: dict[str, Estimate] = {}
    remarks: list[str] = []
    curves = {}
    for name, rows in junction_rows(table).items():
        found, curves[name] = _fit_junction(table, rows, (known, conditions), unused)
        remarks += _remarks(name.upper(), found, curves[name])
        estimates |= {f"{key}_{name}": found[key] for key in _UNITS}
    aside = _set_aside(table, unused)
    return FitResult(
        kind="loops",
        estimates=estimates,
        rows_read=table.rows_read,
        rows_used=table.rows_used - sum(each.rows for each in aside),
        set_aside=(*table.set_aside, *aside),
        remarks=(*table.remarks, *remarks),
        curves=loop_curves(curves),
        origin=table.origin,
    )


def _fit_junction(
    table: Table,
    rows: Integers,
    given: tuple[JunctionKnowledge, SweepConditions],
    unused: dict[str, list[Integers]],
) -> tuple[dict[str, Estimate], JunctionLoops]:
    sweeps = sweeps_of(table, rows)
    field = table.columns["field"].astype(float)[sweeps.rows]
    resistance = table.columns["resistance"].astype(float)[sweeps.rows]
    unused.setdefault("field that does not go on from the readings before", []).append(
        sweeps.astray
    )
    unused.setdefault("sweep that does not cover the range of fields", []).append(sweeps.partial)
    if not len(sweeps.loop) or np.ptp(field) == 0:
        why = "no sweep of the field: it does not change, or has fewer than 6 readings"
        return _nothing(why), JunctionLoops(field, resistance, sweeps, None, None)
    levels = levels_of(resistance, sweeps)
    if levels.reason:
        return _nothing(levels.reason), JunctionLoops(field, resistance, sweeps, None, None)
    switches = switches_of(field, resistance, sweeps, levels)
    values, glitch = loop_values(field, resistance, sweeps, levels, switches)
    still = ~np.repeat(switches.switched, sweeps.lengths)
    unused.setdefault("sweep without one switch from level to level", []).append(sweeps.rows[still])
    unused.setdefault("reading that belongs to neither level", []).append(
        sweeps.rows[glitch & ~still]
    )
    noise = levels.noise / abs(levels.positive - levels.negative)
    errors = step_errors(noise, float(np.mean(glitch & ~still)))
    estimates = {
        **_level_estimates(values),
        **field_estimates(sweeps, switches, values, errors),
        **_spread(sweeps, switches, given[1], errors),
    }
    estimates |= series_estimates(values, given[0])
    return estimates, JunctionLoops(field, resistance, sweeps, switches, values)


def _nothing(reason: str) -> dict[str, Estimate]:
    return {name: unknown(unit, "field loop", reason) for name, unit in _UNITS.items()}


def _level_estimates(values: LoopValues) -> dict[str, Estimate]:
    names = (
        "parallel_resistance",
        "antiparallel_resistance",
        "resistance_step",
        "apparent_magnetoresistance",
        "squareness",
    )
    if not len(values.loop):
        why = "no whole loop: a falling and a rising branch that both switch are needed"
        return {name: unknown(_UNITS[name], "field loop", why) for name in names}
    low, high = values.parallel, values.antiparallel
    low_error, high_error = values.parallel_error, values.antiparallel_error
    step, ratio = high - low, high / low - 1
    ratio_error = np.hypot(high_error, high / low * low_error) / low
    found = {
        "parallel_resistance": (low, low_error, "lower level"),
        "antiparallel_resistance": (high, high_error, "higher level"),
        "resistance_step": (step, np.hypot(low_error, high_error), "distance of the levels"),
        "apparent_magnetoresistance": (ratio, ratio_error, "distance over lower level"),
    }
    estimates = {
        name: mean_over_loops(numbers, errors, _UNITS[name], what)
        for name, (numbers, errors, what) in found.items()
    }
    return estimates | {"squareness": _squareness(values)}


def _squareness(values: LoopValues) -> Estimate:
    seen = np.isfinite(values.squareness) & np.isfinite(values.squareness_error)
    what = "distance of the branches in the middle of the loop over that of its ends"
    if not seen.any():
        return unknown("1", what, "no readings of both branches in the middle of the loop")
    return mean_over_loops(values.squareness[seen], values.squareness_error[seen], "1", what)


def _spread(
    sweeps: Sweeps, switches: Switches, conditions: SweepConditions, errors: StepErrors
) -> dict[str, Estimate]:
    falling, rising = (
        brackets_of(switches.low[which], switches.high[which], sense, errors)
        for sense in (False, True)
        for which in [np.flatnonzero(switches.switched & (sweeps.rising == sense))]
    )
    return spread_estimates(falling, rising, conditions)


def _remarks(name: str, found: dict[str, Estimate], loops: JunctionLoops) -> list[str]:
    remarks = []
    coercive, offset = found["coercive_field"].value, found["offset_field"].value
    if coercive is not None and offset is not None:
        remarks.append(
            f"Junction {name}: coercive field {format_oersted(coercive)}, offset "
            f"{format_oersted(offset)}."
        )
    if loops.switches is not None and loops.values is not None and len(loops.values.loop) == 1:
        remarks.append(
            f"Junction {name}: one loop only. Its fields are known to "
            f"{format_oersted(_half_step(loops.switches), 3)} by the steps of the field, and have "
            "no interval, since nothing tells how the next loop would differ; intervals of "
            "resistances are those of the read noise."
        )
    square = found["squareness"].value
    if square is not None and square < _SQUARE:
        remarks.append(
            f"Junction {name}: the loop is not square ({square:.3g}), so its levels may not be "
            "those of full reversal."
        )
    return remarks


def _half_step(switches: Switches) -> float:
    """Half of the wider of the steps in which sweeps switch [A/m]."""
    return float(np.nanmax(switches.high - switches.low)) / 2


def _set_aside(table: Table, unused: dict[str, list[Integers]]) -> list[SetAside]:
    found = []
    for reason, parts in unused.items():
        mask = np.zeros(table.rows_used, bool)
        mask[np.concatenate(parts)] = True
        if mask.any():
            found.append(account_of(mask, table.lines, reason))
    return found
