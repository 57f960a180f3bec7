"""Profiles: how large a run is, from a test of a minute or two to the paper's full size."""

from dataclasses import dataclass
from typing import cast

from dwmtj.networks.config import RunConfig
from dwmtj.networks.imperfections import Imperfections
from dwmtj.networks.kinds import NETWORK_KINDS, NEURON_KINDS, NetworkKind
from dwmtj.parameters import DeviceParameters, NetworkRecipe, Source, as_device, load_recipe


@dataclass(frozen=True)
class Profile:
    """Size of a run.

    Parameters
    ----------
    name, purpose : str
        Name, and what it is for in one line.
    dataset, recipe : str
        Default data set and recipe.
    seeds, epochs : int
        Number of seeds and of epochs [no unit].
    train_images, test_images : int, optional
        Size of the subsets [images]; all if None.
    time_steps : int, optional
        Time steps per image instead of the recipe's [no unit].

    Examples
    --------
    >>> from dwmtj.networks.profiles import PROFILES
    >>> PROFILES["paper"].seeds, PROFILES["paper"].epochs
    (6, 10)
    """

    name: str
    purpose: str
    dataset: str
    recipe: str
    seeds: int
    epochs: int
    train_images: int | None = None
    test_images: int | None = None
    time_steps: int | None = None


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            "smoke",
            "a check that everything works: digits, short images, a minute or two",
            "digits",
            "conditioned",
            seeds=1,
            epochs=12,
            time_steps=100,
        ),
        Profile(
            "quick",
            "real Fashion-MNIST at the paper's time resolution, in about ten minutes",
            "fashion-mnist",
            "conditioned",
            seeds=1,
            epochs=5,
        ),
        Profile(
            "paper",
            "the size of the paper: 60,000 images, 10 epochs, 6 seeds",
            "fashion-mnist",
            "paper",
            seeds=6,
            epochs=10,
        ),
    )
}


def configure(
    profile: str,
    *,
    recipe: str | NetworkRecipe | None = None,
    device: str | DeviceParameters = "cui2024-network",
    seeds: tuple[int, ...] | None = None,
    epochs: int | None = None,
    time_steps: int | None = None,
    networks: tuple[str, ...] | None = None,
    train_images: int | None = None,
    validation_images: int | None = None,
    imperfections: Imperfections | None = None,
) -> RunConfig:
    """Make the configuration of a run.

    Parameters
    ----------
    profile : {"smoke", "quick", "paper"}
        Size of the run.
    recipe : str or NetworkRecipe, optional
        The recipe, or its name or TOML file; that of the profile if not given.
    device : str or DeviceParameters
        The device, or its name or TOML file; all values in SI units.
    seeds : tuple of int, optional
        Seeds instead of 0, 1, ... up to the profile's number (no unit).
    epochs : int, optional
        Epochs instead of the profile's [no unit].
    time_steps : int, optional
        Time steps per image instead of the profile's or the recipe's [no unit].
    networks : tuple of {"lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"}, optional
        What to train, in any order; the three spiking networks if not given.
    train_images : int, optional
        Size of the subset to train on instead of the profile's [images].
    validation_images : int, optional
        Number of training images to hold out and to evaluate instead of the test images [images].
    imperfections : Imperfections, optional
        Of the chip; none if not given.

    Returns
    -------
    RunConfig
        The configuration.

    Raises
    ------
    ValueError
        If there is no such profile, recipe or device, or a value is not allowed.

    Examples
    --------
    >>> from dwmtj.networks.profiles import configure
    >>> config = configure("smoke", networks=("dwmtj_noisy",), epochs=2)
    >>> config.dataset, config.epochs, config.networks
    ('digits', 2, ('dwmtj_noisy',))
    """
    if profile not in PROFILES:
        raise ValueError(f"profile: {profile!r} is not allowed; allowed: {', '.join(PROFILES)}")
    chosen = PROFILES[profile]
    if seeds is not None and (not seeds or min(seeds) < 0 or len(set(seeds)) < len(seeds)):
        raise ValueError(
            f"seeds: {list(seeds)} is not allowed; allowed: at least one, different, not negative"
        )
    sized = recipe if isinstance(recipe, NetworkRecipe) else load_recipe(recipe or chosen.recipe)
    sized = _resize(
        sized, "training.epochs", chosen.epochs if epochs is None else epochs, chosen.name
    )
    steps = chosen.time_steps if time_steps is None else time_steps
    if steps is not None:
        sized = _resize(sized, "encoding.time_steps", steps, chosen.name)
    neuron = as_device(device)
    return RunConfig(
        profile=chosen.name,
        dataset=chosen.dataset,
        device=neuron,
        recipe=sized.at_time_step(neuron.neuron.time_step),
        seeds=seeds or tuple(range(chosen.seeds)),
        train_images=chosen.train_images if train_images is None else train_images,
        test_images=chosen.test_images,
        networks=NEURON_KINDS if networks is None else _in_order(networks),
        validation_images=validation_images,
        imperfections=imperfections or Imperfections(),
    )


def _in_order(networks: tuple[str, ...]) -> tuple[NetworkKind, ...]:
    """Put names in the one order, so that it has no part in the hash; RunConfig checks them."""
    order = [str(kind) for kind in NETWORK_KINDS]
    known = sorted((name for name in networks if name in order), key=order.index)
    unknown = [name for name in networks if name not in order]
    return cast(tuple[NetworkKind, ...], (*unknown, *known))


def _resize(recipe: NetworkRecipe, path: str, value: int, profile: str) -> NetworkRecipe:
    group, field = path.split(".")
    if getattr(getattr(recipe, group), field) == value:
        return recipe
    return recipe.replace(path, value, Source(kind="assumed", detail=f"size of profile {profile}"))
