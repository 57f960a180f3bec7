"""The fused LIF neuron and leaky integrator against their definition."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.nn import LI, LIF, Arctan, LIFState, Sigmoid, SuperSpike, Triangular

SURROGATES = (SuperSpike, Arctan, Triangular, Sigmoid)
NEURONS = (LIF, LI)


class Result(NamedTuple):
    """What a call gives, and the gradients of a random sum of it, by name."""

    output: torch.Tensor
    state: LIFState
    gradients: dict[str, torch.Tensor]


def run(kind, backend, input, state=None, options=None, leaves=("input", "state")):
    neuron = kind(backend=backend, **(options or {}))
    differentiated = {}
    input = input.detach()
    if "input" in leaves:
        differentiated["input"] = input = input.requires_grad_()
    if state is not None and "state" in leaves:
        state = LIFState(*(part.clone().requires_grad_() for part in state))
        differentiated |= state._asdict()
    output, final = neuron(input, state)
    assert neuron.backend_in_use == backend
    weights = torch.Generator().manual_seed(1)
    loss = sum(
        (part * torch.randn(part.shape, generator=weights)).sum() for part in (output, *final)
    )
    gradients = torch.autograd.grad(loss, list(differentiated.values()))
    final = LIFState(*(part.detach() for part in final))
    return Result(output.detach(), final, dict(zip(differentiated, gradients, strict=True)))


def assert_same(fused, reference, spiking):
    if spiking:
        assert torch.equal(fused.output, reference.output)
    for mine, other in zip(
        (fused.output, *fused.state), (reference.output, *reference.state), strict=True
    ):
        torch.testing.assert_close(mine, other, rtol=1e-6, atol=1e-5, equal_nan=True)
    assert fused.gradients.keys() == reference.gradients.keys()
    for name, expected in reference.gradients.items():
        finite = expected[expected.isfinite()]
        largest = finite.abs().max().item() if finite.numel() else 0.0
        torch.testing.assert_close(
            fused.gradients[name],
            expected,
            rtol=1e-4,
            atol=1e-5 * largest,
            equal_nan=True,
            msg=lambda text, name=name: f"gradient of {name}: {text}",
        )


def assert_backends_agree(kind, input, **call):
    reference = run(kind, "reference", input, **call)
    assert_same(run(kind, "fused", input, **call), reference, kind is LIF)
    return reference


def drive(shape, strength=2.0, seed=0):
    """Currents that make most neurons fire within a few steps."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)) * strength + 0.5


def state_on_the_way(shape, seed=0):
    g = torch.Generator().manual_seed(seed)
    return LIFState(torch.rand(shape, generator=g) * 1.2, torch.randn(shape, generator=g))


@st.composite
def calls(draw):
    """A neuron, its options, and the input and state of a call."""
    trailing = draw(st.lists(st.integers(1, 6), max_size=3) | st.sampled_from([[300], [17, 31]]))
    shape = (draw(st.integers(1, 4)), *trailing)
    seed = draw(st.integers(0, 2**20))
    kind = draw(st.sampled_from(NEURONS))
    options = {
        "membrane_time_constant": draw(st.floats(0.1e-9, 5e-9)),
        "synaptic_time_constant": draw(st.floats(0.1e-9, 5e-9)),
    }
    if kind is LIF:
        options["threshold"] = draw(st.sampled_from([0.2, 1.0, 3.0]))
        options["surrogate"] = draw(st.sampled_from(SURROGATES))(
            draw(st.sampled_from([0.3, 2.0, 5.0, 100.0]))
        )
    input = drive((draw(st.integers(1, 20)), *shape), draw(st.sampled_from([0.2, 2, 10])), seed)
    state = state_on_the_way(shape, seed) if draw(st.booleans()) else None
    return kind, input, {"state": state, "options": options}


@given(calls())
def test_fused_equals_the_definition(call):
    kind, input, others = call
    assert_backends_agree(kind, input, **others)


@pytest.mark.parametrize("surrogate", SURROGATES)
def test_long_sequences_with_every_surrogate(surrogate):
    options = {"surrogate": surrogate(5.0)}
    reference = assert_backends_agree(LIF, drive((400, 3, 100)), options=options)
    assert reference.output.sum() > 1000
    assert reference.gradients["input"].abs().max() > 0


@pytest.mark.parametrize("leaves", [("input",), ("state",)])
@pytest.mark.parametrize("kind", NEURONS)
def test_gradients_of_only_some_of_the_inputs(kind, leaves):
    assert_backends_agree(kind, drive((9, 2, 7)), state=state_on_the_way((2, 7)), leaves=leaves)


def test_a_voltage_exactly_at_the_threshold_does_not_fire():
    state = LIFState(torch.full((1, 3), 1.0), torch.full((1, 3), 1.0))
    reference = assert_backends_agree(LIF, torch.zeros(3, 1, 3), state=state)
    assert reference.output[0].sum() == 0


@pytest.mark.parametrize("kind", NEURONS)
@pytest.mark.parametrize(
    "input",
    [
        drive((20, 1, 9)),
        drive((1, 5, 9)),
        drive((1, 1, 1)),
        drive((20, 5)),
        drive((9, 0, 4)),
        torch.zeros(20, 3, 9),
        torch.ones(20, 3, 9),
        torch.full((20, 3, 9), -1.0),
        drive((20, 3, 9)) * 1e6,
        drive((20, 3, 9)) * 1e-40,
        drive((9, 20, 3)).transpose(0, 1),
        drive((20, 1, 9)).expand(-1, 4, -1),
        drive((20, 6, 9))[::2, 1::2],
    ],
    ids=["batch of 1", "one step", "one number", "no layer shape", "no image", "no input",
         "input at every step", "negative input", "large input", "denormal input", "transposed",
         "expanded", "strided"],
)  # fmt: skip
def test_inputs_at_the_edge(input, kind):
    assert_backends_agree(kind, input)


@pytest.mark.parametrize("kind", NEURONS)
def test_an_expanded_gradient(kind):
    gradients = []
    for backend in ("fused", "reference"):
        input = drive((20, 4, 6)).requires_grad_()
        kind(backend=backend)(input)[0].mean(0).sum().backward()
        gradients.append(input.grad)
    torch.testing.assert_close(*gradients, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("kind", NEURONS)
def test_nan_and_infinity_spread_as_in_the_definition(kind, value):
    clean, input = drive((12, 3, 5)), drive((12, 3, 5))
    input[4, 1, 2] = value
    reference = assert_backends_agree(kind, input)
    undisturbed = run(kind, "fused", clean)
    apart = torch.ones(3, 5, dtype=torch.bool)
    apart[1, 2] = False
    assert torch.equal(reference.output[:4], undisturbed.output[:4])
    torch.testing.assert_close(reference.output[:, apart], undisturbed.output[:, apart])
    if kind is LIF and value != value:  # noqa: PLR0124
        assert LIF(backend="fused")(input)[0][4:, 1, 2].sum() == 0


@pytest.mark.parametrize("kind", NEURONS)
def test_a_sequence_cut_in_two_is_the_whole_one_with_its_gradient(kind):
    neuron = kind(backend="fused")
    whole, parts = drive((30, 2, 9)).requires_grad_(), drive((30, 2, 9)).requires_grad_()
    output, state = neuron(whole)
    first, between = neuron(parts[:13])
    second, final = neuron(parts[13:], between)
    assert torch.equal(output, torch.cat([first, second]))
    assert all(map(torch.equal, state, final))
    (output.sum() + state.voltage.sum()).backward()
    (first.sum() + second.sum() + final.voltage.sum()).backward()
    torch.testing.assert_close(parts.grad, whole.grad, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("kind", NEURONS)
def test_inputs_and_states_are_left_as_they_were(kind):
    input, state = drive((10, 2, 5)), state_on_the_way((2, 5))
    kind(backend="fused")(input, state)
    assert torch.equal(input, drive((10, 2, 5)))
    assert all(map(torch.equal, state, state_on_the_way((2, 5))))


class SteeperSpike(SuperSpike):
    """A surrogate of the user's own."""

    def derivative(self, x):
        return 2 * super().derivative(x)


def test_the_kernel_is_taken_where_it_applies():
    for kind in NEURONS:
        neuron = kind()
        assert neuron.backend_in_use is None
        neuron(drive((3, 1, 2)))
        assert neuron.backend_in_use == "fused"
        output, _ = neuron(drive((3, 1, 2)).double())
        assert neuron.backend_in_use == "reference"
        assert output.dtype == torch.float64
    own = LIF(surrogate=SteeperSpike(5.0))
    own(drive((3, 1, 2)))
    assert own.backend_in_use == "reference"


def test_fused_is_refused_with_the_reason_where_it_does_not_apply():
    for kind in NEURONS:
        with pytest.raises(ValueError, match=r"backend: 'fused' .* the input is torch.float64"):
            kind(backend="fused")(drive((3, 1, 2)).double())
        with pytest.raises(ValueError, match="backend: 'fast' is not allowed"):
            kind(backend="fast")
    with pytest.raises(ValueError, match="SteeperSpike has no kernel"):
        LIF(surrogate=SteeperSpike(5.0), backend="fused")(drive((3, 1, 2)))


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
@pytest.mark.parametrize("kind", NEURONS)
def test_calls_without_gradients_give_the_same(kind, mode):
    neuron = kind(backend="fused")
    expected, _ = neuron(drive((10, 2, 3)).requires_grad_())
    with mode():
        output, state = neuron(drive((10, 2, 3)))
    assert torch.equal(output, expected)
    assert not output.requires_grad
    assert not state.voltage.requires_grad


@pytest.mark.parametrize("loss", [lambda rate: rate.sum(), lambda rate: rate.square().sum()])
def test_second_derivatives_are_refused_and_not_silently_incomplete(loss):
    weight = torch.ones(3, requires_grad=True)
    spikes, _ = LIF(backend="fused")(drive((10, 2, 3)) * weight.exp())
    with pytest.raises(RuntimeError, match=r"differentiate twice|[Ss]econd derivative"):  # noqa: PT012
        (gradient,) = torch.autograd.grad(loss(spikes.mean(0)), weight, create_graph=True)
        # The other term gives a gradient whether or not the first is refused.
        torch.autograd.grad(gradient.square().sum() + 0 * weight.sum(), weight)


def _step(kind):
    return run(kind, "fused", drive((15, 3, 700)), state=state_on_the_way((3, 700)))


def _equal(first, second):
    tensors = [[each.output, *each.state, *each.gradients.values()] for each in (first, second)]
    return all(map(torch.equal, *tensors))


@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.parametrize("kind", NEURONS)
def test_results_and_gradients_are_the_same_for_any_number_of_threads(kind, threads, with_threads):
    with with_threads(1):
        alone = _step(kind)
    with with_threads(threads):
        assert _equal(_step(kind), alone)


def test_two_modules_run_at_the_same_time_from_two_threads(with_threads):
    expected = [_step(kind) for kind in NEURONS]
    with with_threads(2), ThreadPoolExecutor(2) as pool:
        for _ in range(3):
            assert all(map(_equal, pool.map(_step, NEURONS), expected))
