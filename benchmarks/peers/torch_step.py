"""The training step that the peers written in PyTorch share: all but encoding and network."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from benchmarks.peers.task import LEARNING_RATE, random_images


def make_torch_step(
    network: nn.Module, encode: Callable[[Tensor], Tensor], batch: int, seed: int
) -> Callable[[], float]:
    """Make the step: encode, forward, cross entropy, backward, Adam.

    Parameters
    ----------
    network : Module
        From input spikes [T, B, 784] to logits [B, 10].
    encode : callable
        From pixels [B, 784] to input spikes [T, B, 784].
    batch : int
        Number of images [no unit].
    seed : int
        Seed of the images [no unit].

    Returns
    -------
    callable
        Does one step and returns its loss.
    """
    images = random_images(batch, seed)
    pixels, labels = torch.from_numpy(images.pixels), torch.from_numpy(images.labels)
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)

    def step() -> float:
        loss = cross_entropy(network(encode(pixels)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step
