"""One cycle as a moving picture: the domain on the track, both resistances, the drive.

One frame a reading, so what is shown was stored; nothing is put between two readings.
"""

import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from PIL import Image

from dwmtj.atomic import replacing
from dwmtj.report.device_sketch import Geometry, Sketch
from dwmtj.report.device_style import (
    FAINT,
    KILO,
    MICRO,
    Array,
    device_of,
    junctions_of,
    state_names,
)
from dwmtj.report.style import BLACK, BLUE, PURPLE, figure_style, settle

#: Length of the whole animation [s], its resolution, and its number of colours.
_SECONDS, _DOTS_PER_INCH, _COLOURS = 10.0, 100, 128
_WALLS = {"left": (BLACK, "<", "-"), "right": (PURPLE, ">", "--")}
#: Pulses to come, the one of this frame, and those that have been.
_COMING, _NOW, _GONE = "#e6e6e6", BLUE, "#b0b0b0"


class _Picture(NamedTuple):
    """What changes from frame to frame."""

    figure: Figure
    sketch: Sketch
    top: Axes
    lines: list[tuple[Line2D, Array]]
    bars: list[Rectangle]


def animate_cycle(dataset: xr.Dataset, path: str | Path, *, cycle: int = 1) -> Path:
    """Write one cycle as an animated GIF, whole or not at all.

    Parameters
    ----------
    dataset : Dataset
        Of the experiments ``ramp``, ``cycles`` or ``train`` on one device, readings kept; SI units.
    path : str or Path
        The file; it is replaced if it is there.
    cycle : int
        Number of the cycle, from 1 (no unit).

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        If there is no such cycle, or there are no readings or no device to draw.
    """
    one = _cycle_of(dataset, cycle)
    with figure_style():
        picture = _set_up(one)
        _show(picture, one, 0)  # the title takes its room
        settle(picture.figure)
        frames = []
        for reading in range(one.sizes["pulse"]):
            _show(picture, one, reading)
            frames.append(_grab(picture.figure))
    # The format counts in hundredths of a second.
    length = 10 * max(2, round(100 * _SECONDS / len(frames)))
    with replacing(path) as temporary:
        frames[0].save(
            temporary,
            format="GIF",
            save_all=True,
            append_images=frames[1:],
            duration=length,
            loop=0,
            disposal=1,
        )
    return Path(path)


def _grab(figure: Figure) -> Image.Image:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    with Image.open(buffer) as image:
        return image.convert("RGB").quantize(_COLOURS, Image.Quantize.FASTOCTREE)


def _cycle_of(dataset: xr.Dataset, cycle: int) -> xr.Dataset:
    if "wall_left" not in dataset or "resistance_b" not in dataset:
        raise ValueError("dataset: has no readings to show; measure again, keeping the readings")
    if "device" in dataset.dims:
        raise ValueError(
            f"dataset: has {dataset.sizes['device']} devices; allowed: 1, choose one with isel"
        )
    numbers = dataset["cycle"].values
    if cycle not in numbers:
        raise ValueError(
            f"cycle: {cycle} is not allowed; allowed: {numbers.min()} to {numbers.max()}"
        )
    return dataset.sel(cycle=cycle)


def _set_up(one: xr.Dataset) -> _Picture:
    device = device_of(one)
    if device is None:
        raise ValueError("dataset: says nothing of its device, which is to be drawn")
    junctions, geometry = junctions_of(one), Geometry.of(device)
    heights = (1.25, 1, *[1] * len(junctions), 0.8)
    figure = Figure(figsize=(6.4, sum(heights)), dpi=_DOTS_PER_INCH)
    top, *panels = figure.subplots(len(heights), 1, height_ratios=heights)
    places, *readings, drive = panels
    for axes in panels[:-1]:
        axes.sharex(drive)
        axes.tick_params(labelbottom=False)
    sketch = Sketch(top, geometry, pillars="".join(junctions))
    lines = [*_set_up_walls(places, one, geometry)]
    for axes, (name, look) in zip(readings, junctions.items(), strict=True):
        values = one[f"resistance_{name.lower()}"].values * KILO
        style = {"color": look.colour, "marker": look.marker}
        lines.append(_line(axes, values, f"$R_{name}$ (kΩ)", style))
        axes.margins(y=0.25)
    bars = _set_up_drive(drive, one)
    lines.append(_line(drive, one["amplitude"].values, "drive (V)", {"color": FAINT, "ls": "none"}))
    figure.align_ylabels(panels)
    return _Picture(figure, sketch, top, lines, bars)


def _set_up_walls(axes: Axes, one: xr.Dataset, geometry: Geometry) -> list[tuple[Line2D, Array]]:
    lines = []
    for side, (colour, marker, line) in _WALLS.items():
        values = one[f"wall_{side}"].values * MICRO
        style = {"color": colour, "marker": marker, "ls": line, "label": side}
        lines.append(_line(axes, values, "walls\n(µm)", style))
    middles = {"A": geometry.position_a, "B": geometry.position_b}
    for name in junctions_of(one):
        low, high = ((middles[name] + sense * geometry.pillar / 2) * MICRO for sense in (-1, 1))
        axes.axhspan(low, high, color=FAINT, alpha=0.25, lw=0)
        where = axes.get_yaxis_transform()
        axes.text(1.005, (low + high) / 2, name, transform=where, va="center", fontsize=8)
    axes.set_ylim(-0.05 * geometry.length * MICRO, 1.05 * geometry.length * MICRO)
    axes.legend(loc="center right", fontsize=8, ncols=2)
    return lines


def _set_up_drive(axes: Axes, one: xr.Dataset) -> list[Rectangle]:
    pulses, amplitudes = one["pulse"].values, one["amplitude"].values
    bars = axes.bar(pulses, amplitudes, 0.6, color=_COMING)
    axes.set_xlim(-0.7, pulses[-1] + 0.7)
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    axes.set_xlabel("pulse number (0: read after writing)")
    return list(bars)


def _line(axes: Axes, values: Array, label: str, style: dict[str, Any]) -> tuple[Line2D, Array]:
    """Draw a line whole, so that the axes fit all frames; each frame then shows a part."""
    (line,) = axes.plot(np.arange(len(values)), values, **{"ms": 4, "lw": 1.2, **style})
    axes.set_ylabel(label)
    return line, np.asarray(values, float)


def _show(picture: _Picture, one: xr.Dataset, reading: int) -> None:
    walls = (float(one["wall_left"][reading]), float(one["wall_right"][reading]))
    picture.sketch.place(walls)
    state = int(one["state"][reading])
    name = state_names(one).get(state, "")
    amplitude = float(one["amplitude"][reading])
    drive = f"pulse {reading}: {amplitude:.2f} V" if reading else "written"
    picture.top.set_title(f"{drive}     state {state}: {name}", fontsize=10)
    for line, values in picture.lines:
        line.set_data(np.arange(reading + 1), values[: reading + 1])
    for number, bar in enumerate(picture.bars):
        bar.set_facecolor(_NOW if number == reading else _GONE if number < reading else _COMING)
