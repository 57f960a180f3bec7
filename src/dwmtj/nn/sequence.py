"""What all stateful modules share: the loop over time."""

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
