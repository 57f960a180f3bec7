"""Batch norm at every time step, as the group's released code has it after each layer."""

import torch
from torch import Tensor, nn

from dwmtj.nn.backend import Backend, BackendInUse, check_backend, choose_backend


class PerStepBatchNorm(nn.BatchNorm1d):
    """Batch normalisation at every time step, with one running average for all of them.

    Parameters
    ----------
    num_features : int
        Number of neurons [no unit].
    tracked : bool
        Whether evaluation takes the running average; else it takes the statistics of each step of
        the evaluated batch, as training does.
    backend : {"auto", "reference", "fused"}
        What computes; see :class:`dwmtj.nn.DWMTJ`.

    Raises
    ------
    ValueError
        If there is no such backend.
    """

    def __init__(
        self, num_features: int, *, tracked: bool = True, backend: Backend = "auto"
    ) -> None:
        super().__init__(num_features, track_running_stats=tracked)
        self.backend: Backend = check_backend(backend)
        self.backend_in_use: BackendInUse | None = None

    def forward(self, input: Tensor) -> Tensor:
        """Normalise each step over the batch.

        Parameters
        ----------
        input : Tensor
            Shape [T, B, N].

        Returns
        -------
        Tensor
            Same shape.

        Raises
        ------
        ValueError
            If "fused" is asked for and does not apply.
        """
        in_use = choose_backend(self.backend, input)
        self.backend_in_use = "reference"
        if not self.training and self.track_running_stats:
            return super().forward(input.flatten(0, 1)).view_as(input)
        if in_use == "fused" and self.weight.dtype == torch.float32:
            self.backend_in_use = "fused"
            from dwmtj.nn.kernels.step_norm import step_norm

            output, mean, variance = step_norm(input, self.weight, self.bias, self.eps)
        else:
            variance, mean = torch.var_mean(input, 1, correction=0)
            normal = (input - mean[:, None]) * torch.rsqrt(variance[:, None] + self.eps)
            output = normal * self.weight + self.bias
        self._track(mean, variance, input.shape[1])
        return output

    @torch.no_grad()
    def _track(self, mean: Tensor, variance: Tensor, size: int) -> None:
        """Move the running averages by the statistics of all steps [T, N] of a batch."""
        if self.running_mean is None or self.running_var is None:
            return
        self._update(self.running_mean, mean)
        self._update(self.running_var, variance * (size / max(size - 1, 1)))
        if self.num_batches_tracked is not None:
            self.num_batches_tracked += len(mean)

    def _update(self, running: Tensor, steps: Tensor) -> None:
        """Move a running average over all steps [T, N], in their order, at once."""
        momentum = self.momentum if self.momentum is not None else 0.1
        left = (1 - momentum) ** torch.arange(
            len(steps) - 1, -1, -1, dtype=steps.dtype, device=steps.device
        )
        running.mul_((1 - momentum) ** len(steps)).add_(momentum * (left[:, None] * steps).sum(0))
