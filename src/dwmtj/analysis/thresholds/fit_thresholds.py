"""``dwmtj fit thresholds``: threshold amplitudes with their intervals from a table of cycles.

Estimates, for each event depin, fire and reset: ``v50_*`` and ``width_*`` of the preferred form,
and of each form (``v50_fire_probit``); ``barrier_*`` and ``critical_voltage_*`` of the thermally
activated one; ``*_bootstrap`` of all these; ``akaike_*``; ``stray_share_*``; ``drift_*`` (V per
cycle) and ``drift_p_value_*``; ``cycle_spread_*``, the standard deviation of the preferred form;
``device_spread_*``, and for several devices ``device_spread_*_likelihood``. For both pairs of
neighbours: ``error_rate_depin_fire``, ``overlap_depin_fire``, ``read_voltage_depin_fire`` and the
like; and ``separability``.

Curves, over ``event``, the ``amplitude`` of the ramp and the ``level`` of an interval: ``at_risk``
and ``switched`` pulses; ``pulse_share``, the switching probability of a pulse, with
``pulse_share_low`` and ``pulse_share_high``; ``events``, the histogram of cycles;
``cumulative_share``, the share of cycles that have switched, with its ``_low`` and ``_high``; and
``fitted_share`` over ``form`` and ``fine_amplitude``. The coordinate ``preferred`` names the best
form of each event.

``fitted_share``, ``v50_*`` and ``akaike_*`` of a form belong to the same parameters: the best ones,
or where the width is only limited ``v50_*`` with the likeliest width. It is that of cycles at risk
from the first pulse, without the stray ones, and of several devices that of all of them: half at
``v50_*`` for the symmetric forms, and nearly so for the thermal one, whose middle over all devices
is not the mean of theirs. It is NaN where no curve belongs to ``v50_*``, as of several
devices whose width is not resolved. ``v50_*`` of the thermal form is that of even steps as wide as
the smallest. ``fine_amplitude`` is denser about each v50.
"""

import json
from typing import Any

from dwmtj.analysis.events.events import find_cycle_events, pulse_counts
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.records import EVENTS, PulseCounts, Table
from dwmtj.analysis.tables.set_amplitudes import with_set_amplitudes
from dwmtj.analysis.thresholds.escape_pulse import EscapePulse, escape_pulse
from dwmtj.analysis.thresholds.thresholds import RESAMPLES, thresholds_of
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.files import from_tables

__all__ = ["EscapePulse", "escape_pulse", "fit_thresholds"]


def fit_thresholds(
    table: Table,
    *,
    seed: int = 0,
    pulse: EscapePulse | None = None,
    levels: Any = None,
    resamples: int = RESAMPLES,
) -> FitResult:
    """Fit the thresholds of a table of cycles.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles``.
    seed : int
        Seed of all that is random (no unit).
    pulse : EscapePulse, optional
        What the thermally activated form needs; what the file says of its own device if not given.
    levels : mapping, optional
        Low and high level of each junction [ohm], as for ``find_cycle_events``.
    resamples : int
        Number of resamples of the bootstrap [no unit].

    Returns
    -------
    FitResult
        Estimates and curves: see the module.

    Raises
    ------
    ValueError
        If the events cannot be found in the table.

    Examples
    --------
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> from dwmtj.analysis.thresholds.fit_thresholds import fit_thresholds
    >>> from dwmtj.experiments import cycles, write_csv
    >>> _ = write_csv(cycles(seed=1, cycles=50), "cycles.csv")
    >>> found = fit_thresholds(read_table("cycles.csv", "cycles"), seed=0, resamples=100)
    >>> print(f"{found.estimates['v50_fire'].value:.1f} V")
    2.4 V
    """
    table = with_set_amplitudes(table)
    events = find_cycle_events(table, levels=levels)
    counts: dict[str, PulseCounts] = {event: pulse_counts(table, events, event) for event in EVENTS}
    found = thresholds_of(
        events, counts, pulse=pulse or pulse_told(table), seed=seed, resamples=resamples
    )
    return FitResult(
        kind="thresholds",
        estimates=found.estimates,
        rows_read=table.rows_read,
        rows_used=table.rows_used,
        set_aside=table.set_aside,
        remarks=(*table.remarks, *found.remarks),
        curves=found.curves,
        origin=table.origin,
    )


def pulse_told(table: Table) -> EscapePulse | None:
    """Take from a file of a simulated device what the thermally activated form needs.

    Parameters
    ----------
    table : Table
        The file.

    Returns
    -------
    EscapePulse or None
        None if the file does not tell its device.
    """
    stored = table.attributes.get("device_parameters")
    if not stored:
        return None
    pulse = escape_pulse(from_tables(DeviceParameters, json.loads(str(stored)), table.origin))
    duration = json.loads(str(table.attributes.get("options", "{}"))).get("duration")
    return pulse if pulse is None or duration is None else pulse._replace(duration=duration)
