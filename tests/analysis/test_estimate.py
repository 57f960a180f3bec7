"""Estimates and results as JSON."""

import json
import math

import pytest

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.fit_result import SCHEMA_VERSION, FitResult
from dwmtj.analysis.records import SetAside


def test_an_estimate_needs_a_value_or_a_reason():
    with pytest.raises(ValueError, match="without a reason"):
        Estimate(None, "V", "maximum likelihood")
    assert unknown("V", "maximum likelihood", "one amplitude only").reason == "one amplitude only"


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_an_estimate_has_no_number_that_json_cannot_hold(wrong):
    with pytest.raises(ValueError, match="allowed: finite"):
        Estimate(wrong, "V", "mean")
    with pytest.raises(ValueError, match="allowed: finite"):
        Estimate(1.0, "V", "mean", interval_95=(0.0, wrong))


def test_a_result_is_json_with_the_documented_keys():
    result = FitResult(
        "thresholds",
        {
            "v50_fire": Estimate(2.5, "V", "probit", 0.01, (2.49, 2.51), (2.48, None)),
            "v50_reset": unknown("V", "probit", "never reset"),
        },
        rows_read=12,
        rows_used=10,
        set_aside=(SetAside("no number in R_A", 2, (3, 7)),),
        remarks=("few cycles",),
        origin="bench.csv",
    )
    content = json.loads(result.to_json())
    assert content["schema_version"] == SCHEMA_VERSION
    assert content["rows_used"] + sum(e["rows"] for e in content["rows_set_aside"]) == 12
    assert content["estimates"]["v50_fire"] == {
        "value": 2.5,
        "unit": "V",
        "standard_error": 0.01,
        "interval_68": [2.49, 2.51],
        "interval_95": [2.48, None],
        "method": "probit",
    }
    assert content["estimates"]["v50_reset"]["value"] is None
    assert content["estimates"]["v50_reset"]["reason"] == "never reset"


def test_a_multiple_of_an_estimate_keeps_its_limits_and_its_reason():
    limit = Estimate(None, "A/m", "profile", interval_95=(10.0, None), reason="flow only")
    twice = limit.scaled(2.0, "Oe", "twice")
    assert twice == Estimate(None, "Oe", "twice", interval_95=(20.0, None), reason="flow only")
    known = Estimate(3.0, "m", "mean", 0.5, (2.5, 3.5), (2.0, 4.0)).scaled(1e3, "mm", "mean")
    assert known == Estimate(3e3, "mm", "mean", 500.0, (2500.0, 3500.0), (2e3, 4e3))
