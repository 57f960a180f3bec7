"""The least time this machine allows for one training step, and where the rest goes.

Two ceilings are measured, before and after the steps: the memory bandwidth, as the best of copy,
triad (a = b + s*c) and sum of arrays much larger than the caches (Williams, Waterman and Patterson,
CACM 52, 65 (2009); counted as in McCalpin's STREAM, without the lines that a store reads first),
and the speed of float32 matrix products. A kernel takes at least max(bytes/bandwidth,
operations/speed); its share of the roofline is that least time over the measured one.

The measured times are those inside the training step itself, taken by hooks on the modules and on
the gradients that pass between them, so that caches and memory are as in training. What they do not
cover, such as the loss, is the rest.

With T steps, B images, P = 784 pixels, N neurons in each hidden layer, E input spikes and S spikes
of the hidden layer below, one float32 array [T, B, N] is A = 4*T*B*N bytes and the spikes are
L = 4*E + 8*T*B bytes. Counted is what a kernel must get and give, each array once, from the tensors
that pass; weights are included, but small:

    kernel            bytes forward    backward    operations forward        backward
    Poisson draw      4*B*P + L        -           46*(E + B*P)              -
    event product     L + A            L + A       E*N                       E*N
    batch norm        2*A              3*A         5*T*B*N                   7*T*B*N
    neuron            2*A              3*A         (17 + 36)*T*B*N           (32 + 36)*T*B*N
    hidden product    2*A              3*A         min(S*N, 2*T*B*N^2)       that + 2*T*B*N^2
    readout           A                A           T*B*N                     few
    optimiser         28 per parameter             15 per parameter

A batch norm over time needs its input for the statistics and once more to use them, and backward
input and gradient twice; that counts once, because the second time it may come from the last cache.
36 operations draw one normal number: 11 for a quarter of the words of seven rounds of Philox (two
products, four exclusive ors), 25 for half of a Box-Muller pair. A pause between input spikes takes
46, of which 35 are its logarithm and scale. Integer operations count like floating-point ones.
Backward draws the noise again and steps forward once more before it sweeps back. The spikes are
binary, so a product is additions where there are spikes; the gradient of a surrogate is dense.

The least time is generous. Only a matrix product reaches its speed: other arithmetic needs more
instructions for as many operations. Gathers read weights from the nearest caches, 4*N bytes for
each spike, which count nowhere here. On the other hand, an array that is still in the last cache is
read faster than memory allows, so a share may even exceed 1.

    python -m benchmarks.roofline --rounds 15
"""

import argparse
import json
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from benchmarks.machine import describe, wait_until_idle
from benchmarks.ours.conditioned import make_network, recipe_of
from benchmarks.peers.task import LEARNING_RATE, MAX_RATE, PIXELS, TIME_STEP, random_images
from dwmtj.atomic import write_text
from dwmtj.networks.allocator import keep_freed_memory
from dwmtj.nn import DWMTJ, SpikeEvents, SpikeLinear, encode
from dwmtj.nn.kernels.noise import normal_block

RESULTS = Path(__file__).parent / "results"
_SEED, _WARM_UP, _REPEATS = 0, 3, 7
_PHILOX, _BOX_MULLER, _LOGARITHM = 11, 25, 35
_FORWARD_STEP, _BACKWARD_STEP = 17, 32
#: Adam reads parameter, gradient and two moments and writes three of them, float32.
_ADAM_BYTES, _ADAM_OPERATIONS = 28, 15


class Size(NamedTuple):
    """``time_steps``, ``batch``, ``hidden``: T, B and N [no unit]."""

    time_steps: int = 400
    batch: int = 100
    hidden: int = 100


class Amount(NamedTuple):
    """``bytes`` and ``flops``, integer operations included, that a kernel must move and do."""

    bytes: float
    flops: float


class Counts(NamedTuple):
    """``events``, ``normals`` and ``page_faults`` of a training step [no unit]."""

    events: float
    normals: float
    page_faults: float


class Part(NamedTuple):
    """One call of a kernel: ``input`` [T, B, ...] and ``output`` of the ``module``."""

    name: str
    module: nn.Module
    input: Any
    output: Tensor


def best_seconds(function: Callable[[], Any], repeats: int = _REPEATS) -> float:
    """Give the shortest time of some calls [s]: a ceiling is what was reached at best."""
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def measure_bandwidth(megabytes: int) -> dict[str, float]:
    """Measure how fast arrays move between memory and processor, with all threads.

    Parameters
    ----------
    megabytes : int
        Size of each of three arrays [MB].

    Returns
    -------
    dict
        Bandwidth of each way to move them [GB/s].
    """
    a, b, c = (torch.ones(megabytes * 250_000) for _ in range(3))
    moved: dict[str, tuple[int, Callable[[], Any]]] = {
        "copy": (2, partial(a.copy_, b)),
        "triad": (3, partial(torch.add, b, c, alpha=0.5, out=a)),
        "sum": (1, a.sum),
    }
    return {
        name: arrays * megabytes * 1e-3 / best_seconds(function)
        for name, (arrays, function) in moved.items()
    }


def measure_matmul(shapes: Iterable[tuple[int, int, int]]) -> dict[str, float]:
    """Measure the speed of float32 matrix products [n, k] x [k, m], with all threads.

    Parameters
    ----------
    shapes : iterable of tuple
        n, k and m of each product [no unit].

    Returns
    -------
    dict
        Speed of each [Gflop/s].
    """
    speeds = {}
    for n, k, m in shapes:
        left, right, out = torch.rand(n, k), torch.rand(k, m), torch.empty(n, m)
        seconds = best_seconds(partial(torch.mm, left, right, out=out))
        speeds[f"{n}x{k}x{m}"] = 2e-9 * n * k * m / seconds
    return speeds


def measure_ceilings(size: Size, megabytes: int, large: int) -> dict[str, dict[str, float]]:
    """Measure bandwidth and speed of matrix products, among them those of this network.

    Parameters
    ----------
    size : Size
        Sizes of the network.
    megabytes : int
        Size of an array in memory [MB].
    large : int
        Side of the largest square matrix [no unit].

    Returns
    -------
    dict
        ``bandwidths_gb_s`` and ``matmuls_gflop_s`` [GB/s, Gflop/s], each by name.
    """
    rows, hidden = size.time_steps * size.batch, size.hidden
    squares = ((side, side, side) for side in (large // 4, large))
    shapes = ((rows, hidden, hidden), (rows, PIXELS, hidden), *squares)
    return {
        "bandwidths_gb_s": measure_bandwidth(megabytes),
        "matmuls_gflop_s": measure_matmul(shapes),
    }


def measure_normals(batch: int) -> float:
    """Measure how many numbers of the wall noise are drawn in a second, with all threads [1/s]."""
    neurons = 100
    return 4 * batch * neurons / best_seconds(lambda: normal_block(_SEED, 0, batch, neurons))


def measure_page_fault(megabytes: int) -> float:
    """Measure what it takes to be given a page of fresh memory [s]; 0 if it is not seen."""
    bytes_ = megabytes * 10**6
    size = bytes_ // 4
    faults, start = _page_faults(), time.perf_counter()
    fresh = torch.empty(size).fill_(1.0)
    first = time.perf_counter() - start
    faults = _page_faults() - faults
    return max(first - best_seconds(lambda: fresh.fill_(2.0)), 0.0) / faults if faults else 0.0


def _page_faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def _size(*tensors: Tensor | SpikeEvents) -> int:
    """Count the bytes of tensors; those that repeat memory count once."""
    total = 0
    for each in tensors:
        if isinstance(each, SpikeEvents):
            total += _size(each.indices, each.offsets)
        else:
            total += min(each.numel() * each.itemsize, each.untyped_storage().nbytes())
    return total


def _weights(module: nn.Module) -> int:
    return _size(*module.parameters())


def _forward_amount(part: Part) -> Amount:
    """Count what a kernel must move and do forward; the table at the top."""
    values, moved = part.output.numel(), _size(part.input, part.output) + _weights(part.module)
    if part.name == "batch_norm":
        return Amount(moved, 5 * values)
    if part.name == "neuron":
        return Amount(moved, _FORWARD_STEP * values + (_PHILOX + _BOX_MULLER) * _normals(part))
    if part.name == "readout":  # the mean over time, then a small product
        return Amount(moved, part.input.numel() + 2 * values * part.input.shape[-1])
    return Amount(moved, _product_operations(part))


def _backward_amount(part: Part, grad_output: Tensor, grad_input: Tensor | None) -> Amount:
    """Count what a kernel must move and do backward; the gradient of events is None."""
    values = part.output.numel()
    given = () if grad_input is None else (grad_input,)
    if part.name == "readout":  # a mean: the gradient does not need the input
        flops = 4 * values * part.input.shape[-1]
        return Amount(_size(grad_output, *given) + _weights(part.module), flops)
    moved = _size(part.input, grad_output, *given) + _weights(part.module)
    if part.name == "batch_norm":
        return Amount(moved, 7 * values)
    if part.name == "neuron":
        return Amount(moved, _BACKWARD_STEP * values + (_PHILOX + _BOX_MULLER) * _normals(part))
    dense = 0 if grad_input is None else 2 * values * part.input.shape[-1]
    return Amount(moved, _product_operations(part) + dense)


def _product_operations(part: Part) -> float:
    width = part.output.shape[-1]
    if isinstance(part.input, SpikeEvents):
        return len(part.input.indices) * width
    spikes = int(torch.count_nonzero(part.input))
    return min(spikes * width, 2 * part.input.numel() * width)


def _normals(part: Part) -> float:
    neuron = part.module
    if not isinstance(neuron, DWMTJ) or not neuron.noise_is_on:
        return 0.0
    return part.output.numel() / neuron.wall.noise_steps


class Stopwatch:
    """Times the modules of a network inside its own training steps, forward and backward.

    Backward, a module begins when the gradient of its output is there and ends when that of its
    input is; the first one, whose input has none, ends with the backward pass.

    Parameters
    ----------
    network : Module
        A ``SpikingNetwork``.

    Attributes
    ----------
    seconds : dict
        Times of the current step [s], by kernel.
    amounts : dict
        What each kernel must move and do, filled while ``counting`` is true.
    normals : float
        Normal numbers of a step [no unit], forward and backward, filled likewise.
    """

    def __init__(self, network: nn.Module) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.amounts: dict[str, Amount] = {}
        self.counting = False
        self.normals = 0.0
        self._begun = 0.0
        self._open: dict[nn.Module, tuple[str, Part | None, float, Tensor]] = {}
        readout = set(network.readout.modules())  # type: ignore[union-attr]
        for module in network.modules():
            is_norm = "Norm" in type(module).__name__
            if module is network.readout or (
                module not in readout and (is_norm or isinstance(module, SpikeLinear | DWMTJ))
            ):
                module.register_forward_pre_hook(self._begin)
                module.register_forward_hook(self._end)

    def note(self, name: str, seconds: float, amount: Amount | None = None) -> None:
        """Add a call of a kernel: its time [s], and what it had to move and do if that counts."""
        self.seconds[name] += seconds
        if amount is not None:
            before = self.amounts.get(name, Amount(0, 0))
            self.amounts[name] = Amount(before.bytes + amount.bytes, before.flops + amount.flops)

    def finish_backward(self) -> None:
        """Note that the backward pass has ended."""
        for module in list(self._open):
            self._close_backward(module, None)

    def _begin(self, _module: nn.Module, _arguments: tuple[Any, ...]) -> None:
        self._begun = time.perf_counter()

    def _end(self, module: nn.Module, arguments: tuple[Any, ...], output: Any) -> None:
        seconds = time.perf_counter() - self._begun
        input, output = arguments[0], output[0] if isinstance(output, tuple) else output
        name, part = _name_of(module, input), None
        if self.counting:  # otherwise no hook may hold tensors, which would keep their memory
            held = input.detach() if isinstance(input, Tensor) else input
            part = Part(name, module, held, output.detach())
            self.normals += 2 * _normals(part)
        self.note(f"{name}_forward", seconds, part and _forward_amount(part))

        def open_backward(grad: Tensor) -> None:
            kept = grad if part else grad.new_empty(0)
            self._open[module] = (name, part, time.perf_counter(), kept)

        output.register_hook(open_backward)
        if isinstance(input, Tensor) and input.requires_grad:
            input.register_hook(lambda grad: self._close_backward(module, grad))

    def _close_backward(self, module: nn.Module, grad_input: Tensor | None) -> None:
        now = time.perf_counter()
        name, part, begun, grad_output = self._open.pop(module)
        amount = part and _backward_amount(part, grad_output, grad_input)
        self.note(f"{name}_backward", now - begun, amount)


def _name_of(module: nn.Module, input: Tensor | SpikeEvents) -> str:
    if "Norm" in type(module).__name__:
        return "batch_norm"
    if isinstance(module, DWMTJ):
        return "neuron"
    if isinstance(module, SpikeLinear):
        return "event_product" if isinstance(input, SpikeEvents) else "hidden_product"
    return "readout"


def make_step(size: Size) -> tuple[Callable[[], int], Stopwatch]:
    """Make a training step whose parts are timed.

    Parameters
    ----------
    size : Size
        Sizes of the network.

    Returns
    -------
    step : callable
        Does one step (draw spikes, forward, cross entropy, backward, Adam) and gives the number of
        its input spikes.
    watch : Stopwatch
        What times it.
    """
    network = make_network("dwmtj_noisy", recipe_of(size.time_steps, size.hidden), "auto")
    images = random_images(size.batch, _SEED)
    pixels, labels = torch.from_numpy(images.pixels), torch.from_numpy(images.labels)
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    watch = Stopwatch(network)
    draw = partial(encode.poisson_events, max_rate=MAX_RATE, time_step=TIME_STEP)
    learned = sum(each.numel() for each in network.parameters())
    adam = Amount(_ADAM_BYTES * learned, _ADAM_OPERATIONS * learned)

    def step() -> int:
        start = time.perf_counter()
        events = draw(pixels, size.time_steps)
        drawn = time.perf_counter()
        loss = cross_entropy(network(events).logits, labels)
        optimizer.zero_grad()
        loss.backward()
        watch.finish_backward()
        differentiated = time.perf_counter()
        optimizer.step()
        end = time.perf_counter()
        spikes = len(events.indices)
        poisson = Amount(_size(pixels, events), (_PHILOX + _LOGARITHM) * (spikes + pixels.numel()))
        watch.note("poisson_draw", drawn - start, poisson if watch.counting else None)
        watch.note("optimiser", end - differentiated, adam if watch.counting else None)
        watch.note("step", end - start)
        return spikes

    return step, watch


def measure_kernels(size: Size, rounds: int) -> tuple[dict[str, float], dict[str, Amount], Counts]:
    """Run training steps and time their kernels.

    Parameters
    ----------
    size : Size
        Sizes of the network.
    rounds : int
        Steps that count [no unit].

    Returns
    -------
    seconds : dict
        Times of each kernel, of the whole ``step`` and of the ``rest``, medians [s].
    amounts : dict
        What each kernel must move and do.
    counts : Counts
        What a step draws and asks for.
    """
    step, watch = make_step(size)
    seconds: dict[str, list[float]] = defaultdict(list)
    counts = []
    for current in range(_WARM_UP + rounds):
        watch.seconds.clear()
        watch.counting = current == 0
        before = _page_faults()
        events = step()
        if current >= _WARM_UP:
            counts.append(Counts(events, watch.normals, _page_faults() - before))
            covered = sum(watch.seconds[name] for name in watch.amounts)
            watch.note("rest", watch.seconds["step"] - covered)
            for name, value in watch.seconds.items():
                seconds[name].append(value)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return medians, watch.amounts, Counts(*map(statistics.median, zip(*counts, strict=True)))


def _compare(
    seconds: dict[str, float], amounts: dict[str, Amount], bandwidth: float, speed: float
) -> dict[str, Any]:
    """Set the least time [s] of each kernel beside the measured one; ceilings in GB/s, Gflop/s."""
    kernels = {}
    for name, (moved, flops) in amounts.items():
        least = max(1e-9 * moved / bandwidth, 1e-9 * flops / speed)
        kernels[name] = {
            "seconds": seconds[name],
            "least_seconds": least,
            "share": least / seconds[name],
            "bytes": moved,
            "flops": flops,
        }
    step = seconds["step"]
    least = sum(kernel["least_seconds"] for kernel in kernels.values())
    return {
        "kernels": kernels,
        "step_seconds": step,
        "least_seconds": least,
        "share": least / step,
        "rest_seconds": seconds["rest"],
    }


def _print_table(result: dict[str, Any]) -> None:
    """Print the kernels, slowest first."""
    for kind, values, unit in (
        ("memory", result["bandwidths_gb_s"], "GB/s"),
        ("matrix product", result["matmuls_gflop_s"], "Gflop/s"),
    ):
        listed = ", ".join(f"{name} {value:.1f}" for name, value in values.items())
        print(f"{kind}: {listed} {unit}")
    print(
        f"{'kernel':24} {'time':>9} {'least':>9} {'roofline':>8} {'moved':>9} {'operations':>11} "
        f"{'of the step':>11}"
    )
    step = result["step_seconds"]
    kernels = sorted(result["kernels"].items(), key=lambda each: -each[1]["seconds"])
    for name, kernel in kernels:
        print(
            f"{name:24} {1e3 * kernel['seconds']:6.2f} ms {1e3 * kernel['least_seconds']:6.2f} ms "
            f"{kernel['share']:8.1%} {1e-6 * kernel['bytes']:6.1f} MB "
            f"{1e-6 * kernel['flops']:7.1f} Mop {kernel['seconds'] / step:11.1%}"
        )
    rest = result["rest_seconds"]
    print(f"{'rest (loss and others)':24} {1e3 * rest:6.2f} ms {rest / step:53.1%}")
    print(
        f"{'step':24} {1e3 * step:6.2f} ms {1e3 * result['least_seconds']:6.2f} ms "
        f"{result['share']:8.1%}"
    )


def _print_rest(result: dict[str, Any]) -> None:
    """Print where time goes that the ceilings do not know of."""
    step = result["step_seconds"]
    events, normals, faults = result["per_step"].values()
    print(
        f"wall noise: {normals * 1e-6:.1f} million normal numbers a step, "
        f"{result['normals_per_second'] * 1e-6:.0f} million/s alone, "
        f"{normals / result['normals_per_second'] / step:.0%} of the step"
    )
    for name in ("poisson_draw", "event_product_forward", "event_product_backward"):
        rate = events / result["kernels"][name]["seconds"]
        print(f"{name}: {events * 1e-6:.2f} million events, {rate * 1e-6:.0f} million/s")
    print(
        f"page faults: {faults:.0f} a step of {1e6 * result['seconds_per_page_fault']:.2f} us, "
        f"{faults * result['seconds_per_page_fault'] / step:.1%} of the step"
    )


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15, help="training steps that count")
    parser.add_argument("--megabytes", type=int, default=256, help="size of an array in memory")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to try the program")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON")
    options = parser.parse_args()
    size = Size(time_steps=40, batch=20) if options.quick else Size()
    large = 256 if options.quick else 2048
    load = None if options.quick else wait_until_idle()
    fault = measure_page_fault(options.megabytes)  # before memory is kept, as training does
    keep_freed_memory()
    before = measure_ceilings(size, options.megabytes, large)
    normals = measure_normals(size.time_steps * size.batch // 4)
    seconds, amounts, counts = measure_kernels(size, options.rounds)
    after = measure_ceilings(size, options.megabytes, large)
    ceilings = {
        kind: {name: max(value, after[kind][name]) for name, value in values.items()}
        for kind, values in before.items()
    }
    bandwidth, speed = (max(values.values()) for values in ceilings.values())
    result = {
        "bandwidth_gb_s": bandwidth,
        "matmul_gflop_s": speed,
        **_compare(seconds, amounts, bandwidth, speed),
        **ceilings,
        "normals_per_second": normals,
        "seconds_per_page_fault": fault,
        "per_step": counts._asdict(),
    }
    _print_table(result)
    _print_rest(result)
    stored = {"roofline": result, **size._asdict(), "load_before": load, **describe()}
    options.out.mkdir(parents=True, exist_ok=True)
    write_text(options.out / "roofline.json", json.dumps(stored, indent=2) + "\n")


if __name__ == "__main__":
    main()
