"""``dwmtj account``: what devices take, side by side: energy, delay, area, errors, retention."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dwmtj.cli.compare import compare as set_beside
from dwmtj.cli.measure_output import Files
from dwmtj.parameters import load_device

if TYPE_CHECKING:
    from dwmtj.accounting import Account

#: The devices of the paper: as measured, as compared with, and as in the network.
_USUAL = ("cui2024-ramp", "cui2024-train", "cui2024-network")


def account(
    device: Annotated[
        list[str] | None,
        typer.Option(
            help="Device preset or a .toml file; may be repeated. All of the paper if not given."
        ),
    ] = None,
    terminals: Annotated[
        list[int] | None,
        typer.Option(
            help="4, or 3 with a reverse drive as reset; may be repeated. Both without --device."
        ),
    ] = None,
    protocol: Annotated[
        str | None, typer.Option(help="ramp or train; what fires the device if not given.")
    ] = None,
    cycles: Annotated[int, typer.Option(help="Number of simulated cycles.")] = 2000,
    draws: Annotated[int, typer.Option(help="Number of draws of the assumed ranges.")] = 1000,
    seed: Annotated[int, typer.Option(help="Seed of the cycles and draws.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Set the devices beside published neurons.")
    ] = False,
    csv: Annotated[Path | None, typer.Option(help="New CSV file for the comparison.")] = None,
    plot: Annotated[
        Path | None, typer.Option(help="New figure of the comparison: .svg, .png or .pdf.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
) -> None:
    """Account for devices: energy, delay, area, rates of errors and retention."""
    files = Files(None, csv, plot, overwrite)
    if csv is not None or plot is not None:
        if not compare:
            raise ValueError("--csv, --plot: are of a comparison; allowed: with --compare")
        files.check()
    sets = [load_device(name) for name in device or _USUAL]
    from dwmtj.accounting import account as account_for  # heavy, and not needed for a wrong name

    kinds = terminals or ((4,) if device else (4, 3))
    found = [
        account_for(
            each,
            terminals=kind,  # type: ignore[arg-type]  # what is not allowed is refused there
            protocol=protocol,  # type: ignore[arg-type]
            cycles=cycles,
            draws=draws,
            seed=seed,
        )
        for each in sets
        for kind in (kinds if each.layout is not None else kinds[:1])
    ]
    if compare:
        set_beside(found, files, as_json)
    elif as_json:
        content = [each.to_dict() for each in found]
        typer.echo(json.dumps(content[0] if len(content) == 1 else content, indent=2))
    else:
        _show(found)


def _show(accounts: list[Account]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from dwmtj.accounting.summary import notes, side_by_side

    table = Table("", box=box.SIMPLE_HEAD, pad_edge=False)
    for each in accounts:
        kind = "" if each.terminals is None else f", {each.terminals} terminals"
        table.add_column(f"{each.device.name}\n{each.protocol}{kind}", overflow="fold")
    for name, texts in side_by_side(accounts):
        table.add_row(name, *texts)
    console = Console(markup=False, highlight=False)
    console.print(table)
    for heading, lines in notes(accounts):
        console.print(f"\n{heading}")
        for line in lines:
            console.print(f"- {line}")
