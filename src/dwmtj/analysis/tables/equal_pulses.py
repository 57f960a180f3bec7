"""Whether cycles were driven by trains of equal pulses or by ramps.

Amplitudes that an instrument read back differ by its noise, so equal means equal within 2 % of the
largest one. Steps of a ramp are larger: 2 % of 3 V are 60 mV from the first pulse to the last.
"""

from typing import NamedTuple

import numpy as np

from dwmtj.analysis.records import EVENTS, Array, Table

#: Range of the amplitudes, as a share of the largest, up to which pulses are equal [no unit].
_EQUAL = 0.02


class DrivenPulses(NamedTuple):
    """``device`` and ``number`` of pulses (no units), ``amplitude`` [V], each of shape [pulses]."""

    device: Array
    number: Array
    amplitude: Array


def has_equal_pulses(table: Table) -> bool:
    """Tell whether all pulses of a table of cycles have the same amplitude.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles`` or ``cycle-events``.

    Returns
    -------
    bool
        True for trains, and where no amplitude is known; False for ramps.
    """
    volts = driven_pulses(table).amplitude
    return not volts.size or bool(np.ptp(volts) <= _EQUAL * np.abs(volts).max())


def driven_pulses(table: Table) -> DrivenPulses:
    """Give all pulses of a table of cycles whose amplitudes are told.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles`` or ``cycle-events``; of the latter the events tell them.

    Returns
    -------
    DrivenPulses
        In the order of the table, of events one event after the other.
    """
    columns = table.columns
    if "amplitude" in columns:
        sets = [("pulse", "amplitude")]
    else:
        sets = [(f"{event}_pulse", f"{event}_amplitude") for event in EVENTS]
    device = np.asarray(columns.get("device", np.ones(table.rows_used)), float)
    found = [np.empty((3, 0))]
    for number, volts in sets:
        if number in columns and volts in columns:
            rows = np.stack([device, *(np.asarray(columns[e], float) for e in (number, volts))])
            found.append(rows[:, (rows[1] > 0) & np.isfinite(rows[2])])
    return DrivenPulses(*np.concatenate(found, axis=1))
