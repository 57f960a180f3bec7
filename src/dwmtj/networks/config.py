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
    """

    profile: str
    dataset: str
    device: DeviceParameters
    recipe: NetworkRecipe
    seeds: tuple[int, ...]
    train_images: int | None = None
    test_images: int | None = None

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
