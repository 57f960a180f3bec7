"""Encoders: from values between 0 and 1 (pixels) to input over time, spikes but for ``direct``.

A value of 1 stands for the maximum rate f_max. There is at most one spike per step, so a rate times
the time step above 1 is refused.
"""

import torch
from torch import Tensor

from dwmtj.nn.checks import check_floating
from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.functional import LIFConstants, LIFState, lif_step
from dwmtj.nn.noise import draw_seed
from dwmtj.nn.surrogate import SuperSpike


def poisson(
    values: Tensor,
    time_steps: int,
    *,
    max_rate: float,
    time_step: float,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Draw spikes at random, with probability value*f_max*dt in each step.

    Parameters
    ----------
    values : Tensor
        Rates in units of the maximum rate, not negative, shape [B, N...].
    time_steps : int
        Number of steps T [no unit].
    max_rate : float
        Spike rate f_max of a value of 1 [Hz].
    time_step : float
        Time step [s].
    generator : torch.Generator, optional
        Source of the randomness; torch's own if not given.

    Returns
    -------
    Tensor
        Spikes 0 or 1, shape [T, B, N...].

    Raises
    ------
    ValueError
        If a rate is negative, not finite, or above one spike per step, or the values are no
        floating-point tensor.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import encode
    >>> generator = torch.Generator().manual_seed(0)
    >>> spikes = encode.poisson(
    ...     torch.ones(1, 1000), 100, max_rate=1e9, time_step=1e-10, generator=generator
    ... )
    >>> spikes.shape, round(spikes.mean().item(), 2)  # a tenth of the steps
    (torch.Size([100, 1, 1000]), 0.1)
    """
    _check_steps(time_steps)
    probability = _probability(values, max_rate, time_step)
    random = torch.rand(
        (time_steps, *values.shape),
        generator=generator,
        dtype=values.dtype,
        device=values.device,
    )
    return (random < probability).to(values.dtype)


def poisson_events(
    values: Tensor,
    time_steps: int,
    *,
    max_rate: float,
    time_step: float,
    generator: torch.Generator | int | None = None,
) -> SpikeEvents:
    """Draw what :func:`poisson` draws as a list of events, at a cost per spike and not per step.

    Parameters
    ----------
    values : Tensor
        Rates in units of the maximum rate, not negative, shape [B, P], on the CPU.
    time_steps : int
        Number of steps T [no unit].
    max_rate : float
        Spike rate f_max of a value of 1 [Hz].
    time_step : float
        Time step [s].
    generator : torch.Generator or int, optional
        Source of the seed of the spikes, or the seed (no unit); torch's own if not given.

    Returns
    -------
    SpikeEvents
        Spikes of the shape [T, B, P], with the same statistics as those of :func:`poisson`.

    Raises
    ------
    ValueError
        If shape or type is another, the values are not on the CPU, or a rate is negative, not
        finite or above one spike per step.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import encode
    >>> events = encode.poisson_events(
    ...     torch.ones(1, 1000), 100, max_rate=1e9, time_step=1e-10, generator=0
    ... )
    >>> events.shape, round(events.to_dense().mean().item(), 2)
    ((100, 1, 1000), 0.1)
    """
    from dwmtj.nn.kernels import poisson as kernels

    _check_steps(time_steps)
    check_floating("values", values)
    if values.dim() != 2 or values.device.type != "cpu":
        raise ValueError(
            f"values: shape {list(values.shape)} on {values.device} is not allowed; allowed: "
            "[B, P] on the CPU (poisson() draws on any device)"
        )
    probability = _probability(values, max_rate, time_step)
    return kernels.poisson_events(probability, time_steps, draw_seed(generator))


def constant_current(
    values: Tensor,
    time_steps: int,
    *,
    membrane_time_constant: float,
    time_step: float,
    threshold: float = 1.0,
) -> Tensor:
    """Feed each value as a constant current into a LIF neuron and take its spikes.

    Parameters
    ----------
    values : Tensor
        Constant currents [thresholds at rest], shape [B, N...].
    time_steps : int
        Number of steps T [no unit].
    membrane_time_constant, time_step : float
        Decay time of the membrane voltage and time step [s].
    threshold : float
        Membrane voltage that fires, above 0 [no unit]; values at or below it never spike.

    Returns
    -------
    Tensor
        Spikes 0 or 1, shape [T, B, N...]; no randomness.

    Raises
    ------
    ValueError
        If a value is not finite, the threshold is not above 0, or the time constant is shorter
        than the time step.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import encode
    >>> spikes = encode.constant_current(
    ...     torch.tensor([[0.5, 2.0]]), 100, membrane_time_constant=1e-9, time_step=1e-10
    ... )
    >>> spikes.sum(0)  # a current below the threshold never spikes
    tensor([[ 0., 14.]])
    """
    _check_steps(time_steps)
    _check_finite(values)
    if not threshold > 0:
        raise ValueError(f"threshold: {threshold!r} is not allowed; allowed: above 0")
    if not membrane_time_constant >= time_step > 0:
        raise ValueError(
            f"membrane_time_constant: {membrane_time_constant!r} s is not allowed; allowed: at "
            f"least the time step, {time_step!r} s"
        )
    # A synaptic rate of 1 makes the current of each step the input of that step alone.
    constants = LIFConstants(time_step / membrane_time_constant, 1.0, threshold)
    zeros = torch.zeros_like(values)
    state = LIFState(zeros, zeros)
    spikes = []
    for _ in range(time_steps):
        spike, state = lif_step(values, state, constants, SuperSpike())
        spikes.append(spike.detach())
    return torch.stack(spikes)


def latency(values: Tensor, time_steps: int) -> Tensor:
    """Give each value one spike, the earlier the larger it is; a value of 0 never spikes.

    Parameters
    ----------
    values : Tensor
        Values between 0 and 1, shape [B, N...].
    time_steps : int
        Number of steps T [no unit]; a value of 1 spikes in the first step.

    Returns
    -------
    Tensor
        Spikes 0 or 1, shape [T, B, N...]; no randomness.

    Raises
    ------
    ValueError
        If a value is not between 0 and 1.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import encode
    >>> encode.latency(torch.tensor([[1.0, 0.5, 0.0]]), 10).argmax(0)
    tensor([[0, 4, 0]])
    """
    _check_steps(time_steps)
    check_floating("values", values)
    if not bool(((values >= 0) & (values <= 1)).all()):
        raise ValueError("values: a value is not allowed; allowed: between 0 and 1")
    due = ((1 - values) * (time_steps - 1)).round()
    due = torch.where(values > 0, due, torch.full_like(due, time_steps))
    steps = torch.arange(time_steps, dtype=values.dtype, device=values.device)
    return (steps.view(-1, *[1] * values.dim()) == due).to(values.dtype)


def direct(values: Tensor, time_steps: int) -> Tensor:
    """Give each value as it is in every step: an analogue input, no spikes and no randomness.

    The weights of the first layer then turn it into currents that do not change along an image,
    which the layers of :mod:`dwmtj.nn` compute once and not in every step.

    Parameters
    ----------
    values : Tensor
        Values [any unit], shape [B, N...].
    time_steps : int
        Number of steps T [no unit].

    Returns
    -------
    Tensor
        The values, shape [T, B, N...], stored once.

    Raises
    ------
    ValueError
        If a value is not finite.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import encode
    >>> encode.direct(torch.tensor([[0.25, 1.0]]), 3)[:, 0]
    tensor([[0.2500, 1.0000],
            [0.2500, 1.0000],
            [0.2500, 1.0000]])
    """
    _check_steps(time_steps)
    _check_finite(values)
    return values.expand(time_steps, *values.shape)


def _probability(values: Tensor, max_rate: float, time_step: float) -> Tensor:
    check_floating("values", values)
    if not 0 < max_rate * time_step <= 1:
        raise ValueError(
            f"max_rate: {max_rate!r} Hz is not allowed; allowed: above 0 and at most one spike per "
            f"step, {1 / time_step:.6g} Hz"
        )
    probability = values * (max_rate * time_step)
    # NaN passes through both, and then neither comparison holds.
    least, largest = torch.aminmax(probability) if probability.numel() else (0.0, 0.0)
    if not (least >= 0 and largest <= 1):
        raise ValueError(
            "values: a rate is negative, not finite or above one spike per step; allowed: between "
            f"0 and {1 / (max_rate * time_step):.6g} in units of max_rate"
        )
    return probability


def _check_steps(time_steps: int) -> None:
    if time_steps < 1:
        raise ValueError(f"time_steps: {time_steps!r} is not allowed; allowed: at least 1")


def _check_finite(values: Tensor) -> None:
    check_floating("values", values)
    if not bool(torch.isfinite(values).all()):
        raise ValueError("values: a value is not finite; allowed: finite values")
