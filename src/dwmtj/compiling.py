"""How every kernel is compiled: without Python's lock, IEEE arithmetic, cached on disk.

Fast-math stays off: each operation rounds as PyTorch's does, so that a wall which just passes the
firing distance there does so here, on every machine. (Only a gradient, the product of
``multiply_block``, lets a multiplication and an addition round together.) A kernel is compiled at
its first call; the machine code is kept beside the source or in the user's cache and found by the
next process. Where neither can be written the kernel is compiled anew in each process, which is
slower and no error.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numba.extending

_Function = TypeVar("_Function", bound=Callable[..., Any])


@cache
def _digest_of_sources(folder: Path) -> str:
    """Hash of all that the machine code of a folder may depend on."""
    physics = Path(__file__).parent / "physics"
    folders = {folder, folder.parent, physics, physics.parent}
    files = sorted(file for each in folders for file in each.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def kernel(function: _Function) -> _Function:
    """Compile a function that is called from Python.

    Parameters
    ----------
    function : callable
        Function of numpy arrays and numbers in the subset of Python that numba compiles.

    Returns
    -------
    callable
        The same function, compiled at its first call.
    """
    try:
        compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no place to write the cache to
        compiled = numba.njit(nogil=True, error_model="numpy")(function)
    else:
        # Numba's stamp covers the file of the kernel alone, not what it takes from others.
        file = cast(Any, compiled)._cache._cache_file
        folder = Path(function.__code__.co_filename).parent
        file._source_stamp = (file._source_stamp, _digest_of_sources(folder))
    return cast(_Function, compiled)


def inlined(function: _Function) -> _Function:
    """Compile a function that only kernels call; it becomes a part of them.

    Parameters
    ----------
    function : callable
        Function of numbers or arrays.

    Returns
    -------
    callable
        The same function, to be called from kernels.
    """
    return cast(_Function, numba.njit(error_model="numpy")(function))


def uncounted(function: _Function) -> _Function:
    """Compile a function that only kernels call and that makes no array, not even within numpy.

    References to arrays are not counted in it: to count those of every slice, with a locked
    instruction each, took a quarter of a training step. So loops that take slices belong here, and
    the kernel around them makes the working space.

    Parameters
    ----------
    function : callable
        Function of numbers or arrays.

    Returns
    -------
    callable
        The same function, to be called from kernels.
    """
    # Numba compiles functions of its own so; its type stubs do not list the option.
    return cast(_Function, cast(Any, numba.njit)(error_model="numpy", _nrt=False)(function))


def intrinsic(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare a function that writes LLVM code itself; kernels call it without its context.

    Parameters
    ----------
    function : callable
        Gives the signature and the function that writes the code.

    Returns
    -------
    callable
        To be called from kernels.
    """
    return cast(Callable[..., Any], numba.extending.intrinsic(function))
