"""Profile intervals against closed forms of the normal law."""

import numpy as np
import pytest
from scipy.stats import chi2, norm
from scipy.stats import t as student

from dwmtj.analysis.likelihood import deviance_limit, estimate_of, fit_likelihood


def _normal_fit(values):
    return fit_likelihood(
        lambda mean, spread: norm.logpdf(values, mean, spread).sum(),
        {"mean": 0.0, "spread": 1.0},
        observations=len(values),
        limits={"spread": (1e-6, None)},
    )


def test_the_limit_is_that_of_chi_squared_for_many_observations():
    assert deviance_limit(0.95, 10**7, 2) == pytest.approx(chi2.ppf(0.95, 1), rel=1e-5)
    assert deviance_limit(0.95, 16, 2) > chi2.ppf(0.95, 1)


def test_mean_of_few_normal_numbers_has_students_interval():
    values = np.random.default_rng(1).normal(2.0, 3.0, 16)
    fit = _normal_fit(values)
    # One parameter is profiled out, so n - 1 = 15 degrees of freedom become n - 2 = 14 here.
    reach = student.ppf(0.975, 14) * values.std() / np.sqrt(14)
    assert fit.values["mean"] == pytest.approx(values.mean(), abs=1e-3)
    assert fit.intervals["mean"][1] == pytest.approx(
        (values.mean() - reach, values.mean() + reach), abs=0.01
    )


def test_standard_errors_are_those_of_the_information():
    values = np.random.default_rng(2).normal(0.0, 1.0, 4000)
    fit = _normal_fit(values)
    assert fit.standard_errors["mean"] == pytest.approx(values.std() / np.sqrt(4000), rel=0.01)
    assert fit.standard_errors["spread"] == pytest.approx(values.std() / np.sqrt(8000), rel=0.01)
    assert fit.log_likelihood == pytest.approx(
        norm.logpdf(values, values.mean(), values.std()).sum(), abs=1e-3
    )
    assert fit.akaike == pytest.approx(4 - 2 * fit.log_likelihood)


def test_an_interval_ends_at_the_allowed_values_at_the_latest():
    fit = fit_likelihood(
        lambda rate: -10 * rate, {"rate": 0.5}, observations=10, limits={"rate": (0.0, 5.0)}
    )
    assert fit.intervals["rate"][1][0] == 0.0
    assert fit.intervals["rate"][1][1] == pytest.approx(deviance_limit(0.95, 10, 1) / 20, rel=0.01)


def test_a_bound_of_the_search_is_no_end_of_an_interval():
    """A rate from 0 to 5 that the likelihood hardly knows, and one that it puts at the bound."""

    def fitted(log_likelihood):
        fit = fit_likelihood(
            log_likelihood, {"rate": 2.0}, observations=10, search={"rate": (0.0, 5.0)}
        )
        return estimate_of(fit, "rate", "1", "maximum likelihood")

    wide, narrow = deviance_limit(0.95, 10, 1), deviance_limit(0.68, 10, 1)
    # The 68 % interval of this parabola ends at 0.1 and 3.9, and the 95 % one beyond both bounds.
    curvature = narrow / 1.9**2
    assert np.sqrt(wide / curvature) > 3.1
    known = fitted(lambda rate: -curvature * (rate - 2) ** 2 / 2)
    assert known.value == pytest.approx(2, abs=1e-3)
    assert known.interval_68 == pytest.approx((0.1, 3.9), abs=1e-2)
    assert known.interval_95 == (None, None)
    assert known.reason == "the data set no lower and no upper limit to it with 95 % confidence"
    above = fitted(lambda rate: 10 * rate)
    assert above.value is above.standard_error is None
    assert above.interval_95[0] == pytest.approx(5 - wide / 20, rel=1e-2)
    assert above.interval_95[1] is None
    assert above.reason == "the data set no upper limit to it"


def test_a_likelihood_without_a_maximum_gives_no_number():
    fit = fit_likelihood(lambda slope: slope, {"slope": 1.0}, observations=5)
    estimate = estimate_of(fit, "slope", "V", "maximum likelihood")
    assert estimate.value is None
    assert "no clear maximum" in estimate.reason


def test_at_the_edge_of_the_allowed_values_the_other_end_is_still_found():
    values = np.random.default_rng(3).normal(-0.1, 1.0, 50)
    fit = fit_likelihood(
        lambda mean, spread: norm.logpdf(values, mean, spread).sum(),
        {"mean": 0.5, "spread": 1.0},
        observations=50,
        limits={"mean": (0.0, None), "spread": (1e-6, None)},
    )
    assert values.mean() < 0
    assert fit.values["mean"] == pytest.approx(0, abs=1e-3)
    low, high = fit.intervals["mean"][1]
    assert low == pytest.approx(0, abs=1e-6)

    # The profile of the mean alone: n*ln(1 + (x - m)^2/s^2), counted from its value at 0.
    def deviance(mean):
        return 50 * np.log(np.mean((values - mean) ** 2))

    assert deviance(high) - deviance(0) == pytest.approx(deviance_limit(0.95, 50, 2), rel=1e-2)
