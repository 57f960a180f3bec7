"""Input that is the same in every step: what does not remember is computed for one step alone."""

from collections.abc import Callable
from typing import TypeGuard

from torch import Tensor

from dwmtj.nn.events import SpikeEvents


def is_repeated(input: Tensor | SpikeEvents) -> TypeGuard[Tensor]:
    """Tell whether all steps are one, as those of :func:`dwmtj.nn.encode.direct`.

    Parameters
    ----------
    input : Tensor or SpikeEvents
        Shape [T, B, inputs].

    Returns
    -------
    bool
        True for a tensor that holds one step and shows it T times.
    """
    if not isinstance(input, Tensor) or input.dim() != 3:
        return False
    return len(input) > 1 and input.stride(0) == 0


def compute_once(
    input: Tensor | SpikeEvents, compute: Callable[[Tensor | SpikeEvents], Tensor]
) -> Tensor:
    """Compute for one step what all steps share, or else for all.

    A batch norm then sees each value once and not T times, which changes the running variance by a
    share of one over the number of values.

    Parameters
    ----------
    input : Tensor or SpikeEvents
        Shape [T, B, inputs].
    compute : callable
        From [T, B, inputs] to [T, B, N], every step from its own input alone.

    Returns
    -------
    Tensor
        Shape [T, B, N].
    """
    if is_repeated(input):
        return compute(input[:1]).expand(len(input), -1, -1)
    return compute(input)
