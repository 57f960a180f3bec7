"""Convolutions as the literature on spiking networks writes them: 32C5 has 32 channels of 5 x 5.

``32C5S2`` moves by two pixels at a time. The edges are padded by half the kernel, so that a stride
of 1 keeps the size of the picture.
"""

import re
from dataclasses import dataclass

_PATTERN = re.compile(r"(?P<channels>[1-9]\d*)C(?P<kernel>\d*[13579])(S(?P<stride>[1-9]\d*))?")


@dataclass(frozen=True)
class Convolution:
    """Size of a convolution.

    Parameters
    ----------
    channels : int
        Number of output channels [no unit].
    kernel : int
        Side of the kernel, odd [pixels].
    stride : int
        Distance between places [pixels].
    """

    channels: int
    kernel: int
    stride: int = 1

    @property
    def padding(self) -> int:
        """Width of the zeros around a picture [pixels]."""
        return self.kernel // 2

    def side(self, side: int) -> int:
        """Give the side of the output.

        Parameters
        ----------
        side : int
            Side of the input [pixels].

        Returns
        -------
        int
            Side of the output [pixels].
        """
        return (side - 1) // self.stride + 1


def parse_convolution(text: str) -> Convolution:
    """Read a convolution.

    Parameters
    ----------
    text : str
        Such as ``32C5`` or ``32C5S2``.

    Returns
    -------
    Convolution
        Its size.

    Raises
    ------
    ValueError
        If it is written otherwise.
    """
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(
            f"layer: {text!r} is not allowed; allowed: a number of neurons, or channels, C, odd "
            "kernel side and, if not 1, S and stride, such as 32C5 or 32C5S2"
        )
    return Convolution(int(match["channels"]), int(match["kernel"]), int(match["stride"] or 1))
