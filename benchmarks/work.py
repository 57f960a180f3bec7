"""What each kernel of a training step must move and do; ``benchmarks.roofline`` derives it."""

from typing import NamedTuple

from benchmarks.peers.task import PIXELS

_PHILOX, _BOX_MULLER, _LOGARITHM = 11, 25, 35
_FORWARD_STEP, _BACKWARD_STEP = 19, 36
_STATISTICS, _LAYERS = 4, 2


class Size(NamedTuple):
    """``time_steps``, ``batch``, ``hidden``: T, B and N [no unit]."""

    time_steps: int = 400
    batch: int = 100
    hidden: int = 100


class Spikes(NamedTuple):
    """Numbers of spikes of a step: ``events`` E at the input, ``hidden`` S of the first layer."""

    events: float
    hidden: float


class Amount(NamedTuple):
    """``bytes`` and ``flops``, integer operations included, that a kernel must move and do."""

    bytes: float
    flops: float


def normals_of(size: Size) -> float:
    """Count the normal numbers of a step, forward and backward [no unit]."""
    return 2 * _LAYERS * size.time_steps * size.batch * size.hidden


def amounts(size: Size, spikes: Spikes) -> dict[str, Amount]:
    """Count for each kernel, all its calls of a step together; the table of the roofline.

    Parameters
    ----------
    size : Size
        Sizes of the network.
    spikes : Spikes
        Spikes of a step.

    Returns
    -------
    dict
        Amounts by the names of ``benchmarks.stopwatch``.
    """
    steps, batch, hidden = size
    values = steps * batch * hidden
    array, listed = 4 * values, 4 * spikes.events + 8 * steps * batch
    drawn = spikes.events + batch * PIXELS
    noise = _LAYERS * (_PHILOX + _BOX_MULLER) * values
    product = min(spikes.hidden * hidden, 2 * values * hidden)
    return {
        "poisson_draw": Amount(
            4 * batch * PIXELS + 8 * spikes.events, (_PHILOX + _LOGARITHM) * drawn
        ),
        "poisson_sort": Amount(8 * spikes.events + listed, 4 * spikes.events),
        "event_product": Amount(listed + array, spikes.events * hidden + _STATISTICS * values),
        "event_gradient": Amount(listed + 2 * array, spikes.events * hidden + 4 * values),
        "neuron": Amount(
            # The last layer's spikes are summed over the steps as they come.
            (_LAYERS * 2 - 1) * array,
            _LAYERS * _FORWARD_STEP * values + noise,
        ),
        "neuron_gradient": Amount(
            # The gradient that reaches the last layer is that of a mean: one row for all steps.
            (_LAYERS * 3 - 1) * array,
            _LAYERS * _BACKWARD_STEP * values + noise,
        ),
        "hidden_product": Amount(2 * array, product + _STATISTICS * values),
        "hidden_gradient": Amount(4 * array, product + 2 * values * hidden + 4 * values),
    }
