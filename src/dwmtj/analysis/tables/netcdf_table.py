"""The rows of a dataset of :mod:`dwmtj.experiments`, as its CSV table would have them.

The table is that of :func:`dwmtj.experiments.as_table`, so that netCDF and CSV of one measurement
give the same rows; the dataset tells what a table cannot: the direction and the pulses applied.
"""

import numpy as np
import pandas as pd
import xarray as xr

from dwmtj.analysis.records import Array
from dwmtj.analysis.tables.delimited import LARGEST, Cells
from dwmtj.analysis.tables.headers import find_columns
from dwmtj.analysis.tables.rows import RawRows
from dwmtj.analysis.tables.schema import kind_of
from dwmtj.analysis.tables.table_errors import OtherKindError, placed
from dwmtj.experiments import as_table

_ATTRIBUTES = (
    "experiment",
    "device",
    "device_parameters",
    "seed",
    "direction",
    "terminals",
    "options",
    "source",
)


def rows_of(dataset: xr.Dataset, kind: str) -> RawRows:
    """Give the rows of a dataset.

    Parameters
    ----------
    dataset : Dataset
        Of an experiment.
    kind : str
        Kind of table.

    Returns
    -------
    RawRows
        In SI units, with lines from 1.

    Raises
    ------
    OtherKindError
        If the dataset has not what the kind needs.
    """
    frame = as_table(dataset)
    if kind == "passages" and "count" in frame and "pulse" in dataset.coords:
        frame["applied"] = dataset.sizes["pulse"]
    try:
        found = find_columns([str(each) for each in frame.columns], kind_of(kind))
    except OtherKindError as error:
        experiment = dataset.attrs.get("experiment", "unknown")
        # Its columns are known by their names, so there is no other way to tell them.
        missing = OtherKindError(str(error), error.found)
        raise placed(f"is of the experiment {experiment!r}", missing) from None
    cells = {}
    for name, each in found.items():
        values = frame.iloc[:, each.position]
        cells[name] = _text_cells(values) if each.column.content == "name" else _cells(values)
    attributes = {name: dataset.attrs[name] for name in _ATTRIBUTES if name in dataset.attrs}
    if kind == "cycle-events" and "amplitude" in dataset:
        attributes["amplitudes"] = dataset["amplitude"].to_numpy().tolist()
    return RawRows(cells, found, np.arange(1, len(frame) + 1), attributes)


def _text_cells(values: "pd.Series[str]") -> Cells:
    texts = values.astype(str).to_numpy(dtype=str)
    none = np.zeros(len(texts), bool)
    return Cells(None, texts, none, none)


def _cells(values: "pd.Series[float]") -> Cells:
    numbers: Array = np.asarray(values, np.float64)
    return Cells(numbers, None, np.isnan(numbers), np.abs(numbers) >= LARGEST)
