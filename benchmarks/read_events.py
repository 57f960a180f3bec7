"""Seconds to read a file of 10^6 pulses and to find its events, levels and switching counts.

The file is a CSV of ramps of 21 pulses with read noise, of which one row in a thousand has no value
or an overflow of the instrument, so that its columns are no plain numbers. What is timed begins
with the bytes on the disk (in the page cache) and ends with the estimates. The first round imports
the libraries and is shown beside the others.

    python -m benchmarks.read_events --pulses 1000000 --rounds 5
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.coverage.events import Case, make_table
from benchmarks.machine import describe, wait_until_idle
from dwmtj.analysis.events.events import find_cycle_events, pulse_counts
from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.tables.read_table import read_table
from dwmtj.atomic import write_text

RESULTS = Path(__file__).parent / "results"
WANTED = 10.0  # s
_PULSES = 21
_HEADINGS = {
    "cycle": "cycle",
    "pulse": "pulse",
    "amplitude": "amplitude (V)",
    "resistance_a": "R_A (ohm)",
    "resistance_b": "R_B (ohm)",
}


def make_file(path: Path, pulses: int, seed: int = 0) -> int:
    """Write the file and give its number of rows.

    Parameters
    ----------
    path : Path
        The file.
    pulses : int
        Number of pulses [no unit].
    seed : int
        Seed of the random numbers (no unit).
    """
    rng = np.random.default_rng(seed)
    table, _ = make_table(Case(cycles=-(-pulses // _PULSES)), rng)
    frame = pd.DataFrame(table.columns).astype({"cycle": int, "pulse": int})
    texts = frame["resistance_b"].map("{:.2f}".format)
    for mark in ("9.9e37", ""):
        texts[rng.random(len(texts)) < 5e-4] = mark
    frame = frame.assign(resistance_b=texts).rename(columns=_HEADINGS)
    frame.to_csv(path, index=False, float_format="%.7g")
    return len(frame)


def run(path: Path) -> dict[str, float]:
    """Read and analyse once, and give the seconds of each part.

    Parameters
    ----------
    path : Path
        The file.
    """
    times = [time.perf_counter()]
    table = read_table(path, "cycles")
    times.append(time.perf_counter())
    fit_events(table)
    times.append(time.perf_counter())
    events = find_cycle_events(table)
    for event in ("depin", "fire", "reset"):
        pulse_counts(table, events, event)
    times.append(time.perf_counter())
    seconds = dict(zip(("read", "events", "counts"), np.diff(times).tolist(), strict=True))
    return seconds | {"all": times[-1] - times[0]}


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pulses", type=int, default=1_000_000, help="pulses in the file")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pulses.csv"
        rows = make_file(path, options.pulses)
        size = path.stat().st_size
        load = wait_until_idle()
        first, *rounds = [run(path) for _ in range(1 + options.rounds)]
    result: dict[str, Any] = {
        "rows": rows,
        "bytes": size,
        "first_seconds": first,
        "median_seconds": {n: statistics.median(each[n] for each in rounds) for n in first},
        "slowest_seconds": max(each["all"] for each in (first, *rounds)),
        "wanted_seconds": WANTED,
        "load_before": load,
        **describe(),
    }
    for name in ("first_seconds", "median_seconds"):
        parts = ", ".join(f"{part} {seconds:.2f} s" for part, seconds in result[name].items())
        print(f"{name.split('_')[0]:7} {rows} rows, {size / 1e6:.0f} MB: {parts}")
    print(f"slowest: {result['slowest_seconds']:.2f} s (wanted: under {WANTED:.0f} s)")
    options.out.mkdir(parents=True, exist_ok=True)
    write_text(options.out / "read_events.json", json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
