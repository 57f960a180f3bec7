"""What the backward passes share: they are not differentiable themselves, and say so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import torch
from torch import Tensor

Backward = Callable[..., tuple[Tensor | None, ...]]


def not_differentiable(backward: Backward) -> Backward:
    """Make a backward pass refuse to be differentiated.

    PyTorch's own ``once_differentiable`` takes the result for a constant where the gradient that
    comes in does not need one, and then leaves a part of the second derivative out.

    Parameters
    ----------
    backward : callable
        Backward pass of an autograd function.

    Returns
    -------
    callable
        The same, with an error where a graph of it is asked for.
    """

    @wraps(backward)
    def checked(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        if torch.is_grad_enabled():
            raise RuntimeError(
                "the compiled kernels have no second derivative: create_graph=True is not allowed; "
                'allowed: backend="reference" for whoever needs it'
            )
        return backward(ctx, *grad_outputs)

    return checked


def first_row_if_constant(gradient: Tensor) -> Tensor:
    """Give a gradient as a contiguous array, of one row if it is the same in every step.

    Such is the gradient of a mean over time; its rows share one place in memory.

    Parameters
    ----------
    gradient : Tensor
        Shape [T, M].

    Returns
    -------
    Tensor
        Shape [1, M] or [T, M].
    """
    return (gradient[:1] if gradient.stride(0) == 0 else gradient).contiguous()
