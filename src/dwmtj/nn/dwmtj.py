"""The DW-MTJ integrate-and-fire neuron as a PyTorch module that advances over a whole sequence."""

from collections.abc import Collection, Sequence
from pathlib import Path

import torch
from torch import Tensor

from dwmtj.nn.backend import Backend, BackendInUse, check_backend, choose_backend
from dwmtj.nn.checks import check_sequence
from dwmtj.nn.dwmtj_cell import DWMTJCell
from dwmtj.nn.functional import DWMTJState
from dwmtj.nn.noise import WallNoise
from dwmtj.nn.sequence import over_time
from dwmtj.nn.surrogate import Surrogate
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.neuron import ResetMode


class DWMTJ(DWMTJCell):
    """DW-MTJ neurons over all time steps.

    All options of :class:`DWMTJCell`, which describes them, and one more.

    Parameters
    ----------
    backend : {"auto", "reference", "fused"}
        How to compute: step by step in PyTorch, the definition; or by the compiled kernel for
        float32 on the CPU, the same result many times faster. "auto" takes the kernel where it
        applies; ``backend_in_use`` tells which the last call took.

    Raises
    ------
    ValueError
        If an option is not allowed.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJ
    >>> neuron = DWMTJ("cui2024-network", sigma=0)  # without wall noise
    >>> high, state = neuron(torch.full((60, 1, 1), 0.2))  # settles at one drive current
    >>> int(high.sum())  # steps with the domain under the second junction
    9
    >>> float(neuron.state_in_si(state).position[0, 0]) < 200e-9  # a new domain is on its way
    True
    """

    def __init__(
        self,
        device: DeviceParameters | str | Path = "cui2024-network",
        *,
        surrogate: Surrogate | None = None,
        reset: ResetMode | None = None,
        sigma: float | None = None,
        noise_interval: float | None = None,
        noise_in_training: bool = True,
        noise_in_evaluation: bool = True,
        position_scale: float = 1.0,
        learnable: Collection[str] | str = (),
        neurons: Sequence[int] | int | None = None,
        velocity_spread: float = 0.0,
        distance_spread: float = 0.0,
        spread_seed: int = 0,
        reset_failure: float = 0.0,
        backend: Backend = "auto",
    ) -> None:
        super().__init__(
            device,
            surrogate=surrogate,
            reset=reset,
            sigma=sigma,
            noise_interval=noise_interval,
            noise_in_training=noise_in_training,
            noise_in_evaluation=noise_in_evaluation,
            position_scale=position_scale,
            learnable=learnable,
            neurons=neurons,
            velocity_spread=velocity_spread,
            distance_spread=distance_spread,
            spread_seed=spread_seed,
            reset_failure=reset_failure,
        )
        self.backend: Backend = check_backend(backend)
        self.backend_in_use: BackendInUse | None = None

    def forward(
        self,
        input: Tensor,
        state: DWMTJState | None = None,
        *,
        generator: torch.Generator | int | None = None,
    ) -> tuple[Tensor, DWMTJState]:
        """Advance over all steps.

        Parameters
        ----------
        input : Tensor
            Synaptic input [drive currents], shape [T, B, N...].
        state : DWMTJState, optional
            State of the call before, shape [B, N...]; freshly written domains if not given.
        generator : torch.Generator or int, optional
            Source of the seed of the wall noise, or the seed itself (no unit); torch's own
            generator if not given. Only used without a state, which carries its seed along.

        Returns
        -------
        spikes : Tensor
            Output of MTJ_B, shape [T, B, N...].
        state : DWMTJState
            State after the last step.

        Raises
        ------
        ValueError
            If the input does not fit the neurons, the state does not fit the input of one step, or
            the backend "fused" is asked for and does not apply.
        """
        check_sequence(input)
        constants = self.constants(input.dtype)
        state = self.start(input[0], state, generator)
        self.backend_in_use = choose_backend(
            self.backend, input, self.surrogate, failing=self.reset_failure > 0
        )
        if self.backend_in_use == "fused":
            from dwmtj.nn.kernels.dwmtj import advance

            noise = WallNoise(self.wall.sigma, self.wall.noise_steps) if self.noise_is_on else None
            return advance(input, state, constants, self.surrogate, noise)
        draws = self._draws(state)
        return over_time(lambda x, s: self._advance(x, s, constants, draws), input, state)
