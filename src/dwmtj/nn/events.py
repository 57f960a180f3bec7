"""Spikes as lists of events: which input spikes in which step, for mostly silent trains."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class SpikeEvents:
    """Spike trains of the shape [T, B, P], stored by their spikes.

    The inputs that spike in step ``t`` of image ``b`` are
    ``indices[offsets[b, t] : offsets[b, t + 1]]``, in rising order.

    Parameters
    ----------
    indices : Tensor
        Inputs that spike (no unit), int32, shape [n]; may hold unused places between the images.
    offsets : Tensor
        Where the spikes of each image and step begin and end (no unit), int64, shape [B, T + 1].
    inputs : int
        Number of inputs P [no unit].
    """

    indices: Tensor
    offsets: Tensor
    inputs: int

    @property
    def time_steps(self) -> int:
        """Number of steps T."""
        return self.offsets.shape[1] - 1

    @property
    def batch(self) -> int:
        """Number of images B."""
        return self.offsets.shape[0]

    @property
    def count(self) -> int:
        """Number of spikes."""
        return int((self.offsets[:, -1] - self.offsets[:, 0]).sum())

    def to_dense(self) -> Tensor:
        """Give the same spikes as a tensor of 0 and 1, shape [T, B, P], float32."""
        lengths = self.offsets.diff(dim=1).flatten()
        dense = torch.zeros(self.batch * self.time_steps, self.inputs, device=self.indices.device)
        used = [self.indices[row[0] : row[-1]] for row in self.offsets]
        rows = torch.repeat_interleave(torch.arange(len(lengths), device=lengths.device), lengths)
        dense[rows, torch.cat(used).long()] = 1
        return dense.view(self.batch, self.time_steps, self.inputs).transpose(0, 1).contiguous()
