"""The plain network of the same layer sizes: what these sizes do without spikes.

Its units are rectified linear instead of spiking, so it sees the pixel values where the others see
spikes drawn from them, and it has no time: of a readout its dense layer is left.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from dwmtj.networks.network import NetworkOutput
from dwmtj.parameters import NetworkRecipe


class BatchNorm(nn.BatchNorm1d):
    """Batch normalisation that takes the running averages where a batch is a single image.

    Parameters
    ----------
    num_features : int
        Number of units [no unit].
    """

    def __init__(self, num_features: int) -> None:
        super().__init__(num_features)

    def forward(self, input: Tensor) -> Tensor:
        """Normalise over the batch.

        Parameters
        ----------
        input : Tensor
            Shape [B, N].

        Returns
        -------
        Tensor
            Same shape.
        """
        if self.training and len(input) == 1:  # as the last batch of an epoch may be
            return nn.functional.batch_norm(
                input, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps
            )
        return super().forward(input)


class ReLUNetwork(nn.Module):
    """Network of a recipe with rectified linear units.

    Parameters
    ----------
    pixels, classes : int
        Size of the input and of the output [no unit].
    recipe : NetworkRecipe
        The recipe, all values in SI units; layer sizes, whether there is batch norm (here always
        before the units, with PyTorch's own scale and shift), the readout's bias and the scale of
        the logits are used.
    """

    def __init__(self, pixels: int, classes: int, recipe: NetworkRecipe) -> None:
        super().__init__()
        architecture = recipe.architecture
        sizes = (pixels, *architecture.hidden_layers)
        normalised = architecture.batch_norm != "none"
        self.hidden = nn.Sequential()
        for inputs, units in pairwise(sizes):
            self.hidden.append(nn.Linear(inputs, units, bias=not normalised))
            if normalised:
                self.hidden.append(BatchNorm(units))
            self.hidden.append(nn.ReLU())
        self.readout = nn.Linear(sizes[-1], classes, bias=architecture.readout == "mean-rate")
        self.logit_scale = architecture.logit_scale

    def forward(self, input: Tensor, generator: torch.Generator | None = None) -> NetworkOutput:
        """Classify images.

        Parameters
        ----------
        input : Tensor
            Pixel values as the encoder scales them, shape [B, pixels].
        generator : torch.Generator, optional
            Taken so that it can stand for a spiking network; nothing is random here.

        Returns
        -------
        NetworkOutput
            Logits [B, classes], and no spike rate.
        """
        return NetworkOutput(self.logit_scale * self.readout(self.hidden(input)), None)
