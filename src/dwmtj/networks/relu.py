"""The plain network of the same layer sizes: what these sizes do without spikes.

Its units are rectified linear instead of spiking, so it sees the pixel values where the others see
spikes drawn from them, and it has no time: of a readout its dense layer is left.
"""

import torch
from torch import Tensor, nn

from dwmtj.networks.network import NetworkOutput
from dwmtj.networks.sizes import layer_sizes
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
        sizes = layer_sizes(pixels, architecture.hidden_layers)
        normalised = architecture.batch_norm != "none"
        self.hidden = nn.Sequential()
        for size in sizes:
            if size.convolution is None:
                self.hidden.append(nn.Linear(size.inputs, size.neurons, bias=not normalised))
                if normalised:
                    self.hidden.append(BatchNorm(size.neurons))
                self.hidden.append(nn.ReLU())
            else:
                c, inputs = size.convolution, size.picture[0]
                self.hidden.extend(
                    (
                        nn.Unflatten(1, size.picture),
                        # A bias before a batch norm has no effect.
                        nn.Conv2d(
                            inputs, c.channels, c.kernel, c.stride, padding=c.padding, bias=False
                        ),
                        nn.BatchNorm2d(c.channels),
                        nn.ReLU(),
                        nn.Flatten(),
                    )
                )
        bias = architecture.readout == "mean-rate"
        self.readout = nn.Linear(sizes[-1].neurons, classes, bias=bias)
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
