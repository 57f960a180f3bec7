"""Whether cycles were driven by trains of equal pulses or by ramps.

Amplitudes that an instrument read back differ by its noise, so equal means equal within 2 % of the
largest one. Steps of a ramp are larger: 2 % of 3 V are 60 mV from the first pulse to the last.
"""

import numpy as np

from dwmtj.analysis.records import EVENTS, Array, Table

#: Range of the amplitudes, as a share of the largest, up to which pulses are equal [no unit].
_EQUAL = 0.02


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
    volts = driven_amplitudes(table)
    return not volts.size or bool(np.ptp(volts) <= _EQUAL * np.abs(volts).max())


def driven_amplitudes(table: Table) -> Array:
    """Give the amplitudes of all pulses of a table of cycles.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles`` or ``cycle-events``.

    Returns
    -------
    ndarray
        Amplitudes [V], shape [pulses]; of ``cycle-events`` those of the events.
    """
    if "amplitude" in table.columns:
        driven = np.asarray(table.columns["pulse"]) > 0
        values = np.asarray(table.columns["amplitude"], float)[driven]
    else:
        told = [
            table.columns[f"{e}_amplitude"] for e in EVENTS if f"{e}_amplitude" in table.columns
        ]
        values = np.concatenate([np.asarray(each, float) for each in told]) if told else np.empty(0)
    return np.asarray(values[np.isfinite(values)])
