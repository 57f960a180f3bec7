"""The events of each cycle as a table of the kind ``cycle-events``, which can be read again."""

import json

import numpy as np
import pandas as pd
import xarray as xr

from dwmtj.analysis.records import EVENTS


def event_table(curves: xr.Dataset) -> pd.DataFrame | None:
    """Give the events of the cycles.

    Parameters
    ----------
    curves : Dataset
        Of :func:`~dwmtj.analysis.events.event_curves.event_curves`, or of another kind of fit.

    Returns
    -------
    DataFrame or None
        A row for each cycle: ``device``, ``cycle``, ``applied`` and ``written``, number and
        amplitude [V] of the pulse of each event (0 and empty for none), and the ``label``; None if
        the curves have no cycles.
    """
    if "row_label" not in curves:
        return None
    names = json.loads(curves.attrs.get("device_names", "{}"))
    device = curves["row_device"].values.astype(np.int64).astype(str)
    columns = {
        "device": [names.get(each, each) for each in device],
        "cycle": curves["row_cycle"].values,
        "applied": curves["applied"].values,
        "written": curves["written"].values.astype(np.int64),
    }
    for event in EVENTS:
        columns[f"{event}_pulse"] = curves[f"{event}_pulse"].values
        columns[f"{event}_amplitude (V)"] = np.round(curves[f"{event}_amplitude"].values, 9)
    return pd.DataFrame(columns | {"label": curves["row_label"].values.astype(str)})
