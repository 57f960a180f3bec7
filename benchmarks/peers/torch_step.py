"""The training step that the networks written in PyTorch share: all but encoding and network."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from benchmarks.peers.task import LEARNING_RATE, random_images


def make_torch_step(
    network: Callable[[Any], Tensor],
    encode: Callable[[Tensor], Any],
    batch: int,
    seed: int,
    module: nn.Module | None = None,
) -> Callable[[], float]:
    """Make the step: encode, forward, cross entropy, backward, Adam.

    Parameters
    ----------
    network : callable
        From input spikes [T, B, 784] to logits [B, 10].
    encode : callable
        From pixels [B, 784] to input spikes [T, B, 784].
    batch : int
        Number of images [no unit].
    seed : int
        Seed of the images [no unit].
    module : Module, optional
        What is trained, if ``network`` is not a module itself.

    Returns
    -------
    callable
        Does one step and returns its loss.
    """
    images = random_images(batch, seed)
    pixels, labels = torch.from_numpy(images.pixels), torch.from_numpy(images.labels)
    optimizer = torch.optim.Adam((module or network).parameters(), lr=LEARNING_RATE, fused=True)

    def step() -> float:
        loss = cross_entropy(network(encode(pixels)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step
