"""The page of a study: one HTML file that opens offline, from the stored tables; runs nothing."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import dwmtj
from dwmtj.analysis.claims import Claims, judge_claims
from dwmtj.atomic import write_text
from dwmtj.networks.published import PAPER
from dwmtj.networks.study.definition import Study
from dwmtj.report.inline import inline_drawing
from dwmtj.report.page import Place, render
from dwmtj.report.study_claims import ClaimTable, claim_tables, lacking, paper_sentences
from dwmtj.report.study_factor_figures import StudyFigure, factor_figures
from dwmtj.report.study_factors import FACTOR_FIGURE
from dwmtj.report.study_figures import draw_networks
from dwmtj.report.study_findings import LINE_HEADER
from dwmtj.report.study_rows import (
    FINAL_HEADER,
    TIME_HEADER,
    final_rows,
    time_rows,
    unevaluated_rows,
    unfinished_rows,
)
from dwmtj.report.study_setup import SETUP_HEADER, setup_rows
from dwmtj.report.study_stored import StoredStudy, read_study_results
from dwmtj.report.style import save

REPORT, CLAIMS, FIGURES = "report.html", "claims.json", "figures"


def write_study_report(folder: str | Path, study: Study, command: str = "") -> Path:
    r"""Write figures, verdicts and page of a study, finished or not.

    Parameters
    ----------
    folder : str or Path
        Folder of its results, with ``study.csv`` and ``points.csv``; ``report.html``, ``figures/``
        and, for a study of the paper's networks, ``claims.json`` are written into it.
    study : Study
        The study as its file has it.
    command : str
        Command that makes the results, shown at the end of the page.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    StudyError
        If there are no results, or a table is damaged.

    Examples
    --------
    >>> from pathlib import Path
    >>> from distributed import Client
    >>> from dwmtj.networks.study.read_study import read_study
    >>> from dwmtj.networks.study.run_point import Place
    >>> from dwmtj.networks.study.run_study import run_study
    >>> from dwmtj.networks.study.study_folder import StudyFolder
    >>> from dwmtj.report.study_page import write_study_report
    >>> _ = Path("small.toml").write_text(
    ...     'name = "small"\npurpose = "an example"\n'
    ...     '[base]\nprofile = "smoke"\nepochs = 1\ntime_steps = 10\ntrain_images = 50\n'
    ...     '[[points]]\nnetwork = "lif"\nseed = [0, 1]\n'
    ... )
    >>> folder = StudyFolder("results", read_study("small.toml"))
    >>> with Client(processes=False, n_workers=1, dashboard_address=None) as client:
    ...     _ = run_study(folder, client, Place())
    >>> write_study_report("results", folder.study).name
    'report.html'
    """
    place = Path(folder)
    stored = read_study_results(place, study)
    claims = None
    if stored.is_of_paper_networks:
        claims = judge_claims(stored.table, stored.epochs)
        write_text(place / CLAIMS, claims.to_json())
    figures = [_store(found, place) for found in _figures(stored)]
    _remove_others(place / FIGURES, {figure["name"] for figure in figures})
    write_text(place / REPORT, _page(stored, claims, figures, command))
    return place / REPORT


def _figures(stored: StoredStudy) -> Iterator[StudyFigure]:
    if stored.has_curves:
        yield from map(StudyFigure, draw_networks(stored))
    yield from factor_figures(stored)


def _store(found: StudyFigure, place: Path) -> dict[str, Any]:
    """Store a figure, and give what the page shows of it."""
    drawn = found.drawn
    file = save(drawn.figure, place / FIGURES, drawn.name)
    svg = inline_drawing(file, drawn.name, drawn.description)
    return {**drawn._asdict(), "svg": svg, "finding": found.finding, "rows": found.rows}


def _remove_others(folder: Path, names: Collection[str]) -> None:
    """Remove figures of factors that the file of the study had when a page was made before."""
    for file in folder.glob(f"{FACTOR_FIGURE}*"):
        if file.stem not in names:
            file.unlink()


def _page(
    stored: StoredStudy, claims: Claims | None, figures: list[dict[str, Any]], command: str
) -> str:
    unfinished, unevaluated = list(unfinished_rows(stored)), list(unevaluated_rows(stored))
    tables = list(claim_tables(claims)) if claims else []
    lacks = lacking(claims, stored.unlike_paper) if claims else []
    return render(
        "study.html.j2",
        page_title=f"dwmtj: study {stored.study.name}",
        contents=list(_contents(tables, lacks, [*unfinished, *unevaluated], command)),
        study=stored.study,
        stored=stored,
        version=dwmtj.__version__,
        paper=PAPER,
        figures=figures,
        line_header=LINE_HEADER,
        claim_tables=tables,
        lacking=lacks,
        paper_sentences=list(paper_sentences(claims)) if claims else [],
        setup_header=SETUP_HEADER,
        setup_rows=list(setup_rows(stored)),
        final_header=FINAL_HEADER,
        final_rows=list(final_rows(stored)),
        time_header=TIME_HEADER,
        time_rows=list(time_rows(stored)),
        unfinished=unfinished,
        unevaluated=unevaluated,
        finished=len(stored.study.points) - len(unfinished),
        command=command,
    )


def _contents(
    tables: list[ClaimTable], lacks: list[str], unfinished: list[Any], command: str
) -> Iterator[Place]:
    claims = [Place("claims", "What is found of the paper's claims")] if tables else []
    yield from [] if lacks else claims
    yield Place("setup", "What was trained")
    yield Place("figures", "Figures")
    yield Place("final", "Final accuracy")
    yield from claims if lacks else []
    for anchor, title, there in (
        ("numbers", "The claims in numbers", any(table.compared for table in tables)),
        ("time", "Time", True),
        ("unfinished", "What is not finished", unfinished),
        ("again", "To make this again", command),
    ):
        if there:
            yield Place(anchor, title)
