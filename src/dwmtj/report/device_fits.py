"""The paper's fits in the report: what a lab would find in the cycles of the run (3f, 5a, 5b)."""

from pathlib import Path
from typing import NamedTuple

from dwmtj.analysis.estimate_rows import Row, rows_of
from dwmtj.analysis.fit_folder import FIT, read_fit
from dwmtj.analysis.paper_fits import FITS, PAPER_FITS
from dwmtj.report.fit_figures import TITLES
from dwmtj.report.fit_page import PageFigure, page_figures

#: Estimates that the report shows, by the name of the fit; the others stand in its ``fit.json``.
_SHOWN = {
    "thresholds": (
        "v50_depin",
        "v50_fire",
        "v50_reset",
        "width_fire",
        "width_reset",
        "overlap_depin_fire",
        "overlap_fire_reset",
        "separability",
    ),
    "passages": (
        "mean_pulses",
        "sigma_per_pulse",
        "spread_pulses",
        "network_spread",
        "sigma_network",
        "goodness_of_fit",
    ),
}


class FitSection(NamedTuple):
    """A fit in the report.

    ``name``, ``title``, ``figure`` of the paper, name of the ``measurement`` and its ``command``,
    ``rows`` of estimates, ``remarks``, and ``drawings``.
    """

    name: str
    title: str
    figure: str
    measurement: str
    command: str
    rows: list[Row]
    remarks: tuple[str, ...]
    drawings: list[PageFigure]


def device_fits(folder: Path) -> list[FitSection]:
    """Draw the fits of a run.

    Parameters
    ----------
    folder : Path
        Folder of the measurements.

    Returns
    -------
    list of FitSection
        Those that are there; runs of earlier versions have none.

    Raises
    ------
    ValueError
        If a fit is damaged.
    """
    return [
        _section(folder / FITS / name, name)
        for name in PAPER_FITS
        if (folder / FITS / name / FIT).is_file()
    ]


def _section(folder: Path, name: str) -> FitSection:
    result, fit = read_fit(folder), PAPER_FITS[name]
    return FitSection(
        name=name,
        title=TITLES[result.kind],
        figure=fit.figure,
        measurement=f"{fit.measurement}.nc",
        command=f"dwmtj fit {name} {fit.measurement}.nc --out {name}",
        rows=[row for row in rows_of(result) if row.name in _SHOWN[name]],
        remarks=result.remarks,
        drawings=page_figures(result, folder, "fit-"),
    )
