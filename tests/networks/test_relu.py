import pytest
import torch
from torch.nn.functional import batch_norm, relu

from dwmtj.networks.encoding import PixelEncoder, PixelScaler
from dwmtj.networks.network import SpikingNetwork
from dwmtj.networks.relu import BatchNorm, ReLUNetwork
from dwmtj.networks.seeds import generator
from dwmtj.parameters import Source, load_device, load_recipe


def _sizes(network):
    return [tuple(p.shape) for p in network.parameters() if p.dim() > 1]


@pytest.mark.parametrize("name", ["paper", "conditioned", "convolutional"])
def test_the_relu_network_has_the_layer_sizes_of_the_spiking_ones(name):
    recipe = load_recipe(name)
    spiking = SpikingNetwork(784, 10, "lif", load_device("cui2024-network"), recipe)
    assert _sizes(ReLUNetwork(784, 10, recipe)) == _sizes(spiking)


def test_batch_norm_stands_before_the_rectified_linear_units():
    torch.manual_seed(0)
    network = ReLUNetwork(6, 3, load_recipe("conditioned"))
    input = torch.rand(20, 6)
    passed = input
    for layer in (network.hidden[0], network.hidden[3]):
        passed = relu(batch_norm(layer(passed), None, None, training=True))
    output = network(input)
    torch.testing.assert_close(output.logits, 10 * network.readout(passed))
    assert output.spike_rate is None


def test_without_batch_norm_the_layers_have_a_bias():
    source = Source(kind="assumed", detail="test")
    recipe = load_recipe("paper").replace("architecture.batch_norm", "none", source)
    network = ReLUNetwork(6, 3, recipe)
    assert [type(layer).__name__ for layer in network.hidden] == ["Linear", "ReLU"] * 2
    assert network.hidden[0].bias is not None
    assert network.readout.bias is None  # as in the leaky-integrator readout


def test_a_batch_of_one_image_is_normalised_by_the_running_averages():
    torch.manual_seed(0)
    norm = BatchNorm(4)
    for _ in range(10):
        norm(3 + torch.randn(50, 4))
    image, mean = torch.randn(1, 4), norm.running_mean.clone()
    trained = norm(image)
    assert torch.equal(norm.running_mean, mean)
    torch.testing.assert_close(trained, norm.eval()(image))


def test_it_sees_the_values_that_the_encoder_turns_into_rates():
    encoding = load_recipe("paper").encoding
    pixels = torch.tensor([[0.0, 0.2, 0.6, 1.0]])
    values = PixelScaler(encoding)(pixels)
    assert values[0, 0] == 0
    spikes = PixelEncoder(encoding, 1e-10, 1e-9)(pixels.repeat(4000, 1), generator(0, "test"))
    rates = spikes.to_dense().mean((0, 1))
    torch.testing.assert_close(rates, values[0] * encoding.max_rate * 1e-10, rtol=0.02, atol=0)
