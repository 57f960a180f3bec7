"""Input that is the same in every step: computed once, with the outcome of computing every step."""

import copy

import pytest
import torch

from dwmtj.networks.layers import PlainLayer
from dwmtj.nn import DWMTJ, LIF, NormalisedConvolution, NormalisedLayer, encode

STEPS, IMAGES, PIXELS = 12, 6, 36

LAYERS = {
    "dense": lambda neuron: NormalisedLayer(PIXELS, 5, neuron),
    "plain": lambda neuron: PlainLayer(PIXELS, 5, neuron),
    "convolution": lambda neuron: NormalisedConvolution((1, 6, 6), "3C3S2", neuron),
}


def _outcome(layer, pixels, input):
    """Output, gradients and running averages."""
    output = layer(input, generator=3)
    weights = torch.rand(output.shape, generator=torch.Generator().manual_seed(1))
    (output * weights).sum().backward()
    gradients = {name: each.grad for name, each in layer.named_parameters()}
    return output, pixels.grad, gradients, dict(layer.named_buffers())


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("neuron", [DWMTJ, LIF])
@pytest.mark.parametrize("layer", LAYERS)
def test_a_direct_input_gives_what_the_same_values_in_every_step_give(layer, neuron, training):
    torch.manual_seed(0)
    once = LAYERS[layer](neuron()).train(training)
    for name, parameter in once.named_parameters():
        if parameter.dim() == 1 and "norm.weight" in name:
            torch.nn.init.constant_(parameter, 8.0)
    every = copy.deepcopy(once)
    values = 5 * torch.rand(IMAGES, PIXELS)
    first, second = (values.clone().requires_grad_() for _ in range(2))
    direct = _outcome(once, first, encode.direct(first, STEPS))
    copied = _outcome(every, second, encode.direct(second, STEPS).contiguous())
    assert direct[0].any()
    assert torch.equal(direct[0], copied[0])
    torch.testing.assert_close(direct[1:3], copied[1:3], rtol=1e-3, atol=1e-4)
    # Unbiased variances of B*H*W values, or of T times as many.
    torch.testing.assert_close(direct[3], copied[3], rtol=0.05, atol=1e-5)


def test_the_weights_are_applied_once_to_a_direct_input():
    layer = NormalisedConvolution((1, 6, 6), "3C3", LIF())
    seen = []
    layer.convolution.register_forward_hook(lambda _, inputs, __: seen.append(len(inputs[0])))
    layer(encode.direct(torch.rand(IMAGES, PIXELS), STEPS))
    layer.current(torch.rand(STEPS, IMAGES, PIXELS))
    assert seen == [IMAGES, STEPS * IMAGES]


@pytest.mark.parametrize("steps", [1, 2])
def test_few_steps_are_no_exception(steps):
    layer = NormalisedLayer(PIXELS, 5, LIF())
    assert layer(encode.direct(torch.rand(IMAGES, PIXELS), steps)).shape == (steps, IMAGES, 5)
