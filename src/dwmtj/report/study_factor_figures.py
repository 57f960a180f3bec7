"""A figure for each factor of a study, with what it shows in a sentence and in numbers."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dwmtj.report.fit_drawing import Drawn
from dwmtj.report.study_factor_values import usual_factor
from dwmtj.report.study_factors import draw_factor, panels_of
from dwmtj.report.study_findings import finding_of, line_rows
from dwmtj.report.study_line_names import name_lines
from dwmtj.report.study_lines import Line, factors_of, lines_of
from dwmtj.report.study_stored import StoredStudy


class StudyFigure(NamedTuple):
    """What is ``drawn``, the ``finding`` that it shows, and ``rows`` of its lines in numbers."""

    drawn: Drawn
    finding: str = ""
    rows: Sequence[tuple[str, ...]] = ()


def factor_figures(stored: StoredStudy) -> Iterator[StudyFigure]:
    """Draw the accuracy against every factor that has two values with a finished run.

    Parameters
    ----------
    stored : StoredStudy
        The study, accuracies in percent.

    Yields
    ------
    StudyFigure
        One for each factor.
    """
    for name in factors_of(stored):
        lines, usual = lines_of(stored, name), usual_factor(stored, name)
        if not lines or usual is None:
            continue
        panels = panels_of(lines)
        names = [name_lines(stored, name, panel) for panel in panels]
        plain: list[Line] = []
        others: list[tuple[str, Line]] = []
        rows: list[tuple[str, ...]] = []
        for panel, called in zip(panels, names, strict=True):
            plain += [line for line, is_plain in zip(panel, called.plain, strict=True) if is_plain]
            others += zip(called.labels, panel, strict=True)
            rows += line_rows(name, panel, called)
        finding = finding_of(name, plain, usual.value)
        if not plain:  # networks that all differ in more than the factor are told one by one
            told = ((label, finding_of(name, [line], usual.value)) for label, line in others)
            finding = " ".join(
                f"{label[0].upper()}{label[1:]}: {each}" if label else each for label, each in told
            )
        yield StudyFigure(draw_factor(stored, name, panels, names), finding, rows)
