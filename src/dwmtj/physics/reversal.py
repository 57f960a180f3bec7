"""Thermally activated reversal of a junction's free layer in a constant field.

It reverses over the barrier E_b*(1 - H/H_0)^2 (Sharrock 1994; exponent of a coherent reversal),
with H counted from the middle of the loop against the magnetization and H_0 the half width of the
loop without temperature. Left out: the field dependence of the attempt time. A field that is swept
is in :mod:`dwmtj.physics.hysteron`.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.activation import barrier_ratio, thermal_stability
from dwmtj.physics.checks import positive

Array = npt.NDArray[np.float64]


def reversal_rate(
    field: npt.ArrayLike,
    half_width: npt.ArrayLike,
    *,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Rate at which a magnetization reverses in a constant field; all arguments broadcast.

    Parameters
    ----------
    field : array_like
        Field from the middle of the loop, positive against the magnetization [A/m].
    half_width : array_like
        Half width H_0 of the loop without temperature [A/m], above 0.
    barrier : array_like
        Energy barrier in the middle of the loop [J], above 0.
    attempt_time : array_like
        Time of an attempt [s], above 0.
    temperature : array_like
        Temperature [K], above 0.

    Returns
    -------
    ndarray
        Rate [1/s], at most 1/attempt_time.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> thermal = dict(barrier=100 * k * 300, attempt_time=1e-9, temperature=300)
    >>> rate = physics.reversal_rate(12e3, 25e3, **thermal)
    >>> print(f"{rate:.3g} per second")
    0.00181 per second
    """
    rest = np.maximum(1 - np.asarray(field, float) / positive("half_width", half_width, "A/m"), 0.0)
    slowing = np.exp(-barrier_ratio(barrier, temperature) * rest**2)
    return np.asarray(slowing / positive("attempt_time", attempt_time, "s"))


def sharrock_field(
    half_width: npt.ArrayLike,
    duration: npt.ArrayLike,
    *,
    barrier: npt.ArrayLike,
    attempt_time: npt.ArrayLike,
    temperature: npt.ArrayLike,
) -> Array:
    """Field H_0*{1 - sqrt[ln(t/(tau_0 ln2))/b]} that reverses half of the loops held in it.

    Parameters
    ----------
    half_width : array_like
        Half width H_0 of the loop without temperature [A/m], above 0.
    duration : array_like
        Time in the constant field [s], at least attempt_time*ln2.
    barrier, attempt_time, temperature : array_like
        As for :func:`reversal_rate` [J], [s], [K].

    Returns
    -------
    ndarray
        Field from the middle of the loop [A/m].

    Raises
    ------
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> from scipy.constants import k
    >>> from dwmtj import physics
    >>> thermal = dict(barrier=100 * k * 300, attempt_time=1e-9, temperature=300)
    >>> physics.sharrock_field(25e3, [1e-6, 1.0], **thermal).round()  # A/m
    array([18257., 13519.])
    """
    attempts = positive("duration", duration, "s") / (
        positive("attempt_time", attempt_time, "s") * np.log(2)
    )
    if np.any(attempts < 1):
        raise ValueError(
            f"duration: {float(np.min(duration)):g} s is not allowed; allowed: at least "
            "attempt_time*ln2, before which no field reverses half"
        )
    share = 1 - np.sqrt(np.log(attempts) / thermal_stability(barrier, temperature))
    return np.asarray(positive("half_width", half_width, "A/m") * share)
