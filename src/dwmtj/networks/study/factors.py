"""The factors of a study: their names, and what each changes in the configuration of a run."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import NAMES, Imperfections
from dwmtj.networks.kinds import NETWORK_KINDS, NetworkKind
from dwmtj.networks.profiles import configure
from dwmtj.parameters import (
    DeviceParameters,
    NetworkRecipe,
    Source,
    load_device,
    load_recipe,
)

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
#: A network that is trained with the first batch norm can be evaluated with the second.
TRACKED, UNTRACKED = "spikes-per-step", "spikes-per-step-untracked"
#: What can be otherwise when a trained network is evaluated.
_CONDITIONS = ("preset", "time_steps", *NAMES, *SHORT_NAMES)
#: Imperfections of synapses; the others are of walls.
_OF_WEIGHTS = ("weight_bits", "weight_noise")
_SIZES = ("time_steps", "epochs", "train_images", "validation_images")
_SUFFIX = ".toml"


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
    known = (*GENERAL_NAMES, *SHORT_NAMES, *NAMES)
    if name not in known and not _is_path(name):
        raise ValueError(
            f"factor {name!r} is not known; known: {', '.join(known)}, "
            "and paths such as device.track.firing_distance or recipe.training.learning_rate"
        )
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


def changes_network(network: NetworkKind, names: Collection[str]) -> bool:
    """Tell whether factors have a part in what a network does.

    Parameters
    ----------
    network : {"lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"}
        The network.
    names : collection of str
        Names of factors that an evaluation may change.

    Returns
    -------
    bool
        False for networks without walls if only walls are concerned.
    """
    if network in ("dwmtj_deterministic", "dwmtj_noisy"):
        return True
    of_spikes = () if network == "relu" else ("batch_norm",)
    return any(name in ("time_steps", "encoder", *of_spikes, *_OF_WEIGHTS) for name in names)


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
    recipe = load_recipe(_place(factors["recipe"], folder)) if "recipe" in factors else None
    changed: dict[str, Any] = {"device": device, "recipe": recipe}
    for name, value in factors.items():
        part, _, path = SHORT_NAMES.get(name, name).partition(".")
        if path:
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


def _is_path(name: str) -> bool:
    part, *rest = name.split(".")
    groups = {"device": DeviceParameters.group_names(), "recipe": NetworkRecipe.group_names()}
    return part in groups and len(rest) == 2 and rest[0] in groups[part]


def _place(name: str, folder: Path) -> str | Path:
    return folder / name if name.endswith(_SUFFIX) else name


def _change(
    parameters: DeviceParameters | NetworkRecipe | None, factor: str, path: str, value: Any
) -> DeviceParameters | NetworkRecipe:
    if parameters is None:
        raise ValueError(f'{factor}: name the recipe too (recipe = "conditioned", for example)')
    source = Source(kind="assumed", detail=f"factor {factor} of a study")
    try:
        return parameters.replace(path, tuple(value) if isinstance(value, list) else value, source)
    except ValueError as error:
        raise ValueError(f"{factor}: {value!r} is not allowed; {error}") from None
