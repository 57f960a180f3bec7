import shutil
from collections import Counter

import numpy as np
import pytest

from dwmtj.experiments import read_netcdf, write_netcdf
from dwmtj.experiments.beside_row import NOT_COMPARED, chance_of_count, count_row
from dwmtj.experiments.distributions import share
from dwmtj.experiments.paper import EXPERIMENTS, assumptions, beside_paper, run_paper
from dwmtj.parameters import load_device


@pytest.fixture
def copied(paper_folder, tmp_path):
    return shutil.copytree(paper_folder, tmp_path / "copy")


@pytest.fixture(scope="module")
def rows(paper_folder):
    return beside_paper(paper_folder)


@pytest.fixture(scope="module")
def datasets(paper_folder):
    """Read all measurements once; a test may replace some in a copy of the dictionary."""
    return {name: read_netcdf(paper_folder / f"{name}.nc") for name in EXPERIMENTS}


def test_a_run_holds_every_experiment_of_the_figures(paper_folder, datasets):
    names = {path.name for path in paper_folder.iterdir()}
    assert names == {f"{name}.nc" for name in EXPERIMENTS}
    wanted = {
        "hysteresis": (),
        "write": (),
        "ramp": (("cycle", 1), ("pulse", 22)),
        "ramp-reverse": (("cycle", 1), ("pulse", 22)),
        "cycles": (("cycle", 100), ("pulse", 22)),
        "cycles-reverse": (("cycle", 32), ("pulse", 22)),
        "cycles-long": (("cycle", 10_000),),
        "train": (("cycle", 16), ("pulse", 21)),
        "train-long": (("cycle", 2000),),
        "passages": (("cycle", 10_000),),
    }
    assert set(wanted) == set(EXPERIMENTS)
    for name, sizes in wanted.items():
        dataset = datasets[name]
        for dimension, size in sizes:
            assert dataset.sizes[dimension] == size
        assert ("resistance_a" in dataset) == (
            name in {"ramp", "ramp-reverse", "cycles", "cycles-reverse", "train"}
        )
    assert datasets["cycles-reverse"].attrs["direction"] == "B to A"


def test_a_run_goes_on_where_it_stopped_and_mends_what_is_damaged(copied, datasets):
    (copied / "train.nc").unlink()
    damaged = copied / "ramp.nc"
    damaged.write_bytes(damaged.read_bytes()[:1000])
    kept = (copied / "cycles.nc").stat().st_mtime_ns
    told = []
    paths = run_paper(copied, seed=20, on_progress=told.append)
    assert told == list(EXPERIMENTS) == [path.stem for path in paths]
    assert (copied / "cycles.nc").stat().st_mtime_ns == kept
    for name, whole in datasets.items():  # the same random numbers as in one go
        assert whole.drop_attrs().identical(read_netcdf(copied / f"{name}.nc").drop_attrs())


def test_measurements_of_another_seed_or_device_are_refused(copied):
    with pytest.raises(FileExistsError, match="another seed"):
        run_paper(copied, seed=21)
    changed = read_netcdf(copied / "write.nc")
    changed.attrs["device_parameters"] = "{}"
    write_netcdf(changed, copied / "write.nc", overwrite=True)
    with pytest.raises(FileExistsError, match=r"write\.nc is of another"):
        run_paper(copied, seed=20)


def test_all_that_has_to_come_out_does(rows):
    assert len(rows) >= 28
    assert {row.figure.split(",")[0] for row in rows} == {"2b", "2c", "3a", "3c", "3d", "3f"} | {
        "4a",
        "4b",
        "5a",
        "5b",
    }
    assert max(Counter(row.quantity for row in rows).values()) == 1
    differing = [row for row in rows if row.verdict not in ("agrees", NOT_COMPARED)]
    assert not differing, differing
    # The paper draws two distributions of its model and prints nothing of them.
    assert {row.figure for row in rows if row.verdict == NOT_COMPARED} == {"5b"}
    assert all(row.figure != "5b" or row.verdict == NOT_COMPARED for row in rows)


def test_rows_say_what_the_presets_were_calibrated_to(rows):
    calibrated = {row.quantity: row.calibrated for row in rows}
    for quantity in (
        "switching field of MTJ_A, field going up",
        "R_A after writing",
        "state 1 [AP, P] still at 1.4 V",
        "most likely amplitude of firing",
        "most likely amplitude of reset",
        "overlap of the amplitudes of depin and fire",
        "first pulse of a train depins",
        "mean number of pulses until firing",
    ):
        assert calibrated[quantity], quantity
    for quantity in (
        "depins, fires, is reset in this order, B to A",
        "cycles that failed, of 100 in a row",
        "cycles that did not end as before writing",
        "trains that failed, of 16 in a row",
        "reset within 20 pulses, if it fired",
        "spread of the number of pulses until firing",
    ):
        assert not calibrated[quantity], quantity


def test_a_count_of_the_paper_has_a_probability_at_the_simulated_rate(rows, datasets):
    failed = datasets["cycles-long"]["completed"].to_numpy() == 0
    quantity = "cycles that failed, of 10000 in a row"
    row = next(row for row in rows if row.quantity == quantity)
    chance = (1 - failed.mean()) ** 100
    assert 0.05 < chance < 1
    told = f"compatible with 0 of 100, whose probability at this rate is {chance:.2g}"
    assert row.this_run.endswith(f": {told}")


def test_a_count_that_the_simulation_hardly_ever_shows_is_not_compatible():
    row = count_row("failed", (0, 100), share(np.arange(1000) < 100), "3d")
    assert row.verdict == "differs"
    assert row.this_run.endswith(
        f"not compatible with 0 of 100, whose probability at this rate is {0.9**100:.2g}"
    )
    assert chance_of_count(16, 16, 0.97) == pytest.approx(0.97**16)
    assert chance_of_count(1, 32, 0.01) == pytest.approx(32 * 0.01 * 0.99**31)


def _spoilt(dataset, changes):
    """Give a measurement of which some variables are changed."""
    return dataset.assign(
        {
            name: dataset[name].copy(data=change(dataset[name].values))
            for name, change in changes.items()
        }
    )


@pytest.mark.parametrize(
    ("name", "changes", "differs"),
    [
        ("hysteresis", {"switching_field": lambda v: v + 900.0}, "switching field"),  # 11 Oe
        ("write", {"resistance_a_after": lambda v: v + 10}, "R_A after"),
        ("cycles-long", {"depin_amplitude": lambda v: v - 0.4}, "state 1"),
        ("cycles-long", {"fire_amplitude": lambda v: v - 0.1}, "firing"),
        ("cycles-long", {"reset_amplitude": lambda v: v + 0.1}, "reset"),
        ("cycles-long", {"reset_amplitude": lambda v: v - 0.2}, "overlap"),
        ("cycles-long", {"fire_pulse": lambda v: np.where(v > 0, 1, 0)}, "this order, A to B"),
        ("cycles-reverse", {"reset_pulse": lambda v: v * 0 + 1}, "this order, B to A"),
        ("cycles", {"completed": lambda v: np.arange(v.size) % 4 > 0}, "of 100 in a row"),
        ("cycles-long", {"leftover": lambda v: np.arange(v.size) % 20 == 0}, "did not end"),
        ("train-long", {"depin_pulse": lambda v: np.arange(v.size) % 2 + 1}, "first pulse"),
        ("train-long", {"reset_pulse": lambda v: v * (np.arange(v.size) % 2)}, "within 20"),
        ("train", {"completed": lambda v: v & False}, "of 16 in a row"),
        ("passages", {"count": lambda v: np.where(v > 0, v + 1, 0)}, "mean number"),
        ("passages", {"count": lambda v: np.where(v % 2, v, v + 2)}, "spread"),
        # A device that skips an event in most cycles does not do in order what it is made for.
        ("cycles-long", {"reset_pulse": lambda v: v * (np.arange(v.size) % 3 == 0)}, "this order"),
    ],
)
def test_what_does_not_come_out_is_told(
    paper_folder, datasets, monkeypatch, name, changes, differs
):
    stored = datasets | {name: _spoilt(datasets[name], changes)}
    monkeypatch.setattr("dwmtj.experiments.beside.read_netcdf", lambda path: stored[path.stem])
    rows = [row for row in beside_paper(paper_folder) if row.verdict == "differs"]
    assert any(differs in row.quantity for row in rows), rows


def test_a_missing_measurement_is_told(copied):
    (copied / "train.nc").unlink()
    with pytest.raises(FileNotFoundError, match=r"train\.nc"):
        beside_paper(copied)


def test_every_assumed_and_calibrated_value_is_listed_and_nothing_else():
    device = load_device("cui2024-ramp")
    listed = {row.quantity: row for row in assumptions(device)}
    for group, entry in device.entries():
        expected = entry.source.kind in ("assumed", "calibrated")
        assert (f"{group}.{entry.field}" in listed) == expected
    assert listed["layout.track_length"].value == "4 µm"
    assert listed["layout.track_length"].kind == "assumed"
    assert listed["pinning.entry_voltage"].kind == "calibrated"
    assert "Fig. 3a" in listed["pinning.entry_voltage"].reason
