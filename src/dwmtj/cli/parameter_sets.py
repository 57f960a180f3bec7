"""What ``dwmtj device`` and ``dwmtj recipe`` share: list, show and copy named sets of values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from dwmtj.parameters import write_toml
from dwmtj.parameters.collection import ParameterCollection

if TYPE_CHECKING:
    from dwmtj.device import Derived

_Set = TypeVar("_Set", bound=ParameterCollection)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Name = Annotated[str, typer.Argument(help="A name of the list, or a .toml file.")]


def make_app(
    what: str,
    names: Callable[[], list[str]],
    load: Callable[[str], _Set],
    derive: Callable[[_Set], Sequence[Derived]] | None = None,
    abilities: Mapping[str, Callable[[_Set], bool]] | None = None,
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
    derive : callable, optional
        From a set to what follows from its values.
    abilities : mapping, optional
        What the list says of each set with yes or no: from its heading to what tells it.

    Returns
    -------
    typer.Typer
        The commands list, show and copy.
    """
    app = typer.Typer(help=f"{what.capitalize()}s: every quantity with its unit and source.")

    @app.command("list", help=f"List the {what}s of the package.")
    def list_all(as_json: AsJson = False) -> None:
        sets = [load(name) for name in names()]
        able = {
            heading: [tells(each) for each in sets] for heading, tells in (abilities or {}).items()
        }
        _list(sets, what, able, as_json)

    @app.command("show", help=f"Show all quantities of one {what}: value, unit and source.")
    def show(name: Name, as_json: AsJson = False) -> None:
        values = load(name)
        if values.name in names():
            _tell_if_changed(values, load(values.name), what)
        _show(values, derive(values) if derive else (), as_json)

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


def _tell_if_changed(values: _Set, shipped: _Set, what: str) -> None:
    """Say on stderr that a user's file goes by the name of a set of the package."""
    changed = values.differences(shipped)
    if changed:
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        typer.echo(
            f"note: this file has the name of the {what} {values.name!r} of the package but other "
            f"values: {', '.join(changed[:3])}{more}; give it a name of its own",
            err=True,
        )


def _list(
    sets: Sequence[ParameterCollection], what: str, able: dict[str, list[bool]], as_json: bool
) -> None:
    if as_json:
        rows = [
            {"name": each.name, "description": each.description}
            | {heading.replace(" ", "_"): flags[place] for heading, flags in able.items()}
            for place, each in enumerate(sets)
        ]
        typer.echo(json.dumps(rows))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(what, *able, "description")
    table.columns[0].no_wrap = True
    for place, each in enumerate(sets):
        flags = ["yes" if flags[place] else "no" for flags in able.values()]
        table.add_row(each.name, *flags, each.description)
    Console(markup=False).print(table)


def _show(values: ParameterCollection, derived: Sequence[Derived], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(values.to_json() | _to_json(derived), indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    def headed(first: str, last: str) -> Table:
        table = Table(first, "symbol", "value", "unit", last)
        table.columns[0].no_wrap = True
        for column in table.columns[1:]:
            column.overflow = "fold"  # nothing is cut short
        return table

    table = headed("quantity", "source")
    table.title = values.name
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
    if derived:  # a table of its own, so that its long names leave the sources their room
        following = headed("derived", "of what, from what")
        for row in derived:
            value, _, unit = row.readable.partition(" ")
            following.add_row(row.name, row.symbol, value, unit or "-", row.meaning)
        console.print(following)
    console.print(values.description, highlight=False)


def _to_json(derived: Sequence[Derived]) -> dict[str, Any]:
    if not derived:
        return {}
    fields = ("value", "unit", "symbol", "meaning")
    return {
        "derived": {row.name: {field: getattr(row, field) for field in fields} for row in derived}
    }
