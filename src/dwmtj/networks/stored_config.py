"""The configuration of a run, read back from its folder."""

from pathlib import Path
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import NAMES, Imperfections
from dwmtj.networks.run_folder import CONFIG, RunFolder, RunFolderError
from dwmtj.parameters import DeviceParameters, NetworkRecipe
from dwmtj.parameters.files import from_tables


def read_stored_config(path: Path) -> RunConfig:
    """Read what a run computed.

    Parameters
    ----------
    path : Path
        Folder of the run.

    Returns
    -------
    RunConfig
        The configuration, all values in SI units.

    Raises
    ------
    RunFolderError
        If the folder holds no run, or its configuration is damaged.
    """
    tables = RunFolder(path).read_config()
    file = path / CONFIG
    try:
        run: dict[str, Any] = tables["run"]
        return RunConfig(
            profile=run["profile"],
            dataset=run["dataset"],
            device=from_tables(DeviceParameters, tables["device"], f"{file}: device"),
            recipe=from_tables(NetworkRecipe, tables["recipe"], f"{file}: recipe"),
            seeds=tuple(run["seeds"]),
            networks=tuple(run["networks"]),
            train_images=_number(run["train_images"], "all"),
            test_images=_number(run["test_images"], "all"),
            validation_images=_number(run.get("validation_images", "none"), "none"),
            imperfections=Imperfections(**{name: run[name] for name in NAMES if name in run}),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RunFolderError(f"{file}: damaged ({error})") from None


def _number(value: int | str, word: str) -> int | None:
    """Give a number of images; None for the word that stands for no number."""
    if value == word:
        return None
    if not isinstance(value, int):
        raise ValueError(f"{value!r} is neither a number nor {word!r}")
    return value
