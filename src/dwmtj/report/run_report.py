"""Everything that the report of a run tells, put together from what is stored; it draws figures.

The pages only show it: ``report.html``, ``report.md`` and the field ``figures`` of ``summary.json``
have one content.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from dwmtj.accounting.stored import read_accounting
from dwmtj.experiments.paper import Assumption, Comparison
from dwmtj.networks.run_folder import DEVICE, RunFolder, RunFolderError
from dwmtj.parameters.files import device_names
from dwmtj.report.accounting_part import AccountingPart, accounting_part
from dwmtj.report.device_fits import FitSection
from dwmtj.report.device_section import DeviceSection, SectionFigure, device_section
from dwmtj.report.figure_results import FigureResult, count_statements, figure_result
from dwmtj.report.fit_page import PageFigure
from dwmtj.report.network_results import run_accuracy_rows, setting_rows
from dwmtj.report.paper_figures import (
    ACCURACY_FIGURE,
    DEVICE_CHAPTERS,
    NETWORK_FIGURE,
    Chapter,
)
from dwmtj.report.run_drawings import draw_run
from dwmtj.report.stored import StoredRun, read_run
from dwmtj.report.study_part import StudyPart, study_part

FIGURES = "figures"


class ToldAssumption(NamedTuple):
    """An ``assumption`` about a ``device``, with the ``anchor`` of its line in the full table."""

    device: str
    assumption: Assumption
    anchor: str


class ToldChapter(NamedTuple):
    """A chapter on the device as it is shown.

    The ``chapter``, the ``results`` of its figures, their ``rows``, ``drawings``, ``fits``, and the
    ``assumptions`` that it rests on, by the name of the device.
    """

    chapter: Chapter
    results: list[FigureResult]
    rows: list[Comparison]
    drawings: list[SectionFigure]
    fits: list[FitSection]
    assumptions: dict[str, list[ToldAssumption]]

    @property
    def figures(self) -> str:
        """Figures of the paper, such as "Figs 2b, 2c"."""
        return figures_named([each.figure.key for each in self.results])

    @property
    def own_anchors(self) -> list[str]:
        """Anchors of its figures after the first, which is that of the chapter."""
        return [each.anchor for each in self.results[1:]]


class OverviewRow(NamedTuple):
    """A line of the overview: ``label`` of a figure, its ``result``, and the ``anchor`` of it."""

    label: str
    result: FigureResult
    anchor: str


@dataclass(frozen=True)
class RunReport:
    """What the report of a run tells.

    Parameters
    ----------
    run : StoredRun
        The run.
    device : DeviceSection or None
        What was measured of the device; runs of the first version have none.
    chapters : list of ToldChapter
        Figs 2 to 5b.
    settings : FigureResult
        The network of the run beside Fig. 5c.
    accuracy : FigureResult
        Its accuracies beside Fig. 5d.
    drawings : list of PageFigure
        Accuracy over epochs, and traces of neurons if there are any.
    studies : list of StudyPart
        Studies at full size.
    accounting : AccountingPart or None
        Accounts of devices and networks; None if the run has none.
    """

    run: StoredRun
    device: DeviceSection | None
    chapters: list[ToldChapter]
    settings: FigureResult
    accuracy: FigureResult
    drawings: list[PageFigure]
    studies: list[StudyPart]
    accounting: AccountingPart | None

    @property
    def results(self) -> list[FigureResult]:
        """Every figure of the paper with what came out of it in this run."""
        measured = [result for chapter in self.chapters for result in chapter.results]
        table = [self.accounting.result] if self.accounting else []
        return [*measured, self.settings, self.accuracy, *table]

    @property
    def overview(self) -> list[OverviewRow]:
        """Every figure of the paper, and the studies on Fig. 5d."""
        rows = []
        for each in self.results:
            rows.append(OverviewRow(name_of(each), each, each.anchor))
            if each.figure.key == ACCURACY_FIGURE.key:
                rows += self._of_studies()
        return rows

    @property
    def counts(self) -> str:
        """The outcome of this run in a sentence."""
        return count_statements(self.results)

    @property
    def figures(self) -> dict[str, Any]:
        """What ``summary.json`` says of the figures, see ``docs/run-folder.md``."""
        found = {each.figure.key: each.to_dict() for each in self.results}
        found[ACCURACY_FIGURE.key]["studies"] = [
            {
                "study": study.name,
                "runs_finished": study.finished,
                "runs": study.total,
                "of": each.title,
                **each.result.to_dict(),
            }
            for study in self.studies
            for each in study.results
        ]
        return found

    def _of_studies(self) -> Iterator[OverviewRow]:
        for study in self.studies:
            for each in study.results:
                yield OverviewRow(f"5d, study {study.name}", each.result, study.anchor)


def gather_report(folder: str | Path, studies: Sequence[str | Path] = ()) -> RunReport:
    """Read a finished run, draw its figures and say what came out.

    Parameters
    ----------
    folder : str or Path
        Folder of the run; figures are stored in it.
    studies : sequence of str or Path
        Folders of studies of the paper's networks.

    Returns
    -------
    RunReport
        What its report tells.

    Raises
    ------
    RunFolderError
        If the run is not there, not finished or damaged.
    StudyError
        If a study is not there, damaged, or of other things than the paper's networks.
    """
    run = read_run(Path(folder))
    summary = run.summary
    # First what is quickly read, so that what is wrong is told before much is drawn.
    accounts = read_accounting(RunFolder(run.path), run.device)
    shown = [study_part(each, run.path / FIGURES) for each in studies]
    device = _device(run)
    networks = "result" if summary["device"] in device_names() else "other device"
    return RunReport(
        run=run,
        device=device,
        chapters=[_chapter(each, device) for each in DEVICE_CHAPTERS] if device else [],
        settings=_settings(run),
        accuracy=figure_result(ACCURACY_FIGURE, run_accuracy_rows(summary), networks),
        drawings=list(draw_run(run, run.path / FIGURES)),
        studies=shown,
        accounting=accounting_part(
            accounts, run.path / FIGURES, own=device is not None and device.own
        )
        if accounts
        else None,
    )


def figures_named(keys: Sequence[str]) -> str:
    """Name figures of the paper.

    Parameters
    ----------
    keys : sequence of str
        Such as "2b" and "2c".

    Returns
    -------
    str
        Such as "Figs 2b, 2c".
    """
    return f"{'Fig.' if len(keys) == 1 else 'Figs'} {', '.join(keys)}"


def name_of(result: FigureResult) -> str:
    """Name a figure of the paper as the overview does.

    Parameters
    ----------
    result : FigureResult
        The figure.

    Returns
    -------
    str
        Its key, or "table of neurons".
    """
    return "table of neurons" if result.figure.key == "table" else result.figure.key


def anchor_of(device: str, assumption: Assumption) -> str:
    """Give the place of an assumption in the table of all of them.

    Parameters
    ----------
    device : str
        Name of the device.
    assumption : Assumption
        One of its values.

    Returns
    -------
    str
        An id.
    """
    return f"assumed-{device}-{assumption.quantity}"


def _device(run: StoredRun) -> DeviceSection | None:
    measured = run.path / DEVICE
    if not measured.is_dir():
        return None
    try:
        return device_section(measured, networks=run.device.name)
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{error}; remove {measured} and run again with --resume") from None


def _chapter(chapter: Chapter, device: DeviceSection) -> ToldChapter:
    kind = "other device" if device.own else "result"
    results = [figure_result(each, device.comparison, kind) for each in chapter.figures]
    measured = dict.fromkeys(device.device_names[name] for name in chapter.measurements)
    return ToldChapter(
        chapter=chapter,
        results=results,
        rows=list(dict.fromkeys(row for each in results for row in each.rows)),
        drawings=[device.figures[name] for name in chapter.measurements],
        fits=[device.fits[name] for name in chapter.fits if name in device.fits],
        assumptions={
            name: [
                ToldAssumption(name, each, anchor_of(name, each))
                for each in device.assumptions[name]
                if each.quantity in chapter.rests_on
            ]
            for name in measured
        },
    )


def _settings(run: StoredRun) -> FigureResult:
    rows = setting_rows(run.recipe)
    same = sum(row.verdict == "agrees" for row in rows)
    outcome = f"{same} of {len(rows)} printed values are those of the recipe {run.recipe.name}"
    return figure_result(NETWORK_FIGURE, rows, "setting", outcome)
