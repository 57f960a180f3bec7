"""Poisson spikes as events: the statistics of the dense encoder, at most one spike per step.

Means and correlations may lie five standard errors off; the seeds are fixed.
"""

import math
from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dwmtj.nn import SpikeEvents, encode
from dwmtj.nn.noise import normal_block

# Values count in maximum rates: with these a value of 10 spikes in every step.
PAPER = {"max_rate": 1e9, "time_step": 1e-10}
IMAGES, STEPS = 2000, 120


def events_of(probabilities, steps, seed=0, images=1):
    """Events of images whose pixels spike with these probabilities per step."""
    values = torch.tensor(probabilities, dtype=torch.float64) * 10
    return encode.poisson_events(values.expand(images, -1), steps, **PAPER, generator=seed)


def as_dense(events):
    """How often each pixel spikes in each step, [T, B, P], by a loop over the documented layout."""
    steps, images, _ = events.shape
    counts = np.zeros(events.shape, np.float32)
    offsets, indices = events.offsets.tolist(), events.indices.tolist()
    for t in range(steps):
        for image in range(images):
            row = image * steps + t
            for pixel in indices[offsets[row] : offsets[row + 1]]:
                counts[t, image, pixel] += 1
    return counts


PROBABILITIES = (0.0, 1e-4, 0.01, 0.02, 0.05, 0.1, 0.1, 0.3, 0.5, 0.9, 0.999, 1.0)


@pytest.fixture(scope="module")
def spikes():
    """Spikes [T, B, P] of many images with the same pixels."""
    return events_of(PROBABILITIES, STEPS, seed=1, images=IMAGES).to_dense().numpy()


# Layout


@given(
    probabilities=st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=12),
    images=st.integers(1, 5),
    steps=st.integers(1, 30),
    seed=st.integers(0, 2**63 - 1),
)
def test_every_event_is_a_pixel_that_spikes_once_in_its_step(probabilities, images, steps, seed):
    events = events_of(probabilities, steps, seed, images)
    assert events.shape == (steps, images, len(probabilities))
    assert events.inputs == len(probabilities)
    assert events.indices.dtype == torch.int32
    assert events.offsets.dtype == torch.int64
    assert events.offsets.shape == (steps * images + 1,)
    assert (events.offsets.diff() >= 0).all()
    assert events.offsets[0] == 0
    assert events.offsets[-1] == len(events.indices)
    counts = as_dense(events)
    assert set(np.unique(counts)) <= {0, 1}
    np.testing.assert_array_equal(events.to_dense().numpy(), counts)


@given(
    shape=st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(1, 9)),
    density=st.sampled_from([0.0, 0.2, 1.0]),
    backwards=st.booleans(),
)
def test_any_spikes_go_to_events_and_back(shape, density, backwards):
    torch.manual_seed(0)
    dense = (torch.rand(shape) < density).float()
    indices, offsets = [], [0]
    for row in dense.transpose(0, 1).flatten(0, 1):
        pixels = row.nonzero().flatten().tolist()
        indices += pixels[::-1] if backwards else pixels  # the order within a step is free
        offsets.append(len(indices))
    events = SpikeEvents(
        torch.tensor(indices, dtype=torch.int32), torch.tensor(offsets), tuple(shape)
    )
    assert torch.equal(events.to_dense(), dense)


def test_black_images_have_no_events():
    events = encode.poisson_events(torch.zeros(3, 5), 7, **PAPER)
    assert len(events.indices) == 0
    assert torch.equal(events.to_dense(), torch.zeros(7, 3, 5))


def test_an_image_between_black_ones_keeps_its_place():
    values = torch.zeros(3, 5)
    values[1] = 10
    dense = encode.poisson_events(values, 7, **PAPER).to_dense()
    assert torch.equal(dense, (values / 10).expand(7, 3, 5))


@pytest.mark.parametrize("shape", [(0, 5), (3, 0)])
def test_batches_without_images_or_pixels_have_no_events(shape):
    events = encode.poisson_events(torch.ones(shape), 7, **PAPER)
    assert len(events.indices) == 0
    assert events.to_dense().shape == (7, *shape)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_pixels_of_a_view_are_read_in_their_order(dtype):
    values = torch.tensor([[0.0, 10.0, 0.0], [10.0, 0.0, 0.0]], dtype=dtype)
    events = encode.poisson_events(values.t(), 4, **PAPER)
    assert torch.equal(events.to_dense(), (values.t() / 10).float().expand(4, 3, 2))


# Statistics


def test_each_pixel_spikes_with_its_probability(spikes):
    for pixel, p in enumerate(PROBABILITIES):
        error = math.sqrt(p * (1 - p) / (IMAGES * STEPS))
        assert spikes[..., pixel].mean(dtype=np.float64) == pytest.approx(p, abs=5 * error)


def test_probabilities_0_and_1_are_exact(spikes):
    assert spikes[..., PROBABILITIES.index(0.0)].sum() == 0
    assert (spikes[..., PROBABILITIES.index(1.0)] == 1).all()


def test_every_step_is_alike_the_first_and_the_last_too(spikes):
    for pixel, p in enumerate(PROBABILITIES):
        if p * IMAGES > 15 and (1 - p) * IMAGES > 15:
            deviation = spikes[..., pixel].sum(1, dtype=np.float64) - IMAGES * p
            chi_square = (deviation**2).sum() / (IMAGES * p * (1 - p))
            assert 1e-4 < stats.chi2.sf(chi_square, STEPS) < 1 - 1e-4, p


def test_counts_of_a_pixel_spread_as_those_of_the_dense_encoder(spikes):
    values = torch.tensor(PROBABILITIES, dtype=torch.float64).expand(IMAGES, -1) * 10
    generator = torch.Generator().manual_seed(0)
    dense = encode.poisson(values, STEPS, **PAPER, generator=generator).sum(0).numpy()
    counts = spikes.sum(0, dtype=np.float64)
    for pixel, p in enumerate(PROBABILITIES):
        mine, theirs = counts[:, pixel], dense[:, pixel]
        spread = STEPS * p * (1 - p)
        assert abs(mine.mean() - theirs.mean()) <= 5 * math.sqrt(2 * spread / IMAGES)
        if 0.01 <= p <= 0.9:
            assert mine.var() == pytest.approx(spread, rel=5 * math.sqrt(3 / IMAGES))
            assert stats.ks_2samp(mine, theirs).pvalue > 1e-4


def _correlation(first, second):
    """Of centred, scaled spikes; its standard error is 1/sqrt(n)."""
    return float((first * second).mean(dtype=np.float64))


def _scaled(spikes, p):
    return (spikes - p) / math.sqrt(p * (1 - p))


@pytest.mark.parametrize("lag", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("p", [0.01, 0.1, 0.5, 0.9])
def test_a_spike_does_not_remember_the_steps_before(spikes, p, lag):
    each = _scaled(spikes[..., PROBABILITIES.index(p)], p)
    allowed = 5 / math.sqrt(each[lag:].size)
    assert abs(_correlation(each[lag:], each[:-lag])) < allowed


def test_pixels_do_not_know_of_each_other(spikes):
    inner = [i for i, p in enumerate(PROBABILITIES) if 0.005 < p < 0.99]
    scaled = {i: _scaled(spikes[..., i], PROBABILITIES[i]) for i in inner}
    allowed = 5 / math.sqrt(STEPS * IMAGES)
    for i, j in combinations(inner, 2):
        assert abs(_correlation(scaled[i], scaled[j])) < allowed


def test_images_do_not_know_of_each_other(spikes):
    each = _scaled(spikes[..., PROBABILITIES.index(0.1)], 0.1)
    for lag in (1, 2, 8):
        allowed = 5 / math.sqrt(each[:, lag:].size)
        assert abs(_correlation(each[:, lag:], each[:, :-lag])) < allowed


@pytest.mark.parametrize("p", [0.02, 0.1, 0.6])
def test_intervals_between_spikes_are_geometric_and_independent(p):
    steps = 20_000
    dense = events_of([p] * 25, steps, seed=5).to_dense()[:, 0].numpy()
    intervals, following = [], []
    for train in dense.T:
        times = np.flatnonzero(train)
        gaps = np.diff(times)
        whole = times[:-1] < steps - 60 / p  # long ones are not cut off by the end
        intervals.append(gaps[whole])
        following.append((gaps[:-1] * p - 1) * (gaps[1:] * p - 1))
    intervals = np.concatenate(intervals)
    longest = int(stats.geom.isf(20 / len(intervals), p))
    observed = np.bincount(np.minimum(intervals, longest + 1), minlength=longest + 2)[1:]
    lengths = np.arange(1, longest + 1)
    expected = np.append(stats.geom.pmf(lengths, p), stats.geom.sf(longest, p)) * len(intervals)
    assert observed[0] > 0
    assert stats.chisquare(observed, expected).pvalue > 1e-3
    following = np.concatenate(following)
    assert abs(following.mean()) < 5 * (1 - p) / math.sqrt(len(following))


# Randomness


def test_the_same_seed_gives_the_same_spikes_and_another_seed_others():
    values = torch.rand(4, 30)
    first, again, other = (
        encode.poisson_events(values, 200, **PAPER, generator=seed).to_dense() for seed in (1, 1, 2)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_neighbouring_seeds_and_calls_of_one_generator_are_independent():
    generator = torch.Generator().manual_seed(3)
    values = torch.ones(200, 20)
    trains = [
        _scaled(encode.poisson_events(values, 100, **PAPER, generator=g).to_dense().numpy(), 0.1)
        for g in (10, 11, 10 + 2**32, generator, generator)
    ]
    for first, second in combinations(trains, 2):
        assert abs(_correlation(first, second)) < 5 / math.sqrt(first.size)


def test_a_generator_decides_the_spikes():
    values = torch.rand(4, 30)
    first, second = (
        encode.poisson_events(
            values, 50, **PAPER, generator=torch.Generator().manual_seed(6)
        ).to_dense()
        for _ in range(2)
    )
    assert torch.equal(first, second)
    torch.manual_seed(0)
    first = encode.poisson_events(values, 50, **PAPER).to_dense()
    other = encode.poisson_events(values, 50, **PAPER).to_dense()
    torch.manual_seed(0)
    assert torch.equal(first, encode.poisson_events(values, 50, **PAPER).to_dense())
    assert not torch.equal(first, other)


@pytest.mark.parametrize("threads", [2, 3])
def test_spikes_are_the_same_for_any_number_of_threads(threads, with_threads):
    values = torch.rand(7, 50)
    with with_threads(1):
        alone = encode.poisson_events(values, 100, **PAPER, generator=4).to_dense()
    with with_threads(threads):
        together = encode.poisson_events(values, 100, **PAPER, generator=4).to_dense()
    assert torch.equal(alone, together)


def test_an_image_has_the_same_spikes_whatever_else_is_in_the_batch_after_it():
    values = torch.rand(6, 30)
    few = encode.poisson_events(values[:2], 100, **PAPER, generator=4).to_dense()
    all_of_them = encode.poisson_events(values, 100, **PAPER, generator=4).to_dense()
    assert torch.equal(few, all_of_them[:, :2])


def test_spikes_and_wall_noise_of_the_same_seed_are_independent():
    # The first interval of a pixel against the first noise of the neuron of the same index.
    shape = (200, 100)
    events = encode.poisson_events(torch.full(shape, 5.0), 40, **PAPER, generator=9)
    first = events.to_dense().argmax(0).numpy().astype(float).ravel()
    rank = stats.rankdata(first)
    for normal in normal_block(9, 0, shape):
        for noise in (normal, normal.abs()):
            correlation = np.corrcoef(rank, noise.numpy().ravel())[0, 1]
            assert abs(correlation) < 5 / math.sqrt(rank.size)


# Refusals


@pytest.mark.parametrize("shape", [(), (5,), (2, 3, 4)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"values: shape \[.*\] on cpu .* allowed: \[B, P\]"):
        encode.poisson_events(torch.zeros(shape), 5, **PAPER)


def test_other_devices_are_refused():
    with pytest.raises(ValueError, match="on meta is not allowed"):
        encode.poisson_events(torch.zeros(2, 3, device="meta"), 5, **PAPER)


@pytest.mark.parametrize("value", [-0.1, 10.5, float("nan"), float("inf")])
def test_rates_out_of_range_are_refused(value):
    with pytest.raises(ValueError, match="allowed: between 0 and 10"):
        encode.poisson_events(torch.tensor([[0.5, value]]), 10, **PAPER)


@pytest.mark.parametrize(("rate", "step"), [(1.1e10, 1e-10), (0, 1e-10), (-1e9, 1e-10)])
def test_more_than_one_spike_per_step_is_refused(rate, step):
    with pytest.raises(ValueError, match=r"max_rate: .* Hz is not allowed"):
        encode.poisson_events(torch.ones(1, 1), 10, max_rate=rate, time_step=step)


def test_no_steps_and_wrong_seeds_are_refused():
    with pytest.raises(ValueError, match="time_steps: 0"):
        encode.poisson_events(torch.ones(1, 1), 0, **PAPER)
    with pytest.raises(ValueError, match="generator: seed -1"):
        encode.poisson_events(torch.ones(1, 1), 5, **PAPER, generator=-1)


@pytest.mark.filterwarnings("error")
def test_a_rate_too_small_to_ever_spike_ends():
    events = events_of([1e-320, 1e-300, 1e-30, 1e-12], 1000, seed=2)
    assert len(events.indices) == 0
