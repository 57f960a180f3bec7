"""What a run has stored, read back for the report; nothing is simulated here."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

from dwmtj.networks.run_folder import CONFIG, RESULTS, SUMMARY, RunFolder, RunFolderError
from dwmtj.parameters import DeviceParameters, NetworkRecipe
from dwmtj.parameters.files import from_tables


@dataclass(frozen=True)
class StoredRun:
    """A finished run.

    Parameters
    ----------
    path : Path
        Its folder.
    summary : dict
        Content of ``summary.json``.
    device : DeviceParameters
        Its device, all values in SI units.
    recipe : NetworkRecipe
        Its recipe, all values in SI units.
    results : Dataset
        Content of ``results.nc``, units in its attributes.
    """

    path: Path
    summary: dict[str, Any]
    device: DeviceParameters
    recipe: NetworkRecipe
    results: xr.Dataset


def read_run(path: Path) -> StoredRun:
    """Read a finished run.

    Parameters
    ----------
    path : Path
        Folder of the run.

    Returns
    -------
    StoredRun
        Its results.

    Raises
    ------
    RunFolderError
        If the folder holds no run, or one that is not finished, or a damaged file.
    """
    config = RunFolder(path).read_config()
    for name in (SUMMARY, RESULTS):
        if not (path / name).is_file():
            raise RunFolderError(f"{path}: no {name}; finish the run with --resume first")
    try:
        summary = json.loads((path / SUMMARY).read_text(encoding="utf-8"))
        results = xr.load_dataset(path / RESULTS, engine="h5netcdf")
    except (ValueError, OSError) as error:
        raise RunFolderError(
            f"{path}: damaged results ({error}); run again with --resume"
        ) from None
    return StoredRun(
        path=path,
        summary=summary,
        device=from_tables(DeviceParameters, config["device"], f"{path / CONFIG}: device"),
        recipe=from_tables(NetworkRecipe, config["recipe"], f"{path / CONFIG}: recipe"),
        results=results,
    )
