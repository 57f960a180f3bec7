"""Poisson spikes drawn as events: one random number per spike, not one per pixel and step.

The number of steps from one spike of a pixel to its next is geometric, ceil(log(u)/log(1 - p)) for
uniform u (Devroye 1986, ch. X.2). That is the same law as a spike with probability p in every step
independently: at most one spike per step and no memory. The random numbers come from the counter
(pixel, image, number of the spike // 4, 0) of :func:`dwmtj.nn.kernels.noise.philox`.
"""

import math

import numpy as np
import numpy.typing as npt
import torch
from numpy import uint64
from torch import Tensor

from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.kernels.compiling import inlined, kernel
from dwmtj.nn.kernels.noise import philox
from dwmtj.nn.kernels.threads import run

Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]

_UNIT = 2.0**-32


@inlined
def _draw_image(
    image: int, seed: uint64, probability: Doubles, steps: int, times: Indices, pixels: Indices
) -> int:
    """Draw the spikes of an image, pixel by pixel; their number, or -1 without room."""
    count = 0
    for pixel in range(probability.shape[0]):
        p = probability[pixel]
        if p <= 0.0:
            continue
        per_log = 1.0 / math.log1p(-p) if p < 1.0 else 0.0
        time, block = -1, 0
        while time < steps:
            a, b, c, d = philox(uint64(pixel), uint64(image), uint64(block), uint64(0), seed)
            block += 1
            for word in (a, b, c, d):
                # Compared before it is counted in whole steps: a tiny p gives an endless gap.
                gap = math.log((np.float64(word) + 1.0) * _UNIT) * per_log
                if gap >= steps:
                    time = steps
                    break
                time += 1 + int(gap)
                if time >= steps:
                    break
                if count == times.shape[0]:
                    return -1
                times[count], pixels[count] = time, pixel
                count += 1
    return count


@kernel
def _draw(
    first: int,
    last: int,
    seed: uint64,
    probability: Doubles,
    steps: int,
    indices: Indices,
    offsets: Integers,
) -> None:
    room = indices.shape[1]
    times, pixels = np.empty(room, np.int32), np.empty(room, np.int32)
    place = np.empty(steps + 1, np.int64)
    for image in range(first, last):
        count = _draw_image(image, seed, probability[image], steps, times, pixels)
        if count < 0:
            offsets[image, 0] = -1
            continue
        place[:] = 0
        for i in range(count):
            place[times[i] + 1] += 1
        for t in range(steps):
            place[t + 1] += place[t]
        for t in range(steps + 1):
            offsets[image, t] = image * room + place[t]
        for i in range(count):
            indices[image, place[times[i]]] = pixels[i]
            place[times[i]] += 1


def poisson_events(probability: Tensor, time_steps: int, seed: int) -> SpikeEvents:
    """Draw the spikes of a batch of images.

    Parameters
    ----------
    probability : Tensor
        Probability of a spike per step, between 0 and 1, shape [B, P], on the CPU.
    time_steps : int
        Number of steps T [no unit].
    seed : int
        Seed of 63 bits (no unit).

    Returns
    -------
    SpikeEvents
        The spikes, shape [T, B, P].
    """
    rates = np.ascontiguousarray(probability.detach().double().numpy())
    batch, inputs = rates.shape
    offsets = np.empty((batch, time_steps + 1), np.int64)
    mean = rates.sum(1).max(initial=0.0) * time_steps
    room = int(mean + 8 * math.sqrt(mean)) + 16
    while True:
        indices = np.empty((batch, room), np.int32)
        run(_draw, batch, uint64(seed), rates, time_steps, indices, offsets)
        if (offsets[:, 0] >= 0).all():
            return SpikeEvents(
                torch.from_numpy(indices).flatten(), torch.from_numpy(offsets), inputs
            )
        room *= 2  # beyond eight standard deviations: the same spikes again, with more room
