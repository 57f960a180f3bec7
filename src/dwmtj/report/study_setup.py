"""What the runs of a study have in common, and what differs: images, network and device."""

from collections.abc import Iterator

from dwmtj.networks.config import RunConfig
from dwmtj.parameters.units import format_readable
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import NETWORKS

SETUP_HEADER = ("of the runs", "value")


def setup_rows(stored: StoredStudy) -> Iterator[tuple[str, str]]:
    """Say what was trained.

    Parameters
    ----------
    stored : StoredStudy
        The study.

    Yields
    ------
    tuple of str
        A row for ``SETUP_HEADER``; several values where runs differ.
    """
    tables = [_setup(point.config) for point in stored.study.points]
    for what in dict.fromkeys(what for table in tables for what in table):
        values = dict.fromkeys(table[what] for table in tables if what in table)
        yield what, "; ".join(values)


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
