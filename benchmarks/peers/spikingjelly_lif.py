"""SpikingJelly in multi-step mode: each layer takes the whole sequence [T, B, N].

Its documentation calls this mode the fast one: a dense layer is one matrix product over all
steps, and a neuron is one operator with its own backward pass, which on a CPU is made of torch
operations (the only choice there; its other kernels are for GPUs). The reset is detached, as its
tutorials advise. The mean output spikes classify; there is no batch norm and no synaptic current.
torchvision, which its installation asks for, is only imported by its examples and image models.
"""

from collections.abc import Callable
from itertools import pairwise

import torch
from spikingjelly.activation_based import encoding, functional, layer, neuron, surrogate
from torch import Tensor, nn

from benchmarks.peers.task import (
    CLASSES,
    HIDDEN,
    MAX_PROBABILITY,
    MEMBRANE_TIME,
    PIXELS,
    TIME_STEP,
)
from benchmarks.peers.torch_step import make_torch_step


def _lif() -> nn.Module:
    return neuron.LIFNode(
        tau=MEMBRANE_TIME / TIME_STEP,
        decay_input=False,
        surrogate_function=surrogate.ATan(),
        detach_reset=True,
        step_mode="m",
    )


class SpikingJellyNetwork(nn.Module):
    """784-100-100-10 of LIF neurons; the mean output spikes classify."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in pairwise((PIXELS, HIDDEN, HIDDEN, CLASSES)):
            layers += [layer.Linear(before, after, step_mode="m"), _lif()]
        self.layers = nn.Sequential(*layers)

    def forward(self, input: Tensor) -> Tensor:
        """Classify encoded images.

        Parameters
        ----------
        input : Tensor
            Input spikes, shape [T, B, 784].

        Returns
        -------
        Tensor
            Logits, shape [B, 10].
        """
        functional.reset_net(self)
        return self.layers(input).mean(0)


def make_step(batch: int, time_steps: int, seed: int) -> Callable[[], float]:
    """Make the training step.

    Parameters
    ----------
    batch, time_steps : int
        Number of images and of time steps T [no unit].
    seed : int
        Seed of weights, images and spikes [no unit].

    Returns
    -------
    callable
        Does one step and returns its loss.
    """
    torch.manual_seed(seed)
    encoder = encoding.PoissonEncoder(step_mode="m")

    def encode(pixels: Tensor) -> Tensor:
        return encoder((pixels * MAX_PROBABILITY).expand(time_steps, *pixels.shape))

    return make_torch_step(SpikingJellyNetwork(), encode, batch, seed)
