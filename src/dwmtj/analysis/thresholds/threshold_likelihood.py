"""Likelihood of the outcomes of a ramp: of one device, or of several that differ.

One device has one v50, and its cycles are independent. The v50 of several devices are taken as
normal with mean v50 and standard deviation tau, the width as common; a device's own v50 is
integrated out with the trapezoid rule, which for a normal density converges faster than any power
of the spacing once that is below the width of the integrand.
"""

from collections.abc import Mapping

import numpy as np
from scipy.special import log_ndtr

from dwmtj.analysis.likelihood import LikelihoodFit, Limits, fit_likelihood
from dwmtj.analysis.records import Array
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes
from dwmtj.analysis.thresholds.threshold_laws import ThresholdLaw, log_chances

#: A width below this share of the step is zero for the data.
NARROWEST = 0.02
MOST_STRAY = 0.5
#: Spacing of the integral over a device's v50, in standard errors of one device.
_SPACING = 0.6
_MOST_POINTS = 2000
#: A device's likelihood is interpolated over ln(width) by cubic polynomials between such steps.
_NODE_STEP = 0.04
_MOST_NODES = 80
#: Places on either side over which densities narrower than the spacing are summed.
_NEAR = 9


class ThresholdLikelihood:
    """Likelihood of a law; its parameters go by the names in ``start``.

    Parameters
    ----------
    law : ThresholdLaw
        The law.
    outcomes : RampOutcomes
        The outcomes.
    """

    def __init__(self, law: ThresholdLaw, outcomes: RampOutcomes) -> None:
        self.law = law
        self.outcomes = outcomes
        self.devices = len(outcomes.counts)
        self._pooled = outcomes.counts.sum(axis=0)
        self._places = self._grid() if self.devices > 1 else np.empty(0)
        self._nodes: dict[tuple[int, float], Array] = {}

    @property
    def start(self) -> dict[str, float]:
        """Median and half of the middle 68 % of the amplitudes, censored ones counting as late."""
        outcomes = self.outcomes
        late = np.where(outcomes.happened, outcomes.last, len(outcomes.amplitudes) - 1)
        order = np.argsort(late, kind="stable")
        shares = np.cumsum(self._pooled[order]) / self._pooled.sum()
        places = np.minimum(np.searchsorted(shares, (0.16, 0.5, 0.84)), len(order) - 1)
        low, middle, high = outcomes.amplitudes[late[order][places]]
        step = outcomes.step
        spread = max((high - low) / 2, 0.35 * step)
        start = {"v50": float(middle - step / 2), "log_width": float(np.log(spread))}
        if self.devices > 1:
            start["log_width"] = float(np.log(max(self._within(), 0.35 * step)))
            start["log_spread"] = float(np.log(spread))
        return start

    @property
    def limits(self) -> dict[str, Limits]:
        """Allowed values of each parameter; a width below the smallest is zero for the data."""
        narrowest = float(np.log(NARROWEST * self.outcomes.step))
        return {
            "v50": (None, None),
            "log_width": (narrowest, None),
            "log_spread": (narrowest, None),
            "stray": (0.0, MOST_STRAY),
        }

    @property
    def search(self) -> dict[str, Limits]:
        """How far parameters are looked for: v50 beyond the ramp by its length, widths to twice."""
        amplitudes = self.outcomes.amplitudes
        low, high = float(amplitudes[0]), float(amplitudes[-1])
        span = high - low
        widest = float(np.log(2 * span))
        return {
            "v50": (max(low - span, 1e-3 * abs(high)), high + span),
            "log_width": (None, widest),
            "log_spread": (None, widest),
        }

    def value(
        self, v50: float, log_width: float, *, log_spread: float = 0.0, stray: float = 0.0
    ) -> float:
        """Give the logarithm of the likelihood.

        Parameters
        ----------
        v50, log_width, log_spread : float
            Middle [V], logarithms of the width and of the spread over devices [ln V].
        stray : float
            Share of stray cycles [no unit].

        Returns
        -------
        float
            Logarithm [no unit].
        """
        if not np.all(np.isfinite([v50, log_width, log_spread, stray])):  # Minuit may try it
            return -np.inf
        if self.devices == 1:
            logs = log_chances(
                self.law, self.outcomes, np.asarray(v50), np.asarray(log_width), stray
            )
            return float(self._pooled @ logs)
        places, logs = self.of_devices(log_width, stray)
        weights = _normal_weights(places, v50, float(np.exp(log_spread)))
        return float(_log_sum(logs + weights[:, None]).sum())

    def of_devices(self, log_width: float, stray: float) -> tuple[Array, Array]:
        """Give the likelihood of each device against its own v50.

        Parameters
        ----------
        log_width : float
            Logarithm of the width [ln V].
        stray : float
            Share of stray cycles [no unit].

        Returns
        -------
        places : ndarray
            Values of v50 [V], shape [places].
        logs : ndarray
            Logarithms of the likelihood [no unit], shape [places, devices].
        """
        if len(self._nodes) > _MOST_NODES:
            self._nodes = {}
        place = log_width / _NODE_STEP
        first = int(np.floor(place)) - 1
        part = place - first - 1
        weights = (
            -part * (part - 1) * (part - 2) / 6,
            (part + 1) * (part - 1) * (part - 2) / 2,
            -(part + 1) * part * (part - 2) / 2,
            (part + 1) * part * (part - 1) / 6,
        )
        logs = sum(weight * self._node(first + i, stray) for i, weight in enumerate(weights))
        return self._places, np.asarray(logs)

    def _node(self, index: int, stray: float) -> Array:
        if (index, stray) not in self._nodes:
            widths = np.full(len(self._places), index * _NODE_STEP)
            chances = log_chances(self.law, self.outcomes, self._places, widths, stray)
            self._nodes[index, stray] = chances @ self.outcomes.counts.T
        return self._nodes[index, stray]

    def fit(
        self,
        start: Mapping[str, float],
        *,
        observations: int,
        intervals_of: tuple[str, ...] = (),
        fixed: Mapping[str, float] | None = None,
        counted: int | None = None,
    ) -> LikelihoodFit:
        """Find the greatest likelihood.

        Parameters
        ----------
        start : mapping
            Values to start from, by name.
        observations : int
            Number of independent observations [no unit].
        intervals_of : tuple of str
            Parameters whose intervals are wanted.
        fixed : mapping, optional
            Values of parameters that stay as they are, by name.
        counted : int, optional
            Number of parameters that the observations determine [no unit]; all if not given.

        Returns
        -------
        LikelihoodFit
            The fit.
        """
        names = list(start)
        limits, search = self.limits, self.search

        def value(*values: float) -> float:
            return self.value(**dict(zip(names, values, strict=True)), **(fixed or {}))

        return fit_likelihood(
            value,
            start,
            observations=observations,
            limits={name: limits[name] for name in names},
            search={name: search[name] for name in names if name in search},
            intervals_of=intervals_of,
            counted=counted,
        )

    def _grid(self) -> Array:
        """Amplitudes over which a device's v50 is integrated, fine enough for its likelihood."""
        outcomes = self.outcomes
        seen = outcomes.amplitudes[outcomes.last]
        margin = max(3 * outcomes.step, 0.5 * float(np.ptp(seen)))
        low = max(float(seen.min()) - margin, 1e-3 * abs(float(seen.max())))
        high = float(seen.max()) + margin
        cycles = float(np.median(outcomes.counts.sum(axis=1)))
        error = float(np.exp(self.start["log_width"])) / np.sqrt(cycles)
        points = int(np.clip((high - low) / (_SPACING * error), 30, _MOST_POINTS))
        return np.linspace(low, high, points)

    def _within(self) -> float:
        """Half of the middle 68 % of the amplitudes about their device's median [V]."""
        order = np.argsort(self.outcomes.last, kind="stable")
        counts = self.outcomes.counts[:, order]
        amplitudes = self.outcomes.amplitudes[self.outcomes.last[order]]
        total = np.cumsum(counts, axis=1)
        medians = amplitudes[(2 * total >= total[:, -1:]).argmax(axis=1)]
        away = np.abs(amplitudes - medians[:, None]).ravel()
        by_distance = np.argsort(away)
        shares = np.cumsum(counts.ravel()[by_distance])
        return float(away[by_distance][np.searchsorted(shares, 0.68 * shares[-1])])


def _normal_weights(places: Array, v50: float, spread: float) -> Array:
    """Logarithm of the share of the devices at each place of the grid, all shares adding up to 1.

    The sum of the densities is that over a grid without ends, so that a spread below the spacing is
    a point; what lies beyond the ends counts there. Were the shares made to add up to 1 on the grid
    alone, a mean far outside with a large spread would do as well as one among the devices, and the
    mean of few devices would have no limits.
    """
    spacing = float(places[1] - places[0])
    logs = -(((places - v50) / spread) ** 2) / 2
    if spread > spacing:
        total = float(np.log(np.sqrt(2 * np.pi) * spread / spacing))
    else:
        away = np.arange(-_NEAR, _NEAR + 1) - (v50 - places[0]) / spacing % 1
        total = float(_log_sum(-((away * spacing / spread) ** 2) / 2))
    logs -= total
    ends = np.array([places[0] - spacing / 2 - v50, v50 - places[-1] - spacing / 2]) / spread
    logs[[0, -1]] = np.logaddexp(logs[[0, -1]], log_ndtr(ends))
    return np.asarray(logs)


def _log_sum(logs: Array) -> Array:
    """Logarithm of the sum of exponentials over the first axis, of which one is not zero."""
    largest = logs.max(axis=0)
    return np.asarray(largest + np.log(np.exp(logs - largest).sum(axis=0)))
