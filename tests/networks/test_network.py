import numpy as np
import pytest
import torch
from torch import nn

from dwmtj.networks.encoding import PixelEncoder
from dwmtj.networks.kinds import NEURON_KINDS
from dwmtj.networks.layers import PlainLayer
from dwmtj.networks.network import SpikingNetwork
from dwmtj.networks.neurons import make_neuron
from dwmtj.networks.per_step_norm import PerStepBatchNorm
from dwmtj.networks.readout import LeakyIntegratorMax, MeanRate
from dwmtj.networks.seeds import derive, generator
from dwmtj.networks.traces import _choose
from dwmtj.nn import DWMTJ, LI, LIF
from dwmtj.nn.layer import OverTimeBatchNorm
from dwmtj.parameters import Source, load_device, load_recipe

DEVICE = load_device("cui2024-network")
ASSUMED = Source(kind="assumed", detail="test")


@pytest.mark.parametrize("recipe", ["paper", "conditioned"])
@pytest.mark.parametrize("kind", NEURON_KINDS)
def test_every_recipe_makes_every_network_of_the_papers_size(recipe, kind):
    network = SpikingNetwork(784, 10, kind, DEVICE, load_recipe(recipe))
    sizes = [(layer.dense.in_features, layer.dense.out_features) for layer in network.hidden]
    assert sizes == [(784, 100), (100, 100)]
    input = (torch.rand(5, 3, 784) < 0.1).float()
    output = network(input, generator(0, "test"))
    assert output.logits.shape == (3, 10)
    assert output.spike_rate is None  # costs time, and nobody asks for it in training
    output.logits.sum().backward()
    assert 0 <= network.eval()(input, generator(0, "test")).spike_rate <= 1


def test_the_three_neurons_differ_as_they_should():
    recipe = load_recipe("conditioned")
    lif, deterministic, noisy = (make_neuron(kind, DEVICE, recipe) for kind in NEURON_KINDS)
    assert isinstance(lif, LIF)
    assert isinstance(deterministic, DWMTJ)
    assert (deterministic.wall.sigma, noisy.wall.sigma) == (0.0, 0.3)
    assert deterministic.wall.gain == noisy.wall.gain
    assert noisy.surrogate.slope == recipe.surrogate.dwmtj_slope
    assert noisy.position_scale == 1
    assert make_neuron("dwmtj_noisy", DEVICE, load_recipe("paper")).position_scale == 200e-9


def test_per_step_batch_norm_normalises_each_step_alone():
    torch.manual_seed(0)
    norm = PerStepBatchNorm(4)
    input = torch.randn(6, 50, 4) * torch.arange(1.0, 7.0).view(6, 1, 1) + 3
    output = norm(input)
    torch.testing.assert_close(output.mean(1), torch.zeros(6, 4), atol=1e-5, rtol=0)
    torch.testing.assert_close(output.std(1, correction=0), torch.ones(6, 4), atol=1e-3, rtol=0)
    running = torch.zeros(4)
    for step in input:
        running = 0.9 * running + 0.1 * step.mean(0)
    torch.testing.assert_close(norm.running_mean, running)
    assert norm.num_batches_tracked == 6


@pytest.mark.parametrize("shape", [(6, 50, 4), (1, 8, 3), (400, 2, 5), (3, 16, 1)])
def test_per_step_batch_norm_equals_a_loop_of_batch_norms_over_the_steps(shape):
    torch.manual_seed(0)
    at_once, looped = PerStepBatchNorm(shape[2]).double(), nn.BatchNorm1d(shape[2]).double()
    for call in range(3):
        with torch.no_grad():
            for parameter in ("weight", "bias"):
                value = torch.randn(shape[2], dtype=torch.float64)
                getattr(at_once, parameter).copy_(value)
                getattr(looped, parameter).copy_(value)
        input = torch.randn(shape, dtype=torch.float64) * (1 + call) + 3 * call
        first, second = input.clone().requires_grad_(), input.clone().requires_grad_()
        output, expected = at_once(first), torch.stack([looped(step) for step in second])
        torch.testing.assert_close(output, expected)
        for name, value in looped.named_buffers():
            torch.testing.assert_close(at_once.get_buffer(name), value)
        weights = torch.randn(shape, dtype=torch.float64)
        at_once.zero_grad()
        looped.zero_grad()
        (output * weights).sum().backward()
        (expected * weights).sum().backward()
        torch.testing.assert_close(first.grad, second.grad)
        for name, parameter in looped.named_parameters():
            torch.testing.assert_close(at_once.get_parameter(name).grad, parameter.grad)
    at_once.eval()
    looped.eval()
    torch.testing.assert_close(at_once(input), torch.stack([looped(step) for step in input]))


@pytest.mark.parametrize("backend", ["fused", "reference"])
def test_an_untracked_batch_norm_takes_the_statistics_of_each_step_in_evaluation_too(backend):
    torch.manual_seed(0)
    tracked = PerStepBatchNorm(20, backend=backend)
    untracked = PerStepBatchNorm(20, tracked=False, backend=backend)
    spikes = (torch.rand(30, 8, 20) < torch.linspace(0, 0.5, 30).view(-1, 1, 1)).float()
    in_training = tracked(spikes)
    assert torch.equal(untracked(spikes), in_training)
    with torch.inference_mode():
        assert torch.equal(untracked.eval()(spikes), in_training)
        assert not torch.allclose(tracked.eval()(spikes), in_training, atol=0.1)
    assert set(untracked.state_dict()) == {"weight", "bias"}


def test_per_step_batch_norm_of_spikes_equals_the_loop_in_single_precision():
    torch.manual_seed(0)
    spikes = (torch.rand(400, 100, 20) < 0.02).float()
    spikes[:50] = 0  # silent steps, whose variance is zero
    at_once, looped = PerStepBatchNorm(20), nn.BatchNorm1d(20)
    expected = torch.stack([looped(step) for step in spikes])
    torch.testing.assert_close(at_once(spikes), expected, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(at_once.running_mean, looped.running_mean)
    torch.testing.assert_close(at_once.running_var, looped.running_var)


@pytest.mark.parametrize("shape", [(400, 100, 20), (1, 8, 3), (5, 1, 4), (7, 33, 1)])
def test_per_step_batch_norm_of_the_kernel_equals_the_reference(shape):
    torch.manual_seed(0)
    spikes = (torch.rand(shape) < 0.1).float()
    spikes[: len(spikes) // 8] = 0  # silent steps, whose variance is zero
    currents = 3 + torch.randn(shape[::-1]).transpose(0, 2)
    for input in (spikes, currents):
        outcomes = []
        for backend in ("fused", "reference"):
            norm = PerStepBatchNorm(shape[2], backend=backend)
            torch.nn.init.normal_(norm.weight, generator=torch.Generator().manual_seed(1))
            torch.nn.init.normal_(norm.bias, generator=torch.Generator().manual_seed(2))
            wanted = input.clone().requires_grad_()
            output = norm(wanted)
            assert norm.backend_in_use == backend
            weights = torch.randn(shape, generator=torch.Generator().manual_seed(3))
            (output * weights).sum().backward()
            outcomes.append(
                [output, wanted.grad, norm.weight.grad, norm.bias.grad, *norm.buffers()]
            )
        for fused, reference in zip(*outcomes, strict=True):
            size = max(float(reference.detach().abs().max()), 1)
            torch.testing.assert_close(fused, reference, rtol=1e-4, atol=1e-5 * size)


def test_over_time_batch_norm_has_one_statistic():
    torch.manual_seed(0)
    input = torch.randn(6, 50, 4) * 3 + torch.arange(6.0).view(6, 1, 1)
    output = OverTimeBatchNorm(4)(input)
    torch.testing.assert_close(output.mean((0, 1)), torch.zeros(4), atol=1e-5, rtol=0)
    assert output[0].mean() < output[-1].mean()


def test_mean_rate_readout_is_the_mean_of_its_outputs_over_time():
    torch.manual_seed(0)
    readout, input = MeanRate(6, 3), torch.rand(20, 4, 6)
    torch.testing.assert_close(readout(input), readout.dense(input).mean(0))


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("norm", ["current-over-time", "spikes-per-step", "none"])
def test_logits_are_the_readout_of_the_spikes_of_the_last_layer(norm, training):
    recipe = load_recipe("conditioned").replace("architecture.batch_norm", norm, ASSUMED)
    network = SpikingNetwork(30, 4, "lif", DEVICE, recipe).train(training)
    input = (torch.rand(50, 6, 30, generator=torch.Generator().manual_seed(0)) < 0.5).float()
    with torch.no_grad():
        for layer in network.layers:
            layer.dense.weight.mul_(10)  # so that neurons spike without a batch norm as well
        logits, passed = network(input).logits, input
        for layer, norm_of_spikes in zip(network.layers, network.spike_norms, strict=True):
            passed = norm_of_spikes(layer(passed))
    assert passed.std() > 0
    torch.testing.assert_close(logits, network.logit_scale * network.readout(passed))


def test_leaky_readout_takes_the_largest_voltage():
    readout, input = LeakyIntegratorMax(6, 3, LI()), torch.rand(20, 4, 6)
    voltage, _ = LI()(readout.dense(input))
    torch.testing.assert_close(readout(input), voltage.max(0).values)


def test_spike_rate_counts_hidden_neurons_and_steps():
    network = SpikingNetwork(8, 3, "lif", DEVICE, load_recipe("conditioned"))
    input = (torch.rand(50, 4, 8) < 0.5).float()
    counted, places, passed = 0.0, 0, input
    network.eval()
    for layer in network.layers:
        passed = layer(passed)
        counted, places = counted + passed.sum().item(), places + passed.numel()
    assert network(input).spike_rate.item() == pytest.approx(counted / places)


def test_a_layer_without_batch_norm_has_a_bias_and_passes_spikes_on():
    layer, neuron = PlainLayer(4, 5, LIF()), LIF()
    input = torch.rand(10, 2, 4)
    assert layer.dense.bias is not None
    assert torch.equal(layer(input), neuron(layer.dense(input))[0])


def test_pixels_are_shifted_scaled_and_cut_before_they_are_encoded():
    recipe = load_recipe("paper")
    encoder = PixelEncoder(recipe.encoding, 1e-10, 1e-9)
    pixels = torch.tensor([[0.0, 0.1307, 1.0]]).repeat(300, 1)
    rate = encoder(pixels, generator(0, "test")).to_dense().mean((0, 1))
    assert rate[:2].tolist() == [0, 0]
    assert rate[2].item() == pytest.approx(0.1 * (1 - 0.1307) / 0.3081, rel=0.02)


@pytest.mark.parametrize("encoder", ["latency", "constant-current", "direct"])
def test_other_encoders_can_be_chosen_in_a_recipe(encoder):
    recipe = load_recipe("conditioned").replace("encoding.encoder", encoder, ASSUMED)
    spikes = PixelEncoder(recipe.encoding, 1e-10, 1e-9)(torch.tensor([[0.0, 0.4, 1.0]]))
    assert spikes.shape == (400, 1, 3)
    assert spikes[:, 0, 0].sum() == 0
    if encoder == "latency":
        assert spikes.sum(0)[0].tolist() == [0, 1, 1]
    if encoder == "direct":
        assert torch.equal(spikes[7], torch.tensor([[0.0, 0.4, 1.0]]))


def test_seeds_of_all_places_are_different_and_repeatable():
    places = [
        (seed, purpose, *place)
        for seed in range(3)
        for purpose in ("weights", "training", "test")
        for place in [(), (0,), (1,), (0, 0), (0, 1), (1, 0)]
    ]
    seeds = [derive(*place) for place in places]
    assert len(set(seeds)) == len(seeds)
    assert seeds == [derive(*place) for place in places]
    assert min(seeds) >= 0
    assert max(seeds) < 2**63
    first, second = (torch.randn(5, generator=generator(1, "test", 2)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("recipe", ["paper", "conditioned"])
@pytest.mark.parametrize(
    ("kind", "scale", "shift"), [("dwmtj_noisy", 2.5, -0.75), ("lif", 1.0, 0.0)]
)
def test_batch_norms_of_walls_begin_with_the_values_of_the_recipe(recipe, kind, scale, shift):
    changed = load_recipe(recipe).replace("architecture.dwmtj_norm_scale", 2.5, ASSUMED)
    changed = changed.replace("architecture.dwmtj_norm_shift", -0.75, ASSUMED)
    network = SpikingNetwork(8, 3, kind, DEVICE, changed)
    norms = [each for each in network.modules() if isinstance(each, torch.nn.BatchNorm1d)]
    assert len(norms) == 2
    assert all((norm.bias == shift).all() and (norm.weight == scale).all() for norm in norms)


@pytest.mark.parametrize("active", [3, 4, 5, 50, 100])
def test_the_traces_are_of_different_neurons_that_spike(active):
    counts = np.concatenate([np.zeros(100 - active, int), np.arange(1, active + 1)])
    chosen = _choose(np.random.default_rng(0).permutation(counts))
    assert len(set(chosen.tolist())) == 3


@pytest.mark.parametrize("kind", NEURON_KINDS)
def test_convolutions_stand_before_dense_layers(kind):
    recipe = load_recipe("conditioned").replace(
        "architecture.hidden_layers", ["3C3S2", "4C5", 6], ASSUMED
    )
    torch.manual_seed(0)
    network = SpikingNetwork(49, 5, kind, DEVICE, recipe)
    input = (torch.rand(30, 2, 49) < 0.5).float()
    output = network(input, generator(0, "training"))
    output.logits.sum().backward()
    passed, random = input, generator(0, "training")
    for layer in network.layers:
        passed = layer(passed, generator=random)
    assert passed.shape == (30, 2, 6)
    torch.testing.assert_close(output.logits, 10 * network.readout.dense(passed.mean(0)))
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_a_convolution_needs_a_square_picture():
    recipe = load_recipe("convolutional")
    with pytest.raises(ValueError, match=r"hidden_layers: 32C5S2 is not allowed over 50 pixels"):
        SpikingNetwork(50, 5, "lif", DEVICE, recipe)
