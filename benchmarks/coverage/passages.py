"""Coverage of the intervals of passages: hundreds of simulated sets of counts with known truth.

``python benchmarks/coverage/passages.py [sets]`` prints, for each case, the bias of each estimate
in its standard deviation, and the share of the 68 % and 95 % intervals that hold the truth, with
its binomial error; before that the exact law beside 10^7 simulated walls.
"""

import sys

import numpy as np
from scipy.stats import chi2

from dwmtj.analysis.passages.passage_data import passage_data
from dwmtj.analysis.passages.passage_moments import mean_pulses
from dwmtj.analysis.passages.passages import fit_wall_noise
from dwmtj.physics import discrete_law

#: Seeds of the sets of walls.
SEEDS = (7, 11, 12, 13, 14)
#: Cycles, firing distance, sigma, pulses applied.
CASES = (
    (16, 12.0, 0.3, 20), (16, 12.0, 0.3, 13), (16, 35.0, 0.3, 60), (16, 12.0, 0.1, 20),
    (100, 12.0, 0.3, 20), (100, 12.0, 0.3, 12), (100, 35.0, 0.3, 60), (100, 12.0, 0.1, 20),
    (10_000, 12.0, 0.3, 20), (10_000, 12.0, 0.3, 12), (10_000, 35.0, 0.3, 60),
)  # fmt: skip


def counts_of(cycles, distance, sigma, applied, rng):
    """Simulate cycles: pulse of firing, 0 for none, and pulses applied."""
    fired = np.cumsum(rng.normal(1, sigma, (cycles, applied)), axis=1) >= distance
    return np.where(fired.any(1), fired.argmax(1) + 1, 0), np.full(cycles, applied)


def holds(interval, true):
    """Tell whether an interval holds the truth."""
    low, high = interval or (None, None)
    return (low is None or low <= true) and (high is None or true <= high)


def coverage(case, sets):
    """Print the table of one case."""
    cycles, distance, sigma, applied = case
    truth = {
        "mean_pulses": mean_pulses(distance, sigma),
        "sigma_per_pulse": sigma,
        "mean_increments": distance,
    }
    rows = {name: ([], [], [], []) for name in truth}
    censored = 0.0
    for seed in range(sets):
        counts, given = counts_of(*case, np.random.default_rng([seed, cycles, applied]))
        censored += np.mean(counts == 0) / sets
        found = fit_wall_noise(passage_data(counts, given)).estimates
        for name, true in truth.items():
            values, errors, inside_68, inside_95 = rows[name]
            estimate = found[name]
            if estimate.value is not None:
                values.append(estimate.value - true)
            if estimate.standard_error is not None:
                errors.append(estimate.standard_error)
            inside_68.append(holds(estimate.interval_68, true))
            inside_95.append(holds(estimate.interval_95, true))
    print(f"\n{cycles} cycles, N {distance:g}, sigma {sigma:g}, {applied} pulses applied, "
          f"{100 * censored:.1f} % censored, {sets} sets")  # fmt: skip
    for name, (values, errors, inside_68, inside_95) in rows.items():
        off, error = np.array(values), np.median(errors) if errors else np.nan
        print(
            f"  {name:16} values {len(off):4d}  bias {off.mean():+.5f}  sd {off.std():.5f}  "
            f"median error {error:.5f}  bias/sd {off.mean() / off.std():+.2f}  "
            f"68 %: {_share(inside_68)}  95 %: {_share(inside_95)}",
            flush=True,
        )


def _share(inside):
    part = np.mean(inside)
    return f"{100 * part:.1f} +- {100 * np.sqrt(part * (1 - part) / len(inside)):.1f}"


def brute_force(distance, sigma, seed, paths=10_000_000, last=80):
    """Compare the exact law with simulated walls; give chi^2 and its degrees of freedom."""
    rng = np.random.default_rng(seed)
    counts = np.zeros(last)
    for _ in range(paths // 1_000_000):
        place = np.zeros(1_000_000)
        for pulse in range(last):
            place += 1 + sigma * rng.standard_normal(place.size)
            fired = place >= distance
            counts[pulse] += fired.sum()
            place = place[~fired]
            if not place.size:
                break
    expected = discrete_law(distance, sigma, last) * paths
    seen = expected > 10
    statistic = np.sum((counts - expected)[seen] ** 2 / expected[seen])
    free = int(seen.sum()) - 1
    print(f"law at N {distance:g}, sigma {sigma:g}, {paths:.0e} walls, seed {seed}: chi^2 "
          f"{statistic:.1f}, {free} degrees of freedom, p {chi2.sf(statistic, free):.4f}",
          flush=True)  # fmt: skip
    return statistic, free


def brute_force_all(distance, sigma):
    """Compare with several sets, none of them chosen by its result."""
    found = np.array([brute_force(distance, sigma, seed) for seed in SEEDS])
    statistic, free = found.sum(axis=0)
    print(f"  all {len(SEEDS)} sets: p {chi2.sf(statistic, free):.4f}", flush=True)


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    for pair in ((12.0, 0.3), (35.0, 0.3), (3.3, 0.8)):
        brute_force_all(*pair)
    for each in CASES:
        coverage(each, number)
