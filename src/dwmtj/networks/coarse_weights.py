"""Weights as synapses of a chip hold them: a few levels, and an error of programming.

While training, the gradient passes the rounding as if it were not there (straight-through), so that
a network can be trained for its levels.
"""

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from dwmtj.networks.imperfections import Imperfections
from dwmtj.networks.seeds import generator


class StoredWeights(nn.Module):
    """From the weight that is wanted to the one that a chip holds.

    Parameters
    ----------
    imperfections : Imperfections
        Number of levels, and size of the error [no unit].
    layer : int
        Number of the layer, so that each has errors of its own (no unit).
    """

    def __init__(self, imperfections: Imperfections, layer: int) -> None:
        super().__init__()
        self.imperfections, self.layer = imperfections, layer

    def forward(self, weight: Tensor) -> Tensor:
        """Round and disturb the weights.

        Parameters
        ----------
        weight : Tensor
            Any shape and unit.

        Returns
        -------
        Tensor
            Same shape and unit.
        """
        held, largest = weight.detach(), weight.detach().abs().amax()
        if self.imperfections.weight_bits is not None:
            step = 2 * largest / (2**self.imperfections.weight_bits - 1)
            level = torch.round((held + largest) / step)
            # A layer of zeros has no levels.
            held = torch.where(largest > 0, level * step - largest, held)
        if self.imperfections.weight_noise:
            random = generator(
                self.imperfections.chip, "programming", self.layer, device=weight.device
            )
            error = torch.randn(weight.shape, generator=random, device=weight.device)
            held = held + self.imperfections.weight_noise * largest * error.to(weight.dtype)
        return weight + (held - weight.detach())


def store_weights(network: nn.Module, imperfections: Imperfections) -> None:
    """Let all layers of a network hold their weights as a chip does.

    Parameters
    ----------
    network : Module
        The network; it is changed.
    imperfections : Imperfections
        Number of levels, and size of the error [no unit].
    """
    if imperfections.weight_bits is None and not imperfections.weight_noise:
        return
    weighted = [m for m in network.modules() if isinstance(m, nn.Linear | nn.Conv2d)]
    for layer, module in enumerate(weighted):
        parametrize.register_parametrization(module, "weight", StoredWeights(imperfections, layer))
