import numpy as np
import pytest

from dwmtj.experiments import summarise, write


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


@pytest.mark.parametrize("reverse", [False, True])
def test_the_default_amplitudes_go_from_never_to_always_at_every_field(reverse):
    dataset = write(seed=1, devices=1, reverse=reverse)
    assert (dataset["probability"].isel(amplitude=0) < 0.05).all()
    assert (dataset["probability"].isel(amplitude=-1) > 0.95).all()
    assert dataset.attrs["written_junction"] == ("B" if reverse else "A")
    assert all(text.endswith((" V", " ohm")) for _, text in summarise(dataset))


def test_amplitudes_that_always_or_never_write_are_told_with_what_to_try():
    always = dict(summarise(write(seed=1, devices=1, amplitudes=[3.2, 3.4], fields=[16e3])))
    assert "always at 3.2 to 3.4 V" in always["half of the writes, bias field 201 Oe"]
    never = dict(summarise(write(seed=1, devices=1, amplitudes=[0.5, 1.0], fields=[0.0])))
    assert "never at 0.5 to 1 V" in never["half of the writes, bias field 0 Oe"]
    assert "higher ones" in never["half of the writes, bias field 0 Oe"]
