"""``dwmtj account-network``: what trained networks take for one inference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dwmtj.parameters import load_device

if TYPE_CHECKING:
    from dwmtj.accounting.inference import Inference


def account_network(
    run: Annotated[Path, typer.Argument(help="Folder of a finished run.")],
    networks: Annotated[
        str | None, typer.Option(help="Networks, with commas between; all that spike if not given.")
    ] = None,
    device: Annotated[
        list[str] | None,
        typer.Option(
            help="Device preset or a .toml file whose energy per spike is taken; may be repeated. "
            "That of the run if not given."
        ),
    ] = None,
    images: Annotated[int, typer.Option(help="Number of images that are classified.")] = 1000,
    draws: Annotated[int, typer.Option(help="Number of draws of the assumed ranges.")] = 1000,
    seed: Annotated[
        int | None, typer.Option(help="Which training; the first if not given.")
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(envvar="DWMTJ_DATA_DIR", help="Folder with the files of the data set."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Account for trained networks: events, energy and latency of an inference."""
    sets = [load_device(name) for name in device or ()]
    from dwmtj.accounting import account
    from dwmtj.accounting.run_inference import account_run
    from dwmtj.networks.stored_config import read_stored_config

    found = account_run(
        run,
        [account(each, draws=draws) for each in sets or [read_stored_config(run).device]],
        networks=networks.split(",") if networks else None,
        images=images,
        draws=draws,
        seed=seed,
        data_dir=data_dir,
    )
    if as_json:
        typer.echo(json.dumps([each.to_dict() for each in found], indent=2))
    else:
        _show(found)


def _show(inferences: list[Inference]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from dwmtj.accounting.inference_table import notes, side_by_side

    table = Table("", box=box.SIMPLE_HEAD, pad_edge=False)
    for each in inferences:
        table.add_column(each.network, overflow="fold")
    for name, texts in side_by_side(inferences):
        table.add_row(name, *texts)
    console = Console(markup=False, highlight=False)
    console.print(table)
    for line in notes(inferences):
        console.print(f"- {line}")
