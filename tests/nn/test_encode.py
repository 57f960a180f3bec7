import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.nn import encode

PAPER = {"max_rate": 1e9, "time_step": 1e-10}


def _generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_poisson_spikes_come_with_probability_value_times_rate_times_step():
    values = torch.tensor([[0.0, 0.25, 1.0]])
    spikes = encode.poisson(values, 100_000, **PAPER, generator=_generator())
    assert spikes.shape == (100_000, 1, 3)
    assert set(spikes.unique().tolist()) == {0.0, 1.0}
    rate = spikes.mean(0).flatten()
    assert rate[0] == 0
    for measured, expected in zip(rate[1:].tolist(), (0.025, 0.1), strict=True):
        assert measured == pytest.approx(expected, abs=5 * (expected / 100_000) ** 0.5)


def test_poisson_steps_are_independent():
    spikes = encode.poisson(torch.ones(1, 50), 20_000, **PAPER, generator=_generator())[:, 0]
    centred = spikes - spikes.mean(0)
    correlation = (centred[1:] * centred[:-1]).mean() / centred.square().mean()
    assert abs(correlation.item()) < 5 / 1000


def test_poisson_is_decided_by_its_generator():
    values = torch.rand(3, 4)
    first = encode.poisson(values, 50, **PAPER, generator=_generator(1))
    assert torch.equal(first, encode.poisson(values, 50, **PAPER, generator=_generator(1)))
    assert not torch.equal(first, encode.poisson(values, 50, **PAPER, generator=_generator(2)))


@pytest.mark.parametrize(("rate", "step"), [(1.1e10, 1e-10), (0, 1e-10), (-1e9, 1e-10)])
def test_more_than_one_spike_per_step_is_refused(rate, step):
    with pytest.raises(ValueError, match=r"max_rate: .* Hz is not allowed; .* 1e\+10 Hz"):
        encode.poisson(torch.ones(1, 1), 10, max_rate=rate, time_step=step)


@pytest.mark.parametrize("value", [-0.1, 10.5, float("nan"), float("inf")])
def test_rates_out_of_range_are_refused(value):
    with pytest.raises(ValueError, match="allowed: between 0 and 10"):
        encode.poisson(torch.tensor([[0.5, value]]), 10, **PAPER)


def test_constant_current_follows_the_interspike_interval_of_a_lif_neuron():
    values = torch.tensor([[0.9, 1.0, 2.0, 5.0]], dtype=torch.float64)
    spikes = encode.constant_current(values, 400, membrane_time_constant=1e-9, time_step=1e-10)
    assert spikes[:, 0, :2].sum() == 0
    for column, value in ((2, 2.0), (3, 5.0)):
        # v_n = value*(1 - 0.9^n) first exceeds 1
        interval = next(n for n in range(1, 100) if value * (1 - 0.9**n) > 1)
        times = spikes[:, 0, column].nonzero().flatten()
        assert times[0] == interval - 1
        assert (times.diff() == interval).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(1, 60))
def test_latency_gives_one_spike_the_earlier_the_larger(values, steps):
    spikes = encode.latency(torch.tensor([values], dtype=torch.float64), steps)[:, 0]
    assert (spikes.sum(0) == torch.tensor([float(value > 0) for value in values])).all()
    times = [spikes[:, i].argmax().item() for i, value in enumerate(values) if value > 0]
    ordered = [time for _, time in sorted(zip([v for v in values if v > 0], times, strict=True))]
    assert ordered == sorted(times, reverse=True)
    for value, time in zip([v for v in values if v > 0], times, strict=True):
        assert time == pytest.approx((1 - value) * (steps - 1), abs=0.5 + 1e-9)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_latency_refuses_values_out_of_range(value):
    with pytest.raises(ValueError, match="allowed: between 0 and 1"):
        encode.latency(torch.tensor([[value]]), 10)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_spikes_have_type_and_device_of_the_values(dtype):
    values = torch.rand(2, 3, dtype=dtype)
    for spikes in (
        encode.poisson(values, 5, **PAPER),
        encode.latency(values, 5),
        encode.direct(values, 5),
        encode.constant_current(values, 5, membrane_time_constant=1e-9, time_step=1e-10),
    ):
        assert spikes.dtype == dtype
        assert spikes.shape == (5, 2, 3)


def test_direct_gives_the_values_themselves_and_stores_them_once():
    values = torch.tensor([[0.0, -0.5, 3.0]])
    steps = encode.direct(values, 4)
    assert steps.shape == (4, 1, 3)
    assert all(torch.equal(step, values) for step in steps)
    assert steps.untyped_storage().nbytes() == values.untyped_storage().nbytes()
    with pytest.raises(ValueError, match="not finite"):
        encode.direct(torch.tensor([[float("inf")]]), 4)
    with pytest.raises(ValueError, match="time_steps: 0"):
        encode.direct(values, 0)


def test_impossible_times_are_refused():
    with pytest.raises(ValueError, match="time_steps: 0"):
        encode.latency(torch.ones(1, 1), 0)
    with pytest.raises(ValueError, match="membrane_time_constant"):
        encode.constant_current(torch.ones(1, 1), 5, membrane_time_constant=1e-11, time_step=1e-10)
    with pytest.raises(ValueError, match="not finite"):
        encode.constant_current(
            torch.tensor([[float("nan")]]), 5, membrane_time_constant=1e-9, time_step=1e-10
        )
