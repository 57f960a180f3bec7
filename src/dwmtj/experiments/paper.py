"""All measurements of the paper's Figs 2 to 5 in one folder, a netCDF file each.

A run that was interrupted goes on where it stopped: a file that is there, whole, and of the same
seed, device and options is kept, a damaged one is made anew, and another one is refused.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from dwmtj.experiments.assumptions import Assumption, assumptions
from dwmtj.experiments.beside import beside_paper
from dwmtj.experiments.beside_row import Comparison
from dwmtj.experiments.field_loops import hysteresis
from dwmtj.experiments.first_passages import passages
from dwmtj.experiments.integrate_fire import cycles, ramp, train
from dwmtj.experiments.setting import parameters_of
from dwmtj.experiments.storage import read_netcdf, write_netcdf
from dwmtj.experiments.writing import write
from dwmtj.parameters import DeviceParameters

__all__ = [
    "EXPERIMENTS",
    "Assumption",
    "Comparison",
    "Measurement",
    "assumptions",
    "beside_paper",
    "measurements_of",
    "run_paper",
]


class Measurement(NamedTuple):
    """One file of a run: ``experiment`` on a ``device`` with some ``options``."""

    experiment: Callable[..., xr.Dataset]
    device: DeviceParameters | str
    options: dict[str, Any]


_RAMP, _TRAIN = "cui2024-ramp", "cui2024-train"

#: Every measurement by the name of its file, on the presets that are the paper's devices.
EXPERIMENTS: dict[str, Measurement] = {
    "hysteresis": Measurement(hysteresis, _RAMP, {"cycles": 1000}),
    "write": Measurement(write, _RAMP, {"devices": 1000}),
    "ramp": Measurement(ramp, _RAMP, {}),
    "ramp-reverse": Measurement(ramp, _RAMP, {"reverse": True}),
    "cycles": Measurement(cycles, _RAMP, {"cycles": 100}),
    "cycles-reverse": Measurement(cycles, _RAMP, {"cycles": 32, "reverse": True}),
    "cycles-long": Measurement(cycles, _RAMP, {"cycles": 10_000, "keep_readings": False}),
    "train": Measurement(train, _TRAIN, {"cycles": 16}),
    "train-long": Measurement(train, _TRAIN, {"cycles": 2000, "keep_readings": False}),
    "passages": Measurement(passages, _TRAIN, {"cycles": 10_000}),
}


def measurements_of(device: DeviceParameters | None) -> dict[str, Measurement]:
    """Give the measurements of the paper on a device.

    Parameters
    ----------
    device : DeviceParameters or None
        The device; a neuron of a network alone, which cannot be measured, or None stands for the
        paper's.

    Returns
    -------
    dict
        Measurements by the name of their file, as :data:`EXPERIMENTS`.

    Examples
    --------
    >>> from dwmtj.experiments.paper import measurements_of
    >>> sorted(measurements_of(None))[:3]
    ['cycles', 'cycles-long', 'cycles-reverse']
    """
    if device is None or device.layout is None:
        return EXPERIMENTS
    return {name: each._replace(device=device) for name, each in EXPERIMENTS.items()}


def run_paper(
    folder: str | Path,
    *,
    seed: int,
    device: DeviceParameters | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Run all measurements of the paper and store them.

    Parameters
    ----------
    folder : str or Path
        Where to store ``NAME.nc`` of each of :data:`EXPERIMENTS`; made if it is not there.
    seed : int
        Seed of the random numbers (no unit), 0 or above; each measurement has its own from it.
    device : DeviceParameters, optional
        The device; the paper's if not given, or if it cannot be measured.
    on_progress : callable, optional
        Called with the name of each measurement when it is stored, or was already.

    Returns
    -------
    list of Path
        The files, in the order of :data:`EXPERIMENTS`.

    Raises
    ------
    FileExistsError
        If a file is there that is of another seed, device or options.

    Examples
    --------
    >>> from dwmtj.experiments.paper import run_paper
    >>> files = run_paper("measured", seed=1)
    >>> [file.name for file in files[:3]]
    ['hysteresis.nc', 'write.nc', 'ramp.nc']
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, measurement in measurements_of(device).items():
        path = target / f"{name}.nc"
        own_seed = _seed_of(name, seed)
        if not _is_stored(path, measurement, own_seed):
            dataset = measurement.experiment(
                measurement.device, seed=own_seed, **measurement.options
            )
            write_netcdf(dataset, path, overwrite=True)  # what may be there is damaged
        paths.append(path)
        if on_progress:
            on_progress(name)
    return paths


def _seed_of(name: str, seed: int) -> int:
    """Seed that follows from the name, so that one more measurement changes no other."""
    words = np.random.SeedSequence([seed, *name.encode()]).generate_state(1)
    return int(words[0])


def _is_stored(path: Path, measurement: Measurement, seed: int) -> bool:
    if not path.exists():
        return False
    try:
        attributes = read_netcdf(path).attrs
    except ValueError:
        return False
    device = parameters_of(measurement.device)
    options = json.loads(attributes["options"])
    stored = {name: options.get(name) for name in measurement.options if name in options}
    wanted = {name: value for name, value in measurement.options.items() if name in options}
    same = (
        attributes["seed"] == seed
        and json.loads(attributes["device_parameters"]) == json.loads(_tables(device))
        and stored == wanted
    )
    if not same:
        raise FileExistsError(
            f"{path} is of another seed, device or options; remove it or choose another folder"
        )
    return True


def _tables(device: Any) -> str:
    return json.dumps(device.to_tables())
