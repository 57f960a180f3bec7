"""Sizes of all hidden layers, from those of the input and what the recipe says of each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dwmtj.parameters.convolution import Convolution, parse_convolution


@dataclass(frozen=True)
class LayerSize:
    """Size of a layer.

    Parameters
    ----------
    picture : tuple of int
        Channels, height and width of what comes in [no unit, pixels, pixels]; empty before a dense
        layer.
    inputs, neurons : int
        Number of inputs and of neurons [no unit].
    convolution : Convolution, optional
        None for a dense layer.
    """

    picture: tuple[int, ...]
    inputs: int
    neurons: int
    convolution: Convolution | None = None


def layer_sizes(pixels: int, hidden_layers: Sequence[int | str]) -> list[LayerSize]:
    """Give the sizes of the hidden layers.

    Parameters
    ----------
    pixels : int
        Size of the input [no unit]; a square picture of one channel before a convolution.
    hidden_layers : sequence of int or str
        Neurons of each dense layer [no unit], and convolutions in front of them such as ``32C5``.

    Returns
    -------
    list of LayerSize
        In their order.

    Raises
    ------
    ValueError
        If a convolution is laid over pixels that are no square picture.
    """
    side = math.isqrt(pixels)
    channels, inputs = 1, pixels
    sizes = []
    for layer in hidden_layers:
        if isinstance(layer, int):
            sizes.append(LayerSize((), inputs, layer))
        else:
            if not sizes and side * side != pixels:
                raise ValueError(
                    f"architecture.hidden_layers: {layer} is not allowed over {pixels} pixels; "
                    "allowed: pixels of a square picture"
                )
            convolution = parse_convolution(layer)
            picture, side = (channels, side, side), convolution.side(side)
            channels = convolution.channels
            sizes.append(LayerSize(picture, inputs, channels * side * side, convolution))
        inputs = sizes[-1].neurons
    return sizes
