"""What ``dwmtj account --compare`` does: devices beside published neurons, as a table or files."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import typer

from dwmtj.atomic import replacing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dwmtj.accounting import Account, Comparison
    from dwmtj.cli.measure_output import Files


def compare(accounts: Sequence[Account], files: Files, as_json: bool) -> None:
    """Set the devices beside the published neurons, store what was asked for, and print it."""
    from dwmtj.accounting import compare as beside

    comparison = beside(accounts)
    if files.csv is not None:
        _write_csv(comparison, files.csv)
    if files.plot is not None:
        from dwmtj.report.comparison_figure import draw_comparison
        from dwmtj.report.style import store

        store(draw_comparison(comparison), files.plot)
    if as_json:
        typer.echo(json.dumps(comparison.to_dict(), indent=2))
    else:
        _show(comparison, accounts)


def _write_csv(comparison: Comparison, path: Path) -> None:
    from dwmtj.accounting.comparison_table import csv_lines

    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(csv_lines(comparison))


def _show(comparison: Comparison, accounts: Sequence[Account]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from dwmtj.accounting.comparison_table import HEADINGS, notes, table_rows
    from dwmtj.accounting.published import QUANTITIES

    console = Console(markup=False, highlight=False)
    for quantity in QUANTITIES:
        table = Table(
            *HEADINGS,
            title=quantity,
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            padding=(0, 1, 0, 0),
        )
        for column in table.columns:
            column.overflow = "fold"  # nothing is cut short
        for row, texts in zip(
            comparison.of(quantity), table_rows(comparison, quantity), strict=True
        ):
            table.add_row(*texts, style="bold" if row.ours else None)
        console.print(table)
    for heading, lines in notes(comparison, accounts):
        console.print(f"\n{heading}")
        for line in lines:
            console.print(f"- {line}")
