"""Velocities and fitted laws as a dataset, from which figures are made."""

import numpy as np
import xarray as xr
from scipy.stats import norm

from dwmtj.analysis.mobility.drive_law import log_law
from dwmtj.analysis.mobility.log_velocities import Shape
from dwmtj.analysis.mobility.mobility import Laws
from dwmtj.analysis.mobility.velocities import DriveVelocities
from dwmtj.analysis.mobility.walker_fall import relative_scatter
from dwmtj.analysis.records import Array


def mobility_curves(laws: Laws, shape: Shape, data: DriveVelocities, last: float) -> xr.Dataset:
    """Give data and fitted laws.

    Parameters
    ----------
    laws : Laws
        What fits.
    shape : Shape
        The log-velocities that it was fitted to.
    data : DriveVelocities
        All velocities.
    last : float
        Greatest drive before Walker breakdown [unit of the drive].

    Returns
    -------
    Dataset
        See :mod:`dwmtj.analysis.mobility.fit_mobility`.
    """
    scatter = relative_scatter(data)
    scatter = scatter if np.isfinite(scatter) else 0.0
    factor = np.exp(norm.ppf(0.84) * scatter / np.sqrt(np.maximum(data.moved, 1)))
    drive = np.geomspace(data.drive.min(), data.drive.max(), 200) if len(data.drive) else np.ones(1)
    flow = np.exp(_flow_mobility(laws)) * drive / shape.scale
    table: dict[str, tuple[str, Array, str, str]] = {
        "velocity": ("drive", data.velocity, "m/s", "Velocity"),
        "velocity_low": ("drive", data.velocity / factor, "m/s", "Lower end of 68 %"),
        "velocity_high": ("drive", data.velocity * factor, "m/s", "Upper end of 68 %"),
        "transits": ("drive", data.moved.astype(float), "1", "Walls that moved"),
        "still": ("drive", data.still.astype(float), "1", "Walls that did not move"),
        "beyond_walker": ("drive", (data.drive > last).astype(float), "1", "Beyond breakdown"),
        "flow_velocity": ("curve_drive", flow, "m/s", "Flow"),
        "fitted_velocity": ("curve_drive", _fitted(laws, shape, drive), "m/s", "Fitted law"),
    }
    name = data.name.replace("_", " ").capitalize()
    units = {"units": data.drive_unit, "long_name": name}
    return xr.Dataset(
        {
            key: (dim, values, {"units": unit, "long_name": text})
            for key, (dim, values, unit, text) in table.items()
        },
        coords={
            "drive": ("drive", data.drive, units),
            "curve_drive": ("curve_drive", drive, units),
        },
        attrs={"drive_name": data.name, "regime": laws.regime},
    )


def _flow_mobility(laws: Laws) -> float:
    if laws.regime == "depinning":
        return laws.law[0]
    return laws.log_mobility if laws.regime == "flow" else np.nan


def _fitted(laws: Laws, shape: Shape, drive: Array) -> Array:
    if laws.regime in ("flow", "unknown"):
        return np.asarray(np.exp(_flow_mobility(laws)) * drive / shape.scale)
    mobility, depinning, barrier = laws.law
    logs = log_law(drive / shape.scale, np.exp(depinning), max(np.exp(barrier), 1.0))
    return np.asarray(np.exp(mobility + logs))
