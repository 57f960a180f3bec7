"""What all peers have to do: the sizes of the network, its time constants, and random images.

Plain numpy, so that the JAX peer does not load torch.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

PIXELS, HIDDEN, CLASSES = 784, 100, 10

#: Largest pixel; the mean of 0.285 is that of Fashion-MNIST.
BRIGHTEST = 0.57

#: Time step [s].
TIME_STEP = 1e-10

#: Input rate of a pixel of 1 [Hz]: a spike in every tenth step.
MAX_RATE = 1e9

#: Probability of an input spike per step, for a pixel of 1 [no unit].
MAX_PROBABILITY = MAX_RATE * TIME_STEP

#: Decay times of membrane voltage and synaptic current [s].
MEMBRANE_TIME, SYNAPTIC_TIME = 1e-9, 0.5e-9

#: Share of the membrane voltage that is left after a step [no unit].
MEMBRANE_DECAY = 1 - TIME_STEP / MEMBRANE_TIME

LEARNING_RATE = 1e-3


class Images(NamedTuple):
    """Random images: ``pixels`` [B, 784] between 0 and 0.57, ``labels`` [B] of the classes."""

    pixels: NDArray[np.float32]
    labels: NDArray[np.int64]


def random_images(batch: int, seed: int) -> Images:
    """Draw images and labels.

    Parameters
    ----------
    batch : int
        Number of images [no unit].
    seed : int
        Seed of the draw [no unit].

    Returns
    -------
    Images
        Uniform pixels and labels.
    """
    random = np.random.default_rng(seed)
    pixels = random.random((batch, PIXELS), dtype=np.float32) * np.float32(BRIGHTEST)
    return Images(pixels, random.integers(CLASSES, size=batch))
