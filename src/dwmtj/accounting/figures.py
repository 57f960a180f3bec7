"""What an account is made of: energies, delays and footprints, each a number with its interval.

Numbers are :class:`~dwmtj.analysis.estimate.Estimate`: value, unit, intervals, method, and the
reason where there is no value. ``interval_95`` is that of the value: what comes out for the assumed
ranges, and for other cycles of the same number. How much single cycles differ is a distribution.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.estimate import LEVELS, Estimate, Interval

Array = npt.NDArray[np.float64]

_QUANTILES = (0.025, 0.5, 0.975)


class PulseUse(NamedTuple):
    """Pulses of one kind: ``amplitude`` [V], from ``source`` to ``sink``, ``energy`` of one [J].

    ``per_cycle`` is how many of them a cycle takes in the mean [no unit].

    Examples
    --------
    >>> from dwmtj.accounting import account
    >>> use = account("cui2024-ramp", cycles=50, draws=20).figures["write"].pulses[0]
    >>> use.source, use.sink, use.amplitude  # terminals, volt
    ('IN', 'A', 3.1)
    """

    amplitude: float
    source: str
    sink: str
    energy: float
    per_cycle: float


class Distribution(NamedTuple):
    """How single cycles differ: ``mean``, ``sd``, ``low``, ``median`` and ``high``, of one unit.

    ``low`` and ``high`` hold 95 % of the cycles between them. ``cycles`` is how many were
    simulated, None if the law is exact.

    Examples
    --------
    >>> from dwmtj.accounting import account
    >>> spread = account("cui2024-ramp", cycles=50, draws=20).figures["integrate"].distribution
    >>> spread.low < spread.median < spread.high
    True
    """

    mean: float
    sd: float
    low: float
    median: float
    high: float
    cycles: int | None


def distribution_of(values: npt.ArrayLike) -> Distribution:
    """Sum up simulated cycles.

    Parameters
    ----------
    values : array_like
        One value a cycle [any unit], shape [N], N at least 1.

    Returns
    -------
    Distribution
        In the same unit.
    """
    numbers = np.asarray(values, float)
    low, median, high = np.quantile(numbers, _QUANTILES)
    return Distribution(
        float(numbers.mean()),
        float(numbers.std()),
        float(low),
        float(median),
        float(high),
        numbers.size,
    )


def distribution_of_law(law: Array, size: float, offset: float = 0.0) -> Distribution:
    """Sum up an exact law of counts.

    Parameters
    ----------
    law : ndarray
        Probability of the counts 1 to N [no unit], shape [N].
    size : float
        What one count is worth [any unit].
    offset : float
        What comes in addition in every cycle [same unit].

    Returns
    -------
    Distribution
        In that unit.
    """
    share = law / law.sum()
    values = size * np.arange(1, law.size + 1) + offset
    mean = float((share * values).sum())
    low, median, high = values[np.searchsorted(np.cumsum(share), _QUANTILES)]
    spread = float(np.sqrt((share * (values - mean) ** 2).sum()))
    return Distribution(mean, spread, float(low), float(median), float(high), None)


def drawn_estimate(value: float, draws: npt.ArrayLike, unit: str, method: str) -> Estimate:
    """Give a value with the intervals of its draws, which hold the value as well.

    Parameters
    ----------
    value : float
        The value for the device as it stands [``unit``].
    draws : array_like
        The value for each draw [``unit``], shape [N]; empty if there is none.
    unit : str
        SI unit.
    method : str
        What the value is, and what was drawn.

    Returns
    -------
    Estimate
        Without intervals if there are no draws.
    """
    drawn = np.asarray(draws, float)
    if not drawn.size:
        return Estimate(value, unit, method, reason="no draw of the assumed ranges is possible")
    narrow, wide = (_interval(value, drawn, level) for level in LEVELS)
    return Estimate(value, unit, method, interval_68=narrow, interval_95=wide)


def _interval(value: float, drawn: Array, level: float) -> Interval:
    """Give the interval that holds so many of the draws, and the value at an end of a range too."""
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return min(float(low), value), max(float(high), value)


@dataclass(frozen=True)
class Figure:
    """A number of an account, with what it is made of.

    Parameters
    ----------
    estimate : Estimate
        The number.
    distribution : Distribution, optional
        Over cycles, same unit.
    by_terminal : mapping, optional
        Of an energy: what the source at each driven terminal delivers [J].
    pulses : tuple of PulseUse
        The pulses that an energy is made of.
    details : mapping, optional
        What else belongs to it, by name, as JSON has it.

    Examples
    --------
    >>> from dwmtj.accounting import account
    >>> figure = account("cui2024-ramp", cycles=50, draws=20).figures["write"]
    >>> sorted(figure.by_terminal)
    ['IN']
    """

    estimate: Estimate
    distribution: Distribution | None = None
    by_terminal: Mapping[str, float] | None = None
    pulses: tuple[PulseUse, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the number as JSON has it.

        Returns
        -------
        dict
            The estimate, and what else there is.
        """
        content = self.estimate.to_dict()
        if self.distribution is not None:
            content["distribution"] = self.distribution._asdict()
        if self.by_terminal is not None:
            content["by_terminal"] = dict(self.by_terminal)
        if self.pulses:
            content["by_pulse"] = [use._asdict() for use in self.pulses]
        return content | dict(self.details)


def figure_of_pulses(
    estimate: Estimate,
    distribution: Distribution | None,
    pulses: tuple[PulseUse, ...],
    details: Mapping[str, Any] | None = None,
) -> Figure:
    """Give an energy that is made of pulses, each paid for by the terminal that it comes from.

    Parameters
    ----------
    estimate : Estimate
        The energy [J].
    distribution : Distribution or None
        Over cycles [J].
    pulses : tuple of PulseUse
        The pulses.
    details : mapping, optional
        What else belongs to it.

    Returns
    -------
    Figure
        With the share of each terminal [J].
    """
    delivered: dict[str, float] = {}
    for use in pulses:
        delivered[use.source] = delivered.get(use.source, 0.0) + use.energy * use.per_cycle
    return Figure(estimate, distribution, delivered, pulses, details or {})
