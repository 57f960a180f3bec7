"""The network of the recipe ``conditioned``, with the batch and the optimiser of the benchmark."""

from collections.abc import Callable

from torch import Tensor

from benchmarks.peers.task import CLASSES, PIXELS
from benchmarks.peers.torch_step import make_torch_step
from dwmtj.networks.encoding import PixelEncoder
from dwmtj.networks.kinds import NeuronKind
from dwmtj.networks.network import SpikingNetwork
from dwmtj.nn import SpikeEvents
from dwmtj.nn.backend import Backend
from dwmtj.parameters import NetworkRecipe, Source, load_device, load_recipe

_DEVICE = load_device("cui2024-network")


def recipe_of(time_steps: int, hidden: int = 100, max_rate: float = 1e9) -> NetworkRecipe:
    """Give the recipe at another size.

    Parameters
    ----------
    time_steps, hidden : int
        Steps T, and neurons of each hidden layer [no unit].
    max_rate : float
        Spike rate of a pixel of 1 [Hz].

    Returns
    -------
    NetworkRecipe
        The recipe, all values in SI units.
    """
    source = Source(kind="assumed", detail="benchmark")
    recipe = load_recipe("conditioned").replace("encoding.time_steps", time_steps, source)
    recipe = recipe.replace("encoding.max_rate", max_rate, source)
    return recipe.replace("architecture.hidden_layers", (hidden, hidden), source)


def make_network(kind: NeuronKind, recipe: NetworkRecipe, backend: Backend) -> SpikingNetwork:
    """Make the network with one backend in all its modules.

    Parameters
    ----------
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The neuron.
    recipe : NetworkRecipe
        Sizes and surrogate, all values in SI units.
    backend : {"auto", "reference"}
        What computes.

    Returns
    -------
    SpikingNetwork
        The network, in training mode.
    """
    network = SpikingNetwork(PIXELS, CLASSES, kind, _DEVICE, recipe)
    for module in network.modules():
        if hasattr(module, "backend"):
            module.backend = backend
    return network


def make_step(
    kind: NeuronKind, batch: int, recipe: NetworkRecipe, seed: int, backend: Backend = "auto"
) -> Callable[[], float]:
    """Make the training step of a network.

    Parameters
    ----------
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The neuron.
    batch : int
        Number of images [no unit].
    recipe : NetworkRecipe
        Sizes and surrogate, all values in SI units.
    seed : int
        Seed of the images (no unit).
    backend : {"auto", "reference"}
        What computes.

    Returns
    -------
    callable
        Does one step and returns its loss.
    """
    network = make_network(kind, recipe, backend)
    encoder = PixelEncoder(recipe.encoding, _DEVICE.neuron.time_step, 1e-9)

    def encode(pixels: Tensor) -> Tensor | SpikeEvents:
        spikes = encoder(pixels)
        return spikes.to_dense() if backend == "reference" else spikes

    return make_torch_step(lambda spikes: network(spikes).logits, encode, batch, seed, network)


def step_maker(
    kind: NeuronKind, backend: Backend
) -> Callable[[int, int, int], Callable[[], float]]:
    """Give ``make_step(batch, time_steps, seed)``, as the peers have it.

    Parameters
    ----------
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The neuron.
    backend : {"auto", "reference"}
        What computes.

    Returns
    -------
    callable
        Makes the training step for a number of images, of time steps [no unit], and a seed.
    """

    def make(batch: int, time_steps: int, seed: int) -> Callable[[], float]:
        return make_step(kind, batch, recipe_of(time_steps), seed, backend)

    return make
