"""A leaner DW-MTJ network than that of :mod:`benchmarks.peers.norse_dwmtj`, step by step as well.

The constants of the wall are plain numbers that are worked out once, the step is not scripted, and
the voltages of the readout are put together at the end.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from norse.torch.functional.threshold import threshold
from torch import Tensor, nn

from benchmarks.peers.norse_dwmtj import BOHR_MAGNETON, ELEMENTARY_CHARGE, DWMTJState
from benchmarks.peers.norse_lif import make_norse_step
from benchmarks.peers.task import SYNAPTIC_TIME, TIME_STEP


class DWMTJParameters(NamedTuple):
    """Parameters of the cell: lengths in metre, ``leak`` in m/s, times in s, the rest no unit."""

    width: float = 25e-9
    end_width: float = 105e-9
    thickness: float = 1.5e-9
    firing_distance: float = 200e-9
    drive_current: float = 50e-6  # A
    saturation_magnetization: float = 8e5  # A/m
    spin_polarization: float = 0.7
    damping: float = 0.05
    leak: float = 1.628
    synaptic_time: float = SYNAPTIC_TIME
    sigma: float = 0.3
    method: str = "super"
    alpha: float = 100.0

    @property
    def velocity(self) -> float:
        """Wall velocity u at the drive current in the narrow track [m/s]."""
        density = self.drive_current / (self.width * self.thickness)
        moment = BOHR_MAGNETON * self.spin_polarization / self.saturation_magnetization
        return moment * density / (ELEMENTARY_CHARGE * (1 + self.damping**2))

    @property
    def widening(self) -> float:
        """Relative widening of the track per length [1/m]."""
        return (self.end_width / self.width - 1) / self.firing_distance


class DWMTJCell(nn.Module):
    """One step of DW-MTJ neurons.

    Parameters
    ----------
    parameters : DWMTJParameters
        The device.
    dt : float
        Time step [s].
    """

    def __init__(self, parameters: DWMTJParameters, dt: float) -> None:
        super().__init__()
        self.p = parameters
        self.dt = dt
        self.velocity = parameters.velocity
        self.widening = parameters.widening

    def forward(self, input: Tensor, state: DWMTJState | None) -> tuple[Tensor, DWMTJState]:
        """Move the walls by one step.

        Parameters
        ----------
        input : Tensor
            Current that arrives in this step [drive currents], shape [B, N].
        state : DWMTJState or None
            State before the step; at rest if None.

        Returns
        -------
        spikes : Tensor
            1 where the wall is past the firing distance, shape [B, N].
        state : DWMTJState
            State after the step.
        """
        if state is None:
            state = DWMTJState(torch.zeros_like(input), torch.zeros_like(input))
        p, dt = self.p, self.dt
        v = self.velocity * state.i / (1 + self.widening * state.x) - p.leak
        factor = 1 + p.sigma * torch.randn(v.shape, dtype=v.dtype, device=v.device)
        x = torch.clamp(state.x + v * dt * factor, min=0)
        i = state.i - dt / p.synaptic_time * state.i + input
        return threshold(x - p.firing_distance, p.method, p.alpha), DWMTJState(x, i)


def make_step(batch: int, time_steps: int, seed: int) -> Callable[[], float]:
    """Make the training step of the network of DW-MTJ cells; see ``make_norse_step``."""

    def cell() -> DWMTJCell:
        return DWMTJCell(DWMTJParameters(), TIME_STEP)

    return make_norse_step(cell, batch, time_steps, seed, lean=True)
