"""What a trained network does for one image: spikes, firings, synaptic events and currents.

Counted layer by layer while the network classifies images as in its evaluation:

- ``spikes``: (neuron, step) pairs in which the output is high. A spike of a LIF neuron lasts one
  step; the output of a DW-MTJ neuron is high as long as the domain is under MTJ_B. A pixel that is
  fed directly counts as one in each step, unless it is zero.
- ``firings``: how often an output rises. For a LIF neuron, which is set back within the step, every
  spike is one; a DW-MTJ neuron rises once a passage.
- ``synaptic_events``: spikes times fan-out, the synapses that they reach in the next layer. The
  network adds the weights in each step in which an output is high, so that each such step counts,
  as it would on digital hardware.
- ``squared_current``: the sum over neurons and steps of the square of the current that moves the
  wall, in units of the drive current; what it heats follows from that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from dwmtj.networks.batches import make_loader
from dwmtj.networks.classifier import ImageClassifier
from dwmtj.networks.data import DataSet
from dwmtj.networks.layers import Layer
from dwmtj.networks.network import SpikingNetwork
from dwmtj.networks.seeds import generator
from dwmtj.nn import DWMTJ, NormalisedConvolution, SpikeEvents
from dwmtj.nn.patches import multiply_patches, patches_backward

Counts = npt.NDArray[np.float64]


class LayerActivity(NamedTuple):
    """What a layer sends for each image: arrays [images], all without unit.

    ``name`` is ``input`` or ``hidden 1`` and so on, ``neurons`` its size. ``spikes``, ``firings``,
    ``synaptic_events`` and ``squared_current`` are what the module counts; the last is None for the
    input and for neurons without a wall, and ``firings`` of the input are its spikes.

    Examples
    --------
    >>> import numpy as np
    >>> from dwmtj.networks.activity import LayerActivity
    >>> spikes = np.array([30.0, 50.0])  # of two images
    >>> LayerActivity("input", 64, spikes, spikes, 100 * spikes, None).synaptic_events
    array([3000., 5000.])
    """

    name: str
    neurons: int
    spikes: Counts
    firings: Counts
    synaptic_events: Counts
    squared_current: Counts | None


@dataclass(frozen=True)
class Activity:
    """What a network does.

    Parameters
    ----------
    layers : tuple of LayerActivity
        Input and hidden layers, in their order.
    correct : ndarray
        Whether each image was classified rightly, shape [images].
    time_steps : int
        Steps of an inference [no unit].

    Examples
    --------
    >>> import numpy as np
    >>> from dwmtj.networks.activity import Activity
    >>> Activity(layers=(), correct=np.array([True, False, True]), time_steps=400).images
    3
    """

    layers: tuple[LayerActivity, ...]
    correct: npt.NDArray[np.bool_]
    time_steps: int

    @property
    def images(self) -> int:
        """Number of images."""
        return len(self.correct)


@torch.inference_mode()
def count_activity(classifier: ImageClassifier, data: DataSet, batch_size: int) -> Activity:
    """Classify the evaluated images and count.

    Parameters
    ----------
    classifier : ImageClassifier
        A trained spiking network, in evaluation mode.
    data : DataSet
        Its images, [n, pixels]; all of ``data.test`` are classified.
    batch_size : int
        Images at a time [no unit].

    Returns
    -------
    Activity
        Counts of each image.

    Raises
    ------
    ValueError
        If the network has no spikes.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from dwmtj.networks.activity import count_activity
    >>> from dwmtj.networks.classifier import ImageClassifier
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> config = configure("smoke", time_steps=10)
    >>> images = load_images(config)
    >>> classifier = ImageClassifier(config, "dwmtj_noisy", 0, images).eval()  # not trained
    >>> few = replace(images, test=images.test.subset(20, 0))
    >>> activity = count_activity(classifier, few, batch_size=10)
    >>> [layer.name for layer in activity.layers], activity.images
    (['input', 'hidden 1', 'hidden 2'], 20)
    """
    network = classifier.network
    if not isinstance(network, SpikingNetwork):
        raise ValueError("network: relu is not allowed; allowed: a network that spikes")
    loader = make_loader(data.test, batch_size)
    batches: list[list[dict[str, Tensor]]] = []
    correct = []
    for number, (pixels, labels) in enumerate(loader):
        random = generator(classifier.seed, "test", number, 0, device=classifier.device)
        spikes = classifier.encoder(pixels.to(classifier.device), random)
        with _watched(network) as seen:
            logits = network(spikes, random).logits
        correct.append((logits.argmax(1).cpu() == labels).numpy())
        dense = spikes.to_dense() if isinstance(spikes, SpikeEvents) else spikes
        batches.append(_counted(network, dense, seen))
    names = ["input", *(f"hidden {i + 1}" for i in range(len(network.layers)))]
    joined = [
        {key: np.concatenate([batch[i][key].cpu().double().numpy() for batch in batches])
         for key in batches[0][i]}
        for i in range(len(names))
    ]  # fmt: skip
    layers = tuple(
        LayerActivity(
            name,
            int(counts.pop("neurons")[0]),
            squared_current=counts.pop("squared_current", None),
            **counts,
        )
        for name, counts in zip(names, joined, strict=True)
    )
    steps = int(dense.shape[0])
    return Activity(layers, np.concatenate(correct), steps)


@contextmanager
def _watched(network: SpikingNetwork) -> Iterator[list[tuple[Tensor, Tensor]]]:
    """Collect what goes into the neurons of each layer and what comes out, [T, B, N]."""
    seen: list[tuple[Tensor, Tensor]] = []

    def note(_: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        seen.append((inputs[0], output[0]))

    handles = [layer.neuron.register_forward_hook(note) for layer in network.layers]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


def _counted(
    network: SpikingNetwork, input: Tensor, seen: list[tuple[Tensor, Tensor]]
) -> list[dict[str, Tensor]]:
    """Count for the images of a batch, [B], input first."""
    layers = list(network.layers)
    outputs = [(input != 0).to(input.dtype), *(spikes for _, spikes in seen)]
    found = []
    for i, spikes in enumerate(outputs):
        of_each = spikes.sum(0)
        reached = (
            _fan_out(layers[i], of_each) if i < len(layers) else network.readout.dense.out_features
        )
        counts = {
            "neurons": torch.full((spikes.shape[1],), spikes.shape[2]),
            "spikes": of_each.sum(1),
            "synaptic_events": (of_each * reached).sum(1),
            "firings": of_each.sum(1),
        }
        if i > 0 and isinstance(neuron := layers[i - 1].neuron, DWMTJ):
            low_before = torch.cat([torch.zeros_like(spikes[:1]), spikes[:-1]]) == 0
            counts["firings"] = ((spikes != 0) & low_before).sum((0, 2))
            counts["squared_current"] = _squared_current(neuron, seen[i - 1][0])
        found.append(counts)
    return found


def _squared_current(neuron: DWMTJ, input: Tensor) -> Tensor:
    """Sum the squares of the current that moves the walls over steps and neurons, [B]."""
    decay = neuron.constants(input.dtype).synaptic_decay
    left, total = torch.zeros_like(input[0]), torch.zeros_like(input[0])
    for arrived in input:
        moving = left + arrived
        total += moving * moving
        left = moving * decay
    return total.sum(1)


@torch.inference_mode(False)  # the synapses of a convolution are counted with a gradient
def _fan_out(layer: Layer, like: Tensor) -> Tensor:
    """Count the synapses that each input of a layer has, [P]."""
    if not isinstance(layer, NormalisedConvolution):
        return like.new_full((like.shape[1],), layer.dense.out_features)
    convolution = layer.convolution
    # A weight of one everywhere sends back to each input as many ones as it has synapses.
    picture, weight = like.new_zeros((1, like.shape[1])), torch.ones_like(convolution.matrix())
    places = torch.ones_like(multiply_patches(picture, weight, convolution.patches))
    reached, _ = patches_backward(picture, weight, convolution.patches, places, True)
    assert reached is not None
    return reached.flatten()
