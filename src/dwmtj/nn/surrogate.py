"""Surrogate gradients: a hard spike forward, a smooth derivative backward.

Each surrogate states its derivative and the primitive of that derivative, so that a smoothed
spike exists whose gradient is exactly the surrogate. ``k`` is the slope, per unit of the argument:

- SuperSpike (Zenke and Ganguli 2018): 1/(1 + k|x|)^2
- arctan (Fang et al. 2021): (k/2)/(1 + (pi*k*x/2)^2)
- triangular (piecewise linear): k*max(0, 1 - k|x|)
- sigmoid: k*s(kx)*(1 - s(kx)), s the logistic function

All but SuperSpike have unit area, whatever the slope; SuperSpike has height 1 and area 2/k.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from typing_extensions import override

SpikeFunction = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Surrogate(ABC):
    """Hard spike with a smooth derivative.

    Parameters
    ----------
    slope : float
        Steepness k [per unit of the argument], above 0.

    Raises
    ------
    ValueError
        If the slope is not positive and finite.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import SuperSpike
    >>> x = torch.tensor([-0.2, 0.2], requires_grad=True)
    >>> spikes = SuperSpike(slope=5.0)(x)
    >>> spikes.sum().backward()
    >>> spikes.detach(), x.grad
    (tensor([0., 1.]), tensor([0.2500, 0.2500]))
    """

    slope: float = 5.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.slope) and self.slope > 0):
            raise ValueError(f"slope: {self.slope!r} is not allowed; allowed: finite and above 0")

    @abstractmethod
    def derivative(self, x: Tensor) -> Tensor:
        """Give the derivative used in place of that of the spike.

        Parameters
        ----------
        x : Tensor
            Distance from the threshold, any shape.

        Returns
        -------
        Tensor
            Derivative, same shape.
        """

    @abstractmethod
    def primitive(self, x: Tensor) -> Tensor:
        """Give the smoothed spike, whose gradient is :meth:`derivative`.

        Parameters
        ----------
        x : Tensor
            Distance from the threshold, any shape.

        Returns
        -------
        Tensor
            Smoothed spike, 1/2 at the threshold, same shape.
        """

    def __call__(self, x: Tensor) -> Tensor:
        """Spike where ``x`` is above zero.

        Parameters
        ----------
        x : Tensor
            Distance from the threshold, any shape.

        Returns
        -------
        Tensor
            1 where x > 0, else 0; same shape and dtype.
        """
        return _spike(x, self)


class _Spike(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, surrogate: Surrogate) -> Tensor:
        ctx.save_for_backward(x)
        ctx.surrogate = surrogate
        return (x > 0).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor, None]:
        (x,) = ctx.saved_tensors
        return grad_outputs[0] * ctx.surrogate.derivative(x), None


_spike: Callable[[Tensor, Surrogate], Tensor] = _Spike.apply


class SuperSpike(Surrogate):
    """Derivative 1/(1 + k|x|)^2 (Zenke and Ganguli 2018).

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import SuperSpike
    >>> SuperSpike(slope=5.0).derivative(torch.tensor([0.0, 0.2]))
    tensor([1.0000, 0.2500])
    """

    @override
    def derivative(self, x: Tensor) -> Tensor:
        return (1 + self.slope * x.abs()).pow(-2)

    @override
    def primitive(self, x: Tensor) -> Tensor:
        return 0.5 + x / (1 + self.slope * x.abs())


class Arctan(Surrogate):
    """Derivative (k/2)/(1 + (pi*k*x/2)^2) (Fang et al. 2021).

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import Arctan
    >>> Arctan(slope=2.0).derivative(torch.tensor([0.0, 1 / torch.pi]))
    tensor([1.0000, 0.5000])
    """

    @override
    def derivative(self, x: Tensor) -> Tensor:
        return (self.slope / 2) / (1 + (math.pi / 2 * self.slope * x).square())

    @override
    def primitive(self, x: Tensor) -> Tensor:
        return 0.5 + torch.atan(math.pi / 2 * self.slope * x) / math.pi


class Triangular(Surrogate):
    """Derivative k*max(0, 1 - k|x|), zero beyond 1/k.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import Triangular
    >>> Triangular(slope=2.0).derivative(torch.tensor([0.0, 0.25, 1.0]))
    tensor([2., 1., 0.])
    """

    @override
    def derivative(self, x: Tensor) -> Tensor:
        return self.slope * (1 - self.slope * x.abs()).clamp_min(0)

    @override
    def primitive(self, x: Tensor) -> Tensor:
        inside = (self.slope * x).clamp(-1, 1)
        return 0.5 + inside - 0.5 * inside * inside.abs()


class Sigmoid(Surrogate):
    """Derivative of the logistic function of kx.

    Examples
    --------
    >>> import torch
    >>> from dwmtj.nn import Sigmoid
    >>> Sigmoid(slope=4.0).derivative(torch.tensor([0.0, 10.0]))
    tensor([1., 0.])
    """

    @override
    def derivative(self, x: Tensor) -> Tensor:
        s = torch.sigmoid(self.slope * x)
        return self.slope * s * (1 - s)

    @override
    def primitive(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.slope * x)


_BY_NAME: dict[str, type[Surrogate]] = {
    "superspike": SuperSpike,
    "arctan": Arctan,
    "triangular": Triangular,
    "sigmoid": Sigmoid,
}
NAMES = tuple(_BY_NAME)


def by_name(name: str, slope: float) -> Surrogate:
    """Make a surrogate from its name in a recipe.

    Parameters
    ----------
    name : {"superspike", "arctan", "triangular", "sigmoid"}
        Which one.
    slope : float
        Steepness k [per unit of the argument].

    Returns
    -------
    Surrogate
        The surrogate.

    Raises
    ------
    ValueError
        If there is no such surrogate or the slope is not positive.
    """
    if name not in _BY_NAME:
        raise ValueError(f"surrogate: {name!r} is not allowed; allowed: {', '.join(NAMES)}")
    return _BY_NAME[name](slope)


def has_kernel(spike: SpikeFunction) -> bool:
    """Tell whether the compiled kernels know the derivative of a spike function.

    Parameters
    ----------
    spike : callable
        Spike function of a module.

    Returns
    -------
    bool
        True for the surrogates of this module, not for others derived from them.
    """
    return type(spike) in _BY_NAME.values()
