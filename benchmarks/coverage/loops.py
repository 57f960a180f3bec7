"""How often the intervals of `fit_loops` hold the truth: simulated loops of known junctions.

`python -m benchmarks.coverage.loops --sets 300` prints, for each estimate, the mean error over the
standard error of the estimate, and the shares of the intervals of 68 and 95 % that hold the truth.
Every data set has its own phase of the field steps. One loop gives no interval of its fields; there
the last number is the share of sets whose field is that of the loop itself to half a field step.
"""

import argparse

import numpy as np

from dwmtj.analysis.loops.fit_loops import fit_loops
from dwmtj.analysis.loops.series_resistance import JunctionKnowledge
from dwmtj.analysis.records import Table
from dwmtj.physics import sample_loops, switching_field

PARALLEL, ANTIPARALLEL, TMR = 1650.0, 1930.0, 1.71
OFFSET, WIDTH, RATE = 261 * 79.5775, 540.022 * 79.5775, 7957.747
THERMAL = {"barrier": 4.141947e-19, "attempt_time": 1e-9, "temperature": 300.0}
END = 60e3


def simulated(generator, loops, *, step, noise, mislabelled=0.0):
    """Give a table of loops and their truths.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    loops : int
        Number of loops [no unit].
    step : float
        Field step [A/m].
    noise : float
        Standard deviation of a reading over the resistance step [no unit].
    mislabelled : float
        Share of readings that show the other state [no unit].

    Returns
    -------
    tuple
        The table, and the true values by name.
    """
    drawn = sample_loops(generator, loops, OFFSET, WIDTH, sweep_rate=RATE, **THERMAL)
    field = np.arange(-END, END, step) + step * generator.random()
    falling, rising = drawn.descending[:, None], drawn.ascending[:, None]
    state = np.concatenate([field[::-1] > falling, field >= rising], axis=1).ravel()
    state ^= generator.random(state.shape) < mislabelled
    resistance = np.where(state, ANTIPARALLEL, PARALLEL)
    resistance = resistance + noise * (ANTIPARALLEL - PARALLEL) * generator.normal(size=state.shape)
    fields = np.tile(np.concatenate([field[::-1], field]), loops)
    lines = np.arange(2, 2 + len(fields))
    table = Table(
        "loops.csv", "loops", {"field": fields, "resistance": resistance}, lines, len(lines)
    )
    return table, truth(drawn if loops == 1 else None)


def truth(drawn=None):
    """Give the true values.

    Parameters
    ----------
    drawn : LoopFields, optional
        Switching fields of the only loop; means over all loops if not given.

    Returns
    -------
    dict
        Values by name.
    """
    grid = (np.arange(20_000) + 0.5) / 20_000
    distances = switching_field(grid, WIDTH, sweep_rate=RATE, **THERMAL)
    half, offset = distances.mean(), OFFSET
    if drawn is not None:
        half = (drawn.ascending[0] - drawn.descending[0]) / 2
        offset = (drawn.ascending[0] + drawn.descending[0]) / 2
    return {
        "parallel_resistance_a": PARALLEL,
        "apparent_magnetoresistance_a": ANTIPARALLEL / PARALLEL - 1,
        "series_resistance_a": PARALLEL - (ANTIPARALLEL - PARALLEL) / TMR,
        "squareness_a": 1.0,
        "coercive_field_a": half,
        "offset_field_a": offset,
        "falling_field_a": offset - half,
        "switching_field_spread_a": distances.std(),
        "barrier_a": THERMAL["barrier"],
        "half_width_a": WIDTH,
    }


def coverage(loops, sets, *, step, noise, mislabelled=0.0, seed=0):
    """Count how often the intervals hold the truth.

    Parameters
    ----------
    loops, sets : int
        Loops of a data set, and data sets [no unit].
    step : float
        Field step [A/m].
    noise, mislabelled : float
        As for :func:`simulated` [no unit].
    seed : int
        Seed (no unit).

    Returns
    -------
    dict
        By name: mean error over mean standard error, shares of 68 and 95 % intervals that hold
        (NaN where there are none), the share of data sets with a value, and that of values which
        are right to half a field step [no unit].
    """
    generator = np.random.default_rng(seed)
    seen = {}
    for _ in range(sets):
        table, true = simulated(generator, loops, step=step, noise=noise, mislabelled=mislabelled)
        knowledge = JunctionKnowledge(tunnel_magnetoresistance=TMR)
        found = fit_loops(table, sweep_rate=RATE, knowledge=knowledge).estimates
        for name, value in true.items():
            estimate = found[name]
            if estimate.value is None:
                seen.setdefault(name, []).append([np.nan] * 5)
                continue
            holds = [
                np.nan
                if ends is None
                else (ends[0] is None or ends[0] <= value) and (ends[1] is None or value <= ends[1])
                for ends in (estimate.interval_68, estimate.interval_95)
            ]
            error = estimate.value - value
            near = abs(error) <= step / 2
            width = estimate.standard_error or np.nan
            seen.setdefault(name, []).append([error, width, *holds, near])
    result = {}
    for name, rows in seen.items():
        array = np.array(rows)
        there = np.isfinite(array[:, 0])
        if there.any():
            mean = array[there].mean(axis=0)
            result[name] = (mean[0] / mean[1], mean[2], mean[3], there.mean(), mean[4])
    return result


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sets", type=int, default=300, help="data sets of each case")
    parser.add_argument("--many", type=int, default=30, help="data sets of 10,000 loops")
    parser.add_argument(
        "--loops", type=int, nargs="*", default=[1, 16, 100, 10_000], help="loops of a set"
    )
    told = parser.parse_args()
    oersted = 79.5775
    for step, noise, mislabelled in (
        (10 * oersted, 0.1, 0.01),
        (2.5 * oersted, 0.02, 0.0),
        (10 * oersted, 0.1, 0.0),
        (40 * oersted, 0.3, 0.0),
    ):
        for loops in told.loops:
            sets = told.sets if loops < 10_000 else told.many
            if loops == 10_000 and step < 5 * oersted:
                continue  # ten million readings for each of the data sets
            print(
                f"{loops} loops, step {step / oersted:g} Oe, noise {noise}, wrong {mislabelled}, "
                f"{sets} sets"
            )
            found = coverage(loops, sets, step=step, noise=noise, mislabelled=mislabelled)
            for name, (bias, narrow, wide, there, near) in found.items():
                print(
                    f"  {name:32s} bias/error {bias:6.2f}  {narrow:.3f} {wide:.3f}  of {there:.2f}"
                    + (f"  to half a step {near:.3f}" if name.endswith("_field_a") else ""),
                    flush=True,
                )


if __name__ == "__main__":
    main()
