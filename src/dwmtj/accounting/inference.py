"""What a trained network takes for one inference: events, energy and latency.

Two energies of the neurons, which answer different questions:

- ``currents``: joule heat of the currents that the network itself sends through the tracks of its
  neurons, whether or not they fire. A track takes the power P of :func:`network_track` at the drive
  current, and P*i^2 at i times that current: P*dt times the sum of i^2 over neurons and steps.
- ``firings``: number of firings times the energy per spike of a device, the usual count. It holds
  for a neuron that is driven by the current or the pulses of that device's account, and takes no
  notice of how hard this network drives its own.

On digital hardware a network takes its synaptic events, spikes times fan-out, times a published
energy per event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.accounting.account import Account
from dwmtj.accounting.figures import Figure, distribution_of, drawn_estimate
from dwmtj.accounting.literature import published_neurons
from dwmtj.accounting.network_energies import drawn_track, network_draws, nominal_track
from dwmtj.accounting.published import Neuron
from dwmtj.analysis.estimate import Estimate, Interval, unknown
from dwmtj.networks.kinds import NetworkKind
from dwmtj.parameters import DeviceParameters

if TYPE_CHECKING:  # it loads PyTorch, which who only reads a stored inference does not need
    from dwmtj.networks.activity import Activity

Array = npt.NDArray[np.float64]

#: Version of the form of :meth:`Inference.to_dict`; it grows when a key goes or changes meaning.
SCHEMA_VERSION = 1
_EVENT = "per synaptic event"
_LEFT_OUT = (
    "synapses: the currents of the inputs before they reach the tracks, what stores the weights",
    "writes and readings of the neurons, as far as their accounts leave them out",
    "the encoder, the batch norms, the readout and whatever decides on the class",
    "drivers, sensing and wiring",
)


class LayerEvents(NamedTuple):
    """Means over images [no unit] for the layer ``name`` of so many ``neurons``.

    ``spikes``, ``firings`` and ``synaptic_events`` of an image, and ``mean_squared_current`` of a
    track, in units of the square of the drive current; None without walls.

    Examples
    --------
    >>> from dwmtj.accounting.inference import LayerEvents
    >>> layer = LayerEvents("hidden 1", 100, 40.0, 8.0, 400.0, 1.3)
    >>> layer.spikes / layer.firings  # steps in which the output is high, of a passage
    5.0
    """

    name: str
    neurons: int
    spikes: float
    firings: float
    synaptic_events: float
    mean_squared_current: float | None


@dataclass(frozen=True)
class Inference:
    """What a network takes for an image, as the mean over images.

    Parameters
    ----------
    network : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The network.
    device : DeviceParameters
        The device of its run.
    images, time_steps : int
        Number of images and of steps [no unit].
    accuracy : float
        Share of these images that are classified rightly [percent].
    layers : tuple of LayerEvents
        Input and hidden layers.
    latency : Figure
        Time of all steps [s].
    currents : Figure
        Heat of the currents in the tracks [J].
    firings : dict
        From the title of each device to the energy of all firings [J].
    synaptic_events : Figure
        Of all layers [no unit].
    digital : dict
        From the key of each published chip or circuit to the energy of all synaptic events [J].
    published : dict
        These chips and circuits.

    Examples
    --------
    >>> import numpy as np
    >>> from dwmtj.accounting.inference import account_inference
    >>> from dwmtj.networks.activity import Activity, LayerActivity
    >>> from dwmtj.parameters import load_device
    >>> images = np.ones(20)
    >>> hidden = LayerActivity("hidden 1", 100, 40 * images, 8 * images, 400 * images, 5e3 * images)
    >>> activity = Activity((hidden,), correct=images > 0, time_steps=400)
    >>> inference = account_inference("dwmtj_noisy", load_device("cui2024-network"), activity)
    >>> inference.accuracy, inference.layers[0].firings, inference.latency.estimate.value
    (100.0, 8.0, 4e-08)
    """

    network: NetworkKind
    device: DeviceParameters
    images: int
    time_steps: int
    accuracy: float
    layers: tuple[LayerEvents, ...]
    latency: Figure
    currents: Figure
    firings: dict[str, Figure]
    synaptic_events: Figure
    digital: dict[str, tuple[Figure, ...]]
    published: dict[str, Neuron]

    @property
    def leaves_out(self) -> tuple[str, ...]:
        """What the figures leave out."""
        return _LEFT_OUT

    def to_dict(self) -> dict[str, Any]:
        """Give the inference as JSON has it, see ``docs/accounting.md``.

        Returns
        -------
        dict
            All figures in SI units, null with a reason where there is no value.
        """
        return {
            "schema_version": SCHEMA_VERSION,
            "network": self.network,
            "device": self.device.name,
            "images": self.images,
            "time_steps": self.time_steps,
            "time_step": self.device.neuron.time_step,
            "accuracy": self.accuracy,
            "layers": [layer._asdict() for layer in self.layers],
            "latency": self.latency.to_dict(),
            "currents": self.currents.to_dict(),
            "firings": {name: each.to_dict() for name, each in self.firings.items()},
            "synaptic_events": self.synaptic_events.to_dict(),
            "digital": {
                key: {
                    "name": self.published[key].name,
                    "level": self.published[key].level,
                    "method": self.published[key].method,
                    "doi": self.published[key].doi,
                    "energies": [each.to_dict() for each in figures],
                }
                for key, figures in self.digital.items()
            },
            "leaves_out": list(self.leaves_out),
        }


def account_inference(
    network: NetworkKind,
    device: DeviceParameters,
    activity: Activity,
    accounts: Sequence[Account] = (),
    *,
    draws: int = 1000,
    seed: int = 0,
) -> Inference:
    """Account for the inferences of a trained network.

    Parameters
    ----------
    network : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The network.
    device : DeviceParameters
        The device of its run.
    activity : Activity
        Counts of each image, from :func:`dwmtj.networks.activity.count_activity`.
    accounts : sequence of Account
        Devices whose energy per spike is to be taken.
    draws : int
        Number of draws of the assumed ranges and of the images [no unit].
    seed : int
        Seed of the draws (no unit).

    Returns
    -------
    Inference
        Means over the images, with 95 % intervals of what was assumed and of the images.

    Examples
    --------
    >>> import numpy as np
    >>> from dwmtj.accounting import account
    >>> from dwmtj.accounting.inference import account_inference
    >>> from dwmtj.networks.activity import Activity, LayerActivity
    >>> from dwmtj.parameters import load_device
    >>> images = np.ones(20)
    >>> activity = Activity(
    ...     (
    ...         LayerActivity("input", 64, 30 * images, 30 * images, 3000 * images, None),
    ...         LayerActivity("hidden 1", 100, 40 * images, 8 * images, 400 * images, 5e3 * images),
    ...     ),
    ...     correct=images > 0,
    ...     time_steps=400,
    ... )
    >>> device, neuron = load_device("cui2024-network"), account("cui2024-network", draws=50)
    >>> inference = account_inference("dwmtj_noisy", device, activity, [neuron], draws=50)
    >>> inference.synaptic_events.estimate.value, len(inference.firings)
    (3400.0, 1)
    """
    rng = np.random.default_rng([seed, 3])
    means = _Means(rng, activity.images, draws)
    hidden = activity.layers[1:]
    events = np.sum([layer.synaptic_events for layer in activity.layers], axis=0)
    fired = np.sum([layer.firings for layer in hidden], axis=0)
    rows = {row.key: row for row in published_neurons() if row.quantity == _EVENT and row.energy}
    latency = activity.time_steps * device.neuron.time_step
    walls = network != "lif"
    return Inference(
        network=network,
        device=device,
        images=activity.images,
        time_steps=activity.time_steps,
        accuracy=100 * float(activity.correct.mean()),
        layers=tuple(_events(layer, activity.time_steps) for layer in activity.layers),
        latency=Figure(
            Estimate(latency, "s", "steps times time step", None, *((latency, latency),) * 2)
        ),
        currents=_currents(device, activity, means, draws, seed) if walls else _no_wall(),
        firings={
            each.title: _of_firings(fired, each, means) if walls else _no_wall()
            for each in accounts
        },
        synaptic_events=means.figure(events, "1", "spikes times fan-out, mean over images"),
        digital={
            key: tuple(
                _of_events(events, (each.low, each.value, each.high), each.centre, means)
                for each in row.energy
            )
            for key, row in rows.items()
        },
        published=rows,
    )


class _Means:
    """Means over images drawn again and again from those that there are (bootstrap)."""

    def __init__(self, rng: np.random.Generator, images: int, draws: int) -> None:
        self.weights = rng.multinomial(images, np.full(images, 1 / images), draws) / images

    def draws(self, values: Array) -> Array:
        """Give the mean of each draw, [draws]."""
        return self.weights @ values

    def figure(self, values: Array, unit: str, method: str) -> Figure:
        """Give the mean with its interval, and the distribution over images."""
        estimate = drawn_estimate(float(values.mean()), self.draws(values), unit, method)
        return Figure(estimate, distribution_of(values))


def _events(layer: Any, time_steps: int) -> LayerEvents:
    squares = layer.squared_current
    return LayerEvents(
        layer.name,
        layer.neurons,
        float(layer.spikes.mean()),
        float(layer.firings.mean()),
        float(layer.synaptic_events.mean()),
        None if squares is None else float(squares.mean()) / (layer.neurons * time_steps),
    )


def _currents(
    device: DeviceParameters, activity: Activity, means: _Means, draws: int, seed: int
) -> Figure:
    _, values = network_draws(draws, seed)
    of_layers = [each.squared_current for each in activity.layers]
    squares = np.sum([each for each in of_layers if each is not None], axis=0)
    heat = float(nominal_track(device).power) * device.neuron.time_step
    heats = drawn_track(device, values).power * device.neuron.time_step
    method = "power of a track at the drive current times the sum of squared currents"
    value = heat * float(squares.mean())
    estimate = drawn_estimate(value, heats * means.draws(squares), "J", method)
    return Figure(estimate, distribution_of(heat * squares))


def _of_firings(fired: Array, account: Account, means: _Means) -> Figure:
    one = account.figures["per_spike"].estimate
    if one.value is None:
        return Figure(unknown("J", "none", one.reason or "no energy per spike"))
    value, drawn = float(fired.mean()), means.draws(fired)
    method = f"firings times the energy per spike of {account.title}"
    narrow = _scaled(one.interval_68, 0.68, value, drawn)
    wide = _scaled(one.interval_95, 0.95, value, drawn)
    estimate = Estimate(value * one.value, "J", method, None, narrow, wide, one.reason)
    return Figure(estimate, distribution_of(fired * one.value))


def _scaled(interval: Interval | None, level: float, value: float, drawn: Array) -> Interval | None:
    """Multiply an interval by a mean, whose own one is so much narrower that its ends are taken."""
    if interval is None:
        return None
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    ends = (min(float(low), value), max(float(high), value))
    least, most = interval
    return (None if least is None else least * ends[0], None if most is None else most * ends[1])


def _of_events(
    events: Array, ends: tuple[float | None, float | None, float | None], one: float, means: _Means
) -> Figure:
    """Multiply synaptic events by a published energy of one, or by the ends of its range."""
    given = [each for each in ends if each is not None]
    drawn = means.draws(events)
    method = "synaptic events times the published energy of one"
    low, high = np.quantile(drawn, [0.025, 0.975])
    interval = (given[0] * float(low), given[-1] * float(high))
    estimate = Estimate(float(events.mean()) * one, "J", method, interval_95=interval)
    return Figure(estimate, distribution_of(events * one))


def _no_wall() -> Figure:
    return Figure(unknown("J", "none", "LIF neurons have no wall: they are no device"))
