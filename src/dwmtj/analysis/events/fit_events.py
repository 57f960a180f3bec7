"""Estimates from the events of cycles: levels and read noise of the junctions, shares of labels.

Names are ``r_a_low``, ``r_a_high``, ``read_noise_a``, ``magnetoresistance_a`` and
``misread_probability_a``, the same of B, and ``share_complete`` and the like for each label of
:mod:`dwmtj.analysis.events.events`, with a line below for each blank. Of several devices a level is
the mean over the devices; a level that hardly any reading shows is a limit. Curves are those of
:mod:`dwmtj.analysis.events.event_curves`.
"""

from collections.abc import Mapping

import numpy as np
from scipy.stats import norm

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval, unknown
from dwmtj.analysis.events.classified_readings import Bools, Classified, Direction, classify
from dwmtj.analysis.events.cycle_labels import LABELS
from dwmtj.analysis.events.event_curves import event_curves
from dwmtj.analysis.events.events import events_in, find_cycle_events
from dwmtj.analysis.events.gaps import gap_remarks
from dwmtj.analysis.events.levels import JunctionLevels
from dwmtj.analysis.events.two_levels import FEW_REPEATS
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.means import mean_estimate
from dwmtj.analysis.records import Array, CycleEvents, Table
from dwmtj.analysis.shares import clopper_pearson

_LEVEL = "maximum likelihood of a plateau with normal noise; median of few or noiseless readings"
_MEAN = "mean over the devices of the levels of each"
_NOISE = "maximum likelihood; scaled median absolute deviation of few readings"
_SHARE = "share of cycles; Clopper-Pearson intervals"


def fit_events(
    table: Table,
    *,
    levels: Mapping[str, tuple[float, float]] | None = None,
    direction: Direction | None = None,
) -> FitResult:
    """Find the events of cycles, and what they tell of the junctions.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles``, or ``cycle-events``, which has no readings.
    levels : mapping, optional
        Low and high level [ohm] by junction, ``"a"`` or ``"b"``; found in the data if not given.
    direction : {"A to B", "B to A"}, optional
        Where the domain goes; found in the data if not given.

    Returns
    -------
    FitResult
        Of the kind ``events``.

    Raises
    ------
    ValueError
        If the table is of another kind, or no junction shows two levels.

    Examples
    --------
    >>> from dwmtj.analysis.events.fit_events import fit_events
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> from dwmtj.experiments import cycles, write_csv
    >>> _ = write_csv(cycles(seed=1, cycles=20), "cycles.csv")
    >>> found = fit_events(read_table("cycles.csv", "cycles"))
    >>> print(f"{found.estimates['r_a_high'].value:.0f} ohm")
    1930 ohm
    """
    if table.kind == "cycle-events":
        classified, events = None, find_cycle_events(table)
        estimates, remarks = {}, ["The file tells the events; there are no readings."]
    else:
        classified = classify(table, levels=levels, direction=direction)
        events = events_in(classified, table)
        estimates = _junctions(classified, levels)
        remarks = [*_remarks(classified, table), *gap_remarks(events, table)]
    estimates |= label_shares(events)
    return FitResult(
        "events",
        estimates,
        rows_read=table.rows_read,
        rows_used=table.rows_used,
        set_aside=table.set_aside,
        remarks=(*table.remarks, *remarks, *_cycle_remarks(events)),
        curves=event_curves(events, table, classified),
        origin=table.origin,
    )


def label_shares(events: CycleEvents) -> dict[str, Estimate]:
    """Give the share of each label among the cycles.

    Parameters
    ----------
    events : CycleEvents
        Of cycles.

    Returns
    -------
    dict
        Estimates by name.
    """
    total = len(events.label)
    found = clopper_pearson([np.sum(events.label == label) for label in LABELS], total)
    shares = {}
    for place, label in enumerate(LABELS):
        share = float(found.value[place])
        error = float(np.sqrt(share * (1 - share) / total)) or None  # none of all or nothing
        ends = [
            (float(low), float(high))
            for low, high in zip(found.low[:, place], found.high[:, place], strict=True)
        ]
        shares[f"share_{label.replace(' ', '_')}"] = Estimate(
            share, "1", _SHARE, error, interval_68=ends[0], interval_95=ends[1]
        )
    return shares


def _junctions(
    classified: Classified, told: Mapping[str, tuple[float, float]] | None
) -> dict[str, Estimate]:
    estimates = {}
    for name, levels in (("a", classified.level_a), ("b", classified.level_b)):
        if levels is None:
            for quantity, unit, method in (
                (f"r_{name}_low", "ohm", _LEVEL),
                (f"r_{name}_high", "ohm", _LEVEL),
                (f"read_noise_{name}", "ohm", _NOISE),
                (f"magnetoresistance_{name}", "1", "high level over low level, minus 1"),
                (f"misread_probability_{name}", "1", "normal noise"),
            ):
                reason = f"junction {name.upper()} shows no two levels of resistance"
                estimates[quantity] = unknown(unit, method, reason)
        else:
            is_told = name in {each.lower() for each in (told or {})}
            estimates |= _junction(name, levels, is_told)
    return estimates


def _junction(name: str, levels: JunctionLevels, is_told: bool) -> dict[str, Estimate]:
    own = _told_by(levels)
    low, high = levels.low[own], levels.high[own]
    if is_told:
        found = {
            f"r_{name}_{each}": Estimate(float(value[0]), "ohm", "told")
            for each, value in (("low", low), ("high", high))
        }
        ratio = Estimate(float(high[0] / low[0] - 1), "1", "of the levels that are told")
        noise = Estimate(float(levels.noise[0]), "ohm", _NOISE)
    else:
        found = {
            f"r_{name}_low": _level(
                low, levels.low_error[own], levels.low_repeats[own], upper=False
            ),
            f"r_{name}_high": _level(
                high, levels.high_error[own], levels.high_repeats[own], upper=True
            ),
        }
        error = high / low * np.hypot(levels.low_error[own] / low, levels.high_error[own] / high)
        ratio = mean_estimate(high / low - 1, error, "1", "high level over low level, minus 1")
        if any(each.value is None for each in found.values()):
            ratio = _limit(ratio, lower=True)
        noise = _noise(levels)
    middle = (high - low) / 2
    with np.errstate(divide="ignore"):
        misread = float(np.mean(norm.sf(middle / levels.noise[own])))
    return found | {
        f"read_noise_{name}": noise,
        f"magnetoresistance_{name}": ratio,
        f"misread_probability_{name}": Estimate(
            misread, "1", "chance that normal noise takes a reading beyond the middle of the levels"
        ),
    }


def _told_by(levels: JunctionLevels) -> Bools:
    """Devices whose levels count; where all have those of their joint readings, the first."""
    first = np.arange(len(levels.own)) == 0
    return levels.own if levels.own.any() else first


def _level(values: Array, errors: Array, repeats: Array, *, upper: bool) -> Estimate:
    """Level of one device, or mean over devices; a limit if too few readings show it."""
    found = mean_estimate(values, errors, "ohm", _LEVEL if len(values) == 1 else _MEAN)
    few = np.median(repeats) < FEW_REPEATS
    return _limit(found, lower=upper) if few else found


def _limit(found: Estimate, *, lower: bool) -> Estimate:
    """Give a number as a limit, since readings of a partly covered pillar may stand for it."""
    ends: list[Interval] = []
    for interval in (found.interval_68, found.interval_95):
        low, high = interval or (found.value, found.value)
        ends.append((low, None) if lower else (None, high))
    why = (
        f"fewer than {FEW_REPEATS} readings show the level: the domain may have covered the pillar "
        f"partly, so this is {'a lower' if lower else 'an upper'} limit"
    )
    return Estimate(None, found.unit, found.method, None, ends[0], ends[1], why)


def _noise(levels: JunctionLevels) -> Estimate:
    """Root mean square over the devices; readings without noise have no error either."""
    own = _told_by(levels)
    noise = levels.noise[own]
    value = float(np.sqrt(np.mean(noise**2)))
    if value == 0:
        reason = "at least half of the readings at a level are the same"
        return Estimate(0.0, "ohm", _NOISE, reason=reason)
    # Of several devices the errors add up as those of the mean of the squares.
    error = float(np.sqrt(np.sum((noise * levels.noise_error[own]) ** 2)) / (value * len(noise)))
    share = error / value
    widths = [share * float(norm.ppf((1 + level) / 2)) for level in LEVELS]
    ends = [(float(value * np.exp(-width)), float(value * np.exp(width))) for width in widths]
    return Estimate(value, "ohm", _NOISE, error, interval_68=ends[0], interval_95=ends[1])


def _remarks(classified: Classified, table: Table) -> list[str]:
    known = "" if classified.certain else ", which is assumed: the readings do not tell it"
    remarks = [f"The domain goes from {classified.direction}{known}."]
    for name, levels in (("A", classified.level_a), ("B", classified.level_b)):
        if levels is None and f"resistance_{name.lower()}" in table.columns:
            remarks.append(f"Junction {name} shows one level only, so its switches cannot be seen.")
        elif levels is None:
            remarks.append(f"There is no column for junction {name}.")
        elif not levels.own.any():
            remarks.append(f"The levels of junction {name} are those of all devices together.")
        elif not levels.own.all():
            remarks.append(
                f"Junction {name} shows one level only in {int((~levels.own).sum())} of "
                f"{len(levels.own)} devices; the levels of the others are taken for them."
            )
    if not classified.sees_first:
        remarks.append("Writing and depinning cannot be seen.")
    if not np.any(classified.readings.pulse == 0):
        remarks.append("There is no reading after writing (pulse 0), so no cycle is complete.")
    return remarks


def _cycle_remarks(events: CycleEvents) -> list[str]:
    total = len(events.label)
    remarks = [] if total > 1 else ["There is one cycle only; shares are hardly known."]
    unseen = int(np.sum(events.label == "fire not seen"))
    if unseen:
        remarks.append(
            f"In {unseen} of {total} cycles no reading shows the firing, yet the next cycle could "
            "be written; they count for depinning only."
        )
    return remarks
