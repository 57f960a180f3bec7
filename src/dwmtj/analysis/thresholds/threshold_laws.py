"""Laws of the threshold amplitude: normal (probit), logistic, and thermally activated.

Each law gives the cumulative hazard H(V), with 1 - exp(-H) the probability that the event has
happened by the pulse of amplitude V of a ramp. All have the same two parameters, so that they can
be compared: the amplitude v50 by which half of the cycles show the event, and the width w, half of
the distance between the amplitudes by which 16 % and 84 % do (Phi(-1) and Phi(1) exactly), which
for the normal law is its standard deviation.

    normal      H = -ln Phi(-(V - v50)/w)
    logistic    H = ln{1 + exp[(V - v50)/s]},  s = w/ln[Phi(1)/Phi(-1)]
    thermal     H = sum of the expected escapes n_i of the pulses at risk up to V

A threshold in the first two is a property of the cycle; in the third there is none, only a chance
at every pulse: n_i is that of :func:`dwmtj.physics.depinning.pulse_expected_escapes`. There n
grows by the factor exp(step/s) with each step, s = k_B T V_c/E_b, so that H(V50) = ln 2 at
V_c - c*s with

    c = ln{t/[tau_0 ln 2 (1 - exp(-step/s))]},  t = plateau + edges*s/V50,

which turns v50 and w into V_c and E_b and back in closed form. It is exact for rectangular pulses
of even steps below V_c; ``amplitude_of`` takes the amplitude
of any share from the exact H.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
from scipy.special import log_ndtr, ndtr

from dwmtj.analysis.records import Array
from dwmtj.analysis.thresholds.escape_pulse import EscapePulse
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes
from dwmtj.physics import pulse_expected_escapes
from dwmtj.physics.activation import BOLTZMANN
from dwmtj.same_arguments import arguments_of

#: ln[Phi(1)/Phi(-1)]: half distance of the quantiles of a logistic law in units of s.
_LOGISTIC = float(np.log(ndtr(1.0) / ndtr(-1.0)))
#: The same for a law whose hazard grows exponentially, from ln[-ln(1 - F)].
_GUMBEL = float(np.log(-np.log(ndtr(-1.0))) - np.log(-np.log(ndtr(1.0)))) / 2
#: Smallest probability that a logarithm is taken of.
_TINY = 1e-300


class ThresholdLaw(ABC):
    """A law of the threshold.

    ``name`` is that in results; ``deviation`` is the standard deviation in units of the width;
    ``from_risk`` tells whether pulses before those at risk do not count at all.
    """

    name: ClassVar[str]
    deviation: ClassVar[float]
    from_risk: ClassVar[bool] = False

    @abstractmethod
    def hazards(self, amplitudes: Array, v50: Array, log_width: Array) -> Array:
        """Cumulative hazard after each pulse.

        Parameters
        ----------
        amplitudes : ndarray
            Amplitudes, ascending [V], shape [pulses].
        v50, log_width : ndarray
            Middle [V] and logarithm of the width [ln V], shape [...].

        Returns
        -------
        ndarray
            Hazard [no unit], shape [..., pulses].
        """

    def hazards_between(
        self, amplitudes: Array, ramp: Array, v50: Array, log_width: Array
    ) -> Array:
        """Cumulative hazard at any amplitude of a ramp.

        Parameters
        ----------
        amplitudes : ndarray
            Amplitudes within the ramp [V], shape [places].
        ramp : ndarray
            Amplitudes of the ramp, ascending [V], shape [pulses].
        v50, log_width : ndarray
            Middle [V] and logarithm of the width [ln V], shape [...].

        Returns
        -------
        ndarray
            Hazard [no unit], shape [..., places].
        """
        return self.hazards(amplitudes, v50, log_width)


@dataclass(frozen=True)
class NormalLaw(ThresholdLaw):
    """The probit form."""

    name: ClassVar[str] = "probit"
    deviation: ClassVar[float] = 1.0

    @arguments_of(ThresholdLaw.hazards)
    def hazards(self, amplitudes: Array, v50: Array, log_width: Array) -> Array:
        """Give H = -ln Phi(-z)."""
        return -np.asarray(log_ndtr(-_scores(amplitudes, v50, log_width)))


@dataclass(frozen=True)
class LogisticLaw(ThresholdLaw):
    """The logistic form."""

    name: ClassVar[str] = "logistic"
    deviation: ClassVar[float] = float(np.pi / np.sqrt(3)) / _LOGISTIC

    @arguments_of(ThresholdLaw.hazards)
    def hazards(self, amplitudes: Array, v50: Array, log_width: Array) -> Array:
        """Give H = ln(1 + exp z)."""
        return np.logaddexp(0.0, _LOGISTIC * _scores(amplitudes, v50, log_width))


@dataclass(frozen=True)
class ThermalLaw(ThresholdLaw):
    """Escape over a barrier that falls linearly with the amplitude.

    Parameters
    ----------
    pulse : EscapePulse
        Shape of the pulses, attempt time and temperature.
    step : float
        Step of the ramp [V], for the meaning of v50 and width.
    """

    pulse: EscapePulse
    step: float
    name: ClassVar[str] = "thermal"
    deviation: ClassVar[float] = float(np.pi / np.sqrt(6)) / _GUMBEL
    from_risk: ClassVar[bool] = True

    @arguments_of(ThresholdLaw.hazards)
    def hazards(self, amplitudes: Array, v50: Array, log_width: Array) -> Array:
        """Sum the expected escapes of the pulses."""
        critical, barrier = self.critical_and_barrier(v50, log_width)
        escapes = self._escapes(amplitudes, critical[..., None], barrier[..., None])
        return np.cumsum(escapes, axis=-1)

    @arguments_of(ThresholdLaw.hazards_between)
    def hazards_between(
        self, amplitudes: Array, ramp: Array, v50: Array, log_width: Array
    ) -> Array:
        """Sum the expected escapes of a ramp that is shifted to end at the amplitude.

        At the pulses of the ramp it is that of ``hazards``. The logarithm of those would not do
        between them: it bends where a pulse exceeds the critical voltage.
        """
        critical, barrier = self.critical_and_barrier(v50, log_width)
        last = np.clip(np.searchsorted(ramp, amplitudes, "right") - 1, 0, len(ramp) - 2)
        part = (amplitudes - ramp[last]) / (ramp[last + 1] - ramp[last])
        # The first pulse of a ramp that is shifted by all of a step is the second one of the ramp.
        total = part * self._escapes(ramp[:1], critical[..., None], barrier[..., None])
        for pulse, (low, high) in enumerate(pairwise(ramp)):
            there = last >= pulse
            places = low + part[there] * (high - low)
            total[..., there] += self._escapes(places, critical[..., None], barrier[..., None])
        return np.asarray(total)

    def critical_and_barrier(self, v50: Array, log_width: Array) -> tuple[Array, Array]:
        """Give the critical voltage and the barrier.

        Parameters
        ----------
        v50, log_width : ndarray
            Middle [V] and logarithm of the width [ln V], any shape.

        Returns
        -------
        critical_voltage, barrier : ndarray
            [V] and [J].
        """
        scale = np.exp(log_width) / _GUMBEL
        critical = np.maximum(v50 + self._offset(v50, scale) * scale, 1e-3 * np.abs(v50))
        return critical, critical / scale * BOLTZMANN * self.pulse.temperature

    def v50_of(self, critical: Array, log_width: Array) -> Array:
        """Give the middle for a critical voltage: the inverse of ``critical_and_barrier``.

        Parameters
        ----------
        critical, log_width : ndarray
            Critical voltage [V], logarithm of the width [ln V], any shape.

        Returns
        -------
        ndarray
            Middle [V].
        """
        scale = np.exp(log_width) / _GUMBEL
        v50 = np.asarray(critical, float)
        for _ in range(8):  # the offset hardly depends on v50: it converges at once
            v50 = np.maximum(critical - self._offset(v50, scale) * scale, 0.05 * critical)
        return v50

    def log_width_of(self, critical: float, barrier: float) -> float:
        """Give the width for a barrier.

        Parameters
        ----------
        critical, barrier : float
            Critical voltage [V] and barrier [J].

        Returns
        -------
        float
            Logarithm of the width [ln V].
        """
        thermal = BOLTZMANN * self.pulse.temperature
        return float(np.log(_GUMBEL * critical * thermal / barrier))

    def _offset(self, v50: Array, scale: Array) -> Array:
        pulse = self.pulse
        edges = pulse.rise + pulse.fall
        active = pulse.duration - edges + edges * scale / np.abs(v50)
        accumulated = -np.expm1(-self.step / scale)
        return np.asarray(np.log(active / (pulse.attempt_time * np.log(2) * accumulated)))

    def _escapes(self, amplitudes: Array, critical: Array, barrier: Array) -> Array:
        pulse = self.pulse
        return pulse_expected_escapes(
            amplitudes,
            critical,
            duration=pulse.duration,
            rise=pulse.rise,
            fall=pulse.fall,
            barrier=barrier,
            attempt_time=pulse.attempt_time,
            temperature=pulse.temperature,
        )


def log_chances(
    law: ThresholdLaw, outcomes: RampOutcomes, v50: Array, log_width: Array, stray: Array | float
) -> Array:
    """Logarithm of the chance of each outcome.

    Parameters
    ----------
    law : ThresholdLaw
        The law.
    outcomes : RampOutcomes
        Groups of cycles.
    v50, log_width : ndarray
        Parameters [V], [ln V], shape [...].
    stray : ndarray or float
        Share of cycles that do not follow the law but may end at any pulse at risk, or at none,
        with the same chance, such as mislabelled ones [no unit]; shape [...].

    Returns
    -------
    ndarray
        Logarithms [no unit], shape [..., groups].
    """
    hazards = law.hazards(outcomes.amplitudes, np.asarray(v50, float), np.asarray(log_width, float))
    total = np.concatenate([np.zeros((*hazards.shape[:-1], 1)), hazards], axis=-1)
    before, after = total[..., outcomes.earliest], total[..., outcomes.last + 1]
    if law.from_risk:
        start = total[..., outcomes.first]
        before, after = before - start, after - start
    else:
        before = np.where(outcomes.first == outcomes.earliest, 0.0, before)
    happened = -before + np.log(np.maximum(-np.expm1(before - after), _TINY))
    logs = np.where(outcomes.happened, happened, -after)
    if np.all(np.asarray(stray) == 0):
        return logs
    share = np.asarray(stray, float)[..., None]
    places = outcomes.last - outcomes.earliest + 1
    anywhere = places / (len(outcomes.amplitudes) - outcomes.first + 1)
    return np.asarray(np.log((1 - share) * np.exp(logs) + share * anywhere))


def amplitude_of(
    law: ThresholdLaw, amplitudes: Array, share: float, v50: float, log_width: float
) -> float:
    """Amplitude by which a share of the cycles shows the event, from the exact hazard.

    Parameters
    ----------
    law : ThresholdLaw
        The law.
    amplitudes : ndarray
        Amplitudes of the ramp [V], shape [pulses].
    share : float
        The share, between 0 and 1 [no unit].
    v50, log_width : float
        Parameters [V], [ln V].

    Returns
    -------
    float
        Amplitude [V], the logarithm of the hazard being taken as linear between pulses; NaN
        beyond the ramp.
    """
    hazards = law.hazards(amplitudes, np.asarray(v50), np.asarray(log_width))
    logs = np.log(np.maximum(hazards, _TINY))
    wanted = float(np.log(-np.log1p(-share)))
    return float(np.interp(wanted, logs, amplitudes, left=np.nan, right=np.nan))


def _scores(amplitudes: Array, v50: Array, log_width: Array) -> Array:
    middle, width = np.asarray(v50)[..., None], np.exp(np.asarray(log_width))[..., None]
    return (amplitudes - middle) / width
