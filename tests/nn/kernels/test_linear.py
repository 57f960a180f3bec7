"""The dense layer on spikes: events, sparse and dense tensors give what ``nn.Linear`` gives."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import linear

from dwmtj.nn import SpikeEvents, SpikeLinear, encode

PAPER = {"max_rate": 1e9, "time_step": 1e-10}


def events_of(steps, images, inputs, probability=0.1, seed=0):
    values = torch.full((images, inputs), 10.0 * probability)
    return encode.poisson_events(values, steps, **PAPER, generator=seed)


def spikes(*shape, density=0.05, seed=0):
    """Zeros and some ones."""
    random = torch.rand(shape, generator=torch.Generator().manual_seed(seed))
    return (random < density).float()


def numbers(*shape, density=0.05, seed=0):
    """Zeros and some other numbers."""
    values = torch.randn(shape, generator=torch.Generator().manual_seed(seed + 1))
    return values * spikes(*shape, density=density, seed=seed)


def layer(inputs, neurons, seed=0, **options):
    torch.manual_seed(seed)
    return SpikeLinear(inputs, neurons, **options)


def assert_near(mine, expected):
    largest = expected.abs().max().item() if expected.numel() else 0.0
    torch.testing.assert_close(mine.double(), expected.double(), rtol=1e-5, atol=2e-6 * largest)


def assert_equals_linear(module, input, expected_backend=None):
    """Output and gradients against the dense product in double precision."""
    dense = (input.to_dense() if isinstance(input, SpikeEvents) else input).detach().double()
    weight = module.weight.detach().double().requires_grad_()
    bias = None if module.bias is None else module.bias.detach().double().requires_grad_()
    dense.requires_grad_()
    if isinstance(input, torch.Tensor):
        input = input.detach().requires_grad_()
    output, expected = module(input), linear(dense, weight, bias)
    if expected_backend is not None:
        assert module.backend_in_use == expected_backend
    assert output.shape == expected.shape
    assert_near(output, expected)
    weights = torch.randn(output.shape, generator=torch.Generator().manual_seed(2))
    module.zero_grad()
    (output * weights).sum().backward()
    (expected * weights).sum().backward()
    assert_near(module.weight.grad, weight.grad)
    if bias is not None:
        assert_near(module.bias.grad, bias.grad)
    if isinstance(input, torch.Tensor):
        assert_near(input.grad, dense.grad)


SIZES = st.one_of(st.integers(1, 40), st.sampled_from([15, 16, 17, 64, 100]))


@given(
    shape=st.tuples(st.integers(1, 12), st.integers(1, 5)),
    inputs=SIZES,
    neurons=SIZES,
    bias=st.booleans(),
    density=st.sampled_from([0.0, 0.02, 0.1, 0.5, 1.0]),
    seed=st.integers(0, 2**20),
)
def test_events_and_tensors_give_the_dense_product(shape, inputs, neurons, bias, density, seed):
    module = layer(inputs, neurons, seed, bias=bias)
    assert_equals_linear(module, events_of(*shape, inputs, density, seed), "fused")
    assert_equals_linear(module, spikes(*shape, inputs, density=density, seed=seed))
    assert_equals_linear(module, numbers(*shape, inputs, density=density, seed=seed))


@pytest.mark.parametrize(("inputs", "neurons"), [(1, 1), (1, 9), (9, 1), (784, 100), (100, 33)])
def test_sizes_at_the_edge_and_those_of_the_papers_network(inputs, neurons):
    module = layer(inputs, neurons)
    assert_equals_linear(module, events_of(20, 7, inputs), "fused")
    assert_equals_linear(module, spikes(20, 7, inputs))
    assert_equals_linear(module, numbers(20, 7, inputs))
    assert_equals_linear(module, torch.randn(20, 7, inputs), "reference")


@pytest.mark.parametrize("shape", [(30,), (1, 30), (200, 30), (10, 20, 30), (2, 3, 4, 5, 30)])
def test_any_leading_dimensions(shape):
    assert_equals_linear(layer(30, 20), spikes(*shape))
    assert_equals_linear(layer(30, 20), numbers(*shape))


def test_no_input_at_all_gives_the_bias():
    module = layer(8, 5)
    for input in (torch.zeros(4, 3, 8), encode.poisson_events(torch.zeros(3, 8), 4, **PAPER)):
        assert torch.equal(module(input), module.bias.expand(4, 3, 5))
        assert_equals_linear(module, input, "fused")


@pytest.mark.parametrize("shape", [(0, 3, 8), (4, 0, 8)])
def test_empty_inputs(shape):
    assert layer(8, 5)(torch.zeros(shape)).shape == (*shape[:2], 5)


def test_sparse_spikes_are_added_up_and_dense_ones_multiplied():
    module = layer(100, 100)
    assert module.backend_in_use is None
    for input, expected in (
        (spikes(50, 4, 100), "fused"),
        (torch.ones(50, 4, 100), "reference"),
        (events_of(5, 2, 100), "fused"),
    ):
        module(input)
        assert module.backend_in_use == expected


def test_a_misjudged_sparsity_changes_nothing():
    # Only rows that a sample of every other or tenth row does not see are filled.
    for fill in (torch.ones(2500, 12), torch.randn(2500, 12)):
        input = torch.zeros(5000, 12)
        input[1::2] = fill
        assert_equals_linear(layer(12, 7), input)


def test_a_single_number_that_is_no_spike_counts_as_it_is():
    for value in (0.5, -1.0, 2.0, 1 + 2.0**-23, 1e-30):
        input = spikes(3000, 1, 12)
        input[2999, 0, 5] = value
        assert_equals_linear(layer(12, 7), input)


@pytest.mark.parametrize(
    "view",
    [lambda x: x.transpose(0, 1), lambda x: x[::2], lambda x: x[:, :1].expand(-1, 5, -1)],
    ids=["transposed", "strided", "expanded"],
)
def test_inputs_that_are_not_contiguous(view):
    assert_equals_linear(layer(40, 9), view(spikes(20, 6, 40)), "fused")


def test_events_that_are_not_contiguous():
    pixels = torch.rand(3, 20, generator=torch.Generator().manual_seed(0))
    events = encode.poisson_events(pixels, 15, max_rate=3e9, time_step=1e-10, generator=1)
    apart = SpikeEvents(
        torch.stack([events.indices, events.indices.flip(0)], 1)[:, 0],
        torch.stack([events.offsets, events.offsets + 7], 1)[:, 0],
        events.shape,
    )
    assert not apart.indices.is_contiguous()
    layer = SpikeLinear(20, 33)
    gradients = []
    for each in (events, apart):
        out = layer(each)
        gradients.append((out.detach(), *torch.autograd.grad(out.square().sum(), layer.weight)))
    assert all(torch.equal(*pair) for pair in zip(*gradients, strict=True))


def test_an_expanded_gradient():
    module = layer(40, 9)
    for input in (spikes(20, 6, 40), events_of(20, 6, 40)):
        dense = input.to_dense() if isinstance(input, SpikeEvents) else input
        expected = torch.autograd.grad(
            linear(dense, module.weight, module.bias).mean(0).sum(), module.weight
        )
        mine = torch.autograd.grad(module(input).mean(0).sum(), module.weight)
        assert_near(mine[0], expected[0])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_nan_and_infinity_reach_every_neuron_of_their_row_and_no_other(value):
    module, input = layer(40, 9), spikes(30, 2, 40)
    clean = module(input)
    input[3, 1, 4] = value
    output = module(input)
    torch.testing.assert_close(
        output, linear(input, module.weight, module.bias), equal_nan=True, rtol=1e-5, atol=1e-6
    )
    assert not output[3, 1].isfinite().any()
    others = torch.ones(30, 2, dtype=torch.bool)
    others[3, 1] = False
    assert_near(output[others], clean[others])


# What it is beside nn.Linear


@pytest.mark.parametrize("bias", [True, False])
def test_weights_can_be_exchanged_with_a_linear_layer(bias):
    plain, mine = nn.Linear(7, 5, bias=bias), layer(7, 5, bias=bias)
    input = spikes(9, 2, 7)
    mine.load_state_dict(plain.state_dict(), strict=True)
    torch.testing.assert_close(mine(input), plain(input))
    mine.reset_parameters()
    plain.load_state_dict(mine.state_dict(), strict=True)
    torch.testing.assert_close(mine(input), plain(input))
    assert isinstance(mine, nn.Linear)


def test_the_same_seed_draws_the_weights_of_a_linear_layer():
    torch.manual_seed(3)
    plain = nn.Linear(7, 5)
    assert torch.equal(layer(7, 5, seed=3).weight, plain.weight)


def test_copies_compute_the_same():
    module, input = layer(7, 5), events_of(4, 2, 7)
    assert torch.equal(copy.deepcopy(module)(input), module(input))


def test_double_precision_goes_to_the_definition():
    module = layer(12, 5).double()
    for input in (events_of(6, 3, 12), spikes(6, 3, 12).double()):
        assert_equals_linear(module, input, "reference")
        assert module(input).dtype == torch.float64


@pytest.mark.parametrize("backend", ["auto", "reference"])
def test_the_reference_is_the_product_of_pytorch(backend):
    module = layer(12, 5, backend=backend)
    events = events_of(6, 3, 12)
    assert_equals_linear(module, events, "fused" if backend == "auto" else "reference")
    if backend == "reference":
        assert torch.equal(module(events), linear(events.to_dense(), module.weight, module.bias))


def test_fused_is_refused_where_it_does_not_apply():
    module = layer(12, 5, backend="fused").double()
    for input in (events_of(6, 3, 12), spikes(6, 3, 12).double()):
        with pytest.raises(ValueError, match=r"backend: 'fused' is not allowed .* torch.float64"):
            module(input)
    with pytest.raises(ValueError, match="backend: 'fast' is not allowed"):
        SpikeLinear(3, 4, backend="fast")


@pytest.mark.parametrize("input", [torch.zeros(3, 2, 6), events_of(3, 2, 6), torch.zeros(6)])
def test_another_number_of_inputs_is_refused(input):
    with pytest.raises(ValueError, match="input: 6 inputs do not fit; allowed: 7"):
        layer(7, 4)(input)


# Autograd and threads


@pytest.mark.parametrize("input", [spikes(9, 2, 30), events_of(9, 2, 30)], ids=["sparse", "events"])
def test_frozen_weights_and_calls_without_gradients(input):
    module = layer(30, 4)
    expected = module(input).detach()
    with torch.no_grad():
        output = module(input)
    assert torch.equal(output, expected)
    assert not output.requires_grad
    module.requires_grad_(False)
    assert not module(input).requires_grad
    if isinstance(input, torch.Tensor):
        input = input.clone().requires_grad_()
        module(input).sum().backward()
        assert_near(input.grad, module.weight.sum(0).expand_as(input))


def _penalty(module, output, loss):
    """Second derivative of the weights, of the kind that a gradient penalty has."""
    (gradient,) = torch.autograd.grad(loss(output), module.weight, create_graph=True)
    penalty = gradient.square().sum() + 0 * module.weight.sum()
    return torch.autograd.grad(penalty, module.weight)[0]


@pytest.mark.parametrize(
    "input",
    [spikes(9, 2, 30), numbers(9, 2, 30), events_of(9, 2, 30)],
    ids=["spikes", "numbers", "events"],
)
@pytest.mark.parametrize("loss", [lambda y: y.sum(), lambda y: y.square().sum()])
def test_second_derivatives_are_right_or_refused(input, loss):
    module = layer(30, 4)
    dense = input.to_dense() if isinstance(input, SpikeEvents) else input
    expected = _penalty(module, linear(dense, module.weight, module.bias), loss)
    try:
        mine = _penalty(module, module(input), loss)
    except RuntimeError:
        return
    assert_near(mine, expected)


def _forward_and_gradient(module, input):
    output = module(input)
    return output.detach(), *torch.autograd.grad(output.square().sum(), list(module.parameters()))


@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.parametrize(
    "input", [spikes(90, 7, 60), events_of(90, 7, 60)], ids=["sparse", "events"]
)
def test_results_and_gradients_are_the_same_for_any_number_of_threads(input, threads, with_threads):
    module = layer(60, 33)
    with with_threads(1):
        alone = _forward_and_gradient(module, input)
    with with_threads(threads):
        assert all(map(torch.equal, _forward_and_gradient(module, input), alone))


def test_two_layers_run_at_the_same_time_from_two_threads(with_threads):
    calls = [(layer(60, 33), spikes(90, 7, 60)), (layer(60, 20), events_of(90, 7, 60))]
    expected = [_forward_and_gradient(*call) for call in calls]
    with with_threads(2), ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            for mine, other in zip(
                pool.map(lambda call: _forward_and_gradient(*call), calls), expected, strict=True
            ):
                assert all(map(torch.equal, mine, other))
