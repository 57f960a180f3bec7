"""The rows of a netCDF file that a lab has written: its variables are the columns of a table.

A heading is the name of a variable, with its unit in brackets or in the attribute ``units``. The
columns that are used have the same dimensions, one of rows or a grid such as cycles by pulses, and
coordinates may be columns too.
"""

import numpy as np
import pandas as pd
import xarray as xr

from dwmtj.analysis.records import Array
from dwmtj.analysis.tables.delimited import LARGEST, Cells
from dwmtj.analysis.tables.headers import FindColumns, Found
from dwmtj.analysis.tables.heading_units import split_heading
from dwmtj.analysis.tables.rows import RawRows


def lab_rows(dataset: xr.Dataset, find: FindColumns) -> RawRows:
    """Give the rows of a dataset that is of no experiment of this package.

    Parameters
    ----------
    dataset : Dataset
        In memory.
    find : callable
        Finds the columns among headings.

    Returns
    -------
    RawRows
        In the units of the file, with rows from 1 as lines.

    Raises
    ------
    OtherKindError
        If it lacks a column of the kind.
    ValueError
        If columns do not belong together, or one holds no numbers.
    """
    names = [str(name) for name in dataset.variables]
    headings = [_heading(name, dataset[name].attrs.get("units")) for name in names]
    found = find(headings)
    wanted = [names[each.position] for each in found.values()]
    dims = {dataset[name].dims for name in wanted if name not in dataset.dims}
    if len({frozenset(each) for each in dims}) > 1:
        shown = " and ".join(sorted(str(", ".join(map(str, each))) or "none" for each in dims))
        raise ValueError(f"the columns have the dimensions {shown}; expected the same of all")
    frame = dataset[wanted].to_dataframe().reset_index()
    if frame.empty:
        raise ValueError("has no row; expected rows")
    cells = {
        name: _cells(frame[column], each)
        for (name, each), column in zip(found.items(), wanted, strict=True)
    }
    told = [name for name, each in found.items() if each.told]
    return RawRows(cells, found, np.arange(1, len(frame) + 1), {"told_columns": told})


def _heading(name: str, units: object) -> str:
    if split_heading(name).unit is not None or not isinstance(units, str) or not units.strip():
        return name
    return f"{name} ({units.strip()})"


def _cells(values: "pd.Series[float]", column: Found) -> Cells:
    if column.column.content == "name":
        texts = values.astype(str).to_numpy(dtype=str)
        none = np.zeros(len(texts), bool)
        return Cells(None, texts, none, none)
    numbers: Array = np.asarray(pd.to_numeric(values, errors="coerce"), np.float64)
    wrong = np.flatnonzero(np.isnan(numbers) & values.notna().to_numpy())
    if wrong.size:
        cell = values.iloc[int(wrong[0])]
        raise ValueError(
            f"row {wrong[0] + 1}, column {column.text!r}: {str(cell)[:60]!r} is not allowed; "
            "expected a number"
        )
    return Cells(numbers, None, np.isnan(numbers), np.abs(numbers) >= LARGEST)
