"""One fitted number with its uncertainty, or the reason why the data cannot give it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

#: An end of an interval is None where the data set no limit on that side.
Interval = tuple[float | None, float | None]

#: Levels of the two intervals that every estimate has [no unit].
LEVELS = (0.68, 0.95)


@dataclass(frozen=True)
class Estimate:
    """A number found from data.

    Parameters
    ----------
    value : float or None
        The number [``unit``]; None if the data cannot give it.
    unit : str
        Its SI unit; ``"1"`` for a pure number.
    method : str
        How value and intervals were found.
    standard_error : float or None
        Standard error [``unit``]; None if it has none.
    interval_68, interval_95 : tuple of (float or None), or None
        Confidence intervals [``unit``]; an end is None where the data set no limit, and there may
        be an interval without a value, such as an upper limit.
    reason : str or None
        Why there is no value, or what limits it.

    Raises
    ------
    ValueError
        If there is neither value nor reason, or a number is not finite.

    Examples
    --------
    >>> from dwmtj.analysis.estimate import Estimate
    >>> voltage = Estimate(2.45, "V", "probit", 0.01, (2.44, 2.46), (2.43, 2.47))
    >>> voltage.scaled(1000, "mV", "probit").interval_95
    (2430.0, 2470.0)
    """

    value: float | None
    unit: str
    method: str
    standard_error: float | None = None
    interval_68: Interval | None = None
    interval_95: Interval | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.value is None and not self.reason:
            raise ValueError("value: None is not allowed without a reason")
        ends = [end for each in (self.interval_68, self.interval_95) if each for end in each]
        for number in (self.value, self.standard_error, *ends):
            if number is not None and not np.isfinite(number):
                raise ValueError(
                    f"estimate: {number!r} {self.unit} is not allowed; allowed: finite"
                )

    def scaled(self, factor: float, unit: str, method: str) -> "Estimate":
        """Give the estimate of a multiple of the number.

        Parameters
        ----------
        factor : float
            Above 0 [the new unit per ``unit``].
        unit, method : str
            Those of the multiple.

        Returns
        -------
        Estimate
            The multiple, with the same reason.
        """
        narrow, wide = (
            None if each is None else (_times(factor, each[0]), _times(factor, each[1]))
            for each in (self.interval_68, self.interval_95)
        )
        value, error = _times(factor, self.value), _times(factor, self.standard_error)
        return Estimate(value, unit, method, error, narrow, wide, self.reason)

    def to_dict(self) -> dict[str, Any]:
        """Give the estimate as JSON has it; ``reason`` only where there is one.

        Returns
        -------
        dict
            ``value``, ``unit``, ``standard_error``, ``interval_68``, ``interval_95``, ``method``.
        """
        content = {
            "value": self.value,
            "unit": self.unit,
            "standard_error": self.standard_error,
            "interval_68": None if self.interval_68 is None else list(self.interval_68),
            "interval_95": None if self.interval_95 is None else list(self.interval_95),
            "method": self.method,
        }
        return content if self.reason is None else {**content, "reason": self.reason}


def _times(factor: float, number: float | None) -> float | None:
    return None if number is None else factor * number


def with_ends(
    value: float,
    unit: str,
    method: str,
    *,
    standard_error: float | None,
    interval_68: Interval,
    interval_95: Interval,
) -> Estimate:
    """Give a number as far as the data set limits to it.

    Parameters
    ----------
    value : float
        The best value [``unit``].
    unit : str
        Its SI unit.
    method : str
        How it was found.
    standard_error : float or None
        Standard error [``unit``].
    interval_68, interval_95 : tuple of (float or None)
        Confidence intervals [``unit``]; an end is None where the data set no limit.

    Returns
    -------
    Estimate
        With the reason where an end is missing, and without a value where that is one of the 68 %
        interval: what is left is a limit.
    """
    open_68, open_95 = _open_sides(interval_68), _open_sides(interval_95)
    if open_68:
        return Estimate(
            None,
            unit,
            method,
            interval_68=interval_68,
            interval_95=interval_95,
            reason=f"the data set no {open_68} limit to it",
        )
    reason = f"the data set no {open_95} limit to it with 95 % confidence" if open_95 else None
    return Estimate(value, unit, method, standard_error, interval_68, interval_95, reason)


def _open_sides(interval: Interval) -> str:
    sides = zip(("lower", "upper"), interval, strict=True)
    return " and no ".join(side for side, end in sides if end is None)


def hull(intervals: Iterable[Interval | None]) -> Interval:
    """Give the interval that holds several others.

    Parameters
    ----------
    intervals : iterable of (tuple of (float or None) or None)
        The others [any unit]; an end is None where there is no limit, and None has no limits.

    Returns
    -------
    tuple of (float or None)
        The interval [the same unit].
    """
    lows, highs = zip(*((None, None) if each is None else each for each in intervals), strict=True)
    return (
        None if None in lows else min(lows),
        None if None in highs else max(highs),
    )


def unknown(unit: str, method: str, reason: str) -> Estimate:
    """Give the estimate of what the data cannot tell.

    Parameters
    ----------
    unit : str
        SI unit that the value would have.
    method : str
        How it would have been found.
    reason : str
        Why it cannot be found.

    Returns
    -------
    Estimate
        Without value and intervals.
    """
    return Estimate(None, unit, method, reason=reason)
