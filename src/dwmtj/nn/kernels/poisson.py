"""Poisson spikes drawn as events: one random number per spike, not one per pixel and step.

The number of silent steps before the next spike of a pixel is geometric,
floor(log(1 - v)/log(1 - p)) for uniform v (Devroye 1986, ch. X.2). That is the same law as a spike
with probability p in every step independently: at most one spike per step and no memory. The random
numbers come from the counter (pixel, image, number of the spike // 4, 1) of
:func:`dwmtj.nn.kernels.noise.philox`.
"""

import math

import numpy as np
import numpy.typing as npt
import torch
from numpy import float32, int32, uint64
from torch import Tensor

from dwmtj.compiling import kernel, uncounted
from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.kernels.noise import log_unit, philox
from dwmtj.nn.kernels.threads import run

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]

# Keeps the spikes apart from the wall noise of the same seed, whose last counter word is 0.
_STREAM = uint64(1)
_ENDLESS = float32(-1e30)
_UNIT, _ONE, _ZERO, _LEAST = float32(2.0**-32), float32(1), float32(0), float32(2.0**-33)


@uncounted
def _draw_gaps(
    image: int, block: int, seed: uint64, count: int, pixel: Indices, scale: Floats, gaps: Floats
) -> None:
    """Draw the next four silent times of the first ``count`` pixels of a list; gaps [4, P]."""
    first, second, third, fourth = gaps[0], gaps[1], gaps[2], gaps[3]
    for j in range(count):
        a, b, c, d = philox(uint64(pixel[j]), uint64(image), uint64(block), _STREAM, seed)
        first[j], second[j] = float32(a) * _UNIT, float32(b) * _UNIT
        third[j], fourth[j] = float32(c) * _UNIT, float32(d) * _UNIT
    for row in range(4):
        gap = gaps[row]
        for j in range(count):
            gap[j] = log_unit(max(_ONE - gap[j], _LEAST), gap[j]) * scale[j]


@uncounted
def _draw_image(
    image: int,
    seed: uint64,
    rate: Floats,
    steps: int,
    times: Indices,
    pixels: Indices,
    pixel: Indices,
    time: Indices,
    scale: Floats,
    gaps: Floats,
) -> int:
    """Draw the spikes of an image; gives their number, or -1 if there is no room for them."""
    active, count, block = 0, 0, 0
    for j in range(rate.shape[0]):
        pixel[active], time[active], scale[active] = j, -1, rate[j]
        active += 1 if rate[j] > _ZERO else 0
    for j in range(active):
        p = scale[j]
        gap = max(_ONE / log_unit(max(_ONE - p, _LEAST), p), _ENDLESS)
        scale[j] = _ZERO if p >= _ONE else gap  # at a rate of 1 no step is silent
    limit = float32(steps)
    while active > 0:
        _draw_gaps(image, block, seed, active, pixel, scale, gaps)
        block += 1
        if count + 4 * active > times.shape[0]:
            return -1
        still = 0
        for j in range(active):
            t = time[j]
            for row in range(4):
                # Capped before it is counted in whole steps: a tiny rate gives an endless gap.
                t = min(t + int32(1) + int32(min(gaps[row, j], limit)), int32(steps))
                times[count], pixels[count] = t, pixel[j]
                count += 1 if t < steps else 0
            pixel[still], time[still], scale[still] = pixel[j], t, scale[j]
            still += 1 if t < steps else 0
        active = still
    return count


@kernel
def _draw(
    first: int,
    last: int,
    seed: uint64,
    rate: Floats,
    steps: int,
    times: Indices,
    pixels: Indices,
    counts: Integers,
) -> None:
    inputs = rate.shape[1]
    pixel, time = np.empty(inputs, np.int32), np.empty(inputs, np.int32)
    scale, gaps = np.empty(inputs, np.float32), np.empty((4, inputs), np.float32)
    for image in range(first, last):
        counts[image] = _draw_image(
            image, seed, rate[image], steps, times[image], pixels[image], pixel, time, scale, gaps
        )


@uncounted
def _sort_image(
    begin: int, time: Indices, pixel: Indices, place: Integers, offsets: Integers, indices: Indices
) -> None:
    """Sort the spikes of an image by step; ``offsets`` [T] get the ends of the steps."""
    steps = offsets.shape[0]
    place[:] = 0
    for i in range(time.shape[0]):
        place[time[i] + 2] += 1
    place[0] = place[1] = begin
    for t in range(2, steps + 2):
        place[t] += place[t - 1]
    for t in range(steps):
        offsets[t] = place[t + 2]
    for i in range(time.shape[0]):
        target = place[time[i] + 1]
        indices[target] = pixel[i]
        place[time[i] + 1] = target + 1


@kernel
def _sort(
    first: int,
    last: int,
    steps: int,
    times: Indices,
    pixels: Indices,
    counts: Integers,
    begin: Integers,
    offsets: Integers,
    indices: Indices,
) -> None:
    place = np.empty(steps + 2, np.int64)
    for image in range(first, last):
        count = counts[image]
        ends = offsets[image * steps + 1 : (image + 1) * steps + 1]
        _sort_image(begin[image], times[image, :count], pixels[image, :count], place, ends, indices)


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
    rates = probability.detach().float().contiguous().numpy()
    batch, inputs = rates.shape
    counts = np.empty(batch, np.int64)
    mean = float(rates.sum(1, dtype=np.float64).max(initial=0.0)) * time_steps
    room = int(mean + 8 * math.sqrt(mean)) + 4 * inputs
    while True:
        times, pixels = np.empty((batch, room), np.int32), np.empty((batch, room), np.int32)
        run(_draw, batch, uint64(seed), rates, time_steps, times, pixels, counts)
        if (counts >= 0).all():
            break
        room *= 2  # beyond eight standard deviations: the same spikes again, with more room
    begin = np.cumsum(counts) - counts
    offsets = np.zeros(time_steps * batch + 1, np.int64)
    indices = np.empty(counts.sum(), np.int32)
    run(_sort, batch, time_steps, times, pixels, counts, begin, offsets, indices)
    return SpikeEvents(
        torch.from_numpy(indices), torch.from_numpy(offsets), (time_steps, batch, inputs)
    )
