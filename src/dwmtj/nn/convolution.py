"""A convolutional layer: kernels, batch norm of the current over time and batch, and neurons."""

import torch
from torch import Tensor, nn

from dwmtj.nn.dwmtj import DWMTJ
from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.layer import run_neurons
from dwmtj.nn.lif import LIF


class NormalisedConvolution(nn.Module):
    """Convolution, batch norm of each channel over time, batch and place, and neurons.

    The methods are those of :class:`dwmtj.nn.NormalisedLayer`: pictures go in and come out as rows
    of neurons, channel by channel.

    Parameters
    ----------
    shape : tuple of int
        Channels, height and width of the input [no unit, pixels, pixels].
    channels : int
        Number of output channels [no unit].
    kernel : int
        Side of the kernel, odd [pixels]; the edges are padded by half of it.
    neuron : DWMTJ or LIF
        The neuron module.
    stride : int
        Distance between places [pixels].

    Raises
    ------
    ValueError
        If the kernel is even, or the neuron is of another class.
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        channels: int,
        kernel: int,
        neuron: DWMTJ | LIF,
        stride: int = 1,
    ) -> None:
        super().__init__()
        if kernel % 2 == 0:
            raise ValueError(f"kernel: {kernel} pixels is not allowed; allowed: an odd side")
        if not isinstance(neuron, DWMTJ | LIF):
            raise ValueError(
                f"neuron: {type(neuron).__name__} is not allowed; allowed: DWMTJ or LIF"
            )
        self.shape = shape
        # A bias before a batch norm has no effect.
        self.convolution = nn.Conv2d(
            shape[0], channels, kernel, stride, padding=kernel // 2, bias=False
        )
        self.norm = nn.BatchNorm2d(channels)
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
