"""From transit times or velocities of walls to mobility and depinning: :func:`fit_mobility`.

Estimates: ``mobility`` [m^2/(A s) of a field, m^3/(A s) of a current density],
``depinning_drive`` [unit of the drive], ``depinning_temperature`` [K], ``creep_slope`` (the slope
of the logarithm of the velocity over drive^(-1/4)), ``walker_drive`` [unit of the drive],
``velocity_scatter`` (of one transit over its mean), ``spin_polarization`` (of a current; from the
drift velocity u = mu_B*P*j/(e*M_s), which the wall has for beta = alpha) [no unit], and
``wall_width_over_damping`` (of a field, mobility over gamma0) [m]. What the drives do not reach is
not known: see :mod:`dwmtj.analysis.mobility.mobility`.

Curves, of K drives: ``velocity``, ``velocity_low`` and ``velocity_high`` (68 %) [m/s], ``transits``
and ``still`` (walls that did not move) and ``beyond_walker`` over ``drive``; and ``flow_velocity``
and ``fitted_velocity`` [m/s] over ``curve_drive``, NaN where a law is not known. Attributes
``drive_name`` and ``regime``.
"""

import numpy as np
from scipy.stats import chi2
from scipy.stats import t as student

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.mobility.log_velocities import Shape, shape_of
from dwmtj.analysis.mobility.mobility import Laws, fit_laws
from dwmtj.analysis.mobility.mobility_curves import mobility_curves
from dwmtj.analysis.mobility.velocities import DRIVES, DriveVelocities, velocities_of
from dwmtj.analysis.mobility.walker_fall import walker_fall
from dwmtj.analysis.records import Table
from dwmtj.parameters.units import format_oersted
from dwmtj.physics.checks import positive
from dwmtj.physics.constants import BOHR_MAGNETON, ELEMENTARY_CHARGE, GAMMA_0

_MOBILITY_UNITS = {"current_density": "m^3/(A s)", "field": "m^2/(A s)"}
_FLOW = "mean of log(velocity/drive), Student's interval"
_FULL = "maximum likelihood of creep, depinning and flow in log-velocity, profile interval"
#: Relative scatter below which velocities are the same but for the rounding of floats [no unit].
_SAME = 1e-12
_CREEP = "line of log-velocity over drive^(-1/4), Student's interval"


def fit_mobility(
    table: Table,
    *,
    drive: str | None = None,
    motion_law: str | None = None,
    temperature: float = 300.0,
    saturation_magnetization: float | None = None,
    walker_drive: float | None = None,
    resolution: float | None = None,
) -> FitResult:
    r"""Find what velocities tell of a wall.

    Parameters
    ----------
    table : Table
        Table of kind ``mobility``.
    drive : str, optional
        ``current_density`` or ``field``; the first of them that the table has if not given.
    motion_law : str, optional
        Law of a simulated table that has several; its first if not given.
    temperature : float
        Temperature [K].
    saturation_magnetization : float, optional
        Saturation magnetization [A/m], for the spin polarization.
    walker_drive : float, optional
        Drive of Walker breakdown [unit of the drive]; found where the velocity falls if not given.
    resolution : float, optional
        Slowest velocity that would have been seen [m/s]; walls that did not move are then slower.

    Returns
    -------
    FitResult
        Of kind ``mobility``.

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.analysis.mobility.fit_mobility import fit_mobility
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> rows = [(h, 0.002 * h) for h in range(1000, 7000, 1000)]  # A/m, m/s: flow alone
    >>> with open("flow.csv", "w") as file:
    ...     _ = file.write("field (A/m),velocity (m/s)\n")
    ...     _ = file.writelines(f"{h},{v}\n" for h, v in rows)
    >>> found = fit_mobility(read_table("flow.csv", "mobility"))
    >>> found.kind, found.rows_used
    ('mobility', 6)
    """
    for name, value, unit in (
        ("temperature", temperature, "K"),
        ("saturation_magnetization", saturation_magnetization, "A/m"),
        ("walker_drive", walker_drive, "unit of the drive"),
        ("resolution", resolution, "m/s"),
    ):
        if value is not None:
            positive(name, value, unit)
    if drive is not None and drive not in DRIVES:
        raise ValueError(f"drive: {drive!r} is not allowed; allowed: {', '.join(DRIVES)}")
    data, rows, size = velocities_of(
        table, drive=drive, motion_law=motion_law, resolution=resolution
    )
    walker, last = walker_fall(data)
    if walker_drive is not None:
        walker, last = unknown(data.drive_unit, "given", "given, not found"), walker_drive
    used = data.only(data.drive <= last)
    rows.drop(size > last, "beyond Walker breakdown, where no law here holds")
    shape = shape_of(used)
    laws = fit_laws(shape)
    estimates = {
        **_estimates(laws, shape, used, temperature),
        "walker_drive": walker,
        "velocity_scatter": _scatter(used),
    }
    estimates |= _derived(estimates["mobility"], data.name, saturation_magnetization)
    return FitResult(
        kind="mobility",
        estimates=estimates,
        rows_read=table.rows_read,
        rows_used=int(rows.used.sum()),
        set_aside=(*table.set_aside, *rows.set_aside),
        remarks=(*table.remarks, *_remarks(laws, walker, data)),
        curves=mobility_curves(laws, shape, data, last),
        origin=table.origin,
    )


def _estimates(
    laws: Laws, shape: Shape, data: DriveVelocities, temperature: float
) -> dict[str, Estimate]:
    units = {
        "mobility": _MOBILITY_UNITS[data.name],
        "depinning_drive": data.drive_unit,
        "depinning_temperature": "K",
        "creep_slope": f"({data.drive_unit})^0.25",
    }
    if laws.regime == "unknown":
        return {name: unknown(unit, _FLOW, laws.reason) for name, unit in units.items()}
    no_creep = unknown(units["creep_slope"], _CREEP, "the drives do not lie in creep only")
    if laws.regime == "flow":
        high = [limit[1] for limit in laws.limits]
        why = "all drives show flow: depinning lies below them"
        ends: list[Interval | None] = [(None, end) for end in high] or [None, None]
        drive = Estimate(None, units["depinning_drive"], _FULL, None, ends[0], ends[1], reason=why)
        mobility = _student(
            laws.log_mobility - np.log(shape.scale),
            laws.log_mobility_error,
            shape.observations - 1 if not laws.lack else laws.freedom,
            (units["mobility"], _FLOW),
        )
        barrier = unknown("K", _FULL, why)
        return dict(zip(units, (mobility, drive, barrier, no_creep), strict=True))
    if laws.regime == "creep":
        why = "all drives show creep: flow lies above them"
        low: list[Interval | None] = [(limit[0], None) for limit in laws.limits]
        drive = Estimate(None, units["depinning_drive"], _FULL, None, low[0], low[1], reason=why)
        slope = _line(laws, shape, units["creep_slope"])
        mobility = unknown(units["mobility"], _FULL, why)
        reason = f"{why}, and the slope of creep holds the barrier and the depinning drive together"
        barrier = unknown("K", _FULL, reason)
        return dict(zip(units, (mobility, drive, barrier, slope), strict=True))
    scales = (1 / shape.scale, shape.scale, temperature)
    names = ("log_mobility", "log_drive", "log_barrier")
    found = [
        _of_law(laws, name, scale, unit)
        for name, scale, unit in zip(names, scales, list(units.values())[:3], strict=True)
    ]
    return dict(zip(units, (*found, no_creep), strict=True))


def _student(log_value: float, error: float, freedom: int, labels: tuple[str, str]) -> Estimate:
    reach = student.ppf(0.5 + np.array(LEVELS) / 2, max(freedom, 1)) * error
    value = float(np.exp(log_value))
    ends = [(float(value * np.exp(-each)), float(value * np.exp(each))) for each in reach]
    return Estimate(value, *labels, value * error, ends[0], ends[1])


def _line(laws: Laws, shape: Shape, unit: str) -> Estimate:
    factor = shape.scale**0.25
    value, error = laws.creep_slope * factor, laws.creep_slope_error * factor
    reach = student.ppf(0.5 + np.array(LEVELS) / 2, laws.freedom) * error
    ends = [(float(value - each), float(value + each)) for each in reach]
    return Estimate(float(value), unit, _CREEP, float(error), ends[0], ends[1])


def _of_law(laws: Laws, name: str, scale: float, unit: str) -> Estimate:
    """Give a parameter of the whole law; without a value if the drives leave it open."""
    fit = laws.full
    assert fit is not None
    if not fit.converged:
        return unknown(unit, _FULL, "the likelihood has no clear maximum")
    bounds = laws.bounds.get(name, (-np.inf, np.inf))

    def end(value: float | None, lower: bool) -> float | None:
        open_end = value is None or value >= bounds[1] - 1e-3
        if lower and name != "log_barrier":  # T_d is never below T, which is a limit of its own
            open_end = open_end or (value is not None and value <= bounds[0] + 1e-3)
        return None if open_end or value is None else float(scale * np.exp(value))

    narrow, wide = ((end(low, True), end(high, False)) for low, high in fit.intervals[name])
    if None in wide:
        why = "the drives do not reach far enough to both sides of depinning"
        return Estimate(None, unit, _FULL, None, narrow, wide, reason=why)
    value = float(scale * np.exp(fit.values[name]))
    return Estimate(value, unit, _FULL, value * fit.standard_errors[name], narrow, wide)


def _scatter(data: DriveVelocities) -> Estimate:
    method = "scatter within drives over the mean, interval of chi-squared"
    free = int(np.sum(data.moved[data.moved > 0] - 1))
    if free < 1:
        return unknown("1", method, "no drive was measured more than once")
    squares = float(np.sum(data.squares))
    if squares / free < _SAME**2:
        why = (
            "all velocities of a drive are the same, so that the scatter is below their resolution"
        )
        return unknown("1", method, why)
    ends = [
        tuple(float(np.sqrt(squares / chi2.ppf(0.5 + sign * level / 2, free))) for sign in (1, -1))
        for level in LEVELS
    ]
    value = float(np.sqrt(squares / free))
    error = value / np.sqrt(2 * free)
    return Estimate(value, "1", method, error, (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1]))


def _derived(
    mobility: Estimate, drive: str, saturation_magnetization: float | None
) -> dict[str, Estimate]:
    if drive == "field":
        how = "mobility of flow below Walker breakdown over gamma0"
        method = f"{how}; {mobility.method}"
        return {"wall_width_over_damping": mobility.scaled(1 / GAMMA_0, "m", method)}
    how = "mobility of a wall with beta = alpha, times e*M_s/mu_B"
    if saturation_magnetization is None:
        why = "the saturation magnetization is not given"
        return {"spin_polarization": unknown("1", how, why)}
    factor = ELEMENTARY_CHARGE * saturation_magnetization / BOHR_MAGNETON
    found = mobility.scaled(factor, "1", f"{how}; {mobility.method}")
    if found.value is not None and found.interval_95 and (found.interval_95[0] or 0) > 1:
        why = f"it would be {found.value:.3g}: other torques, or heating, move the wall too"
        return {"spin_polarization": unknown("1", how, why)}
    return {"spin_polarization": found}


def _in_words(drive: float, unit: str) -> str:
    return format_oersted(drive) if unit == "A/m" else f"{drive:.4g} {unit}"


def _remarks(laws: Laws, walker: Estimate, data: DriveVelocities) -> tuple[str, ...]:
    told = {
        "flow": "The velocities follow flow, v = m*x; depinning is not seen.",
        "creep": "The velocities follow creep; flow is not reached.",
        "depinning": "The velocities go from creep through depinning to flow.",
        "unknown": f"No law was fitted: {laws.reason}.",
    }
    remarks = [told[laws.regime]]
    if laws.lack:
        remarks.append(
            "The drives deviate from the law by more than their repetitions do, so each drive "
            "counts once and its deviation enters the intervals."
        )
    if walker.value is not None:
        remarks.append(
            f"Above {_in_words(walker.value, data.drive_unit)} the velocity falls, as at Walker "
            "breakdown; the drives above are not fitted."
        )
    elif walker.interval_95 is not None:
        remarks.append(
            "The velocity falls from the smallest drive on, as beyond Walker breakdown; the drives "
            "above are not fitted."
        )
    return tuple(remarks)
