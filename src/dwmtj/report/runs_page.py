"""The page that sets runs side by side: ``comparison.html``, and the same as Markdown."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import dwmtj
from dwmtj.atomic import write_text
from dwmtj.report.accounting_part import TextTable
from dwmtj.report.device_section import SectionFigure
from dwmtj.report.fit_page import PageFigure
from dwmtj.report.inline import inline_drawing
from dwmtj.report.page import Place, render, render_text
from dwmtj.report.run_changes import (
    accuracy_changes,
    configuration_rows,
    line_changes,
    names_of,
    verdict_rows,
    version_rows,
)
from dwmtj.report.run_report import RunReport

PAGE_ENDING, TEXT_ENDING = ".html", ".md"


class SideBySide(NamedTuple):
    """Drawings of one thing: its ``title``, and one of each run with its ``names``.

    ``drawings`` has one only, and ``names`` all runs, where all are the same.
    """

    title: str
    names: list[str]
    drawings: list[PageFigure]


def check_comparison(page: Path, *, overwrite: bool) -> None:
    """Refuse a page that cannot be written, before anything is drawn.

    Parameters
    ----------
    page : Path
        The page, whose name ends in ``.html``; a ``.md`` of the same name is written beside it.
    overwrite : bool
        Whether files that are there are replaced.

    Raises
    ------
    ValueError
        If the name ends otherwise.
    FileExistsError
        If a file is there.
    FileNotFoundError
        If its folder is not there.
    """
    if page.suffix != PAGE_ENDING:
        raise ValueError(f"--out: {page.name!r} is not allowed; allowed: a name that ends in .html")
    if not page.parent.is_dir():
        raise FileNotFoundError(f"{page.parent}: there is no such folder")
    for path in (page, page.with_suffix(TEXT_ENDING)):
        if path.exists() and not overwrite:
            raise FileExistsError(f"{path} is there already; choose another name or --overwrite")


def write_comparison(
    reports: Sequence[RunReport], page: str | Path, *, overwrite: bool = False
) -> Path:
    """Write the page that sets runs side by side.

    Parameters
    ----------
    reports : sequence of RunReport
        At least two runs; changes are told from the first to the last.
    page : str or Path
        The page, whose name ends in ``.html``; a ``.md`` of the same name is written beside it.
    overwrite : bool
        Whether files that are there are replaced.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ValueError
        If its name ends otherwise.
    FileExistsError
        If a file is there.
    """
    path = Path(page)
    check_comparison(path, overwrite=overwrite)
    shown = _shown(reports)
    html = render(
        "runs.html.j2",
        page_title=f"dwmtj: {', '.join(shown['names'])}",
        contents=list(_contents(shown)),
        **shown,
    )
    write_text(path.with_suffix(TEXT_ENDING), render_text("runs.md.j2", **shown))
    write_text(path, html)
    return path


def _shown(reports: Sequence[RunReport]) -> dict[str, Any]:
    names = names_of(reports)
    verdicts, lines = list(verdict_rows(reports)), list(line_changes(reports))
    return {
        "version": dwmtj.__version__,
        "names": names,
        "runs_rows": [(name, *_described(each)) for name, each in zip(names, reports, strict=True)],
        "counts": list(zip(names, (each.counts for each in reports), strict=True)),
        "configuration": list(configuration_rows(reports)),
        "versions": list(version_rows(reports)),
        "accuracy_rows": [
            (each.network, *each.texts, each.change, each.verdict)
            for each in accuracy_changes(reports)
        ],
        "verdicts": verdicts,
        "changed": sum(row[-1] == "changed" for row in verdicts),
        "lines_changed": lines,
        "line_rows": [(each.quantity, each.figure, *each.texts) for each in lines],
        "drawings": list(_drawings(reports, names)),
        "accounting": _accounting(reports, names),
    }


def _described(report: RunReport) -> tuple[str, ...]:
    summary = report.run.summary
    return (
        str(report.run.path),
        summary["profile"],
        summary["recipe"],
        summary["device"],
        f"{summary['dataset']}, {summary['evaluated_on']} images",
        summary["config_hash"][:12],
    )


def _drawings(reports: Sequence[RunReport], names: Sequence[str]) -> Iterator[SideBySide]:
    """Give the drawings of the device and of the accuracies, one where all runs have the same."""
    titles = {
        item.name: f"{told.figures}: {told.chapter.title}"
        for report in reports
        for told in report.chapters
        for item in told.drawings
    }
    found: list[dict[str, SectionFigure | PageFigure]] = [
        {
            **{item.name: item for told in each.chapters for item in told.drawings},
            "accuracy": each.drawings[0],
        }
        for each in reports
    ]
    for name in (*titles, "accuracy"):
        there = [(run, each[name]) for run, each in zip(names, found, strict=True) if name in each]
        files = [item.file.read_bytes() for _, item in there]
        shown = there[:1] if len(set(files)) == 1 else there
        drawings = []
        for place, (run, item) in enumerate(shown):
            ident = f"{name}-{place}"
            description = f"{item.description}; {run}"
            svg = inline_drawing(item.file, ident, description)
            drawings.append(PageFigure(ident, item.file, svg, item.caption, description))
        title = titles.get(name, "Accuracies of the networks")
        yield SideBySide(title, [run for run, _ in there], drawings)


def _accounting(reports: Sequence[RunReport], names: Sequence[str]) -> list[TextTable]:
    """Set accounts side by side: each device's and network's column of every run that has it."""
    tables = []
    for caption, part in (
        ("What the devices take", "devices"),
        ("What the trained networks take for an image", "networks"),
    ):
        columns: dict[str, dict[str, str]] = {}
        for name, report in zip(names, reports, strict=True):
            table = getattr(report.accounting, part, None)
            if table is None:
                continue
            for place, heading in enumerate(table.header[1:], 1):
                columns[f"{heading}; {name}"] = {row[0]: row[place] for row in table.rows}
        lines = dict.fromkeys(line for each in columns.values() for line in each)
        rows = [(line, *(each.get(line, "–") for each in columns.values())) for line in lines]
        if rows:
            tables.append(TextTable(caption, ("quantity", *columns), rows))
    return tables


def _contents(shown: dict[str, Any]) -> Iterator[Place]:
    yield Place("runs", "The runs")
    yield Place("configuration", "Configuration and versions")
    yield Place("accuracies", "Accuracies")
    yield Place("verdicts", "Verdicts")
    yield Place("drawings", "Figures side by side")
    if shown["accounting"]:
        yield Place("accounting", "Energy, delay, area")
