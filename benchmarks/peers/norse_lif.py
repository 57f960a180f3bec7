"""Norse with LIF neurons, cell by cell and step by step, as the group's published code does it.

Two spiking layers with batch norm on their spikes at every step, a leaky integrator as readout,
whose voltages are written into one tensor step by step, and the largest of them over time as
logits. This is the paper's network. Norse's module for a layer's whole sequence (``LIF``) loops
over the same steps inside.
"""

from collections.abc import Callable

import torch
from norse.torch import LICell, LIFCell, LIFParameters, LIParameters, PoissonEncoder
from torch import Tensor, nn

from benchmarks.peers.task import (
    CLASSES,
    HIDDEN,
    MAX_RATE,
    MEMBRANE_TIME,
    PIXELS,
    SYNAPTIC_TIME,
    TIME_STEP,
)
from benchmarks.peers.torch_step import make_torch_step

RATES = {
    "tau_mem_inv": torch.tensor(1 / MEMBRANE_TIME),
    "tau_syn_inv": torch.tensor(1 / SYNAPTIC_TIME),
}


class NorseNetwork(nn.Module):
    """784-100-100-10 with batch norm on the spikes and a leaky integrator as readout.

    Parameters
    ----------
    make_cell : callable
        Makes the cell of a spiking layer: ``cell(input, state) -> (spikes, state)``.
    lean : bool
        Whether the voltages are put together at the end instead of into one tensor step by step,
        which saves copies of its gradient.
    """

    def __init__(self, make_cell: Callable[[], nn.Module], lean: bool = False) -> None:
        super().__init__()
        self.lean = lean
        self.dense = nn.ModuleList([nn.Linear(PIXELS, HIDDEN), nn.Linear(HIDDEN, HIDDEN)])
        self.cells = nn.ModuleList([make_cell() for _ in range(2)])
        self.norms = nn.ModuleList([nn.BatchNorm1d(HIDDEN) for _ in range(2)])
        self.out = nn.Linear(HIDDEN, CLASSES, bias=False)
        self.readout = LICell(LIParameters(**RATES), dt=TIME_STEP)

    def forward(self, input: Tensor) -> Tensor:
        """Classify encoded images.

        Parameters
        ----------
        input : Tensor
            Input spikes, shape [T, B, 784].

        Returns
        -------
        Tensor
            Logits, shape [B, 10].
        """
        states, integrator = [None, None], None
        voltages: list[Tensor] | Tensor = [torch.empty(0)] * len(input)
        if not self.lean:
            voltages = input.new_zeros((*input.shape[:2], CLASSES))
        for t, passed in enumerate(input):
            for i, (dense, cell, norm) in enumerate(
                zip(self.dense, self.cells, self.norms, strict=True)
            ):
                fired, states[i] = cell(dense(passed), states[i])
                passed = norm(fired)  # noqa: PLW2901
            voltages[t], integrator = self.readout(self.out(passed), integrator)
        return (voltages if isinstance(voltages, Tensor) else torch.stack(voltages)).amax(0)


def make_norse_step(
    make_cell: Callable[[], nn.Module],
    batch: int,
    time_steps: int,
    seed: int,
    lean: bool = False,
) -> Callable[[], float]:
    """Make the training step of a network of the given cells.

    Parameters
    ----------
    make_cell : callable
        Makes the cell of a spiking layer.
    batch, time_steps : int
        Number of images and of time steps T [no unit].
    seed : int
        Seed of weights, images and spikes [no unit].
    lean : bool
        See :class:`NorseNetwork`.

    Returns
    -------
    callable
        Does one step and returns its loss.
    """
    torch.manual_seed(seed)
    encoder = PoissonEncoder(time_steps, f_max=MAX_RATE, dt=TIME_STEP)
    return make_torch_step(NorseNetwork(make_cell, lean), encoder, batch, seed)


def make_step(batch: int, time_steps: int, seed: int) -> Callable[[], float]:
    """Make the training step of the network of LIF cells; see :func:`make_norse_step`."""

    def cell() -> LIFCell:
        return LIFCell(LIFParameters(**RATES), dt=TIME_STEP)

    return make_norse_step(cell, batch, time_steps, seed)
