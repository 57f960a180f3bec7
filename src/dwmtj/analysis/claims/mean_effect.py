"""Whether one network ends above another: differences of the final accuracy, seed by seed."""

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from dwmtj.analysis.claims.bootstrap import Array, Indices, bca_interval
from dwmtj.analysis.claims.measured import Effect, Significance
from dwmtj.analysis.claims.sign_flips import least_p, sign_flip_p, wilcoxon_p

#: Relative errors up to this are from the rounding of floating-point numbers [no unit].
_ROUNDING = 1e-12


def mean_interval(differences: npt.ArrayLike, level: float = 0.95) -> tuple[float, float] | None:
    """Give Student's interval of a mean of paired differences.

    Parameters
    ----------
    differences : array_like
        One number per seed [any unit], shape [N].
    level : float
        Confidence level [no unit].

    Returns
    -------
    tuple of float or None
        Both ends [same unit]; None if the differences do not vary, and so tell no error.
    """
    values = np.asarray(differences, float)
    error = values.std(ddof=1) / np.sqrt(len(values))
    if not error > _ROUNDING * np.max(np.abs(values)):
        return None
    reach = float(student.ppf((1 + level) / 2, len(values) - 1) * error)
    return float(values.mean()) - reach, float(values.mean()) + reach


def mean_effect(more: npt.ArrayLike, less: npt.ArrayLike, verdict_level: float) -> Effect:
    """Compare the means of two networks.

    Parameters
    ----------
    more, less : array_like
        Final accuracy of each seed [percent], shape [N], N at least 3.
    verdict_level : float
        Confidence level of the interval that the verdict rests on [no unit].

    Returns
    -------
    Effect
        Difference of the means [points], with the tests of Student, of all assignments of signs,
        and of Wilcoxon.
    """
    first, second = np.asarray(more, float), np.asarray(less, float)
    differences = first - second
    runs = len(differences)

    def mean(drawn: Indices) -> Array:
        means: Array = differences[drawn].mean(axis=1)
        return means

    interval = mean_interval(differences)
    tests = [
        Significance("sign flips, exact", sign_flip_p(differences), least_p(runs)),
        Significance("Wilcoxon signed rank, exact", wilcoxon_p(differences), least_p(runs)),
    ]
    if interval is not None:
        deviation = float(differences.std(ddof=1))
        statistic = abs(differences.mean()) / (deviation / np.sqrt(runs))
        p_value = float(2 * student.sf(statistic, runs - 1))
        tests.insert(0, Significance("paired t", p_value, 0.0))
    varied = first.std() > 0 and second.std() > 0
    return Effect(
        value=float(differences.mean()),
        interval_95=interval,
        verdict_interval=mean_interval(differences, verdict_level),
        bootstrap_95=bca_interval(mean, runs),
        tests=tuple(tests),
        correlation=float(np.corrcoef(first, second)[0, 1]) if varied else None,
        deviation=float(differences.std(ddof=1)),
    )
