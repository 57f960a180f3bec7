"""Where labels of points go so that none lies on another, on a marker or outside of its panel.

Places are found in the pixels of the figure as it is laid out, so the layout has to be settled, and
nothing may move, before labels are placed.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

#: Distances from a point that are tried [points].
_DISTANCES = (6.0, 11.0, 17.0, 24.0)
_MARKER = 4.0  # half of a marker, with some air [points]
#: How much wider and higher than measured a label is taken to be: other programs draw it so [1].
_AIR = (1.06, 1.0)

_Side = Literal["left", "center", "right"]
_Height = Literal["bottom", "center", "top"]


#: Places around a point that are tried in turn: direction, and where the text is held.
_AROUND: tuple[tuple[int, int, _Side, _Height], ...] = (
    (1, 0, "left", "center"),
    (-1, 0, "right", "center"),
    (1, 1, "left", "bottom"),
    (1, -1, "left", "top"),
    (-1, 1, "right", "bottom"),
    (-1, -1, "right", "top"),
    (0, 1, "center", "bottom"),
    (0, -1, "center", "top"),
)


class Labelled(NamedTuple):
    """A point at ``x`` and ``y`` [units of the axes] with the ``text`` of its label.

    ``x_range`` and ``y_range`` are the ends of its bars [units of the axes].
    """

    x: float
    y: float
    text: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]


def place_labels(
    axes: Axes, points: Sequence[Labelled], size: float, line: float | None = None
) -> None:
    """Label points where there is room; those without room have their label at the last place.

    Parameters
    ----------
    axes : Axes
        The panel, laid out.
    points : sequence of Labelled
        All points of the panel; one without text gets no label, but is kept free.
    size : float
        Size of the text [points].
    line : float, optional
        Height of a line across the panel that labels keep off [units of the axes].
    """
    figure = axes.figure.get_figure(root=True)
    assert figure is not None
    pixel = figure.dpi / 72
    panel = axes.get_window_extent()
    taken = [box for point in points for box in _boxes(axes, point, _MARKER * pixel)]
    if line is not None:
        height = axes.transData.transform((1.0, line))[1]
        taken.append(Bbox.from_extents(panel.x0, height - pixel, panel.x1, height + pixel))
    for point in points:
        if not point.text:
            continue
        text = axes.annotate(
            point.text, (point.x, point.y), (0, 0), textcoords="offset points", fontsize=size
        )
        for distance in _DISTANCES:
            if _placed(text, distance, panel, taken):
                break
        taken.append(text.get_window_extent().expanded(*_AIR))


def _placed(text: Annotation, distance: float, panel: Bbox, taken: list[Bbox]) -> bool:
    for right, up, horizontal, vertical in _AROUND:
        text.set_horizontalalignment(horizontal)
        text.set_verticalalignment(vertical)
        length = distance if not (right and up) else distance * 0.6
        text.set_position((right * length, up * length))
        box = text.get_window_extent().expanded(*_AIR)
        inside = (
            box.x0 >= panel.x0 and box.x1 <= panel.x1 and box.y0 >= panel.y0 and box.y1 <= panel.y1
        )
        if inside and not any(box.overlaps(other) for other in taken):
            return True
    return False


def _boxes(axes: Axes, point: Labelled, half: float) -> list[Bbox]:
    """Give the pixels that the marker and the bars of a point take."""
    to_pixels = axes.transData.transform
    x, y = to_pixels((point.x, point.y))
    left, right = (to_pixels((end, point.y))[0] for end in point.x_range)
    low, high = (to_pixels((point.x, end))[1] for end in point.y_range)
    thin = half / 3
    return [
        Bbox.from_extents(x - half, y - half, x + half, y + half),
        Bbox.from_extents(left, y - thin, right, y + thin),
        Bbox.from_extents(x - thin, low, x + thin, high),
    ]
