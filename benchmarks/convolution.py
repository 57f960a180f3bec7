"""Training steps of the convolutional network, its convolutions compiled or PyTorch's own.

The network of the recipe ``convolutional`` with noisy DW-MTJ neurons, its batches and its
optimiser; both ways run the same compiled neurons and dense layers, and differ in the convolutions
of spikes and in the batch norm behind them. Single steps of both alternate, the first of each
compile and do not count, and the median of the others does.

    python -m benchmarks.convolution --steps 20
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import torch

from benchmarks.machine import describe, wait_until_idle
from dwmtj.atomic import write_text
from dwmtj.networks.allocator import keep_freed_memory
from dwmtj.networks.network import SpikingNetwork
from dwmtj.nn import NormalisedConvolution, encode
from dwmtj.parameters import load_device, load_recipe

RESULTS = Path(__file__).parent / "results"
_PIXELS, _CLASSES, _WARM = 784, 10, 2
_LIT = 0.5
WAYS = ("compiled", "PyTorch's")


class Training:
    """Steps of one network on random pictures, of which half of the pixels are dark.

    Parameters
    ----------
    way : {"compiled", "PyTorch's"}
        Whose convolutions run.
    """

    def __init__(self, way: str) -> None:
        torch.manual_seed(0)
        self.recipe = load_recipe("convolutional")
        device = load_device("cui2024-network")
        self.network = SpikingNetwork(_PIXELS, _CLASSES, "dwmtj_noisy", device, self.recipe)
        for layer in self.network.layers:
            if isinstance(layer, NormalisedConvolution) and way != "compiled":
                layer.backend = layer.convolution.backend = "reference"
        self.optimiser = torch.optim.Adam(self.network.parameters(), 1e-3)
        self.random = torch.Generator().manual_seed(0)

    def step(self) -> float:
        """Do one step.

        Returns
        -------
        float
            Its time, without the drawing of pictures [s].
        """
        size = self.recipe.training.batch_size
        pixels = torch.rand(size, _PIXELS, generator=self.random)
        pixels *= torch.rand(size, _PIXELS, generator=self.random) < _LIT
        labels = torch.randint(_CLASSES, (size,), generator=self.random)
        start = time.perf_counter()
        self.optimiser.zero_grad()
        input = encode.direct(pixels, self.recipe.encoding.time_steps)
        logits = self.network(input, self.random).logits
        torch.nn.functional.cross_entropy(logits, labels).backward()
        self.optimiser.step()
        return time.perf_counter() - start


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=20, help="steps of each way that count")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON")
    options = parser.parse_args()
    load = wait_until_idle()
    keep_freed_memory()
    trainings = {way: Training(way) for way in WAYS}
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for i in range(_WARM + options.steps):
        for way, training in trainings.items():
            taken = training.step()
            if i >= _WARM:
                seconds[way].append(taken)
    medians = {way: statistics.median(values) for way, values in seconds.items()}
    ratio = medians["PyTorch's"] / medians["compiled"]
    for way, median in medians.items():
        print(f"{way:12} {1e3 * median:8.1f} ms a step")
    print(f"a step with compiled convolutions is {ratio:.2f} times as fast")
    recipe = trainings["compiled"].recipe
    result = {
        "convolution": {"step_seconds": medians, "ratio_vs_pytorch": ratio},
        "seconds": seconds,
        "hidden_layers": list(recipe.architecture.hidden_layers),
        "time_steps": recipe.encoding.time_steps,
        "batch_size": recipe.training.batch_size,
        "load_before": load,
        **describe(),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    write_text(options.out / "convolution.json", json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
