"""Puts together the events of cycles, whether they were found in readings or stand in the file."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from dwmtj.analysis.events.classified_readings import Bools
from dwmtj.analysis.records import EVENTS, Array, CycleEvents, Integers


class EventPulses(NamedTuple):
    """Of one event: the ``pulse``, its ``amplitude`` [V] and that ``before`` [V], shape [cycles].

    Amplitudes count only where they are ``known``, that before where ``before_known``, shape
    [cycles]; the pulse is 0 where the event did not happen (no unit).
    """

    pulse: Integers
    amplitude: Array
    known: Bools
    before: Array
    before_known: Bools


def cycle_events(found: Mapping[str, EventPulses], **others: Any) -> CycleEvents:
    """Put together events of cycles.

    Parameters
    ----------
    found : mapping
        Pulses by event.
    **others
        The other fields of :class:`~dwmtj.analysis.records.CycleEvents`, shape [cycles].

    Returns
    -------
    CycleEvents
        With NaN for amplitudes that are not known.
    """
    fields = dict(others)
    for name in EVENTS:
        event = found[name]
        fields[f"{name}_pulse"] = event.pulse
        fields[f"{name}_amplitude"] = np.where(event.known, event.amplitude, np.nan)
        fields[f"{name}_before"] = np.where(event.before_known, event.before, np.nan)
    return CycleEvents(**fields)
