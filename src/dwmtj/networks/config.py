"""The configuration of a run: all that decides its results, and its hash."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from dwmtj.networks.imperfections import Imperfections
from dwmtj.networks.kinds import NETWORK_KINDS, NEURON_KINDS, NetworkKind
from dwmtj.parameters import DeviceParameters, NetworkRecipe


@dataclass(frozen=True)
class RunConfig:
    """What a run computes.

    Parameters
    ----------
    profile, dataset : str
        Name of the profile and of the data set.
    device : DeviceParameters
        The device, all values in SI units.
    recipe : NetworkRecipe
        The recipe, all values in SI units; its epochs and time steps are those of the run.
    seeds : tuple of int
        One training of each network per seed (no unit).
    networks : tuple of {"lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"}
        What is trained.
    train_images, test_images : int, optional
        Size of the subsets [images]; all if None.
    validation_images : int, optional
        Number of training images that are held out and evaluated instead of the test images
        [images]; none, and the test images are evaluated, if None.
    imperfections : Imperfections
        Of the chip that it is trained and evaluated on.

    Raises
    ------
    ValueError
        If recipe and device do not fit (more than one spike per step, or a LIF time constant
        shorter than the time step), or networks or validation images are not allowed.

    Examples
    --------
    >>> from dwmtj.networks.profiles import configure
    >>> configure("smoke", recipe="paper").recipe.name
    'paper'
    """

    profile: str
    dataset: str
    device: DeviceParameters
    recipe: NetworkRecipe
    seeds: tuple[int, ...]
    networks: tuple[NetworkKind, ...] = NEURON_KINDS
    train_images: int | None = None
    test_images: int | None = None
    validation_images: int | None = None
    imperfections: Imperfections = field(default_factory=Imperfections)

    def __post_init__(self) -> None:
        unknown = [name for name in self.networks if name not in NETWORK_KINDS]
        if unknown or not self.networks or len(set(self.networks)) < len(self.networks):
            wrong = ", ".join(unknown or self.networks) or "none"
            raise ValueError(
                f"networks: {wrong} is not allowed; allowed: one or more of "
                f"{', '.join(NETWORK_KINDS)}, each once"
            )
        if self.train_images is not None and self.train_images < 1:
            raise ValueError(
                f"train_images: {self.train_images} is not allowed; allowed: at least 1 image"
            )
        if self.validation_images is not None and self.validation_images < 1:
            raise ValueError(
                f"validation_images (--validate): {self.validation_images} is not allowed; "
                "allowed: at least 1 and fewer than the training images"
            )
        self._check_recipe()

    def _check_recipe(self) -> None:
        step = self.device.neuron.time_step
        encoding, lif = self.recipe.encoding, self.recipe.lif
        brightest = (1 - encoding.pixel_mean) / encoding.pixel_scale
        if encoding.encoder == "poisson" and encoding.max_rate * step * brightest > 1:
            raise ValueError(
                f"{self.recipe.name}: encoding.max_rate: {encoding.max_rate:g} Hz is not allowed; "
                f"allowed: at most {1 / (step * brightest):g} Hz, one spike of a white pixel per "
                f"step of {step:g} s"
            )
        for name in ("membrane_time_constant", "synaptic_time_constant"):
            if getattr(lif, name) < step:
                raise ValueError(
                    f"{self.recipe.name}: lif.{name}: {getattr(lif, name):g} s is not allowed; "
                    f"allowed: at least the time step of the device, {step:g} s"
                )

    @property
    def epochs(self) -> int:
        """Passes over the training images."""
        return self.recipe.training.epochs

    @property
    def evaluated_on(self) -> Literal["test", "validation"]:
        """Which images the accuracies are of."""
        return "test" if self.validation_images is None else "validation"

    def to_tables(self) -> dict[str, Any]:
        """Give the TOML form."""
        run = {
            "profile": self.profile,
            "dataset": self.dataset,
            "seeds": list(self.seeds),
            "networks": list(self.networks),
            "train_images": self.train_images or "all",
            "test_images": self.test_images or "all",
            "validation_images": self.validation_images or "none",
            **self.imperfections.to_table(),
        }
        return {"run": run, "device": self.device.to_tables(), "recipe": self.recipe.to_tables()}

    @property
    def hash(self) -> str:
        """SHA-256 over everything that decides the results, in hexadecimal.

        Sources and descriptions have no part in it: a better reference makes no other run.
        """
        canonical = json.dumps(deciding_values(self.to_tables()), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


def deciding_values(tables: dict[str, Any]) -> dict[str, Any]:
    """Give the values of a configuration without their sources and descriptions.

    Parameters
    ----------
    tables : dict
        TOML form of a configuration; other tables beside it are left out.

    Returns
    -------
    dict
        Value by the path of its field, such as ``"device.wall_noise.sigma"``, with its unit.
    """
    values: dict[str, Any] = {f"run.{name}": value for name, value in tables["run"].items()}
    for part in ("device", "recipe"):
        for group, fields in tables[part].items():
            if isinstance(fields, dict):
                values |= {f"{part}.{group}.{name}": f["value"] for name, f in fields.items()}
            elif group == "name":
                values[f"{part}.name"] = fields
    return values
