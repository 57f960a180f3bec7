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
from matplotlib.ticker import MaxNLocator
from PIL import Image

from dwmtj.atomic import replacing
from dwmtj.report.device_sketch import Geometry, Sketch
from dwmtj.report.device_style import (
    FAINT,
    JUNCTIONS,
    KILO,
    MICRO,
    Array,
    device_of,
    has_one_wall,
    state_names,
)
from dwmtj.report.style import figure_style

#: Length of the whole animation [s], its resolution, and its number of colours.
_SECONDS, _DOTS_PER_INCH, _COLOURS = 10.0, 100, 128
_WALLS = {"left": ("#000000", "<", "-"), "right": ("#CC79A7", ">", "--")}


class _Picture(NamedTuple):
    """What changes from frame to frame."""

    figure: Figure
    sketch: Sketch
    title: Axes
    lines: list[tuple[Line2D, Array]]


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
        picture.title.set_title("room for the title", fontsize=10)
        picture.figure.draw_without_rendering()  # places the axes, once for all frames
        picture.figure.set_layout_engine("none")
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
    if "wall_left" not in dataset or "resistance_a" not in dataset:
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
    figure = Figure(figsize=(6.4, 5.0), dpi=_DOTS_PER_INCH)
    top, places, upper, lower, drive = figure.subplots(5, 1, height_ratios=(1.25, 1, 1, 1, 0.8))
    for axes in (upper, lower, drive):
        axes.sharex(places)
    for axes in (places, upper, lower):
        axes.tick_params(labelbottom=False)
    sketch = Sketch(top, Geometry.of(device), pillars="B" if has_one_wall(one) else "AB")
    lines = [*_set_up_walls(places, one, Geometry.of(device))]
    for axes, (name, look) in zip((upper, lower), JUNCTIONS.items(), strict=True):
        values = one[f"resistance_{name.lower()}"].values * KILO
        style = {"color": look.colour, "marker": look.marker}
        lines.append(_line(axes, values, f"$R_{name}$ (kΩ)", style))
        axes.margins(y=0.25)
    _set_up_drive(drive, one)
    lines.append(_line(drive, one["amplitude"].values, "drive (V)", {"color": FAINT, "ls": "none"}))
    figure.align_ylabels([places, upper, lower, drive])
    return _Picture(figure, sketch, top, lines)


def _set_up_walls(axes: Axes, one: xr.Dataset, geometry: Geometry) -> list[tuple[Line2D, Array]]:
    lines = []
    for side, (colour, marker, line) in _WALLS.items():
        values = one[f"wall_{side}"].values * MICRO
        style = {"color": colour, "marker": marker, "ls": line, "label": side}
        lines.append(_line(axes, values, "walls\n(µm)", style))
    for name, middle in (("A", geometry.position_a), ("B", geometry.position_b)):
        low, high = ((middle + sense * geometry.pillar / 2) * MICRO for sense in (-1, 1))
        axes.axhspan(low, high, color=FAINT, alpha=0.25, lw=0)
        where = axes.get_yaxis_transform()
        axes.text(1.005, (low + high) / 2, name, transform=where, va="center", fontsize=8)
    axes.set_ylim(-0.05 * geometry.length * MICRO, 1.05 * geometry.length * MICRO)
    axes.legend(loc="center right", fontsize=8, ncols=2, title=None)
    return lines


def _set_up_drive(axes: Axes, one: xr.Dataset) -> None:
    pulses, amplitudes = one["pulse"].values, one["amplitude"].values
    axes.bar(pulses, amplitudes, 0.6, color="#e6e6e6")
    axes.set_xlim(-0.7, pulses[-1] + 0.7)
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    axes.set_xlabel("pulse number (0: read after writing)")


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
    picture.title.set_title(f"{drive}     state {state}: {name}", fontsize=10)
    for line, values in picture.lines:
        line.set_data(np.arange(reading + 1), values[: reading + 1])
    for bar, number in zip(picture.figure.axes[-1].patches, range(one.sizes["pulse"]), strict=True):
        bar.set_facecolor(
            "#0072B2" if number == reading else "#b0b0b0" if number < reading else "#e6e6e6"
        )
