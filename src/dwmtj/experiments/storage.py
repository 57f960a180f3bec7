"""Datasets as files: netCDF, whole with units and provenance, and CSV tables as a lab has them.

Files are written whole or not at all, and never replaced unless that is asked for.
"""

from pathlib import Path

import pandas as pd
import xarray as xr

from dwmtj.atomic import replacing

#: Columns of the tables of ramps, cycles and trains: variable and heading.
CYCLE_COLUMNS = {
    "device": "device",
    "cycle": "cycle",
    "pulse": "pulse",
    "amplitude": "amplitude (V)",
    "resistance_a": "R_A (ohm)",
    "resistance_b": "R_B (ohm)",
}
#: Variables that are the main result of the other experiments.
_MAIN = {
    "hysteresis": ["resistance"],
    "write": ["probability", "written_fraction"],
    "passages": ["count"],
    "pulse-length": ["threshold_amplitude", "threshold_law"],
    "temperature": ["threshold_amplitude", "threshold_law"],
}
_EVENTS = [
    "depin_pulse",
    "fire_pulse",
    "reset_pulse",
    "depin_amplitude",
    "fire_amplitude",
    "reset_amplitude",
    "written",
    "completed",
]


def write_netcdf(dataset: xr.Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Store a dataset as netCDF.

    Parameters
    ----------
    dataset : Dataset
        The dataset.
    path : str or Path
        The file.
    overwrite : bool
        Whether a file that is there is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FileExistsError
        If the file is there and is not to be replaced.

    Examples
    --------
    >>> from dwmtj.experiments import ramp, read_netcdf, write_netcdf
    >>> _ = write_netcdf(ramp(seed=1), "ramp.nc")
    >>> read_netcdf("ramp.nc").attrs["experiment"]
    'ramp'
    """
    target = refuse_existing(path, overwrite)
    with replacing(target) as temporary:
        dataset.to_netcdf(temporary, engine="h5netcdf")
    return target


def read_netcdf(path: str | Path) -> xr.Dataset:
    """Read a dataset that :func:`write_netcdf` wrote.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Dataset
        All of it, in memory.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is damaged, or not of an experiment.

    Examples
    --------
    >>> from dwmtj.experiments import ramp, read_netcdf, write_netcdf
    >>> _ = write_netcdf(ramp(seed=1), "ramp.nc")
    >>> int(read_netcdf("ramp.nc").attrs["seed"])
    1
    """
    dataset = load_netcdf(path)
    if "experiment" not in dataset.attrs:
        raise ValueError(f"{path}: is not the dataset of an experiment")
    return dataset


def load_netcdf(path: str | Path) -> xr.Dataset:
    """Read any dataset.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Dataset
        All of it, in memory.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is damaged.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"{path}: there is no such file")
    try:
        return xr.load_dataset(path, engine="h5netcdf")
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{path}: is no whole netCDF file ({error})") from None


def as_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Give the main result of a dataset as a table.

    Parameters
    ----------
    dataset : Dataset
        Of any experiment.

    Returns
    -------
    DataFrame
        Of ramps, cycles and trains one row for each reading, with the columns ``cycle``,
        ``pulse``, ``amplitude (V)``, ``R_A (ohm)`` and ``R_B (ohm)``, after ``device`` if there
        are several; without readings one row for each cycle. Columns of MTJ_A are left out of a
        device with three terminals. Of others their main variables.

    Examples
    --------
    >>> from dwmtj.experiments import as_table, ramp
    >>> as_table(ramp(seed=1)).columns.tolist()
    ['cycle', 'pulse', 'amplitude (V)', 'R_A (ohm)', 'R_B (ohm)']
    """
    if "resistance_b" in dataset and "pulse" in dataset["resistance_b"].dims:
        names = [name for name in CYCLE_COLUMNS if name in dataset.variables]
        columns = [name for name in names if name not in dataset.dims]
        table = dataset[columns].to_dataframe().reset_index()
        order = [name for name in ("device", "cycle", "pulse") if name in names]
        table = table.sort_values(order, ignore_index=True)
        return table[names].rename(columns=CYCLE_COLUMNS)
    events = [name for name in _EVENTS if name in dataset]
    if dataset.attrs.get("terminals") == 3:
        events.remove("written")  # there is no write in its cycles
    main = _MAIN.get(dataset.attrs["experiment"], events)
    if dataset.attrs["experiment"] == "mobility":
        return _mobility_table(dataset)
    table = dataset[main].to_dataframe().reset_index()
    if dataset.attrs["experiment"] == "hysteresis":
        table = _in_the_order_of_the_sweep(table)
    return _named(dataset, table)


def _in_the_order_of_the_sweep(table: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of the falling branch from high to low fields, as they are measured."""
    along = table["field"].where(table["branch"] != "down", -table["field"])
    order = table.assign(along=along).sort_values(["junction", "branch", "along"])
    return table.loc[order.index].reset_index(drop=True)


def _mobility_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Put one table below the other, each with an empty column for the other's drive."""
    parts = [
        _named(dataset, dataset[name].to_dataframe().reset_index()).rename(
            columns={f"{name} (m/s)": "velocity (m/s)"}
        )
        for name in ("current_velocity", "field_velocity")
    ]
    return pd.concat(parts, ignore_index=True)


def _named(dataset: xr.Dataset, table: pd.DataFrame) -> pd.DataFrame:
    """Write the units into the headings."""
    units = {name: dataset[name].attrs.get("units", "1") for name in table.columns}
    return table.rename(
        columns={name: f"{name} ({unit})" for name, unit in units.items() if unit != "1"}
    )


def write_csv(dataset: xr.Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Store the main result of a dataset as CSV, as a lab's own file would have it.

    Parameters
    ----------
    dataset : Dataset
        Of any experiment.
    path : str or Path
        The file.
    overwrite : bool
        Whether a file that is there is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FileExistsError
        If the file is there and is not to be replaced.

    Examples
    --------
    >>> from dwmtj.experiments import ramp, write_csv
    >>> _ = write_csv(ramp(seed=1), "ramp.csv")
    >>> print(open("ramp.csv").readline().strip())
    cycle,pulse,amplitude (V),R_A (ohm),R_B (ohm)
    """
    target = refuse_existing(path, overwrite)
    table = as_table(dataset)
    with replacing(target) as temporary:
        table.to_csv(temporary, index=False, float_format="%.10g")
    return target


def refuse_existing(path: str | Path, overwrite: bool) -> Path:
    """Refuse a file that is there, or whose folder is not.

    Parameters
    ----------
    path : str or Path
        The file.
    overwrite : bool
        Whether it may be replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FileExistsError
        If it is there and is not to be replaced.
    FileNotFoundError
        If its folder is not there.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise FileNotFoundError(f"{target.parent}: there is no such folder")
    if target.is_dir():
        raise IsADirectoryError(f"{target}: is a folder, not a file")
    if target.exists() and not overwrite:
        raise FileExistsError(f"{target} is there already; choose another name or overwrite=True")
    return target
