"""What the figures of all fits share: a drawing with its words, and estimates as short text.

A fit may lack any part: what a file cannot give is NaN, an estimate without value, or no variable
at all. Nothing here raises for that, and nothing is drawn in its place.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from dwmtj.analysis.estimate import Estimate, Interval
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.shown_digits import last_place, uncertainty
from dwmtj.report.device_style import FAINT, Array

#: Digits after the point beyond which a number is not drawn out [no unit].
_MOST_DIGITS = 6
#: Uncertainty that is shown of a number that has none, of a limit, and the least of any [of the
#: number].
_USUAL, _LIMIT, _FINEST = 1e-3, 0.2, 1e-4

#: Decades from which each tick of a logarithmic axis is a power of ten [no unit].
_MANY_DECADES = 2.5
#: Largest power of ten that a tick writes in full [no unit].
_FEW_ZEROS = 3


class Drawn(NamedTuple):
    """A figure of a fit: ``name`` of its files, ``figure``, ``caption`` and ``description``.

    The caption says what is seen, the description stands for the figure where it cannot be seen.
    """

    name: str
    figure: Figure
    caption: str
    description: str


def numbers_of(curves: xr.Dataset, name: str, *dims: str) -> Array | None:
    """Give a variable of a fit if it is there and holds a number.

    Parameters
    ----------
    curves : Dataset
        Curves of the fit.
    name : str
        Name of the variable.
    *dims : str
        Its dimensions in the order that is wanted.

    Returns
    -------
    ndarray or None
        The numbers in the variable's unit; None if there are none.
    """
    if name not in curves or set(curves[name].dims) != set(dims):
        return None
    values = curves[name].transpose(*dims).values.astype(float)
    return values if np.isfinite(values).any() else None


def told(result: FitResult, name: str, unit: str = "", factor: float = 1.0) -> str:
    """Give an estimate as short text with its 95 % interval.

    Parameters
    ----------
    result : FitResult
        The fit.
    name : str
        Name of the estimate.
    unit : str
        Unit that is shown.
    factor : float
        The shown unit in each unit of the estimate [shown unit per SI unit].

    Returns
    -------
    str
        Such as "2.448 V (2.438 to 2.458)", with the digits that the interval bears; "below 3 V" for
        a limit, "not known" if there is neither.
    """
    estimate = result.estimates.get(name)
    shown = f" {unit}" if unit else ""
    if estimate is None or (estimate.value is None and not _has_end(estimate.interval_95)):
        return "not known"
    decimals = _decimals(estimate, factor)

    def text(number: float | None) -> str:
        number = 0.0 if number is None else number * factor
        return f"{number:,.{decimals}f}".replace("-", "−")

    low, high = estimate.interval_95 or (None, None)
    if estimate.value is not None:
        value = f"{text(estimate.value)}{shown}"
        if low is None or high is None or text(low) == text(high):
            return value
        return f"{value} ({text(low)} to {text(high)})"
    if low is None:
        return f"below {text(high)}{shown}"
    return f"above {text(low)}{shown}" if high is None else f"{text(low)} to {text(high)}{shown}"


def value_of(result: FitResult, name: str) -> float | None:
    """Give the value of an estimate.

    Parameters
    ----------
    result : FitResult
        The fit.
    name : str
        Name of the estimate.

    Returns
    -------
    float or None
        The value in the estimate's unit; None if it has none, or is not there.
    """
    estimate = result.estimates.get(name)
    return None if estimate is None else estimate.value


def interval_of(result: FitResult, name: str) -> tuple[float, float] | None:
    """Give the 95 % interval of an estimate.

    Parameters
    ----------
    result : FitResult
        The fit.
    name : str
        Name of the estimate.

    Returns
    -------
    tuple of float or None
        Both ends in the estimate's unit; None if an end is not known.
    """
    estimate = result.estimates.get(name)
    low, high = (estimate.interval_95 if estimate else None) or (None, None)
    return None if low is None or high is None else (low, high)


def show_percent(axes: Axes) -> None:
    """Make the vertical axis show shares in percent, with as many digits as its steps need.

    Parameters
    ----------
    axes : Axes
        The panel, with shares [no unit].
    """
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{round(100 * share, 6):g}"))


def show_decades(axis: Axis, low: float, high: float) -> None:
    """Give a logarithmic axis ticks that have room for their labels.

    Parameters
    ----------
    axis : Axis
        The axis.
    low, high : float
        Its ends [unit of the axis].
    """
    decades = np.log10(high / low)
    steps = (1.0,) if decades > _MANY_DECADES else (1.0, 2.0, 5.0)
    axis.set_major_locator(LogLocator(subs=steps))
    axis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))
    axis.set_minor_locator(LogLocator(subs=tuple(range(1, 10))))
    axis.set_minor_formatter(NullFormatter())


def _short(number: float) -> str:
    """Give a number as a tick has it: all digits, or a power of ten where these are many."""
    power = int(np.floor(np.log10(number) + 1e-9))
    if -_FEW_ZEROS <= power <= _FEW_ZEROS:
        return f"{number:g}"
    first = round(number / 10.0**power)
    return f"$10^{{{power}}}$" if first == 1 else f"${first}\\cdot10^{{{power}}}$"


def say_nothing_there(axes: Axes, text: str) -> None:
    """Say in a panel why it is empty.

    Parameters
    ----------
    axes : Axes
        The panel; its axes are taken away.
    text : str
        Why.
    """
    axes.set_axis_off()
    axes.text(0.5, 0.5, text, ha="center", va="center", color=FAINT, transform=axes.transAxes)


def _has_end(interval: Interval | None) -> bool:
    return interval is not None and any(end is not None for end in interval)


def _decimals(estimate: Estimate, factor: float) -> int:
    """Digits after the point; for a number without uncertainty as if it had a usual one."""
    known = [estimate.value, *(estimate.interval_95 or ())]
    largest = max((abs(each) for each in known if each is not None), default=0.0)
    usual = _LIMIT if estimate.value is None else _USUAL
    size = max(uncertainty(estimate) or usual * largest, _FINEST * largest) * factor
    return 0 if size <= 0 else int(np.clip(-last_place(size), 0, _MOST_DIGITS))
