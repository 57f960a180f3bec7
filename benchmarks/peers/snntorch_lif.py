"""snnTorch with ``Leaky`` neurons in a loop over the steps, as its tutorials write it."""

from collections.abc import Callable
from functools import partial

import snntorch
import torch
from snntorch import spikegen, surrogate
from torch import Tensor, nn

from benchmarks.peers.task import CLASSES, HIDDEN, MAX_PROBABILITY, MEMBRANE_DECAY, PIXELS
from benchmarks.peers.torch_step import make_torch_step


class SnnTorchNetwork(nn.Module):
    """784-100-100-10 of leaky neurons; the mean membrane voltage of the last layer classifies."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (PIXELS, HIDDEN, HIDDEN, CLASSES)
        spike = surrogate.fast_sigmoid()
        self.dense = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.neurons = nn.ModuleList(
            [snntorch.Leaky(beta=MEMBRANE_DECAY, spike_grad=spike) for _ in self.dense]
        )

    def forward(self, input: Tensor) -> Tensor:
        """Classify encoded images [T, B, 784]; gives logits [B, 10]."""
        voltages = [neuron.reset_mem() for neuron in self.neurons]
        record = []
        for passed in input:
            for i, (dense, neuron) in enumerate(zip(self.dense, self.neurons, strict=True)):
                passed, voltages[i] = neuron(dense(passed), voltages[i])  # noqa: PLW2901
            record.append(voltages[-1])
        return torch.stack(record).mean(0)


class Hoisted(SnnTorchNetwork):
    def forward(self, input):
        for dense, neuron in zip(self.dense, self.neurons):
            v = neuron.reset_mem()
            spk, mem = [], []
            for c in dense(input):
                s, v = neuron(c, v)
                spk.append(s); mem.append(v)
            input = torch.stack(spk)
        return torch.stack(mem).mean(0)


def make_step(batch: int, time_steps: int, seed: int, cls=SnnTorchNetwork) -> Callable[[], float]:
    torch.manual_seed(seed)
    encode = partial(spikegen.rate, num_steps=time_steps, gain=MAX_PROBABILITY)
    return make_torch_step(cls(), encode, batch, seed)
