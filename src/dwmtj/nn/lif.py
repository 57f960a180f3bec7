"""Leaky integrate-and-fire neuron and leaky integrator, equal to Norse's of the same names."""

import math
from collections.abc import Callable

from torch import Tensor, nn

from dwmtj.nn.backend import Backend, BackendInUse, check_backend, choose_backend
from dwmtj.nn.checks import check_floating, check_sequence, check_state, check_surrogate
from dwmtj.nn.functional import LIFConstants, LIFState, li_step, lif_step
from dwmtj.nn.sequence import over_time
from dwmtj.nn.surrogate import SuperSpike, Surrogate


class _Leaky(nn.Module):
    """Time constants, state and backend of the leaky neurons."""

    surrogate: Surrogate | None = None

    def __init__(
        self,
        membrane_time_constant: float,
        synaptic_time_constant: float,
        time_step: float,
        threshold: float,
        backend: Backend = "auto",
    ) -> None:
        super().__init__()
        for name, value in (
            ("membrane_time_constant", membrane_time_constant),
            ("synaptic_time_constant", synaptic_time_constant),
        ):
            if not value >= time_step > 0:
                raise ValueError(
                    f"{name}: {value!r} s is not allowed; allowed: at least the time step, "
                    f"{time_step!r} s"
                )
        if not threshold > 0:
            raise ValueError(f"threshold: {threshold!r} is not allowed; allowed: above 0")
        self.constants = LIFConstants(
            time_step / membrane_time_constant, time_step / synaptic_time_constant, threshold
        )

        self.backend: Backend = check_backend(backend)
        self.backend_in_use: BackendInUse | None = None

    def initial_state(self, input: Tensor) -> LIFState:
        """Give the state at rest for inputs of one step.

        Parameters
        ----------
        input : Tensor
            Input of one step, shape [B, N...].

        Returns
        -------
        LIFState
            Zeros of the same shape, dtype and device.
        """
        zeros = input.new_zeros(input.shape)
        return LIFState(zeros, zeros)

    def _start(self, input: Tensor, state: LIFState | None) -> LIFState:
        check_floating("input", input)
        if state is None:
            return self.initial_state(input)
        check_state(state, LIFState, input.shape)
        return state

    def _over_time(
        self, input: Tensor, state: LIFState | None, step: Callable[..., tuple[Tensor, LIFState]]
    ) -> tuple[Tensor, LIFState]:
        check_sequence(input)
        state = self._start(input[0], state)
        self.backend_in_use = choose_backend(self.backend, input, self.surrogate)
        if self.backend_in_use == "fused":
            from dwmtj.nn.kernels.lif import advance

            return advance(input, state, self.constants, self.surrogate)
        return over_time(step, input, state)

    def extra_repr(self) -> str:
        """Constants for ``print(module)``."""
        return ", ".join(f"{name}={value:g}" for name, value in self.constants._asdict().items())


class LIFCell(_Leaky):
    """One step of leaky integrate-and-fire neurons.

    Parameters
    ----------
    membrane_time_constant, synaptic_time_constant : float
        Decay times [s]; at least the time step.
    time_step : float
        Time step [s].
    threshold : float
        Membrane voltage that fires, above 0 [no unit].
    surrogate : Surrogate, optional
        Spike with its gradient on the voltage; SuperSpike of slope 100, as Norse, if not given.

    Raises
    ------
    ValueError
        If a time constant is shorter than the time step, or another option is not allowed.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import LIFCell
    >>> spikes, state = LIFCell()(torch.tensor([[1.0]]))
    >>> spikes, state
    (tensor([[0.]]), LIFState(voltage=tensor([[0.1000]]), current=tensor([[0.8000]])))
    """

    def __init__(
        self,
        membrane_time_constant: float = 1e-9,
        synaptic_time_constant: float = 0.5e-9,
        time_step: float = 0.1e-9,
        threshold: float = 1.0,
        surrogate: Surrogate | None = None,
    ) -> None:
        super().__init__(membrane_time_constant, synaptic_time_constant, time_step, threshold)
        self.surrogate: Surrogate = SuperSpike(100.0) if surrogate is None else surrogate
        check_surrogate(self.surrogate)

    def forward(self, input: Tensor, state: LIFState | None = None) -> tuple[Tensor, LIFState]:
        """Advance one step.

        Parameters
        ----------
        input : Tensor
            Synaptic input [no unit], shape [B, N...].
        state : LIFState, optional
            State of the call before, shape [B, N...]; at rest if not given.

        Returns
        -------
        spikes : Tensor
            Shape [B, N...].
        state : LIFState
            State after the step.

        Raises
        ------
        ValueError
            If the input is no floating-point tensor or the state does not fit it.
        """
        return lif_step(input, self._start(input, state), self.constants, self.surrogate)


class LIF(LIFCell):
    """Leaky integrate-and-fire neurons over all time steps.

    Parameters
    ----------
    membrane_time_constant, synaptic_time_constant : float
        Decay times [s]; at least the time step.
    time_step : float
        Time step [s].
    threshold : float
        Membrane voltage that fires, above 0 [no unit].
    surrogate : Surrogate, optional
        As in :class:`LIFCell`.
    backend : {"auto", "reference", "fused"}
        How to compute, as in :class:`dwmtj.nn.DWMTJ`; ``backend_in_use`` tells what was used.

    Raises
    ------
    ValueError
        If an option is not allowed.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import LIF
    >>> spikes, state = LIF()(torch.full((50, 1, 1), 0.5))  # 5 ns
    >>> spikes.flatten().nonzero().flatten()  # steps at which it spikes
    tensor([ 8, 14, 19, 24, 29, 34, 39, 44, 49])
    """

    def __init__(
        self,
        membrane_time_constant: float = 1e-9,
        synaptic_time_constant: float = 0.5e-9,
        time_step: float = 0.1e-9,
        threshold: float = 1.0,
        surrogate: Surrogate | None = None,
        backend: Backend = "auto",
    ) -> None:
        super().__init__(
            membrane_time_constant, synaptic_time_constant, time_step, threshold, surrogate
        )
        self.backend = check_backend(backend)

    def forward(self, input: Tensor, state: LIFState | None = None) -> tuple[Tensor, LIFState]:
        """Advance over all steps.

        Parameters
        ----------
        input : Tensor
            Synaptic input [no unit], shape [T, B, N...].
        state : LIFState, optional
            State of the call before, shape [B, N...]; at rest if not given.

        Returns
        -------
        spikes : Tensor
            Shape [T, B, N...].
        state : LIFState
            State after the last step.

        Raises
        ------
        ValueError
            If the input is no floating-point tensor or the state does not fit one step of it.
        """
        return self._over_time(
            input, state, lambda x, s: lif_step(x, s, self.constants, self.surrogate)
        )


class LI(_Leaky):
    """Leaky integrators over all time steps: a readout without spikes.

    Parameters
    ----------
    membrane_time_constant, synaptic_time_constant : float
        Decay times [s]; at least the time step.
    time_step : float
        Time step [s].
    backend : {"auto", "reference", "fused"}
        How to compute, as in :class:`LIF`.

    Raises
    ------
    ValueError
        If a time constant is shorter than the time step.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import LI
    >>> voltage, state = LI()(torch.full((200, 1, 1), 0.2))
    >>> print(f"{voltage[-1].item():.3f}")  # input times tau_syn/dt, when it has settled
    1.000
    """

    def __init__(
        self,
        membrane_time_constant: float = 1e-9,
        synaptic_time_constant: float = 0.5e-9,
        time_step: float = 0.1e-9,
        backend: Backend = "auto",
    ) -> None:
        super().__init__(
            membrane_time_constant, synaptic_time_constant, time_step, math.inf, backend
        )

    def forward(self, input: Tensor, state: LIFState | None = None) -> tuple[Tensor, LIFState]:
        """Integrate over all steps.

        Parameters
        ----------
        input : Tensor
            Synaptic input [no unit], shape [T, B, N...].
        state : LIFState, optional
            State of the call before, shape [B, N...]; at rest if not given.

        Returns
        -------
        voltage : Tensor
            Membrane voltage [no unit], shape [T, B, N...].
        state : LIFState
            State after the last step.

        Raises
        ------
        ValueError
            If the input is no floating-point tensor or the state does not fit one step of it.
        """
        return self._over_time(input, state, lambda x, s: li_step(x, s, self.constants))
