"""Every random number of a run from its seed and its place: epoch, batch and purpose.

Nothing depends on what was drawn before, so a run that was killed and resumed draws the same
numbers as one that was not, and the three networks of a comparison see the same input spikes.
"""

import zlib
from typing import Literal

import numpy as np
import torch

Purpose = Literal["weights", "shuffle", "training", "test", "traces", "spread", "programming"]


def derive(seed: int, purpose: Purpose, *place: int) -> int:
    """Derive a seed for one purpose and place.

    Parameters
    ----------
    seed : int
        Seed of the run (no unit), not negative.
    purpose : str
        What the numbers are for.
    *place : int
        Epoch, batch, device rank or the like (no unit), not negative.

    Returns
    -------
    int
        Seed of 63 bits, independent of those of other purposes and places.
    """
    # The number of places counts too: numpy takes [1] and [1, 0] for the same.
    sequence = np.random.SeedSequence([len(place), seed, zlib.crc32(purpose.encode()), *place])
    return int(sequence.generate_state(1, np.uint64)[0] >> 1)


def generator(
    seed: int, purpose: Purpose, *place: int, device: torch.device | str = "cpu"
) -> torch.Generator:
    """Make a torch generator for one purpose and place.

    Parameters
    ----------
    seed : int
        Seed of the run (no unit).
    purpose : str
        What the numbers are for.
    *place : int
        Epoch, batch, device rank or the like (no unit).
    device : torch.device or str
        Where the numbers are drawn.

    Returns
    -------
    torch.Generator
        A generator on that device.
    """
    return torch.Generator(device).manual_seed(derive(seed, purpose, *place))
