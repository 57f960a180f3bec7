"""Reads the file of a lab, or of ``dwmtj measure``, into a table.

Text and netCDF differ only here: both become the same rows, with the same checks.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import xarray as xr

from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.delimited import read_cells
from dwmtj.analysis.tables.headers import FindColumns, find_columns
from dwmtj.analysis.tables.lab_netcdf import lab_rows
from dwmtj.analysis.tables.netcdf_table import rows_of
from dwmtj.analysis.tables.rows import RawRows, make_table
from dwmtj.analysis.tables.schema import kind_of
from dwmtj.analysis.tables.table_errors import placed
from dwmtj.analysis.tables.text_file import decode, find_table
from dwmtj.experiments.storage import load_netcdf

_HDF5 = b"\x89HDF"


def read_table(
    path: str | Path,
    kind: str,
    *,
    columns: Mapping[str, str] | None = None,
    partly: bool = False,
) -> Table:
    """Read a file.

    Parameters
    ----------
    path : str or Path
        CSV, TSV or another text table, or netCDF, of ``dwmtj measure --out`` or with columns of
        such a table as variables.
    kind : str
        Kind of table, see :mod:`dwmtj.analysis.tables.schema`.
    columns : mapping, optional
        Heading, with or without a unit, by the short name of the column it is to be, such as
        ``{"amplitude": "V_pulse (mV)"}``; what is not named is found by its heading.
    partly : bool
        Whether ``columns`` may have others too, which are of other files.

    Returns
    -------
    Table
        Used rows in SI units, and an account of the others.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    OtherKindError
        If it has not the columns of this kind.
    ValueError
        If something is wrong with it: line, column and what was expected.

    Examples
    --------
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> from dwmtj.experiments import train, write_csv
    >>> _ = write_csv(train(seed=1, cycles=5), "trains.csv")
    >>> table = read_table("trains.csv", "cycles")
    >>> table.rows_read, table.rows_used, list(table.columns)
    (105, 105, ['cycle', 'pulse', 'amplitude', 'resistance_a', 'resistance_b'])
    """
    find = partial(find_columns, kind=kind_of(kind), columns=columns, partly=partly)
    file = Path(path)
    if not file.is_file():
        what = "is a folder, not a file" if file.is_dir() else "there is no such file"
        raise FileNotFoundError(f"{file}: {what}")
    with file.open("rb") as stream:
        is_netcdf = stream.read(len(_HDF5)) == _HDF5
    if is_netcdf or file.suffix == ".nc":
        _refuse_damaged(file)
        return _of_netcdf(file, kind, find, told=bool(columns) and not partly)
    try:
        text = find_table(decode(file.read_bytes()), find)
        attributes: dict[str, object] = {
            "lines_before_headings": text.preamble,
            "told_columns": [name for name, each in text.columns.items() if each.told],
        }
        raw = RawRows(read_cells(text), text.columns, text.lines, attributes)
        return make_table(str(file), kind, raw)
    except ValueError as error:
        raise placed(str(file), error) from None


def _of_netcdf(file: Path, kind: str, find: FindColumns, *, told: bool) -> Table:
    dataset = load_netcdf(file)
    if "experiment" in dataset.attrs:
        if told:
            raise ValueError(
                f"{file}: columns: not allowed with a dataset of dwmtj; its names are known"
            )
        return table_of(dataset, kind, origin=str(file))
    try:
        raw = lab_rows(dataset, find)
        return make_table(str(file), kind, raw)
    except ValueError as error:
        raise placed(str(file), error) from None


def _refuse_damaged(file: Path) -> None:
    """Go through all that a netCDF 4 file names before a library does, which leaves it open."""
    import h5py

    try:
        with h5py.File(file, "r") as content:
            content.visititems(lambda name, item: list(item.attrs.values()) and None)
            list(content.attrs.values())
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        raise ValueError(f"{file}: is no whole netCDF file ({error})") from None


def table_of(dataset: xr.Dataset, kind: str, *, origin: str = "dataset") -> Table:
    """Give the table of a dataset of :mod:`dwmtj.experiments`.

    Parameters
    ----------
    dataset : Dataset
        In memory.
    kind : str
        Kind of table, see :mod:`dwmtj.analysis.tables.schema`.
    origin : str
        Name for messages.

    Returns
    -------
    Table
        As of a file with the same rows; ``lines`` are rows from 1.

    Raises
    ------
    ValueError
        If the dataset has not what the kind needs.
    """
    try:
        return make_table(origin, kind, rows_of(dataset, kind))
    except ValueError as error:
        raise placed(origin, error) from None
