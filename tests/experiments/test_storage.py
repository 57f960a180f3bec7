import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import dwmtj
from dwmtj.experiments import (
    cycles,
    hysteresis,
    mobility,
    passages,
    pulse_length,
    ramp,
    read_netcdf,
    summarise,
    temperature,
    train,
    variability,
    write,
    write_csv,
    write_netcdf,
)
from dwmtj.parameters import DeviceParameters, load_device
from dwmtj.parameters.files import from_tables

MAKERS = {
    "hysteresis": lambda: hysteresis(seed=1, cycles=3, points=11),
    "write": lambda: write(seed=1, devices=5),
    "ramp": lambda: ramp(seed=1),
    "cycles": lambda: cycles(seed=1, cycles=3),
    "train": lambda: train(seed=1, cycles=3),
    "passages": lambda: passages(seed=1, cycles=20),
    "mobility": lambda: mobility(current_densities=[1e11, 2e11], fields=[10.0, 20.0]),
    "pulse-length": lambda: pulse_length(seed=1, cycles=20, durations=[50e-9, 60e-9]),
    "temperature": lambda: temperature(seed=1, cycles=20, temperatures=[300.0, 310.0]),
    "variability": lambda: variability(seed=1, devices=4, cycles=3),
}


@pytest.fixture(scope="module")
def datasets():
    return {name: make() for name, make in MAKERS.items()}


@pytest.mark.parametrize("name", MAKERS)
def test_every_dataset_reads_back_as_it_was_written(datasets, name, tmp_path):
    path = write_netcdf(datasets[name], tmp_path / "a.nc")
    assert datasets[name].identical(read_netcdf(path))
    assert [file.name for file in tmp_path.iterdir()] == ["a.nc"]


@pytest.mark.parametrize("name", MAKERS)
def test_every_variable_has_a_unit_and_a_name_and_every_dataset_its_origin(datasets, name):
    dataset = datasets[name]
    for variable in (*dataset.data_vars, *dataset.coords):
        attributes = dataset[variable].attrs
        assert attributes.get("units"), variable
        assert attributes.get("long_name"), variable
    assert dataset.attrs["experiment"] == name
    assert dataset.attrs["source"] == f"simulated with dwmtj {dwmtj.__version__}"
    assert isinstance(json.loads(dataset.attrs["options"]), dict)
    tables = json.loads(dataset.attrs["device_parameters"])
    assert from_tables(DeviceParameters, tables, "stored") == load_device(dataset.attrs["device"])


@pytest.mark.parametrize("name", MAKERS)
def test_every_dataset_has_a_summary_of_one_screen_and_a_table(datasets, name, tmp_path):
    rows = summarise(datasets[name])
    assert 2 <= len(rows) <= 20
    assert all(what and value for what, value in rows)
    table = pd.read_csv(write_csv(datasets[name], tmp_path / "a.csv"))
    assert len(table) >= 2
    assert not table.isna().all().any()


def test_table_of_cycles_has_the_columns_of_a_labs_own_file(datasets, tmp_path):
    table = pd.read_csv(write_csv(datasets["cycles"], tmp_path / "a.csv"))
    assert list(table) == ["cycle", "pulse", "amplitude (V)", "R_A (ohm)", "R_B (ohm)"]
    assert len(table) == 3 * 22
    assert table["cycle"].tolist() == sorted(table["cycle"])
    assert table["pulse"].tolist() == list(range(22)) * 3
    written = table[table["pulse"] == 0]
    assert (written["amplitude (V)"] == 0).all()
    assert np.allclose(table["R_A (ohm)"], datasets["cycles"]["resistance_a"].values.ravel())


def test_table_of_several_devices_names_them_first(tmp_path):
    table = pd.read_csv(write_csv(ramp(seed=1, devices=2), tmp_path / "a.csv"))
    assert list(table)[:3] == ["device", "cycle", "pulse"]
    assert table["device"].tolist() == [1] * 22 + [2] * 22


def test_files_are_never_replaced_unless_asked(datasets, tmp_path):
    for store, name in ((write_netcdf, "a.nc"), (write_csv, "a.csv")):
        store(datasets["ramp"], tmp_path / name)
        before = (tmp_path / name).read_bytes()
        with pytest.raises(FileExistsError, match=r"is there already; .* overwrite=True"):
            store(datasets["train"], tmp_path / name)
        assert (tmp_path / name).read_bytes() == before
        store(datasets["train"], tmp_path / name, overwrite=True)
        assert (tmp_path / name).read_bytes() != before
        with pytest.raises(FileNotFoundError, match="no such folder"):
            store(datasets["ramp"], tmp_path / "no" / name)
        with pytest.raises(IsADirectoryError):
            store(datasets["ramp"], tmp_path, overwrite=True)


def test_damaged_and_other_files_are_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_netcdf(tmp_path / "a.nc")
    (tmp_path / "a.nc").write_bytes(b"not a file")
    with pytest.raises(ValueError, match="no whole netCDF file"):
        read_netcdf(tmp_path / "a.nc")
    xr.Dataset({"a": 1}).to_netcdf(tmp_path / "b.nc", engine="h5netcdf")
    with pytest.raises(ValueError, match="not the dataset of an experiment"):
        read_netcdf(tmp_path / "b.nc")
    with pytest.raises(ValueError, match="experiment: None"):
        summarise(xr.Dataset())
