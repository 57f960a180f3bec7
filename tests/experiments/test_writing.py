import numpy as np
import pytest

from dwmtj.experiments import write


def test_the_written_share_follows_the_closed_form():
    dataset = write(seed=1, devices=4000)
    chance = dataset["probability"]
    error = np.sqrt(chance * (1 - chance) / 4000)
    assert (abs(dataset["written_fraction"] - chance) <= 4 * error + 1e-3).all()
    assert dataset["written_fraction"].attrs["count"] == 4000
    # The test sees the whole curve, from never to always.
    assert float(chance.min()) < 0.01
    assert float(chance.max()) > 0.99


def test_more_voltage_and_more_field_write_better():
    chance = write(seed=1, devices=1, fields=[0.0, 8e3, 16e3])["probability"]
    assert (chance.diff("amplitude") >= 0).all()
    assert (chance.diff("field") >= 0).all()
    assert (chance.sel(amplitude=2.6, method="nearest").diff("field") > 0).all()


def test_written_under_b_only_r_b_rises():
    dataset = write(seed=1, devices=10, reverse=True)
    assert float(dataset["resistance_b_after"] - dataset["resistance_b_before"]) > 200
    assert float(dataset["resistance_a_after"]) == float(dataset["resistance_a_before"])


def test_a_pulse_that_would_break_the_junction_is_refused():
    with pytest.raises(ValueError, match="would break it"):
        write(seed=1, devices=1, amplitudes=[12.0])
