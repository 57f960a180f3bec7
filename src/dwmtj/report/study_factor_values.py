"""What runs have for the factors of a study, in numbers and in words."""

from collections import Counter
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import NAMES as IMPERFECTIONS
from dwmtj.networks.study.factors import SHORT_NAMES
from dwmtj.parameters.units import format_readable
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import NETWORKS

#: Factors that only the device has, beside the fields of the device itself.
_OF_DEVICE = ("preset", "velocity_spread", "distance_spread", "reset_failure")


def value_of_factor(config: RunConfig, name: str) -> Any:
    """Give what a run has for a factor, also where its file leaves it to preset and recipe.

    Parameters
    ----------
    config : RunConfig
        The run.
    name : str
        Name of the factor.

    Returns
    -------
    object
        Numbers in SI units; "none" for what is not limited.
    """
    part, _, path = SHORT_NAMES.get(name, name).partition(".")
    if path:
        group, field = path.split(".")
        owner = config.device if part == "device" else config.recipe
        return getattr(getattr(owner, group), field)
    if name in IMPERFECTIONS:
        value = getattr(config.imperfections, name)
        return "none" if value is None else value
    return {
        "network": config.networks[0],
        "seed": config.seeds[0],
        "preset": config.device.name,
        "recipe": config.recipe.name,
        "time_steps": config.recipe.encoding.time_steps,
        "epochs": config.epochs,
        "train_images": config.train_images or "all",
        "validation_images": config.validation_images or "none",
        "profile": config.profile,
    }[name]


def name_of_factor(name: str) -> str:
    """Write the name of a factor for people.

    Parameters
    ----------
    name : str
        Its name in the file.

    Returns
    -------
    str
        Such as "firing distance" for ``device.track.firing_distance``.
    """
    return name.rpartition(".")[2].replace("_", " ")


def unit_of_factor(config: RunConfig, name: str) -> str:
    """Give the SI unit of a factor.

    Parameters
    ----------
    config : RunConfig
        A run that has it.
    name : str
        Name of the factor.

    Returns
    -------
    str
        The unit; empty for a pure number or a word.
    """
    part, _, path = SHORT_NAMES.get(name, name).partition(".")
    owner = config.device if part == "device" else config.recipe
    for group, entry in owner.entries():
        if f"{group}.{entry.field}" == path and entry.quantity is not None:
            return "" if entry.quantity.unit == "1" else entry.quantity.unit
    return "bit" if name == "weight_bits" else ""


def told_factor(config: RunConfig, name: str) -> str:
    """Tell a factor and its value.

    Parameters
    ----------
    config : RunConfig
        The run.
    name : str
        Name of the factor.

    Returns
    -------
    str
        Such as "noise interval 50 ns"; empty if the network does not have it.
    """
    if not has_factor(config, name):
        return ""
    value = value_of_factor(config, name)
    if name == "network":
        return NETWORKS[value].label
    unit = unit_of_factor(config, name)
    shown = format_readable(value, unit or "1") if is_number(value) else str(value)
    return f"{name_of_factor(name)} {shown}"


def has_factor(config: RunConfig, name: str) -> bool:
    """Tell whether the network of a run has a factor: LIF and ReLU have no device.

    Parameters
    ----------
    config : RunConfig
        The run.
    name : str
        Name of the factor.

    Returns
    -------
    bool
        False for a factor of the device and a network without one.
    """
    of_device = SHORT_NAMES.get(name, name).startswith("device.") or name in _OF_DEVICE
    return not of_device or config.networks[0].startswith("dwmtj")


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


def usual_values(stored: StoredStudy) -> dict[str, str]:
    """Give what most runs of a study have for each factor that it varies.

    Parameters
    ----------
    stored : StoredStudy
        The study.

    Returns
    -------
    dict
        Words of :func:`told_factor` by factor, without network and seed.
    """
    usual = {}
    for name in stored.study.varied:
        if name not in ("network", "seed"):
            told = Counter(told_factor(point.config, name) for point in stored.study.points)
            told.pop("", None)
            usual[name] = told.most_common(1)[0][0]
    return usual


def told_unless_usual(config: RunConfig, name: str, usual: dict[str, str]) -> str:
    """Tell a factor that is otherwise than in most runs of a study.

    Parameters
    ----------
    config : RunConfig
        The run.
    name : str
        Name of the factor.
    usual : dict
        What :func:`usual_values` gave.

    Returns
    -------
    str
        As :func:`told_factor` has it; empty if it is as in most runs.
    """
    told = told_factor(config, name)
    return "" if told == usual.get(name) else told
