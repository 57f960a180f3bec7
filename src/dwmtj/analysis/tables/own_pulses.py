"""Devices of one file that had pulses of their own: each becomes a table by itself.

Two devices have the same pulses if their median amplitudes at each pulse number differ by no more
than a tenth of the smallest step, as read-back values of one ramp do.
"""

from dataclasses import replace

import numpy as np

from dwmtj.analysis.grouped_readings import medians_of_groups
from dwmtj.analysis.records import Array, Table
from dwmtj.analysis.tables.equal_pulses import driven_pulses, has_equal_pulses
from dwmtj.analysis.tables.readings_set_aside import SET_ASIDE

#: Largest difference between devices, as a share of the smallest step [no unit].
_SHARE_OF_STEP = 0.1


def by_own_pulses(table: Table) -> dict[str, Table]:
    """Part a table of cycles by its devices if these had pulses of their own.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles`` or ``cycle-events``.

    Returns
    -------
    dict
        Tables by the name of the device, the first one with the account of the rows set aside; the
        whole table under an empty name if all devices had the same pulses.
    """
    if has_equal_pulses(table) or not _differ(table):
        return {"": table}
    devices = np.asarray(table.columns["device"], float)
    names = table.attributes.get("device_names", {})
    assert isinstance(names, dict)
    parts: dict[str, Table] = {}
    for number in np.unique(devices):
        name = str(names.get(int(number), f"{number:g}"))
        parts[name] = _part(table, devices, float(number), first=not parts)
    return parts


def _differ(table: Table) -> bool:
    device, pulse, amplitude = driven_pulses(table)
    devices, row = np.unique(device, return_inverse=True)
    numbers, column = np.unique(pulse, return_inverse=True)
    shape = (len(devices), len(numbers))
    if shape[0] < 2:
        return False
    place = np.ravel_multi_index((row, column), shape)
    seen = np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape) > 0
    medians = medians_of_groups(amplitude, place, seen.size).reshape(shape)
    steps = np.concatenate([np.diff(own[there]) for own, there in zip(medians, seen, strict=True)])
    least = float(np.abs(steps).min()) if steps.size else 0.0
    low = np.where(seen, medians, np.inf).min(axis=0)
    high = np.where(seen, medians, -np.inf).max(axis=0)
    shared = seen.sum(axis=0) > 1
    rounding = 1e-6 * float(np.abs(amplitude).max())
    return bool(np.any((high - low)[shared] > max(_SHARE_OF_STEP * least, rounding)))


def _part(table: Table, devices: Array, number: float, *, first: bool) -> Table:
    own = devices == number
    attributes = dict(table.attributes)
    if SET_ASIDE in attributes:
        aside = np.asarray(attributes[SET_ASIDE])
        attributes[SET_ASIDE] = aside[aside[:, 0] == number]
    set_aside = tuple(
        each._replace(reason=f"{each.reason} (of all devices of the file)")
        for each in table.set_aside
        if first
    )
    return replace(
        table,
        columns={name: values[own] for name, values in table.columns.items()},
        lines=table.lines[own],
        rows_read=int(own.sum()) + sum(each.rows for each in set_aside),
        set_aside=set_aside,
        attributes=attributes,
    )
