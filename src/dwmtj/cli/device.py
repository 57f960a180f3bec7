"""``dwmtj device``: the device presets and what they say, each value with unit and source."""

import json
from typing import Annotated

import typer

from dwmtj.parameters import device_names, load_device

app = typer.Typer(help="Device presets: every quantity with its unit and source.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@app.command("list")
def list_devices(as_json: AsJson = False) -> None:
    """List the device presets of the package."""
    devices = [load_device(name) for name in device_names()]
    if as_json:
        typer.echo(json.dumps([{"name": d.name, "description": d.description} for d in devices]))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("device", "description")
    for device in devices:
        table.add_row(device.name, device.description)
    Console(markup=False).print(table)


@app.command("show")
def show_device(
    name: Annotated[str, typer.Argument(help="Name of a preset, or a .toml file.")],
    as_json: AsJson = False,
) -> None:
    """Show all quantities of one device: value, unit and source."""
    device = load_device(name)
    if as_json:
        typer.echo(json.dumps(device.to_json(), indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("quantity", "symbol", "value", "unit", "source", title=device.name)
    table.columns[0].no_wrap = True
    for group_name, group in device.groups():
        table.add_section()
        table.add_row(group_name, style="bold")
        for entry in group.entries():
            symbol = entry.quantity.symbol if entry.quantity else ""
            value, _, unit = entry.readable.partition(" ")
            table.add_row(entry.field, symbol, value, unit or "-", str(entry.source))
    console = Console(markup=False)  # a source may cite "[3]", which is no markup
    console.print(table)
    console.print(device.description, highlight=False)
