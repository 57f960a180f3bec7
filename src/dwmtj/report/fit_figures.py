"""The figures of each kind of fit, from its stored curves and estimates alone."""

from importlib import import_module

from dwmtj.analysis.fit_result import FitResult
from dwmtj.report.fit_drawing import Drawn

#: Kinds with the title of their page; the figures of a kind are drawn by ``fit_KIND_figure``.
TITLES = {
    "events": "Events of cycles",
    "thresholds": "Thresholds of depinning, firing and reset",
    "passages": "Pulses until firing",
    "loops": "Field loops of the junctions",
    "mobility": "Velocity of the domain wall",
}


def figures_of(result: FitResult) -> list[Drawn]:
    r"""Draw all figures of a fit.

    Parameters
    ----------
    result : FitResult
        The fit.

    Returns
    -------
    list of Drawn
        The figures in the order in which they are read; nothing is stored.

    Raises
    ------
    ValueError
        If there is no such kind of fit, or a variable is not what the figure takes.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.analysis.passages.fit_passages import fit_passages
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> from dwmtj.report.fit_figures import figures_of
    >>> _ = Path("counts.csv").write_text("count\n" + "\n".join(["11", "12", "13"] * 5))
    >>> len(figures_of(fit_passages(read_table("counts.csv", "passages"), sets=19)))
    1
    """
    if result.kind not in TITLES:
        raise ValueError(f"kind: {result.kind!r} is not allowed; allowed: {', '.join(TITLES)}")
    module = import_module(f"dwmtj.report.fit_{result.kind}_figure")
    try:
        drawn: list[Drawn] = getattr(module, f"draw_{result.kind}")(result)
    except KeyError as error:
        # xarray names the missing variable in a sentence of its own, a dictionary names it alone.
        raise ValueError(
            f"{result.origin or 'fit'}: the curves of {result.kind!r} lack what the figure shows "
            f"({str(error).splitlines()[0]}); fit again"
        ) from None
    return drawn
