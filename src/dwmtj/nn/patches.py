"""What a convolution sees of a picture at each of its places: a patch.

Pictures lie in memory pixel by pixel with the channels of a pixel side by side, as PyTorch's
``channels_last``, and so does a patch: it is one row, of which each line is one run of numbers in
the picture.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import conv2d


class Patches(NamedTuple):
    """Size of pictures and of what moves over them.

    Parameters
    ----------
    channels : int
        Channels of a picture [no unit].
    height, width : int
        Size of a picture [pixels].
    kernel, stride, padding : int
        Side of a patch, distance between two, and width of the zeros around a picture [pixels].
    rows, columns : int
        Number of places of a patch, down and across [no unit].
    """

    channels: int
    height: int
    width: int
    kernel: int
    stride: int
    padding: int
    rows: int
    columns: int


def multiply_patches(input: Tensor, weight: Tensor, patches: Patches) -> Tensor:
    """Multiply the patches of pictures with weights, by PyTorch's convolution.

    Parameters
    ----------
    input : Tensor
        Pictures of any values, shape [R, height*width*channels].
    weight : Tensor
        Shape [N, kernel*kernel*channels].
    patches : Patches
        The sizes.

    Returns
    -------
    Tensor
        Shape [R*places, N].
    """
    pictures, kernels = _channels_first(input, weight, patches)
    product = conv2d(pictures, kernels, stride=patches.stride, padding=patches.padding)
    return product.permute(0, 2, 3, 1).reshape(-1, len(weight))


def patches_backward(
    input: Tensor, weight: Tensor, patches: Patches, grad: Tensor, wanted: bool
) -> tuple[Tensor | None, Tensor]:
    """Give the gradients of pictures and weights from that of :func:`multiply_patches`.

    Parameters
    ----------
    input : Tensor
        Pictures, shape [R, height*width*channels].
    weight : Tensor
        Shape [N, kernel*kernel*channels].
    patches : Patches
        The sizes.
    grad : Tensor
        Gradient of the product, shape [R*places, N].
    wanted : bool
        Whether the gradient of the input is wanted.

    Returns
    -------
    grad_input : Tensor or None
        Shape [R, height*width*channels].
    grad_weight : Tensor
        Shape [N, kernel*kernel*channels].
    """
    with torch.enable_grad():
        leaves = [weight.detach().requires_grad_(), input.detach().requires_grad_(wanted)]
        product = multiply_patches(leaves[1], leaves[0], patches)
    found = torch.autograd.grad(product, leaves[: 1 + wanted], grad)
    return found[1] if wanted else None, found[0]


def _channels_first(input: Tensor, weight: Tensor, patches: Patches) -> tuple[Tensor, Tensor]:
    side, channels = patches.kernel, patches.channels
    pictures = input.reshape(-1, patches.height, patches.width, channels)
    kernels = weight.reshape(-1, side, side, channels)
    return pictures.permute(0, 3, 1, 2), kernels.permute(0, 3, 1, 2)
