"""The factors of a study: their names, and what each changes in the configuration of a run."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import NAMES, Imperfections
from dwmtj.networks.kinds import NETWORK_KINDS
from dwmtj.networks.profiles import PROFILES, configure
from dwmtj.networks.study.names import KNOWN, SHORT_NAMES, is_number, is_path, path_of
from dwmtj.parameters import (
    DeviceParameters,
    NetworkRecipe,
    Source,
    load_device,
    load_recipe,
)

#: A network that is trained with the first batch norm can be evaluated with the second.
TRACKED, UNTRACKED = "spikes-per-step", "spikes-per-step-untracked"
#: What can be otherwise when a trained network is evaluated.
_CONDITIONS = ("preset", "time_steps", *NAMES, *SHORT_NAMES)
_SIZES = ("time_steps", "epochs", "train_images", "validation_images")
_SUFFIX = ".toml"


def check_name(name: str) -> None:
    """Refuse a factor that does not exist.

    Parameters
    ----------
    name : str
        Name of the factor.

    Raises
    ------
    ValueError
        If there is no such factor; the message names the one that is written most alike.
    """
    if name in KNOWN or is_path(name):
        return
    alike = difflib.get_close_matches(name, KNOWN, n=1)
    meant = f"; did you mean {alike[0]}?" if alike else ""
    raise ValueError(
        f"factor {name!r} is not known{meant}; known: {', '.join(KNOWN)}, "
        "and paths such as device.track.firing_distance or recipe.training.learning_rate"
    )


def check_factor(name: str, value: Any) -> None:
    """Refuse a factor that does not exist, or a value that it cannot have.

    Parameters
    ----------
    name : str
        Name of the factor.
    value : str, int, float or list of int
        One value of it, in the SI unit of its field or as text with a unit.

    Raises
    ------
    ValueError
        If there is no such factor, or the value is of another kind.
    """
    check_name(name)
    if name == "network" and value not in NETWORK_KINDS:
        raise ValueError(
            f"network: {value!r} is not allowed; allowed: {', '.join(map(str, NETWORK_KINDS))}"
        )
    if name in ("seed", *_SIZES) and (
        isinstance(value, bool) or not isinstance(value, int) or value < 0
    ):
        raise ValueError(f"{name}: {value!r} is not allowed; allowed: a whole number from 0")
    if name in ("profile", "preset", "recipe") and not isinstance(value, str):
        raise ValueError(f"{name}: {value!r} is not allowed; allowed: a name")
    if name in NAMES and not is_number(value):
        raise ValueError(f"{name}: {value!r} is not allowed; allowed: a number, such as 0.05")


def check_condition(name: str, value: Any) -> None:
    """Refuse what cannot be changed once a network is trained.

    Parameters
    ----------
    name : str
        Name of the factor.
    value : str, int or float
        One value of it, in the SI unit of its field or as text with a unit.

    Raises
    ------
    ValueError
        If there is no such factor, or it decides the training.
    """
    check_factor(name, value)
    if name not in _CONDITIONS and not name.startswith("device."):
        raise ValueError(
            f"{name}: cannot be changed in an evaluation; allowed: {', '.join(_CONDITIONS)}, and "
            "paths such as device.track.firing_distance"
        )
    if name == "batch_norm" and value != UNTRACKED:
        raise ValueError(
            f"batch_norm: {value!r} is not allowed in an evaluation; allowed: {UNTRACKED}, which "
            "takes the statistics of the evaluated batches and not the running averages"
        )


def configure_point(factors: Mapping[str, Any], folder: Path) -> RunConfig:
    """Make the configuration of one point.

    Parameters
    ----------
    factors : mapping
        Value of each factor, in the SI unit of its field or as text with a unit; ``network`` and
        ``seed`` have to be among them.
    folder : Path
        Where names of device and recipe files that end in ``.toml`` are looked for.

    Returns
    -------
    RunConfig
        One network, one seed.

    Raises
    ------
    ValueError
        If a value is not allowed.
    """
    device = load_device(_place(factors.get("preset", "cui2024-network"), folder))
    profile = factors.get("profile", "paper")
    recipe = factors.get("recipe", PROFILES[profile].recipe if profile in PROFILES else None)
    changed: dict[str, Any] = {
        "device": device,
        "recipe": load_recipe(_place(recipe, folder)) if recipe else None,
    }
    for name, value in factors.items():
        part, _, path = path_of(name).partition(".")
        if path and changed[part] is not None:  # else there is no such profile
            changed[part] = _change(changed[part], name, path, value)
    return configure(
        profile,
        recipe=changed["recipe"],
        device=changed["device"],
        seeds=(factors["seed"],),
        networks=(factors["network"],),
        imperfections=Imperfections(**{name: factors[name] for name in NAMES if name in factors}),
        **{name: factors[name] for name in _SIZES if name in factors},
    )


def _place(name: str, folder: Path) -> str | Path:
    return folder / name if name.endswith(_SUFFIX) else name


def _change(
    parameters: DeviceParameters | NetworkRecipe, factor: str, path: str, value: Any
) -> DeviceParameters | NetworkRecipe:
    source = Source(kind="assumed", detail=f"factor {factor} of a study")
    try:
        return parameters.replace(path, tuple(value) if isinstance(value, list) else value, source)
    except ValueError as error:
        listed = "; a value that is a list stands in a list of its own, such as [[100, 50]]"
        hint = listed if path == "architecture.hidden_layers" else ""
        raise ValueError(f"{factor}: {value!r} is not allowed; {error}{hint}") from None
