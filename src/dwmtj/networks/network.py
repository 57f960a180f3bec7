"""The networks of a recipe: layers of weights with spiking neurons after them, and a readout.

Each layer runs over all time steps before the next begins, which is the same as running all
layers step by step because nothing feeds back.
"""

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from dwmtj.networks.imperfections import Imperfections
from dwmtj.networks.kinds import NeuronKind
from dwmtj.networks.layers import make_layers
from dwmtj.networks.per_step_norm import PerStepBatchNorm
from dwmtj.networks.readout import LeakyIntegratorMax, MeanRate
from dwmtj.networks.sizes import layer_sizes
from dwmtj.nn import LI, SpikeEvents
from dwmtj.parameters import DeviceParameters, NetworkRecipe


class NetworkOutput(NamedTuple):
    """``logits`` of the classes [B, classes] and mean hidden ``spike_rate`` [spikes per step].

    The spike rate is None in training, where nobody asks for it, and for a network without spikes.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.networks.network import SpikingNetwork
    >>> from dwmtj.parameters import load_device, load_recipe
    >>> network = SpikingNetwork(
    ...     64, 10, "lif", load_device("cui2024-network"), load_recipe("conditioned")
    ... ).eval()
    >>> output = network((torch.rand(20, 4, 64) < 0.1).float())
    >>> 0 <= float(output.spike_rate) <= 1
    True
    """

    logits: Tensor
    spike_rate: Tensor | None


class SpikingNetwork(nn.Module):
    """Network of a recipe for one kind of neuron.

    Parameters
    ----------
    pixels, classes : int
        Size of the input and of the output [no unit].
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The neuron.
    device : DeviceParameters
        The device, all values in SI units.
    recipe : NetworkRecipe
        The recipe, all values in SI units.
    imperfections : Imperfections, optional
        Of the chip's neurons; its weights are :func:`dwmtj.networks.coarse_weights.store_weights`.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.networks.network import SpikingNetwork
    >>> from dwmtj.parameters import load_device, load_recipe
    >>> network = SpikingNetwork(
    ...     64, 10, "dwmtj_noisy", load_device("cui2024-network"), load_recipe("conditioned")
    ... )
    >>> spikes = (torch.rand(20, 4, 64) < 0.1).float()  # [T, B, pixels]
    >>> network(spikes).logits.shape
    torch.Size([4, 10])
    """

    def __init__(
        self,
        pixels: int,
        classes: int,
        kind: NeuronKind,
        device: DeviceParameters,
        recipe: NetworkRecipe,
        imperfections: Imperfections | None = None,
    ) -> None:
        super().__init__()
        architecture, lif = recipe.architecture, recipe.lif
        sizes = layer_sizes(pixels, architecture.hidden_layers)
        self.layers = make_layers(pixels, kind, device, recipe, imperfections)
        self.hidden = nn.ModuleList(self.layers)
        per_step = architecture.batch_norm.startswith("spikes-per-step")
        tracked = architecture.batch_norm == "spikes-per-step"
        self.spike_norms = nn.ModuleList(
            PerStepBatchNorm(size.neurons, tracked=tracked) if per_step else nn.Identity()
            for size in sizes
        )
        last = sizes[-1].neurons
        if kind != "lif":
            begin_norms(self, architecture.dwmtj_norm_scale, architecture.dwmtj_norm_shift)
        self.readout: MeanRate | LeakyIntegratorMax
        if architecture.readout == "mean-rate":
            self.readout = MeanRate(last, classes)
        else:
            integrator = LI(
                membrane_time_constant=lif.membrane_time_constant,
                synaptic_time_constant=lif.synaptic_time_constant,
                time_step=device.neuron.time_step,
            )
            self.readout = LeakyIntegratorMax(last, classes, integrator)
        # A mean rate needs no more of the last layer than the sums of its spikes.
        self.sums_spikes = isinstance(self.readout, MeanRate) and not per_step
        self.logit_scale = architecture.logit_scale

    def forward(
        self, input: Tensor | SpikeEvents, generator: torch.Generator | None = None
    ) -> NetworkOutput:
        """Classify encoded images.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Input spikes, shape [T, B, pixels].
        generator : torch.Generator, optional
            Source of the wall noise.

        Returns
        -------
        NetworkOutput
            Logits [B, classes], and in evaluation the share of (hidden neuron, step) pairs with a
            spike.
        """
        steps, spike_counts, places = input.shape[0], [], 0
        for layer, norm in zip(self.layers, self.spike_norms, strict=True):
            summed = self.sums_spikes and layer is self.layers[-1]
            spikes = layer(input, generator=generator, summed=summed)
            input = norm(spikes)
            if not self.training:
                spike_counts.append(spikes.detach().sum())
                places += spikes.numel() * (steps if summed else 1)
        spike_rate = None if self.training else torch.stack(spike_counts).sum() / places
        if self.sums_spikes and isinstance(self.readout, MeanRate):
            logits = self.readout.read(cast(Tensor, input), steps)
        else:
            logits = self.readout(input)
        return NetworkOutput(self.logit_scale * logits, spike_rate)


def begin_norms(network: nn.Module, scale: float, shift: float) -> None:
    """Let the scale and the shift of every batch norm begin with a value.

    Parameters
    ----------
    network : Module
        The network, in which the readout has no batch norm.
    scale : float
        Standard deviation of what comes out, above 0: before walls in drive currents per step, of
        spikes without a unit.
    shift : float
        Its mean, in the same unit.
    """
    for module in network.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            nn.init.constant_(module.weight, scale)
            nn.init.constant_(module.bias, shift)
