"""How figures look and are stored: colours that colour-blind readers can tell apart, one text size.

Colours of Okabe and Ito, "Color Universal Design" (2008); each thing has its marker, line or hatch
too, so that no figure depends on colour alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from matplotlib.style import context

from dwmtj.atomic import replacing


class Look(NamedTuple):
    """``label``, ``colour``, ``marker``, ``line`` and ``hatch`` of one thing in every figure."""

    label: str
    colour: str
    marker: str = ""
    line: str = ""
    hatch: str = ""


BLACK, BLUE, VERMILION, GREEN = "#000000", "#0072B2", "#D55E00", "#009E73"
ORANGE, PURPLE = "#E69F00", "#CC79A7"

NETWORKS = {
    "lif": Look("LIF", BLACK, "o", "-"),
    "dwmtj_deterministic": Look("DW-MTJ, deterministic", BLUE, "s", "--"),
    "dwmtj_noisy": Look("DW-MTJ, noisy", VERMILION, "^", "-."),
    "relu": Look("ReLU, no spikes", GREEN, "v", ":"),
}
NEURON_COLOURS = (VERMILION, BLUE, GREEN)
_DOTS_PER_INCH = 150
#: Digits of a place in the figure that are kept: far more than can be seen.
_DIGITS = 9


@contextmanager
def figure_style() -> Iterator[None]:
    """Set matplotlib up for one figure and restore what was set before."""
    sheet = resources.files("dwmtj.report").joinpath("dwmtj.mplstyle")
    with resources.as_file(sheet) as path, context(path):
        yield


def settle(figure: Figure) -> None:
    """Lay a figure out once and for all.

    The solver of the layout may differ in the last digit from one call to the next, and names in an
    SVG file hang on all digits: they are rounded, so that the same figure gives the same file.

    Parameters
    ----------
    figure : Figure
        The figure.
    """
    if isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine):
        return  # it is laid out
    # The first layout changes heights, and with them which ticks there are and how wide they are.
    for _ in range(2):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        left, bottom, width, height = np.round(axes.get_position().bounds, _DIGITS)
        axes.set_position((left, bottom, width, height))


def store(figure: Figure, path: Path) -> None:
    """Store a figure, whole or not at all; the same figure gives the same file.

    Parameters
    ----------
    figure : Figure
        The figure.
    path : Path
        The file, which ends in .svg, .png or .pdf; it is replaced if it is there.
    """
    kind = path.suffix[1:]
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    with figure_style(), replacing(path) as temporary:
        settle(figure)
        figure.savefig(temporary, format=kind, dpi=_DOTS_PER_INCH, metadata=metadata)


def save(figure: Figure, folder: Path, name: str) -> Path:
    """Store a figure as SVG and PNG.

    Parameters
    ----------
    figure : Figure
        The figure.
    folder : Path
        Where to store it.
    name : str
        File name without ending.

    Returns
    -------
    Path
        The SVG file.
    """
    folder.mkdir(exist_ok=True)
    for kind in ("png", "svg"):
        store(figure, folder / f"{name}.{kind}")
    return folder / f"{name}.svg"
