"""Dense layer that uses that its input is spikes."""

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from dwmtj.nn.backend import Backend, BackendInUse, check_backend, choose_backend
from dwmtj.nn.checks import check_floating
from dwmtj.nn.events import SpikeEvents

#: Share of nonzero inputs below which adding weights is faster than the dense product; measured for
#: 100 inputs and 100 neurons, see docs/performance.md.
SPARSE_BELOW = 0.5
_SAMPLED_ROWS = 512


class SpikeLinear(nn.Linear):
    """Weights and bias, as ``torch.nn.Linear``, on spike trains.

    Event lists and tensors with few nonzero values are multiplied by adding weights, other tensors
    by the dense product; the result is the same up to the order of the sums.

    Parameters
    ----------
    in_features, out_features : int
        Number of inputs and of neurons [no unit].
    bias : bool
        Whether to add a bias.
    backend : {"auto", "reference", "fused"}
        "reference" always takes the dense product of PyTorch; see :class:`dwmtj.nn.DWMTJ`.

    Raises
    ------
    ValueError
        If there is no such backend.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import SpikeLinear, encode
    >>> dense = SpikeLinear(784, 100)
    >>> events = encode.poisson_events(torch.rand(2, 784), 10, max_rate=1e9, time_step=1e-10)
    >>> dense(events).shape, torch.allclose(dense(events), dense(events.to_dense()), atol=1e-5)
    (torch.Size([10, 2, 100]), True)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        backend: Backend = "auto",
    ) -> None:
        super().__init__(in_features, out_features, bias)
        self.backend: Backend = check_backend(backend)
        self.backend_in_use: BackendInUse | None = None

    def forward(self, input: Tensor | SpikeEvents) -> Tensor:
        """Multiply with the weights.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Tensor of shape [..., inputs], or spikes [T, B, inputs].

        Returns
        -------
        Tensor
            Shape [..., neurons] or [T, B, neurons].

        Raises
        ------
        ValueError
            If the number of inputs or the type is another, or "fused" is asked for and does not
            apply.
        """
        self.check_inputs(input)
        if isinstance(input, SpikeEvents):
            return self._of_events(input)
        in_use = choose_backend(self.backend, input)
        if in_use == "fused" and self.weight.dtype == torch.float32 and is_sparse(input):
            from dwmtj.nn.kernels.linear import binary_linear

            self.backend_in_use = "fused"
            return self._biased(binary_linear(input, self.weight))
        self.backend_in_use = "reference"
        return linear(input, self.weight, self.bias)

    def check_inputs(self, input: Tensor | SpikeEvents) -> None:
        """Refuse another number of inputs, and numbers of another type than the weights.

        Parameters
        ----------
        input : Tensor or SpikeEvents
            Shape [..., inputs].

        Raises
        ------
        ValueError
            If the number of inputs or the type is another.
        """
        if not isinstance(input, SpikeEvents):
            check_floating("input", input)
            self._check_dtype(input)
        inputs = input.shape[-1] if input.shape else 0
        if inputs != self.in_features:
            raise ValueError(f"input: {inputs} inputs do not fit; allowed: {self.in_features}")

    def _check_dtype(self, input: Tensor) -> None:
        own = self.weight.dtype
        if input.dtype != own and not torch.is_autocast_enabled(input.device.type):
            double = torch.float64 in (input.dtype, own)
            other = ".double()" if double and own != torch.float64 else f".to({input.dtype})"
            raise ValueError(
                f"input: {input.dtype} does not fit weights of {own}; use input.to({own}) or make "
                f"the layer {other}"
            )

    def _of_events(self, events: SpikeEvents) -> Tensor:
        self.backend_in_use = choose_backend(self.backend, self.weight)
        if self.backend_in_use == "reference":
            dense = events.to_dense().to(self.weight)
            return linear(dense, self.weight, self.bias)
        from dwmtj.nn.kernels.linear import event_linear

        return self._biased(event_linear(events, self.weight))

    def _biased(self, product: Tensor) -> Tensor:
        return product if self.bias is None else product + self.bias


def is_sparse(input: Tensor) -> bool:
    """Judge from a sample of rows that are spread over the input.

    Parameters
    ----------
    input : Tensor
        Any values, shape [..., inputs].

    Returns
    -------
    bool
        Whether few enough are not zero for adding weights to be faster than a dense product.
    """
    if input.dim() < 2 or input.numel() == 0:
        return False
    rows = input.detach().flatten(0, -2)
    sample = rows[:: max(1, len(rows) // _SAMPLED_ROWS)]
    return int(torch.count_nonzero(sample)) < SPARSE_BELOW * sample.numel()
