import pytest
import torch
from torch.nn.functional import batch_norm, conv2d

from dwmtj.nn import DWMTJ, LIF, NormalisedConvolution, encode
from dwmtj.parameters.convolution import Convolution

SHAPE = (2, 7, 6)
PIXELS = 2 * 7 * 6


def _spikes(steps=9, images=3, share=0.3):
    torch.manual_seed(0)
    return (torch.rand(steps, images, PIXELS) < share).float()


def _pictures(rows, shape=SHAPE):
    """Channels first, as PyTorch has them, from rows in which those of a pixel are neighbours."""
    channels, height, width = shape
    return rows.view(-1, height, width, channels).permute(0, 3, 1, 2)


def _rows(pictures):
    return pictures.permute(0, 2, 3, 1).flatten(1)


@pytest.mark.parametrize("stride", [1, 2])
def test_the_current_is_the_normalised_convolution_of_each_step(stride):
    spikes, layer = _spikes(), NormalisedConvolution(SHAPE, f"4C3S{stride}", LIF())
    torch.nn.init.normal_(layer.norm.weight)
    torch.nn.init.normal_(layer.norm.bias)
    steps = [
        conv2d(_pictures(step), layer.convolution.weight, stride=stride, padding=1)
        for step in spikes
    ]
    expected = batch_norm(
        torch.cat(steps), None, None, layer.norm.weight, layer.norm.bias, training=True
    )
    torch.testing.assert_close(layer.current(spikes), _rows(expected).view(9, 3, -1))


@pytest.mark.parametrize("neuron", [DWMTJ(), DWMTJ(sigma=0), LIF()], ids=["noisy", "exact", "lif"])
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_the_layer_is_its_neurons_on_its_current(neuron, training):
    spikes, layer = (
        _spikes(),
        NormalisedConvolution(SHAPE, Convolution(4, 3), neuron).train(training),
    )
    torch.nn.init.constant_(layer.norm.weight, 8)
    options = {"generator": 5} if isinstance(neuron, DWMTJ) else {}
    output = layer(spikes, generator=5)
    assert output.any()
    assert not output.all()
    assert torch.equal(output, neuron(layer.current(spikes), **options)[0])
    assert torch.equal(layer(spikes, generator=5, summed=True), output.sum(0))


def test_events_are_taken_as_dense_spikes_are():
    layer = NormalisedConvolution(SHAPE, "4C3", LIF())
    values = torch.rand(3, PIXELS, generator=torch.Generator().manual_seed(0))
    events = encode.poisson_events(values, 9, max_rate=1e9, time_step=1e-9, generator=1)
    assert events.to_dense().any()
    assert torch.equal(layer.current(events), layer.current(events.to_dense()))


def test_neighbouring_places_share_their_weights_and_a_shift_shifts_the_output():
    layer = NormalisedConvolution((1, 8, 8), "3C3", LIF()).eval()
    picture = torch.zeros(1, 1, 8, 8)
    picture[0, 0, 2, 3] = 1
    first = layer.current(picture.view(1, 1, -1)).view(8, 8, 3)
    shifted = layer.current(picture.roll((2, 1), (2, 3)).view(1, 1, -1)).view(8, 8, 3)
    torch.testing.assert_close(shifted, first.roll((2, 1), (0, 1)))


def test_a_gradient_reaches_kernels_and_input():
    layer = NormalisedConvolution(SHAPE, "4C3", DWMTJ(sigma=0))
    torch.nn.init.constant_(layer.norm.weight, 4)
    spikes = _spikes().requires_grad_()
    (layer(spikes) * torch.randn(9, 3, 4 * 7 * 6)).sum().backward()
    assert spikes.grad.any()
    assert layer.convolution.weight.grad.any()
    assert spikes.grad.isfinite().all()


def test_wrong_sizes_are_refused():
    with pytest.raises(ValueError, match="layer: '4C4' is not allowed"):
        NormalisedConvolution(SHAPE, "4C4", LIF())
    with pytest.raises(ValueError, match="neuron: ReLU is not allowed"):
        NormalisedConvolution(SHAPE, "4C3", torch.nn.ReLU())
    for shape in ((9, 3, 10), (9, PIXELS)):
        with pytest.raises(ValueError, match=r"allowed: \[T, B, 84\], 7 x 6 pixels of 2 channels"):
            NormalisedConvolution(SHAPE, "4C3", LIF())(torch.zeros(shape))
