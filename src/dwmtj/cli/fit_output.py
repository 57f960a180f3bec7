"""What the commands of ``dwmtj fit`` do: read, fit, store, and show the estimates."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dwmtj.analysis.device.fit_device import DeviceFit
    from dwmtj.analysis.fit_result import FitResult


def fit(
    kind: str,
    function: Callable[..., "FitResult"],
    file: Path,
    out: Path,
    *,
    columns: Sequence[str] | None,
    overwrite: bool,
    **options: Any,
) -> None:
    """Fit a file as a table of a kind, store the fit with figures and page, and show it."""
    from dwmtj.analysis.fit_folder import PAGE, of_file, write_fit
    from dwmtj.analysis.tables.read_any import read_any
    from dwmtj.analysis.tables.table_errors import naming_file
    from dwmtj.report.fit_page import write_fit_page

    check_folder(out, overwrite)
    table = read_any(file, ACCEPTED[kind], columns=columns_told(columns))
    try:
        result = of_file(function(table, **options), file)
    except ValueError as error:
        raise ValueError(naming_file(file, error)) from None
    write_fit(result, out, overwrite=overwrite)
    write_fit_page(out)
    show(result)
    import typer

    typer.echo(f"page: {out / PAGE}")


def check_folder(out: Path, overwrite: bool) -> None:
    """Refuse a folder before anything is read."""
    from dwmtj.analysis.fit_folder import check_fit_folder

    try:
        check_fit_folder(out, overwrite=overwrite)
    except FileExistsError as error:
        text = str(error).replace("overwrite=True", "--overwrite")
        raise FileExistsError(text) from None


#: Kinds of tables that each fit takes, the first one being the usual.
ACCEPTED = {
    "events": ("cycles", "cycle-events"),
    "thresholds": ("cycles", "cycle-events"),
    "passages": ("passages", "cycles", "cycle-events"),
    "loops": ("loops",),
    "mobility": ("mobility",),
}


def columns_told(columns: Sequence[str] | None) -> dict[str, str] | None:
    """Give the mapping of ``--columns``."""
    if not columns:
        return None
    told = {}
    for each in columns:
        name, sign, heading = each.partition("=")
        if not (sign and name.strip() and heading.strip()):
            raise ValueError(
                f"--columns: {each!r} is not allowed; allowed: name=heading, such as "
                '"amplitude=V_pulse (mV)"'
            )
        told[name.strip()] = heading.strip()
    return told


def show(result: "FitResult") -> None:
    """Show the estimates as a table, the answer first, what was set aside, and the remarks."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from dwmtj.analysis.estimate_rows import shown_rows
    from dwmtj.analysis.tables.row_account import counted_rows

    console = Console(markup=False, highlight=False)
    console.print(
        f"{result.kind} of {result.origin}: {result.rows_used} of {result.rows_read} rows"
    )
    shown = shown_rows(result)
    longest = max((len(name) for name in result.estimates), default=0)
    groups = {"Answer": shown.answer}
    groups |= {f"Side figures: {title}": rows for title, rows in shown.others.items()}
    for title, rows in groups.items():
        table = Table(
            title=title, title_justify="left", title_style="bold", box=box.SIMPLE, pad_edge=False
        )
        table.add_column("estimate", no_wrap=True, min_width=longest)
        table.add_column("value")
        table.add_column("95 %")
        for row in rows:
            table.add_row(row.name, row.shown_value, row.interval_95)
        console.print(table)
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in (*(row for rows in groups.values() for row in rows), *shown.unknown):
        if not row.value:
            what = "limit only" if row.known else "not known"
            reasons.setdefault((what, row.reason), []).append(row.name)
    for (what, reason), names in reasons.items():
        console.print(f"{what}: {', '.join(names)}: {reason}")
    for aside in result.set_aside:
        lines = ", ".join(map(str, aside.lines))
        where = f" (line {lines})" if lines else ""
        console.print(f"set aside: {counted_rows(aside.rows)}, {aside.reason}{where}")
    for remark in result.remarks:
        console.print(f"note: {remark}")


def show_device(found: "DeviceFit") -> None:
    """Show what was fitted, with its sources, and the remarks."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from dwmtj.analysis.device.changes import in_words
    from dwmtj.parameters.quantity import quantity_of

    console = Console(markup=False, highlight=False)
    title = f"{found.device.name}: {len(found.changes)} values fitted"
    table = Table("value", "", "source", title=title, box=box.SIMPLE, pad_edge=False)
    for path, change in found.changes.items():
        group, field = path.split(".")
        quantity = quantity_of(type(getattr(found.device, group)).model_fields[field])
        value = in_words(change.value, quantity.unit if quantity else "1", digits=6)
        table.add_row(path, value, f"{change.kind}: {change.detail}")
    console.print(table)
    for account in found.accounts:
        console.print(f"file: {account}")
    console.print(f"ATTENTION: {_rest(found.base)}")
    for remark in found.remarks:
        console.print(f"note: {remark}")


def _rest(base: str) -> str:
    """Say where all that was not fitted is from, and how to change it."""
    return (
        f"all that is not in the table stays that of the base {base}: geometry, RA product, "
        "magnetoresistance, spin polarization and the like are not fitted, and values marked "
        "'given ...' rest on them. If yours differ, write them into a base of your own first: "
        f"dwmtj device copy {base} my-base.toml, change the file, then --base my-base.toml."
    )
