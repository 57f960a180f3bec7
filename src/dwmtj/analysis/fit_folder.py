"""A fit is a folder: ``fit.json``, tables, and the curves that figures need.

``fit.json`` is written last, so a folder that has it is whole.
"""

import dataclasses
import hashlib
import json
from pathlib import Path

import pandas as pd
import xarray as xr
from pydantic import TypeAdapter

from dwmtj.analysis.estimate import Estimate
from dwmtj.analysis.estimate_rows import rows_of
from dwmtj.analysis.events.event_table import event_table
from dwmtj.analysis.fit_result import SCHEMA_VERSION, FitResult
from dwmtj.analysis.records import SetAside
from dwmtj.atomic import replacing, write_text

FIT = "fit.json"
CURVES = "curves.nc"
ESTIMATES = "estimates.csv"
EVENTS = "events.csv"
PAGE = "report.html"
FIGURES = "figures"

_ESTIMATES = TypeAdapter(dict[str, Estimate])
_SET_ASIDE = TypeAdapter(tuple[SetAside, ...])


def check_fit_folder(folder: str | Path, *, overwrite: bool = False) -> Path:
    """Refuse a folder that a fit may not be written to, and change nothing.

    Parameters
    ----------
    folder : str or Path
        The folder.
    overwrite : bool
        Whether a fit that is there may be replaced.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    FileExistsError
        If it holds a fit that may not be replaced, or something else.
    NotADirectoryError
        If it is a file.
    """
    path = Path(folder)
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(f"{path}: is a file; choose another folder")
    if (path / FIT).exists():
        if not overwrite:
            raise FileExistsError(
                f"{path}: holds a fit already; choose another folder or overwrite=True"
            )
    elif path.is_dir() and any(path.iterdir()):
        raise FileExistsError(f"{path}: is not empty and holds no fit; choose another folder")
    return path


def of_file(result: FitResult, file: str | Path) -> FitResult:
    """Give a fit the name and the digest of its file.

    Parameters
    ----------
    result : FitResult
        The fit.
    file : str or Path
        The file.

    Returns
    -------
    FitResult
        The same, with ``origin`` and ``sha256``.
    """
    path = Path(file)
    return dataclasses.replace(result, origin=path.name, sha256=digest_of(path))


def digest_of(file: str | Path) -> str:
    """Give the SHA-256 digest of a file.

    Parameters
    ----------
    file : str or Path
        The file.

    Returns
    -------
    str
        In hexadecimal.
    """
    with Path(file).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_fit(result: FitResult, folder: str | Path, *, overwrite: bool = False) -> Path:
    r"""Store a fit.

    Parameters
    ----------
    result : FitResult
        The fit.
    folder : str or Path
        The folder; it is made.
    overwrite : bool
        Whether a fit that is there is replaced.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    FileExistsError
        If the folder holds a fit that may not be replaced, or something else.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.analysis.fit_folder import write_fit
    >>> from dwmtj.analysis.passages.fit_passages import fit_passages
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> _ = Path("counts.csv").write_text("count\n" + "\n".join(["11", "12", "13"] * 5))
    >>> folder = write_fit(fit_passages(read_table("counts.csv", "passages"), sets=19), "passages")
    >>> (folder / "fit.json").exists()
    True
    """
    path = check_fit_folder(folder, overwrite=overwrite)
    path.mkdir(parents=True, exist_ok=True)
    (path / FIT).unlink(missing_ok=True)
    with replacing(path / CURVES) as temporary:
        result.curves.to_netcdf(temporary, engine="h5netcdf")
    with replacing(path / ESTIMATES) as temporary:
        pd.DataFrame(rows_of(result)).to_csv(temporary, index=False)
    events = event_table(result.curves)
    if events is None:
        (path / EVENTS).unlink(missing_ok=True)
    else:
        with replacing(path / EVENTS) as temporary:
            events.to_csv(temporary, index=False)
    write_text(path / FIT, result.to_json())
    return path


def read_fit(folder: str | Path) -> FitResult:
    r"""Read a stored fit.

    Parameters
    ----------
    folder : str or Path
        Its folder, or its ``fit.json``.

    Returns
    -------
    FitResult
        The fit.

    Raises
    ------
    FileNotFoundError
        If there is no fit.
    ValueError
        If it is damaged or of another version.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.analysis.fit_folder import read_fit, write_fit
    >>> from dwmtj.analysis.passages.fit_passages import fit_passages
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> _ = Path("counts.csv").write_text("count\n" + "\n".join(["11", "12", "13"] * 5))
    >>> _ = write_fit(fit_passages(read_table("counts.csv", "passages"), sets=19), "passages")
    >>> read_fit("passages").kind
    'passages'
    """
    path = Path(folder)
    path = path.parent if path.name == FIT else path
    if not (path / FIT).is_file():
        raise FileNotFoundError(f"{path}: holds no {FIT}")
    try:
        content = json.loads((path / FIT).read_text(encoding="utf-8"))
        version = content["schema_version"]
        if version != SCHEMA_VERSION:
            raise ValueError(f"schema_version {version!r}; this program reads {SCHEMA_VERSION}")
        return FitResult(
            kind=content["kind"],
            estimates=_ESTIMATES.validate_python(content["estimates"]),
            rows_read=content["rows_read"],
            rows_used=content["rows_used"],
            set_aside=_SET_ASIDE.validate_python(content["rows_set_aside"]),
            remarks=tuple(content["remarks"]),
            curves=xr.load_dataset(path / CURVES, engine="h5netcdf"),
            origin=content["file"],
            sha256=content["sha256"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: is no whole fit ({error})") from None
