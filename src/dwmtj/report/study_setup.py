"""What the runs of a study have in common, and what differs: images, network and device."""

from collections.abc import Iterator

from dwmtj.networks.config import RunConfig
from dwmtj.parameters.units import format_readable
from dwmtj.report.study_factor_values import Factor, name_of_factor, tell_value
from dwmtj.report.study_lines import in_order
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import NETWORKS

SETUP_HEADER = ("of the runs", "value")
#: Factors whose values stand in other rows, or in every table of runs.
_TOLD = (
    "network",
    "seed",
    "profile",
    "preset",
    "reset",
    "recipe",
    "encoder",
    "batch_norm",
    "time_steps",
    "epochs",
    "train_images",
    "validation_images",
)


def setup_rows(stored: StoredStudy) -> Iterator[tuple[str, str]]:
    """Say what was trained.

    Parameters
    ----------
    stored : StoredStudy
        The study.

    Yields
    ------
    tuple of str
        A row for ``SETUP_HEADER``; several values where runs differ, and all of each varied factor.
    """
    tables = [_setup(point.config) for point in stored.study.points]
    for what in dict.fromkeys(what for table in tables for what in table):
        values = dict.fromkeys(table[what] for table in tables if what in table)
        yield what, "; ".join(values)
    for name in stored.study.varied:
        if name not in _TOLD:
            yield name_of_factor(name), ", ".join(_values(stored, name))
    evaluations = sum(len(point.conditions) for point in stored.study.points)
    if evaluations:
        yield (
            "evaluations",
            f"{evaluations:,} asked for, of trained networks under other conditions",
        )


def _values(stored: StoredStudy, name: str) -> Iterator[str]:
    """Give the values of a factor, of networks that have it."""
    factors = [Factor(point.config, name) for point in stored.study.points]
    there = {factor.value: factor for factor in factors if factor.is_there}
    for value in in_order(there):
        yield tell_value(value, there[value].unit)


def _setup(config: RunConfig) -> dict[str, str]:
    (network,), recipe = config.networks, config.recipe
    layers = recipe.architecture.hidden_layers
    steps = recipe.encoding.time_steps
    step = config.device.neuron.time_step
    table = {
        "network": NETWORKS[network].label,
        "hidden layers": "-".join(map(str, layers)),
        "data set": config.dataset,
        "training images": _trained_on(config),
        "evaluated on": _evaluated_on(config),
        "epochs": f"{config.epochs}",
        "recipe": recipe.name,
        "batch norm": recipe.architecture.batch_norm,
    }
    if network != "relu":
        length, whole = (format_readable(time, "s") for time in (step, steps * step))
        table["input"] = recipe.encoding.encoder
        table["time of an image"] = f"{steps} steps of {length}, {whole}"
    if network.startswith("dwmtj"):
        table["preset, reset"] = f"{config.device.name}, {config.device.neuron.reset}"
    return table


def _trained_on(config: RunConfig) -> str:
    if config.train_images is not None:
        return f"{config.train_images:,}"
    return "all" if config.validation_images is None else "all but the held-out ones"


def _evaluated_on(config: RunConfig) -> str:
    if config.validation_images is not None:
        return f"{config.validation_images:,} held-out training images"
    return f"{'all' if config.test_images is None else format(config.test_images, ',')} test images"
