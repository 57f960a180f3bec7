"""What docs/neuron.md tells someone who comes from Norse or snnTorch."""

import pytest
import torch
from norse.torch import SequentialState

from dwmtj.nn import DWMTJ, LI, LIF, DWMTJCell, DWMTJState, LIFCell

NS = 1e-9


@pytest.mark.parametrize("cell", [DWMTJCell, LIFCell])
def test_a_cell_takes_a_sequence_for_a_batch(cell):
    spikes, state = cell()(torch.rand(7, 2, 3))
    assert spikes.shape == state.current.shape == (7, 2, 3)


def test_milliseconds_need_all_three_times():
    input = 1.5 * torch.rand(200, 2, 6)
    expected, _ = LIF(1 * NS, 0.5 * NS, 0.1 * NS)(input)
    assert torch.equal(LIF()(input)[0], expected)
    assert torch.equal(LIF(10e-3, 5e-3, 1e-3)(input)[0], expected)
    assert expected.sum() > 0
    assert LIF(10e-3, 5e-3)(input)[0].sum() == 0


def test_alpha_and_beta_of_snntorch_give_the_same_spikes():
    step, synapse, membrane = 0.1 * NS, 0.5 * NS, 1 * NS
    alpha, beta = 1 - step / synapse, 1 - step / membrane
    input = 1.5 * torch.rand(200, 2, 6)
    syn, mem, spikes, voltages = torch.zeros(2, 6), torch.zeros(2, 6), [], []
    for value in step / membrane * input:  # the equations of its Synaptic, reset to zero at once
        syn = alpha * syn + value
        mem = beta * mem + syn
        voltages.append(mem)
        spikes.append((mem > 1).float())
        mem = mem * (mem <= 1)
    assert torch.equal(torch.stack(spikes), LIF(membrane, synapse, step)(input)[0])
    before = int(torch.stack(spikes).sum((1, 2)).nonzero()[0])
    torch.testing.assert_close(torch.stack(voltages)[:before], LI()(input)[0][:before])


@pytest.mark.parametrize("sigma", [0.0, 0.3])
def test_a_wall_keeps_its_position_between_inputs_and_a_lif_neuron_does_not(sigma):
    pulse = torch.cat([torch.full((2, 1, 1), 0.5), torch.zeros(100, 1, 1)])
    neuron = DWMTJ(sigma=sigma)
    _, state = neuron(pulse, generator=1)
    _, later = neuron(torch.zeros(300, 1, 1), state)
    assert state.position > 0.05
    assert later.position == pytest.approx(state.position.item(), rel=1e-6)
    assert LIF()(torch.cat([pulse, torch.zeros(300, 1, 1)]))[1].voltage < 1e-9
    tapered = DWMTJ("liu2025-released-code", sigma=0.0)
    _, state = tapered(2 * pulse)
    assert tapered(torch.zeros(100, 1, 1), state)[1].position < 0.7 * state.position


def test_detached_states_cut_the_gradient():
    weight = torch.ones((), requires_grad=True)
    _, state = DWMTJ(sigma=0.0)(weight * torch.rand(5, 1, 2))
    assert state.position.requires_grad
    assert state.current.requires_grad
    parts = [x.detach() if isinstance(x, torch.Tensor) else x for x in state]
    spikes, _ = DWMTJ(sigma=0.0)(torch.rand(5, 1, 2), DWMTJState(*parts))
    assert not spikes.requires_grad


def test_torchs_seed_decides_the_noise_inside_sequential_state_in_evaluation_too():
    torch.manual_seed(0)
    network = SequentialState(torch.nn.Linear(6, 20), DWMTJ(), torch.nn.Linear(20, 4), DWMTJ())
    input = 3 * torch.rand(100, 2, 6)

    def run(seed):
        torch.manual_seed(seed)
        return network(input)[1][1].position

    for mode in (True, False):
        network.train(mode)
        assert torch.equal(run(1), run(1))
        assert not torch.equal(run(1), run(2))


def test_noise_can_be_turned_off_in_evaluation():
    input = torch.rand(100, 2, 20)
    quiet = DWMTJ(noise_in_evaluation=False).eval()
    assert torch.equal(quiet(input, generator=1)[0], quiet(input, generator=2)[0])
