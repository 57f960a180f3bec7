"""Amplitudes that were read back: the same numbers as of the set values, where that is sure."""

from dataclasses import replace

import numpy as np
import pytest

from dwmtj.analysis.tables.read_table import table_of
from dwmtj.analysis.tables.set_amplitudes import with_set_amplitudes
from dwmtj.analysis.thresholds.fit_thresholds import fit_thresholds
from dwmtj.experiments import cycles

STEP = 0.1  # V, of the ramp of the preset


@pytest.fixture(scope="module")
def table():
    return table_of(cycles(seed=4, cycles=30), "cycles")


def scattered(table, scatter):
    random = np.random.default_rng(2).uniform(-scatter, scatter, len(table.columns["amplitude"]))
    driven = np.asarray(table.columns["pulse"]) > 0
    amplitude = np.asarray(table.columns["amplitude"], float) + random * driven
    return replace(table, columns={**table.columns, "amplitude": amplitude})


def test_set_values_stay_as_they_are(table):
    assert with_set_amplitudes(table) is table


def test_read_back_amplitudes_become_their_medians_and_it_is_said(table):
    found = with_set_amplitudes(scattered(table, 0.05 * STEP))
    (remark,) = found.remarks
    np.testing.assert_allclose(
        found.columns["amplitude"], table.columns["amplitude"], atol=0.05 * STEP
    )
    first = np.asarray(found.columns["amplitude"])[np.asarray(found.columns["pulse"]) == 1]
    assert np.ptp(first) == 0
    assert "read-back" in remark
    assert "mV rms" in remark


@pytest.mark.parametrize("scatter", [0.2, 1.0])
def test_larger_differences_are_left_alone(table, scatter):
    wide = scattered(table, scatter * STEP)
    assert with_set_amplitudes(wide) is wide


def test_thresholds_of_read_back_amplitudes_are_those_of_the_set_values(table):
    sure, read_back, lost = (
        fit_thresholds(each, resamples=50)
        for each in (table, scattered(table, 0.02 * STEP), scattered(table, 0.5 * STEP))
    )
    for event in ("depin", "fire", "reset"):
        value = sure.estimates[f"v50_{event}"].value
        assert read_back.estimates[f"v50_{event}"].value == pytest.approx(value, abs=0.05 * STEP)
        assert "give the set values" in lost.estimates[f"v50_{event}"].reason
    assert any("read-back" in remark for remark in read_back.remarks)
