"""What the figures of a study share: intervals and axes of accuracies, and legends below panels."""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from dwmtj.analysis.claims.mean_effect import mean_interval
from dwmtj.analysis.claims.measured import Interval

#: An accuracy cannot lie beyond [percent].
_LEAST, _MOST = 0.0, 100.0
#: Runs of which an interval is drawn [no unit]: that of two is thirteen times as wide as they are
#: apart, and would rule the axis.
FEWEST_DRAWN = 3
#: How far a legend lies below its panel, and how much further for each more line of the ticks [of
#: the panel's height].
_LEGEND_BELOW, _TICK_LINE = 0.17, 0.07


def accuracy_interval(values: npt.ArrayLike) -> Interval | None:
    """Give Student's 95 % interval of a mean accuracy, as far as accuracies go.

    Parameters
    ----------
    values : array_like
        Accuracies [percent], shape [runs].

    Returns
    -------
    tuple of float or None
        Both ends [percent], within 0 and 100; None for a single run, or runs that do not vary.
    """
    interval = mean_interval(values) if np.size(values) > 1 else None
    if interval is None:
        return None
    return max(interval[0], _LEAST), min(interval[1], _MOST)


def is_cut(values: npt.ArrayLike) -> bool:
    """Tell whether an interval that is drawn would reach beyond the accuracies there are.

    Parameters
    ----------
    values : array_like
        Accuracies [percent], shape [runs].

    Returns
    -------
    bool
        False for so few runs that none is drawn.
    """
    if np.size(values) < FEWEST_DRAWN:
        return False
    interval = accuracy_interval(values)
    return interval is not None and (interval[0] == _LEAST or interval[1] == _MOST)


def bars_of(value: float, interval: Interval | None, runs: int) -> list[list[float]] | None:
    """Give an interval as matplotlib draws it.

    Parameters
    ----------
    value : float
        What the interval is of [any unit].
    interval : tuple of float or None
        Both ends [same unit].
    runs : int
        Of how many runs it is [no unit].

    Returns
    -------
    list or None
        Lengths below and above [same unit], shape [2, 1]; None without an interval, of too few
        runs, or if it holds all accuracies there are: a bar that tells nothing would rule the axis.
    """
    if interval in (None, (_LEAST, _MOST)) or runs < FEWEST_DRAWN:
        return None
    return [[value - interval[0]], [interval[1] - value]]


def limit_accuracy(*panels: Axes) -> None:
    """Keep an axis of accuracies within 0 and 100 %; markers at its ends are drawn whole.

    Parameters
    ----------
    *panels : Axes
        Those that share the axis, with accuracies in percent.
    """
    low, high = panels[0].get_ylim()
    panels[0].set_ylim(max(low, _LEAST), min(high, _MOST))
    if low < _LEAST or high > _MOST:
        for line in (line for axes in panels for line in axes.lines):
            line.set_clip_on(False)


def put_legend_below(axes: Axes) -> None:
    """Put the legend of a panel below it and its ticks, where it hides nothing.

    Parameters
    ----------
    axes : Axes
        The panel.
    """
    tick_lines = max(each.get_text().count("\n") for each in axes.get_xticklabels())
    below = _LEGEND_BELOW + tick_lines * _TICK_LINE
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, -below), fontsize=8)
