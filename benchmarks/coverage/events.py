"""How well ``fit_events`` recovers what is known: bias and coverage, and how many events are right.

A cycle is a ramp of pulses: a junction switches at a pulse drawn from a normal distribution, and a
reading is its level with normal read noise. A share of the readings just after a switch is partly
covered, anywhere between the levels; a share of the rows is mislabelled, its two readings
exchanged. Each number of cycles is repeated many times.

    python -m benchmarks.coverage.events --sets 300
"""

import argparse
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.records import Table

TRUTH = {"r_a_low": 1650.0, "r_a_high": 1930.0, "r_b_low": 1180.0, "r_b_high": 1460.0}
_PULSES = 21
_FIRST, _STEP = 1.0, 0.1  # V


class Case(NamedTuple):
    """``cycles`` of a set, read ``noise`` [ohm], and shares of rows.

    ``covered`` is the share of switches with a partly covered reading, ``mislabelled`` that of rows
    with exchanged readings. No units but that of the noise.
    """

    cycles: int
    noise: float = 8.0
    covered: float = 0.1
    mislabelled: float = 0.0


class Recovery(NamedTuple):
    """Of one estimate: mean ``pull`` with ``pull_error``, and shares ``cover_68``, ``cover_95``.

    The pull is (estimate - truth)/error. No units.
    """

    pull: float
    pull_error: float
    cover_68: float
    cover_95: float


def make_table(case: Case, rng: np.random.Generator) -> tuple[Table, npt.NDArray[np.int64]]:
    """Draw a table of cycles, and the pulses of depin, fire and reset, shape [3, cycles].

    Parameters
    ----------
    case : Case
        What is drawn.
    rng : Generator
        Source of random numbers.
    """
    means = np.array([[8.0], [13.0], [17.0]])
    events = np.round(means + 0.6 * rng.standard_normal((3, case.cycles))).astype(np.int64)
    pulse = np.arange(_PULSES + 1)
    a_up = pulse < events[0][:, None]
    b_up = (pulse >= events[1][:, None]) & (pulse < events[2][:, None])
    cover = np.stack([a_up, b_up]).astype(float)
    for junction, event in ((0, 0), (1, 1), (1, 2)):
        rows = np.flatnonzero(rng.random(case.cycles) < case.covered)
        at = events[event][rows]
        # On the same side of the middle, so that the event is where it is.
        part = rng.uniform(0.0, 0.5, len(rows))
        cover[junction, rows, at] = np.where(cover[junction, rows, at] > 0.5, 1 - part, part)
    levels = np.array([[1650.0, 1930.0], [1180.0, 1460.0]])
    assert events.max() <= _PULSES
    clean = levels[:, 0, None, None] + cover * (levels[:, 1] - levels[:, 0])[:, None, None]
    read = (clean + case.noise * rng.standard_normal(clean.shape)).reshape(2, -1)
    wrong = rng.random(read.shape[1]) < case.mislabelled
    read[:, wrong] = read[::-1, wrong]
    rows = np.arange(read.shape[1])
    amplitude = np.where(pulse > 0, _FIRST + _STEP * (pulse - 1), 0.0)
    columns = {
        "cycle": np.repeat(np.arange(1.0, case.cycles + 1), len(pulse)),
        "pulse": np.tile(pulse.astype(float), case.cycles),
        "amplitude": np.tile(amplitude, case.cycles),
        "resistance_a": read[0],
        "resistance_b": read[1],
    }
    return Table("simulated", "cycles", columns, rows + 2, len(rows)), events


def recover(case: Case, sets: int, seed: int = 0) -> tuple[dict[str, Recovery], float, float]:
    """Repeat a case.

    Parameters
    ----------
    case : Case
        What is drawn.
    sets : int
        How often [no unit].
    seed : int
        Seed of the random numbers (no unit).

    Returns
    -------
    dict, float, float
        Recoveries by estimate, the share of events at the right pulse, and that of cycles labelled
        complete.
    """
    truth = TRUTH | {"read_noise_a": case.noise, "read_noise_b": case.noise}
    truth |= {
        f"magnetoresistance_{name}": TRUTH[f"r_{name}_high"] / TRUTH[f"r_{name}_low"] - 1
        for name in "ab"
    }
    pulls: dict[str, list[float]] = {name: [] for name in truth}
    inside: dict[str, list[tuple[bool, bool]]] = {name: [] for name in truth}
    right, complete = [], []
    for rng in np.random.default_rng(seed).spawn(sets):
        table, events = make_table(case, rng)
        fit = fit_events(table)
        for name, value in truth.items():
            found = fit.estimates[name]
            assert found.value is not None
            assert found.standard_error is not None
            pulls[name].append((found.value - value) / found.standard_error)
            ends = (found.interval_68 or (0.0, 0.0), found.interval_95 or (0.0, 0.0))
            inside[name].append(tuple(low <= value <= high for low, high in ends))
        names = ("depin_pulse", "fire_pulse", "reset_pulse")
        seen = np.stack([fit.curves[name].to_numpy() for name in names])
        right.append(np.mean(seen == events))
        complete.append(fit.estimates["share_complete"].value)
    found = {}
    for name in truth:
        each = np.array(pulls[name])
        error = float(each.std(ddof=1) / np.sqrt(sets))
        found[name] = Recovery(float(each.mean()), error, *np.mean(inside[name], axis=0).tolist())
    return found, float(np.mean(right)), float(np.mean(complete))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sets", type=int, default=300, help="data sets of each case")
    sets = parser.parse_args().sets
    for case in (
        *(Case(cycles) for cycles in (16, 100, 10_000)),
        *(Case(cycles, mislabelled=0.001) for cycles in (16, 100, 10_000)),
        *(Case(cycles, noise=30.0) for cycles in (16, 100, 10_000)),
    ):
        found, right, complete = recover(case, sets)
        print(f"{case}: {right:.4%} of events right, {complete:.2%} of cycles complete")
        for name, each in found.items():
            print(
                f"  {name:22} pull {each.pull:+.2f} +- {each.pull_error:.2f}   "
                f"68 %: {each.cover_68:.3f}   95 %: {each.cover_95:.3f}"
            )


if __name__ == "__main__":
    main()
