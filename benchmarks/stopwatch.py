"""Times the kernels inside a training step, with hooks on modules and on gradients."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from benchmarks.ceilings import page_faults
from benchmarks.ours.conditioned import make_network, recipe_of
from benchmarks.peers.task import LEARNING_RATE, MAX_RATE, TIME_STEP, random_images
from benchmarks.work import (
    Amount,
    Part,
    Size,
    adam_amount,
    backward_amount,
    forward_amount,
    normals_of,
    poisson_amount,
)
from dwmtj.nn import DWMTJ, SpikeEvents, SpikeLinear, encode

_SEED, _WARM_UP = 0, 3


class Counts(NamedTuple):
    """``events``, ``normals`` and ``page_faults`` of a training step [no unit]."""

    events: float
    normals: float
    page_faults: float


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
            self.normals += 2 * normals_of(part)
        self.note(f"{name}_forward", seconds, part and forward_amount(part))

        def open_backward(grad: Tensor) -> None:
            kept = grad if part else grad.new_empty(0)
            self._open[module] = (name, part, time.perf_counter(), kept)

        output.register_hook(open_backward)
        if isinstance(input, Tensor) and input.requires_grad:
            input.register_hook(lambda grad: self._close_backward(module, grad))

    def _close_backward(self, module: nn.Module, grad_input: Tensor | None) -> None:
        now = time.perf_counter()
        name, part, begun, grad_output = self._open.pop(module)
        amount = part and backward_amount(part, grad_output, grad_input)
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
    adam = adam_amount(network)

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
        poisson = poisson_amount(pixels, events)
        watch.note("poisson_draw", drawn - start, poisson if watch.counting else None)
        watch.note("optimiser", end - differentiated, adam if watch.counting else None)
        watch.note("step", end - start)
        return len(events.indices)

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
        before = page_faults()
        events = step()
        if current >= _WARM_UP:
            counts.append(Counts(events, watch.normals, page_faults() - before))
            covered = sum(watch.seconds[name] for name in watch.amounts)
            watch.note("rest", watch.seconds["step"] - covered)
            for name, value in watch.seconds.items():
                seconds[name].append(value)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return medians, watch.amounts, Counts(*map(statistics.median, zip(*counts, strict=True)))
