"""SpikingJelly"""

from collections.abc import Callable

import torch
from spikingjelly.activation_based import encoding, functional, layer, neuron, surrogate
from torch import Tensor, nn

from benchmarks.peers.task import CLASSES, HIDDEN, MAX_PROBABILITY, MEMBRANE_DECAY, PIXELS
from benchmarks.peers.torch_step import make_torch_step


class SpikingJellyNetwork(nn.Module):
    """784-100-100-10 of LIF neurons in multi-step mode; the mean output spikes classify."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (PIXELS, HIDDEN, HIDDEN, CLASSES)
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [layer.Linear(a, b), neuron.LIFNode(1 / (1 - MEMBRANE_DECAY), decay_input=False, surrogate_function=surrogate.ATan(), detach_reset=True)]
        self.layers = nn.Sequential(*layers)
        functional.set_step_mode(self, "m")

    def forward(self, input: Tensor) -> Tensor:
        functional.reset_net(self)
        return self.layers(input).mean(0)


def make_step(batch: int, time_steps: int, seed: int) -> Callable[[], float]:
    torch.manual_seed(seed)
    encoder = encoding.PoissonEncoder(step_mode="m")

    def encode(pixels: Tensor) -> Tensor:
        return encoder((pixels * MAX_PROBABILITY).expand(time_steps, *pixels.shape))

    return make_torch_step(SpikingJellyNetwork(), encode, batch, seed)
