"""Newton's method for the two parameters of a threshold law, many data sets at once.

For resamples of a bootstrap, which start at the best fit of the data and are done in a few steps:
derivatives are central differences in units of the width, and a step that does not help is
shortened (Levenberg and Marquardt's damping).
"""

import numpy as np

from dwmtj.analysis.records import Array, Integers
from dwmtj.analysis.thresholds.ramp_outcomes import RampOutcomes
from dwmtj.analysis.thresholds.threshold_laws import ThresholdLaw, log_chances

_STEP = 0.05
_ROUNDS = 14
_PLACES = np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1]]) * _STEP


def fit_many(
    law: ThresholdLaw,
    outcomes: RampOutcomes,
    counts: Array,
    start: tuple[float, float],
    *,
    stray: float,
    log_width_limits: tuple[float, float],
) -> tuple[Array, Array]:
    """Find the best parameters for each of many resamples.

    Parameters
    ----------
    law : ThresholdLaw
        The law.
    outcomes : RampOutcomes
        The groups.
    counts : ndarray
        Cycles in each group, shape [resamples, groups].
    start : tuple of float
        v50 [V] and logarithm of the width [ln V] to start from.
    stray : float
        Share of stray cycles, which stays as it is [no unit].
    log_width_limits : tuple of float
        Smallest and largest logarithm of the width [ln V].

    Returns
    -------
    v50, log_width : ndarray
        [V] and [ln V], shape [resamples].
    """
    many = len(counts)
    v50, log_width = np.full(many, start[0]), np.full(many, start[1])
    damping = np.full(many, 1e-3)

    def value(v: Array, w: Array, chosen: Integers) -> Array:
        logs = log_chances(law, outcomes, v, w, stray)
        return np.asarray(np.einsum("bg,bg->b", logs, counts[chosen]))

    active = np.arange(many)
    for _ in range(_ROUNDS):
        v, w = v50[active], log_width[active]
        width = np.exp(w)
        values = np.stack([value(v + a * width, w + b, active) for a, b in _PLACES])
        step_v, step_w = _newton_step(values, damping[active])
        new_w = np.clip(w + np.clip(step_w, -1.0, 1.0), *log_width_limits)
        new_v = v + np.clip(step_v, -1.5, 1.5) * width
        better = value(new_v, new_w, active) >= values[0]
        v50[active] = np.where(better, new_v, v)
        log_width[active] = np.where(better, new_w, w)
        damping[active] *= np.where(better, 0.1, 30.0)
        small = np.maximum(np.abs(step_v), np.abs(step_w)) < 2e-3
        active = active[~(small & better)]
        if not active.size:
            break
    return v50, log_width


def _newton_step(values: Array, damping: Array) -> tuple[Array, Array]:
    here, right, left, up, down, both, neither = values
    gradient_v, gradient_w = (right - left) / (2 * _STEP), (up - down) / (2 * _STEP)
    square = _STEP**2
    curve_v, curve_w = (2 * here - right - left) / square, (2 * here - up - down) / square
    cross = (2 * here - both - neither) / (2 * square) - (curve_v + curve_w) / 2
    floor = 1e-6 + damping * (np.abs(curve_v) + np.abs(curve_w))
    a, b = np.abs(curve_v) + floor, np.abs(curve_w) + floor
    cross = np.clip(cross, -0.9 * np.sqrt(a * b), 0.9 * np.sqrt(a * b))
    determinant = a * b - cross**2
    step_v = (b * gradient_v - cross * gradient_w) / determinant
    step_w = (a * gradient_w - cross * gradient_v) / determinant
    return step_v, step_w
