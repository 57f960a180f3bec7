"""The choice between the plain PyTorch definition and the compiled kernels."""

from typing import Literal, cast, get_args

import torch
from torch import Tensor

from dwmtj.nn.surrogate import SpikeFunction, has_kernel

BackendInUse = Literal["reference", "fused"]
Backend = Literal["auto", "reference", "fused"]


def check_backend(backend: str) -> Backend:
    """Refuse an unknown backend.

    Parameters
    ----------
    backend : str
        What the user asks for.

    Returns
    -------
    str
        The same.

    Raises
    ------
    ValueError
        If there is no such backend.
    """
    allowed = get_args(Backend)
    if backend not in allowed:
        raise ValueError(f"backend: {backend!r} is not allowed; allowed: {', '.join(allowed)}")
    return cast(Backend, backend)


def choose_backend(
    backend: Backend,
    input: Tensor,
    surrogate: SpikeFunction | None = None,
    *,
    failing: bool = False,
) -> BackendInUse:
    """Choose the backend for an input.

    Parameters
    ----------
    backend : {"auto", "reference", "fused"}
        What the user asks for.
    input : Tensor
        Input of the module, any shape.
    surrogate : callable, optional
        Spike function of the module; None if it has none.
    failing : bool
        Whether resets may fail, for which there is no kernel.

    Returns
    -------
    {"reference", "fused"}
        "fused" for float32 on the CPU and the surrogates of this package, unless the reference is
        asked for.

    Raises
    ------
    ValueError
        If "fused" is asked for and does not apply.
    """
    reasons = []
    if input.device.type != "cpu":
        reasons.append(f"the input is on {input.device}")
    if input.dtype != torch.float32:
        reasons.append(f"the input is {input.dtype}")
    if surrogate is not None and not has_kernel(surrogate):
        reasons.append(f"{type(surrogate).__name__} has no kernel")
    if failing:
        reasons.append("resets may fail")
    if backend == "fused" and reasons:
        raise ValueError(
            f"backend: 'fused' is not allowed here, because {' and '.join(reasons)}; allowed: auto "
            "or reference, or float32 on the CPU with a surrogate of dwmtj.nn"
        )
    return "reference" if backend == "reference" or reasons else "fused"
