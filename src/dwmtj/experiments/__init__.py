"""The paper's measurements as virtual experiments, each a function that returns an xarray.Dataset.

Every dataset has units and long names, and in its attributes the experiment, the device with all
values and their sources, the seed and the options, so that it can be made again. ``ramp``,
``cycles`` and ``train`` share the dimensions ``cycle`` (from 1) and ``pulse`` (0 is the reading
after writing). Nothing here draws, fits or loads PyTorch.
"""

from dwmtj.experiments.distributions import (
    Share,
    failure_fraction,
    most_likely,
    overlap,
    share,
)
from dwmtj.experiments.events import Events, find_events, mid_levels
from dwmtj.experiments.field_loops import hysteresis
from dwmtj.experiments.first_passages import passages
from dwmtj.experiments.integrate_fire import cycles, ramp, train
from dwmtj.experiments.storage import as_table, read_netcdf, write_csv, write_netcdf
from dwmtj.experiments.summary import summarise
from dwmtj.experiments.thresholds import pulse_length, temperature, variability
from dwmtj.experiments.wall_mobility import mobility
from dwmtj.experiments.writing import write

__all__ = [
    "Events",
    "Share",
    "as_table",
    "cycles",
    "failure_fraction",
    "find_events",
    "hysteresis",
    "mid_levels",
    "mobility",
    "most_likely",
    "overlap",
    "passages",
    "pulse_length",
    "ramp",
    "read_netcdf",
    "share",
    "summarise",
    "temperature",
    "train",
    "variability",
    "write",
    "write_csv",
    "write_netcdf",
]
