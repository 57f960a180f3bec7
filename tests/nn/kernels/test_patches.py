"""The compiled convolution gives what PyTorch's gives, values and gradients."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dwmtj.nn import DWMTJ, LIF, NormalisedConvolution, SuperSpike
from dwmtj.nn.convolution import SpikeConvolution
from dwmtj.nn.kernels.linear import binary_patches
from dwmtj.nn.kernels.patch_product import patch_product
from dwmtj.nn.kernels.patches import link
from dwmtj.nn.patches import multiply_patches
from dwmtj.parameters.convolution import Convolution

NEURONS = {
    "noisy": DWMTJ,
    "exact": lambda: DWMTJ(sigma=0),
    "tapered, learned": lambda: DWMTJ("liu2025-released-code", learnable=("gain", "threshold")),
    "lif": lambda: LIF(surrogate=SuperSpike(5.0)),
}
FORMS = {
    "spikes": lambda *shape: (torch.rand(shape) < 0.2).float(),
    "nothing": lambda *shape: torch.zeros(shape),
    "everything": lambda *shape: torch.ones(shape),
    "values": lambda *shape: torch.randn(shape),
    "one value among spikes": lambda *shape: torch.ones(shape).index_fill_(
        0, torch.tensor(shape[0] - 1), 0.5
    ),
}

#: Channels, height, width, output channels, half of the kernel, stride, pictures.
sizes = st.tuples(
    *(st.integers(*limits) for limits in ((1, 20), (1, 9), (1, 9), (1, 40), (0, 3), (1, 4), (1, 9)))
)


def _make(size):
    channels, height, width, out, half, stride, _ = size
    return SpikeConvolution((channels, height, width), Convolution(out, 2 * half + 1, stride))


def _gradients(product, input, weight, patches):
    leaves = [input.clone().requires_grad_(), weight.detach().clone().requires_grad_()]
    value = product(*leaves, patches)
    weights = torch.randn(value.shape, generator=torch.Generator().manual_seed(1))
    return value.detach(), *torch.autograd.grad(value, leaves, weights)


@settings(max_examples=60)
@given(size=sizes, form=st.sampled_from(list(FORMS)), seed=st.integers(0, 1000))
def test_the_product_and_its_gradients_are_those_of_pytorch(size, form, seed):
    torch.manual_seed(seed)
    convolution = _make(size)
    channels, height, width, *_, pictures = size
    input = FORMS[form](pictures, channels * height * width)
    weight, patches = convolution.matrix(), convolution.patches
    expected = _gradients(multiply_patches, input, weight, patches)
    found = _gradients(binary_patches, input, weight, patches)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


@given(size=sizes)
def test_each_pixel_is_linked_to_the_places_that_see_it(size):
    patches = _make(size).patches
    begin, places, pixels = link(patches)
    assert begin[0] == 0
    assert begin[-1] == len(places) == len(pixels)
    for pixel in range(patches.height * patches.width):
        y, x = divmod(pixel, patches.width)
        seen = {
            (row * patches.columns + column, line * patches.kernel + across)
            for row in range(patches.rows)
            for column in range(patches.columns)
            for line in range(patches.kernel)
            for across in range(patches.kernel)
            if (row * patches.stride + line, column * patches.stride + across)
            == (y + patches.padding, x + patches.padding)
        }
        mine = slice(begin[pixel], begin[pixel + 1])
        assert set(zip(places[mine].tolist(), pixels[mine].tolist(), strict=True)) == seen


def test_other_values_than_spikes_are_left_to_pytorch():
    convolution = _make((2, 4, 4, 3, 1, 1, 2))
    input = torch.ones(2, 32)
    assert patch_product(input, convolution.matrix(), convolution.patches) is not None
    input[1, 5] = 2
    assert patch_product(input, convolution.matrix(), convolution.patches) is None
    assert patch_product(input.fill_(torch.nan), convolution.matrix(), convolution.patches) is None


@pytest.mark.parametrize("sparse", [True, False])
@pytest.mark.parametrize("backend", ["auto", "reference"])
def test_the_module_takes_pytorchs_convolution_where_most_inputs_are_not_zero(backend, sparse):
    convolution = _make((2, 6, 6, 5, 1, 2, 2))
    convolution.backend = backend
    torch.manual_seed(0)
    input = (torch.rand(40, 72) < (0.1 if sparse else 0.9)).float()
    product = convolution(input)
    assert convolution.backend_in_use == ("fused" if sparse and backend == "auto" else "reference")
    pictures = input.view(40, 6, 6, 2).permute(0, 3, 1, 2)
    expected = torch.nn.functional.conv2d(pictures, convolution.weight, stride=2, padding=1)
    torch.testing.assert_close(product.view(40, 3, 3, 5).permute(0, 3, 1, 2), expected)


def test_no_pictures_are_no_exception():
    assert _make((2, 6, 6, 5, 1, 2, 2))(torch.zeros(0, 72)).shape == (0, 9, 5)


def _outcome(layer, input, summed):
    """Spikes, gradients of the input and of the parameters, buffers."""
    input = input.clone().requires_grad_()
    spikes = layer(input, generator=5, summed=summed)
    weights = torch.randn(spikes.shape, generator=torch.Generator().manual_seed(6))
    (spikes * weights).sum().backward()
    gradients = {name: each.grad for name, each in layer.named_parameters()}
    return spikes.detach(), input.grad, gradients, dict(layer.named_buffers())


@pytest.mark.parametrize("summed", [True, False], ids=["summed", "every step"])
@pytest.mark.parametrize("form", ["spikes", "values"])
@pytest.mark.parametrize("kind", NEURONS)
def test_the_fused_layer_equals_its_modules(kind, form, summed):
    torch.manual_seed(2)
    layer = NormalisedConvolution((3, 9, 8), "20C3S2", NEURONS[kind]())
    torch.nn.init.uniform_(layer.norm.weight, 4, 8)
    torch.nn.init.uniform_(layer.norm.bias, -1, 1)
    apart = copy.deepcopy(layer)
    apart.backend = apart.convolution.backend = apart.neuron.backend = "reference"
    input = FORMS[form](40, 5, 216)
    expected, found = _outcome(apart, input, summed), _outcome(layer, input, summed)
    assert (apart.backend_in_use, layer.backend_in_use) == ("reference", "fused")
    assert expected[0].sum() > 100
    # The current is summed in another order, so a wall may pass the threshold a step apart.
    if not torch.equal(found[0], expected[0]):
        assert (found[0] != expected[0]).float().mean() < 0.01
        return
    scale = expected[1].abs().max().item()
    torch.testing.assert_close(found[1], expected[1], rtol=1e-3, atol=1e-4 * scale)
    for name, gradient in expected[2].items():
        scale = gradient.abs().max().item()
        torch.testing.assert_close(found[2][name], gradient, rtol=1e-3, atol=1e-3 * scale)
    torch.testing.assert_close(found[3], expected[3], rtol=1e-4, atol=1e-6)


def test_a_layer_on_another_device_or_type_runs_its_modules():
    layer = NormalisedConvolution((2, 5, 5), "4C3", LIF()).double()
    layer((torch.rand(6, 2, 50) < 0.2).double())
    assert layer.backend_in_use == "reference"
    layer.backend = "fused"
    with pytest.raises(ValueError, match=r"backend: 'fused' is not allowed here, because the inp"):
        layer((torch.rand(6, 2, 50) < 0.2).double())


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_changes_no_bit(threads):
    torch.manual_seed(3)
    layer = NormalisedConvolution((3, 9, 8), "20C3S2", DWMTJ())
    torch.nn.init.constant_(layer.norm.weight, 6)
    input = FORMS["spikes"](30, 5, 216)
    before = torch.get_num_threads()
    outcomes = []
    try:
        for number in (1, threads):
            torch.set_num_threads(number)
            outcomes.append(_outcome(copy.deepcopy(layer), input, False))
    finally:
        torch.set_num_threads(before)
    assert torch.equal(outcomes[0][0], outcomes[1][0])
    assert torch.equal(outcomes[0][1], outcomes[1][1])
    assert all(torch.equal(outcomes[0][2][name], outcomes[1][2][name]) for name in outcomes[0][2])
