"""The wall noise: normal numbers from a counter, so that any of them can be drawn again.

A number is a function of (seed, draw, batch index, neuron index) alone. The bits are those of
Philox4x32 with 7 rounds, the fewest that pass BigCrush (Salmon et al., SC'11, table 2), with the
counter (neuron, batch, draw // 4, stream) and the seed as key; draw mod 4 chooses the word. Of the
streams 0 is the wall noise, and 1 tells which resets fail. Two words make two normal numbers (Box
and Muller 1958), with the logarithm of Cephes and Taylor polynomials for sine and cosine on an
eighth of the circle, all in float32. The largest number is 6.66.

This is the definition, in PyTorch operations and on any device; :mod:`dwmtj.nn.kernels.noise` holds
the compiled twin for the CPU, which gives the same bits.
"""

import math
from collections.abc import Sequence
from numbers import Integral
from typing import NamedTuple

import torch
from torch import Tensor

#: Streams of a seed.
WALL_NOISE, FAILED_RESETS = 0, 1

#: Draws that share one counter.
DRAWS_PER_BLOCK = 4

ROUNDS = 7
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_INCREMENTS = (0x9E3779B9, 0xBB67AE85)
MASK = 0xFFFFFFFF

#: log(1 + x) = x - x^2/2 + x^3*P(x) on [sqrt(1/2) - 1, sqrt(2) - 1] (Cephes, logf), highest first.
LOG_POLYNOMIAL = (
    7.0376836292e-2,
    -1.1514610310e-1,
    1.1676998740e-1,
    -1.2420140846e-1,
    1.4249322787e-1,
    -1.6668057665e-1,
    2.0000714765e-1,
    -2.4999993993e-1,
    3.3333331174e-1,
)
SINE = (-1 / 5040, 1 / 120, -1 / 6)
COSINE = (1 / 40320, -1 / 720, 1 / 24, -1 / 2)
#: From 30 signed bits to an angle between -pi/4 and pi/4 [rad].
ANGLE = math.pi / 4 * 2.0**-29


class WallNoise(NamedTuple):
    """``sigma``: relative spread of the travel per draw; ``interval_steps`` between two draws.

    Examples
    --------
    >>> from dwmtj.nn.noise import WallNoise
    >>> WallNoise(sigma=0.3, interval_steps=1)
    WallNoise(sigma=0.3, interval_steps=1)
    """

    sigma: float
    interval_steps: int


class NormalDraws:
    """The normal numbers of one layer, draw by draw; keeps the block that is in use.

    Parameters
    ----------
    seed : int
        Seed of 63 bits (no unit).
    shape : sequence of int
        Shape [B, N...] of the layer.
    device : torch.device or str
        Where to compute.
    stream : int
        Which of the independent streams of a seed (no unit).

    Examples
    --------
    >>> from dwmtj.nn.noise import NormalDraws
    >>> draws = NormalDraws(seed=1, shape=(2, 3))
    >>> draws[5].shape  # draw number 5 of two by three neurons
    torch.Size([2, 3])
    >>> bool((draws[5] == NormalDraws(1, (2, 3))[5]).all())
    True
    """

    def __init__(
        self,
        seed: int,
        shape: Sequence[int],
        device: torch.device | str = "cpu",
        stream: int = WALL_NOISE,
    ) -> None:
        self.seed, self.shape, self.device, self.stream = seed, tuple(shape), device, stream
        self._block = -1
        self._numbers: tuple[Tensor, ...] = ()

    def __getitem__(self, draw: int) -> Tensor:
        """Give the numbers of a draw, shape [B, N...], float32."""
        block, word = divmod(draw, DRAWS_PER_BLOCK)
        if block != self._block:
            self._block = block
            self._numbers = normal_block(self.seed, block, self.shape, self.device, self.stream)
        return self._numbers[word]


def draw_seed(generator: torch.Generator | int | None) -> int:
    """Take a seed of the wall noise from a generator.

    Parameters
    ----------
    generator : torch.Generator, int or None
        Where it comes from: a generator, which moves on by one draw; a seed itself (no unit); or
        torch's own generator.

    Returns
    -------
    int
        Seed of 63 bits.

    Raises
    ------
    ValueError
        If a seed is no whole number, negative, or does not fit 63 bits.

    Examples
    --------
    >>> from dwmtj.nn.noise import draw_seed
    >>> draw_seed(7)
    7
    """
    if generator is not None and not isinstance(generator, torch.Generator):
        if not isinstance(generator, Integral) or not 0 <= int(generator) < 2**63:
            raise ValueError(
                f"generator: seed {generator!r} is not allowed; allowed: a torch.Generator or a "
                "whole number from 0 to 2^63 - 1"
            )
        return int(generator)
    device = generator.device if generator is not None else torch.device("cpu")
    return int(torch.randint(2**63 - 1, (), generator=generator, device=device))


def normal_block(
    seed: int,
    block: int,
    shape: Sequence[int],
    device: torch.device | str = "cpu",
    stream: int = WALL_NOISE,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Draw the four normal numbers of a counter for every neuron.

    Parameters
    ----------
    seed : int
        Seed of 63 bits (no unit).
    block : int
        Number of the block (no unit); its numbers belong to the draws 4*block to 4*block + 3.
    shape : sequence of int
        Shape [B, N...] of the layer; the neuron index counts through [N...].
    device : torch.device or str
        Where to compute.
    stream : int
        Which of the independent streams of a seed (no unit).

    Returns
    -------
    tuple of Tensor
        Four tensors of the given shape, float32, of mean 0 and variance 1.

    Examples
    --------
    >>> from dwmtj.nn.noise import normal_block
    >>> numbers = normal_block(seed=1, block=0, shape=(100, 100))
    >>> len(numbers), numbers[0].shape  # draws of the block, each for every neuron
    (4, torch.Size([100, 100]))
    >>> print(f"{numbers[0].mean().item():.1f}, {numbers[0].std().item():.1f}")
    -0.0, 1.0
    """
    batch, neurons = shape[0], math.prod(shape[1:])
    c0 = torch.arange(neurons, device=device).expand(batch, neurons)
    c1 = torch.arange(batch, device=device)[:, None].expand(batch, neurons)
    c2 = torch.full_like(c0, block & MASK)
    c3 = torch.full_like(c0, stream)
    k0, k1 = seed & MASK, seed >> 32
    for _ in range(ROUNDS):
        first, second = c0 * MULTIPLIERS[0], c2 * MULTIPLIERS[1]
        c0, c1 = ((second >> 32) & MASK) ^ c1 ^ k0, second & MASK
        c2, c3 = ((first >> 32) & MASK) ^ c3 ^ k1, first & MASK
        k0, k1 = (k0 + KEY_INCREMENTS[0]) & MASK, (k1 + KEY_INCREMENTS[1]) & MASK
    numbers = (*_box_muller(c0, c1), *_box_muller(c2, c3))
    first, second, third, fourth = (z.view(tuple(shape)) for z in numbers)
    return first, second, third, fourth


def _box_muller(radius_bits: Tensor, angle_bits: Tensor) -> tuple[Tensor, Tensor]:
    squared = (-2 * _log((radius_bits.float() + 1) * 2.0**-32)).clamp_min(0)
    # In float64, because PyTorch's float32 root may come from a library that rounds otherwise.
    radius = squared.double().sqrt().float()
    swap, negative = (angle_bits >> 31) & 1, (angle_bits >> 30) & 1
    signed = ((angle_bits & 0x3FFFFFFF) ^ 0x20000000) - 0x20000000
    angle = signed.float() * ANGLE
    square = angle * angle
    sine = angle + angle * square * _polynomial(SINE, square)
    cosine = 1 + square * _polynomial(COSINE, square)
    radius = torch.where(negative.bool(), -radius, radius)
    first = torch.where(swap.bool(), sine, cosine)
    second = torch.where(swap.bool(), cosine, sine)
    return radius * first, radius * second


def _log(u: Tensor) -> Tensor:
    bits = u.view(torch.int32)
    exponent = ((bits >> 23) - 127).float()
    mantissa = ((bits & 0x7FFFFF) | 0x3F800000).view(torch.float32)
    large = mantissa > 1.41421356
    x = torch.where(large, mantissa * 0.5, mantissa) - 1
    exponent = torch.where(large, exponent + 1, exponent)
    square = x * x
    return x - 0.5 * square + square * x * _polynomial(LOG_POLYNOMIAL, x) + exponent * math.log(2)


def _polynomial(coefficients: Sequence[float], x: Tensor) -> Tensor:
    value = torch.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * x + coefficient
    return value
