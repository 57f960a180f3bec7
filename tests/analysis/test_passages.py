"""Pulses until firing: what is found in counts, and what is not."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from dwmtj import experiments
from dwmtj.analysis.passages.fit_passages import fit_passages, passages_of
from dwmtj.analysis.passages.goodness_of_fit import goodness_of_fit
from dwmtj.analysis.passages.model_comparison import APART, compare
from dwmtj.analysis.passages.network_noise import law_of_thresholds, share_per_draw
from dwmtj.analysis.passages.passage_data import passage_data, saturated_log_likelihood
from dwmtj.analysis.passages.passage_fits import fit_law, log_likelihood
from dwmtj.analysis.passages.passage_grid import (
    greatest_log_likelihood,
    pulses_to_simulate,
    simulate,
)
from dwmtj.analysis.passages.passage_laws import CYCLE_VARIATION, LAWS, WALL_NOISE
from dwmtj.analysis.passages.passage_losses import lost_cycles
from dwmtj.analysis.passages.passages import fit_wall_noise
from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.read_table import table_of


def _counts(cycles, distance=12.0, sigma=0.3, applied=20, seed=1):
    rng = np.random.default_rng(seed)
    fired = np.cumsum(rng.normal(1, sigma, (cycles, applied)), axis=1) >= distance
    return np.where(fired.any(1), fired.argmax(1) + 1, 0), np.full(cycles, applied)


def _table(kind="passages", **columns):
    rows = len(next(iter(columns.values())))
    arrays = {name: np.asarray(values, float) for name, values in columns.items()}
    return Table("bench.csv", kind, arrays, np.arange(2, rows + 2), rows)


@pytest.mark.parametrize(
    ("cycles", "distance", "applied", "sets"),
    [(16, 12.0, 20, 80), (16, 12.0, 13, 80), (100, 35.0, 60, 30), (10_000, 12.0, 20, 30)],
)
def test_intervals_cover_what_the_counts_were_made_with(cycles, distance, applied, sets):
    truth = {"mean_pulses": distance + 0.545, "sigma_per_pulse": 0.3, "mean_increments": distance}
    inside = {name: np.zeros(2) for name in truth}
    values = {name: [] for name in truth}
    for seed in range(sets):
        counts, given = _counts(cycles, distance, applied=applied, seed=seed)
        found = fit_wall_noise(passage_data(counts, given)).estimates
        for name, true in truth.items():
            for place, interval in enumerate((found[name].interval_68, found[name].interval_95)):
                low, high = interval or (None, None)
                inside[name][place] += (low is None or low <= true) and (
                    high is None or true <= high
                )
            values[name].append(found[name].value)
    for name, true in truth.items():
        for level, happened in zip((0.68, 0.95), inside[name], strict=True):
            # Less or more than 1 in 1000 of right intervals would show; some reserve for 16 cycles.
            low, high = binom.ppf(0.001, sets, level - 0.03), binom.ppf(0.999, sets, level + 0.03)
            assert low <= happened <= high, (name, level, happened / sets)
        known = np.array([value for value in values[name] if value is not None])
        assert abs(known.mean() - true) < known.std()


def test_censored_cycles_keep_the_mean_from_being_too_small():
    counts, applied = _counts(4000, applied=12)
    assert 0.3 < np.mean(counts == 0) < 0.7
    found = fit_wall_noise(passage_data(counts, applied)).estimates
    low, high = found["mean_pulses"].interval_95
    assert low < 12.545 < high
    assert counts[counts > 0].mean() < low


def test_the_free_likelihood_is_that_of_the_shares_and_no_law_is_above():
    counts, applied = _counts(200, applied=13)
    data = passage_data(counts, applied)
    numbers = np.unique(counts, return_counts=True)[1]
    free = float(saturated_log_likelihood(data.fired, data.stopped))
    assert free == pytest.approx((numbers * np.log(numbers / 200)).sum())
    for law in LAWS:
        assert fit_law(law, data).log_likelihood < free


def test_the_grid_finds_the_likelihood_of_a_single_fit():
    data = passage_data(*_counts(100, applied=13))
    for law in LAWS:
        fit = fit_law(law, data)
        sets = simulate(fit, data, 3, pulses_to_simulate(fit, data), np.random.default_rng(5))
        grid = greatest_log_likelihood(fit, sets)
        for place in range(3):
            fired, stopped = (each[place].astype(int) for each in sets)
            one = data._replace(fired=fired, stopped=stopped)
            assert grid[place] == pytest.approx(fit_law(law, one).log_likelihood, abs=0.02)
            assert log_likelihood(law, fit.values, one) <= grid[place] + 0.02


@pytest.mark.parametrize("cycles", [16, 400])
def test_p_values_of_the_right_law_are_evenly_spread(cycles):
    values = []
    for seed in range(40):
        data = passage_data(*_counts(cycles, seed=seed))
        fit = fit_law(WALL_NOISE, data)
        rng = np.random.default_rng(seed)
        sets = simulate(fit, data, 99, pulses_to_simulate(fit, data), rng)
        values.append(goodness_of_fit(fit, data, sets, greatest_log_likelihood(fit, sets)))
    # Within 4 standard errors of the mean of 40 evenly spread numbers.
    assert abs(np.mean(values) - 0.5) < 4 * np.sqrt(1 / 12 / 40)
    assert np.mean(np.array(values) < 0.1) < 0.1 + 4 * np.sqrt(0.09 / 40)


def test_a_wrong_law_is_refused_by_its_fit():
    counts = np.r_[np.full(50, 9), np.full(50, 15)]
    assert passages_of(counts, sets=99).estimates["goodness_of_fit"].value == 0.01


def test_sixteen_cycles_cannot_tell_noise_per_pulse_from_noise_per_cycle_and_say_so():
    result = passages_of(*_counts(16), sets=99)
    needed = result.estimates["cycles_needed_cycle_variation"].value
    assert 500 < needed < 5000
    sentences = [each for each in result.remarks if "cannot tell" in each]
    assert any("step drawn once a cycle" in each and f"{needed:.0f} cycles" in each
               for each in sentences)  # fmt: skip
    assert any("diffusion" in each and "more than" in each for each in sentences)
    assert result.estimates["cycles_needed_diffusion"].value is None
    assert any("single barrier: this law is refused" in each for each in result.remarks)


def test_many_cycles_refuse_the_wrong_law_and_not_the_right_one():
    data = passage_data(*_counts(10_000))
    _, rows = compare(fit_law(WALL_NOISE, data), data, np.random.default_rng(1), sets=99)
    verdicts = {row.fit.law.name: row.verdict for row in rows}
    assert verdicts["cycle_variation"] == verdicts["barrier"] == "this law is refused"
    assert verdicts["diffusion"] == APART


def test_counts_of_another_law_refuse_the_papers():
    steps = np.random.default_rng(3).normal(1, 0.0866, 10_000)
    data = passage_data(np.ceil(12 / steps))
    paper = fit_law(WALL_NOISE, data)
    _, rows = compare(paper, data, np.random.default_rng(1), sets=99, laws=[CYCLE_VARIATION])
    assert rows[0].verdict == "the law of the paper is refused"
    assert rows[0].akaike_difference < -2


def test_the_papers_curves_have_their_mean_thresholds_and_noise_per_pulse():
    curves = passages_of(*_counts(16), sets=9).curves
    pulse = curves["paper_pulse"].to_numpy()
    for threshold, spread in ((12.0, 1.083), (35.0, 1.800)):
        law = curves["paper_law"].sel(threshold=threshold).to_numpy()
        mean = law @ pulse
        assert law.sum() == pytest.approx(1, abs=1e-5)
        assert mean == pytest.approx(threshold + 0.545, abs=2e-3)
        assert np.sqrt(law @ pulse**2 - mean**2) == pytest.approx(spread, abs=3e-3)
    np.testing.assert_array_equal(
        curves["paper_law"], law_of_thresholds([12.0, 35.0], 0.3, len(pulse))
    )
    assert all("units" in curves[name].attrs for name in curves.variables)


def test_noise_of_every_tenth_of_a_nanosecond_hardly_spreads_the_counts():
    assert share_per_draw(0.1e-9, 50e-9, 0.0, 0.0) == pytest.approx(500**-0.5)
    # A trapezoid has the charge of 40 ns, and its square the time of 36.7 ns.
    trapezoid = share_per_draw(0.1e-9, 50e-9, 10e-9, 10e-9)
    assert trapezoid == pytest.approx(np.sqrt(110 / 3 * 0.1) / 40, rel=1e-4)
    found = passages_of(*_counts(400), sets=9).estimates
    assert found["network_spread"].value == pytest.approx(0.3 * trapezoid * 12**0.5, rel=0.05)
    assert found["spread_pulses"].value > 20 * found["network_spread"].value
    sigma, network = found["sigma_per_pulse"], found["sigma_network"]
    assert network.value == pytest.approx(sigma.value / trapezoid)
    assert network.interval_95[0] < 0.3 / trapezoid < network.interval_95[1]


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ([], "no cycles"),
        ([12], "1 of 1 cycles fired"),
        ([12, 13], "2 of 2 cycles fired"),
        ([12] * 16, "differ by one pulse at most"),
        ([12, 13] * 8, "differ by one pulse at most"),
    ],
)
def test_too_little_gives_no_sigma_but_the_reason(counts, says):
    found = passages_of(counts).estimates
    for name in ("sigma_per_pulse", "sigma_network", "goodness_of_fit"):
        assert found[name].value is None
        assert says in found[name].reason


def test_equal_counts_give_an_upper_limit_that_falls_with_their_number():
    limits = [
        passages_of([12] * n).estimates["sigma_per_pulse"].interval_95[1] for n in (5, 16, 99)
    ]
    assert limits[0] > limits[1] > limits[2] > 0
    low, high = passages_of([12] * 16).estimates["mean_pulses"].interval_95
    assert low < 12 < high


def test_cycles_that_never_fired_give_a_lower_limit_of_the_mean_alone():
    found = passages_of([0] * 16, [20] * 16).estimates["mean_pulses"]
    assert found.value is None
    assert 15 < found.interval_95[0] < found.interval_68[0] < 21
    assert found.interval_95[1] is None


def test_same_seed_same_result():
    first, second = (passages_of(*_counts(30), seed=4, sets=49).to_json() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("counts", "applied", "says"),
    [
        ([12, 0], None, "did not fire"),
        ([12, 25], [20, 20], "at most the 20 pulses"),
        ([12.5], None, "whole numbers"),
        ([-1], None, "at least 0"),
        ([12, 12], [20], "shape"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts, applied, says):
    with pytest.raises(ValueError, match=says):
        passages_of(counts, applied)


def test_rows_of_a_table_are_used_or_set_aside_with_a_reason():
    counts, _ = _counts(30)
    counts, applied = np.minimum(counts, 14), np.full(30, 14)
    counts[:3] = 0
    applied[0], applied[5] = 0, 3
    result = fit_passages(_table(count=counts, applied=applied), sets=9)
    assert result.rows_used + sum(each.rows for each in result.set_aside) == result.rows_read
    assert {each.lines for each in result.set_aside} == {(2,), (7,)}
    assert any("2 of 28 cycles did not fire" in each for each in result.remarks)


@pytest.mark.parametrize("cycles", [16, 1000])
def test_cycles_lost_long_after_all_others_fired_do_not_widen_the_noise(cycles):
    counts, applied = _counts(cycles, applied=60)
    counts[:: max(cycles // 40, 8)] = 0
    result = fit_passages(_table(count=counts, applied=applied), sets=9)
    (aside,) = result.set_aside
    assert aside.rows == np.sum(counts == 0)
    assert "not seen to fire" in aside.reason
    low, high = result.estimates["sigma_per_pulse"].interval_95
    assert low < 0.3 < high < 0.6


@pytest.mark.parametrize("applied", [10, 11, 12, 13, 15])
def test_trains_cut_off_while_cycles_still_fire_lose_none(applied):
    counts, given = _counts(1000, applied=applied)
    assert not lost_cycles(counts, given).any()


def test_cycles_of_a_simulated_device_give_the_noise_of_its_preset():
    dataset = experiments.train(seed=3, cycles=2000)
    result = fit_passages(table_of(dataset, "cycles"), sets=9)
    low, high = result.estimates["sigma_per_pulse"].interval_95
    assert 0.27 < low < high < 0.33
    assert result.rows_used + sum(each.rows for each in result.set_aside) == result.rows_read
    other = fit_passages(table_of(experiments.passages(seed=5, cycles=2000), "passages"), sets=9)
    first, second = (each.estimates["mean_pulses"] for each in (result, other))
    assert abs(first.value - second.value) < 4 * np.hypot(
        first.standard_error, second.standard_error
    )


@pytest.mark.parametrize(("mean", "sigma"), [(3000.0, 0.3), (3000.0, 1.0), (6000.0, 0.1)])
def test_counts_of_thousands_give_what_they_were_made_with(mean, sigma):
    # The inverse Gaussian of numpy, mean and scale mean^2/sigma^2, as an independent source.
    times = np.random.default_rng(1).wald(mean, mean**2 / sigma**2, 400)
    found = fit_wall_noise(passage_data(np.ceil(times))).estimates
    for name, true in (("mean_pulses", mean + 0.5), ("sigma_per_pulse", sigma)):
        low, high = found[name].interval_95
        assert low < true < high, name


def test_more_pulses_than_can_be_followed_are_refused_with_what_to_do():
    counts = np.array([12, 25_000, 13, 12, 11])
    with pytest.raises(
        ValueError, match="count: 25000 pulses are not allowed; allowed: at most"
    ) as told:
        passages_of(counts)
    assert "bursts of 3 pulses" in str(told.value)
    with pytest.raises(ValueError, match=r"bench.csv, line 3, count: 25000 pulses"):
        fit_passages(_table(cycle=np.arange(5), count=counts))
    with pytest.raises(ValueError, match=r"bench.csv, line 2, applied: 1000000 pulses"):
        fit_passages(_table(cycle=np.arange(5), count=np.zeros(5), applied=np.full(5, 1e6)))


def test_bursts_have_the_mean_and_the_noise_that_the_message_says():
    times = np.random.default_rng(4).wald(4000, 4000**2, 300)
    single, bursts = (
        fit_wall_noise(passage_data(np.ceil(times / length))).estimates for length in (1, 10)
    )
    # A count of bursts is rounded up by half a burst instead of half a pulse.
    mean, sigma = (bursts[name].value for name in ("mean_pulses", "sigma_per_pulse"))
    assert 10 * mean - 4.5 == pytest.approx(single["mean_pulses"].value, abs=0.5)
    assert np.sqrt(10) * sigma == pytest.approx(single["sigma_per_pulse"].value, rel=0.02)


def test_trains_much_longer_than_the_counts_change_nothing():
    counts, _ = _counts(100)
    fired = counts > 0
    counts[~fired] = 12
    found = [
        fit_wall_noise(passage_data(counts, np.full(100, applied))).estimates["sigma_per_pulse"]
        for applied in (50, 10**7)
    ]
    assert found[0] == found[1]
    counts[0] = 0  # and one that never fired is lost, however long its train was
    lost = lost_cycles(counts, np.full(100, 10**7))
    assert np.flatnonzero(lost).tolist() == [0]


def test_what_is_strange_in_a_table_is_told_first_and_once():
    table = replace(_table(cycle=np.arange(60), count=_counts(60)[0]), remarks=("Odd values.",))
    remarks = fit_passages(table, sets=19).remarks
    assert remarks[0] == "Odd values."
    assert len(set(remarks)) == len(remarks)


def test_devices_taken_together_are_told():
    counts, applied = _counts(30)
    table = _table(device=np.arange(30) % 2 + 1, count=counts, applied=applied)
    assert any(
        "2 devices are taken together" in each for each in fit_passages(table, sets=9).remarks
    )


def test_other_tables_and_ramps_are_refused():
    with pytest.raises(ValueError, match="passages, cycles"):
        fit_passages(_table("loops", field=[1.0]))
    ramp = _table("cycles", cycle=[1, 1, 1], pulse=[0, 1, 2], amplitude=[0, 1.0, 1.1],
                  resistance_a=[1.0, 1, 1], resistance_b=[1.0, 1, 1])  # fmt: skip
    with pytest.raises(ValueError, match="equal pulses"):
        fit_passages(ramp)
