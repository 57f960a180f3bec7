"""Names of the factors of a study, and in which unit their values are."""

from collections.abc import Mapping
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import NAMES
from dwmtj.parameters import DeviceParameters, NetworkRecipe

#: Short names of single values of the device or the recipe; any other goes by its path, such as
#: ``device.track.firing_distance`` or ``recipe.training.learning_rate``.
SHORT_NAMES = {
    "sigma": "device.wall_noise.sigma",
    "noise_interval": "device.wall_noise.interval",
    "reset": "device.neuron.reset",
    "write_time": "device.circuit.write_time",
    "encoder": "recipe.encoding.encoder",
    "batch_norm": "recipe.architecture.batch_norm",
}
#: What is not a single value of device or recipe.
GENERAL_NAMES = (
    "network",
    "seed",
    "profile",
    "preset",
    "recipe",
    "time_steps",
    "epochs",
    "train_images",
    "validation_images",
)
#: All but the paths.
KNOWN = (*GENERAL_NAMES, *SHORT_NAMES, *NAMES)
_SHORTENED = {path: name for name, path in SHORT_NAMES.items()}


def name_values(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Give every value of a table the name of its factor.

    Parameters
    ----------
    table : mapping
        A table of a study's file; TOML makes tables of ``device.wall_noise.sigma`` without quotes.
    prefix : str
        Where the table stands in another one, such as ``device.``.

    Returns
    -------
    dict
        Values by their short names where they have one, else by their paths.

    Raises
    ------
    ValueError
        If two of them are the same factor.

    Examples
    --------
    >>> from dwmtj.networks.study.names import name_values
    >>> name_values({"device": {"wall_noise": {"sigma": 0.3}, "track": {"width": "25 nm"}}})
    {'sigma': 0.3, 'device.track.width': '25 nm'}
    """
    named: dict[str, Any] = {}
    for name, value in table.items():
        path = f"{prefix}{name}"
        below = isinstance(value, dict)
        own = name_values(value, f"{path}.") if below else {_SHORTENED.get(path, path): value}
        for twice in named.keys() & own:
            raise ValueError(f"{twice} and {path_of(twice)} are the same value; leave one out")
        named |= own
    return named


def path_of(name: str) -> str:
    """Give the path of a factor that is a single value of device or recipe.

    Parameters
    ----------
    name : str
        Name of the factor.

    Returns
    -------
    str
        Such as ``device.wall_noise.sigma`` for ``sigma``; empty for other factors.

    Examples
    --------
    >>> from dwmtj.networks.study.names import path_of
    >>> path_of("sigma"), path_of("recipe.training.warmup"), path_of("seed")
    ('device.wall_noise.sigma', 'recipe.training.warmup', '')
    """
    path = SHORT_NAMES.get(name, name)
    return path if "." in path else ""


def unit_of(name: str, config: RunConfig) -> str:
    """Give the SI unit of a factor.

    Parameters
    ----------
    name : str
        Name of the factor.
    config : RunConfig
        A run that has it.

    Returns
    -------
    str
        Empty for a pure number, a word, and what is no single value of device or recipe.

    Examples
    --------
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.study.names import unit_of
    >>> config = configure("smoke")
    >>> unit_of("write_time", config), unit_of("sigma", config), unit_of("reset", config)
    ('s', '', '')
    """
    part, _, path = path_of(name).partition(".")
    owner = config.device if part == "device" else config.recipe
    for group, entry in owner.entries():
        if f"{group}.{entry.field}" == path and entry.quantity is not None:
            return "" if entry.quantity.unit == "1" else entry.quantity.unit
    return ""


def is_number(value: Any) -> bool:
    """Tell whether a value has a place on an axis.

    Parameters
    ----------
    value : object
        Value of a factor.

    Returns
    -------
    bool
        True for numbers.
    """
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_path(name: str) -> bool:
    """Tell whether a name is a path to a group that there is.

    Parameters
    ----------
    name : str
        Such as ``device.track.firing_distance``.

    Returns
    -------
    bool
        Whether device or recipe has the group; the field is not looked for.
    """
    part, *rest = name.split(".")
    groups = {"device": DeviceParameters.group_names(), "recipe": NetworkRecipe.group_names()}
    return part in groups and len(rest) == 2 and rest[0] in groups[part]
