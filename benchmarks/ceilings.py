"""What the machine allows: memory bandwidth, matrix products, random numbers, fresh pages."""

import resource
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import torch

from benchmarks.peers.task import PIXELS
from benchmarks.work import Size
from dwmtj.nn.kernels.noise import normal_block

_SEED, _REPEATS = 0, 7


def best_seconds(function: Callable[[], Any], repeats: int = _REPEATS) -> float:
    """Give the shortest time of some calls [s]: a ceiling is what was reached at best."""
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def measure_bandwidth(megabytes: int) -> dict[str, float]:
    """Measure how fast arrays move between memory and processor, with all threads.

    Parameters
    ----------
    megabytes : int
        Size of each of three arrays [MB].

    Returns
    -------
    dict
        Bandwidth of each way to move them [GB/s].
    """
    a, b, c = (torch.ones(megabytes * 250_000) for _ in range(3))
    moved: dict[str, tuple[int, Callable[[], Any]]] = {
        "copy": (2, partial(a.copy_, b)),
        "triad": (3, partial(torch.add, b, c, alpha=0.5, out=a)),
        "sum": (1, a.sum),
    }
    return {
        name: arrays * megabytes * 1e-3 / best_seconds(function)
        for name, (arrays, function) in moved.items()
    }


def measure_matmul(shapes: Iterable[tuple[int, int, int]]) -> dict[str, float]:
    """Measure the speed of float32 matrix products [n, k] x [k, m], with all threads.

    Parameters
    ----------
    shapes : iterable of tuple
        n, k and m of each product [no unit].

    Returns
    -------
    dict
        Speed of each [Gflop/s].
    """
    speeds = {}
    for n, k, m in shapes:
        left, right, out = torch.rand(n, k), torch.rand(k, m), torch.empty(n, m)
        seconds = best_seconds(partial(torch.mm, left, right, out=out))
        speeds[f"{n}x{k}x{m}"] = 2e-9 * n * k * m / seconds
    return speeds


def measure_ceilings(size: Size, megabytes: int, large: int) -> dict[str, dict[str, float]]:
    """Measure bandwidth and speed of matrix products, among them those of this network.

    Parameters
    ----------
    size : Size
        Sizes of the network.
    megabytes : int
        Size of an array in memory [MB].
    large : int
        Side of the largest square matrix [no unit].

    Returns
    -------
    dict
        ``bandwidths_gb_s`` and ``matmuls_gflop_s`` [GB/s, Gflop/s], each by name.
    """
    rows, hidden = size.time_steps * size.batch, size.hidden
    squares = ((side, side, side) for side in (large // 4, large))
    shapes = ((rows, hidden, hidden), (rows, PIXELS, hidden), *squares)
    return {
        "bandwidths_gb_s": measure_bandwidth(megabytes),
        "matmuls_gflop_s": measure_matmul(shapes),
    }


def measure_normals(batch: int) -> float:
    """Measure how many numbers of the wall noise are drawn in a second, with all threads [1/s]."""
    neurons = 100
    return 4 * batch * neurons / best_seconds(lambda: normal_block(_SEED, 0, batch, neurons))


def measure_page_fault(megabytes: int) -> float:
    """Measure what it takes to be given a page of fresh memory [s]; 0 if it is not seen."""
    bytes_ = megabytes * 10**6
    size = bytes_ // 4
    faults, start = page_faults(), time.perf_counter()
    fresh = torch.empty(size).fill_(1.0)
    first = time.perf_counter() - start
    faults = page_faults() - faults
    return max(first - best_seconds(lambda: fresh.fill_(2.0)), 0.0) / faults if faults else 0.0


def page_faults() -> int:
    """Count the pages that this process was given so far [no unit]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
