from dataclasses import replace

import numpy as np
import pytest
import torch

from dwmtj.networks.activity import _fan_out, count_activity
from dwmtj.networks.batches import make_loader
from dwmtj.networks.classifier import ImageClassifier
from dwmtj.networks.images import load_images
from dwmtj.networks.profiles import configure
from dwmtj.networks.seeds import generator
from dwmtj.nn import LIF, NormalisedConvolution
from dwmtj.parameters import Source, load_recipe, write_toml
from dwmtj.parameters.convolution import parse_convolution

BATCH = 16
KINDS = ("lif", "dwmtj_noisy", "relu")
ASSUMED = Source(kind="assumed", detail="test")


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    # Currents that move most untrained walls, a few steps long.
    recipe = load_recipe("conditioned").replace("architecture.dwmtj_norm_scale", 0.5, ASSUMED)
    recipe = recipe.replace("architecture.dwmtj_norm_shift", 0.1, ASSUMED)
    own = tmp_path_factory.mktemp("recipe") / "own.toml"
    write_toml(recipe, own)
    return configure("smoke", recipe=str(own), networks=KINDS, time_steps=60)


@pytest.fixture(scope="module")
def data(config):
    whole = load_images(config)
    return replace(whole, test=whole.test.subset(40, 0))


def classifier_of(config, data, kind):
    classifier = ImageClassifier(config, kind, 3, data)
    if kind != "relu":
        with torch.no_grad():  # lets the batch norms know the currents, so that neurons fire
            for layer in classifier.network.layers if kind == "lif" else ():
                layer.norm.bias += 1
            for _ in range(20):
                classifier.network(classifier.encoder(torch.from_numpy(data.test.images)))
    return classifier.eval()


@pytest.mark.parametrize("kind", ["lif", "dwmtj_noisy"])
def test_counts_are_those_of_the_evaluation(config, data, kind):
    classifier = classifier_of(config, data, kind)
    activity = count_activity(classifier, data, BATCH)
    assert activity.images == 40
    assert activity.time_steps == 60
    with torch.inference_mode():
        for number, batch in enumerate(make_loader(data.test, BATCH)):
            classifier.validation_step(batch, number)
    hidden = activity.layers[1:]
    places = sum(layer.neurons for layer in hidden) * 60
    rate = sum(layer.spikes.mean() for layer in hidden) / places
    assert rate > 0.01
    assert rate == pytest.approx(float(classifier.spike_rate.compute()), rel=1e-6)
    assert activity.correct.mean() == pytest.approx(float(classifier.test_accuracy.compute()))


def test_each_spike_reaches_every_neuron_of_the_next_dense_layer(config, data):
    activity = count_activity(classifier_of(config, data, "lif"), data, BATCH)
    first, *hidden = activity.layers
    assert [layer.name for layer in activity.layers] == ["input", "hidden 1", "hidden 2"]
    assert [layer.neurons for layer in activity.layers] == [64, 100, 100]
    np.testing.assert_array_equal(first.synaptic_events, 100 * first.spikes)
    np.testing.assert_array_equal(hidden[0].synaptic_events, 100 * hidden[0].spikes)
    np.testing.assert_array_equal(hidden[1].synaptic_events, 10 * hidden[1].spikes)
    assert first.squared_current is None
    assert hidden[0].squared_current is None


def test_a_direct_input_drives_its_synapses_in_every_step(config, data):
    recipe = config.recipe.replace("encoding.encoder", "direct", ASSUMED)
    direct = replace(config, recipe=recipe)
    first, *_ = count_activity(classifier_of(direct, data, "dwmtj_noisy"), data, BATCH).layers
    lit = (data.test.images > 0).sum(1)
    np.testing.assert_array_equal(first.spikes, recipe.encoding.time_steps * lit)
    np.testing.assert_array_equal(first.synaptic_events, 100 * first.spikes)


def test_a_lif_neuron_fires_with_every_spike_and_a_wall_once_a_passage(config, data):
    lif = count_activity(classifier_of(config, data, "lif"), data, BATCH).layers[1]
    np.testing.assert_array_equal(lif.firings, lif.spikes)
    wall = count_activity(classifier_of(config, data, "dwmtj_noisy"), data, BATCH).layers[1]
    assert 0 < wall.firings.sum() < wall.spikes.sum()


def test_firings_and_currents_of_a_wall_agree_with_a_run_step_by_step(config, data):
    classifier = classifier_of(config, data, "dwmtj_noisy")
    activity = count_activity(classifier, data, 40)
    pixels, _ = next(iter(make_loader(data.test, 40)))
    random = generator(3, "test", 0, 0)
    layer = classifier.network.layers[0]
    state, rises, squares, high = None, 0, 0, torch.zeros(40, 100)
    with torch.inference_mode():
        current = layer.current(classifier.encoder(pixels, random))
        for arrived in current.split(1):
            moving = arrived[0] if state is None else arrived[0] + state.current
            spikes, state = layer.neuron(arrived, state, generator=random)
            squares = squares + (moving**2).sum(1)
            rises = rises + ((spikes[0] == 1) & (high == 0)).sum(1)
            high = spikes[0]
    found = activity.layers[1]
    np.testing.assert_array_equal(found.firings, rises.numpy())
    np.testing.assert_allclose(found.squared_current, squares.numpy(), rtol=1e-4)


def test_the_synapses_of_a_convolution_are_counted_at_its_edges_too():
    layer = NormalisedConvolution((2, 7, 6), parse_convolution("3C5S2"), LIF(time_step=1e-10))
    fan_out = _fan_out(layer, torch.zeros(1, 84))
    torch.nn.init.ones_(layer.convolution.weight)
    with torch.no_grad():
        reached = (layer.convolution(torch.eye(84)) > 0).flatten(1).sum(1)
    torch.testing.assert_close(fan_out, reached.float())


def test_a_convolutional_network_is_counted_layer_by_layer():
    config = configure("smoke", recipe="convolutional", networks=("dwmtj_noisy",), time_steps=5)
    whole = load_images(config)
    data = replace(whole, test=whole.test.subset(10, 0))
    activity = count_activity(classifier_of(config, data, "dwmtj_noisy"), data, BATCH)
    input, *convolved, last = activity.layers
    assert [layer.neurons for layer in (input, *convolved, last)] == [64, 32 * 16, 64 * 4, 128]
    # With the encoder "direct" a pixel above zero counts in every step.
    pixels = data.test.images > 0
    np.testing.assert_array_equal(input.spikes, 5 * pixels.sum(1))
    # 32 kernels of 5 x 5 stand at every second of 8 x 8 pixels, and reach two to each side.
    seen = (np.abs(np.arange(8)[:, None] - np.arange(0, 8, 2)) <= 2).sum(1)
    reached = 32 * np.outer(seen, seen).ravel()
    np.testing.assert_array_equal(input.synaptic_events, 5 * (pixels * reached).sum(1))
    np.testing.assert_array_equal(last.synaptic_events, last.spikes * 10)


def test_a_network_without_spikes_is_refused(config, data):
    with pytest.raises(ValueError, match="network: relu is not allowed; allowed: a network that"):
        count_activity(classifier_of(config, data, "relu"), data, BATCH)
