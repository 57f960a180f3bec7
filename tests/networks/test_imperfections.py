"""Imperfect chips: what they change, that it is theirs for good, and what cannot be."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from dwmtj.networks.coarse_weights import StoredWeights, store_weights
from dwmtj.networks.config import RunConfig
from dwmtj.networks.evaluation import evaluate
from dwmtj.networks.images import load_images
from dwmtj.networks.imperfections import Imperfections
from dwmtj.networks.network import SpikingNetwork
from dwmtj.networks.profiles import configure
from dwmtj.networks.training import train
from dwmtj.parameters import Source, load_device, load_recipe

DEVICE = load_device("cui2024-network")
RECIPE = load_recipe("conditioned")
ASSUMED = Source(kind="assumed", detail="test")


def stored(weight, layer=0, **imperfections):
    return StoredWeights(Imperfections(**imperfections), layer)(weight)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_weights_take_the_nearest_of_evenly_spaced_levels(bits):
    weight = torch.randn(50, 60, generator=torch.Generator().manual_seed(1))
    held = stored(weight, weight_bits=bits)
    largest = float(weight.abs().max())
    levels = np.linspace(-largest, largest, 2**bits)
    nearest = levels[np.abs(weight.numpy()[..., None] - levels).argmin(-1)]
    np.testing.assert_allclose(held.numpy(), nearest, atol=1e-5 * largest)


def test_a_layer_of_zeros_stays_zero():
    assert torch.equal(stored(torch.zeros(3, 3), weight_bits=2), torch.zeros(3, 3))


def test_programming_errors_belong_to_chip_and_layer():
    weight = torch.linspace(-2, 2, 40_000).view(200, 200)
    error = stored(weight, weight_noise=0.1) - weight
    assert float(error.std()) == pytest.approx(0.2, rel=0.02)
    assert float(error.mean()) == pytest.approx(0, abs=4 * 0.2 / 200)
    assert torch.equal(stored(weight, weight_noise=0.1) - weight, error)
    assert not torch.equal(stored(weight, weight_noise=0.1, chip=1) - weight, error)
    assert not torch.equal(stored(weight, layer=1, weight_noise=0.1) - weight, error)


def test_the_gradient_passes_the_levels_unchanged():
    weight = torch.randn(4, 5, requires_grad=True)
    slope = torch.randn(4, 5)
    (stored(weight, weight_bits=2, weight_noise=0.1) * slope).sum().backward()
    assert torch.equal(weight.grad, slope)


def test_perfect_weights_are_left_alone():
    layer = nn.Linear(3, 2)
    store_weights(layer, Imperfections(velocity_spread=0.1))
    assert "weight" in dict(layer.named_parameters())


def network(**imperfections):
    torch.manual_seed(0)
    return SpikingNetwork(20, 4, "dwmtj_noisy", DEVICE, RECIPE, Imperfections(**imperfections))


def test_the_layers_of_a_chip_differ_and_stay_the_same():
    first, second = (layer.neuron for layer in network(velocity_spread=0.2).layers)
    assert first.gain.shape == (100,)
    assert float(first.gain.log().std()) == pytest.approx(0.2, rel=0.2)
    assert not torch.equal(first.gain, second.gain)
    assert torch.equal(first.gain, network(velocity_spread=0.2).layers[0].neuron.gain)
    other = network(velocity_spread=0.2, chip=1).layers[0].neuron
    assert not torch.equal(first.gain, other.gain)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("velocity_spread", -0.1),
        ("distance_spread", 1.5),
        ("weight_noise", float("nan")),
        ("reset_failure", 1.0),
        ("weight_bits", 0),
        ("weight_bits", 17),
        ("chip", -1),
    ],
)
def test_what_no_chip_can_have_is_refused(name, value):
    with pytest.raises(ValueError, match=f"{name}: .* is not allowed"):
        Imperfections(**{name: value})


def test_a_perfect_chip_leaves_no_trace_in_the_hash_and_another_one_does():
    config = configure("smoke")
    perfect = replace(config, imperfections=Imperfections())
    assert perfect.hash == config.hash
    assert replace(config, imperfections=Imperfections(chip=1)).hash != config.hash
    assert "chip" not in config.to_tables()["run"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A noisy network of the smoke profile on a chip with spread and 4-bit weights."""
    config = configure(
        "smoke", networks=("dwmtj_noisy",), seeds=(0,), epochs=3, time_steps=50,
        imperfections=Imperfections(velocity_spread=0.1, weight_bits=4),
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("trained")
    data = load_images(config)
    history = train(config, "dwmtj_noisy", 0, data, folder)
    return config, data, folder, history[-1]


def under(trained, **changed) -> RunConfig:
    return replace(trained[0], **changed)


def test_the_conditions_of_the_training_give_its_own_accuracy(trained):
    config, data, folder, last = trained
    found = evaluate(config, data, folder)
    assert found.test_accuracy == last.test_accuracy
    assert found.spike_rate == pytest.approx(last.spike_rate, rel=1e-6)


def test_other_conditions_reach_the_network(trained):
    config, data, folder, last = trained
    noisy = config.device.replace("wall_noise.sigma", 3.0, ASSUMED)
    short = config.recipe.replace("encoding.time_steps", 3, ASSUMED)
    worse = {
        "noise": under(trained, device=noisy),
        "short": under(trained, recipe=short),
        "coarse": under(trained, imperfections=Imperfections(weight_noise=0.8)),
    }
    for name, conditions in worse.items():
        assert evaluate(conditions, data, folder).test_accuracy < last.test_accuracy - 3, name


def test_an_evaluation_changes_nothing_of_the_training(trained):
    config, data, folder, last = trained
    evaluate(under(trained, imperfections=Imperfections(weight_bits=1)), data, folder)
    assert evaluate(config, data, folder).test_accuracy == last.test_accuracy


def test_a_network_without_checkpoint_cannot_be_evaluated(trained, tmp_path):
    with pytest.raises(FileNotFoundError):
        evaluate(trained[0], trained[1], tmp_path)
