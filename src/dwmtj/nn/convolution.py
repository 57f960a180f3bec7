"""A convolutional layer: kernels, batch norm of the current over time and batch, and neurons."""

import torch
from torch import Tensor, nn

from dwmtj.nn.backend import Backend, BackendInUse, check_backend, choose_backend
from dwmtj.nn.dwmtj import DWMTJ
from dwmtj.nn.events import SpikeEvents
from dwmtj.nn.layer import (
    OverTimeBatchNorm,
    check_neuron,
    choose_for_layer,
    run_fused,
    run_neurons,
)
from dwmtj.nn.lif import LIF
from dwmtj.nn.linear import is_sparse
from dwmtj.nn.patches import Patches, multiply_patches
from dwmtj.nn.repeated import compute_once, is_repeated
from dwmtj.parameters.convolution import Convolution, parse_convolution


class SpikeConvolution(nn.Conv2d):
    """Kernels, as ``torch.nn.Conv2d`` without a bias, on pictures of spikes that lie in rows.

    Few spikes are multiplied by adding weights, others by PyTorch's convolution; the result is the
    same up to the order of the sums.

    Parameters
    ----------
    shape : tuple of int
        Channels, height and width of the input [no unit, pixels, pixels].
    convolution : Convolution or str
        Its size, such as ``"32C5S2"``; see :mod:`dwmtj.parameters.convolution`.
    backend : {"auto", "reference", "fused"}
        "reference" always takes PyTorch's convolution; see :class:`dwmtj.nn.DWMTJ`.

    Raises
    ------
    ValueError
        If the convolution is written otherwise, or there is no such backend.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import SpikeConvolution
    >>> kernels = SpikeConvolution((2, 28, 28), "8C5S2")
    >>> kernels((torch.rand(3, 28 * 28 * 2) < 0.1).float()).shape
    torch.Size([3, 196, 8])
    """

    def __init__(
        self, shape: tuple[int, ...], convolution: Convolution | str, backend: Backend = "auto"
    ) -> None:
        c = parse_convolution(convolution) if isinstance(convolution, str) else convolution
        # A bias before a batch norm has no effect.
        super().__init__(shape[0], c.channels, c.kernel, c.stride, padding=c.padding, bias=False)
        channels, height, width = shape
        self.patches = Patches(
            channels=channels,
            height=height,
            width=width,
            kernel=c.kernel,
            stride=c.stride,
            padding=c.padding,
            rows=c.side(height),
            columns=c.side(width),
        )
        self.backend: Backend = check_backend(backend)
        self.backend_in_use: BackendInUse | None = None

    def matrix(self) -> Tensor:
        """Give the kernels as a matrix on patches.

        Returns
        -------
        Tensor
            Shape [output channels, kernel*kernel*channels].
        """
        return self.weight.permute(0, 2, 3, 1).flatten(1)

    def forward(self, input: Tensor) -> Tensor:
        """Multiply the patches of each picture with the kernels.

        Parameters
        ----------
        input : Tensor
            Shape [R, height*width*channels].

        Returns
        -------
        Tensor
            Shape [R, places, output channels].

        Raises
        ------
        ValueError
            If "fused" is asked for and does not apply.
        """
        in_use = choose_backend(self.backend, input)
        if in_use == "fused" and self.weight.dtype == torch.float32 and is_sparse(input):
            from dwmtj.nn.kernels.linear import binary_patches

            self.backend_in_use = "fused"
            product = binary_patches(input, self.matrix(), self.patches)
        else:
            self.backend_in_use = "reference"
            product = multiply_patches(input, self.matrix(), self.patches)
        places = self.patches.rows * self.patches.columns
        return product.view(len(input), places, self.out_channels)


class NormalisedConvolution(nn.Module):
    """Convolution, batch norm of each channel over time, batch and place, and neurons.

    The methods are those of :class:`dwmtj.nn.NormalisedLayer`: pictures go in and come out as rows,
    pixel by pixel, in which the channels of a pixel are neighbours (as PyTorch's ``channels_last``
    lies in memory).

    Parameters
    ----------
    shape : tuple of int
        Channels, height and width of the input [no unit, pixels, pixels].
    convolution : Convolution or str
        Its size, such as ``"32C5S2"``; see :mod:`dwmtj.parameters.convolution`.
    neuron : DWMTJ or LIF
        The neuron module.
    backend : {"auto", "reference", "fused"}
        As that of :class:`dwmtj.nn.NormalisedLayer`.

    Raises
    ------
    ValueError
        If the convolution is written otherwise, there is no such backend, or the neuron is of
        another class.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import DWMTJ, NormalisedConvolution
    >>> layer = NormalisedConvolution((1, 28, 28), "8C5S2", DWMTJ("cui2024-network"))
    >>> layer((torch.rand(10, 2, 784) < 0.1).float()).shape  # 14 x 14 places of 8 neurons
    torch.Size([10, 2, 1568])
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        convolution: Convolution | str,
        neuron: DWMTJ | LIF,
        backend: Backend = "auto",
    ) -> None:
        super().__init__()
        check_neuron(neuron)
        self.shape = shape
        self.convolution = SpikeConvolution(shape, convolution)
        self.norm = OverTimeBatchNorm(self.convolution.out_channels)
        self.neuron = neuron
        self.backend: Backend = check_backend(backend)
        self.backend_in_use: BackendInUse | None = None

    def current(self, input: Tensor | SpikeEvents) -> Tensor:
        """Give the input of the neurons.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Spikes, shape [T, B, H*W*C].

        Returns
        -------
        Tensor
            Shape [T, B, N], in units of the drive current.

        Raises
        ------
        ValueError
            If the shape is another.
        """
        self._check_shape(input)
        return compute_once(input, self._current)

    def _check_shape(self, input: Tensor | SpikeEvents) -> None:
        channels, height, width = self.shape
        if len(input.shape) != 3 or input.shape[2] != channels * height * width:
            raise ValueError(
                f"input: shape {list(input.shape)} is not allowed; allowed: [T, B, "
                f"{channels * height * width}], {height} x {width} pixels of {channels} channels"
            )

    def _current(self, input: Tensor | SpikeEvents) -> Tensor:
        pictures = self._dense(input)
        steps, images = pictures.shape[:2]
        normal: Tensor = self.norm(self.convolution(pictures.flatten(0, 1)))
        return normal.view(steps, images, -1)

    def _dense(self, input: Tensor | SpikeEvents) -> Tensor:
        weight = self.convolution.weight
        return input.to_dense().to(weight) if isinstance(input, SpikeEvents) else input

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
            Spikes, shape [T, B, H*W*C].
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
            If the shape of the input is another, or "fused" is asked for and does not apply.
        """
        self._check_shape(input)
        kernels, neuron = self.convolution, self.neuron
        self.backend_in_use = choose_for_layer(self.backend, input, kernels.weight, neuron)
        apart = "reference" in (self.backend_in_use, kernels.backend, neuron.backend)
        if apart or not self.training or is_repeated(input):
            return run_neurons(neuron, self.current(input), generator, summed)
        kernels.backend_in_use = neuron.backend_in_use = "fused"
        dense, matrix = self._dense(input), kernels.matrix()
        return run_fused(dense, matrix, self.norm, neuron, generator, summed, kernels.patches)
