"""Gradients of the whole neuron against finite differences, with a smoothed spike."""

import pytest
import torch

from dwmtj.nn import DWMTJ, LIF, Arctan, Sigmoid, SuperSpike, Triangular
from dwmtj.nn.functional import DWMTJState, dwmtj_step, lif_step
from dwmtj.nn.noise import NormalDraws
from dwmtj.parameters import Source, load_device

STEPS, BATCH, NEURONS = 6, 2, 3


def _unroll(neuron, input, noise, constants):
    state = neuron.initial_state(input[0])
    outputs = []
    for value, factor in zip(input, noise, strict=True):
        state = state._replace(noise=factor)
        spikes, state = dwmtj_step(value, state, constants, neuron.surrogate.primitive)
        outputs.append(spikes)
    return torch.stack(outputs), state.position, state.current


@pytest.mark.parametrize("surrogate", [SuperSpike(2.0), Arctan(2.0), Triangular(0.7), Sigmoid(3.0)])
@pytest.mark.parametrize("reset", ["eject", "instant", "none"])
@pytest.mark.parametrize("preset", ["cui2024-network", "liu2025-released-code"])
def test_gradients_of_all_inputs_and_parameters(surrogate, reset, preset):
    torch.manual_seed(4)
    device = load_device(preset).replace(
        "circuit.write_time", 2e-10, Source(kind="assumed", detail="test")
    )
    neuron = DWMTJ(
        device, surrogate=surrogate, reset=reset, learnable=("gain", "drift", "threshold")
    ).double()
    # Strong drive, so that walls fire, leave and are written anew within the few steps.
    input = (torch.rand(STEPS, BATCH, NEURONS, dtype=torch.float64) * 8).requires_grad_()
    noise = 1 + 0.3 * torch.randn(STEPS, BATCH, NEURONS, dtype=torch.float64)
    names = ("gain", "drift", "synaptic_decay", "threshold")
    values = [getattr(neuron, name).detach().clone().requires_grad_() for name in names]
    fixed = neuron.constants(torch.float64)

    def outputs(input, *learned):
        constants = fixed._replace(**dict(zip(names, learned, strict=True)))
        return _unroll(neuron, input, noise, constants)

    fired = outputs(input, *values)
    assert ((fired[0] > 0.5).any(0)).any()
    assert torch.autograd.gradcheck(outputs, (input, *values), eps=1e-7, atol=1e-5)


def test_gradients_of_the_lif_neuron():
    neuron = LIF(surrogate=SuperSpike(2.0)).double()
    input = torch.rand(STEPS, BATCH, NEURONS, dtype=torch.float64).mul(4).requires_grad_()

    def outputs(input):
        state, spikes = neuron.initial_state(input[0]), []
        for value in input:
            spike, state = lif_step(value, state, neuron.constants, neuron.surrogate.primitive)
            spikes.append(spike)
        return torch.stack(spikes), *state

    assert torch.autograd.gradcheck(outputs, (input,))


@pytest.mark.parametrize("backend", ["reference", "fused"])
def test_the_module_uses_the_same_step_as_the_function(backend):
    torch.manual_seed(1)
    neuron = DWMTJ(reset="instant", backend=backend)
    input = (torch.rand(20, BATCH, NEURONS) * 3).requires_grad_()
    spikes, state = neuron(input, generator=torch.Generator().manual_seed(0))
    draws = NormalDraws(state.seed, (BATCH, NEURONS))
    other = neuron.initial_state(input[0])
    outputs = []
    for step, value in enumerate(input):
        output, other = dwmtj_step(
            value,
            other._replace(noise=1 + 0.3 * draws[step]),
            neuron.constants(torch.float32),
            neuron.surrogate,
        )
        outputs.append(output)
    assert spikes.sum() > 0
    assert torch.equal(spikes, torch.stack(outputs))
    assert isinstance(state, DWMTJState)
    torch.testing.assert_close(state.position, other.position)
    (mine,) = torch.autograd.grad(spikes.sum(), input)
    (theirs,) = torch.autograd.grad(torch.stack(outputs).sum(), input)
    torch.testing.assert_close(mine, theirs)


def test_position_in_metres_scales_the_gradient_as_in_the_released_code():
    input = torch.rand(20, BATCH, NEURONS)
    gradients = {}
    for scale in (1.0, 200e-9):
        each = input.clone().requires_grad_()
        neuron = DWMTJ(sigma=0.0, position_scale=scale, surrogate=SuperSpike(100.0), reset="none")
        neuron(each)[0].sum().backward()
        gradients[scale] = each.grad.abs().max().item()
    # On the scale of a metre the surrogate is 1 everywhere, so the first input acts on each later
    # output by the distance that it has moved the wall until then: the sum of 0.8^n.
    moved = sum(sum(0.8**n for n in range(step + 1)) for step in range(20))
    assert gradients[200e-9] == pytest.approx(200e-9 * DWMTJ().wall.gain * moved, rel=1e-3)
    assert gradients[1.0] > 1e4 * gradients[200e-9]


def test_gradients_reach_the_input_of_long_sequences():
    input = torch.rand(400, 2, 3, requires_grad=True)
    DWMTJ(reset="instant")(input)[0].sum().backward()
    assert torch.isfinite(input.grad).all()
    assert (input.grad[0] != 0).any()
