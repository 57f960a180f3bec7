"""The configuration of a run: all that decides its results, and its hash."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

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
    train_images, test_images : int, optional
        Size of the subsets [images]; all if None.

    Raises
    ------
    ValueError
        If recipe and device do not fit: more than one spike per step, or a LIF time constant
        shorter than the time step.
    """

    profile: str
    dataset: str
    device: DeviceParameters
    recipe: NetworkRecipe
    seeds: tuple[int, ...]
    train_images: int | None = None
    test_images: int | None = None

    def __post_init__(self) -> None:
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

    def to_tables(self) -> dict[str, Any]:
        """Give the TOML form."""
        run = {
            "profile": self.profile,
            "dataset": self.dataset,
            "seeds": list(self.seeds),
            "train_images": self.train_images or "all",
            "test_images": self.test_images or "all",
        }
        return {"run": run, "device": self.device.to_tables(), "recipe": self.recipe.to_tables()}

    @property
    def hash(self) -> str:
        """SHA-256 over everything that decides the results, in hexadecimal."""
        canonical = json.dumps(self.to_tables(), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()
