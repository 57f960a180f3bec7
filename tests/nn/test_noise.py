"""The wall noise: its words are those of Philox, its numbers normal, nothing in it is correlated.

The statistics are those of the compiled generator, which a test holds to the definition, bit for
bit. Counts and correlations may lie five standard errors off; the seeds are fixed.
"""

import math
from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dwmtj.nn import DWMTJ, DWMTJCell
from dwmtj.nn.kernels import noise as compiled
from dwmtj.nn.noise import NormalDraws, draw_seed, normal_block

SEEDS = st.integers(0, 2**63 - 1)
WORDS = st.integers(0, 2**32 - 1)
# Seed, image of a batch of 100 and neuron of a layer of 100, as in the paper's network.
SEED, BATCH, NEURONS, BLOCKS = 20241122, 100, 100, 250


def _philox(counter, key, rounds):
    """Philox4x32 as in Salmon et al. (SC'11), on Python's integers."""
    (a, b, c, d), (k0, k1) = counter, key
    for _ in range(rounds):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b = (second >> 32) ^ b ^ k0, second & 0xFFFFFFFF
        c, d = (first >> 32) ^ d ^ k1, first & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return a, b, c, d


def _box_muller(radius_word, angle_word):
    """Radius from one word; from the other an eighth of the circle, its mirror image and sign."""
    u = (float(np.float32(radius_word)) + 1) * 2.0**-32
    radius = math.sqrt(-2 * math.log(min(u, 1.0)))
    low = angle_word & 0x3FFFFFFF
    angle = (low if low < 2**29 else low - 2**30) / 2**29 * math.pi / 4
    point = (math.cos(angle), math.sin(angle))
    if angle_word >> 31:
        point = point[::-1]
    sign = -1 if angle_word >> 30 & 1 else 1
    return sign * radius * point[0], sign * radius * point[1]


def _draws(seed, blocks, batch=BATCH, neurons=NEURONS):
    """Normal numbers [draw, batch, neuron] of the compiled generator."""
    return np.concatenate([compiled.normal_block(seed, b, batch, neurons) for b in range(blocks)])


def _correlation(first, second):
    return float(np.mean(first * second, dtype=np.float64))


@pytest.fixture(scope="module")
def numbers():
    """Ten million numbers [draw, batch, neuron]."""
    return _draws(SEED, BLOCKS)


# Bits


# The known answers that come with Random123 (kat_vectors), words in hexadecimal.
@pytest.mark.parametrize(
    ("rounds", "counter", "key", "answer"),
    [
        (7, "00000000 00000000 00000000 00000000", "00000000 00000000",
         "5f6fb709 0d893f64 4f121f81 4f730a48"),
        (7, "ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
         "5207ddc2 45165e59 4d8ee751 8c52f662"),
        (7, "243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
         "4dfccaba 190a87f0 c47362ba b6b5242a"),
        (10, "00000000 00000000 00000000 00000000", "00000000 00000000",
         "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        (10, "ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
         "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (10, "243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
         "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)  # fmt: skip
def test_philox_gives_the_known_answers(rounds, counter, key, answer):
    counter, key, answer = (
        tuple(int(word, 16) for word in words.split()) for words in (counter, key, answer)
    )
    assert _philox(counter, key, rounds) == answer
    if rounds == 7:
        assert compiled.philox(*counter, np.uint64(key[0] + (key[1] << 32))) == answer


@given(counter=st.tuples(WORDS, WORDS, WORDS, WORDS), seed=SEEDS)
def test_the_words_are_those_of_philox_with_seven_rounds(counter, seed):
    expected = _philox(counter, (seed & 0xFFFFFFFF, seed >> 32), 7)
    assert compiled.philox(*counter, np.uint64(seed)) == expected


@given(seed=SEEDS, block=WORDS, batch=st.integers(0, 4), neuron=st.integers(0, 4))
def test_the_numbers_are_box_and_muller_of_the_words_of_their_place(seed, block, batch, neuron):
    words = _philox((neuron, batch, block, 0), (seed & 0xFFFFFFFF, seed >> 32), 7)
    expected = (*_box_muller(*words[:2]), *_box_muller(*words[2:]))
    numbers = [each[batch, neuron].item() for each in normal_block(seed, block, (5, 5))]
    assert numbers == pytest.approx(expected, abs=2e-6)


@given(
    seed=SEEDS,
    block=st.integers(0, 2**33),
    shape=st.lists(st.integers(1, 24), min_size=1, max_size=4),
)
def test_the_compiled_numbers_are_the_definition_bit_by_bit(seed, block, shape):
    definition = torch.stack(normal_block(seed, block, shape))
    twin = torch.from_numpy(compiled.normal_block(seed, block, shape[0], math.prod(shape[1:])))
    assert definition.dtype == twin.dtype == torch.float32
    assert torch.equal(definition.flatten().view(torch.int32), twin.flatten().view(torch.int32))


def test_large_layers_have_the_same_bits_too():
    definition = torch.stack(normal_block(SEED, 7, (100, 1000)))
    twin = torch.from_numpy(compiled.normal_block(SEED, 7, 100, 1000))
    assert torch.equal(definition.view(torch.int32), twin.view(torch.int32))


@given(draws=st.lists(st.integers(0, 40), min_size=1, max_size=10), seed=SEEDS)
def test_any_draw_can_be_drawn_again_in_any_order(draws, seed):
    numbers = NormalDraws(seed, (2, 3))
    for draw in draws:
        expected = normal_block(seed, draw // 4, (2, 3))[draw % 4]
        assert torch.equal(numbers[draw], expected)


def test_a_number_depends_on_its_place_alone_and_not_on_the_size_of_batch_or_block():
    large, small = compiled.normal_block(5, 3, 9, 11), compiled.normal_block(5, 3, 4, 11)
    np.testing.assert_array_equal(large[:, :4], small)
    np.testing.assert_array_equal(large[:, :, :6], compiled.normal_block(5, 3, 9, 6))


@pytest.mark.parametrize("threads", [2, 3, 5])
def test_the_numbers_are_the_same_for_any_number_of_threads(threads, with_threads):
    with with_threads(1):
        alone = compiled.normal_block(SEED, 0, 37, 53)
    with with_threads(threads):
        np.testing.assert_array_equal(alone, compiled.normal_block(SEED, 0, 37, 53))


# A normal distribution


def test_the_first_four_moments_are_those_of_a_normal_distribution(numbers):
    root = math.sqrt(numbers.size)
    square = np.square(numbers, dtype=np.float64)
    # Mean and standard deviation of the powers of a standard normal number.
    assert numbers.mean(dtype=np.float64) == pytest.approx(0, abs=5 / root)
    assert square.mean() == pytest.approx(1, abs=5 * math.sqrt(2) / root)
    assert (square * numbers).mean() == pytest.approx(0, abs=5 * math.sqrt(15) / root)
    assert (square * square).mean() == pytest.approx(3, abs=5 * math.sqrt(96) / root)


def test_each_draw_of_a_block_has_mean_0_and_variance_1(numbers):
    for word in range(4):
        each = numbers[word::4].astype(np.float64)
        assert each.mean() == pytest.approx(0, abs=5 / math.sqrt(each.size))
        assert each.var() == pytest.approx(1, abs=5 * math.sqrt(2 / each.size))


def test_ten_million_draws_pass_kolmogorov_and_smirnov(numbers):
    assert numbers.size == 10**7
    assert stats.kstest(numbers.ravel(), "norm", method="asymp").pvalue > 0.001


def test_the_tails_past_four_sigma_hold_as_many_numbers_as_they_should():
    levels, draws = (4.0, 4.5, 5.0, 5.5), 10**8
    counts = {side * level: 0 for level in levels for side in (-1, 1)}
    largest = 0.0
    for block in range(25):
        z = compiled.normal_block(SEED + 1, block, 1000, 1000).ravel()
        tail = z[np.abs(z) > levels[0]]
        largest = max(largest, float(np.abs(tail).max()))
        for level in levels:
            counts[level] += int((tail > level).sum())
            counts[-level] += int((tail < -level).sum())
    for level, count in counts.items():
        low, high = stats.poisson.interval(1 - 1e-4, draws * stats.norm.sf(abs(level)))
        assert low <= count <= high, level
    # 10^8 draws reach 5.6 to 6.2; the rarest word gives sqrt(2*log(2^32)).
    assert 5.4 < largest < 6.6605


# No correlation


@pytest.mark.parametrize("axis", [0, 1, 2], ids=["draw", "batch", "neuron"])
@pytest.mark.parametrize("lag", [1, 2, 3, 4, 8])
def test_numbers_are_correlated_along_no_axis_nor_are_their_squares(numbers, axis, lag):
    moved = np.moveaxis(numbers, axis, 0)
    first, second = moved[:-lag], moved[lag:]
    allowed = 5 / math.sqrt(first.size)
    spread, other_spread = first * first - 1, second * second - 1
    assert abs(_correlation(first, second)) < allowed
    assert abs(_correlation(spread, other_spread)) / 2 < allowed
    assert abs(_correlation(first, other_spread)) / math.sqrt(2) < allowed


@pytest.mark.parametrize("other", [SEED + 1, SEED ^ 2, SEED + 2**32, SEED ^ 2**62, SEED // 2])
def test_neighbouring_seeds_are_independent(numbers, other):
    first, second = numbers[:100], _draws(other, 25)
    allowed = 5 / math.sqrt(first.size)
    for lag in (0, 1, 4):
        a, b = first[: len(first) - lag], second[lag:]
        assert abs(_correlation(a, b)) < allowed
        assert abs(_correlation(a * a - 1, b * b - 1)) / 2 < allowed


def test_layers_calls_and_runs_that_share_a_generator_are_independent():
    input = torch.ones(1, 2, 3)
    seeds = []
    for run in (0, 1):
        generator = torch.Generator().manual_seed(run)
        layers = [DWMTJ(), DWMTJ(), DWMTJCell()]
        for _call in range(2):
            for layer in layers:
                given = input if isinstance(layer, DWMTJ) else input[0]
                seeds.append(layer(given, generator=generator)[1].seed)
    assert len(set(seeds)) == len(seeds)
    numbers = [_draws(seed, 5) for seed in seeds]
    allowed = 5 / math.sqrt(numbers[0].size)
    for first, second in combinations(numbers, 2):
        assert abs(_correlation(first, second)) < allowed
        assert abs(_correlation(first * first - 1, second * second - 1)) / 2 < allowed


@pytest.mark.parametrize("sigma", [0.3, 0.05])
def test_the_noise_factor_of_a_neuron_is_one_plus_sigma_times_these_numbers(sigma):
    neuron = DWMTJCell(sigma=sigma)
    _, state = neuron(torch.ones(2, 3, 5), generator=11)
    assert torch.equal(state.noise, normal_block(11, 0, (2, 3, 5))[0] * sigma + 1)
    for _ in range(6):
        _, state = neuron(torch.ones(2, 3, 5), state)
    assert torch.equal(state.noise, normal_block(11, 1, (2, 3, 5))[2] * sigma + 1)


# Seeds


@given(SEEDS)
def test_a_seed_is_taken_as_it_is_and_carried_by_the_state(seed):
    assert draw_seed(seed) == seed
    _, state = DWMTJCell()(torch.ones(1, 1), generator=seed)
    assert state.seed == seed


def test_numpys_integers_are_seeds_too():
    assert draw_seed(np.int64(3)) == draw_seed(np.uint8(3)) == 3


def test_a_generator_gives_another_seed_each_time_and_the_same_ones_again():
    generator = torch.Generator().manual_seed(4)
    seeds = [draw_seed(generator) for _ in range(100)]
    assert len(set(seeds)) == 100
    assert min(seeds) >= 0
    assert 2**61 < max(seeds) < 2**63
    generator.manual_seed(4)
    assert seeds == [draw_seed(generator) for _ in range(100)]


def test_torchs_own_generator_decides_where_none_is_given():
    seeds = []
    for _ in range(2):
        torch.manual_seed(7)
        seeds.append([draw_seed(None), draw_seed(None)])
    assert seeds[0] == seeds[1]
    assert seeds[0][0] != seeds[0][1]


def test_a_state_with_a_seed_draws_nothing_from_the_generator():
    neuron = DWMTJCell()
    _, state = neuron(torch.ones(1, 1), generator=1)
    generator = torch.Generator().manual_seed(0)
    before = generator.get_state()
    _, state = neuron(torch.ones(1, 1), state, generator=generator)
    assert torch.equal(before, generator.get_state())
    assert state.seed == 1


@pytest.mark.parametrize("seed", [-1, 2**63, 2**64])
def test_seeds_that_do_not_fit_63_bits_are_refused(seed):
    for use in (draw_seed, lambda seed: DWMTJ()(torch.ones(2, 1, 1), generator=seed)):
        with pytest.raises(ValueError, match=rf"generator: seed {seed} is not allowed; allowed"):
            use(seed)


@pytest.mark.parametrize("generator", [1.5, "7", np.random.default_rng(0)])
def test_what_is_neither_seed_nor_generator_is_refused(generator):
    with pytest.raises(ValueError, match=r"generator: seed .* allowed: a torch\.Generator or"):
        draw_seed(generator)
