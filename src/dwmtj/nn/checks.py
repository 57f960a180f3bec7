"""Checks of what a user passes in: each error names field, value and what is allowed."""

from typing import Any

import torch
from torch import Tensor

from dwmtj.nn.events import SpikeEvents


def check_floating(field: str, value: Any) -> None:
    """Refuse what is no tensor of floating-point numbers.

    Parameters
    ----------
    field : str
        Name of the argument.
    value : Any
        What was passed.

    Raises
    ------
    ValueError
        If it is no tensor, or of another type.
    """
    if isinstance(value, SpikeEvents):
        raise ValueError(f"{field}: SpikeEvents is not allowed; pass it through SpikeLinear first")
    if not isinstance(value, Tensor):
        raise ValueError(
            f"{field}: {type(value).__name__} is not allowed; allowed: a torch.Tensor, as from "
            "torch.as_tensor(...)"
        )
    if not value.is_floating_point():
        images = value.dtype == torch.uint8
        hint = ", divide by 255 first" if images else f" ({field}.float())"
        raise ValueError(f"{field}: {value.dtype} is not allowed; allowed: floating point{hint}")


def check_sequence(input: Tensor) -> None:
    """Refuse an input without time steps or without a batch.

    Parameters
    ----------
    input : Tensor
        Inputs of all steps, floating point, shape [T, B, N...].

    Raises
    ------
    ValueError
        If the type or the shape is another.
    """
    check_floating("input", input)
    if input.dim() < 2 or input.shape[0] == 0:
        raise ValueError(f"input: shape {list(input.shape)} is not allowed; allowed: [T, B, N...]")


def check_state(state: Any, kind: type[tuple[Any, ...]], shape: torch.Size) -> None:
    """Refuse a state of another neuron, or one that was made for inputs of another shape.

    Parameters
    ----------
    state : named tuple
        State whose first tensor has the shape [B, N...].
    kind : type
        Class of the states of the module.
    shape : torch.Size
        Shape of the input of one step.

    Raises
    ------
    ValueError
        If class or shape differ.
    """
    if not isinstance(state, kind):
        raise ValueError(f"state: {type(state).__name__} is not allowed; allowed: {kind.__name__}")
    if state[0].shape != shape:
        raise ValueError(
            f"state: shape {list(state[0].shape)} does not fit the input of shape {list(shape)}; "
            "pass state=None to start anew"
        )


def check_surrogate(surrogate: Any) -> None:
    """Refuse the name or the class of a surrogate in place of the surrogate.

    Parameters
    ----------
    surrogate : Any
        What was passed.

    Raises
    ------
    ValueError
        If it is not a spike function.
    """
    if isinstance(surrogate, type) or not callable(surrogate):
        given = surrogate.__name__ if isinstance(surrogate, type) else repr(surrogate)
        raise ValueError(
            f"surrogate: {given} is not allowed; allowed: an object such as SuperSpike(5.0)"
        )
