"""Work shared between threads.

Compiled kernels leave Python's lock, so plain threads serve; a forked process starts its own. The
work is cut into the same tiles for any number of threads, so that number never changes a result.
A training step calls a dozen kernels of a few milliseconds, so work is handed over by Python's
``SimpleQueue``, whose waiting is compiled; ``concurrent.futures`` needs twice the time for that.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

_Kernel = Callable[..., None]
_Done = SimpleQueue[BaseException | None]
_Task = tuple[_Kernel, int, int, tuple[Any, ...], _Done]


class _Pool:
    """Threads that wait for ``tasks``; they end with the process."""

    def __init__(self) -> None:
        self.tasks: SimpleQueue[_Task] = SimpleQueue()
        self.workers: list[Thread] = []

    def grow(self, size: int) -> None:
        """Start as many threads as are missing."""
        while len(self.workers) < size:
            thread = Thread(target=_work, args=(self.tasks,), name="dwmtj-kernel", daemon=True)
            self.workers.append(thread)
            thread.start()

    def forget(self) -> None:
        """Drop what a fork has copied without its threads."""
        self.tasks, self.workers = SimpleQueue(), []


_pool = _Pool()
os.register_at_fork(after_in_child=_pool.forget)


def _do(kernel: _Kernel, first: int, last: int, arguments: tuple[Any, ...], done: _Done) -> None:
    """Do a task and tell whoever waits for it."""
    try:
        kernel(first, last, *arguments)
    except BaseException as error:
        done.put(error)
    else:
        done.put(None)


def _work(tasks: SimpleQueue[_Task]) -> None:
    while True:
        _do(*tasks.get())  # in a call of its own, so that no array is kept while waiting


def run_threads(threads: int, kernel: _Kernel, tiles: int, *arguments: Any) -> None:
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
    _pool.grow(threads - 1)
    bounds = [tiles * i // threads for i in range(threads + 1)]
    done: _Done = SimpleQueue()
    for i in range(1, threads):
        _pool.tasks.put((kernel, bounds[i], bounds[i + 1], arguments, done))
    kernel(bounds[0], bounds[1], *arguments)
    # Tasks that nobody has begun are done here: a kernel that calls others never waits in vain.
    with suppress(Empty):
        while True:
            _do(*_pool.tasks.get_nowait())
    for _ in range(1, threads):
        error = done.get()
        if error is not None:
            raise error
