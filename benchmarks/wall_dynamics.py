"""Wall-steps per second of the collective-coordinate dynamics beside cmtj's, in one process.

The same wall, in a field and a current, without pinning or temperature, is moved by both with
steps of 1 ps; a wall-step is one step of one wall. cmtj moves one wall a call with Runge and
Kutta's steps of order 4(5), six evaluations of the equations each, here many replicas are moved at
once with Heun's two; so evaluations per second are given too. The rounds alternate, the first
compiles and does not count, and the median of the others does. The ratio is that of one thread
without temperature, which is what both can do; the thermal field, all threads, and one wall alone
are shown beside it. Without cmtj the table says so and has no ratio.

    python -m benchmarks.wall_dynamics --rounds 5
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from benchmarks.machine import describe, wait_until_idle
from benchmarks.peers import cmtj_wall
from benchmarks.peers.cmtj_wall import Problem
from dwmtj.atomic import write_text
from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.domain_walls import single_walls
from dwmtj.physics.wall_drive import WallDrive

RESULTS = Path(__file__).parent / "results"
_REPLICAS, _TEMPERATURE, _WANTED = 2048, 300.0, 500.0
_HEUN_EVALUATIONS = 2
_PEER = "cmtj"
_OURS = "one thread"
#: Replicas, temperature [K] and threads of each way of running ours.
WAYS = {
    _OURS: (_REPLICAS, 0.0, 1),
    "one thread, thermal": (_REPLICAS, _TEMPERATURE, 1),
    "all threads": (_REPLICAS, 0.0, os.cpu_count() or 1),
    "all threads, thermal": (_REPLICAS, _TEMPERATURE, os.cpu_count() or 1),
    "one wall alone": (1, 0.0, 1),
}


def move_ours(problem: Problem, replicas: int, temperature: float, threads: int) -> float:
    """Move replicas of the wall.

    Parameters
    ----------
    problem : Problem
        The wall.
    replicas, threads : int
        Replicas and threads [no unit].
    temperature : float
        Temperature of the thermal field [K].

    Returns
    -------
    float
        Position of the first replica at the end [m].
    """
    wall = CollectiveWall(
        saturation_magnetization=problem.saturation_magnetization,
        wall_width=problem.wall_width,
        thickness=problem.thickness,
        track_width=25e-9,
        gilbert_damping=problem.gilbert_damping,
        nonadiabaticity=problem.nonadiabaticity,
        spin_polarization=problem.spin_polarization,
        hard_axis_field=problem.anisotropy_field,
        temperature=temperature,
    )
    motion = move_walls(
        single_walls(np.zeros(replicas), 0.4),
        wall,
        WallDrive(field_z=problem.field_z, magnet_current_density=-problem.current_density),
        time_step=problem.time_step,
        steps=round(problem.time / problem.time_step),
        rng=np.random.default_rng(0),
        threads=threads,
    )
    return float(motion.walls.positions[0, 0])


def measure(problem: Problem, rounds: int, with_peer: bool) -> dict[str, list[float]]:
    """Time all ways of moving the wall, round robin.

    Parameters
    ----------
    problem : Problem
        The wall.
    rounds : int
        Rounds that count [no unit].
    with_peer : bool
        Whether cmtj is there.

    Returns
    -------
    dict
        Wall-steps per second of each way, one number a round.
    """
    steps = round(problem.time / problem.time_step)
    ways: dict[str, Callable[[], float]] = {}
    for name, (replicas, temperature, threads) in WAYS.items():

        def ours(r: int = replicas, kelvin: float = temperature, n: int = threads) -> float:
            move_ours(problem, r, kelvin, n)
            return float(r * steps)

        ways[name] = ours
    if with_peer:
        ways[_PEER] = lambda: float(cmtj_wall.run(problem).steps)
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for current in range(1 + rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            done = way()
            if current > 0:
                rates[name].append(done / (time.perf_counter() - start))
    return rates


def compare(problem: Problem, rates: dict[str, float]) -> dict[str, float]:
    """Give the ratios to cmtj, and how well the two agree on the position.

    Parameters
    ----------
    problem : Problem
        The wall.
    rates : dict
        Wall-steps per second of each way.

    Returns
    -------
    dict
        Ratios and relative difference [no unit].
    """
    done = cmtj_wall.run(problem)
    ratio = rates[_OURS] / rates[_PEER]
    position = move_ours(problem, *WAYS["one wall alone"])
    return {
        "ratio_vs_cmtj": ratio,
        "ratio_vs_cmtj_thermal": rates["one thread, thermal"] / rates[_PEER],
        "ratio_vs_cmtj_one_wall_alone": rates["one wall alone"] / rates[_PEER],
        "ratio_of_evaluations": ratio * _HEUN_EVALUATIONS * done.steps / done.evaluations,
        "relative_difference_of_position": position / done.position - 1,
    }


def _version_of_peer() -> str | None:
    try:
        return version(_PEER)
    except PackageNotFoundError:
        return None


def _show(rates: dict[str, float], ratios: dict[str, float]) -> None:
    print(f"{_REPLICAS} replicas of one wall, steps of 1 ps, {os.cpu_count()} cores")
    print(f"{'way':22} {'wall-steps/s':>14} {'ns per step':>12}")
    for name, rate in rates.items():
        print(f"{name:22} {rate:14.3g} {1e9 / rate:12.1f}")
    if not ratios:
        print("cmtj is not installed: no ratio; install it with pip install --no-deps cmtj")
        return
    print(
        f"{ratios['ratio_vs_cmtj']:.0f} times cmtj's wall-steps per second on one thread "
        f"(wanted: {_WANTED:.0f}), {ratios['ratio_vs_cmtj_thermal']:.0f} with the thermal field, "
        f"{ratios['ratio_vs_cmtj_one_wall_alone']:.0f} for one wall alone, "
        f"{ratios['ratio_of_evaluations']:.0f} times its evaluations of the equations; "
        f"positions differ by {ratios['relative_difference_of_position']:.1e}"
    )


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON")
    options = parser.parse_args()
    load = wait_until_idle()
    problem, peer = Problem(), _version_of_peer()
    all_rates = measure(problem, options.rounds, peer is not None)
    rates = {name: statistics.median(values) for name, values in all_rates.items()}
    ratios = compare(problem, rates) if peer is not None else {}
    _show(rates, ratios)
    result = {
        "wall_dynamics": {"wall_steps_per_second": rates} | ratios,
        "rates": all_rates,
        "cmtj": peer or "not installed",
        "replicas": _REPLICAS,
        "temperature": _TEMPERATURE,
        "problem": problem._asdict(),
        "load_before": load,
        **describe(),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    write_text(options.out / "wall_dynamics.json", json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
