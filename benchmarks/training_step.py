"""Seconds of one training step of each network, side by side in one run.

A step is what training does for a batch: encode, forward, loss, backward, optimiser. Beside the
three networks of this package stands the same network of LIF neurons written step by step over
Norse's cells, as the paper's group did. The rounds go round robin, so that a change of the
machine's speed meets all alike; the median counts, and the ratio to Norse is the figure to quote.

    python benchmarks/training_step.py --rounds 5 --out benchmarks/results
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from norse.torch import LICell, LIFCell, LIFParameters, LIParameters
from torch import nn
from torch.nn.functional import cross_entropy

from dwmtj.atomic import write_text
from dwmtj.networks.encoding import PixelEncoder
from dwmtj.networks.kinds import NEURON_KINDS
from dwmtj.networks.network import SpikingNetwork
from dwmtj.networks.run_folder import versions
from dwmtj.parameters import load_device, load_recipe

DEVICE = load_device("cui2024-network")
PIXELS, CLASSES = 784, 10


class NorseNetwork(nn.Module):
    """784-100-100-10 of Norse's LIF cells with batch norm on the spikes and an LI readout."""

    def __init__(self) -> None:
        super().__init__()
        step = DEVICE.neuron.time_step
        rates = {"tau_mem_inv": torch.tensor(1e9), "tau_syn_inv": torch.tensor(2e9)}
        self.dense = nn.ModuleList([nn.Linear(PIXELS, 100), nn.Linear(100, 100)])
        self.cells = nn.ModuleList([LIFCell(LIFParameters(**rates), dt=step) for _ in range(2)])
        self.norms = nn.ModuleList([nn.BatchNorm1d(100) for _ in range(2)])
        self.out = nn.Linear(100, CLASSES, bias=False)
        self.readout = LICell(LIParameters(**rates), dt=step)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Classify encoded images [T, B, 784]; gives logits [B, 10]."""
        states, integrator, voltages = [None, None], None, []
        for spikes in input:
            passed = spikes
            for i, cell in enumerate(self.cells):
                fired, states[i] = cell(self.dense[i](passed), states[i])
                passed = self.norms[i](fired)
            voltage, integrator = self.readout(self.out(passed), integrator)
            voltages.append(voltage)
        return torch.stack(voltages).amax(0)


def make_step(
    network: nn.Module, encoder: PixelEncoder, batch: int, logits: Callable[..., torch.Tensor]
) -> Callable[[], None]:
    """Make a function that does one training step on random images."""
    pixels, labels = torch.rand(batch, PIXELS) * 0.57, torch.randint(CLASSES, (batch,))
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)

    def step() -> None:
        loss = cross_entropy(logits(network(encoder(pixels))), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="steps of each network")
    parser.add_argument("--batch", type=int, default=100, help="images per step")
    parser.add_argument("--out", type=Path, default=Path("runs/bench"), help="folder for the JSON")
    options = parser.parse_args()
    torch.manual_seed(0)
    steps: dict[str, Callable[[], None]] = {}
    for recipe_name in ("paper", "conditioned"):
        recipe = load_recipe(recipe_name)
        encoder = PixelEncoder(recipe.encoding, DEVICE.neuron.time_step, 1e-9)
        if recipe_name == "paper":
            steps["norse lif, step by step"] = make_step(
                NorseNetwork(), encoder, options.batch, lambda logits: logits
            )
        for kind in NEURON_KINDS:
            network = SpikingNetwork(PIXELS, CLASSES, kind, DEVICE, recipe)
            steps[f"{kind}, recipe {recipe_name}"] = make_step(
                network, encoder, options.batch, lambda output: output.logits
            )
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for current in range(options.rounds + 1):  # the first round warms up
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            if current:
                seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    norse = medians["norse lif, step by step"]
    time_steps = load_recipe("paper").encoding.time_steps
    print(f"T = {time_steps}, batch {options.batch}, {torch.get_num_threads()} threads")
    for name, median in medians.items():
        print(f"{name:40} {median:7.3f} s/step   {norse / median:5.2f} times Norse's speed")
    options.out.mkdir(parents=True, exist_ok=True)
    result = {
        "time_steps": time_steps,
        "batch": options.batch,
        "threads": torch.get_num_threads(),
        "cores": os.cpu_count(),
        "versions": versions(),
        "seconds_per_step": seconds,
        "median_seconds_per_step": medians,
        "speed_relative_to_norse": {name: norse / median for name, median in medians.items()},
    }
    write_text(options.out / "training_step.json", json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
