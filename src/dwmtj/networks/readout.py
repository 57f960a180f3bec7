"""Readouts: from the spikes of the last layer to the logits of the classes."""

from torch import Tensor, nn

from dwmtj.nn import LI


class LeakyIntegratorMax(nn.Module):
    """Readout by leaky integrators: the largest voltage over time is the logit.

    Parameters
    ----------
    inputs, classes : int
        Number of inputs and classes [no unit].
    integrator : LI
        The leaky integrator.
    """

    def __init__(self, inputs: int, classes: int, integrator: LI) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, classes, bias=False)
        self.integrator = integrator

    def forward(self, input: Tensor) -> Tensor:
        """Read the classes.

        Parameters
        ----------
        input : Tensor
            Shape [T, B, inputs].

        Returns
        -------
        Tensor
            Logits, shape [B, classes].
        """
        voltage, _ = self.integrator(self.dense(input))
        largest: Tensor = voltage.amax(0)
        return largest


class MeanRate(nn.Module):
    """Readout by the mean over time of a dense layer.

    Parameters
    ----------
    inputs, classes : int
        Number of inputs and classes [no unit].
    """

    def __init__(self, inputs: int, classes: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, classes)

    def forward(self, input: Tensor) -> Tensor:
        """Read the classes; averaging first and weighting then is the same, and cheaper.

        Parameters
        ----------
        input : Tensor
            Shape [T, B, inputs].

        Returns
        -------
        Tensor
            Logits, shape [B, classes].
        """
        # The gradient of a sum is one row for all steps, that of a mean is written out in full.
        return self.read(input.sum(0), len(input))

    def read(self, total: Tensor, steps: int) -> Tensor:
        """Read the classes from sums over time.

        Parameters
        ----------
        total : Tensor
            Shape [B, inputs].
        steps : int
            Number of steps T [no unit].

        Returns
        -------
        Tensor
            Logits, shape [B, classes].
        """
        logits: Tensor = self.dense(total / steps)
        return logits
