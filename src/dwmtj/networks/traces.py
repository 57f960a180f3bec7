"""What single neurons of the first hidden layer do while one image is shown."""

import numpy as np
import torch
import xarray as xr

from dwmtj.networks.classifier import ImageClassifier
from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet
from dwmtj.networks.kinds import NeuronKind
from dwmtj.networks.network import SpikingNetwork
from dwmtj.networks.run_folder import RunFolder
from dwmtj.networks.seeds import generator
from dwmtj.networks.training import load_classifier
from dwmtj.nn import DWMTJ

DEVICE_NETWORKS: tuple[NeuronKind, ...] = ("dwmtj_deterministic", "dwmtj_noisy")
#: Ranks of the shown neurons by spikes, among those that spike: a busy, a usual, a quiet one.
_RANKS = (1.0, 0.6, 0.25)
_IMAGE = 0


def record(config: RunConfig, data: DataSet, folder: RunFolder) -> xr.Dataset:
    """Record example neurons of the trained DW-MTJ networks, first seed, first evaluated image.

    Parameters
    ----------
    config : RunConfig
        The run.
    data : DataSet
        Its images, [n, pixels].
    folder : RunFolder
        Its checkpoints.

    Returns
    -------
    Dataset
        ``position`` [m], ``synaptic_current`` [A] and ``spikes`` over ``time`` [s], dims
        [device_network, neuron, time]; the coordinate ``neuron`` is its index in the layer. Empty
        if no DW-MTJ network was run.
    """
    kinds = [kind for kind in DEVICE_NETWORKS if kind in config.networks]
    if not kinds:
        return xr.Dataset()
    seed = config.seeds[0]
    pixels = torch.from_numpy(data.test.images[_IMAGE : _IMAGE + 1])
    layers = []
    for kind in kinds:
        classifier = load_classifier(config, kind, seed, data, folder.checkpoints(kind, seed))
        layers.append(_record_layer(classifier, pixels, seed))
    # A neuron is as active as in the network in which it is least so: all should have it to show.
    chosen = _choose(np.min([layer["spikes"].sum(0) for layer in layers], axis=0))
    time_step = config.device.neuron.time_step
    dims = ("device_network", "neuron", "time")
    names = {"position": "m", "synaptic_current": "A", "spikes": "1"}
    dataset = xr.Dataset(
        {
            name: (dims, np.stack([layer[name][:, chosen].T for layer in layers]), {"units": unit})
            for name, unit in names.items()
        }
    )
    steps = np.arange(1, dataset.sizes["time"] + 1)
    dataset = dataset.assign_coords(
        device_network=kinds,
        neuron=chosen,
        time=("time", steps * time_step, {"units": "s"}),
    )
    dataset.attrs = {
        "firing_distance": config.device.track.firing_distance,
        "trace_seed": seed,
        "trace_image": _IMAGE,
        "trace_label": int(data.test.labels[_IMAGE]),
    }
    return dataset


@torch.no_grad()
def _record_layer(
    classifier: ImageClassifier, pixels: torch.Tensor, seed: int
) -> dict[str, np.ndarray]:
    network = classifier.network
    if not isinstance(network, SpikingNetwork) or not isinstance(network.layers[0].neuron, DWMTJ):
        raise TypeError("traces are of DW-MTJ neurons; this network has none")
    layer, neuron = network.layers[0], network.layers[0].neuron
    random = generator(seed, "traces")
    current = layer.current(classifier.encoder(pixels, random))
    state = None
    steps: dict[str, list[torch.Tensor]] = {"position": [], "synaptic_current": [], "spikes": []}
    drive = neuron.device_parameters.circuit.drive_current
    for i in range(len(current)):
        # What moves the wall in this step; the state holds what is left of it afterwards.
        moving = current[i : i + 1] if state is None else current[i : i + 1] + state.current
        spikes, state = neuron(current[i : i + 1], state, generator=random)
        steps["position"].append(neuron.state_in_si(state).position[0])
        steps["synaptic_current"].append(moving[0, 0] * drive)
        steps["spikes"].append(spikes[0, 0])
    return {name: torch.stack(values).numpy() for name, values in steps.items()}


def _choose(counts: np.ndarray) -> np.ndarray:
    """Choose the shown neurons, from the number of steps [N] in which each spikes."""
    order = np.argsort(counts, kind="stable")
    active = order[counts[order] > 0]
    ranked = active if len(active) >= len(_RANKS) else order
    return ranked[[round(rank * (len(ranked) - 1)) for rank in _RANKS]]
