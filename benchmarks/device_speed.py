"""Cycles per second of the pulse law, and wall-steps per second of the wall law.

A cycle of a device is what the lab does: write, apply the preset's ramp or train, read both
junctions after each pulse and once more at the end; all devices of a round go through it together.
The field comes before the first cycle only. Devices are nominal, and drawn with the preset's spread
in a line of their own, because then no exposure of a pulse serves two of them. Beside the cycles
stands what they are made of: the time of the writing, the moving and the reading, and the bytes of
walls, covers and resistances that are given back, and the least time that these would take at the
machine's memory bandwidth.

A wall-step is one step of 0.1 ns of one wall; a domain has two, which move together, so a step of a
device counts twice, if the domain is there until the pulse ends. The noise factor is drawn once a
pulse (the lab presets) or once a step (the paper's network).

The rounds of all lines alternate, the first compiles and does not count. Other work on a machine
only ever slows a line down, so the best round is compared with what is wanted; the median is kept
beside it.

    python -m benchmarks.device_speed --rounds 9
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.ceilings import measure_bandwidth
from benchmarks.machine import describe, wait_until_idle
from dwmtj.atomic import write_text
from dwmtj.device import FourTerminalNeuron, PulseTrain, constant_train, ramp_train
from dwmtj.parameters import DeviceParameters, load_device

RESULTS = Path(__file__).parent / "results"
WANTED = {"cycles": 1e6, "wall_steps": 1e8}
_CORES = os.cpu_count() or 1
_STEP, _WALLS = 1e-10, 2
_MEGABYTES = 200  # of each array that the bandwidth is measured with
_TRAINS: dict[str, Callable[[DeviceParameters], PulseTrain]] = {
    "cui2024-ramp": ramp_train,
    "cui2024-train": constant_train,
}


class Line(NamedTuple):
    """One line of the table: ``law`` of motion, ``preset``, number of ``devices``, ``threads``.

    ``spread`` of the devices; whether the noise is drawn in ``every_step``.
    """

    law: str
    preset: str
    devices: int
    threads: int
    spread: bool = False
    every_step: bool = False

    @property
    def name(self) -> str:
        """Name of the line."""
        extra = ", spread" * self.spread + ", noise each step" * self.every_step
        return f"{self.law} law, {self.preset}, {self.threads} thread(s){extra}"


class Round(NamedTuple):
    """``done`` in a round, its ``seconds``, and the ``parts`` of them by name."""

    done: float
    seconds: float
    parts: dict[str, float]


def lines(devices: int) -> list[Line]:
    """Give all lines.

    Parameters
    ----------
    devices : int
        Devices of the pulse law [no unit]; a tenth of them in the wall law.
    """
    found = []
    for preset in _TRAINS:
        for threads in sorted({1, _CORES}):
            found.append(Line("pulse", preset, devices, threads))
            found.append(Line("wall", preset, devices // 10, threads))
        found.append(Line("pulse", preset, devices, _CORES, spread=True))
        found.append(Line("wall", preset, devices // 10, _CORES, every_step=True))
    return found


def prepare(line: Line) -> Callable[[], Round]:
    """Make the devices of a line, initialised once, and give what runs a round.

    Parameters
    ----------
    line : Line
        The line.

    Returns
    -------
    callable
        Takes nothing and gives a round.
    """
    device = load_device(line.preset)
    if line.every_step:
        noise = device.wall_noise.model_copy(update={"interval": _STEP})
        device = device.model_copy(update={"wall_noise": noise})
    neuron = FourTerminalNeuron(
        device,
        line.devices,
        law="pulse" if line.law == "pulse" else "wall",
        spread=line.spread,
        seed=1,
        time_step=_STEP,
        threads=line.threads,
    )
    neuron.initialise()
    train = _TRAINS[line.preset](device)
    steps = round(train.duration / _STEP)
    reading = _timed_reading(neuron)

    def cycle() -> Round:
        reading.clear()
        start = time.perf_counter()
        neuron.write(where=~neuron.state.present)
        written = time.perf_counter()
        record = neuron.apply(train)
        neuron.read()
        end = time.perf_counter()
        read = sum(reading)
        parts = {"write": written - start, "move": end - written - read, "read": read}
        walls = float(np.count_nonzero(record.present)) * steps * _WALLS
        return Round(line.devices if line.law == "pulse" else walls, end - start, parts)

    return cycle


def _timed_reading(neuron: FourTerminalNeuron) -> list[float]:
    """List that every reading of the device appends its time to."""
    seconds: list[float] = []
    read = neuron._read_all

    def timed(*arguments: Any) -> Any:
        start = time.perf_counter()
        found = read(*arguments)
        seconds.append(time.perf_counter() - start)
        return found

    vars(neuron)["_read_all"] = timed  # this device only
    return seconds


def bytes_per_cycle(preset: str) -> int:
    """Bytes of a record for each device: two walls, two covers, two resistances, presence."""
    return len(_TRAINS[preset](load_device(preset))) * (6 * 8 + 1)


def measure(chosen: list[Line], rounds: int) -> dict[str, list[Round]]:
    """Time all lines, round robin.

    Parameters
    ----------
    chosen : list of Line
        The lines.
    rounds : int
        Rounds that count [no unit].

    Returns
    -------
    dict
        Rounds of each line by its name.
    """
    ways = {line.name: prepare(line) for line in chosen}
    found: dict[str, list[Round]] = {name: [] for name in ways}
    for current in range(1 + rounds):
        for name, way in ways.items():
            done = way()
            if current > 0:
                found[name].append(done)
    return found


def summarise(line: Line, rounds: list[Round], bandwidth: float) -> dict[str, Any]:
    """Give the rates of a line and what they are made of.

    Parameters
    ----------
    line : Line
        The line.
    rounds : list of Round
        Its rounds.
    bandwidth : float
        Memory bandwidth [bytes/s].

    Returns
    -------
    dict
        Rates [1/s], shares of the best round's time, and times [s].
    """
    rates = [each.done / each.seconds for each in rounds]
    best = rounds[int(np.argmax(rates))]
    kind = "cycles" if line.law == "pulse" else "wall_steps"
    result: dict[str, Any] = {
        "counted": kind,
        "best": max(rates),
        "median": statistics.median(rates),
        "seconds_each": best.seconds / best.done,
        "shares": {name: part / best.seconds for name, part in best.parts.items()},
        "devices": line.devices,
        "threads": line.threads,
    }
    if kind == "cycles":
        moved = bytes_per_cycle(line.preset)
        result |= {"bytes_each": moved, "least_seconds_for_bytes": moved / bandwidth}
    return result


def _show(results: dict[str, dict[str, Any]]) -> None:
    print(f"{'line':54} {'best /s':>9} {'median':>9} {'ns each':>8} {'move':>6} {'read':>6}")
    for name, each in results.items():
        print(
            f"{name:54} {each['best']:9.3g} {each['median']:9.3g} {each['seconds_each'] * 1e9:8.3g}"
            f" {each['shares']['move']:6.0%} {each['shares']['read']:6.0%}"
        )


def slowest(results: dict[str, dict[str, Any]], kind: str) -> float:
    """Give the best round of the slowest line on all cores.

    Parameters
    ----------
    results : dict
        Summaries by line.
    kind : str
        ``"cycles"`` or ``"wall_steps"``.

    Returns
    -------
    float
        Rate [1/s].
    """
    return float(
        min(
            each["best"]
            for each in results.values()
            if each["counted"] == kind and each["threads"] == _CORES
        )
    )


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9, help="rounds that count")
    parser.add_argument("--devices", type=int, default=20_000, help="devices of the pulse law")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON")
    options = parser.parse_args()
    load = wait_until_idle()
    chosen = lines(options.devices)
    bandwidth = max(measure_bandwidth(_MEGABYTES).values()) * 1e9
    rounds = measure(chosen, options.rounds)
    results = {line.name: summarise(line, rounds[line.name], bandwidth) for line in chosen}
    _show(results)
    reached = {kind: slowest(results, kind) for kind in WANTED}
    for kind, wanted in WANTED.items():
        print(f"{kind}: {reached[kind]:.3g} per second on all cores (wanted: {wanted:.0e})")
    result = {
        "device_speed": {"reached": reached, "wanted": WANTED},
        "lines": results,
        "time_step": _STEP,
        "bandwidth": bandwidth,
        "load_before": load,
        **describe(),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    write_text(options.out / "device_speed.json", json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
