"""A convolutional layer: kernels, batch norm of the current over time and batch, and neurons."""

import torch
from torch import Tensor, nn

from dwmtj.nn.dwmtj import DWMTJ
from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.layer import check_neuron, run_neurons
from dwmtj.nn.lif import LIF
from dwmtj.nn.repeated import compute_once
from dwmtj.parameters.convolution import Convolution, parse_convolution


def make_convolution(inputs: int, convolution: Convolution) -> nn.Conv2d:
    """Make the kernels of a convolution.

    Parameters
    ----------
    inputs : int
        Number of input channels [no unit].
    convolution : Convolution
        Its size.

    Returns
    -------
    Conv2d
        Without a bias, which has no effect before a batch norm.
    """
    c = convolution
    return nn.Conv2d(inputs, c.channels, c.kernel, c.stride, padding=c.padding, bias=False)


class NormalisedConvolution(nn.Module):
    """Convolution, batch norm of each channel over time, batch and place, and neurons.

    The methods are those of :class:`dwmtj.nn.NormalisedLayer`: pictures go in and come out as rows
    of neurons, channel by channel.

    Parameters
    ----------
    shape : tuple of int
        Channels, height and width of the input [no unit, pixels, pixels].
    convolution : Convolution or str
        Its size, such as ``"32C5S2"``; see :mod:`dwmtj.parameters.convolution`.
    neuron : DWMTJ or LIF
        The neuron module.

    Raises
    ------
    ValueError
        If the convolution is written otherwise, or the neuron is of another class.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJ, NormalisedConvolution
    >>> layer = NormalisedConvolution((1, 28, 28), "8C5S2", DWMTJ("cui2024-network"))
    >>> layer((torch.rand(10, 2, 784) < 0.1).float()).shape  # 8 channels of 14 x 14 neurons
    torch.Size([10, 2, 1568])
    """

    def __init__(
        self, shape: tuple[int, ...], convolution: Convolution | str, neuron: DWMTJ | LIF
    ) -> None:
        super().__init__()
        check_neuron(neuron)
        if isinstance(convolution, str):
            convolution = parse_convolution(convolution)
        self.shape = shape
        self.convolution = make_convolution(shape[0], convolution)
        self.norm = nn.BatchNorm2d(convolution.channels)
        self.neuron = neuron

    def current(self, input: Tensor | SpikeEvents) -> Tensor:
        """Give the input of the neurons.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Spikes, shape [T, B, C*H*W].

        Returns
        -------
        Tensor
            Shape [T, B, N], in units of the drive current.

        Raises
        ------
        ValueError
            If the shape is another.
        """
        channels, height, width = self.shape
        if len(input.shape) != 3 or input.shape[2] != channels * height * width:
            raise ValueError(
                f"input: shape {list(input.shape)} is not allowed; allowed: "
                f"[T, B, {channels * height * width}], {channels} x {height} x {width} pixels"
            )
        return compute_once(input, self._current)

    def _current(self, input: Tensor | SpikeEvents) -> Tensor:
        weight = self.convolution.weight
        spikes = input.to_dense().to(weight) if isinstance(input, SpikeEvents) else input
        steps, images = spikes.shape[:2]
        pictures = spikes.reshape(steps * images, *self.shape)
        normal: Tensor = self.norm(self.convolution(pictures))
        return normal.view(steps, images, -1)

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
            Spikes, shape [T, B, C*H*W].
        generator : torch.Generator or int, optional
            Source of the seed of the wall noise, or the seed (no unit).
        summed : bool
            Whether only the sums over time are wanted.

        Returns
        -------
        Tensor
            Spikes of the neurons, shape [T, B, N], or [B, N] if summed.

        Raises
        ------
        ValueError
            If the shape of the input is another.
        """
        return run_neurons(self.neuron, self.current(input), generator, summed)
