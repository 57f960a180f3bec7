import copy
import math

import pytest
import torch

from dwmtj.networks.optimisation import make_optimizer, make_schedule, rate_factor
from dwmtj.nn.layer import OverTimeBatchNorm
from dwmtj.parameters import Source, load_recipe

ASSUMED = Source(kind="assumed", detail="test")


def _training(**values):
    recipe = load_recipe("conditioned")
    for field, value in values.items():
        recipe = recipe.replace(f"training.{field}", value, ASSUMED)
    return recipe.training


def _rates(steps, **values):
    training = _training(**values)
    return [rate_factor(step, training=training, steps=steps) for step in range(steps + 1)]


def test_the_cosine_falls_from_the_full_rate_to_zero():
    rates = _rates(10, schedule="cosine", warmup=0.0)
    assert rates[0] == 1
    assert rates[5] == pytest.approx(0.5)
    assert rates[10] == pytest.approx(0)
    assert rates == sorted(rates, reverse=True)


def test_the_rate_rises_linearly_before_the_cosine():
    rates = _rates(100, schedule="cosine", warmup=0.1)
    assert rates[:11] == pytest.approx([(step + 1) / 11 for step in range(11)])
    assert rates[55] == pytest.approx(0.5)
    assert rates[100] == pytest.approx(0)


def test_the_rate_rises_before_it_is_constant():
    assert _rates(5, schedule="constant", warmup=0.4)[:5] == pytest.approx([1 / 3, 2 / 3, 1, 1, 1])


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_warmup_of_nearly_all_steps_leaves_a_step_at_the_full_rate(steps):
    rates = _rates(steps, schedule="cosine", warmup=0.999)
    assert max(rates[:steps]) == 1
    assert all(math.isfinite(rate) for rate in rates)


def test_the_schedule_tells_the_optimiser_the_rate_of_every_step():
    training = _training(learning_rate=0.5, warmup=0.2, schedule="cosine")
    optimizer = make_optimizer(torch.nn.Linear(2, 2), training)
    schedule = make_schedule(optimizer, training, 10)
    for step in range(10):
        expected = 0.5 * rate_factor(step, training=training, steps=10)
        assert [group["lr"] for group in optimizer.param_groups] == pytest.approx([expected] * 2)
        optimizer.step()
        schedule.step()


def _trained(network, optimizer):
    torch.manual_seed(1)
    for _ in range(5):
        optimizer.zero_grad()
        network(torch.rand(3, 4, 6)).square().sum().backward()
        optimizer.step()
    return [parameter.detach() for parameter in network.parameters()]


def _network():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(6, 5), OverTimeBatchNorm(5))


def test_without_decay_the_optimiser_is_adam():
    first, second = _network(), _network()
    adam = torch.optim.Adam(second.parameters(), lr=0.002, fused=True)
    training = _training(learning_rate=0.002, weight_decay=0.0)
    for ours, theirs in zip(
        _trained(first, make_optimizer(first, training)), _trained(second, adam), strict=True
    ):
        assert torch.equal(ours, theirs)


def test_only_weight_matrices_decay_and_in_proportion_to_the_learning_rate():
    network = _network()
    before = copy.deepcopy(network)
    optimizer = make_optimizer(network, _training(learning_rate=0.01, weight_decay=0.5))
    for parameter in network.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    torch.testing.assert_close(network[0].weight, before[0].weight * (1 - 0.01 * 0.5))
    assert torch.equal(network[0].bias, before[0].bias)
    assert torch.equal(network[1].weight, before[1].weight)
