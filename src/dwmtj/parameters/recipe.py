"""The network recipe: how images become spikes, what the network is, and how it is trained.

A recipe says nothing about the device, which is chosen beside it; its time step is that of the
device. The rates and time constants of the recipe are written for a step of its own, and follow in
proportion (``at_time_step``), so that what happens in one step is the same. All networks of a
comparison (LIF, deterministic and noisy DW-MTJ, and a plain ReLU network beside them) share one
recipe.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StrictInt, model_validator

from dwmtj.parameters.collection import ParameterCollection
from dwmtj.parameters.convolution import parse_convolution
from dwmtj.parameters.group import ParameterGroup
from dwmtj.parameters.quantity import Quantity
from dwmtj.parameters.source import Source
from dwmtj.parameters.units import format_readable

SurrogateName = Literal["superspike", "arctan", "triangular", "sigmoid"]

#: What follows the time step: the value, its unit, and the power of the step.
_IN_PROPORTION = (
    ("encoding.time_step", "s", 1),
    ("encoding.max_rate", "Hz", -1),
    ("lif.membrane_time_constant", "s", 1),
    ("lif.synaptic_time_constant", "s", 1),
)
_ROUNDING = 1e-9


def _check_layer(layer: int | str) -> int | str:
    if isinstance(layer, str):
        parse_convolution(layer)
    elif layer < 1:
        raise ValueError(f"layer: {layer} neurons is not allowed; allowed: at least 1")
    return layer


#: Neurons of a dense layer, or a convolution such as ``32C5S2``.
HiddenLayer = Annotated[StrictInt | str, AfterValidator(_check_layer)]


class Encoding(ParameterGroup):
    """From pixels to input spikes."""

    encoder: Literal["poisson", "constant-current", "latency", "direct"]
    time_steps: Annotated[int, Quantity("1", "T", "time steps per image", at_least=1)]
    time_step: Annotated[
        float, Quantity("s", "dt_r", "step that rates and time constants are written for", above=0)
    ]
    max_rate: Annotated[float, Quantity("Hz", "f_max", "spike rate of a pixel of 1", above=0)]
    pixel_mean: Annotated[float, Quantity("1", "m", "subtracted from each pixel")]
    pixel_scale: Annotated[float, Quantity("1", "s", "divides each pixel after that", above=0)]


class Architecture(ParameterGroup):
    """Layers of the network."""

    hidden_layers: Annotated[tuple[HiddenLayer, ...], Field(min_length=1)]
    batch_norm: Literal["spikes-per-step", "spikes-per-step-untracked", "current-over-time", "none"]
    dwmtj_norm_scale: Annotated[
        float, Quantity("1", "g_0", "scale that batch norms of DW-MTJ layers begin with", above=0)
    ]
    dwmtj_norm_shift: Annotated[
        float, Quantity("1", "b_0", "shift that batch norms of DW-MTJ layers begin with")
    ]
    readout: Literal["leaky-integrator-max", "mean-rate"]
    logit_scale: Annotated[
        float, Quantity("1", "k_out", "factor on the output before the loss", above=0)
    ]

    @model_validator(mode="after")
    def _check_convolutions(self) -> Self:
        layers = self.hidden_layers
        pictures = [isinstance(layer, str) for layer in layers]
        if pictures != sorted(pictures, reverse=True):
            raise ValueError(
                f"hidden_layers: {list(layers)} is not allowed; allowed: convolutions only before "
                "dense layers"
            )
        if any(pictures) and self.batch_norm != "current-over-time":
            raise ValueError(
                f"batch_norm: {self.batch_norm!r} is not allowed with convolutions; allowed: "
                "current-over-time"
            )
        return self


class Surrogate(ParameterGroup):
    """Derivative used in place of that of the spike."""

    shape: SurrogateName
    dwmtj_slope: Annotated[
        float, Quantity("1", "k", "steepness on the wall position, per position unit", above=0)
    ]
    position_unit: Literal["firing distance", "metre"]
    lif_slope: Annotated[
        float, Quantity("1", "k_LIF", "steepness on the LIF membrane voltage", above=0)
    ]


class Lif(ParameterGroup):
    """Leaky integrate-and-fire neuron of the comparison, and the leaky-integrator readout."""

    membrane_time_constant: Annotated[
        float, Quantity("s", "tau_mem", "decay time of the membrane voltage", above=0)
    ]
    synaptic_time_constant: Annotated[
        float, Quantity("s", "tau_syn", "decay time of the synaptic current", above=0)
    ]
    threshold: Annotated[float, Quantity("1", "v_th", "membrane voltage that fires", above=0)]


class Training(ParameterGroup):
    """Optimisation."""

    batch_size: Annotated[int, Quantity("1", "B", "images per training step", at_least=1)]
    learning_rate: Annotated[float, Quantity("1", "eta", "learning rate of Adam", above=0)]
    schedule: Literal["constant", "cosine"]
    warmup: Annotated[
        float,
        Quantity("1", "w", "share of the steps in which the rate rises", at_least=0, below=1),
    ]
    label_smoothing: Annotated[
        float,
        Quantity("1", "epsilon", "share of the target on all classes alike", at_least=0, below=1),
    ]
    weight_decay: Annotated[
        float,
        Quantity("1", "lambda", "decoupled decay of the weights (AdamW); 0 is Adam", at_least=0),
    ]
    epochs: Annotated[int, Quantity("1", "E", "passes over the training images", at_least=1)]


class NetworkRecipe(ParameterCollection):
    """A complete recipe; frozen, unknown keys refused.

    Parameters
    ----------
    name : str
        Short name, letters, digits and hyphens.
    description : str
        What the recipe follows, in a sentence or two.
    encoding, architecture, surrogate, lif, training : ParameterGroup
        The groups of values, each value with its unit and source.

    Examples
    --------
    >>> from dwmtj.parameters import load_recipe
    >>> load_recipe("paper").architecture.hidden_layers
    (100, 100)
    """

    encoding: Encoding
    architecture: Architecture
    surrogate: Surrogate
    lif: Lif
    training: Training

    def at_time_step(self, time_step: float) -> Self:
        """Give the same recipe for a device with another time step.

        Parameters
        ----------
        time_step : float
            Time step of the device [s].

        Returns
        -------
        NetworkRecipe
            Rates and time constants in proportion, marked as derived; itself if nothing changes.
        """
        ratio = time_step / self.encoding.time_step
        if abs(ratio - 1) < _ROUNDING:
            return self
        other = self
        for path, unit, power in _IN_PROPORTION:
            group, field = path.split(".")
            old = getattr(getattr(self, group), field)
            detail = (
                f"{format_readable(old, unit)} in steps of "
                f"{format_readable(self.encoding.time_step, 's')}, in proportion for the device's"
            )
            other = other.replace(path, old * ratio**power, Source(kind="derived", detail=detail))
        return other
