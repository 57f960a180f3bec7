"""The calibrated values of the presets are what `python -m calibration` computes."""

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from scipy.constants import Boltzmann

from dwmtj.device import DeviceCircuit, FourTerminalNeuron, constant_train, ramp_train
from dwmtj.parameters import load_device

ROOT = Path(__file__).parents[2]
PRESETS = ("cui2024-ramp", "cui2024-train")


@pytest.fixture
def calibration(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    import calibration.__main__ as command

    return command


def test_presets_hold_what_the_calibration_computes(calibration):
    rows = calibration.calibrate_all()
    assert len(rows) == 13
    assert [row.name for row in rows if not row.agrees] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_derived_values_of_presets_follow_from_the_others(calibration, preset):
    rows = calibration.derive_all(preset)
    assert len(rows) == 5
    assert [row.name for row in rows if not row.agrees] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_numbers_in_the_texts_of_derived_values_are_those_of_the_preset(preset):
    device = load_device(preset)
    circuit = DeviceCircuit(device)
    lead = device.contacts.source_of("lead_resistance_a").detail
    assert f"{circuit.junction().parallel_resistance:.3f} ohm" in lead
    assert f"{circuit.pieces.input_to_a:.3f} ohm" in lead
    share = 100 * device.track.domain_length / device.junction.length
    assert f"{share:.2f} %" in device.track.source_of("domain_length").detail
    current = device.circuit.source_of("drive_current").detail
    assert f"{circuit.track_resistance:.2f} ohm" in current
    assert f"{1e3 * device.drive.amplitude / circuit.track_resistance:.6f} mA" in current
    assert device.pinning.barrier == pytest.approx(80 * Boltzmann * 300, rel=1e-7)
    assert device.writing.barrier == pytest.approx(60 * Boltzmann * 300, rel=1e-7)
    assert device.loops.barrier == pytest.approx(100 * Boltzmann * 300, rel=1e-7)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_value_called_calibrated_is_computed(calibration, preset):
    groups = tomllib.loads((calibration.FOLDER / f"{preset}.toml").read_text())
    named = {
        f"{group}.{field}"
        for group, fields in groups.items()
        if isinstance(fields, dict)
        for field, value in fields.items()
        if "calibrated" in value
    }
    assert named == {row.name for row in calibration.calibrate_all() if row.preset == preset}


def test_ramp_fires_and_resets_most_often_where_the_paper_says(calibration):
    assert calibration.ramp_amplitudes(load_device("cui2024-ramp")) == (2.5, 2.7)


def test_train_fires_after_twelve_pulses_with_the_spread_of_sigma():
    neuron = FourTerminalNeuron("cui2024-train", 5000, seed=11)
    neuron.initialise()
    neuron.write()
    fired = neuron.apply(constant_train(neuron.parameters)).reading.resistance_b > 1320
    counts = fired.argmax(0)[fired.any(0)] + 1
    # One in thirty domains passes MTJ_B between two readings.
    assert 0.95 < fired.any(0).mean() < 0.99
    assert counts.mean() == pytest.approx(12.0, abs=4 * 1.05 / np.sqrt(len(counts)))
    # sigma*sqrt(N) = 1.04 pulses for N = 12 draws (physics of the first passage).
    assert counts.std() == pytest.approx(0.3 * np.sqrt(12), rel=0.05)


@pytest.mark.parametrize("preset", PRESETS)
def test_resistances_are_those_of_the_paper(preset):
    neuron = FourTerminalNeuron(preset, seed=0)
    neuron.initialise()
    bare = neuron.read()
    assert neuron.write().all()
    written = neuron.read()
    assert bare.resistance_a[0] == pytest.approx(1650, abs=0.01)
    assert bare.resistance_b[0] == pytest.approx(1180, abs=0.01)
    assert written.resistance_a[0] == pytest.approx(1930, abs=0.01)
    assert written.resistance_b[0] == bare.resistance_b[0]


@pytest.mark.parametrize("preset", PRESETS)
def test_writing_is_half_certain_at_its_target_and_certain_in_the_paper(preset):
    circuit = DeviceCircuit(load_device(preset))
    bias = load_device(preset).writing.bias_field
    assert circuit.write_probability(2.6, bias, "A") == pytest.approx(0.5, abs=1e-3)
    assert circuit.write_probability(3.1, bias, "A") > 1 - 1e-6
    assert circuit.write_probability(3.1, 0.0, "A") < 0.5


def test_domain_leaves_mtj_a_between_the_amplitudes_of_fig_3a():
    neuron = FourTerminalNeuron("cui2024-ramp", 4000, seed=5)
    neuron.initialise()
    neuron.write()
    train = ramp_train(neuron.parameters)
    high = neuron.apply(train).reading.resistance_a > 1790
    assert high[np.flatnonzero(train.amplitudes == 1.4)[0]].mean() > 0.999
    assert high[np.flatnonzero(train.amplitudes == 2.0)[0]].mean() < 0.001


def _copy_presets(calibration, folder):
    for preset in PRESETS:
        text = (calibration.FOLDER / f"{preset}.toml").read_text()
        text = text.replace('entry_voltage = { value = "', 'entry_voltage = { value = "1')
        (folder / f"{preset}.toml").write_text(text)


def test_writing_changes_the_values_and_nothing_else(calibration, tmp_path, capsys):
    _copy_presets(calibration, tmp_path)
    assert calibration.main(["--write", "--folder", str(tmp_path)]) == 0
    for preset in PRESETS:
        name = f"{preset}.toml"
        assert (tmp_path / name).read_text() == (calibration.FOLDER / name).read_text()
    assert "pinning.entry_voltage" in capsys.readouterr().out


def test_a_value_that_is_not_calibrated_is_not_replaced(calibration):
    text = '[a]\nx = { value = "1 V", assumed = "why" }\n[b]\nx = { value = 2, calibrated = "y" }\n'
    assert "value = 3, calibrated" in calibration.replace_value(text, "b", "x", "3")
    with pytest.raises(ValueError, match=r"a\.x: found 0 times"):
        calibration.replace_value(text, "a", "x", "3")


def test_a_value_that_differs_is_named_and_fails(calibration, monkeypatch, capsys):
    wrong = calibration.Calibrated("cui2024-ramp", "pinning", "entry_voltage", "V", 2.6, 2.57, "")
    monkeypatch.setattr(calibration, "calibrate_all", lambda: [wrong])
    assert calibration.main([]) == 1
    assert "in six digits: cui2024-ramp pinning.entry_voltage" in capsys.readouterr().out


def test_the_command_runs_as_documented():
    done = subprocess.run(
        [sys.executable, "-m", "calibration"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "motion.efficiency" in done.stdout
