"""``dwmtj report``: the pages of finished runs from what they stored, and runs side by side."""

from pathlib import Path
from typing import Annotated

import typer

_COMPARISON = Path("comparison.html")


def report(
    runs: Annotated[list[Path], typer.Argument(help="Folders of finished runs.")],
    study: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder of a study of the paper's networks, such as results/conditioned, shown "
            "beside the run; may be repeated."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="New page that sets two or more runs side by side; comparison.html if not given. "
            "A .md of the same name is written beside it."
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the page of --out if it is there.")
    ] = False,
) -> None:
    """Write the report of a run anew, or set runs side by side; simulates and trains nothing."""
    several = len(runs) > 1
    if not several and (out is not None or overwrite):
        raise ValueError("--out, --overwrite: are of a comparison; allowed: with two or more runs")
    if len({path.resolve() for path in runs}) < len(runs):
        raise ValueError("RUNS: the same folder twice; allowed: different runs")
    from dwmtj.report.html import write_gathered
    from dwmtj.report.run_report import gather_report
    from dwmtj.report.runs_page import check_comparison, write_comparison
    from dwmtj.report.stored import read_run

    page = out or _COMPARISON
    if several:
        check_comparison(page, overwrite=overwrite)
    for path in runs:
        read_run(path)  # a run that is not finished is told before anything is drawn
    reports = [gather_report(path, study or ()) for path in runs]
    for each in reports:
        typer.echo(f"report: {write_gathered(each)}")
    if several:
        typer.echo(f"comparison: {write_comparison(reports, page, overwrite=overwrite)}")
