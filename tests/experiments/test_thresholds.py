import numpy as np
import pytest

from dwmtj.experiments import pulse_length, temperature, variability
from dwmtj.parameters import load_device
from dwmtj.physics import rectangular_escape_drive

STEP = 0.02


@pytest.mark.parametrize("experiment", [pulse_length, temperature])
def test_simulated_thresholds_are_those_of_the_sites(experiment):
    dataset = experiment(seed=1, cycles=2000)
    difference = dataset["threshold_amplitude"] - dataset["threshold_law"]
    # A step of the ramp for the quantile, one more for a wall that a pulse begins to move.
    assert (abs(difference) <= 2 * STEP + 1e-9).all()
    assert abs(difference.sel(quantile=0.5)).mean() < STEP / 2


def test_thresholds_fall_with_the_logarithm_of_the_pulse_length():
    dataset = pulse_length(seed=1, cycles=500, durations=[100e-9, 300e-9, 900e-9, 2700e-9])
    single = dataset["single_pulse_law"].sel(event="depin").values
    slopes = np.diff(single) / np.log(3)
    pinning = load_device("cui2024-ramp").pinning
    # dV/dln(t) = -V_c*k_B*T/E_b, and E_b is 80 k_B*T; the edges matter less and less.
    assert np.all(np.diff(slopes) > 0)
    assert slopes[-1] == pytest.approx(-pinning.depinning_voltage / 80, rel=0.02)
    exact = rectangular_escape_drive(
        0.5,
        pinning.depinning_voltage,
        2700e-9,
        barrier=pinning.barrier,
        attempt_time=pinning.attempt_time,
        temperature=300.0,
    )
    assert single[-1] == pytest.approx(float(exact), rel=1e-3)
    medians = dataset["threshold_amplitude"].sel(quantile=0.5)
    assert (medians.isel(duration=-1) < medians.isel(duration=0)).all()


def test_warmer_devices_switch_at_lower_amplitudes_and_less_sharply():
    dataset = temperature(seed=1, cycles=2000)
    amplitudes = dataset["threshold_amplitude"]
    medians = amplitudes.sel(quantile=0.5)
    width = amplitudes.sel(quantile=0.84) - amplitudes.sel(quantile=0.16)
    assert (medians.isel(temperature=-1) < medians.isel(temperature=0) - STEP).all()
    assert (width.isel(temperature=-1) > width.isel(temperature=0)).all()


def test_what_does_not_happen_in_half_of_the_cycles_has_no_median():
    device = load_device("cui2024-train")
    # With so large a step the ramp is the one pulse of 1 V with which it begins.
    dataset = pulse_length(device, seed=1, cycles=50, durations=[50e-9], step=3.5)
    assert dataset["threshold_amplitude"].sel(event="depin").isnull().all()
    assert dataset["threshold_amplitude"].sel(event="fire").isnull().all()


def test_devices_differ_by_the_spread_of_the_preset_and_keep_their_own_thresholds():
    dataset = variability(seed=1, devices=1000, cycles=10)
    spread = load_device("cui2024-ramp").pinning.device_spread
    for event in ("depin", "fire", "reset"):
        amplitudes = dataset[f"{event}_amplitude"]
        means = amplitudes.mean("cycle")
        between = float(np.log(means).std())
        assert between == pytest.approx(spread, rel=0.1)
        assert float(amplitudes.std("cycle").mean()) < 0.5 * float(means.std())
        voltages = dataset["site_voltage"].sel(event=event)
        assert np.corrcoef(voltages, means)[0, 1] > 0.98


def test_even_one_device_keeps_the_dimension():
    assert variability(seed=1, devices=1, cycles=2)["fire_amplitude"].dims == ("device", "cycle")
