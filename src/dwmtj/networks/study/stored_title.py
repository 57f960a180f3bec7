"""Names of the tables of a study, and the name of the study that they are of."""

from pathlib import Path

import xarray as xr

from dwmtj.networks.study.definition import StudyError
from dwmtj.networks.study.stored_point import read_stored

#: The tables and the netCDF file of a study.
STUDY_TABLE = "study.csv"
POINTS_TABLE = "points.csv"
STUDY_DATA = "study.nc"


def read_title(folder: Path) -> tuple[str, str]:
    """Read of which study the tables are.

    Parameters
    ----------
    folder : Path
        Folder of its results.

    Returns
    -------
    name, purpose : str
        As the netCDF file or the tables beside it have them; else empty.
    """
    try:
        with xr.open_dataset(folder / STUDY_DATA, engine="h5netcdf") as data:
            return str(data.attrs["study"]), str(data.attrs["purpose"])
    except (OSError, ValueError, KeyError):  # missing, or damaged
        pass
    try:
        names = read_stored(folder / STUDY_TABLE, ("study",))["study"]
    except StudyError:  # what is damaged is made anew
        return "", ""
    return (str(names.iloc[0]) if len(names) else ""), ""
