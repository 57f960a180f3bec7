"""What ``dwmtj device`` and ``dwmtj recipe`` share: list, show and copy named sets of values."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from dwmtj.parameters import write_toml
from dwmtj.parameters.collection import ParameterCollection

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Name = Annotated[str, typer.Argument(help="A name of the list, or a .toml file.")]


def make_app(
    what: str, names: Callable[[], list[str]], load: Callable[[str], ParameterCollection]
) -> typer.Typer:
    """Make the commands of one kind of set.

    Parameters
    ----------
    what : str
        What a set is, such as "device".
    names : callable
        Gives the names of those of the package.
    load : callable
        From a name or file to the set.

    Returns
    -------
    typer.Typer
        The commands list, show and copy.
    """
    app = typer.Typer(help=f"{what.capitalize()}s: every quantity with its unit and source.")

    @app.command("list", help=f"List the {what}s of the package.")
    def list_all(as_json: AsJson = False) -> None:
        _list([load(name) for name in names()], what, as_json)

    @app.command("show", help=f"Show all quantities of one {what}: value, unit and source.")
    def show(name: Name, as_json: AsJson = False) -> None:
        _show(load(name), as_json)

    @app.command("copy", help=f"Write a {what} as a TOML file to start from.")
    def copy(
        name: Name,
        file: Annotated[Path, typer.Argument(help="New .toml file; never overwritten.")],
    ) -> None:
        write_toml(load(name), file)
        typer.echo(
            f"wrote {file}; give it a name of its own, and say where each value that you change "
            'comes from (assumed = "why")'
        )

    return app


def _list(sets: list[ParameterCollection], what: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([{"name": s.name, "description": s.description} for s in sets]))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(what, "description")
    for each in sets:
        table.add_row(each.name, each.description)
    Console(markup=False).print(table)


def _show(values: ParameterCollection, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(values.to_json(), indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("quantity", "symbol", "value", "unit", "source", title=values.name)
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.overflow = "fold"  # nothing is cut short
    for group_name, group in values.groups():
        table.add_section()
        table.add_row(group_name, style="bold")
        for entry in group.entries():
            symbol = entry.quantity.symbol if entry.quantity else ""
            value, unit = entry.readable, ""
            if entry.quantity:
                value, _, unit = entry.readable.partition(" ")
            table.add_row(entry.field, symbol, value, unit or "-", str(entry.source))
    console = Console(markup=False)  # a source may cite "[3]", which is no markup
    console.print(table)
    console.print(values.description, highlight=False)
