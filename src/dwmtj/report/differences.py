"""What a run does otherwise than the paper, and why: told from its configuration, never by hand."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from dwmtj.parameters import DeviceParameters, NetworkRecipe
from dwmtj.parameters.units import format_readable
from dwmtj.physics import distance_spread, pulse_count_spread
from dwmtj.report.statistics import run_epochs, run_seeds

_RESETS = {
    "eject": "the domain is pushed out of the track and a new one is written; the output is high "
    "while the domain is under MTJ_B. This is the reset that the paper shows on the device; the "
    "group's released network code has none",
    "instant": "the wall is back at its start at the spike, as in a LIF neuron; the paper's device "
    "has to push the domain out and write a new one",
    "none": "the wall stays past the firing distance and the output stays high, as in the group's "
    "released code, against the reset that the paper claims",
}

_RELU = (
    "The paper has no such network. It has the same layer sizes, the batch norm before the units, "
    "and is trained the same way, on the pixel values themselves instead of on spikes drawn from "
    "them: what these layer sizes do without spikes."
)


class Difference(NamedTuple):
    """``what`` differs, and the ``text`` that says how and why."""

    what: str
    text: str


def differences(
    summary: dict[str, Any], device: DeviceParameters, recipe: NetworkRecipe
) -> Iterator[Difference]:
    """List what differs from the paper.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.
    device : DeviceParameters
        The device of the run, all values in SI units.
    recipe : NetworkRecipe
        The recipe of the run, all values in SI units.

    Yields
    ------
    Difference
        One item of the report's list.
    """
    yield Difference("Size", _size(summary))
    if summary["evaluated_on"] == "validation":
        yield Difference("Evaluated images", _validation(summary))
    if "relu" in summary["networks"]:
        yield Difference("ReLU network", _RELU)
    yield Difference("Recipe", _recipe(recipe))
    yield Difference("Reset", f"Reset “{device.neuron.reset}”: {_RESETS[device.neuron.reset]}.")
    yield Difference("Noise interval", _noise(device))
    yield Difference("Not printed in the paper", _unprinted(device))


def _size(summary: dict[str, Any]) -> str:
    paper = summary["paper"]
    here = [run_epochs(summary), len(run_seeds(summary)), summary["train_images"]]
    published = [paper["epochs"], paper["seeds"], paper["train_images"]]
    names = ["epochs", "seed(s)", "training images"]
    if summary["evaluated_on"] == "test":
        here.append(summary["test_images"])
        published.append(paper["test_images"])
        names.append("test images")
    parts = [
        f"{mine:,} {name} (paper: {theirs:,})"
        for name, mine, theirs in zip(names, here, published, strict=True)
        if mine != theirs
    ]
    if summary["dataset"] != "fashion-mnist":
        parts.insert(0, f"data set {summary['dataset']} (paper: Fashion-MNIST)")
    if not parts:
        return "Epochs, seeds and images as in the paper."
    return "; ".join(parts) + ". Fewer images or epochs mean lower accuracies, on all networks."


def _validation(summary: dict[str, Any]) -> str:
    return (
        f"The accuracies are of {summary['test_images']:,} images held out of the training images, "
        "the same for all networks and seeds, to choose a recipe by; the test images were not used "
        "and the paper's accuracies, which are of them, are not set beside."
    )


def _recipe(recipe: NetworkRecipe) -> str:
    by_kind: dict[str, list[str]] = {"reference": [], "assumed": []}
    for group, entry in recipe.entries():
        if entry.source.kind in by_kind:
            name = f"{group}.{entry.field}".replace("_", " ")
            by_kind[entry.source.kind].append(f"{name} = {entry.readable}")
    text = f"Recipe “{recipe.name}”: {recipe.description}"
    if by_kind["reference"]:
        text += (
            f" Where the paper is silent, from other sources: {'; '.join(by_kind['reference'])}."
        )
    if by_kind["assumed"]:
        text += f" Chosen by this project: {'; '.join(by_kind['assumed'])}."
    return text


def _noise(device: DeviceParameters) -> str:
    noise = device.wall_noise
    mean = 12
    per_pulse = float(pulse_count_spread(mean, noise.sigma))
    draws = max(1, round(50e-9 / noise.interval))
    per_step = float(pulse_count_spread(mean, noise.sigma, draws))
    after = float(distance_spread(noise.sigma, 30))
    return (
        f"Sigma {noise.sigma:g} is drawn every {format_readable(noise.interval, 's')}; "
        f"after 30 draws the distance varies by {100 * after:.1f} %. The spread of the paper's "
        f"Fig. 5b needs one draw per pulse (standard deviation {per_pulse:.2f} pulses for a mean "
        f"of {mean}); drawn at this interval, 50 ns pulses would vary by {per_step:.2f} pulses. "
        "The two uses of sigma 0.3 in the paper are therefore not the same noise."
    )


def _unprinted(device: DeviceParameters) -> str:
    entries = {f"{group}.{entry.field}": entry for group, entry in device.entries()}
    shown = [
        entries[name]
        for name in ("circuit.drive_current", "track.firing_distance", "circuit.write_time")
    ]
    return (
        "; ".join(
            f"{entry.field.replace('_', ' ')} {entry.readable} ({entry.source})" for entry in shown
        )
        + "."
    )
