"""Work shared between threads.

Compiled kernels leave Python's lock, so plain threads serve; a forked process starts its own. The
work is cut into the same tiles for any number of threads, so that number never changes a result.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_pools: dict[int, ThreadPoolExecutor] = {}


def _forget_pools() -> None:
    """Drop what a fork has copied without its threads."""
    _pools.clear()


os.register_at_fork(after_in_child=_forget_pools)


def run_threads(threads: int, kernel: Callable[..., None], tiles: int, *arguments: Any) -> None:
    """Call a kernel for all tiles, divided among threads.

    Parameters
    ----------
    threads : int
        Number of threads [no unit].
    kernel : callable
        Takes the first tile, the tile after the last, and the arguments; tiles are independent.
    tiles : int
        Number of tiles [no unit].
    *arguments : Any
        Passed on.
    """
    threads = min(threads, tiles)
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
