"""The results of all points as tables, and as netCDF."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from dwmtj.atomic import replacing, write_text
from dwmtj.networks.devices import device_of
from dwmtj.networks.study.definition import Point
from dwmtj.networks.study.stored_point import EVALUATIONS, read_evaluations
from dwmtj.networks.study.stored_title import POINTS_TABLE, STUDY_DATA, STUDY_TABLE
from dwmtj.networks.study.study_folder import StudyFolder

#: Of ``study.csv``, one row per point and epoch.
COLUMNS = (
    "study",
    "point",
    "network",
    "recipe",
    "preset",
    "reset",
    "sigma",
    "seed",
    "epoch",
    "train_loss",
    "test_accuracy",
    "spike_rate",
    "seconds",
)
#: Before the name of a factor that an evaluation changes.
_CHANGED = "test_"
_UNITS = {"train_loss": "nat", "test_accuracy": "percent", "spike_rate": "1", "seconds": "s"}


def study_table(folder: StudyFolder) -> pd.DataFrame:
    """Put the epochs of all points together.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.

    Returns
    -------
    DataFrame
        One row per point and epoch, ``COLUMNS``: accuracy in percent, loss in nat, spikes per
        neuron and step, seconds of training; sigma without a unit. What a network does not have
        (preset, reset and sigma of LIF and ReLU) is empty.
    """
    parts = []
    for point in folder.study.points:
        metrics = folder.state(point).metrics.drop(columns=["network", "seed"])
        parts.append(metrics.assign(study=folder.study.name, **_described(point)))
    table = pd.concat([part for part in parts if len(part)] or parts[:1])
    return table.reindex(columns=list(COLUMNS)).reset_index(drop=True)


def points_table(folder: StudyFolder) -> pd.DataFrame:
    """List all points with every factor and what became of them.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.

    Returns
    -------
    DataFrame
        One row per point: its key, factors as the file of the study has them, state, number of
        epochs, and error.
    """
    rows: list[dict[str, Any]] = []
    for point in folder.study.points:
        stored = folder.state(point)
        row = {"point": point.key, **point.factors, "state": stored.state}
        rows.append(row | {"epochs_done": len(stored.metrics), "error": stored.error})
    return pd.DataFrame(rows).convert_dtypes()


def evaluations_table(folder: StudyFolder) -> pd.DataFrame:
    """Put the evaluations of all points together.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.

    Returns
    -------
    DataFrame
        One row per point and evaluation that the study asks for and that is done: what tells the
        point, a column ``test_FACTOR`` for each factor that evaluations name (empty where this one
        does not, and it is as in the training), accuracy in percent and spikes per neuron and step.
    """
    rows: list[dict[str, Any]] = []
    for point in folder.study.points:
        stored = read_evaluations(folder.run_folder(point).path).to_dict("records")
        results = {row["conditions_hash"]: row for row in stored}
        # Over the factors of the file stands what the network really has.
        whose = {"study": folder.study.name, **point.factors, **_described(point)}
        for asked in point.conditions:
            row = results.get(asked.config.hash)
            if row is not None:
                changed = {f"{_CHANGED}{name}": value for name, value in asked.changed.items()}
                measured = {name: row[name] for name in ("test_accuracy", "spike_rate")}
                rows.append({**whose, **changed, **measured})
    return pd.DataFrame(rows).convert_dtypes()  # whole numbers stay so beside empty cells


def write_tables(folder: StudyFolder) -> None:
    """Write the files, each in one step; that of the evaluations only if there are any.

    A file that has this content already is left as it is.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.
    """
    table, points = study_table(folder), points_table(folder)
    evaluations = evaluations_table(folder)
    _renew_table(folder.path / STUDY_TABLE, table)
    _renew_table(folder.path / POINTS_TABLE, points)
    if len(evaluations):
        _renew_table(folder.path / EVALUATIONS, evaluations)
    else:
        (folder.path / EVALUATIONS).unlink(missing_ok=True)
    _renew_data(folder.path / STUDY_DATA, _dataset(folder, table, points, evaluations))


def renew_tables(folder: StudyFolder) -> None:
    """Write the tables anew if there are points to make them from; else leave what is there.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.

    Raises
    ------
    StudyError
        If a point is damaged.
    """
    if folder.has_points:
        write_tables(folder)


def _renew_table(file: Path, table: pd.DataFrame) -> None:
    text = table.to_csv(index=False)
    # Bytes: what cannot be decoded is replaced too.
    if not file.is_file() or file.read_bytes() != text.encode():
        write_text(file, text)


def _renew_data(file: Path, data: xr.Dataset) -> None:
    try:
        # The bytes differ from one version of the library to the next.
        if xr.load_dataset(file, engine="h5netcdf").identical(data):
            return
    except (OSError, ValueError, KeyError):  # missing, or damaged
        pass
    with replacing(file) as temporary:
        data.to_netcdf(temporary, engine="h5netcdf")


def _described(point: Point) -> dict[str, Any]:
    network = point.config.networks[0]
    described = {
        "point": point.key,
        "network": network,
        "recipe": point.config.recipe.name,
        "seed": point.config.seeds[0],
        "preset": None,
        "reset": None,
        "sigma": None,
    }
    if network in ("dwmtj_deterministic", "dwmtj_noisy"):
        device = device_of(network, point.config.device)
        described |= {
            "preset": device.name,
            "reset": device.neuron.reset,
            "sigma": device.wall_noise.sigma,
        }
    return described


def _dataset(
    folder: StudyFolder, table: pd.DataFrame, points: pd.DataFrame, evaluations: pd.DataFrame
) -> xr.Dataset:
    keys = [point.key for point in folder.study.points]
    epochs = np.arange(1, max(point.config.epochs for point in folder.study.points) + 1)
    frame = table.set_index(["point", "epoch"])
    index = pd.MultiIndex.from_product([keys, epochs])
    data = xr.Dataset(
        {
            name: (
                ("point", "epoch"),
                frame[name].reindex(index).to_numpy(float).reshape(len(keys), len(epochs)),
                {"units": unit},
            )
            for name, unit in _UNITS.items()
        },
        coords={"point": keys, "epoch": epochs},
        attrs={"study": folder.study.name, "purpose": folder.study.purpose},
    )
    described = pd.DataFrame([_described(point) for point in folder.study.points])
    factors = points.drop(columns=["point", *(set(points) & set(described))])
    columns = {**dict(described.drop(columns="point").items()), **dict(factors.items())}
    data = data.assign_coords(
        {str(name): ("point", _plain(column)) for name, column in columns.items()}
    )
    return data.assign(_evaluated(evaluations)) if len(evaluations) else data


def _evaluated(evaluations: pd.DataFrame) -> dict[str, Any]:
    """Give the variables of dimension ``evaluation``: results, which point, what was changed."""
    found: dict[str, Any] = {"evaluation_point": ("evaluation", _plain(evaluations["point"]))}
    for name in map(str, evaluations):
        if name in _UNITS:
            values, units = evaluations[name].to_numpy(float, na_value=np.nan), _UNITS[name]
            found[f"evaluation_{name}"] = ("evaluation", values, {"units": units})
        elif name.startswith(_CHANGED):
            found[name] = ("evaluation", _plain(evaluations[name]))
    return found


def _plain(column: "pd.Series[Any]") -> Any:
    """Give numbers and texts as netCDF can hold them; what is missing is NaN or empty."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(float, na_value=np.nan)
    return column.map(
        lambda value: str(value) if isinstance(value, list) or pd.notna(value) else ""
    ).to_numpy(str)
