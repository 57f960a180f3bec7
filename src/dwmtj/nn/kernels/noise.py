"""Compiled twin of :mod:`dwmtj.nn.noise`: the same normal numbers, for a run of neurons at once."""

import math

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numpy import float32, int32, uint32, uint64

from dwmtj.compiling import intrinsic, kernel, uncounted
from dwmtj.nn import noise as definition
from dwmtj.nn.kernels.threads import run
from dwmtj.nn.kernels.tiles import TILE, store
from dwmtj.nn.kernels.vectors import wide

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]

_MASK, _HALF_WORD = uint64(definition.MASK), uint64(32)
_M0, _M1 = (uint64(value) for value in definition.MULTIPLIERS)
_W0, _W1 = (uint64(value) for value in definition.KEY_INCREMENTS)
_ROUNDS = definition.ROUNDS
_P0, _P1, _P2, _P3, _P4, _P5, _P6, _P7, _P8 = (float32(c) for c in definition.LOG_POLYNOMIAL)
_S0, _S1, _S2 = (float32(c) for c in definition.SINE)
_C0, _C1, _C2, _C3 = (float32(c) for c in definition.COSINE)
_ANGLE, _LOG_2, _SQRT_2 = float32(definition.ANGLE), float32(math.log(2)), float32(1.41421356)
_ZERO, _HALF, _ONE, _TWO = float32(0), float32(0.5), float32(1), float32(2)
_WORD = float32(2.0**-32)
_CLOSE_TO_1 = float32(0.29)
_BIAS, _MANTISSA_BITS = int32(127), int32(23)
_MANTISSA, _EXPONENT_OF_1 = int32(0x7FFFFF), int32(0x3F800000)
_SECOND_BIT, _TOP_BITS = int32(0x40000000), int32(2)


@intrinsic
def _bits(_context, _value):  # type: ignore[no-untyped-def]
    """Read a float32 as int32."""

    def generate(_, builder, __, arguments):  # type: ignore[no-untyped-def]
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


@intrinsic
def _float(_context, _value):  # type: ignore[no-untyped-def]
    """Read an int32 as float32."""

    def generate(_, builder, __, arguments):  # type: ignore[no-untyped-def]
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


@uncounted
def philox(
    c0: uint64, c1: uint64, c2: uint64, c3: uint64, seed: uint64
) -> tuple[uint64, uint64, uint64, uint64]:
    """Give the four random words of a counter.

    Parameters
    ----------
    c0, c1, c2, c3 : uint64
        Words of the counter, each below 2^32 (no unit).
    seed : uint64
        Key (no unit).

    Returns
    -------
    tuple of uint64
        Four words below 2^32.
    """
    k0, k1 = seed & _MASK, seed >> _HALF_WORD
    for _ in range(_ROUNDS):
        first, second = _M0 * (c0 & _MASK), _M1 * (c2 & _MASK)
        c0, c1, c2, c3 = (
            ((second >> _HALF_WORD) ^ c1 ^ k0) & _MASK,
            second & _MASK,
            ((first >> _HALF_WORD) ^ c3 ^ k1) & _MASK,
            first & _MASK,
        )
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@uncounted
def log_unit(u: float32, v: float32) -> float32:
    """Give the natural logarithm of a number between 0 and 1, as ``_log`` of the definition does.

    Parameters
    ----------
    u : float32
        The number (no unit), not a subnormal one.
    v : float32
        1 - u where that is known better than u, for numbers close to 1; otherwise 1.

    Returns
    -------
    float32
        log(u).
    """
    bits = _bits(u)
    exponent = float32(int32(int32(bits >> _MANTISSA_BITS) - _BIAS))
    mantissa = _float(int32(int32(bits & _MANTISSA) | _EXPONENT_OF_1))
    large = mantissa > _SQRT_2
    x = (mantissa * _HALF if large else mantissa) - _ONE
    exponent = exponent + _ONE if large else exponent
    close = v < _CLOSE_TO_1
    x = -v if close else x
    exponent = _ZERO if close else exponent
    square = x * x
    p = (((((((_P0 * x + _P1) * x + _P2) * x + _P3) * x + _P4) * x + _P5) * x + _P6) * x) + _P7
    p = p * x + _P8
    return x - _HALF * square + square * x * p + exponent * _LOG_2


@uncounted
def _radius(bits: uint32) -> float32:
    """Give the length of a pair of normal numbers, as ``_box_muller`` of the definition does."""
    logarithm = log_unit((float32(bits) + _ONE) * _WORD, _ONE)
    return float32(math.sqrt(max(-_TWO * logarithm, _ZERO)))


@uncounted
def _pair(radius: float32, angle_bits: uint32) -> tuple[float32, float32]:
    """Turn a length into two normal numbers, as ``_box_muller`` of the definition does."""
    word = int32(angle_bits)
    # Each cast keeps 32 bits, where numba would go on with 64.
    angle = float32(int32(int32(word << _TOP_BITS) >> _TOP_BITS)) * _ANGLE
    square = angle * angle
    sine = angle + angle * square * ((_S0 * square + _S1) * square + _S2)
    cosine = _ONE + square * (((_C0 * square + _C1) * square + _C2) * square + _C3)
    swap = word < int32(0)
    radius = -radius if (word & _SECOND_BIT) != int32(0) else radius
    first = sine if swap else cosine
    second = cosine if swap else sine
    return radius * first, radius * second


@uncounted
def number_neurons(start: int, neurons: int, integers: Words) -> None:
    """Write neuron and batch index of the places of a tile.

    Parameters
    ----------
    start : int
        Place of the first in [B, N], counted through (no unit).
    neurons : int
        Size N of the layer [no unit].
    integers : ndarray
        Working space of :func:`fill_normal`, shape [6*TILE].
    """
    neuron, image = start % neurons, start // neurons
    for j in range(TILE):  # counted on, which spares a division for each
        integers[j], integers[TILE + j] = uint32(neuron), uint32(image)
        neuron += 1
        if neuron == neurons:
            neuron, image = 0, image + 1


@uncounted
def fill_normal(seed: uint64, block: uint64, integers: Words, normal: Floats) -> None:
    """Draw the four normal numbers of a block for every neuron of a tile.

    Parameters
    ----------
    seed, block : uint64
        Seed, and number of the block of four draws (no unit).
    integers : ndarray
        Neuron index, batch index and four rows of working space, shape [6*TILE].
    normal : ndarray
        Filled with the numbers, draw by draw, shape [4*TILE].
    """
    wide()
    for j in range(TILE):
        a, b, c, d = philox(
            uint64(integers[j]), uint64(integers[TILE + j]), block & _MASK, uint64(0), seed
        )
        integers[2 * TILE + j] = uint32(a)
        integers[3 * TILE + j] = uint32(b)
        integers[4 * TILE + j] = uint32(c)
        integers[5 * TILE + j] = uint32(d)
    # Short loops overlap better in the processor than one long chain of operations.
    for j in range(TILE):
        normal[j] = _radius(integers[2 * TILE + j])
    for j in range(TILE):
        normal[2 * TILE + j] = _radius(integers[4 * TILE + j])
    for j in range(TILE):
        normal[j], normal[TILE + j] = _pair(normal[j], integers[3 * TILE + j])
    for j in range(TILE):
        normal[2 * TILE + j], normal[3 * TILE + j] = _pair(
            normal[2 * TILE + j], integers[5 * TILE + j]
        )


@kernel
def _draw(first: int, last: int, neurons: int, seed: uint64, block: uint64, out: Floats) -> None:
    integers = np.empty(6 * TILE, np.uint32)
    normal = np.empty(4 * TILE, np.float32)
    for tile in range(first, last):
        start = tile * TILE
        stop = min(start + TILE, out.shape[1])
        number_neurons(start, neurons, integers)
        fill_normal(seed, block, integers, normal)
        for row in range(4):
            store(normal, row * TILE, out[row, start:stop])


def normal_block(seed: int, block: int, batch: int, neurons: int) -> Floats:
    """Draw what :func:`dwmtj.nn.noise.normal_block` draws, on the CPU.

    Parameters
    ----------
    seed, block : int
        Seed, and number of the block of four draws (no unit).
    batch, neurons : int
        Size B and N of the layer [no unit].

    Returns
    -------
    ndarray
        Normal numbers, shape [4, B, N], float32.
    """
    out = np.empty((4, batch * neurons), np.float32)
    run(_draw, -(-batch * neurons // TILE), neurons, uint64(seed), uint64(block), out)
    return out.reshape(4, batch, neurons)
