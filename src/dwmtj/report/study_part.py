"""What the report of a run shows of a study: the networks of Fig. 5d at full size."""

from pathlib import Path
from typing import NamedTuple

from dwmtj.analysis.claims import judge_claims
from dwmtj.networks.study.definition import StudyError
from dwmtj.networks.study.stored_definition import read_stored_definition
from dwmtj.report.figure_results import FigureResult, figure_result
from dwmtj.report.fit_page import PageFigure
from dwmtj.report.inline import inline_drawing
from dwmtj.report.network_results import study_accuracy_rows
from dwmtj.report.paper_figures import ACCURACY_FIGURE
from dwmtj.report.study_claims import claim_tables, lacking, paper_sentences
from dwmtj.report.study_figures import draw_networks
from dwmtj.report.study_rows import final_rows, unfinished_rows
from dwmtj.report.study_stored import read_study_results
from dwmtj.report.style import save


class StudyResult(NamedTuple):
    """What is found for one recipe and preset: ``title`` and ``result``.

    ``sentences`` are the verdict, its heading and what was found, of each statement.
    """

    title: str
    result: FigureResult
    sentences: list[tuple[str, str, str]]


class StudyPart(NamedTuple):
    """A study in the report of a run.

    ``name``, ``purpose``, ``folder`` as it was given, number of ``finished`` runs of ``total``,
    ``results``, ``drawings``, ``final_rows`` of accuracies, what it is ``lacking``, and
    ``paper_sentences`` on the paper's own numbers.
    """

    name: str
    purpose: str
    folder: str
    finished: int
    total: int
    results: list[StudyResult]
    drawings: list[PageFigure]
    final_rows: list[tuple[str, ...]]
    lacking: list[str]
    paper_sentences: list[str]

    @property
    def anchor(self) -> str:
        """Where it stands in the page."""
        return f"study-{self.name}"

    @property
    def state(self) -> str:
        """How far it is."""
        if self.finished == self.total:
            return f"all {self.total} runs are finished"
        return f"not finished: {self.finished} of {self.total} runs are there"


def study_part(folder: str | Path, figures: Path) -> StudyPart:
    """Draw a stored study of the paper's networks, and say what it finds of Fig. 5d.

    Parameters
    ----------
    folder : str or Path
        Folder of its results, such as ``results/conditioned``.
    figures : Path
        Where its figures are stored, as SVG and PNG.

    Returns
    -------
    StudyPart
        What the report shows.

    Raises
    ------
    StudyError
        If there is no such study, it is damaged, or other things vary than networks and seeds.
    """
    stored = read_study_results(folder, read_stored_definition(folder))
    if not stored.is_of_paper_networks:
        raise StudyError(
            f"{folder}: varies {', '.join(stored.study.varied)}; --study takes studies in which "
            "networks differ, and nothing else but seed, recipe, preset and reset"
        )
    claims = judge_claims(stored.table, stored.epochs)
    tables = list(claim_tables(claims))
    drawings = []
    for drawn in draw_networks(stored):
        name = f"{stored.study.name}-{drawn.name}"
        file = save(drawn.figure, figures, f"study-{name}")
        svg = inline_drawing(file, f"study-{name}", drawn.description)
        drawings.append(PageFigure(f"study-{name}", file, svg, drawn.caption, drawn.description))
    results = []
    for (title, rows), table in zip(study_accuracy_rows(stored, claims), tables, strict=True):
        result = figure_result(ACCURACY_FIGURE, rows)
        result = result._replace(outcome=f"{title.lower()}: {result.outcome}")
        sentences = [(row.verdict, row.heading, row.sentence) for row in table.compared]
        results.append(StudyResult(title, result, sentences))
    total = len(stored.study.points)
    return StudyPart(
        name=stored.study.name,
        purpose=stored.study.purpose,
        folder=str(folder),
        finished=total - len(list(unfinished_rows(stored))),
        total=total,
        results=results,
        drawings=drawings,
        final_rows=list(final_rows(stored)),
        lacking=lacking(claims, stored.unlike_paper),
        paper_sentences=list(paper_sentences(claims)),
    )
