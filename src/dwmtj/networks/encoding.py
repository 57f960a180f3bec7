"""From the pixels of a recipe to input spikes."""

import torch
from torch import Tensor

from dwmtj.nn import SpikeEvents, encode
from dwmtj.parameters.recipe import Encoding


class PixelScaler:
    """First half of the encoder of a recipe: shifts and scales pixels, cuts off below zero.

    Parameters
    ----------
    encoding : Encoding
        The recipe's choices, all values in SI units.
    """

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding

    def __call__(self, pixels: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Give what is turned into spikes, and is the input of a network without spikes.

        Parameters
        ----------
        pixels : Tensor
            Pixels between 0 and 1, shape [B, P].
        generator : torch.Generator, optional
            Taken so that it can stand for an encoder; nothing is random here.

        Returns
        -------
        Tensor
            Values in units of the maximum rate, shape [B, P].
        """
        e = self.encoding
        return ((pixels - e.pixel_mean) / e.pixel_scale).clamp_min(0)


class PixelEncoder:
    """Encoder of a recipe: shifts and scales pixels, cuts off below zero, makes spikes.

    Parameters
    ----------
    encoding : Encoding
        The recipe's choices, all values in SI units.
    time_step : float
        Time step [s].
    membrane_time_constant : float
        Decay time of the LIF neurons of the constant-current encoder [s].
    """

    def __init__(self, encoding: Encoding, time_step: float, membrane_time_constant: float) -> None:
        self.encoding = encoding
        self.scaler = PixelScaler(encoding)
        self.time_step = time_step
        self.membrane_time_constant = membrane_time_constant

    def __call__(
        self, pixels: Tensor, generator: torch.Generator | None = None
    ) -> Tensor | SpikeEvents:
        """Encode a batch.

        Parameters
        ----------
        pixels : Tensor
            Pixels between 0 and 1, shape [B, P].
        generator : torch.Generator, optional
            Source of the randomness.

        Returns
        -------
        Tensor or SpikeEvents
            Spikes, shape [T, B, P]; Poisson spikes on the CPU as a list of events, and the values
            themselves if the recipe feeds them directly.
        """
        e = self.encoding
        values = self.scaler(pixels)
        if e.encoder == "poisson":
            poisson = encode.poisson_events if values.device.type == "cpu" else encode.poisson
            return poisson(
                values,
                e.time_steps,
                max_rate=e.max_rate,
                time_step=self.time_step,
                generator=generator,
            )
        if e.encoder == "direct":
            return encode.direct(values, e.time_steps)
        if e.encoder == "latency":
            return encode.latency(values, e.time_steps)
        return encode.constant_current(
            values,
            e.time_steps,
            membrane_time_constant=self.membrane_time_constant,
            time_step=self.time_step,
        )
