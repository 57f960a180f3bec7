"""Times the compiled kernels inside a training step, where they are called."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch.nn.functional import cross_entropy

from benchmarks.ceilings import page_faults
from benchmarks.ours.conditioned import make_network, recipe_of
from benchmarks.peers.task import LEARNING_RATE, MAX_RATE, TIME_STEP, random_images
from benchmarks.work import Size, Spikes
from dwmtj.nn import encode
from dwmtj.nn.kernels import binary_product, event_product, poisson, wall_sweep

_SEED, _WARM_UP = 0, 3
#: Kernels by module and function.
KERNELS: dict[tuple[Any, str], str] = {
    (poisson, "_draw"): "poisson_draw",
    (poisson, "_sort"): "poisson_sort",
    (event_product, "_gather_events"): "event_product",
    (event_product, "_scatter_events"): "event_gradient",
    (wall_sweep, "_forward"): "neuron",
    (wall_sweep, "_backward"): "neuron_gradient",
    (binary_product, "_gather_rows"): "hidden_product",
    (binary_product, "_rows_backward"): "hidden_gradient",
}


class Measurement(NamedTuple):
    """``seconds`` by kernel, and of the ``step`` and the ``rest``; ``spikes``; ``page_faults``."""

    seconds: dict[str, float]
    spikes: Spikes
    page_faults: float


@contextmanager
def _timed(seconds: dict[str, float]) -> Iterator[None]:
    """Add the time of each kernel's calls to a table, while the context lasts."""
    modules = {module for module, _ in KERNELS}
    kept = {module: module.run for module in modules}

    def timed(module: Any) -> Callable[..., None]:
        def run(kernel: Any, tiles: int, *arguments: Any) -> None:
            start = time.perf_counter()
            kept[module](kernel, tiles, *arguments)
            name = KERNELS[module, kernel.__name__]
            seconds[name] += time.perf_counter() - start

        return run

    try:
        for module in modules:
            module.run = timed(module)
        yield
    finally:
        for module, run in kept.items():
            module.run = run


def measure_kernels(size: Size, rounds: int) -> Measurement:
    """Run training steps and time their kernels.

    Parameters
    ----------
    size : Size
        Sizes of the network.
    rounds : int
        Steps that count [no unit].

    Returns
    -------
    Measurement
        Medians over the steps [s], and numbers of a step.
    """
    network = make_network("dwmtj_noisy", recipe_of(size.time_steps, size.hidden), "auto")
    images = random_images(size.batch, _SEED)
    pixels, labels = torch.from_numpy(images.pixels), torch.from_numpy(images.labels)
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, fused=True)
    found: dict[str, list[float]] = defaultdict(list)
    for current in range(_WARM_UP + rounds):
        seconds: dict[str, float] = defaultdict(float)
        faults = page_faults()
        with _timed(seconds):
            start = time.perf_counter()
            events = encode.poisson_events(
                pixels, size.time_steps, max_rate=MAX_RATE, time_step=TIME_STEP
            )
            loss = cross_entropy(network(events).logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step = time.perf_counter() - start
        if current >= _WARM_UP:
            rest = step - sum(seconds.values())
            numbers = {"events": len(events.indices), "faults": page_faults() - faults}
            for name, value in (seconds | {"step": step, "rest": rest} | numbers).items():
                found[name].append(value)
    medians = {name: statistics.median(values) for name, values in found.items()}
    with torch.no_grad():
        hidden = float(network.hidden[0](events).sum())
    spikes = Spikes(medians.pop("events"), hidden)
    return Measurement(medians, spikes, medians.pop("faults"))
