"""The DW-MTJ integrate-and-fire neuron as a PyTorch module that advances one step.

:class:`DWMTJCell` is thin around :func:`dwmtj.nn.functional.dwmtj_step` and holds no state between
calls. Two kinds of randomness are kept apart: device-to-device spread, drawn once when the module
is made, and the cycle-to-cycle wall noise, drawn while it runs.
"""

import math
from collections.abc import Collection, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import torch
from torch import Tensor, nn

from dwmtj.nn.checks import check_floating, check_state, check_surrogate
from dwmtj.nn.functional import DWMTJConstants, DWMTJState, dwmtj_step
from dwmtj.nn.noise import FAILED_RESETS, WALL_NOISE, NormalDraws, draw_seed
from dwmtj.nn.normalised import NormalisedWall, normalise
from dwmtj.nn.options import draw_spread, layer_shape, learnable_names, with_options
from dwmtj.nn.surrogate import SuperSpike, Surrogate
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.neuron import ResetMode


class _Draws(NamedTuple):
    """Normal numbers of the wall ``noise`` and of ``resets`` that may fail; None if not needed."""

    noise: NormalDraws | None
    resets: NormalDraws | None


class DWMTJStateSI(NamedTuple):
    """State in SI units, shape [B, N...]: position [m], current [A], refractory time [s].

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJ
    >>> neuron = DWMTJ("cui2024-network", sigma=0)
    >>> _, state = neuron(torch.full((10, 1, 1), 0.2))
    >>> in_si = neuron.state_in_si(state)
    >>> print(f"{in_si.position.item():.3g} m, {in_si.current.item():.3g} A")
    4.34e-08 m, 3.57e-05 A
    """

    position: Tensor
    current: Tensor
    refractory: Tensor


class DWMTJCell(nn.Module):
    """One step of DW-MTJ neurons.

    Parameters
    ----------
    device : DeviceParameters, str or Path
        The device, all values in SI units; or the name of a preset or a TOML file.
    surrogate : Surrogate, optional
        Spike with its gradient on the wall position; SuperSpike of slope 5 if not given.
    reset : {"eject", "instant", "none"}, optional
        Used instead of that of the device.
    sigma : float, optional
        Relative spread of the travel per draw [no unit], instead of that of the device.
    noise_interval : float, optional
        Time between two draws [s], instead of that of the device; a multiple of the time step.
    noise_in_training, noise_in_evaluation : bool
        Whether the wall noise acts in ``train()`` and in ``eval()`` mode.
    position_scale : float
        Factor on the distance from the threshold before the surrogate [no unit]: 1 counts in
        firing distances; the firing distance in metre gives the released code's gradient.
    learnable : collection of str, or str
        Constants to learn, of "gain", "drift", "synaptic_decay", "threshold".
    neurons : sequence of int or int, optional
        Shape [N...] of the layer; needed for spread, and makes learned constants one per neuron.
    velocity_spread, distance_spread : float
        Device-to-device spread: standard deviation of the logarithm of wall velocity and of firing
        distance [no unit]; the mean factor is 1.
    spread_seed : int
        Seed of that spread (no unit).
    reset_failure : float
        Probability that a reset fails and the domain is caught at the firing point again [no unit].

    Raises
    ------
    ValueError
        If an option is not allowed, or spread is asked for without ``neurons``.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJCell
    >>> cell, state = DWMTJCell("cui2024-network", sigma=0), None
    >>> for step in range(3):
    ...     high, state = cell(torch.full((1, 1), 0.2), state)
    >>> print(f"{state.position.item():.4f} firing distances")
    0.0354 firing distances
    """

    gain: Tensor
    drift: Tensor
    synaptic_decay: Tensor
    threshold: Tensor

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
    ) -> None:
        super().__init__()
        self.device_parameters = with_options(device, reset, sigma, noise_interval)
        self.wall: NormalisedWall = normalise(self.device_parameters)
        self.surrogate = SuperSpike(5.0) if surrogate is None else surrogate
        check_surrogate(self.surrogate)
        self.noise_in_training = noise_in_training
        self.noise_in_evaluation = noise_in_evaluation
        if not position_scale > 0:
            raise ValueError(f"position_scale: {position_scale!r} is not allowed; allowed: above 0")
        self.position_scale = position_scale
        if not 0 <= reset_failure < 1:
            raise ValueError(
                f"reset_failure: {reset_failure!r} is not allowed; allowed: from 0 to below 1"
            )
        self.reset_failure = reset_failure
        # Normal numbers below this one make a reset fail.
        self._failing_below = NormalDist().inv_cdf(reset_failure) if reset_failure else -math.inf
        self.neurons = layer_shape(neurons)
        velocity_factor, distance_factor = draw_spread(
            self.neurons, velocity_spread, distance_spread, spread_seed
        )
        values = {
            "gain": self.wall.gain * velocity_factor,
            "drift": self.wall.drift * velocity_factor,
            "synaptic_decay": self.wall.synaptic_decay * torch.ones_like(velocity_factor),
            "threshold": distance_factor,
        }
        learned = learnable_names(learnable)
        for name, value in values.items():
            if name in learned:
                self.register_parameter(name, nn.Parameter(value))
            else:
                self.register_buffer(name, value)

    @property
    def noise_is_on(self) -> bool:
        """Whether the wall noise acts in the present mode."""
        wanted = self.noise_in_training if self.training else self.noise_in_evaluation
        return wanted and self.wall.sigma > 0

    def constants(self, dtype: torch.dtype) -> DWMTJConstants:
        """Give the constants of a step.

        Parameters
        ----------
        dtype : torch.dtype
            Type of the input; the result of a step has the same.

        Returns
        -------
        DWMTJConstants
            In firing distances and steps.
        """
        return DWMTJConstants(
            gain=self.gain.to(dtype),
            drift=self.drift.to(dtype),
            synaptic_decay=self.synaptic_decay.to(dtype).clamp(0, 1),
            threshold=self.threshold.to(dtype),
            taper=self.wall.taper,
            exit_length=self.wall.exit_length,
            refractory_steps=self.wall.refractory_steps,
            reset=self.wall.reset,
            position_scale=self.position_scale,
        )

    def initial_state(self, input: Tensor) -> DWMTJState:
        """Give the state of freshly written domains.

        Parameters
        ----------
        input : Tensor
            Input of one step, shape [B, N...].

        Returns
        -------
        DWMTJState
            Same shape, dtype and device as the input.
        """
        zeros = input.new_zeros(input.shape)
        return DWMTJState(zeros, zeros, zeros, input.new_ones(input.shape), 0)

    def state_in_si(self, state: DWMTJState) -> DWMTJStateSI:
        """Convert a state to SI units.

        Parameters
        ----------
        state : DWMTJState
            State in firing distances and steps, shape [B, N...].

        Returns
        -------
        DWMTJStateSI
            Position [m], synaptic current [A], time until the next domain is written [s].
        """
        device = self.device_parameters
        return DWMTJStateSI(
            state.position * device.track.firing_distance,
            state.current * device.circuit.drive_current,
            state.refractory * device.neuron.time_step,
        )

    def forward(
        self,
        input: Tensor,
        state: DWMTJState | None = None,
        *,
        generator: torch.Generator | int | None = None,
    ) -> tuple[Tensor, DWMTJState]:
        """Advance one step.

        Parameters
        ----------
        input : Tensor
            Synaptic input [drive currents], shape [B, N...].
        state : DWMTJState, optional
            State of the call before, shape [B, N...]; freshly written domains if not given.
        generator : torch.Generator or int, optional
            Source of the seed of the wall noise, or the seed itself (no unit); torch's own
            generator if not given. Only used without a state, which carries its seed along.

        Returns
        -------
        spikes : Tensor
            Output of MTJ_B, shape [B, N...].
        state : DWMTJState
            State after the step.

        Raises
        ------
        ValueError
            If the input does not fit the neurons, or the state does not fit the input.
        """
        state = self.start(input, state, generator)
        return self._advance(input, state, self.constants(input.dtype), self._draws(state))

    def start(
        self,
        input: Tensor,
        state: DWMTJState | None,
        generator: torch.Generator | int | None,
    ) -> DWMTJState:
        """Give the state that a call begins with, with its seed where there is noise.

        Parameters
        ----------
        input : Tensor
            Input of one step, shape [B, N...].
        state : DWMTJState, optional
            State of the call before, shape [B, N...].
        generator : torch.Generator or int, optional
            Source of the seed, or the seed (no unit).

        Returns
        -------
        DWMTJState
            Same shape as the input.

        Raises
        ------
        ValueError
            If the input does not fit the neurons, or the state does not fit the input.
        """
        check_floating("input", input)
        layer = input.shape[1:]
        if self.neurons is not None and layer != self.neurons:
            raise ValueError(
                f"input: layer shape {list(layer)} does not fit neurons {self.neurons}"
            )
        if state is None:
            state = self.initial_state(input)
        check_state(state, DWMTJState, input.shape)
        if not self.noise_is_on:  # the state may come from a mode in which it was
            state = state._replace(noise=torch.ones_like(state.noise))
        if state.seed is None and (self.noise_is_on or self.reset_failure):
            state = state._replace(seed=draw_seed(generator))
        return state

    def _draws(self, state: DWMTJState) -> _Draws:
        def stream(wanted: bool, number: int) -> NormalDraws | None:
            if not wanted or state.seed is None:
                return None
            return NormalDraws(state.seed, state.position.shape, state.position.device, number)

        return _Draws(
            stream(self.noise_is_on, WALL_NOISE), stream(self.reset_failure > 0, FAILED_RESETS)
        )

    def _advance(
        self, input: Tensor, state: DWMTJState, constants: DWMTJConstants, draws: _Draws
    ) -> tuple[Tensor, DWMTJState]:
        if draws.noise is not None and state.step % self.wall.noise_steps == 0:
            normal = draws.noise[state.step // self.wall.noise_steps].to(input.dtype)
            state = state._replace(noise=normal * self.wall.sigma + 1)
        failing = None
        if draws.resets is not None:
            failing = draws.resets[state.step] < self._failing_below
        return dwmtj_step(input, state, constants, self.surrogate, failing)

    def extra_repr(self) -> str:
        """Device and options for ``print(module)``."""
        wall = self.wall
        failing = f", reset_failure={self.reset_failure:g}" if self.reset_failure else ""
        return (
            f"device={self.device_parameters.name}, reset={wall.reset}, sigma={wall.sigma:g}, "
            f"noise_steps={wall.noise_steps}, surrogate={self.surrogate}{failing}"
        )
