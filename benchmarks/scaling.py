"""Seconds of one training step against time steps, batch, width and input spike rate.

The network is that of the recipe ``conditioned`` with noisy DW-MTJ neurons, by the compiled
kernels. One quantity is varied at a time around T = 400, 100 images, 100 neurons in each hidden
layer and 1 GHz. All points are measured in one process and in alternating rounds, so that a change
of the machine's speed meets all alike; the first rounds do not count, the median of the others
does. The slope is that of log(seconds) over log(value), fitted to the upper half of each curve: 1
is proportional, less means that something else takes most of the time.

    python -m benchmarks.scaling --rounds 5
"""

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from benchmarks.machine import describe, wait_until_idle
from benchmarks.ours.conditioned import make_step, recipe_of
from dwmtj.atomic import write_text
from dwmtj.networks.allocator import keep_freed_memory
from dwmtj.report.style import NETWORKS, figure_style, save

RESULTS = Path(__file__).parent / "results"
FIGURES = Path(__file__).parents[1] / "docs" / "figures"
_SEED, _WARM_UP = 0, 2
_FIT_COLOUR = "#0072B2"
_LABEL_DISTANCE = 0.08


class Point(NamedTuple):
    """``time_steps``, ``batch``, ``hidden`` [no unit] and ``max_rate`` [Hz] of a measurement."""

    time_steps: int = 400
    batch: int = 100
    hidden: int = 100
    max_rate: float = 1e9


#: Values of each quantity; a rate of 10 GHz is one spike per time step for a pixel of 1.
CURVES: dict[str, Sequence[float]] = {
    "time_steps": (50, 100, 200, 400, 800),
    "batch": (10, 25, 50, 100, 200, 400),
    "hidden": (25, 50, 100, 200, 400),
    "max_rate": (1e8, 2e8, 5e8, 1e9, 2e9, 5e9, 1e10),
}
_QUICK_BASE = Point(time_steps=20, batch=10)
_QUICK_CURVES: dict[str, Sequence[float]] = {
    "time_steps": (10, 20, 40),
    "batch": (5, 10, 20),
    "hidden": (50, 100, 200),
    "max_rate": (5e8, 1e9, 2e9),
}
_LABELS = {
    "time_steps": "time steps per image, T",
    "batch": "batch (images)",
    "hidden": "width of each hidden layer (neurons)",
    "max_rate": "spike rate of a pixel of 1 (GHz)",
}
_SHOWN_IN = {"max_rate": 1e-9}  # other quantities are shown as they are


def points_of(name: str, values: Sequence[Any], base: Point) -> list[Point]:
    """Give the points of a curve.

    Parameters
    ----------
    name : str
        The quantity, a field of ``Point``.
    values : sequence of int or float
        Its values, in the unit of ``Point``.
    base : Point
        All other quantities.

    Returns
    -------
    list of Point
        One for each value.
    """
    return [Point(**(base._asdict() | {name: value})) for value in values]


def measure_seconds(points: Sequence[Point], rounds: int) -> dict[Point, list[float]]:
    """Time one training step at every point, round robin.

    Parameters
    ----------
    points : sequence of Point
        What to measure; a point that stands in several curves is measured once.
    rounds : int
        Steps at each point that count [no unit].

    Returns
    -------
    dict
        Times at each point [s], one per round.
    """
    seconds: dict[Point, list[float]] = {point: [] for point in points}
    steps = {
        point: make_step(
            "dwmtj_noisy",
            point.batch,
            recipe_of(point.time_steps, point.hidden, point.max_rate),
            _SEED,
        )
        for point in seconds
    }
    for current in range(_WARM_UP + rounds):
        for point, step in steps.items():
            start = time.perf_counter()
            step()
            if current >= _WARM_UP:
                seconds[point].append(time.perf_counter() - start)
    return seconds


def fit_slope(values: Sequence[float], seconds: Sequence[float]) -> tuple[float, float]:
    """Fit a power law to the upper half of a curve, by least squares of the logarithms.

    Parameters
    ----------
    values : sequence of float
        Rising values of the quantity, in any unit.
    seconds : sequence of float
        Times [s], one for each value.

    Returns
    -------
    slope, factor : float
        seconds = factor*value**slope; the factor is in seconds, for a value of 1.
    """
    half = len(values) // 2
    slope, constant = np.polyfit(np.log(values[half:]), np.log(seconds[half:]), 1)
    return float(slope), float(np.exp(constant))


def draw(curves: dict[str, Any], base: Point) -> Figure:
    """Draw the four curves with their slopes.

    Parameters
    ----------
    curves : dict
        Of each quantity ``values``, ``median`` [s], ``least`` [s], ``most`` [s], ``slope`` and
        ``factor`` [s].
    base : Point
        Where the curves meet.

    Returns
    -------
    Figure
        Four panels in logarithmic axes; bars reach from the fastest to the slowest round.
    """
    with figure_style():
        figure = Figure(figsize=(8.0, 5.6))
        axes = figure.subplots(2, 2, sharey=True)
        for place, (name, curve) in zip(axes.flat, curves.items(), strict=True):
            _draw_curve(place, name, curve, getattr(base, name))
        for row in axes:
            row[0].set_ylabel("time of a training step (s)")
        at = f"T = {base.time_steps}, {base.batch} images, {base.hidden} neurons per layer, "
        figure.suptitle(
            f"One quantity varied around {at}{base.max_rate * 1e-9:g} GHz (filled)",
            x=0.01,
            ha="left",
            fontsize=9,
        )
        return figure


def _draw_curve(axes: Axes, name: str, curve: dict[str, Any], base: float) -> None:
    style, scale = NETWORKS["dwmtj_noisy"], _SHOWN_IN.get(name, 1.0)
    shown = scale * np.array(curve["values"])
    median = np.array(curve["median"])
    bars = np.array([median - curve["least"], curve["most"] - median])
    fitted = np.array(curve["values"][len(shown) // 2 :])
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.plot(scale * fitted, curve["factor"] * fitted ** curve["slope"], "--", color=_FIT_COLOUR)
    axes.errorbar(
        shown, median, bars, fmt=style.marker, color=style.colour, mfc="white", ms=6, capsize=3
    )
    at_base = list(curve["values"]).index(base)
    axes.plot(shown[at_base], median[at_base], style.marker, color=style.colour, ms=7, zorder=4)
    axes.text(
        *(0.96, _LABEL_DISTANCE),
        f"slope {curve['slope']:.2f}",
        transform=axes.transAxes,
        ha="right",
        color=_FIT_COLOUR,
    )
    axes.set_xticks(shown, [f"{value:g}" for value in shown])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel(_LABELS[name])


def _summarise(values: Sequence[float], seconds: list[list[float]]) -> dict[str, Any]:
    median = [statistics.median(each) for each in seconds]
    slope, factor = fit_slope(values, median)
    return {
        "values": list(values),
        "median": median,
        "least": [min(each) for each in seconds],
        "most": [max(each) for each in seconds],
        "slope": slope,
        "factor": factor,
        "local_slopes": [
            float(np.log(after[1] / before[1]) / np.log(after[0] / before[0]))
            for before, after in pairwise(zip(values, median, strict=True))
        ],
    }


def main() -> None:
    """Measure, print, draw and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="steps at each point")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to try the program")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON")
    parser.add_argument("--figures", type=Path, default=FIGURES, help="folder for the figure")
    options = parser.parse_args()
    base, choices = (_QUICK_BASE, _QUICK_CURVES) if options.quick else (Point(), CURVES)
    keep_freed_memory()  # as training does
    load = None if options.quick else wait_until_idle()
    points = {name: points_of(name, values, base) for name, values in choices.items()}
    seconds = measure_seconds([each for curve in points.values() for each in curve], options.rounds)
    curves = {
        name: _summarise(choices[name], [seconds[each] for each in points[name]]) for name in points
    }
    print(f"median of {options.rounds} steps around {base}")
    for name, curve in curves.items():
        print(f"{name}: slope {curve['slope']:.2f} over the upper half")
        for value, median in zip(curve["values"], curve["median"], strict=True):
            print(f"  {value:12g} {1e3 * median:9.2f} ms")
    result = {
        "scaling": curves,
        "base": base._asdict(),
        "rounds": options.rounds,
        "load_before": load,
        **describe(),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    write_text(options.out / "scaling.json", json.dumps(result, indent=2) + "\n")
    save(draw(curves, base), options.figures, "scaling")


if __name__ == "__main__":
    main()
