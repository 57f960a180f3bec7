"""A DW-MTJ cell written in the style of Norse, as the group's published code is written.

The code itself carries no licence; this is our own, from its equations and with its structure: the
state is a named tuple, the parameters are tensors from which the constants of the wall are worked
out in every step (as Norse's own steps do), the step is compiled by ``torch.jit.script``, the noise
is drawn in every step, and the wall position x is in metre. With the synaptic current i in units
of the drive current::

    v = u*i/(1 + (w_2/w_1 - 1)*x/x_th) - v_leak
    x = max(0, x + v*dt*N(1, sigma))
    i = i*(1 - dt/tau_syn) + input

where u is the wall velocity at the drive current in the narrow track, here with the 1/(1 + alpha^2)
of that code. It fires where x > x_th and is not reset. The gradient is Norse's SuperSpike of the
distance in metre. Numbers are those of the preset ``liu2025-released-code`` of this package; they
are written out so that its modules do not count as Norse's memory.
:mod:`benchmarks.peers.norse_dwmtj_lean` is the same cell with constants worked out once.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from norse.torch.functional.threshold import threshold
from norse.torch.module.snn import SNNCell
from scipy.constants import e, physical_constants
from torch import Tensor

from benchmarks.peers.norse_lif import make_norse_step
from benchmarks.peers.task import SYNAPTIC_TIME, TIME_STEP

BOHR_MAGNETON: float = physical_constants["Bohr magneton"][0]
ELEMENTARY_CHARGE: float = e


class DWMTJParameters(NamedTuple):
    """Parameters of the cell in SI units; those that are tensors have the shape []."""

    synaptic_rate: Tensor
    width: Tensor
    end_width: Tensor
    thickness: Tensor
    firing_distance: Tensor
    drive_current: Tensor
    saturation_magnetization: Tensor
    spin_polarization: Tensor
    damping: Tensor
    leak: Tensor
    sigma: float
    method: str
    alpha: Tensor


class DWMTJState(NamedTuple):
    """Wall position ``x`` [m] and synaptic current ``i`` [drive currents], shape [B, N]."""

    x: Tensor
    i: Tensor


@torch.jit.script
def _scripted_step(
    input: Tensor,
    state: DWMTJState,
    p: DWMTJParameters,
    dt: float,
    bohr_magneton: float,
    charge: float,
) -> tuple[Tensor, DWMTJState]:
    width = p.width + state.x * ((p.end_width - p.width) / p.firing_distance)
    density = state.i * p.drive_current / (width * p.thickness)
    per_density = (
        bohr_magneton
        * p.spin_polarization
        / (charge * p.saturation_magnetization * (1 + p.damping**2))
    )
    step = dt * (density * per_density - p.leak)
    x = state.x + step * torch.empty_like(step).normal_(1.0, p.sigma)
    spikes = threshold(x - p.firing_distance, p.method, p.alpha)
    x = torch.where(x > 0, x, torch.zeros_like(x))
    i = state.i - dt * p.synaptic_rate * state.i + input
    return spikes, DWMTJState(x, i)


def dwmtj_step(
    input: Tensor, state: DWMTJState, p: DWMTJParameters, dt: float
) -> tuple[Tensor, DWMTJState]:
    """Move the walls by one step.

    Parameters
    ----------
    input : Tensor
        Current that arrives in this step [drive currents], shape [B, N].
    state : DWMTJState
        State before the step.
    p : DWMTJParameters
        The device.
    dt : float
        Time step [s].

    Returns
    -------
    spikes : Tensor
        1 where the wall is past the firing distance, shape [B, N].
    state : DWMTJState
        State after the step.
    """
    stepped: tuple[Tensor, DWMTJState] = _scripted_step(
        input, state, p, dt, BOHR_MAGNETON, ELEMENTARY_CHARGE
    )
    return stepped


class DWMTJCell(SNNCell):
    """One step of DW-MTJ neurons.

    Parameters
    ----------
    p : DWMTJParameters
        The device.
    dt : float
        Time step [s].
    """

    def __init__(self, p: DWMTJParameters, dt: float) -> None:
        super().__init__(dwmtj_step, self.initial_state, p, dt)

    def initial_state(self, input: Tensor) -> DWMTJState:
        """Give walls at rest, shape [B, N] of the input."""
        return DWMTJState(torch.zeros_like(input), torch.zeros_like(input))


def make_step(batch: int, time_steps: int, seed: int) -> Callable[[], float]:
    """Make the training step of the network of DW-MTJ cells; see ``make_norse_step``."""
    parameters = DWMTJParameters(
        synaptic_rate=torch.tensor(1 / SYNAPTIC_TIME),
        width=torch.tensor(25e-9),
        end_width=torch.tensor(105e-9),
        thickness=torch.tensor(1.5e-9),
        firing_distance=torch.tensor(200e-9),
        drive_current=torch.tensor(50e-6),
        saturation_magnetization=torch.tensor(8e5),
        spin_polarization=torch.tensor(0.7),
        damping=torch.tensor(0.05),
        leak=torch.tensor(1.628),
        sigma=0.3,
        method="super",
        alpha=torch.tensor(100.0),
    )

    def cell() -> DWMTJCell:
        return DWMTJCell(parameters, TIME_STEP)

    return make_norse_step(cell, batch, time_steps, seed)
