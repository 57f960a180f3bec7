"""The fused layer does what its three modules do one after the other."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dwmtj.nn import DWMTJ, LIF, NormalisedLayer, SuperSpike, encode
from dwmtj.nn.layer import OverTimeBatchNorm

NEURONS = {
    "noisy": lambda n: DWMTJ(),
    "tapered, learned": lambda n: DWMTJ(
        "liu2025-released-code", learnable=("gain", "drift", "threshold"), neurons=(n,)
    ),
    "lif": lambda n: LIF(surrogate=SuperSpike(5.0)),
}


def _make(inputs, neurons, kind, seed):
    torch.manual_seed(seed)
    layer = NormalisedLayer(inputs, neurons, NEURONS[kind](neurons))
    with torch.no_grad():
        layer.norm.weight.uniform_(0.5, 1.5)
        layer.norm.bias.uniform_(-0.5, 0.5)
    return layer


def _apart(layer):
    other = copy.deepcopy(layer)
    for module in other.modules():
        if hasattr(module, "backend"):
            module.backend = "reference"
    return other


def _run(layer, input, seed):
    """Spikes, gradient of the input if it has one, gradients of the parameters, buffers."""
    if torch.is_tensor(input):
        input = input.clone().requires_grad_()
    spikes = layer(input, generator=seed)
    weights = torch.randn(spikes.shape, generator=torch.Generator().manual_seed(seed))
    (spikes * weights).sum().backward()
    gradient = input.grad if torch.is_tensor(input) else None
    gradients = {name: parameter.grad for name, parameter in layer.named_parameters()}
    return spikes.detach(), gradient, gradients, dict(layer.named_buffers())


def _assert_close(one, other):
    scale = one.abs().max().item()
    torch.testing.assert_close(other, one, rtol=1e-4, atol=1e-4 * scale + 1e-12)


@settings(max_examples=25)
@given(
    kind=st.sampled_from(list(NEURONS)),
    form=st.sampled_from(["events", "spikes", "values"]),
    sizes=st.tuples(*[st.integers(*limits) for limits in ((1, 60), (2, 9), (1, 50), (1, 40))]),
    seed=st.integers(0, 2**31),
)
def test_the_fused_layer_equals_its_modules(kind, form, sizes, seed):
    steps, batch, inputs, neurons = sizes
    layer = _make(inputs, neurons, kind, seed % 1000)
    events = encode.poisson_events(
        torch.rand(batch, inputs), steps, max_rate=2e9, time_step=1e-10, generator=seed
    )
    input = {
        "events": events,
        "spikes": events.to_dense(),
        "values": torch.randn(steps, batch, inputs),
    }[form]
    apart = _apart(layer)
    reference, fused = _run(apart, input, seed), _run(layer, input, seed)
    assert (apart.backend_in_use, layer.backend_in_use) == ("reference", "fused")
    # The current is summed in another order, so a wall may pass the threshold a step apart.
    if not torch.equal(reference[0], fused[0]):
        assert (reference[0] != fused[0]).float().mean() < 0.02
        return
    if reference[1] is not None:
        _assert_close(reference[1], fused[1])
    for name, gradient in reference[2].items():
        _assert_close(gradient, fused[2][name])
    for name, buffer in reference[3].items():
        torch.testing.assert_close(fused[3][name], buffer, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("inputs", [50, 33])  # 33: as many as neurons, so that memory is reused
@pytest.mark.parametrize("kind", NEURONS)
def test_gradients_are_equal_where_all_spikes_are(kind, inputs):
    layer = _make(inputs, 33, kind, 1)
    input = (torch.rand(70, 9, inputs, generator=torch.Generator().manual_seed(3)) < 0.05).float()
    reference, fused = _run(_apart(layer), input, 11), _run(layer, input, 11)
    assert reference[0].sum() > 100
    assert torch.equal(reference[0], fused[0])
    _assert_close(reference[1], fused[1])
    for name, gradient in reference[2].items():
        _assert_close(gradient, fused[2][name])


def test_a_second_way_back_gives_the_same_gradients():
    layer = _make(33, 33, "noisy", 1)
    input = (torch.rand(70, 9, 33) < 0.05).float().requires_grad_()
    spikes = layer(input, generator=1)
    leaves = [input, *layer.parameters()]
    weights = torch.randn(spikes.shape)
    first = torch.autograd.grad(spikes, leaves, weights, retain_graph=True)
    kept = [gradient.clone() for gradient in first]
    second = torch.autograd.grad(spikes, leaves, weights)
    assert all(map(torch.equal, first, second))
    assert all(map(torch.equal, first, kept))


def test_the_spikes_are_the_same_at_the_size_of_the_network():
    layer = _make(100, 100, "noisy", 0)
    input = (torch.rand(100, 20, 100) < 0.1).float()
    reference, fused = _run(_apart(layer), input, 5), _run(layer, input, 5)
    assert 0.01 < reference[0].mean() < 0.5
    assert (reference[0] != fused[0]).float().mean() < 1e-4


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("backend", ["auto", "reference"])
@pytest.mark.parametrize("steps", [1, 70])
@pytest.mark.parametrize("kind", NEURONS)
def test_summed_spikes_are_the_sums_of_the_spikes(kind, steps, backend, training):
    layer = _make(50, 33, kind, 1).train(training)
    layer.backend = layer.dense.backend = layer.neuron.backend = backend
    other = copy.deepcopy(layer)
    # 9*33 neurons do not fill the last tile; a strong input lets some spike in the first step.
    input = (torch.rand(steps, 9, 50, generator=torch.Generator().manual_seed(3)) < 0.1).float()
    with torch.no_grad():
        for each in (layer, other):
            each.norm.weight.mul_(100 / steps)
    weights = torch.randn(9, 33, generator=torch.Generator().manual_seed(4))
    whole, summed = layer(input, generator=5), other(input, generator=5, summed=True)
    assert whole.sum() > 20
    assert torch.equal(summed, whole.sum(0))
    (whole.sum(0) * weights).sum().backward()
    (summed * weights).sum().backward()
    for mine, expected in zip(other.parameters(), layer.parameters(), strict=True):
        assert torch.equal(mine.grad, expected.grad)


def test_evaluation_takes_the_running_averages():
    layer = _make(30, 20, "lif", 1)
    input = (torch.rand(50, 6, 30) < 0.2).float()
    layer(input)
    layer.eval()
    expected, _ = layer.neuron(layer.norm(layer.dense(input)))
    assert torch.equal(layer(input), expected)
    assert not torch.equal(expected, layer.train()(input))


def test_running_averages_move_as_those_of_torch():
    values = torch.randn(7, 4, 3) * 2 + 1
    ours, torchs = OverTimeBatchNorm(3), torch.nn.BatchNorm1d(3)
    for _ in range(3):
        torchs(values.flatten(0, 1))
        variance, mean = torch.var_mean(values, (0, 1), correction=0)
        ours.track(mean, variance, 28)
    for name, buffer in torchs.named_buffers():
        torch.testing.assert_close(dict(ours.named_buffers())[name], buffer)


def test_float64_takes_the_modules_one_after_the_other():
    layer = _make(6, 5, "lif", 2).double()
    output = layer(torch.rand(9, 3, 6, dtype=torch.float64))
    assert output.dtype == torch.float64
    assert layer.backend_in_use == "reference"


def test_infinite_input_gives_what_the_modules_give():
    layer = _make(6, 5, "noisy", 3)
    input = (torch.rand(9, 3, 6) < 0.3).float()
    input[2, 1, 4] = torch.inf
    assert torch.equal(layer(input, generator=1), _apart(layer)(input, generator=1))


def test_another_number_of_inputs_is_refused():
    with pytest.raises(ValueError, match="7 inputs do not fit; allowed: 6"):
        _make(6, 5, "lif", 2)(torch.rand(9, 3, 7))
