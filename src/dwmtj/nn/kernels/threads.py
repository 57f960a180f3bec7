"""Work shared between threads, as many as PyTorch would use.

Kernels leave Python's lock, so plain threads serve. That keeps clear of a second OpenMP beside that
of PyTorch: a forked data-loader worker simply starts its own threads, and since PyTorch gives such
a worker one thread, nothing is oversubscribed there. The work is cut into the same tiles for any
number of threads, so the number of threads never changes a result.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch

_pools: dict[int, ThreadPoolExecutor] = {}


def _forget_pools() -> None:
    """Drop what a fork has copied without its threads."""
    _pools.clear()


os.register_at_fork(after_in_child=_forget_pools)


def run(kernel: Callable[..., None], tiles: int, *arguments: Any) -> None:
    """Call a kernel for all tiles, divided among the threads.

    Parameters
    ----------
    kernel : callable
        Takes the first tile, the tile after the last, and the arguments; tiles are independent.
    tiles : int
        Number of tiles [no unit].
    *arguments : Any
        Passed on.
    """
    threads = min(torch.get_num_threads(), tiles)
    if threads <= 1:
        kernel(0, tiles, *arguments)
        return
    if threads not in _pools:
        _pools[threads] = ThreadPoolExecutor(threads - 1, thread_name_prefix="dwmtj-kernel")
    bounds = [tiles * i // threads for i in range(threads + 1)]
    waiting = [
        _pools[threads].submit(kernel, bounds[i], bounds[i + 1], *arguments)
        for i in range(1, threads)
    ]
    kernel(bounds[0], bounds[1], *arguments)
    for future in waiting:
        future.result()
