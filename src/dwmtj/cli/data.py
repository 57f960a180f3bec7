"""``dwmtj data``: where Fashion-MNIST is on this machine, and fetching it."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Fashion-MNIST: where it is found, and fetching it.")


@app.command("status")
def show_status(
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder with the four IDX files; else the usual places.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check every place where Fashion-MNIST is looked for; exit code 1 if none has it."""
    from dwmtj.networks.data.search import places

    rows = []
    for place in places(data_dir):
        state, problem = place.status()
        folder = str(place.folder)
        rows.append({"place": place.kind, "folder": folder, "state": state, "problem": problem})
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    else:
        for row in rows:
            typer.echo(f"{row['place']}: {row['state']}: {row['problem'] or row['folder']}")
    if not any(row["state"] == "complete" for row in rows):
        if not as_json:
            typer.echo("run 'dwmtj data fetch' or install Debian's dataset-fashion-mnist")
        raise typer.Exit(1)


@app.command("fetch")
def fetch_files() -> None:
    """Download Fashion-MNIST into the user cache, with checksums; nothing if it is there."""
    from dwmtj.networks.data.fashion_mnist import fetch

    typer.echo(f"Fashion-MNIST is complete in {fetch().folder}")
