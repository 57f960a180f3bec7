"""The neurons as pure functions of one time step: the definition that all else must agree with.

Each step takes the input and a state and gives the output and the next state; nothing is drawn
at random here. The equations of the wall stand in :mod:`dwmtj.nn.normalised`, those of the LIF
neuron and the leaky integrator are the ones of Norse (forward Euler, current before voltage).

Reset is a hard event: which walls are set back is decided by position alone and no gradient
passes through that decision, while the position itself keeps its gradient until it is set back.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from dwmtj.nn.surrogate import SpikeFunction
from dwmtj.parameters.neuron import ResetMode


class DWMTJState(NamedTuple):
    """State of DW-MTJ neurons; all tensors have the shape [B, N...] of the input.

    ``position`` [firing distances], ``current``: synaptic current after its decay [drive
    currents], ``refractory``: steps until a new domain is written [no unit], ``noise``: factor
    on the travel that holds until the next draw [no unit], ``step``: steps since the state was
    made [no unit], which tells when the next draw is due, ``seed``: seed of the wall noise, None
    until it is first needed.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJ
    >>> _, state = DWMTJ()(torch.zeros(5, 2, 3), generator=7)
    >>> state.position.shape, state.step, state.seed
    (torch.Size([2, 3]), 5, 7)
    """

    position: Tensor
    current: Tensor
    refractory: Tensor
    noise: Tensor
    step: int
    seed: int | None = None


class DWMTJConstants(NamedTuple):
    """Constants of one step, in firing distances and steps; see ``NormalisedWall``.

    ``gain``, ``drift``, ``synaptic_decay`` and ``threshold`` are tensors of shape [] or [N...]
    and may be learned; ``taper``, ``exit_length`` [firing distances] and ``refractory_steps`` are
    plain numbers; ``reset`` is the name of the mode; ``position_scale`` multiplies the distance
    from the threshold before the surrogate (1, or the firing distance in metre).

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJ
    >>> constants = DWMTJ("cui2024-network").constants(torch.float32)
    >>> print(f"{constants.gain.item():.5f} firing distances per step, then {constants.reset}")
    0.03377 firing distances per step, then eject
    """

    gain: Tensor
    drift: Tensor
    synaptic_decay: Tensor
    threshold: Tensor
    taper: float
    exit_length: float
    refractory_steps: int
    reset: ResetMode
    position_scale: float


class LIFState(NamedTuple):
    """State of LIF neurons or leaky integrators: ``voltage`` and ``current``, shape [B, N...].

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import LIFCell
    >>> _, state = LIFCell()(torch.ones(2, 3))
    >>> state.voltage.shape
    torch.Size([2, 3])
    """

    voltage: Tensor
    current: Tensor


class LIFConstants(NamedTuple):
    """``membrane_rate`` dt/tau_mem, ``synaptic_rate`` dt/tau_syn, ``threshold``: all no unit.

    Examples
    --------
    >>> from dwmtj.nn import LIF
    >>> LIF(membrane_time_constant=4e-9, synaptic_time_constant=2e-9, time_step=1e-9).constants
    LIFConstants(membrane_rate=0.25, synaptic_rate=0.5, threshold=1.0)
    """

    membrane_rate: float
    synaptic_rate: float
    threshold: float


def dwmtj_step(
    input: Tensor,
    state: DWMTJState,
    constants: DWMTJConstants,
    spike: SpikeFunction,
    failing: Tensor | None = None,
) -> tuple[Tensor, DWMTJState]:
    """Move the walls of DW-MTJ neurons by one time step.

    Parameters
    ----------
    input : Tensor
        Current that arrives in this step [drive currents], shape [B, N...].
    state : DWMTJState
        State before the step, shape [B, N...]; its noise factor is used as it is.
    constants : DWMTJConstants
        Constants of the neurons.
    spike : callable
        Spike function of the distance from the threshold, a surrogate or a smoothed spike.
    failing : Tensor, optional
        Where a reset of this step would fail, bool of shape [B, N...]: the domain is caught at the
        firing point again, so that it has to pass the junction once more.

    Returns
    -------
    spikes : Tensor
        Output of MTJ_B, shape [B, N...]: 1 at every step in which the wall is past the firing
        distance, so during the whole passage with ``eject`` and from then on with ``none``.
    state : DWMTJState
        State after the step.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJCell, SuperSpike
    >>> from dwmtj.nn.functional import dwmtj_step
    >>> cell = DWMTJCell("cui2024-network", sigma=0)
    >>> input = torch.ones(1, 1)
    >>> start, constants = cell.initial_state(input), cell.constants(torch.float32)
    >>> output, state = dwmtj_step(input, start, constants, SuperSpike())
    >>> print(f"{state.position.item():.5f}, {state.current.item():.2f}")
    0.03377, 0.80
    """
    c = constants
    current = state.current + input
    step = c.gain * current
    if c.taper:
        step = step / (1 + c.taper * state.position)
    step = (step + c.drift) * state.noise
    refractory = state.refractory
    if c.reset == "eject" and c.refractory_steps:
        step = step * (refractory == 0)
        refractory = (refractory - 1).clamp_min(0)
    position = (state.position + step).clamp_min(0)
    distance = position - c.threshold
    spikes = spike(distance * c.position_scale if c.position_scale != 1 else distance)
    if c.reset != "none":
        gone = distance.detach() > (c.exit_length if c.reset == "eject" else 0)
        if failing is not None:
            position = torch.where(gone & failing, c.threshold.detach(), position)
            gone = gone & ~failing
        position = position.masked_fill(gone, 0)
        if c.reset == "eject" and c.refractory_steps:
            refractory = refractory.masked_fill(gone, c.refractory_steps)
    new_state = state._replace(
        position=position,
        current=current * c.synaptic_decay,
        refractory=refractory,
        step=state.step + 1,
    )
    return spikes, new_state


def lif_step(
    input: Tensor, state: LIFState, constants: LIFConstants, spike: SpikeFunction
) -> tuple[Tensor, LIFState]:
    """Advance leaky integrate-and-fire neurons by one time step, as Norse does.

    Parameters
    ----------
    input : Tensor
        Synaptic input of this step [no unit], shape [B, N...].
    state : LIFState
        State before the step, shape [B, N...].
    constants : LIFConstants
        Constants of the neurons.
    spike : callable
        Spike function of the distance from the threshold.

    Returns
    -------
    spikes : Tensor
        1 where the neuron fires, shape [B, N...].
    state : LIFState
        State after the step; the voltage of a neuron that fired is 0.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import LIFState, SuperSpike
    >>> from dwmtj.nn.functional import LIFConstants, lif_step
    >>> at_rest = LIFState(torch.zeros(1, 1), torch.zeros(1, 1))
    >>> lif_step(torch.ones(1, 1), at_rest, LIFConstants(0.1, 0.2, 1.0), SuperSpike())
    (tensor([[0.]]), LIFState(voltage=tensor([[0.1000]]), current=tensor([[0.8000]])))
    """
    voltage, state = li_step(input, state, constants)
    spikes = spike(voltage - constants.threshold)
    return spikes, state._replace(voltage=voltage - spikes * voltage)


def li_step(input: Tensor, state: LIFState, constants: LIFConstants) -> tuple[Tensor, LIFState]:
    """Advance leaky integrators by one time step, as Norse does.

    Parameters
    ----------
    input : Tensor
        Synaptic input of this step [no unit], shape [B, N...].
    state : LIFState
        State before the step, shape [B, N...].
    constants : LIFConstants
        Rates; the threshold is not used.

    Returns
    -------
    voltage : Tensor
        Membrane voltage after the step [no unit], shape [B, N...].
    state : LIFState
        State after the step.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import LIFState
    >>> from dwmtj.nn.functional import LIFConstants, li_step
    >>> at_rest = LIFState(torch.zeros(1, 1), torch.zeros(1, 1))
    >>> voltage, state = li_step(torch.ones(1, 1), at_rest, LIFConstants(0.1, 0.2, 1.0))
    >>> voltage, state.current
    (tensor([[0.1000]]), tensor([[0.8000]]))
    """
    current = state.current + input
    voltage = state.voltage + constants.membrane_rate * (current - state.voltage)
    return voltage, LIFState(voltage, current * (1 - constants.synaptic_rate))
