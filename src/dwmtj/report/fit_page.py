"""The page of a fit: one HTML file that opens offline, made from the stored fit only."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import dwmtj
from dwmtj.analysis.estimate_rows import ShownRows, shown_rows
from dwmtj.analysis.fit_folder import FIGURES, PAGE, read_fit
from dwmtj.analysis.fit_result import FitResult
from dwmtj.atomic import write_text
from dwmtj.report.fit_figures import TITLES, figures_of
from dwmtj.report.inline import inline_drawing
from dwmtj.report.page import Place, render
from dwmtj.report.style import save


class PageFigure(NamedTuple):
    """A figure as the page shows it: ``name``, ``file``, ``svg``, ``caption``, ``description``."""

    name: str
    file: Path
    svg: str
    caption: str
    description: str


def page_figures(result: FitResult, folder: Path, prefix: str = "") -> list[PageFigure]:
    """Draw and store the figures of a fit, and give them to a page.

    Parameters
    ----------
    result : FitResult
        The fit.
    folder : Path
        Its folder; figures are stored in it as SVG and PNG.
    prefix : str
        Put before their names, where a page shows several fits.

    Returns
    -------
    list of PageFigure
        In the order in which they are read.

    Raises
    ------
    ValueError
        If the fit is damaged.
    """
    try:
        drawn = figures_of(result)
    except ValueError as error:
        raise ValueError(f"{folder}: is no whole fit ({error})") from None
    figures = []
    for each in drawn:
        name = f"{prefix}{each.name}"
        file = save(each.figure, folder / FIGURES, each.name)
        svg = inline_drawing(file, name, each.description)
        figures.append(PageFigure(name, file, svg, each.caption, each.description))
    return figures


def write_fit_page(folder: str | Path) -> Path:
    """Write the figures and the page of a stored fit.

    Parameters
    ----------
    folder : str or Path
        Folder of the fit; figures are stored in it as SVG and PNG.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    FileNotFoundError
        If there is no fit.
    ValueError
        If the fit is damaged.
    """
    result, place = read_fit(folder), Path(folder)
    place = place if place.is_dir() else place.parent
    figures = page_figures(result, place)
    shown = shown_rows(result)
    html = render(
        "fit.html.j2",
        page_title=f"dwmtj: fit of {result.kind}, {result.origin}",
        contents=list(_contents(result, figures, shown)),
        fit=result,
        title=TITLES[result.kind],
        version=dwmtj.__version__,
        figures=figures,
        shown=shown,
    )
    write_text(place / PAGE, html)
    return place / PAGE


def _contents(result: FitResult, figures: list[PageFigure], shown: ShownRows) -> Iterator[Place]:
    for anchor, title, there in (
        ("answer", "Answer", shown.answer),
        ("set-aside", "Rows set aside", result.set_aside),
        ("remarks", "To be kept in mind", result.remarks),
        ("figures", "Figures", figures),
        ("side-figures", "Side figures", shown.others),
        ("unknown", "What the data cannot tell", shown.unknown),
    ):
        if there:
            yield Place(anchor, title)
