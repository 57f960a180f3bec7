"""The paper's fits (Figs 3f, 5a and 5b) of the measurements that a run has stored.

The files of :func:`dwmtj.experiments.paper.run_paper` are read like those of a lab. A fit that is
there, of the same file and by this version, is kept.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from dwmtj.analysis.fit_folder import digest_of, of_file, read_fit, write_fit
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.passages.fit_passages import fit_passages
from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.read_table import read_table
from dwmtj.analysis.thresholds.fit_thresholds import fit_thresholds, pulse_told

#: Folder of the fits in that of the measurements.
FITS = "fits"


class PaperFit(NamedTuple):
    """A fit by ``function``, of the stored ``measurement`` that the paper shows in ``figure``."""

    function: Callable[[Table], FitResult]
    measurement: str
    figure: str


def _fit_passages(table: Table) -> FitResult:
    """Fit counts of pulses of the shape that the file tells."""
    pulse = pulse_told(table)
    if pulse is None:
        return fit_passages(table)
    return fit_passages(table, pulse_duration=pulse.duration, rise=pulse.rise, fall=pulse.fall)


PAPER_FITS = {
    "thresholds": PaperFit(fit_thresholds, "cycles", "3f"),
    "passages": PaperFit(_fit_passages, "train", "5a, 5b"),
}


def fit_paper(folder: str | Path) -> list[Path]:
    """Fit what the paper fits, and store the fits beside the measurements.

    Parameters
    ----------
    folder : str or Path
        What ``run_paper`` filled.

    Returns
    -------
    list of Path
        Folders of the fits, in the order of :data:`PAPER_FITS`.

    Raises
    ------
    FileNotFoundError
        If a measurement is missing.
    ValueError
        If a file is damaged.
    """
    place = Path(folder)
    paths = []
    for name, fit in PAPER_FITS.items():
        file, target = place / f"{fit.measurement}.nc", place / FITS / name
        if not _is_stored(target, digest_of(file)):
            result = _fitted(name, fit, read_table(file, "cycles"))
            write_fit(of_file(result, file), target, overwrite=True)
        paths.append(target)
    return paths


def _fitted(kind: str, fit: PaperFit, table: Table) -> FitResult:
    """Fit, or say why there is nothing to fit, as where the junctions of a device never switch."""
    try:
        return fit.function(table)
    except ValueError as error:
        why = str(error).removeprefix(f"{table.origin}: ")
        return FitResult(kind, {}, table.rows_read, 0, (), (f"Nothing was fitted: {why}.",))


def _is_stored(target: Path, digest: str) -> bool:
    try:
        return read_fit(target).sha256 == digest
    except (FileNotFoundError, ValueError):
        return False
