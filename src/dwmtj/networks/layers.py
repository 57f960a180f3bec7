"""The hidden layers of a recipe: dense ones, and convolutions in front of them."""

import torch
from torch import Tensor, nn

from dwmtj.networks.imperfections import Imperfections
from dwmtj.networks.kinds import NeuronKind
from dwmtj.networks.neurons import make_neuron
from dwmtj.networks.sizes import layer_sizes
from dwmtj.nn import (
    DWMTJ,
    LIF,
    NormalisedConvolution,
    NormalisedLayer,
    SpikeEvents,
    SpikeLinear,
)
from dwmtj.nn.layer import run_neurons
from dwmtj.nn.repeated import compute_once
from dwmtj.parameters import DeviceParameters, NetworkRecipe


class PlainLayer(nn.Module):
    """Dense weights with bias, and neurons; the same methods as ``NormalisedLayer``.

    Parameters
    ----------
    inputs, neurons : int
        Number of inputs and of neurons [no unit].
    neuron : DWMTJ or LIF
        The neuron module.
    """

    def __init__(self, inputs: int, neurons: int, neuron: DWMTJ | LIF) -> None:
        super().__init__()
        self.dense = SpikeLinear(inputs, neurons)
        self.neuron = neuron

    def current(self, input: Tensor | SpikeEvents) -> Tensor:
        """Give the input of the neurons.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Shape [T, B, inputs].

        Returns
        -------
        Tensor
            Shape [T, B, N], in units of the drive current.
        """
        return compute_once(input, self.dense)

    def forward(
        self,
        input: Tensor | SpikeEvents,
        *,
        generator: torch.Generator | None = None,
        summed: bool = False,
    ) -> Tensor:
        """Run the layer over all steps.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Shape [T, B, inputs].
        generator : torch.Generator, optional
            Source of the wall noise.
        summed : bool
            Whether only the sums over time are wanted.

        Returns
        -------
        Tensor
            Spikes of the neurons, shape [T, B, N], or [B, N] if summed.
        """
        return run_neurons(self.neuron, self.current(input), generator, summed)


Layer = NormalisedLayer | PlainLayer | NormalisedConvolution


def make_layers(
    pixels: int,
    kind: NeuronKind,
    device: DeviceParameters,
    recipe: NetworkRecipe,
    imperfections: Imperfections | None = None,
) -> list[Layer]:
    """Make the hidden layers.

    Parameters
    ----------
    pixels : int
        Size of the input [no unit].
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The neuron.
    device : DeviceParameters
        The device, all values in SI units.
    recipe : NetworkRecipe
        The recipe, all values in SI units.
    imperfections : Imperfections, optional
        Of the chip's neurons.

    Returns
    -------
    list of Module
        From spikes [T, B, inputs] to spikes [T, B, N] each.

    Raises
    ------
    ValueError
        If a convolution is to be laid over pixels that are no square picture.
    """
    architecture = recipe.architecture
    over_time = architecture.batch_norm == "current-over-time"
    dense = NormalisedLayer if over_time else PlainLayer
    layers: list[Layer] = []
    for number, size in enumerate(layer_sizes(pixels, architecture.hidden_layers)):
        neuron = make_neuron(
            kind,
            device,
            recipe,
            imperfections=imperfections,
            neurons=size.neurons,
            layer=number,
        )
        if size.convolution is None:
            layers.append(dense(size.inputs, size.neurons, neuron))
        else:
            layers.append(NormalisedConvolution(size.picture, size.convolution, neuron))
    return layers
