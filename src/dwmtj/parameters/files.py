"""Parameter files: presets and recipes that come with the package, and a user's own TOML.

Both are read by the same code. A name without a file ending means one of the package; anything
that ends in ``.toml`` means a file.
"""

import reprlib
import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from dwmtj.atomic import write_text
from dwmtj.parameters.collection import ParameterCollection
from dwmtj.parameters.device import DeviceParameters
from dwmtj.parameters.errors import ParameterError, describe
from dwmtj.parameters.quantity import FROM_FILE
from dwmtj.parameters.recipe import NetworkRecipe

_Collection = TypeVar("_Collection", bound=ParameterCollection)
_KINDS: dict[str, type[ParameterCollection]] = {
    "devices": DeviceParameters,
    "recipes": NetworkRecipe,
}


def device_names() -> list[str]:
    """Names of the device presets of the package, sorted.

    Examples
    --------
    >>> from dwmtj.parameters import device_names
    >>> device_names()
    ['cui2024-network', 'cui2024-ramp', 'cui2024-train', 'liu2025-released-code']
    """
    return _names("devices")


def recipe_names() -> list[str]:
    """Names of the network recipes of the package, sorted.

    Examples
    --------
    >>> from dwmtj.parameters import recipe_names
    >>> recipe_names()
    ['conditioned', 'convolutional', 'paper']
    """
    return _names("recipes")


def load_device(name_or_file: str | Path) -> DeviceParameters:
    """Read a device preset of the package or a user's own device file.

    Parameters
    ----------
    name_or_file : str or Path
        Name of a preset, such as ``"cui2024-network"``, or path of a TOML file.

    Returns
    -------
    DeviceParameters
        The device, all values in SI units.

    Raises
    ------
    ParameterError
        If there is no such preset or file, or its content is not allowed.

    Examples
    --------
    >>> from dwmtj.parameters import load_device
    >>> device = load_device("cui2024-network")
    >>> device.material.gilbert_damping, device.circuit.drive_current  # no unit, ampere
    (0.05, 5e-05)
    >>> print(device.material.source_of("gilbert_damping"))
    paper: model parameter table, alpha
    """
    return _load(DeviceParameters, "devices", name_or_file)


def as_device(device: DeviceParameters | str | Path) -> DeviceParameters:
    """Give the parameters of a device that may be named.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device itself, a preset's name or a TOML file.

    Returns
    -------
    DeviceParameters
        The device, all values in SI units.

    Raises
    ------
    ParameterError
        If there is no such preset or file, its content is not allowed, or it is none of these.

    Examples
    --------
    >>> from dwmtj.parameters import as_device, load_device
    >>> as_device("cui2024-ramp") == as_device(load_device("cui2024-ramp"))
    True
    """
    if isinstance(device, DeviceParameters):
        return device
    if not isinstance(device, (str, Path)):
        raise ParameterError(
            f"device: {reprlib.repr(device)} is not allowed; allowed: DeviceParameters, the name "
            "of a preset or a .toml file"
        )
    return load_device(device)


def load_recipe(name_or_file: str | Path) -> NetworkRecipe:
    """Read a network recipe of the package or a user's own recipe file.

    Parameters
    ----------
    name_or_file : str or Path
        Name of a recipe, such as ``"paper"``, or path of a TOML file.

    Returns
    -------
    NetworkRecipe
        The recipe, all values in SI units.

    Raises
    ------
    ParameterError
        If there is no such recipe or file, or its content is not allowed.

    Examples
    --------
    >>> from dwmtj.parameters import load_recipe
    >>> recipe = load_recipe("conditioned")
    >>> recipe.training.batch_size, recipe.encoding.time_step  # images, seconds
    (50, 1e-10)
    """
    return _load(NetworkRecipe, "recipes", name_or_file)


def from_tables(kind: type[_Collection], tables: Mapping[str, Any], origin: str) -> _Collection:
    """Make a collection from the content of a TOML file.

    Parameters
    ----------
    kind : type
        ``DeviceParameters`` or ``NetworkRecipe``.
    tables : mapping
        Parsed TOML; quantities are text with a unit.
    origin : str
        Name of the file, for error messages.

    Returns
    -------
    ParameterCollection
        An object of the given kind, all values in SI units.

    Raises
    ------
    ParameterError
        If a key is unknown or missing, or a value is not allowed.
    """
    try:
        return kind.model_validate(dict(tables), context=FROM_FILE)
    except ValidationError as error:
        raise ParameterError(describe(error, origin)) from None


def write_toml(
    collection: ParameterCollection, path: str | Path, *, overwrite: bool = False
) -> None:
    """Write a device or recipe as a TOML file that reads back to an equal object.

    Values stand in the units that people use, such as nm, mV, Oe and ohm um^2.

    Parameters
    ----------
    collection : ParameterCollection
        What to write.
    path : str or Path
        New file that ends in ``.toml``.
    overwrite : bool
        Whether a file that is there is replaced.

    Raises
    ------
    ParameterError
        If the name ends otherwise, so that it could not be read again, or there is no such folder.
    FileExistsError
        If the file is there already and is not to be replaced.
    IsADirectoryError
        If it is a folder.

    Examples
    --------
    >>> from dwmtj.parameters import load_device, write_toml
    >>> write_toml(load_device("cui2024-network"), "mine.toml")
    >>> load_device("mine.toml") == load_device("cui2024-network")
    True
    """
    import tomli_w

    check_new_toml(path, overwrite=overwrite)
    write_text(path, tomli_w.dumps(collection.to_tables(practical=True)))


def check_new_toml(path: str | Path, *, overwrite: bool = False) -> None:
    """Refuse a file that :func:`write_toml` would refuse, and change nothing.

    Parameters
    ----------
    path : str or Path
        The file.
    overwrite : bool
        Whether a file that is there is replaced.

    Raises
    ------
    ParameterError
        If its name does not end in ``.toml``, or there is no such folder.
    FileExistsError
        If it is there already and is not to be replaced.
    IsADirectoryError
        If it is a folder.
    """
    if not str(path).endswith(".toml"):
        raise ParameterError(f"{path}: is not allowed; allowed: a name that ends in .toml")
    if not Path(path).parent.is_dir():
        raise ParameterError(f"{path}: there is no folder {Path(path).parent}")
    if Path(path).is_dir():
        raise IsADirectoryError(f"{path}: is a folder, not a file")
    if Path(path).exists() and not overwrite:
        raise FileExistsError(f"{path} is there already; choose another name or remove it")


def read_references() -> str:
    """Give the bibliography (BibTeX) that the ``reference`` sources point into."""
    return _folder().joinpath("references.bib").read_text(encoding="utf-8")


def _folder() -> Traversable:
    return resources.files("dwmtj.parameters")


def _names(folder: str) -> list[str]:
    files = _folder().joinpath(folder).iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def _load(kind: type[_Collection], folder: str, name_or_file: str | Path) -> _Collection:
    name = str(name_or_file)
    if name.endswith(".toml"):
        file: Traversable = Path(name)
        origin = Path(name).name
    elif name in _names(folder):
        file, origin = _folder().joinpath(folder, f"{name}.toml"), name
    else:
        raise ParameterError(_unknown(name, folder))
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ParameterError(f"{name}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ParameterError(f"{origin}: is no TOML file (it is no text)") from None
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(f"{origin}: is no TOML file ({error})") from None
    for other, other_kind in _KINDS.items():
        found = set(tables)
        if found & set(other_kind.group_names()) and not found & set(kind.group_names()):
            raise ParameterError(_confused(origin, other, folder))
    return from_tables(kind, tables, origin)


def _unknown(name: str, folder: str) -> str:
    known = f"there are: {', '.join(_names(folder))}, or give a .toml file"
    for other in _KINDS:
        if name in _names(other):
            return f"{_confused(name, other, folder)}; {known}"
    return f"no {_singular(folder)} {name!r}; {known}"


def _confused(name: str, is_one: str, wanted: str) -> str:
    return f"{name}: is a {_singular(is_one)}, not a {_singular(wanted)}"


def _singular(folder: str) -> str:
    return folder.removesuffix("s")
