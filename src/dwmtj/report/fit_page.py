"""The page of a fit: one HTML file that opens offline, made from the stored fit only."""

from pathlib import Path
from typing import NamedTuple

import jinja2

import dwmtj
from dwmtj.analysis.estimate_rows import shown_rows
from dwmtj.analysis.fit_folder import FIGURES, PAGE, read_fit
from dwmtj.analysis.fit_result import FitResult
from dwmtj.atomic import write_text
from dwmtj.report.fit_figures import TITLES, figures_of
from dwmtj.report.inline import inline_drawing
from dwmtj.report.style import save


class PageFigure(NamedTuple):
    """A figure as the page shows it: ``name``, ``svg``, ``caption`` and ``description``."""

    name: str
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
        svg = inline_drawing(save(each.figure, folder / FIGURES, each.name), name)
        figures.append(PageFigure(name, svg, each.caption, each.description))
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
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("dwmtj.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template("fit.html.j2").render(
        fit=result,
        title=TITLES[result.kind],
        version=dwmtj.__version__,
        figures=figures,
        shown=shown_rows(result),
    )
    write_text(place / PAGE, html)
    return place / PAGE
