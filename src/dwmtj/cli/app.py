"""The ``dwmtj`` command: puts the sub-commands together and turns errors into one line.

Each command imports what it needs when it runs, so that ``--help`` and the commands of
devices and recipes start without loading PyTorch.
"""

import sys
from typing import Annotated

import typer

import dwmtj
from dwmtj.cli import (
    account,
    account_network,
    data,
    device,
    fit,
    measure,
    recipe,
    report,
    reproduce,
    study,
)
from dwmtj.cli.torch_settings import set_before_torch

app = typer.Typer(
    name="dwmtj",
    help="Domain-wall magnetic-tunnel-junction integrate-and-fire neurons.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(device.app, name="device")
app.add_typer(measure.app, name="measure")
app.add_typer(fit.app, name="fit")
app.add_typer(recipe.app, name="recipe")
app.add_typer(data.app, name="data")
app.add_typer(study.app, name="study")
app.command("account")(account.account)
app.command("account-network")(account_network.account_network)
app.command("reproduce")(reproduce.reproduce)
app.command("report")(report.report)


def _show_version(requested: bool) -> None:
    if requested:
        typer.echo(f"dwmtj {dwmtj.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks of errors; stands before the command.")
    ] = False,
) -> None:
    """Read the options that stand before the command."""


def main() -> None:
    """Run the command line; exit code 2 and one line for errors that the user can mend."""
    set_before_torch()
    try:
        app()
    except (ValueError, OSError) as error:
        if "--debug" in sys.argv:
            raise
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
