"""The part of the report on the device: figures, the table beside the paper, and the assumptions.

Everything is read from the files that :func:`dwmtj.experiments.paper.run_paper` stored; nothing is
simulated here.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import xarray as xr

from dwmtj.experiments import read_netcdf
from dwmtj.experiments.paper import (
    EXPERIMENTS,
    Assumption,
    Comparison,
    Measurement,
    assumptions,
    beside_paper,
    measurements_of,
)
from dwmtj.parameters import DeviceParameters, as_device
from dwmtj.parameters.files import device_names, from_tables
from dwmtj.report.commands import name_or_file
from dwmtj.report.device_figures import draw_experiment
from dwmtj.report.device_fits import FitSection, device_fits
from dwmtj.report.device_style import count_of, options_of
from dwmtj.report.inline import inline_drawing
from dwmtj.report.style import save


class SectionFigure(NamedTuple):
    """A figure of the report.

    ``name`` of its file, the ``file``, ``svg`` to put into the page, ``caption``, ``figure`` of the
    paper (may be empty), ``description`` for those who cannot see it, and ``command`` that makes it
    again.
    """

    name: str
    file: Path
    svg: str
    caption: str
    figure: str
    description: str
    command: str


class DeviceSection(NamedTuple):
    """What the report shows of the device.

    ``own``, whether another device than the paper's was measured; ``of_networks``, the name of
    that of the networks if it was not; ``figures`` by the name of their measurement; the
    ``comparison`` with the paper; ``fits`` by their name; ``devices`` that were measured, by their
    name, ``device_names`` of each measurement, and ``assumptions`` about each device.
    """

    own: bool
    of_networks: str
    figures: dict[str, SectionFigure]
    comparison: list[Comparison]
    fits: dict[str, FitSection]
    devices: dict[str, DeviceParameters]
    device_names: dict[str, str]
    assumptions: dict[str, list[Assumption]]


class _Text(NamedTuple):
    """``figure`` of the paper, ``description`` and ``caption`` of a stored measurement."""

    figure: str
    description: str
    caption: str


_READ = (
    "The ground tells the states 1 to 4. Filled markers are readings after a pulse, the open one "
    "is that after writing. The sketches show the domain where its walls were at one reading of "
    "each state."
)
_TEXTS = {
    "hysteresis": _Text(
        "2b, 2c",
        "Resistance of both junctions against field",
        "Field loops of both junctions; the line is the first of them. Arrows: sense of the "
        "sweep; numbers: mean and standard deviation of the switching field over all loops.",
    ),
    "write": _Text(
        "",
        "Probability of writing against amplitude, and resistances before and after",
        "Writing. Left: probability that a pulse between IN and A makes a domain, with and without "
        "the bias field; error bars are one standard error. Right: resistances before and after.",
    ),
    "ramp": _Text(
        "3a",
        "Resistances of both junctions against pulse amplitude, with the states",
        f"A ramp of amplitudes from A to B. {_READ}",
    ),
    "ramp-reverse": _Text(
        "3c",
        "Resistances of both junctions against pulse amplitude, from B to A",
        f"The same with the roles of A and B exchanged. {_READ}",
    ),
    "cycles": _Text(
        "3d, 3f",
        "Resistances, events and their amplitudes in many cycles",
        "Ramps in a row, a field before the first only. Left: the resistances of one cycle, and of "
        "the others in grey. Right: states and events, a row for each cycle; a cross marks one "
        "that did not fire and be reset, or did not end as it began. Below: amplitudes of the "
        "events.",
    ),
    "cycles-reverse": _Text(
        "3e",
        "Resistances, events and their amplitudes in cycles from B to A",
        "The same from B to A.",
    ),
    "cycles-long": _Text(
        "3f",
        "Histograms of the amplitudes of depinning, firing and reset",
        "Amplitudes of the events in very many cycles. The overlap of two histograms is "
        "the sum of the smaller of both shares at each amplitude, among cycles with the event.",
    ),
    "train": _Text(
        "4a, 4b",
        "Resistances against pulse number, and events of each cycle",
        f"Trains of equal pulses. {_READ} Below: states and events, a row for each train.",
    ),
    "passages": _Text(
        "5a, 5b",
        "Histograms of the number of pulses until firing",
        "Pulses until firing. Left: the device beside the law of its wall noise alone, which has "
        "no pinning. Right: the paper's model for two firing distances, N in mean steps. Numbers: "
        "mean and standard deviation of those that fired.",
    ),
}


def device_section(folder: str | Path, *, networks: str = "") -> DeviceSection:
    """Draw the figures of stored measurements, and put together what the report shows of them.

    Parameters
    ----------
    folder : str or Path
        What ``run_paper`` filled; the figures are stored in its folder ``figures``.
    networks : str
        Name of the device of the networks beside it.

    Returns
    -------
    DeviceSection
        Figures, lines beside the paper, fits and assumptions.

    Raises
    ------
    FileNotFoundError
        If a measurement is missing.
    ValueError
        If a file is damaged, or is of another experiment.
    """
    place = Path(folder)
    stored = {name: _read(place, name) for name in EXPERIMENTS}
    own = _own_device(stored)
    comparison = beside_paper(place)
    if own is not None:  # nothing of it was calibrated to the paper
        comparison = [each._replace(calibrated=False) for each in comparison]
    measured = measurements_of(own)
    devices = {_name(each.device): as_device(each.device) for each in measured.values()}
    return DeviceSection(
        own=own is not None,
        of_networks=networks if networks not in devices else "",
        figures={name: _figure(place, name, stored[name], measured[name]) for name in _TEXTS},
        comparison=comparison,
        fits={each.name: each for each in device_fits(place)},
        devices=devices,
        device_names={name: _name(each.device) for name, each in measured.items()},
        assumptions={name: assumptions(device) for name, device in sorted(devices.items())},
    )


def _own_device(stored: Mapping[str, xr.Dataset]) -> DeviceParameters | None:
    """Give the device that was measured if it is not the paper's."""
    names = {name: str(each.attrs["device"]) for name, each in stored.items()}
    if all(names[name] == each.device for name, each in EXPERIMENTS.items()):
        return None
    attributes = next(iter(stored.values())).attrs
    return from_tables(
        DeviceParameters, json.loads(attributes["device_parameters"]), str(attributes["device"])
    )


def _name(device: DeviceParameters | str) -> str:
    return device if isinstance(device, str) else device.name


def command_of(name: str, measurement: Measurement, seed: int) -> str:
    """Give the command that makes a measurement and its figure again.

    Parameters
    ----------
    name : str
        Name of the measurement's file.
    measurement : Measurement
        Experiment, device and options.
    seed : int
        Its seed (no unit).

    Returns
    -------
    str
        The command.
    """
    device = name_or_file(_name(measurement.device), device_names())
    parts = [f"dwmtj measure {_experiment(name)} --device {device} --seed {seed}"]
    for option, value in measurement.options.items():
        if option == "keep_readings":
            parts += [] if value else ["--events-only"]
        elif value is True:
            parts.append(f"--{option}")
        else:
            parts.append(f"--{option} {value}")
    return " ".join([*parts, f"--plot {name}.svg"])


def _experiment(name: str) -> str:
    """Name of the experiment: "ramp" of "ramp-reverse"."""
    return name.partition("-")[0]


def _read(folder: Path, name: str) -> xr.Dataset:
    path = folder / f"{name}.nc"
    dataset = read_netcdf(path)
    wanted = _experiment(name)
    found = dataset.attrs["experiment"]
    if found != wanted:
        raise ValueError(f"{path}: is of the experiment {found!r}; allowed: {wanted!r}")
    return dataset


def _figure(
    folder: Path, name: str, dataset: xr.Dataset, measurement: Measurement
) -> SectionFigure:
    text, seed = _TEXTS[name], int(dataset.attrs["seed"])
    svg = save(draw_experiment(dataset), folder / "figures", f"device-{name}")
    devices = options_of(dataset).get("devices", 1)
    amount = count_of(dataset) if "cycle" in dataset.sizes else f"{devices:,} devices"
    figures = f"{'Figs' if ',' in text.figure else 'Fig.'} {text.figure}"
    shown = f"Paper: {figures}. " if text.figure else "Not shown in the paper. "
    return SectionFigure(
        name=name,
        file=svg,
        svg=inline_drawing(svg, name, text.description),
        caption=f"{text.caption} {shown}Device {dataset.attrs['device']}, {amount}, seed {seed}.",
        figure=text.figure,
        description=text.description,
        command=command_of(name, measurement, seed),
    )
