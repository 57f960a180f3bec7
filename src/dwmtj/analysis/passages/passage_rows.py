"""Counts of pulses until firing from a table, with an account of what is set aside."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.events.events import find_cycle_events
from dwmtj.analysis.passages.passage_data import MOST_PULSES, too_many_pulses
from dwmtj.analysis.passages.passage_losses import lost_cycles
from dwmtj.analysis.records import Integers, SetAside, Table
from dwmtj.analysis.tables.equal_pulses import driven_pulses, has_equal_pulses

#: Labels of cycles that tell how many pulses they took, or took more than.
_TELLING = ("complete", "no reset", "no fire", "no depin")
#: Lines that are told of rows that are set aside.
_LINES = 5
#: Why cycles are set aside that did not fire long after all others had.
LOST = "not seen to fire, by more pulses than the noise of the others explains"
_UNSEEN = "cycle labelled 'fire not seen'"


class Counts(NamedTuple):
    """``counts`` until firing, 0 for none, and pulses ``applied``, 0 if not known, shape [cycles].

    ``rows_used`` of the table, rows ``set_aside``, and ``remarks`` on them. No units.
    """

    counts: Integers
    applied: Integers
    rows_used: int
    set_aside: tuple[SetAside, ...]
    remarks: tuple[str, ...]


def counts_of(table: Table, *, levels: Mapping[str, tuple[float, float]] | None = None) -> Counts:
    """Take the counts out of a table.

    Parameters
    ----------
    table : Table
        Of the kind ``passages``, ``cycles`` or ``cycle-events``.
    levels : mapping, optional
        Low and high level [ohm] by junction, for cycles.

    Returns
    -------
    Counts
        The counts.

    Raises
    ------
    ValueError
        If the table is of another kind, or the pulses of its cycles are not equal.
    """
    if table.kind == "passages":
        found = _from_passages(table)
    elif table.kind in ("cycles", "cycle-events"):
        found = _from_cycles(table, levels)
    else:
        raise ValueError(
            f"kind: {table.kind!r} is not allowed; allowed: passages, cycles, cycle-events"
        )
    device = table.columns.get("device")
    devices = 1 if device is None else len(np.unique(device))
    if devices == 1:
        return found
    remark = (
        f"The counts of {devices} devices are taken together, so that differences between devices "
        "add to the spread: fit each alone to tell them apart."
    )
    return found._replace(remarks=(*found.remarks, remark))


def _from_passages(table: Table) -> Counts:
    counts = np.asarray(table.columns["count"]).astype(np.int64)
    column = table.columns.get("applied")
    applied = np.zeros_like(counts) if column is None else np.asarray(column).astype(np.int64)
    reasons = {
        "did not fire, and the file does not say after how many pulses": (counts == 0)
        & (applied == 0),
        "fired after more pulses than were applied": (applied > 0) & (counts > applied),
    }
    return _without(table, counts, applied, reasons, np.asarray(table.lines), np.ones_like(counts))


def _from_cycles(table: Table, levels: Mapping[str, tuple[float, float]] | None) -> Counts:
    _refuse_ramps(table)
    events = find_cycle_events(table, levels=levels)
    rows = np.ones_like(events.cycle)
    lines = np.asarray(table.lines)
    if table.kind == "cycles":
        lines, rows = _lines_of_cycles(table)
    label = np.asarray(events.label)
    reasons: dict[str, npt.NDArray[np.bool_]] = {
        f"cycle labelled '{each}'": label == each
        for each in np.unique(label).tolist()
        if each not in _TELLING
    }
    reasons["no pulse in the cycle"] = (events.applied == 0) & np.isin(label, _TELLING)
    return _without(table, events.fire_pulse, events.applied, reasons, lines, rows)


def _refuse_ramps(table: Table) -> None:
    if not has_equal_pulses(table):
        values = driven_pulses(table).amplitude
        raise ValueError(
            f"{table.origin}: column amplitude: pulses from {values.min():g} V to "
            f"{values.max():g} V are not allowed; allowed: equal pulses, of which the number until "
            "firing is counted (fit thresholds takes ramps)"
        )


def _lines_of_cycles(table: Table) -> tuple[Integers, Integers]:
    """First line of each cycle, and its number of rows, sorted by device and cycle."""
    cycle = np.asarray(table.columns["cycle"])
    device = table.columns.get("device")
    keys = [cycle] if device is None else [cycle, np.asarray(device)]
    order = np.lexsort([np.asarray(table.lines), *keys])
    changed = np.zeros(len(order), bool)
    changed[:1] = True
    for key in keys:
        changed[1:] |= key[order][1:] != key[order][:-1]
    starts = np.flatnonzero(changed)
    rows = np.diff(np.append(starts, len(order)))
    return np.asarray(table.lines)[order][starts], rows.astype(np.int64)


def _refuse_long(
    table: Table, pulses: Integers, lines: Integers, rows: npt.NDArray[np.bool_], *, fired: bool
) -> None:
    long = rows & (pulses > MOST_PULSES)
    if long.any():
        at = int(np.where(long, pulses, 0).argmax())
        message = too_many_pulses(int(pulses[at]), fired)
        raise ValueError(f"{table.origin}, line {lines[at]}, {message}")


def _without(
    table: Table,
    counts: Integers,
    applied: Integers,
    reasons: Mapping[str, npt.NDArray[np.bool_]],
    lines: Integers,
    rows: Integers,
) -> Counts:
    keep = ~np.any([*reasons.values()], axis=0)
    _refuse_long(table, counts, lines, keep & (counts > 0), fired=True)
    lost_ones = np.zeros_like(keep)
    lost_ones[keep] = lost_cycles(counts[keep], applied[keep])
    _refuse_long(table, applied, lines, keep & (counts == 0) & ~lost_ones, fired=False)
    reasons = {**reasons, LOST: lost_ones}
    keep = np.ones(len(counts), bool)
    aside, remarks = [], []
    for reason, wrong in reasons.items():
        if wrong.any():
            first = tuple(int(line) for line in np.sort(lines[wrong])[:_LINES])
            aside.append(SetAside(reason, int(rows[wrong].sum()), first))
            keep &= ~wrong
    dropped = int(np.sum(~keep))
    if dropped:
        remarks.append(f"Set aside: {dropped} of {len(keep)} cycles.")
    unseen = int(sum(np.sum(reasons[each]) for each in (LOST, _UNSEEN) if each in reasons))
    if unseen:
        remarks.append(
            "Cycles whose firing was not seen tell no pulse. If the wall passed the junction "
            "within one pulse, mean_pulses comes out too small by about 0.4 pulses times their "
            f"share of the cycles, here {0.4 * unseen / len(keep):.2g} pulses, and sigma_per_pulse "
            f"by about 4 % times it, {4 * unseen / len(keep):.2g} %."
        )
    if any("did not fire" in each.reason for each in aside):
        remarks.append(
            "Cycles that did not fire are missing, so that mean and sigma are too small: a column "
            "'applied' would let them count."
        )
    return Counts(counts[keep], applied[keep], int(rows[keep].sum()), tuple(aside), tuple(remarks))
