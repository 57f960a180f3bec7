"""Seconds of one training step beside the peers': one process, alternating rounds.

The step is what training does for a batch: encode, forward, loss, backward, optimiser, for
784-100-100-10 neurons over T = 400 steps and 100 images. In each round every network does five
steps in a row, as in training, of which the last three count: the first two find their arrays gone
from the caches, and take up to twice as long. Because they take turns, a change of the machine's
speed meets all networks alike. The
first rounds, which compile, do not count. All of it is done twice, with OpenMP's threads spinning
while they wait (their default) and sleeping; the median of the setting that suits a network better
counts for it. Peak memory is measured in a process of its own for each.

    python -m benchmarks.train_step --rounds 5
"""

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import describe, wait_until_idle
from benchmarks.ours import OURS
from benchmarks.peers import PEERS
from dwmtj.atomic import write_text
from dwmtj.networks.allocator import keep_freed_memory

RESULTS = Path(__file__).parent / "results"
NETWORKS = OURS | PEERS
_BATCH, _TIME_STEPS, _SEED, _WARM_UP = 100, 400, 0, 2
_IN_A_ROW, _NOT_COUNTED = 5, 2
_LARGE_PAGES = {"THP_MEM_ALLOC_ENABLE": "1"}  # as the dwmtj command sets it
_POLICIES = ("active", "passive")
_FASTEST_OF = ("snntorch_lif", "spikingjelly_lif", "spyx_lif")


def measure_seconds(rounds: int) -> dict[str, list[float]]:
    """Time the steps of all networks, round robin.

    Parameters
    ----------
    rounds : int
        Rounds that count [no unit].

    Returns
    -------
    dict
        Times of the steps of each network [s], three per round.
    """
    steps: dict[str, Callable[[], float]] = {
        name: importlib.import_module(module).make_step(_BATCH, _TIME_STEPS, _SEED)
        for name, module in NETWORKS.items()
    }
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for current in range(_WARM_UP + rounds):
        for name, step in steps.items():
            for number in range(_IN_A_ROW):
                start = time.perf_counter()
                step()
                if current >= _WARM_UP and number >= _NOT_COUNTED:
                    seconds[name].append(time.perf_counter() - start)
    return seconds


def measure_memory(name: str) -> dict[str, float]:
    """Measure the peak memory of a network in a process of its own.

    Parameters
    ----------
    name : str
        Name of the network.

    Returns
    -------
    dict
        Memory at its peak and before the first step [MiB].
    """
    command = [sys.executable, "-m", "benchmarks.peers.memory", NETWORKS[name]]
    environment = os.environ | _LARGE_PAGES
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    counted: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {key: counted[key] for key in ("peak_mib", "before_step_mib", "increase_mib")}


def measure_with(policy: str, rounds: int) -> dict[str, list[float]]:
    """Time all networks in a process whose OpenMP threads wait in one way.

    Parameters
    ----------
    policy : {"active", "passive"}
        Value of OMP_WAIT_POLICY, which has to be set before a process starts.
    rounds : int
        Rounds that count [no unit].

    Returns
    -------
    dict
        Times of the steps of each network [s], three per round.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.train_step", "--rounds", str(rounds), "--child"],
        env=os.environ | _LARGE_PAGES | {"OMP_WAIT_POLICY": policy},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return seconds


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        keep_freed_memory()  # as training does; it serves the peers as well
        print(json.dumps(measure_seconds(options.rounds)))
        return
    load = wait_until_idle()
    seconds = {policy: measure_with(policy, options.rounds) for policy in _POLICIES}
    medians = {
        policy: {name: statistics.median(values) for name, values in times.items()}
        for policy, times in seconds.items()
    }
    best = {name: min(medians[policy][name] for policy in _POLICIES) for name in NETWORKS}
    memory = {name: measure_memory(name) for name in NETWORKS}
    ours = best["ours_fused_dwmtj"]
    fastest = min(_FASTEST_OF, key=lambda name: best[name])
    print(f"T = {_TIME_STEPS}, batch {_BATCH}, {os.cpu_count()} cores, load {load:.2f} before")
    print(f"{'network':24} {'spinning':>11} {'sleeping':>11} {'peak memory':>13}")
    for name in NETWORKS:
        shown = "".join(f" {medians[policy][name]:9.3f} s" for policy in _POLICIES)
        print(f"{name:24}{shown} {memory[name]['peak_mib']:9.0f} MiB")
    ratios = {
        "ratio_vs_norse": best["norse_dwmtj"] / ours,
        "ratio_vs_norse_lean": best["norse_dwmtj_lean"] / ours,
        "ratio_vs_fastest_peer": best[fastest] / ours,
    }
    print(
        f"{ratios['ratio_vs_norse']:.1f} times Norse's DW-MTJ step as the published code is, ",
        end="",
    )
    print(f"{ratios['ratio_vs_norse_lean']:.1f} times a leaner one, ", end="")
    print(f"{ratios['ratio_vs_fastest_peer']:.1f} times the fastest LIF peer's ({fastest})")
    result = {
        "train_step": best | ratios,
        "fastest_peer": fastest,
        "medians": medians,
        "seconds": seconds,
        "memory": memory,
        "time_steps": _TIME_STEPS,
        "batch": _BATCH,
        "load_before": load,
        **describe(),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    write_text(options.out / "train_step.json", json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
