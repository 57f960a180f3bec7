"""A layer: dense weights, batch norm of the current over time and batch, and neurons."""

import torch
from torch import Tensor, nn

from dwmtj.nn.backend import Backend, BackendInUse, check_backend, choose_backend
from dwmtj.nn.dwmtj import DWMTJ
from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.lif import LIF
from dwmtj.nn.linear import SpikeLinear
from dwmtj.nn.noise import WallNoise
from dwmtj.nn.patches import Patches
from dwmtj.nn.repeated import compute_once, is_repeated


class OverTimeBatchNorm(nn.BatchNorm1d):
    """Batch normalisation with one statistic over batch and time.

    Parameters
    ----------
    num_features : int
        Number of neurons [no unit].
    """

    def __init__(self, num_features: int) -> None:
        super().__init__(num_features)

    def forward(self, input: Tensor) -> Tensor:
        """Normalise over steps and batch together.

        Parameters
        ----------
        input : Tensor
            Shape [T, B, N].

        Returns
        -------
        Tensor
            Same shape.
        """
        return super().forward(input.flatten(0, 1)).view_as(input)

    @torch.no_grad()
    def track(self, mean: Tensor, variance: Tensor, count: int) -> None:
        """Move the running averages by the statistics of a batch, as ``forward`` does.

        Parameters
        ----------
        mean, variance : Tensor
            Of each neuron, the variance not corrected, shape [N].
        count : int
            Number of values that they are of [no unit].
        """
        corrected = variance * (count / max(count - 1, 1))
        for running, value in ((self.running_mean, mean), (self.running_var, corrected)):
            if running is not None and self.momentum is not None:
                running.lerp_(value.to(running), self.momentum)
        if self.num_batches_tracked is not None:
            self.num_batches_tracked += 1


class NormalisedLayer(nn.Module):
    """Dense weights, batch norm of the current over time and batch, and neurons.

    Parameters
    ----------
    inputs, neurons : int
        Number of inputs and of neurons [no unit].
    neuron : DWMTJ or LIF
        The neuron module.
    backend : {"auto", "reference", "fused"}
        "auto" runs all three in one compiled step while training, where that applies; else the
        modules run one after the other, each by its own backend. See :class:`dwmtj.nn.DWMTJ`.

    Raises
    ------
    ValueError
        If there is no such backend, or the neuron is of another class.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJ, NormalisedLayer
    >>> layer = NormalisedLayer(784, 100, DWMTJ("cui2024-network"))
    >>> layer((torch.rand(20, 2, 784) < 0.1).float()).shape
    torch.Size([20, 2, 100])
    """

    def __init__(
        self, inputs: int, neurons: int, neuron: DWMTJ | LIF, backend: Backend = "auto"
    ) -> None:
        super().__init__()
        check_neuron(neuron)
        # A bias before a batch norm has no effect.
        self.dense = SpikeLinear(inputs, neurons, bias=False)
        self.norm = OverTimeBatchNorm(neurons)
        self.neuron = neuron
        self.backend: Backend = check_backend(backend)
        self.backend_in_use: BackendInUse | None = None

    def current(self, input: Tensor | SpikeEvents) -> Tensor:
        """Give the input of the neurons.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Spikes, shape [T, B, inputs].

        Returns
        -------
        Tensor
            Shape [T, B, N], in units of the drive current.
        """
        return compute_once(input, lambda steps: self.norm(self.dense(steps)))

    def forward(
        self,
        input: Tensor | SpikeEvents,
        *,
        generator: torch.Generator | int | None = None,
        summed: bool = False,
    ) -> Tensor:
        """Run the layer over all steps.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Spikes, shape [T, B, inputs].
        generator : torch.Generator or int, optional
            Source of the seed of the wall noise, or the seed (no unit).
        summed : bool
            Whether only the sums of the spikes over time are wanted, as by a readout of rates; the
            compiled step then never writes the spikes.

        Returns
        -------
        Tensor
            Spikes of the neurons, shape [T, B, N], or [B, N] if summed.

        Raises
        ------
        ValueError
            If shape or type of the input is another, or "fused" is asked for and does not apply.
        """
        self.dense.check_inputs(input)
        if len(input.shape) != 3:
            raise ValueError(
                f"input: shape {list(input.shape)} is not allowed; allowed: [T, B, inputs]"
            )
        self.backend_in_use = choose_for_layer(self.backend, input, self.dense.weight, self.neuron)
        apart = "reference" in (self.backend_in_use, self.dense.backend, self.neuron.backend)
        # Evaluation takes the running averages, so there is no statistic to wait for.
        if apart or not self.training or is_repeated(input):
            return run_neurons(self.neuron, self.current(input), generator, summed)
        self.dense.backend_in_use = self.neuron.backend_in_use = "fused"
        return run_fused(input, self.dense.weight, self.norm, self.neuron, generator, summed)


def check_neuron(neuron: nn.Module) -> None:
    """Refuse neurons that a layer cannot run.

    Parameters
    ----------
    neuron : Module
        The neuron module.

    Raises
    ------
    ValueError
        If it is of another class than DWMTJ and LIF.
    """
    if not isinstance(neuron, DWMTJ | LIF):
        raise ValueError(f"neuron: {type(neuron).__name__} is not allowed; allowed: DWMTJ or LIF")


def run_neurons(
    neuron: DWMTJ | LIF,
    current: Tensor,
    generator: torch.Generator | int | None,
    summed: bool = False,
) -> Tensor:
    """Run neurons over all steps, with noise where they have it.

    Parameters
    ----------
    neuron : DWMTJ or LIF
        The neuron module.
    current : Tensor
        Their input, shape [T, B, N].
    generator : torch.Generator, int or None
        Source of the seed of the wall noise, or the seed (no unit).
    summed : bool
        Whether only the sums over time are wanted.

    Returns
    -------
    Tensor
        Spikes, shape [T, B, N], or [B, N] if summed.
    """
    options = {"generator": generator} if isinstance(neuron, DWMTJ) else {}
    spikes: Tensor = neuron(current, **options)[0]
    return spikes.sum(0) if summed else spikes


def choose_for_layer(
    backend: Backend, input: Tensor | SpikeEvents, weight: Tensor, neuron: DWMTJ | LIF
) -> BackendInUse:
    """Choose the backend of a layer as a whole.

    Parameters
    ----------
    backend : {"auto", "reference", "fused"}
        What the user asks for.
    input : Tensor or SpikeEvents
        Input of the layer, any shape.
    weight : Tensor
        Its weights, any shape.
    neuron : DWMTJ or LIF
        Its neurons.

    Returns
    -------
    {"reference", "fused"}
        See :func:`dwmtj.nn.backend.choose_backend`.

    Raises
    ------
    ValueError
        If "fused" is asked for and does not apply.
    """
    values = input if isinstance(input, Tensor) else weight
    failing = isinstance(neuron, DWMTJ) and neuron.reset_failure > 0
    return choose_backend(backend, values, neuron.surrogate, failing=failing)


def run_fused(
    input: Tensor | SpikeEvents,
    weight: Tensor,
    norm: OverTimeBatchNorm,
    neuron: DWMTJ | LIF,
    generator: torch.Generator | int | None,
    summed: bool,
    patches: Patches | None = None,
) -> Tensor:
    """Train weights, batch norm and neurons in one compiled step.

    Parameters
    ----------
    input : Tensor or SpikeEvents
        Spikes, shape [T, B, P].
    weight : Tensor
        Weights, shape [N, P]; of a convolution [N, kernel*kernel*channels].
    norm : OverTimeBatchNorm
        The batch norm; its running averages are moved.
    neuron : DWMTJ or LIF
        The neuron module.
    generator : torch.Generator, int or None
        Source of the seed of the wall noise, or the seed (no unit).
    summed : bool
        Whether only the sums of the spikes over time are wanted.
    patches : Patches, optional
        Sizes of a convolution.

    Returns
    -------
    Tensor
        Spikes of the neurons, shape [T, B, N] or [T, B, places*N], without T if summed.
    """
    from dwmtj.nn.kernels import layer, lif_sweep, wall_sweep

    steps, images = input.shape[:2]
    places = patches.rows * patches.columns if patches else 1
    one = weight.new_empty((images, places * len(weight)))
    sweep: wall_sweep.Sweep | lif_sweep.Sweep
    if isinstance(neuron, DWMTJ):
        state, noise = neuron.start(one, None, generator), None
        if neuron.noise_is_on:
            noise = WallNoise(neuron.wall.sigma, neuron.wall.noise_steps)
        constants = neuron.constants(one.dtype)
        sweep = wall_sweep.make_sweep(one.shape[1:], state, constants, neuron.surrogate, noise)
    else:
        sweep = lif_sweep.make_sweep(neuron.initial_state(one), neuron.constants, neuron.surrogate)
    spikes, (mean, variance) = layer.run_layer(
        input, weight, norm.weight, norm.bias, norm.eps, sweep, summed, patches
    )
    norm.track(mean, variance, steps * images * places)
    return spikes
