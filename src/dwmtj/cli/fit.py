"""``dwmtj fit``: from a measured file, or a simulated one, to numbers with uncertainties.

Every command reads one file, prints a table, and stores ``fit.json``, the curves, figures and a
page in a new folder (``--out``). PyTorch is never loaded.
"""

from pathlib import Path
from typing import Annotated

import typer

from dwmtj.cli.fit_output import fit

app = typer.Typer(
    help="Fit a measured device, as in the paper's Figs 2, 3f and 5.", no_args_is_help=True
)

File = Annotated[Path, typer.Argument(help="CSV, TSV or netCDF file; see docs/measured-data.md.")]
Out = Annotated[Path, typer.Option(help="New folder for the fit.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        help='Which column is which, such as "amplitude=V_pulse (mV)"; may be given repeatedly.'
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a fit that is there.")]
Seed = Annotated[int, typer.Option(help="Seed of bootstrap and Monte-Carlo tests.")]
Known = Annotated[
    str | None,
    typer.Option(
        help="Device preset or .toml file that tells what the file does not: shape of the pulses, "
        "temperature, attempt time; else the paper's."
    ),
]
LevelsA = Annotated[
    str | None,
    typer.Option(help='Low and high level of MTJ_A, such as "1650 ohm, 1930 ohm"; else found.'),
]
LevelsB = Annotated[str | None, typer.Option(help="The same of MTJ_B.")]
#: What is taken to be known where neither the file nor an option tells it.
_RAMP, _TRAIN = "cui2024-ramp", "cui2024-train"


@app.command()
def events(
    file: File,
    out: Out,
    columns: Columns = None,
    levels_a: LevelsA = None,
    levels_b: LevelsB = None,
    overwrite: Overwrite = False,
) -> None:
    """Find write, depin, fire and reset in the resistances of cycles, and what went wrong."""
    from dwmtj.analysis.events.fit_events import fit_events

    told = _levels(levels_a, levels_b)
    fit("events", fit_events, file, out, columns=columns, overwrite=overwrite, levels=told)


@app.command()
def thresholds(
    file: File,
    out: Out,
    device: Known = None,
    columns: Columns = None,
    levels_a: LevelsA = None,
    levels_b: LevelsB = None,
    seed: Seed = 0,
    overwrite: Overwrite = False,
) -> None:
    """Fit the amplitudes of depinning, firing and reset (Fig. 3f)."""
    from dwmtj.analysis.thresholds.fit_thresholds import escape_pulse, fit_thresholds, pulse_told
    from dwmtj.device.lab_device import lab_device

    known = escape_pulse(lab_device(device or _RAMP))
    fit(
        "thresholds",
        lambda table, **options: fit_thresholds(
            table, pulse=known if device else pulse_told(table) or known, **options
        ),
        file,
        out,
        columns=columns,
        overwrite=overwrite,
        seed=seed,
        levels=_levels(levels_a, levels_b),
    )


@app.command()
def passages(
    file: File,
    out: Out,
    device: Known = None,
    noise_interval: Annotated[
        str, typer.Option(help="Time between two draws of the network's wall noise.")
    ] = "0.1 ns",
    columns: Columns = None,
    levels_a: LevelsA = None,
    levels_b: LevelsB = None,
    seed: Seed = 0,
    overwrite: Overwrite = False,
) -> None:
    """Fit the number of pulses until firing: mean, noise per pulse, and other laws (Fig. 5)."""
    from dwmtj.analysis.passages.fit_passages import fit_passages
    from dwmtj.device.lab_device import lab_device

    drive = lab_device(device or _TRAIN).drive
    assert drive is not None
    fit(
        "passages",
        fit_passages,
        file,
        out,
        columns=columns,
        overwrite=overwrite,
        seed=seed,
        levels=_levels(levels_a, levels_b),
        pulse_duration=drive.duration,
        rise=drive.rise,
        fall=drive.fall,
        noise_interval=_quantity("noise-interval", noise_interval, "s"),
    )


@app.command()
def loops(
    file: File,
    out: Out,
    tunnel_magnetoresistance: Annotated[
        float | None, typer.Option(help="TMR of the junctions alone, such as 1.71, if it is known.")
    ] = None,
    resistance_area_product: Annotated[
        str | None, typer.Option(help='RA product, such as "29 ohm um^2", with --area.')
    ] = None,
    area: Annotated[
        str | None, typer.Option(help='Area of a pillar, such as "0.1125 um^2".')
    ] = None,
    sweep_rate: Annotated[
        str | None, typer.Option(help='Rate of the field sweep, such as "100 Oe/s"; for barriers.')
    ] = None,
    temperature: Annotated[str, typer.Option(help="Temperature.")] = "300 K",
    columns: Columns = None,
    overwrite: Overwrite = False,
) -> None:
    """Fit field loops: coercive fields, offset, squareness, magnetoresistance (Figs 2b, 2c)."""
    from dwmtj.analysis.loops.fit_loops import fit_loops
    from dwmtj.analysis.loops.series_resistance import JunctionKnowledge

    product, size = (
        None if text is None else _quantity(name, text, unit)
        for name, text, unit in (
            ("resistance-area-product", resistance_area_product, "ohm m^2"),
            ("area", area, "m^2"),
        )
    )
    fit(
        "loops",
        fit_loops,
        file,
        out,
        columns=columns,
        overwrite=overwrite,
        knowledge=JunctionKnowledge(tunnel_magnetoresistance, product, size),
        sweep_rate=None if sweep_rate is None else _quantity("sweep-rate", sweep_rate, "A/m/s"),
        temperature=_quantity("temperature", temperature, "K"),
    )


@app.command()
def mobility(
    file: File,
    out: Out,
    device: Known = None,
    drive: Annotated[
        str | None, typer.Option(help="current_density or field, if the file has both.")
    ] = None,
    motion_law: Annotated[
        str | None, typer.Option(help="Law of a simulated table that has several.")
    ] = None,
    resolution: Annotated[
        str | None,
        typer.Option(help='Slowest velocity that would have been seen, such as "1 um/s".'),
    ] = None,
    columns: Columns = None,
    overwrite: Overwrite = False,
) -> None:
    """Fit transit times or velocities of walls: mobility, depinning, creep."""
    from dwmtj.analysis.mobility.fit_mobility import fit_mobility
    from dwmtj.device.lab_device import lab_device

    known = lab_device(device or _RAMP)
    assert known.motion is not None
    fit(
        "mobility",
        fit_mobility,
        file,
        out,
        columns=columns,
        overwrite=overwrite,
        drive=drive,
        motion_law=motion_law,
        temperature=known.motion.temperature,
        saturation_magnetization=known.material.saturation_magnetization,
        resolution=None if resolution is None else _quantity("resolution", resolution, "m/s"),
    )


@app.command("device")
def fit_one_device(
    files: Annotated[
        list[Path], typer.Argument(help="Files of any kind, all of one device or of devices alike.")
    ],
    out: Annotated[Path, typer.Option(help="New device file; ends in .toml.")],
    base: Annotated[
        str | None,
        typer.Option(
            help="Device to begin with, whose geometry, RA product and the like stay as they are: "
            "write yours into a copy (dwmtj device copy). Else cui2024-train or cui2024-ramp, by "
            "what was measured."
        ),
    ] = None,
    columns: Columns = None,
    levels_a: LevelsA = None,
    levels_b: LevelsB = None,
    seed: Seed = 0,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file of --out if it is there.")
    ] = False,
) -> None:
    """Fit one device to files, as a preset that measure, reproduce and dwmtj.nn take."""
    from dwmtj.analysis.device.fit_device import fit_device
    from dwmtj.cli.fit_output import columns_told, show_device
    from dwmtj.parameters.files import check_new_toml, write_toml

    try:
        check_new_toml(out, overwrite=overwrite)
    except FileExistsError:
        raise FileExistsError(
            f"{out} is there already; choose another name or --overwrite"
        ) from None
    found = fit_device(
        files,
        name=out.stem,
        base=base,
        columns=columns_told(columns),
        levels=_levels(levels_a, levels_b),
        seed=seed,
    )
    write_toml(found.device, out, overwrite=overwrite)
    show_device(found)
    typer.echo(f"device: {out}")


def _levels(a: str | None, b: str | None) -> dict[str, tuple[float, float]] | None:
    """Give the levels that were told [ohm], by junction."""
    told = {}
    for name, text in (("a", a), ("b", b)):
        if text is None:
            continue
        parts = [_quantity(f"levels-{name}", part.strip(), "ohm") for part in text.split(",")]
        if len(parts) != 2:
            raise ValueError(
                f'--levels-{name}: {text!r} is not allowed; allowed: two, such as "1650 ohm, 1930 '
                'ohm"'
            )
        told[name] = (parts[0], parts[1])
    return told or None


def _quantity(option: str, text: str, unit: str) -> float:
    from dwmtj.parameters.units import parse_quantity

    try:
        return parse_quantity(text, unit)
    except ValueError as error:
        raise ValueError(f"--{option}: {error}") from None
