from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import kstest

from dwmtj.physics import field_loop, hysteron, reversal
from dwmtj.physics.activation import BOLTZMANN

OERSTED = 1e3 / (4 * np.pi)
KT = BOLTZMANN * 300
SWEEP = {
    "sweep_rate": 100 * OERSTED,
    "barrier": 60 * KT,
    "attempt_time": 1e-9,
    "temperature": 300.0,
}
STATIC = {name: value for name, value in SWEEP.items() if name != "sweep_rate"}


@given(st.floats(-0.5, 1.5), st.floats(3, 200), st.floats(1, 1e12))
def test_the_probability_of_a_sweep_is_the_integral_of_the_rate_over_it(share, barrier, sweep_rate):
    width = 500.0
    static = STATIC | {"barrier": barrier * KT}
    probability = hysteron.switching_probability(
        share * width, width, sweep_rate=sweep_rate, **static
    )

    def rate(field):
        return float(reversal.reversal_rate(field, width, **static))

    lowest = (1 - np.sqrt(600 / barrier)) * width  # where the rate is exp(-600)
    cuts = [
        part
        for part in (lowest, -width, 0.0, 0.5 * width, 0.9 * width, width)
        if lowest <= part < share * width
    ]
    cuts.append(share * width)
    expected = sum(
        quad(rate, a, b, epsabs=0, epsrel=1e-8, limit=200)[0] / sweep_rate
        for a, b in pairwise(cuts)
    )
    assert probability == pytest.approx(-np.expm1(-expected), rel=1e-6, abs=1e-300)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(3, 200), st.floats(1, 1e13))
def test_the_switching_field_inverts_the_probability(probability, barrier, sweep_rate):
    sweep = SWEEP | {"barrier": barrier * KT, "sweep_rate": sweep_rate}
    field = hysteron.switching_field(probability, 5e4, **sweep)
    assert hysteron.switching_probability(field, 5e4, **sweep) == pytest.approx(
        probability, rel=1e-6
    )


def test_a_hysteron_stepped_through_a_sweep_switches_with_the_same_distribution():
    # The rate acts for a short time at each of many fields, as a simulation would do it.
    rng = np.random.default_rng(3)
    width, count = 700 * OERSTED, 4000
    fields = np.linspace(0.2, 0.7, 6001) * width
    step_time = (fields[1] - fields[0]) / SWEEP["sweep_rate"]
    chance = -np.expm1(-step_time * reversal.reversal_rate(fields, width, **STATIC))
    switched = np.full(count, np.nan)
    for field, p in zip(fields, chance, strict=True):
        now = np.isnan(switched) & (rng.random(count) < p)
        switched[now] = field
    law = kstest(switched, lambda field: hysteron.switching_probability(field, width, **SWEEP))
    assert law.pvalue > 0.01
    median = hysteron.switching_field(0.5, width, **SWEEP)
    spread = hysteron.switching_field_spread(width, **SWEEP)
    assert np.median(switched) == pytest.approx(median, abs=5 * spread / np.sqrt(count))
    assert np.std(switched) == pytest.approx(spread, rel=0.05)


def test_a_faster_sweep_switches_later_by_the_same_amount_per_decade():
    rates = np.array([1.0, 10.0, 100.0, 1e6]) * OERSTED
    fields = hysteron.switching_field(0.5, 700 * OERSTED, **(SWEEP | {"sweep_rate": rates}))
    assert np.all(np.diff(fields) > 0)
    # dH/dln(R) = H_0/(2 b x) with x = 1 - H/H_0, the logarithmic law, up to a share 1/(2 b x^2).
    shift = 1 - fields[1] / (700 * OERSTED)
    slope = 700 * OERSTED / (2 * 60 * shift)
    correction = 1 / (2 * 60 * shift**2)
    assert (fields[2] - fields[0]) / np.log(100) == pytest.approx(slope, rel=1.2 * correction)
    assert correction < 0.03


def test_without_temperature_the_loop_has_its_full_width_and_no_spread():
    cold = SWEEP | {"temperature": 1e-3}
    fields = hysteron.switching_field([0.01, 0.5, 0.99], 700 * OERSTED, **cold)
    assert fields / (700 * OERSTED) == pytest.approx([1, 1, 1], abs=2e-3)
    assert hysteron.switching_field_spread(700 * OERSTED, **cold) < 1e-3 * 700 * OERSTED


def test_a_sweep_is_like_waiting_at_its_field_for_the_time_it_takes_to_pass():
    # Sharrock: half of the loops reverse at H within ln2/rate(H).
    width = 700 * OERSTED
    median = hysteron.switching_field(0.5, width, **SWEEP)
    wait = np.log(2) / reversal.reversal_rate(median, width, **STATIC)
    assert reversal.sharrock_field(width, wait, **STATIC) == pytest.approx(float(median))
    # The sweep passes the last kT of barrier in about this time.
    passing = width / (2 * 60 * (1 - median / width)) / SWEEP["sweep_rate"]
    assert wait == pytest.approx(passing, rel=0.03)


@given(st.floats(10, 1000), st.floats(40, 200), st.floats(1e-2, 1e6))
def test_the_calibrated_half_width_gives_the_wanted_median(median, barrier, rate):
    sweep = SWEEP | {"barrier": barrier * KT, "sweep_rate": rate * OERSTED}
    width = hysteron.half_width_for(median * OERSTED, **sweep)
    assert width > median * OERSTED
    assert hysteron.switching_field(0.5, width, **sweep) == pytest.approx(
        median * OERSTED, rel=1e-9
    )


def test_loops_of_the_paper_switch_where_they_were_measured():
    offset, half = np.array([261, 199]) * OERSTED, np.array([309, 241]) * OERSTED
    width = hysteron.half_width_for(half, **SWEEP)
    loops = field_loop.sample_loops(np.random.default_rng(1), 4000, offset, width, **SWEEP)
    assert loops.descending.shape == loops.ascending.shape == (4000, 2)
    down, up = (np.median(part, axis=0) / OERSTED for part in loops)
    assert down == pytest.approx([-48, -42], abs=1)
    assert up == pytest.approx([570, 440], abs=1)
    spread = hysteron.switching_field_spread(width, **SWEEP)
    assert np.std(loops.ascending, axis=0) == pytest.approx(spread, rel=0.05)
    assert np.std(loops.descending, axis=0) == pytest.approx(spread, rel=0.05)
    assert abs(np.corrcoef(loops.descending[:, 0], loops.ascending[:, 0])[0, 1]) < 0.05


def test_sampled_fields_follow_the_distribution_and_the_seed():
    width = 700 * OERSTED

    def draw(seed):
        return field_loop.sample_loops(np.random.default_rng(seed), 3000, 0.0, width, **SWEEP)

    assert (
        kstest(
            draw(5).ascending, lambda field: hysteron.switching_probability(field, width, **SWEEP)
        ).pvalue
        > 0.01
    )
    assert np.array_equal(draw(5).ascending, draw(5).ascending)
    assert not np.array_equal(draw(5).ascending, draw(6).ascending)
    assert np.all(np.isfinite(draw(5).descending))


def test_both_branches_of_a_loop_tell_where_the_layer_points():
    loops = field_loop.LoopFields(np.array([-48.0, -40.0]), np.array([570.0, 560.0]))
    up = field_loop.branch_up([-600, 0, 565, 600], loops.ascending, rising=True)
    assert up.tolist() == [[0, 0, 0, 1], [0, 0, 1, 1]]
    down = field_loop.branch_up([600, 0, -45, -600], loops.descending, rising=False)
    assert down.tolist() == [[1, 1, 1, 0], [1, 1, 0, 0]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"barrier": 10 * KT},
            "barrier: 10 k_B T is not allowed; allowed: high enough that a loop",
        ),
        ({"barrier": 0}, "barrier: 0 k_B T is not allowed"),
        ({"sweep_rate": 0}, "sweep_rate: 0 A/m/s is not allowed"),
        ({"sweep_rate": 1e15}, "median_field: .* is not allowed; allowed: at least"),
        ({"median_field": -5}, "median_field: -5 A/m is not allowed"),
    ],
)
def test_loops_that_cannot_be_are_refused(change, message):
    arguments = {"median_field": 300 * OERSTED, **SWEEP} | change
    with pytest.raises(ValueError, match=message):
        hysteron.half_width_for(**arguments)


def test_a_wait_shorter_than_an_attempt_reverses_nothing():
    with pytest.raises(ValueError, match="duration: 1e-10 s is not allowed"):
        reversal.sharrock_field(5e4, 1e-10, **STATIC)
    with pytest.raises(ValueError, match="cycles: -1 is not allowed"):
        field_loop.sample_loops(np.random.default_rng(0), -1, 0.0, 5e4, **SWEEP)
