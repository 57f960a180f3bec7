"""What figures and tables of events are drawn from.

Variables, all with unit and long name:

- along ``row``, one for each cycle: the fields of
  :class:`~dwmtj.analysis.records.CycleEvents`, ``row_`` before ``device``, ``cycle`` and ``label``;
- ``readings_a`` (``resistance_a``) and ``readings_b`` (``resistance_b``), histograms of the
  readings;
- ``level_a``, ``level_b`` (``device``, ``level``), the two levels, and ``limit_a``, ``limit_b``
  (``device``, ``limit``), where a reading is a switch downwards and upwards;
- ``cycles_of_label`` (``label_name``);
- ``cycles_at_amplitude`` (``event``, ``event_amplitude``) and ``cycles_at_pulse`` (``event``,
  ``event_pulse``), how many cycles had an event there;
- ``state`` (``shown_cycle``, ``reading``), states 1 to 4 of the first cycles of the first device, 0
  for no reading, ``trace_a`` and ``trace_b`` their resistances, and ``trace_amplitude`` the
  amplitudes of their pulses.

The attribute ``device_names`` has the names of devices that have some, by their numbers, as JSON.
"""

import json
from typing import Any

import numpy as np
import xarray as xr

from dwmtj.analysis.events.classified_readings import Classified, column_of
from dwmtj.analysis.events.cycle_labels import LABELS
from dwmtj.analysis.events.levels import JunctionLevels
from dwmtj.analysis.records import EVENTS, Array, CycleEvents, Integers, Table
from dwmtj.experiments.events import events_of

_BINS, _SHOWN_CYCLES, _SHOWN_READINGS = 120, 200, 400
_QUANTITIES = {
    "applied": ("pulses of the cycle", "1"),
    "written": ("whether the first junction was switched before the first pulse", "1"),
    "label": ("what became of the cycle", "1"),
    "device": ("device", "1"),
    "cycle": ("cycle", "1"),
    "last_amplitude": ("amplitude of the last pulse", "V"),
    **{f"{name}_pulse": (f"pulse of {name}; 0 for none", "1") for name in EVENTS},
    **{f"{name}_amplitude": (f"amplitude of {name}", "V") for name in EVENTS},
    **{f"{name}_before": (f"amplitude of the pulse before {name}", "V") for name in EVENTS},
}


def event_curves(
    events: CycleEvents, table: Table, classified: Classified | None = None
) -> xr.Dataset:
    """Give what figures of events are drawn from.

    Parameters
    ----------
    events : CycleEvents
        What was found.
    table : Table
        Where it is from.
    classified : Classified, optional
        Its readings, if it has any.

    Returns
    -------
    Dataset
        See the module.
    """
    variables: dict[str, Any] = {}
    for name in events._fields:
        long_name, unit = _QUANTITIES[name]
        variables[_row_name(name)] = _variable("row", getattr(events, name), long_name, unit)
    counts = [int(np.sum(events.label == label)) for label in LABELS]
    variables["cycles_of_label"] = _variable("label_name", counts, "cycles", "1")
    coords: dict[str, Any] = {"label_name": list(LABELS), "event": list(EVENTS)}
    for kind, unit in (("amplitude", "V"), ("pulse", "1")):
        values, table_of_counts = _counts(events, kind)
        name = f"event_{kind}"
        coords[name] = _variable(name, values, f"{kind} of the event", unit)
        variables[f"cycles_at_{kind}"] = _variable(("event", name), table_of_counts, "cycles", "1")
    if classified is not None:
        _add_levels(variables, coords, table, classified)
        _add_traces(variables, table, classified)
    names = table.attributes.get("device_names")
    return xr.Dataset(variables, coords, {"device_names": json.dumps(names)} if names else None)


def _row_name(name: str) -> str:
    """Name along the rows; ``device`` and ``label`` are dimensions elsewhere."""
    return f"row_{name}" if name in ("device", "label", "cycle") else name


def _variable(dims: str | tuple[str, ...], values: Any, long_name: str, unit: str) -> Any:
    return (dims, np.asarray(values), {"long_name": long_name, "units": unit})


def _counts(events: CycleEvents, kind: str) -> tuple[Array, Integers]:
    found = [np.asarray(getattr(events, f"{name}_{kind}"), float) for name in EVENTS]
    pulses = [np.asarray(getattr(events, f"{name}_pulse")) for name in EVENTS]
    known = [
        np.round(each[(pulse > 0) & np.isfinite(each)], 9)
        for each, pulse in zip(found, pulses, strict=True)
    ]
    values = np.unique(np.concatenate(known))
    counts = np.zeros((len(EVENTS), len(values)), np.int64)
    for row, each in enumerate(known):
        np.add.at(counts[row], np.searchsorted(values, each), 1)
    return values, counts


def _add_levels(
    variables: dict[str, Any], coords: dict[str, Any], table: Table, classified: Classified
) -> None:
    readings = classified.readings
    per_cycle = len(readings.pulse) / int(readings.begins.sum())
    coords["level"], coords["limit"] = ["low", "high"], ["downwards", "upwards"]
    coords["device"] = np.unique(_devices(table))
    for name, levels in (("a", classified.level_a), ("b", classified.level_b)):
        resistance = column_of(table, f"resistance_{name}")
        if resistance is None:
            continue
        counts, edges = np.histogram(resistance, _BINS, _range(resistance, levels))
        axis = f"resistance_{name}"
        long_name = f"resistance at terminal {name.upper()}"
        coords[axis] = _variable(axis, (edges[1:] + edges[:-1]) / 2, long_name, "ohm")
        variables[f"readings_{name}"] = _variable(axis, counts, "readings", "1")
        if levels is None:
            continue
        pair = np.stack([levels.low, levels.high], -1)
        variables[f"level_{name}"] = _variable(("device", "level"), pair, "levels", "ohm")
        half = levels.half_width(per_cycle)
        pair = np.stack([levels.middle - half, levels.middle + half], -1)
        text = "resistance at which a reading is a switch"
        variables[f"limit_{name}"] = _variable(("device", "limit"), pair, text, "ohm")


def _range(resistance: Array, levels: JunctionLevels | None) -> tuple[float, float]:
    """Range of a histogram: what lies far beyond the levels does not set it."""
    low, high = float(resistance.min()), float(resistance.max())
    if levels is not None:
        reach = float(np.max(levels.high) - np.min(levels.low))
        low = max(low, float(np.min(levels.low)) - reach)
        high = min(high, float(np.max(levels.high)) + reach)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _devices(table: Table) -> Array:
    device = column_of(table, "device")
    return np.ones(1) if device is None else device


def _add_traces(variables: dict[str, Any], table: Table, classified: Classified) -> None:
    readings = classified.readings
    starts = np.flatnonzero(readings.begins & (readings.device == 0))[:_SHOWN_CYCLES]
    lengths = np.diff(np.r_[np.flatnonzero(readings.begins), len(readings.pulse)])[: len(starts)]
    width = int(min(lengths.max(), _SHOWN_READINGS))
    place = np.arange(width)
    rows = starts[:, None] + np.minimum(place, lengths[:, None] - 1)
    there = place < lengths[:, None]
    state = events_of(classified.first_up[rows], classified.second_up[rows]).state
    dims = ("shown_cycle", "reading")
    variables["state"] = _variable(dims, np.where(there, state, 0), "state of the cycle", "1")
    shown = {"trace_amplitude": ("amplitude", "amplitude of the pulse", "V")}
    for name in ("a", "b"):
        text = f"resistance at terminal {name.upper()}"
        shown[f"trace_{name}"] = (f"resistance_{name}", text, "ohm")
    for name, (column, text, unit) in shown.items():
        values = column_of(table, column)
        if values is not None:
            traces = np.where(there, values[rows], np.nan)
            variables[name] = _variable(dims, traces, text, unit)
