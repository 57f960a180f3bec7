"""As many threads for a kernel as PyTorch would use.

That keeps clear of a second OpenMP beside that of PyTorch: since PyTorch gives a data-loader worker
one thread, nothing is oversubscribed there.
"""

from collections.abc import Callable
from typing import Any

import torch

from dwmtj.threads import run_threads


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
    run_threads(torch.get_num_threads(), kernel, tiles, *arguments)
