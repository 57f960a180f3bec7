"""snnTorch with ``Leaky`` neurons in a loop over the time steps, as its tutorials write it.

snnTorch warns that its ready-made training functions are slower than such a loop of one's own,
so the loop is its fast way; a layer over all steps before the next was within a tenth of it.
Hidden states are passed as arguments and the surrogate is the cheap fast sigmoid. There is no
batch norm and no synaptic current. Its parallel neurons (``LeakyParallel``, ``StateLeaky``) have
no reset and are thus another neuron.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

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
        spike = surrogate.fast_sigmoid()
        sizes = pairwise((PIXELS, HIDDEN, HIDDEN, CLASSES))
        self.dense = nn.ModuleList([nn.Linear(before, after) for before, after in sizes])
        self.neurons = nn.ModuleList(
            [snntorch.Leaky(beta=MEMBRANE_DECAY, spike_grad=spike) for _ in self.dense]
        )

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
        voltages = [neuron.reset_mem() for neuron in self.neurons]
        readout = []
        for passed in input:
            for i, (dense, neuron) in enumerate(zip(self.dense, self.neurons, strict=True)):
                passed, voltages[i] = neuron(dense(passed), voltages[i])  # noqa: PLW2901
            readout.append(voltages[-1])
        return torch.stack(readout).mean(0)


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
    encode = partial(spikegen.rate, num_steps=time_steps, gain=MAX_PROBABILITY)
    return make_torch_step(SnnTorchNetwork(), encode, batch, seed)
