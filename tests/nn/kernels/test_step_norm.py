"""The batch norm of every step; that it equals the reference is tested where the module is."""

import pytest
import torch

from dwmtj.nn.kernels.step_norm import step_norm

EPSILON = 1e-5


def _run(input):
    torch.manual_seed(0)
    input = input.clone().requires_grad_()
    weight, bias = torch.randn(2, input.shape[2], requires_grad=True).unbind(0)
    weight.retain_grad()
    bias.retain_grad()
    output, mean, variance = step_norm(input, weight, bias, EPSILON)
    (output * torch.randn(output.shape)).sum().backward()
    return [output, mean, variance, input.grad, weight.grad, bias.grad]


def _spikes():
    return (torch.rand(90, 12, 31, generator=torch.Generator().manual_seed(1)) < 0.1).float()


@pytest.mark.parametrize("threads", [2, 3])
def test_results_and_gradients_are_the_same_for_any_number_of_threads(threads, with_threads):
    with with_threads(1):
        alone = _run(_spikes())
    with with_threads(threads):
        assert all(map(torch.equal, _run(_spikes()), alone))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_not_finite_spoils_its_step_and_neuron_and_no_other(value):
    spikes = _spikes()
    clean = _run(spikes)
    spikes[7, 3, 5] = value
    spoilt = _run(spikes)
    others = torch.ones(spikes.shape, dtype=torch.bool)
    others[7, :, 5] = False
    for before, after in ((clean[0], spoilt[0]), (clean[3], spoilt[3])):
        assert torch.equal(before[others], after[others])
        assert after[7, :, 5].isnan().all()


def test_second_derivatives_are_refused_and_not_silently_incomplete():
    input = _spikes().requires_grad_()
    output, _, _ = step_norm(input, torch.ones(31), torch.zeros(31), EPSILON)
    with pytest.raises(RuntimeError, match="no second derivative"):
        torch.autograd.grad((output**2).sum(), input, create_graph=True)


def test_an_input_that_is_not_contiguous_gives_the_same():
    spikes = _spikes()
    turned = spikes.transpose(0, 2).contiguous().transpose(0, 2)
    assert not turned.is_contiguous()
    assert all(map(torch.equal, _run(turned), _run(spikes)))
