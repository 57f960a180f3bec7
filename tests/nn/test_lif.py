"""LIF and leaky integrator against Norse, the library they are compared with."""

import pytest
import torch
from norse.torch import LICell, LIFCell, LIFParameters, LIParameters, SequentialState

from dwmtj import nn as dwmtj_nn
from dwmtj.nn import DWMTJCell, SuperSpike
from dwmtj.nn.lif import LI, LIF
from dwmtj.nn.lif import LIFCell as OwnCell

DT = 1e-10


def _norse_parameters(**values):
    return LIFParameters(tau_mem_inv=torch.tensor(1 / 1e-9), tau_syn_inv=torch.tensor(1 / 0.5e-9),
                         **values)  # fmt: skip


def _norse_lif(input):
    cell = LIFCell(_norse_parameters(), dt=DT)
    state, outputs, voltages = None, [], []
    for value in input:
        output, state = cell(value, state)
        outputs.append(output)
        voltages.append(state.v)
    return torch.stack(outputs), torch.stack(voltages)


@pytest.mark.parametrize("strength", [0.3, 1.0, 3.0])
def test_lif_equals_norse_in_spikes_voltages_and_gradients(strength):
    torch.manual_seed(0)
    input = torch.rand(100, 4, 6) * strength
    mine, theirs = input.clone().requires_grad_(), input.clone().requires_grad_()
    # Norse 1.1.0 leaves the slope out of its surrogate gradient, which is a slope of 1.
    spikes, _ = LIF(surrogate=SuperSpike(1.0))(mine)
    expected, voltages = _norse_lif(theirs)
    assert torch.equal(spikes, expected)
    state = None
    for value, voltage in zip(input, voltages, strict=True):
        _, state = OwnCell()(value, state)
        torch.testing.assert_close(state.voltage, voltage, rtol=1e-6, atol=1e-6)
    if strength > 0.3:
        assert spikes.sum() > 0
    spikes.sum().backward()
    expected.sum().backward()
    torch.testing.assert_close(mine.grad, theirs.grad, rtol=1e-4, atol=1e-6)


def test_leaky_integrator_equals_norse():
    input = torch.randn(100, 4, 6)
    cell = LICell(
        LIParameters(tau_mem_inv=torch.tensor(1 / 1e-9), tau_syn_inv=torch.tensor(1 / 0.5e-9)),
        dt=DT,
    )
    state, expected = None, []
    for value in input:
        output, state = cell(value, state)
        expected.append(output)
    voltage, final = LI()(input)
    torch.testing.assert_close(voltage, torch.stack(expected), rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(final.current, state.i, rtol=1e-6, atol=1e-6)


def test_dwmtj_cells_work_inside_norses_sequential_state():
    torch.manual_seed(0)
    network = SequentialState(
        torch.nn.Linear(5, 8), DWMTJCell(sigma=0.0), torch.nn.Linear(8, 3), OwnCell()
    )
    input = torch.rand(40, 2, 5) * 6
    state, outputs = None, []
    for value in input:
        output, state = network(value, state)
        outputs.append(output)
    hidden, _ = dwmtj_nn.DWMTJ(sigma=0.0)(network[0](input))
    expected, _ = LIF()(network[2](hidden))
    assert hidden.sum() > 0
    assert torch.equal(torch.stack(outputs), expected)
    torch.stack(outputs).sum().backward()
    assert network[0].weight.grad.abs().sum() > 0


def test_lif_at_rest_follows_its_closed_form():
    current = 0.5
    input = torch.full((200, 1, 1), current, dtype=torch.float64)
    neuron = LI(membrane_time_constant=2e-9, synaptic_time_constant=DT, time_step=DT)
    voltage, _ = neuron(input)
    steps = torch.arange(1, 201, dtype=torch.float64)
    torch.testing.assert_close(voltage.flatten(), current * (1 - (1 - DT / 2e-9) ** steps))


def test_states_and_time_constants_are_checked():
    _, state = LIF()(torch.ones(3, 2, 4))
    with pytest.raises(ValueError, match="does not fit"):
        LIF()(torch.ones(3, 5, 4), state)
    with pytest.raises(ValueError, match="membrane_time_constant: 1e-11 s is not allowed"):
        LIF(membrane_time_constant=1e-11)
    with pytest.raises(ValueError, match="synaptic_time_constant"):
        LI(synaptic_time_constant=float("nan"))
