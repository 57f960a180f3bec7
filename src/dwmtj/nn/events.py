"""Spikes as lists of events: which input spikes in which step, for mostly silent trains."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class SpikeEvents:
    """Spike trains of the shape [T, B, P], stored by their spikes.

    The inputs that spike in step ``t`` of image ``b`` are ``indices[offsets[r] : offsets[r + 1]]``
    with ``r = t*B + b``, in any order: a sparse matrix of T*B rows in the usual CSR form.

    Parameters
    ----------
    indices : Tensor
        Inputs that spike (no unit), int32, shape [n].
    offsets : Tensor
        Where the spikes of each step and image begin (no unit), int64, shape [T*B + 1].
    shape : tuple of int
        T, B and P [no unit].
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
        rows = torch.repeat_interleave(
            torch.arange(len(self.offsets) - 1, device=self.offsets.device), self.offsets.diff()
        )
        dense = torch.zeros(len(self.offsets) - 1, self.inputs, device=self.indices.device)
        dense[rows, self.indices.long()] = 1
        return dense.view(self.shape)
