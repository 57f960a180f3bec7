"""Options of the commands of ``dwmtj measure``, and what makes a command of an experiment.

A command is written as a function without a body: it has the name of its experiment and lists
the options that are its own, which reach the experiment by their names. :func:`measures` adds
those that every command has.
"""

import inspect
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args

import typer

from dwmtj.cli.measure_output import Files, measure


class Unit(NamedTuple):
    """Mark of an option whose text is a quantity: the ``unit`` that the experiment wants."""

    unit: str


class TurnsOff(NamedTuple):
    """Mark of a flag that sets another ``argument`` of the experiment to False."""

    argument: str


Device = Annotated[
    str, typer.Option(help="Device preset or a .toml file; see 'dwmtj device list'.")
]
Seed = Annotated[
    int | None, typer.Option(help="Seed of the random numbers; else one is drawn and stored.")
]
Out = Annotated[Path | None, typer.Option(help="New netCDF file for the whole dataset.")]
Csv = Annotated[Path | None, typer.Option(help="New CSV file, a table as a lab would have.")]
Plot = Annotated[Path | None, typer.Option(help="New figure: .svg, .png or .pdf.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")]
Cycles = Annotated[int, typer.Option(help="Number of cycles.")]
Devices = Annotated[int, typer.Option(help="Number of devices.")]
Reverse = Annotated[bool, typer.Option("--reverse", help="Write under B and push to A.")]
Law = Annotated[str, typer.Option(help="What moves the domain: pulse, wall or collective.")]
Spread = Annotated[bool, typer.Option("--spread", help="Let devices differ from each other.")]
Terminals = Annotated[
    int, typer.Option(help="4, or 3: one wall, which a train in reverse takes back.")
]
Duration = Annotated[
    str | None, typer.Option(help='Length of a pulse with its edges, such as "50 ns".'), Unit("s")
]
Amplitude = Annotated[
    str | None, typer.Option(help='Amplitude of the pulses, such as "2.4 V".'), Unit("V")
]
First = Annotated[
    str | None, typer.Option(help='First amplitude of the ramp, such as "1 V".'), Unit("V")
]
Last = Annotated[
    str | None, typer.Option(help='Last amplitude of the ramp, such as "3 V".'), Unit("V")
]
Step = Annotated[str | None, typer.Option(help='Step of the ramp, such as "0.1 V".'), Unit("V")]


def measures(
    preset: str, *, progress: int | str | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function that names an experiment and its options.

    ``preset`` is the device if none is given; ``progress`` is how often the experiment tells that
    it has gone on, or the option that says so; without it there is no progress bar.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(function).parameters

        def command(
            device: Device = preset,
            seed: Seed = None,
            out: Out = None,
            csv: Csv = None,
            plot: Plot = None,
            overwrite: Overwrite = False,
            **values: Any,
        ) -> None:
            from dwmtj import experiments

            options = dict(_argument(own[name], value) for name, value in values.items())
            total = options[progress] if isinstance(progress, str) else progress
            experiment = getattr(experiments, function.__name__)
            files = Files(out, csv, plot, overwrite)
            measure(experiment, files, total=total, device=device, seed=seed, **options)

        shared = list(inspect.signature(command).parameters.values())[:-1]  # all but **values
        parameters = [*shared, *own.values()]
        update_wrapper(command, function)
        # Typer reads both.
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {each.name: each.annotation for each in parameters}
        return command

    return decorate


def _argument(option: inspect.Parameter, value: Any) -> tuple[str, Any]:
    """Name and value of the experiment's argument that an option stands for."""
    for mark in get_args(option.annotation):
        if isinstance(mark, Unit) and value is not None:
            return option.name, _quantity(option.name, value, mark.unit)
        if isinstance(mark, TurnsOff):
            return mark.argument, not value
    return option.name, value


def _quantity(name: str, text: str, unit: str) -> float:
    from dwmtj.parameters.units import parse_quantity

    try:
        return parse_quantity(text, unit)
    except ValueError as error:
        raise ValueError(f"--{name.replace('_', '-')}: {error}") from None
