"""Spikes as lists of events: which input spikes in which step, for mostly silent trains."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class SpikeEvents:
    """Spike trains of the shape [T, B, P], stored by their spikes.

    The inputs that spike in step ``t`` of image ``b`` are ``indices[offsets[r] : offsets[r + 1]]``
    with ``r = b*T + t``, in any order: a sparse matrix of B*T rows in the usual CSR form. The
    spikes of an image lie together because the kernels take image by image.

    Parameters
    ----------
    indices : Tensor
        Inputs that spike (no unit), int32, shape [n].
    offsets : Tensor
        Where the spikes of each image and step begin (no unit), int64, shape [B*T + 1].
    shape : tuple of int
        T, B and P [no unit].

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import encode
    >>> events = encode.poisson_events(
    ...     torch.tensor([[0.0, 1.0]]), 1000, max_rate=1e9, time_step=1e-10, generator=1
    ... )
    >>> events.shape
    (1000, 1, 2)
    >>> events.to_dense().sum((0, 1))  # none of the black pixel, about 100 of the white one
    tensor([ 0., 94.])
    """

    indices: Tensor
    offsets: Tensor
    shape: tuple[int, int, int]

    @property
    def inputs(self) -> int:
        """Number of inputs P."""
        return self.shape[2]

    def to_dense(self) -> Tensor:
        """Give the same spikes as a tensor of 0 and 1, shape [T, B, P], float32."""
        steps, images, inputs = self.shape
        rows = torch.repeat_interleave(
            torch.arange(len(self.offsets) - 1, device=self.offsets.device), self.offsets.diff()
        )
        dense = torch.zeros(steps, images, inputs, device=self.indices.device)
        dense[rows % steps, rows // steps, self.indices.long()] = 1
        return dense
