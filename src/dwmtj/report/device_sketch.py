"""The device in a few lines: the track, both pillars, and the domain between its walls.

Positions along the track are to scale; heights are not. Arrows are the magnetization: that of the
pinned layers points down, as does that of the track after initialising; that of the domain up.
"""

from typing import NamedTuple, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dwmtj.parameters import DeviceParameters
from dwmtj.report.device_style import DARK, MICRO
from dwmtj.report.style import ORANGE

_TRACK_COLOUR, _PILLAR_COLOUR = "#dfe5ea", "#b9c2ca"
#: Heights of barrier and pinned layer above a track from 0 to 1, and the room for the letters.
_BARRIER, _PILLAR, _TOP = (1.0, 1.25), (1.25, 2.6), 3.9
_FONT = 8


class Geometry(NamedTuple):
    """Where the pillars stand: ``length`` of the track, ``position_a``, ``position_b``, ``pillar``.

    The positions are the middles of the pillars from IN, ``pillar`` is their length; all in [m].
    """

    length: float
    position_a: float
    position_b: float
    pillar: float

    @classmethod
    def of(cls, device: DeviceParameters) -> Self:
        """Take the places from a device.

        Parameters
        ----------
        device : DeviceParameters
            A device with a layout, values in SI units.

        Returns
        -------
        Geometry
            Its places.

        Raises
        ------
        ValueError
            If it has no layout.
        """
        if device.layout is None:
            raise ValueError(
                f"{device.name}: has no layout to draw; allowed: a device such as cui2024-ramp"
            )
        layout = device.layout
        return cls(
            layout.track_length, layout.position_a, layout.position_b, device.junction.length
        )


class Sketch:
    """A drawn device, whose domain can be moved.

    Parameters
    ----------
    axes : Axes
        Where to draw; in um along the track, its frame is hidden.
    geometry : Geometry
        Where the pillars stand [m].
    walls : tuple of float, optional
        Left and right wall from IN [m]; None, or NaN, without a domain.
    pillars : str
        Which there are: "AB", or "B" with three terminals.
    """

    def __init__(
        self,
        axes: Axes,
        geometry: Geometry,
        walls: tuple[float, float] | None = None,
        pillars: str = "AB",
    ) -> None:
        end = geometry.length * MICRO
        axes.set_axis_off()
        axes.add_patch(Rectangle((0, 0), end, 1, fc=_TRACK_COLOUR, ec=DARK, lw=0.8))
        self.body = Rectangle((0, 0), 0, 1, fc=ORANGE, ec=DARK, lw=1.2)
        axes.add_patch(self.body)
        self._arrow = axes.text(0, 0.45, "↑", ha="center", va="center", fontsize=_FONT)
        places = {"A": geometry.position_a, "B": geometry.position_b}
        for name in pillars:
            _draw_pillar(axes, name, places[name] * MICRO, geometry.pillar * MICRO)
        axes.text(-0.02 * end, 0.5, "IN", ha="right", va="center", fontsize=_FONT)
        axes.text(1.02 * end, 0.5, "GND", ha="left", va="center", fontsize=_FONT)
        axes.set_xlim(-0.15 * end, 1.22 * end)
        axes.set_ylim(-0.1, _TOP)
        self.place(walls)

    def place(self, walls: tuple[float, float] | None) -> None:
        """Move the domain.

        Parameters
        ----------
        walls : tuple of float or None
            Left and right wall from IN [m]; None, or NaN, without a domain.
        """
        there = walls is not None and bool(np.all(np.isfinite(walls)))
        self.body.set_visible(there)
        self._arrow.set_visible(there)
        if walls is not None and there:
            left, right = walls[0] * MICRO, walls[1] * MICRO
            self.body.set_x(left)
            self.body.set_width(right - left)
            self._arrow.set_x((left + right) / 2)


def _draw_pillar(axes: Axes, name: str, middle: float, length: float) -> None:
    for (low, high), colour in ((_BARRIER, "white"), (_PILLAR, _PILLAR_COLOUR)):
        axes.add_patch(
            Rectangle((middle - length / 2, low), length, high - low, fc=colour, ec=DARK, lw=0.8)
        )
    axes.text(middle, sum(_PILLAR) / 2 - 0.05, "↓", ha="center", va="center", fontsize=_FONT)
    axes.text(
        middle, _PILLAR[1] + 0.1, name, ha="center", va="bottom", fontsize=_FONT, fontweight="bold"
    )
