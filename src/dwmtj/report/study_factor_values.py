"""What runs have for the factors of a study, in numbers and in words."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import NAMES as IMPERFECTIONS
from dwmtj.networks.study.applicability import concerns
from dwmtj.networks.study.names import is_number, path_of, unit_of
from dwmtj.parameters.units import format_readable
from dwmtj.report.study_stored import StoredStudy
from dwmtj.report.style import NETWORKS


@dataclass(frozen=True)
class Factor:
    """What a run has for one factor.

    Parameters
    ----------
    config : RunConfig
        The run.
    name : str
        Name of the factor, as the file of a study has it.
    """

    config: RunConfig
    name: str

    @property
    def value(self) -> Any:
        """Its value, also where the file leaves it to preset and recipe; numbers in SI units."""
        config, (part, path) = self.config, self._path
        if path:
            group, field = path.split(".")
            owner = config.device if part == "device" else config.recipe
            return getattr(getattr(owner, group), field)
        if self.name == "chip":  # a name, not a quantity
            return str(config.imperfections.chip)
        if self.name in IMPERFECTIONS:
            value = getattr(config.imperfections, self.name)
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
        }[self.name]

    @property
    def unit(self) -> str:
        """Its SI unit; empty for a pure number or a word."""
        return unit_of(self.name, self.config)

    @property
    def is_there(self) -> bool:
        """Whether the network has it: LIF and ReLU have no device, the deterministic no noise."""
        network = self.config.networks[0]
        if self.name == "preset" and not network.startswith("dwmtj"):
            return False  # which has its time step alone
        return concerns(network, self.name)

    @property
    def told(self) -> str:
        """Name and value, such as "noise interval 50 ns"; empty if the network does not have it."""
        if not self.is_there:
            return ""
        if self.name == "network":
            return NETWORKS[self.value].label
        return f"{name_of_factor(self.name)} {tell_value(self.value, self.unit)}"

    @property
    def _path(self) -> tuple[str, str]:
        """Device or recipe, and group and field in it; both empty for what is no single value."""
        part, _, path = path_of(self.name).partition(".")
        return part, path


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


def tell_value(value: Any, unit: str) -> str:
    """Write a value of a factor for people.

    Parameters
    ----------
    value : object
        Number in ``unit``, or a word.
    unit : str
        SI unit; empty for a pure number or a word.

    Returns
    -------
    str
        Such as "50 ns".
    """
    return format_readable(value, unit or "1") if is_number(value) else str(value)


def usual_factor(stored: StoredStudy, name: str) -> Factor | None:
    """Give what most runs of a study have for a factor.

    Parameters
    ----------
    stored : StoredStudy
        The study.
    name : str
        Name of the factor.

    Returns
    -------
    Factor or None
        That of one of these runs; None if no network has the factor.
    """
    factors = _by_frequency(stored, name)
    return factors[0][0] if factors else None


def usual_values(stored: StoredStudy) -> dict[str, str]:
    """Give what most runs of a study have for each factor that it varies, if more than any other.

    Parameters
    ----------
    stored : StoredStudy
        The study.

    Returns
    -------
    dict
        What :attr:`Factor.told` has, by factor, without network and seed.
    """
    names = [name for name in stored.study.varied if name not in ("network", "seed")]
    usual = {}
    for name in names:
        factors = _by_frequency(stored, name)
        if factors and (len(factors) == 1 or factors[0][1] > factors[1][1]):
            usual[name] = factors[0][0].told
    return usual


def _by_frequency(stored: StoredStudy, name: str) -> list[tuple[Factor, int]]:
    """Give one of each value of a factor and how many runs have it, most first."""
    factors = [Factor(point.config, name) for point in stored.study.points]
    there = {factor.value: factor for factor in reversed(factors) if factor.is_there}
    runs = Counter(factor.value for factor in factors if factor.is_there)
    return [(there[value], number) for value, number in runs.most_common()]
