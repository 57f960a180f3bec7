"""How figures look: colours that colour-blind readers can tell apart, and one text size.

Colours of Okabe and Ito, "Color Universal Design" (2008); each network has its marker and line
style too, so that no figure depends on colour alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.style import context

from dwmtj.atomic import replacing


class NetworkStyle(NamedTuple):
    """``label``, ``colour``, ``marker`` and ``line`` of one network in every figure."""

    label: str
    colour: str
    marker: str
    line: str


NETWORKS = {
    "lif": NetworkStyle("LIF", "#000000", "o", "-"),
    "dwmtj_deterministic": NetworkStyle("DW-MTJ, deterministic", "#0072B2", "s", "--"),
    "dwmtj_noisy": NetworkStyle("DW-MTJ, noisy", "#D55E00", "^", "-."),
    "relu": NetworkStyle("ReLU, no spikes", "#009E73", "v", ":"),
}
NEURON_COLOURS = ("#D55E00", "#0072B2", "#009E73")
_DOTS_PER_INCH = 150


@contextmanager
def figure_style() -> Iterator[None]:
    """Set matplotlib up for one figure and restore what was set before."""
    sheet = resources.files("dwmtj.report").joinpath("dwmtj.mplstyle")
    with resources.as_file(sheet) as path, context(path):
        yield


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
    with figure_style(), replacing(folder / f"{name}.svg") as svg:
        figure.savefig(svg, format="svg", metadata={"Date": None})
    with figure_style(), replacing(folder / f"{name}.png") as png:
        figure.savefig(png, format="png", dpi=_DOTS_PER_INCH)
    return folder / f"{name}.svg"
