"""What all stateful modules share: loops over time, and the check that a state fits its input."""

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor

State = TypeVar("State")


def over_time(
    step: Callable[[Tensor, State], tuple[Tensor, State]], input: Tensor, state: State
) -> tuple[Tensor, State]:
    """Apply a step function along the first dimension.

    Parameters
    ----------
    step : callable
        From input [B, N...] and state to output [B, N...] and state.
    input : Tensor
        Inputs of all steps, shape [T, B, N...].
    state : named tuple
        State before the first step, shape [B, N...].

    Returns
    -------
    output : Tensor
        Outputs of all steps, shape [T, B, N...].
    state : named tuple
        State after the last step.
    """
    outputs = []
    for item in input.unbind(0):
        output, state = step(item, state)
        outputs.append(output)
    return torch.stack(outputs), state


def check_sequence(input: Tensor) -> None:
    """Refuse an input without time steps or without a batch.

    Parameters
    ----------
    input : Tensor
        Inputs of all steps, shape [T, B, N...].

    Raises
    ------
    ValueError
        If the shape is another.
    """
    if input.dim() < 2 or input.shape[0] == 0:
        raise ValueError(f"input: shape {list(input.shape)} is not allowed; allowed: [T, B, N...]")


def check_state(state: Tensor, shape: torch.Size) -> None:
    """Refuse a state that was made for inputs of another shape.

    Parameters
    ----------
    state : Tensor
        A tensor of the state, shape [B, N...].
    shape : torch.Size
        Shape of the input of one step.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    if state.shape != shape:
        raise ValueError(
            f"state: shape {list(state.shape)} does not fit the input of shape {list(shape)}; "
            "pass state=None to start anew"
        )
