"""Keeps freed memory in the process, instead of asking the system for the same again in each step.

A training step makes and frees tensors of tens of megabytes. The C library of Linux gives such
blocks back at once and the system then hands out every page anew and cleared, which costs up to a
fifth of a step of the fused network. Two settings of ``mallopt(3)`` end that; no result changes.
"""

import ctypes
import sys

# From malloc.h of the GNU C library.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGE = 2**30


def keep_freed_memory() -> None:
    """Raise the sizes above which freed memory goes back; nothing on other C libraries."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, _LARGE)
        mallopt(_MMAP_THRESHOLD, _LARGE)
