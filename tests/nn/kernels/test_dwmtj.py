"""The fused DW-MTJ neuron against its definition: same spikes and states, same gradients."""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch.utils.data import DataLoader

from dwmtj.nn import DWMTJ, Arctan, DWMTJState, Sigmoid, SuperSpike, Triangular
from dwmtj.nn.options import LEARNABLE
from dwmtj.parameters import Source, load_device

ASSUMED = Source(kind="assumed", detail="test")
PRESETS = ("cui2024-network", "liu2025-released-code")
RESETS = ("eject", "instant", "none")
SURROGATES = (SuperSpike, Arctan, Triangular, Sigmoid)
NS = 1e-9


class Result(NamedTuple):
    """What a call gives, and the gradients of a random sum of it, by name."""

    spikes: torch.Tensor
    state: DWMTJState
    gradients: dict[str, torch.Tensor]


@cache
def device(preset, write_time):
    return load_device(preset).replace("circuit.write_time", write_time, ASSUMED)


def run(backend, options, input, state=None, generator=0, leaves=("input", "state")):
    """Run and go back; ``leaves`` names what else than the learned constants gets a gradient."""
    neuron = DWMTJ(backend=backend, **options)
    differentiated = dict(neuron.named_parameters())
    input = input.detach()
    if "input" in leaves:
        differentiated["input"] = input = input.requires_grad_()
    if state is not None and "state" in leaves:
        state = state._replace(
            position=state.position.clone().requires_grad_(),
            current=state.current.clone().requires_grad_(),
        )
        differentiated |= {"position": state.position, "current": state.current}
    spikes, final = neuron(input, state, generator=generator)
    assert neuron.backend_in_use == backend
    weights = torch.Generator().manual_seed(1)
    loss = sum(
        (part * torch.randn(part.shape, generator=weights)).sum()
        for part in (spikes, final.position, final.current)
    )
    gradients = torch.autograd.grad(loss, list(differentiated.values()))
    parts = (part.detach() for part in final[:4])
    final = DWMTJState(*parts, *final[4:])
    return Result(spikes.detach(), final, dict(zip(differentiated, gradients, strict=True)))


def _largest(gradients, name):
    finite = gradients[name][gradients[name].isfinite()] if name in gradients else torch.zeros(1)
    return finite.abs().max().item() if finite.numel() else 0.0


def assert_same(fused, reference):
    assert torch.equal(fused.spikes, reference.spikes)
    assert (fused.state.step, fused.state.seed) == (reference.state.step, reference.state.seed)
    for mine, other in zip(fused.state[:4], reference.state[:4], strict=True):
        torch.testing.assert_close(mine, other, rtol=0, atol=1e-5, equal_nan=True)
    assert fused.gradients.keys() == reference.gradients.keys()
    # A constant acts on the travel, and its gradient is a sum that may cancel; so it is measured
    # against the gradient of a travel, too: that of the input over the gain, 1/29.6.
    of_travel = 29.6 * _largest(reference.gradients, "input")
    for name, expected in reference.gradients.items():
        scale = max(_largest(reference.gradients, name), of_travel if name in LEARNABLE else 0.0)
        torch.testing.assert_close(
            fused.gradients[name],
            expected,
            rtol=1e-4,
            atol=1e-5 * scale,
            equal_nan=True,
            msg=lambda text, name=name: f"gradient of {name}: {text}",
        )


def assert_backends_agree(options, input, **call):
    reference = run("reference", options, input, **call)
    assert_same(run("fused", options, input, **call), reference)
    return reference


def drive(shape, strength=4.0, seed=0):
    """Currents that bring most walls past the firing distance within a few steps."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)) * strength + 1


def state_on_the_way(shape, seed, step=0):
    """Walls anywhere between the start and behind the junction, some of them still unwritten."""
    g = torch.Generator().manual_seed(seed)
    return DWMTJState(
        position=torch.rand(shape, generator=g) * 1.3,
        current=torch.randn(shape, generator=g),
        refractory=torch.randint(-3, 4, shape, generator=g).clamp_min(0).float(),
        noise=1 + 0.3 * torch.randn(shape, generator=g),
        step=step,
        seed=seed + 17,
    )


@st.composite
def calls(draw):
    """Options of a neuron but the reset, and the input, state and seed of a call."""
    trailing = draw(st.lists(st.integers(1, 6), max_size=3) | st.sampled_from([[300], [17, 31]]))
    shape = (draw(st.integers(1, 4)), *trailing)
    seed = draw(st.integers(0, 2**20))
    options: dict[str, Any] = {
        "device": device(
            draw(st.sampled_from(PRESETS)), draw(st.sampled_from([0.0, 0.05, 0.1, 0.3])) * NS
        ),
        "surrogate": draw(st.sampled_from(SURROGATES))(draw(st.sampled_from([0.3, 2.0, 5.0, 40]))),
        "sigma": draw(st.sampled_from([0.0, 0.05, 0.3, 1.0])),
        "noise_interval": draw(st.sampled_from([1, 2, 3, 5])) * 0.1 * NS,
        "position_scale": draw(st.sampled_from([1.0, 1.0, 0.37, 200e-9])),
        "learnable": draw(st.sets(st.sampled_from(LEARNABLE))),
    }
    if trailing and draw(st.booleans()):
        options |= {"neurons": trailing, "velocity_spread": 0.2, "distance_spread": 0.2}
    input = drive((draw(st.integers(1, 20)), *shape), draw(st.sampled_from([0.5, 4, 12])), seed)
    started = draw(st.booleans())
    state = state_on_the_way(shape, seed, draw(st.integers(0, 30))) if started else None
    return options, input, {"state": state, "generator": seed}


@pytest.mark.parametrize("reset", RESETS)
@given(call=calls())
def test_fused_equals_the_definition(reset, call):
    options, input, others = call
    assert_backends_agree(options | {"reset": reset}, input, **others)


@pytest.mark.parametrize("surrogate", SURROGATES)
@pytest.mark.parametrize("reset", RESETS)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_device_reset_and_surrogate_with_everything_learned(preset, reset, surrogate):
    options = {
        "device": device(preset, 0.2 * NS),
        "reset": reset,
        "surrogate": surrogate(5.0),
        "learnable": LEARNABLE,
        "neurons": (5, 3),
        "velocity_spread": 0.1,
        "distance_spread": 0.1,
    }
    reference = assert_backends_agree(options, drive((30, 4, 5, 3)), generator=3)
    assert 0.05 < reference.spikes.mean() < 0.95
    assert all(gradient.abs().max() > 0 for gradient in reference.gradients.values())


def test_long_sequences_of_a_layer_of_the_papers_network():
    options = {"sigma": 0.3, "learnable": ("gain", "threshold")}
    reference = assert_backends_agree(options, drive((400, 3, 100), 0.4), generator=5)
    assert reference.spikes.sum() > 1000


@pytest.mark.parametrize("leaves", [("input",), ("state",), ()])
def test_gradients_of_only_some_of_the_inputs(leaves):
    options = {"learnable": ("gain",), "device": device(PRESETS[1], 0.0)}
    state = state_on_the_way((2, 7), 3)
    assert_backends_agree(options, drive((12, 2, 7)), state=state, leaves=leaves)


@pytest.mark.parametrize("position", [0.0, 1.0, 1.25])
@pytest.mark.parametrize("reset", RESETS)
def test_walls_exactly_at_the_start_the_firing_point_and_the_exit(position, reset):
    state = state_on_the_way((1, 4), 1)
    state = state._replace(position=torch.full((1, 4), position), current=torch.zeros(1, 4))
    options = {"reset": reset, "sigma": 0.0, "learnable": LEARNABLE}
    assert_backends_agree(options, torch.zeros(5, 1, 4), state=state)


# Shapes and values at the edge


@pytest.mark.parametrize("preset", PRESETS)
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
    ],
    ids=["batch of 1", "one step", "one number", "no layer shape", "no image", "no input",
         "input at every step", "negative input", "huge input", "denormal input"],
)  # fmt: skip
def test_inputs_at_the_edge(input, preset):
    options = {"device": device(preset, 0.2 * NS), "learnable": LEARNABLE}
    assert_backends_agree(options, input, generator=2)


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.transpose(0, 1),
        lambda x: x.permute(2, 1, 0),
        lambda x: x[::2, :, 1::3],
        lambda x: x[:, :1].expand(-1, 6, -1),
        lambda x: x.flip(0).unflatten(2, (4, 3)).transpose(2, 3),
    ],
    ids=["transposed", "permuted", "strided", "expanded", "inner dimensions swapped"],
)
def test_inputs_that_are_not_contiguous(view):
    input = view(drive((8, 10, 12)))
    assert not input.is_contiguous()
    state = state_on_the_way(input.shape[1:], 4)
    assert_backends_agree({"learnable": LEARNABLE}, input, state=state)
    mine, theirs = (run(b, {}, x, generator=1) for b in ("fused", "reference")
                    for x in [input if b == "fused" else input.contiguous()])  # fmt: skip
    assert_same(mine, theirs)


def test_states_that_are_not_contiguous():
    state = state_on_the_way((7, 5), 4)
    turned = DWMTJState(*(part.t() for part in state[:4]), *state[4:])
    assert_backends_agree({}, drive((10, 5, 7)), state=turned)


def test_an_expanded_gradient():
    gradients = []
    for backend in ("fused", "reference"):
        input = drive((20, 4, 6)).requires_grad_()
        DWMTJ(backend=backend)(input, generator=1)[0].mean(0).sum().backward()
        gradients.append(input.grad)
    torch.testing.assert_close(*gradients, rtol=1e-4, atol=1e-8)


def test_gradients_through_the_final_state_alone():
    gradients = []
    for backend in ("fused", "reference"):
        input = drive((20, 4, 6), 1.0).requires_grad_()
        _, state = DWMTJ(backend=backend)(input, generator=1)
        (gradient,) = torch.autograd.grad(state.position.square().sum(), input)
        gradients.append(gradient)
    assert gradients[0].abs().max() > 0
    torch.testing.assert_close(*gradients, rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("sigma", [0.0, 0.3])
@pytest.mark.parametrize("reset", RESETS)
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_nan_and_infinity_spread_as_in_the_definition(value, preset, reset, sigma):
    options = {
        "device": device(preset, 0.2 * NS),
        "reset": reset,
        "sigma": sigma,
        "neurons": (5,),
        "learnable": LEARNABLE,
    }
    clean, input = drive((12, 3, 5)), drive((12, 3, 5))
    input[4, 1, 2] = value
    reference = assert_backends_agree(options, input, generator=9)
    undisturbed = run("fused", options, clean, generator=9)
    apart = torch.ones(3, 5, dtype=torch.bool)
    apart[1, 2] = False
    assert torch.equal(reference.spikes[:, apart], undisturbed.spikes[:, apart])
    assert torch.equal(reference.spikes[:4], undisturbed.spikes[:4])
    if value != value:  # noqa: PLR0124
        # Not a number is past no threshold: a wall that is nowhere never fires again.
        fused, _ = DWMTJ(backend="fused", **options)(input, generator=9)
        assert fused[4:, 1, 2].sum() == 0


def test_a_state_that_is_not_a_number_stays_so():
    state = state_on_the_way((2, 5), 6)
    state.position[0, 1] = float("nan")
    state.current[1, 3] = float("inf")
    reference = assert_backends_agree({"reset": "none"}, drive((8, 2, 5)), state=state)
    assert reference.state.position[0, 1].isnan()


# Noise and states


@given(cut=st.integers(1, 29), interval=st.integers(1, 7), preset=st.sampled_from(PRESETS))
@example(cut=13, interval=4, preset=PRESETS[0])
def test_a_sequence_cut_in_two_is_the_whole_one_with_its_gradient(cut, interval, preset):
    neuron = DWMTJ(device(preset, 0.3 * NS), noise_interval=interval * 0.1 * NS, backend="fused")
    whole, parts = drive((30, 2, 9)).requires_grad_(), drive((30, 2, 9)).requires_grad_()
    spikes, state = neuron(whole, generator=3)
    first, between = neuron(parts[:cut], generator=3)
    second, final = neuron(parts[cut:], between)
    assert torch.equal(spikes, torch.cat([first, second]))
    for mine, other in zip(final[:4], state[:4], strict=True):
        assert torch.equal(mine, other)
    assert (final.step, final.seed) == (30, 3)
    (spikes.sum() + state.position.sum()).backward()
    (first.sum() + second.sum() + final.position.sum()).backward()
    torch.testing.assert_close(parts.grad, whole.grad, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("backends", [("fused", "reference"), ("reference", "fused")])
def test_a_state_passes_from_one_backend_to_the_other(backends):
    input = drive((30, 2, 9))
    whole, _ = DWMTJ(noise_interval=0.4 * NS)(input, generator=3)
    first, state = DWMTJ(noise_interval=0.4 * NS, backend=backends[0])(input[:13], generator=3)
    second, _ = DWMTJ(noise_interval=0.4 * NS, backend=backends[1])(input[13:], state)
    assert torch.equal(whole, torch.cat([first, second]))


def test_a_state_from_training_loses_its_noise_in_evaluation_with_both_backends():
    results = []
    for backend in ("fused", "reference"):
        neuron = DWMTJ(noise_in_evaluation=False, noise_interval=0.5 * NS, backend=backend)
        _, state = neuron(drive((3, 2, 4)), generator=1)
        results.append(neuron.eval()(drive((6, 2, 4)), state))
        assert (results[-1][1].noise == 1).all()
    assert torch.equal(results[0][0], results[1][0])


def test_both_backends_take_one_seed_from_the_generator():
    seeds = []
    for backend in ("fused", "reference"):
        generator = torch.Generator().manual_seed(8)
        neuron = DWMTJ(backend=backend)
        seeds.append([neuron(drive((3, 1, 1)), generator=generator)[1].seed for _ in range(3)])
    assert seeds[0] == seeds[1]
    assert len(set(seeds[0])) == 3


def test_inputs_and_states_are_left_as_they_were():
    input, state = drive((10, 2, 5)), state_on_the_way((2, 5), 3)
    input_before, before = input.clone(), [part.clone() for part in state[:4]]
    DWMTJ(backend="fused")(input, state)
    assert torch.equal(input, input_before)
    assert all(torch.equal(a, b) for a, b in zip(before, state[:4], strict=True))


# Which backend


class SteeperSpike(SuperSpike):
    """A surrogate of the user's own."""

    def derivative(self, x):
        return 2 * super().derivative(x)


def test_the_kernel_is_taken_where_it_applies():
    neuron = DWMTJ()
    assert neuron.backend_in_use is None
    neuron(drive((3, 1, 2)))
    assert neuron.backend_in_use == "fused"
    neuron(drive((3, 1, 2)).double())
    assert neuron.backend_in_use == "reference"
    neuron(drive((3, 1, 2)))
    assert neuron.backend_in_use == "fused"


def test_double_precision_goes_to_the_definition_with_the_same_noise():
    input = drive((20, 2, 3))
    _, single = DWMTJ()(input, generator=1)
    _, double = DWMTJ()(input.double(), generator=1)
    assert double.position.dtype == torch.float64
    torch.testing.assert_close(single.noise.double(), double.noise)


def test_a_surrogate_of_ones_own_goes_to_the_definition_and_keeps_its_gradient():
    gradients = []
    for surrogate in (SteeperSpike(5.0), SuperSpike(5.0)):
        neuron, input = DWMTJ(surrogate=surrogate, reset="none"), drive((9, 2, 3)).requires_grad_()
        neuron(input, generator=1)[0].sum().backward()
        gradients.append(input.grad)
        assert neuron.backend_in_use == ("reference" if surrogate != SuperSpike(5.0) else "fused")
    torch.testing.assert_close(gradients[0], 2 * gradients[1], rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(
    ("options", "input", "says"),
    [
        ({}, drive((3, 1, 2)).double(), "the input is torch.float64"),
        ({}, drive((3, 1, 2)).half(), "the input is torch.float16"),
        ({}, torch.ones(3, 1, 2, device="meta"), "the input is on meta"),
        ({"surrogate": SteeperSpike(5.0)}, drive((3, 1, 2)), "SteeperSpike has no kernel"),
    ],
)
def test_fused_is_refused_with_the_reason_where_it_does_not_apply(options, input, says):
    neuron = DWMTJ(backend="fused", sigma=0.0, **options)
    with pytest.raises(ValueError, match=f"backend: 'fused' is not allowed here, because {says}"):
        neuron(input)


def test_unknown_backends_are_refused():
    with pytest.raises(ValueError, match="backend: 'fast' is not allowed; allowed: auto, ref"):
        DWMTJ(backend="fast")


def test_a_state_of_another_shape_is_refused_by_both():
    for backend in ("fused", "reference"):
        with pytest.raises(ValueError, match="does not fit"):
            DWMTJ(backend=backend)(drive((3, 1, 2)), state_on_the_way((2, 2), 0))


# Autograd


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_calls_without_gradients_give_the_same(mode):
    neuron = DWMTJ(learnable=LEARNABLE, backend="fused")
    expected, _ = neuron(drive((10, 2, 3)), generator=1)
    with mode():
        spikes, state = neuron(drive((10, 2, 3)), generator=1)
    assert torch.equal(spikes, expected)
    assert expected.requires_grad
    assert not spikes.requires_grad
    assert not state.position.requires_grad


def test_gradients_add_up_over_two_backward_passes():
    neuron, input = DWMTJ(backend="fused"), drive((10, 2, 3)).requires_grad_()
    loss = neuron(input, generator=1)[0].sum()
    loss.backward(retain_graph=True)
    once = input.grad.clone()
    loss.backward()
    torch.testing.assert_close(input.grad, 2 * once)


def test_a_changed_input_is_noticed_before_the_backward_pass():
    input = drive((10, 2, 3)).requires_grad_()
    current = input * 1
    spikes, _ = DWMTJ(backend="fused")(current)
    current += 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        spikes.sum().backward()


@pytest.mark.parametrize("loss", [lambda rate: rate.sum(), lambda rate: rate.square().sum()])
def test_second_derivatives_are_refused_and_not_silently_incomplete(loss):
    weight = torch.ones(3, requires_grad=True)
    spikes, _ = DWMTJ(backend="fused")(drive((10, 2, 3)) * weight.exp(), generator=1)
    with pytest.raises(RuntimeError, match=r"differentiate twice|[Ss]econd derivative"):  # noqa: PT012
        (gradient,) = torch.autograd.grad(loss(spikes.mean(0)), weight, create_graph=True)
        # The other term gives a gradient whether or not the first is refused.
        torch.autograd.grad(gradient.square().sum() + 0 * weight.sum(), weight)


# Threads and processes


def _step(seed, backend="fused"):
    """A training step on a layer of several tiles."""
    options = {"learnable": LEARNABLE, "neurons": (700,), "device": device(PRESETS[0], 0.2 * NS)}
    return run(backend, options, drive((15, 3, 700), seed=seed), generator=seed)


def _equal(first, second):
    tensors = [[each.spikes, *each.state[:4], *each.gradients.values()] for each in (first, second)]
    return all(torch.equal(a, b) for a, b in zip(*tensors, strict=True))


@pytest.mark.parametrize("threads", [2, 3])
def test_results_and_gradients_are_the_same_for_any_number_of_threads(threads, with_threads):
    with with_threads(1):
        alone = _step(1)
    with with_threads(threads):
        assert _equal(_step(1), alone)


def test_a_single_thread_starts_no_other(with_threads):
    running = set(threading.enumerate())
    with with_threads(1):
        _step(1)
    assert set(threading.enumerate()) <= running


def test_two_modules_run_at_the_same_time_from_two_threads(with_threads):
    expected = [_step(seed) for seed in range(4)]
    with with_threads(2), ThreadPoolExecutor(2) as pool:
        for _ in range(3):
            assert all(map(_equal, pool.map(_step, range(4)), expected))


def _collate(items):
    return _step(items[0]).spikes


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_data_loader_worker_runs_the_neuron(with_threads):
    with with_threads(2):
        expected = [_step(seed).spikes for seed in range(2)]  # threads exist before the fork
        loader = DataLoader(
            range(2), 1, num_workers=1, collate_fn=_collate, timeout=60,
            multiprocessing_context="fork",
        )  # fmt: skip
        assert all(torch.equal(a, b) for a, b in zip(loader, expected, strict=True))


def _back_and_forth(neuron, input):
    """Spikes and the gradient of their sum, as arrays."""
    input = input.clone().requires_grad_()
    spikes, _ = neuron(input, generator=3)
    spikes.sum().backward()
    return spikes.detach().numpy(), input.grad.numpy()


def _in_child(connection, threads, neuron, input):
    torch.set_num_threads(threads)
    connection.send(_back_and_forth(neuron, input))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("threads", [1, 2])
def test_a_forked_process_gives_the_same(threads, with_threads):
    # Made here: PyTorch's own operations may hang in a fork with several threads of OpenMP.
    neuron, input = DWMTJ(backend="fused"), drive((9, 3, 700))
    with with_threads(2):
        expected = _back_and_forth(neuron, input)
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_in_child, args=(theirs, threads, neuron, input))
    child.start()
    theirs.close()  # so that a child that dies ends the waiting
    try:
        assert mine.poll(60), "the forked process hangs"
        result = mine.recv()
    finally:
        child.join(5)
        if child.is_alive():
            child.kill()
    for got, wanted in zip(result, expected, strict=True):
        np.testing.assert_array_equal(got, wanted)
