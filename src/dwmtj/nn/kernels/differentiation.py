"""Backward passes that are not differentiable themselves, and say so."""

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
