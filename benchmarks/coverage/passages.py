"""Coverage of the intervals of passages: hundreds of simulated sets of counts with known truth.

``python -m benchmarks.coverage.passages --sets 400`` prints, for each case, the bias of each
estimate in its standard deviation, and the share of the 68 % and 95 % intervals that hold the
truth, with its binomial error. Counts may come from readings of two junctions with read noise,
through their levels and events; a share of them may be wrong, anything from 1 to the last pulse.
With ``--law`` the exact law is printed beside 10^7 simulated walls first.
"""

import argparse
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from dwmtj.analysis.passages.passage_data import passage_data
from dwmtj.analysis.passages.passage_moments import mean_pulses
from dwmtj.analysis.passages.passage_rows import counts_of as counts_of_table
from dwmtj.analysis.passages.passages import fit_wall_noise
from dwmtj.analysis.records import Table
from dwmtj.physics import discrete_law

#: Seeds of the sets of walls.
SEEDS = (7, 11, 12, 13, 14)
#: Length of the domain and of a pillar of the paper's device [mean increments].
DOMAIN, PILLAR = 1.5, 1.82


class Case(NamedTuple):
    """``cycles`` of a set, firing ``distance`` [mean increments], ``sigma``, pulses ``applied``.

    ``noise`` of readings [ohm], None for counts without readings, and ``wrong``, the share of the
    counts that are wrong. No units but that of the noise.
    """

    cycles: int
    distance: float = 12.0
    sigma: float = 0.3
    applied: int = 20
    noise: float | None = None
    wrong: float = 0.0


CASES = (
    *(Case(cycles) for cycles in (16, 100, 10_000)),
    *(Case(cycles, noise=8.0) for cycles in (16, 100, 10_000)),
    *(Case(cycles, wrong=0.05) for cycles in (16, 100, 10_000)),
    Case(16, applied=13), Case(100, applied=12), Case(10_000, applied=12),
    Case(16, sigma=0.1), *(Case(100, sigma=sigma) for sigma in (0.1, 0.12, 0.15)),
    *(Case(cycles, distance=35.0, applied=60) for cycles in (16, 100, 10_000)),
)  # fmt: skip


def counts_of(case, rng):
    """Simulate cycles: pulse of firing, 0 for none, and pulses applied."""
    steps = rng.normal(1, case.sigma, (case.cycles, case.applied))
    place = np.cumsum(steps, axis=1)
    if case.noise is not None:
        found = counts_of_table(table_of(case, place, rng))
        return found.counts, found.applied
    fired = place >= case.distance
    counts = np.where(fired.any(1), fired.argmax(1) + 1, 0)
    wrong = rng.random(case.cycles) < case.wrong
    counts[wrong] = rng.integers(1, case.applied + 1, wrong.sum())
    return counts, np.full(case.cycles, case.applied)


def table_of(case, place, rng):
    """Read both junctions after each pulse; half of the domain is under the second at firing."""
    beyond = np.hstack([np.full((case.cycles, 1), -np.inf), place]) - case.distance + DOMAIN / 2
    cover = np.clip(np.minimum(beyond, PILLAR) - np.maximum(beyond - DOMAIN, 0), 0, None) / DOMAIN
    pulse = np.tile(np.arange(case.applied + 1), case.cycles)
    columns = {
        "cycle": np.repeat(np.arange(1, case.cycles + 1), case.applied + 1),
        "pulse": pulse,
        "amplitude": np.where(pulse > 0, 2.4, 0.0),
        "resistance_a": 1650 + 280 * (pulse == 0),
        "resistance_b": 1180 + 280 * cover.ravel(),
    }
    columns = {name: np.asarray(values, float) for name, values in columns.items()}
    for name in ("resistance_a", "resistance_b"):
        columns[name] += case.noise * rng.standard_normal(len(pulse))
    return Table("simulated", "cycles", columns, np.arange(2, len(pulse) + 2), len(pulse))


def holds(interval, true):
    """Tell whether an interval holds the truth."""
    low, high = interval or (None, None)
    return (low is None or low <= true) and (high is None or true <= high)


def coverage(case, sets):
    """Print the table of one case."""
    truth = {
        "mean_pulses": mean_pulses(case.distance, case.sigma),
        "sigma_per_pulse": case.sigma,
        "mean_increments": case.distance,
    }
    rows = {name: ([], [], [], []) for name in truth}
    censored = 0.0
    for seed in range(sets):
        counts, given = counts_of(case, np.random.default_rng([seed, case.cycles, case.applied]))
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
    print(f"\n{case}, {100 * censored:.1f} % censored, {sets} sets")
    for name, (values, errors, inside_68, inside_95) in rows.items():
        off, bias = np.array(values), ""
        if values and errors:
            bias = (
                f"bias {off.mean():+.5f}  sd {off.std():.5f}  "
                f"median error {np.median(errors):.5f}  bias/sd {off.mean() / off.std():+.2f}  "
            )
        print(
            f"  {name:16} values {len(off):4d}  {bias}"
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


def main():
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sets", type=int, default=400, help="data sets of each case")
    parser.add_argument("--law", action="store_true", help="compare the law with simulated walls")
    told = parser.parse_args()
    if told.law:
        for pair in ((12.0, 0.3), (35.0, 0.3), (3.3, 0.8)):
            brute_force_all(*pair)
    for case in CASES:
        coverage(case, told.sets)


if __name__ == "__main__":
    main()
