"""A device is simulated, fitted, and simulated again: both behave alike."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ks_2samp

from dwmtj.analysis.device.fit_device import fit_device
from dwmtj.analysis.passages.passage_rows import counts_of
from dwmtj.analysis.tables.equal_pulses import has_equal_pulses
from dwmtj.analysis.tables.own_pulses import by_own_pulses
from dwmtj.analysis.tables.read_table import read_table
from dwmtj.experiments import (
    cycles,
    hysteresis,
    ramp,
    train,
    variability,
    write_csv,
    write_netcdf,
)
from dwmtj.parameters import Source, load_device
from dwmtj.parameters.files import write_toml

EXAMPLES = Path(__file__).parents[3] / "examples"
ASSUMED = Source(kind="assumed", detail="another device, for this test")
#: A device that is like neither preset, as factors on the values of cui2024-ramp.
OTHER = {
    "pinning.depinning_voltage": 0.92,
    "pinning.entry_voltage": 1.08,
    "pinning.exit_voltage": 1.12,
    "pinning.barrier": 0.7,
    "contacts.lead_resistance_a": 1.3,
    "contacts.lead_resistance_b": 0.6,
    "loops.offset_a": 0.8,
    "loops.half_width_b": 1.2,
}
OTHER_TRAIN = {"motion.efficiency": 1.2, "wall_noise.sigma": 1.4}


def _changed(name, factors):
    device = load_device(name)
    for path, factor in factors.items():
        group, field = path.split(".")
        device = device.replace(path, factor * getattr(getattr(device, group), field), ASSUMED)
    return device


def _value(device, path):
    group, field = path.split(".")
    return getattr(getattr(device, group), field)


@pytest.fixture(scope="module")
def ramp_fit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ramp")
    device = _changed("cui2024-ramp", OTHER)
    write_csv(cycles(device, cycles=400, step=0.05, last=3.4, seed=1), folder / "ramp.csv")
    write_netcdf(hysteresis(device, cycles=50, seed=2), folder / "loops.nc")
    return device, fit_device([folder / "ramp.csv", folder / "loops.nc"], name="mine")


@pytest.fixture(scope="module")
def train_fit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("train")
    device = _changed("cui2024-train", OTHER_TRAIN)
    write_csv(train(device, cycles=400, pulses=30, seed=3), folder / "train.csv")
    return device, fit_device([folder / "train.csv"], name="mine")


@pytest.mark.parametrize(
    ("path", "tolerance"),
    [
        ("pinning.depinning_voltage", 0.01),
        ("pinning.entry_voltage", 0.01),
        ("pinning.exit_voltage", 0.01),
        ("pinning.barrier", 0.12),
        ("contacts.lead_resistance_a", 1e-3),
        ("contacts.lead_resistance_b", 1e-3),
        ("track.domain_length", 1e-3),
        ("loops.offset_a", 0.03),
        ("loops.half_width_b", 0.03),
    ],
)
def test_a_ramp_and_loops_give_back_the_device(ramp_fit, path, tolerance):
    truth, fit = ramp_fit
    assert _value(fit.device, path) == pytest.approx(_value(truth, path), rel=tolerance)
    assert path in fit.changes
    group, field = path.split(".")
    assert getattr(fit.device, group).source_of(field).kind == "measured"


@pytest.mark.parametrize(
    ("path", "tolerance"), [("motion.efficiency", 0.02), ("wall_noise.sigma", 0.12)]
)
def test_a_train_gives_back_efficiency_and_noise(train_fit, path, tolerance):
    truth, fit = train_fit
    assert _value(fit.device, path) == pytest.approx(_value(truth, path), rel=tolerance)
    assert not fit.remarks


def test_what_was_not_measured_stays_with_its_source(train_fit):
    _, fit = train_fit
    base = load_device("cui2024-train")
    assert fit.device.material == base.material
    assert fit.device.pinning == base.pinning
    assert fit.device.loops == base.loops
    assert fit.device.name == "mine"


def test_the_fitted_device_is_a_preset_of_a_user(ramp_fit, tmp_path):
    _, fit = ramp_fit
    write_toml(fit.device, tmp_path / "mine.toml")
    assert load_device(tmp_path / "mine.toml") == fit.device
    assert "ramp.csv: depins at" in (tmp_path / "mine.toml").read_text()
    assert "95 %" in (tmp_path / "mine.toml").read_text()


def test_ramps_of_the_fitted_device_are_those_of_the_measured_one(ramp_fit):
    truth, fit = ramp_fit
    chances = []
    for seed in range(10):
        pair = [
            ramp(device, devices=200, step=0.05, last=3.4, seed=100 * seed + part)
            for part, device in enumerate((truth, fit.device))
        ]
        for event in ("depin", "fire", "reset"):
            one, other = (each[f"{event}_amplitude"].to_numpy().ravel() for each in pair)
            chances.append(ks_2samp(one[np.isfinite(one)], other[np.isfinite(other)]).pvalue)
    # Of 30 tests of equal laws (discrete, so p-values are large) hardly any falls below 1 %.
    assert np.sum(np.array(chances) < 0.01) <= 2
    assert np.median(chances) > 0.2


def test_trains_of_the_fitted_device_are_those_of_the_measured_one(train_fit):
    truth, fit = train_fit
    chances = []
    for seed in range(20):
        one, other = (
            train(device, devices=200, cycles=1, pulses=30, seed=100 * seed + part)["fire_pulse"]
            for part, device in enumerate((truth, fit.device))
        )
        chances.append(ks_2samp(one.to_numpy().ravel(), other.to_numpy().ravel()).pvalue)
    assert np.sum(np.array(chances) < 0.01) <= 2
    assert np.median(chances) > 0.2


def test_files_that_no_device_explains_are_told(tmp_path):
    write_csv(cycles("cui2024-ramp", cycles=50, seed=1), tmp_path / "ramp.csv")
    write_csv(train("cui2024-train", cycles=50, seed=2), tmp_path / "train.csv")
    fit = fit_device([tmp_path / "ramp.csv", tmp_path / "train.csv"], name="both")
    assert any("or the files are of several" in remark for remark in fit.remarks)
    failed = [path for path in fit.changes if "match by simulation failed" in _detail(fit, path)]
    assert {"pinning.entry_voltage", "motion.efficiency", "wall_noise.sigma"} <= set(failed)
    assert not any("95 %" in _detail(fit, path) for path in failed)
    assert all(
        re.search(r"still want to change .* by [-+][\d.]+ %", _detail(fit, p)) for p in failed
    )


def test_the_scatter_of_simulated_spreads_is_no_failure():
    # With this seed the last simulation wants another 1.02 % of the barrier.
    assert not fit_device([EXAMPLES / "cycles.csv"], name="mine", seed=1).remarks


def _detail(fit, path):
    return fit.changes[path].detail


def _read_back(frame, noise=5e-4):
    """Amplitudes as an instrument reads them back, with ``noise`` [V] rms."""
    jitter = np.random.default_rng(1).normal(0, noise, len(frame))
    volts = frame["amplitude (V)"] + np.where(frame["pulse"] > 0, jitter, 0)
    return frame.assign(**{"amplitude (V)": volts})


def test_a_train_whose_amplitudes_were_read_back_is_a_train(tmp_path):
    _read_back(pd.read_csv(EXAMPLES / "trains.csv")).to_csv(tmp_path / "trains.csv", index=False)
    fit = fit_device([tmp_path / "trains.csv"], name="mine")
    same = fit_device([EXAMPLES / "trains.csv"], name="mine")
    for path in ("motion.efficiency", "wall_noise.sigma"):
        assert _value(fit.device, path) == pytest.approx(_value(same.device, path), rel=5e-3)
    assert fit.changes["drive.pulses"].value == 20
    assert not fit.remarks


def test_a_ramp_whose_amplitudes_were_read_back_tells_what_its_set_values_tell(tmp_path):
    _read_back(pd.read_csv(EXAMPLES / "cycles.csv"), 1e-3).to_csv(
        tmp_path / "cycles.csv", index=False
    )
    fit = fit_device([tmp_path / "cycles.csv"], name="mine")
    same = fit_device([EXAMPLES / "cycles.csv"], name="mine")
    for site in ("depinning", "entry", "exit"):
        path = f"pinning.{site}_voltage"
        assert _value(fit.device, path) == pytest.approx(_value(same.device, path), rel=1e-3)
    assert fit.changes["drive.ramp_step"].value == pytest.approx(0.1, rel=1e-3)
    (remark,) = fit.remarks
    assert "they are taken for read-back values" in remark


@pytest.mark.parametrize(("range_", "equal"), [(0.019, True), (0.021, False)])
def test_pulses_are_equal_by_the_same_rule_as_counts_of_pulses(tmp_path, range_, equal):
    frame = pd.read_csv(EXAMPLES / "trains.csv")
    frame.loc[frame["pulse"] == 2, "amplitude (V)"] = 2.4 * (1 - range_)
    frame.to_csv(tmp_path / "trains.csv", index=False)
    table = read_table(tmp_path / "trains.csv", "cycles")
    assert has_equal_pulses(table) is equal
    if equal:
        assert counts_of(table).counts.size > 0
    else:
        with pytest.raises(ValueError, match="allowed: equal pulses"):
            counts_of(table)


@pytest.mark.parametrize("write", [write_csv, write_netcdf])
def test_a_table_of_events_is_simulated_with_the_ramp_that_it_tells(tmp_path, write):
    truth = load_device("cui2024-ramp")
    file = tmp_path / "events.csv"
    write(variability("cui2024-ramp", seed=1, devices=3, cycles=100), file)
    fit = fit_device([file], name="mine")
    assert fit.changes["drive.ramp_first"].value == pytest.approx(1.0)
    assert fit.changes["drive.ramp_step"].value == pytest.approx(0.02)
    # On the steps of 0.1 V of the preset it would come out larger by two fifths.
    barrier = _value(fit.device, "pinning.barrier")
    assert barrier == pytest.approx(truth.pinning.barrier, rel=0.15)


def test_each_file_is_told_of(tmp_path):
    trains = _read_back(pd.read_csv(EXAMPLES / "trains.csv"))
    trains.to_csv(tmp_path / "all.csv", index=False)
    trains[trains["cycle"] <= 50].to_csv(tmp_path / "half.csv", index=False)
    files = [tmp_path / "half.csv", tmp_path / "all.csv", EXAMPLES / "loops.csv"]
    half, whole, loops = fit_device(files, name="mine").accounts
    assert half.startswith("half.csv, read as trains of equal pulses of 2.4 V: taken from it are ")
    assert "motion.efficiency" in half
    assert re.fullmatch(
        r"all.csv, read as trains of equal pulses of 2.4 V: nothing was taken from it, because "
        r"half.csv tells the same and counts \(the first file that can tell it\); by themselves, "
        r"all.csv fires after, in pulses, 1\d\.\d+ \(95 % .*\), half.csv fires after, .*\)\.",
        whole,
    )
    assert "loops.half_width_a" in loops


def _own_ramps(folder):
    """Two devices of one kind that were swept from 1 V by 0.1 V and from 1.05 V by 0.05 V."""
    sweeps = {"W1": {}, "W2": {"first": 1.05, "last": 3.05, "step": 0.05}}
    for seed, (name, sweep) in enumerate(sweeps.items()):
        write_csv(cycles("cui2024-ramp", cycles=60, seed=seed, **sweep), folder / f"{name}.csv")
        frame = pd.read_csv(folder / f"{name}.csv")
        frame.assign(device=name).to_csv(folder / f"{name} named.csv", index=False)
    both = [pd.read_csv(folder / f"{name} named.csv") for name in sweeps]
    pd.concat(both).to_csv(folder / "both.csv", index=False)


def test_devices_with_ramps_of_their_own_count_one_by_one(tmp_path):
    _own_ramps(tmp_path)
    apart = fit_device([tmp_path / "W1.csv", tmp_path / "W2.csv"], name="mine")
    together = fit_device([tmp_path / "both.csv"], name="mine")
    first, second = "both.csv (device W1)", "both.csv (device W2)"
    for fit, (one, other) in ((apart, ("W1.csv", "W2.csv")), (together, (first, second))):
        taken, left = fit.accounts
        assert taken.startswith(f"{one}, read as a ramp from 1 V to 3 V by 100 mV: taken from it")
        assert left.startswith(
            f"{other}, read as a ramp from 1.05 V to 3.05 V by 50 mV: nothing was taken from it, "
            f"because {one} tells the same and counts"
        )
        assert f"by themselves, {other} fires at 2.4" in left
        assert fit.device.drive.ramp_first == 1
        assert fit.remarks == ()
    assert {path: each.value for path, each in together.changes.items()} == {
        path: each.value for path, each in apart.changes.items()
    }


def test_a_table_of_events_of_devices_with_ramps_of_their_own_is_parted(tmp_path):
    rows = [
        f"{name},{cycle},{7 + cycle % 3},{1.6 + 0.1 * (cycle % 3) + shift:.2f},"
        f"{13 + cycle % 2},{2.2 + 0.1 * (cycle % 2) + shift:.2f},{17},{2.6 + shift:.2f}"
        for name, shift in (("a", 0.0), ("b", 0.15))
        for cycle in range(1, 13)
    ]
    head = "depin_pulse,depin_amplitude (V),fire_pulse,fire_amplitude (V),reset_pulse"
    text = "\n".join([f"device,cycle,{head},reset_amplitude (V)", *rows])
    (tmp_path / "events.csv").write_text(text + "\n")
    table = read_table(tmp_path / "events.csv", "cycle-events")
    parts = by_own_pulses(table)
    assert list(parts) == ["a", "b"]
    assert [part.rows_used for part in parts.values()] == [12, 12]
    assert parts["b"].columns["fire_amplitude"].min() == pytest.approx(2.35)
    same = text.replace(",2.35,", ",2.2,").replace(",2.45,", ",2.3,")
    for shifted, own in (("1.75", "1.60"), ("1.85", "1.70"), ("1.95", "1.80"), ("2.75", "2.60")):
        same = same.replace(shifted, own)
    (tmp_path / "same.csv").write_text(same + "\n")
    assert list(by_own_pulses(read_table(tmp_path / "same.csv", "cycle-events"))) == [""]


def test_rows_set_aside_of_a_parted_file_are_told_once(tmp_path):
    _own_ramps(tmp_path)
    frame = pd.read_csv(tmp_path / "both.csv").astype({"R_B (ohm)": float})
    frame.loc[[5, len(frame) - 5], "R_B (ohm)"] = 9.9e37
    frame.to_csv(tmp_path / "both.csv", index=False)
    fit = fit_device([tmp_path / "both.csv"], name="mine")
    told = [remark for remark in fit.remarks if "set aside" in remark]
    assert len(told) == 1
    assert "2 rows set aside, R_B (ohm): out of the instrument's range (of all devices" in told[0]


def test_files_of_the_same_name_are_told_apart_by_their_folders(tmp_path):
    files = []
    for day, source in (
        ("monday", "trains.csv"),
        ("tuesday", "trains.csv"),
        ("tuesday", "loops.csv"),
    ):
        (tmp_path / day).mkdir(exist_ok=True)
        files.append(tmp_path / day / f"data-{source}")
        files[-1].write_text((EXAMPLES / source).read_text())
    fit = fit_device(files, name="mine")
    monday, tuesday, loops = fit.accounts
    assert "nothing was taken from it, because monday/data-trains.csv tells the same" in tuesday
    assert monday.startswith("monday/data-trains.csv, read as trains of equal pulses of 2.4 V: ta")
    assert loops.startswith("data-loops.csv, ")
    assert _detail(fit, "motion.efficiency").startswith("monday/data-trains.csv: ")


def test_a_second_file_of_loops_is_not_said_to_be_left_out_for_what_it_measured(tmp_path):
    (tmp_path / "more.csv").write_text((EXAMPLES / "loops.csv").read_text())
    second = fit_device([EXAMPLES / "loops.csv", tmp_path / "more.csv"], name="mine").accounts[1]
    assert second.endswith(
        "because loops.csv tells the same and counts (the first file that can tell it)."
    )


def test_a_file_that_cannot_tell_the_noise_leaves_it_to_the_next(tmp_path):
    (tmp_path / "one.csv").write_text("cycle,count\n1,12\n")
    fit = fit_device([tmp_path / "one.csv", EXAMPLES / "trains.csv"], name="mine")
    assert _detail(fit, "motion.efficiency").startswith("trains.csv: ")
    assert "nothing was taken from it, because 1 of 1 cycles fired" in fit.accounts[0]


def test_values_that_rest_on_the_base_say_so(train_fit):
    _, fit = train_fit
    for path in ("contacts.lead_resistance_a", "track.domain_length", "motion.efficiency"):
        assert re.search(r"; measured, given .* of the base cui2024-train$", _detail(fit, path))
    assert "area" in _detail(fit, "contacts.lead_resistance_a")
    assert "length" in _detail(fit, "motion.efficiency")
    assert "given" not in _detail(fit, "wall_noise.sigma")
    assert fit.base == "cui2024-train"


def test_a_file_of_no_kind_is_told(tmp_path):
    (tmp_path / "notes.csv").write_text("day,weather\n1,fair\n")
    with pytest.raises(ValueError, match=r"notes\.csv: .*there is no column"):
        fit_device([tmp_path / "notes.csv"], name="mine")


def test_all_bad_files_are_told_at_once_and_nothing_is_computed(tmp_path, monkeypatch):
    monkeypatch.setattr("dwmtj.analysis.device.files.fit_loops", _not_called)
    good = EXAMPLES / "loops.csv"
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "text.csv").write_text("cycle,count\n1,12\n2,twelve\n")
    one_level = (EXAMPLES / "cycles.csv").read_text().splitlines()[:3]
    (tmp_path / "flat.csv").write_text("\n".join(one_level))
    names = ("empty.csv", "none.csv", "text.csv", "flat.csv")
    with pytest.raises(ValueError, match=r"^4 of 5 files cannot be used:") as caught:
        fit_device([good, *(tmp_path / name for name in names)], name="mine")
    told = str(caught.value).splitlines()[1:]
    expected = ("is empty", "no such file", "line 3, column 'count': 'twelve'", "no two levels")
    assert len(told) == len(names)
    for line, name, what in zip(told, names, expected, strict=True):
        assert line.startswith(f"  {tmp_path / name}: ")
        assert what.replace("no two", "no junction shows two") in line


def _not_called(*_arguments, **_options):
    raise AssertionError("computed before all files were read")


def test_columns_and_levels_that_are_told_are_those_of_the_files_that_have_them(tmp_path):
    lab = (EXAMPLES / "trains.csv").read_text().replace("amplitude (V)", "U_out")
    (tmp_path / "trains.csv").write_text(lab)
    (tmp_path / "loops.csv").write_text((EXAMPLES / "loops.csv").read_text())
    files = [tmp_path / "trains.csv", tmp_path / "loops.csv"]
    told = {"amplitude": "U_out (V)"}
    levels = {"a": (1600.0, 1900.0), "b": (1180.0, 1460.0)}
    fit = fit_device(files, name="mine", columns=told, levels=levels)
    assert fit.changes["drive.amplitude"].value == pytest.approx(2.4)
    assert "R_A parallel is 1.6 kohm" in fit.changes["contacts.lead_resistance_a"].detail
    assert "loops.offset_a" in fit.changes
    with pytest.raises(ValueError, match="no file has a column for 'time=delay2'"):
        fit_device(files, name="mine", columns={**told, "time": "delay2"})


def test_files_that_tell_nothing_say_why(tmp_path):
    (tmp_path / "one.csv").write_text("cycle,count\n1,12\n")
    walls = EXAMPLES / "transit-times.csv"
    with pytest.raises(ValueError, match="nothing of a device is told") as caught:
        fit_device([tmp_path / "one.csv", walls], name="mine")
    assert "one.csv: efficiency and noise are not fitted, 1 of 1 cycles fired" in str(caught.value)
    assert "transit-times.csv: no mobility in a current" in str(caught.value)


def test_a_wrong_unit_is_asked_about_and_what_no_device_does_is_not_fitted(tmp_path):
    text = (EXAMPLES / "trains.csv").read_text().replace("amplitude (V)", "amplitude (mV)")
    (tmp_path / "trains.csv").write_text(text)
    fit = fit_device([tmp_path / "trains.csv"], name="mine")
    assert "motion.efficiency" not in fit.changes
    assert any("trains.csv: Column 'amplitude (mV)': 2.4 mV; is" in each for each in fit.remarks)
    assert any("motion.efficiency is not fitted, cui" in each for each in fit.remarks)


def test_pulses_without_any_voltage_are_refused_in_one_line(tmp_path):
    rows = (EXAMPLES / "trains.csv").read_text().replace(",2.4,", ",0,")
    (tmp_path / "trains.csv").write_text(rows)
    with pytest.raises(ValueError, match=r"drive\.amplitude: 0.* allowed: above 0 V") as caught:
        fit_device([tmp_path / "trains.csv"], name="mine")
    assert "\n" not in str(caught.value)


def test_sites_that_no_complete_cycle_tells_are_not_left_out_silently(tmp_path):
    lines = (EXAMPLES / "cycles.csv").read_text().splitlines()
    kept = [line for line in lines if line.split(",")[1] != "5"]  # each cycle lacks a pulse
    (tmp_path / "cycles.csv").write_text("\n".join(kept))
    fit = fit_device([tmp_path / "cycles.csv"], name="mine")
    assert not any(path.startswith("pinning.") for path in fit.changes)
    for site in ("depinning", "entry", "exit"):
        told = f"cycles.csv: pinning.{site}_voltage is not fitted, "
        assert any(each.startswith(told) for each in fit.remarks)
