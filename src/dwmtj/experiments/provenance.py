"""What every dataset says about itself: who made it, from which device, with which seed.

Variables and coordinates carry ``units`` and ``long_name`` as CF conventions spell them, so that
xarray and other tools label axes by themselves.
"""

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import xarray as xr

import dwmtj
from dwmtj.parameters import DeviceParameters

#: Long name and unit of every variable and coordinate of the experiments.
QUANTITIES: dict[str, tuple[str, str]] = {
    "device": ("device", "1"),
    "cycle": ("cycle, counted from 1", "1"),
    "pulse": ("pulse; 0 is the reading after writing", "1"),
    "amplitude": ("amplitude of the pulse", "V"),
    "resistance_a": ("resistance at terminal A", "ohm"),
    "resistance_b": ("resistance at terminal B", "ohm"),
    "wall_left": ("position of the left wall from IN", "m"),
    "wall_right": ("position of the right wall from IN", "m"),
    "domain_present": ("whether there is a domain on the track", "1"),
    "state": ("state of the cycle, 1 to 4", "1"),
    "depin_pulse": ("pulse that moves the domain from under the first junction", "1"),
    "fire_pulse": ("pulse that switches the second junction", "1"),
    "reset_pulse": ("pulse that switches the second junction back", "1"),
    "depin_amplitude": ("amplitude that depins", "V"),
    "fire_amplitude": ("amplitude that fires", "V"),
    "reset_amplitude": ("amplitude that resets", "V"),
    "completed": ("whether the cycle ended in the state before writing", "1"),
    "written": ("whether the write pulse nucleated a domain", "1"),
    "leftover": ("whether a domain stayed on the track after the cycle", "1"),
    "energy": ("energy of the pulses in the track", "J"),
    "write_energy": ("energy of the write pulse", "J"),
    "field": ("field along the easy axis", "A/m"),
    "branch": ("branch of the loop", "1"),
    "switching_field": ("field at which a junction switches", "A/m"),
    "probability": ("probability of writing, closed form", "1"),
    "curve_probability": ("probability of writing, closed form", "1"),
    "curve_amplitude": ("amplitude of the write pulse", "V"),
    "duration": ("length of a pulse, edges included", "s"),
    "temperature": ("temperature", "K"),
    "velocity": ("mean velocity of the wall", "m/s"),
    "current_density": ("current density in the free layer", "A/m^2"),
    "count": ("number of pulses until firing; 0 if it did not fire", "1"),
    "junction": ("junction", "1"),
    "resistance": ("resistance at the terminal of the junction", "ohm"),
    "written_fraction": ("share of simulated devices that were written", "1"),
    "resistance_a_before": ("resistance at terminal A before writing", "ohm"),
    "resistance_a_after": ("resistance at terminal A after writing", "ohm"),
    "resistance_b_before": ("resistance at terminal B before writing", "ohm"),
    "resistance_b_after": ("resistance at terminal B after writing", "ohm"),
    "law": ("probability of firing at a pulse, closed form", "1"),
    "mean_increments": ("firing distance over the mean distance per pulse", "1"),
    "threshold": ("firing distance of the model in mean increments", "1"),
    "model_count": ("pulses until firing of the model; 0 if it did not fire", "1"),
    "model_law": ("probability of firing at a pulse of the model, closed form", "1"),
    "current_velocity": ("mean velocity of the wall in a current", "m/s"),
    "field_velocity": ("mean velocity of the wall in a field", "m/s"),
    "motion_law": ("law of motion", "1"),
    "event": ("event of a cycle", "1"),
    "quantile": ("quantile over the cycles", "1"),
    "threshold_amplitude": ("amplitude of a ramp at which the event happens, simulated", "V"),
    "threshold_law": ("amplitude of a ramp at which the wall leaves the site, exact", "V"),
    "single_pulse_law": ("amplitude at which one pulse frees half of the walls", "V"),
    "site_voltage": ("voltage that takes the barrier of the site away", "V"),
}
#: Long names that differ for the one wall of a three-terminal device, which is made once.
_OF_ONE_WALL = {
    "domain_present": "whether there is a wall on the track",
    "wall_left": "begin of the track, where the reversed domain begins",
    "wall_right": "position of the wall from IN",
    "state": "state of the cycle, 2 to 4",
    "fire_pulse": "pulse that switches the junction",
    "reset_pulse": "pulse, of those in reverse, that switches the junction back",
    "completed": "whether it fired, was reset, and the wall came back to its start",
    "written": "whether there is a wall",
    "leftover": "whether the wall did not come back to its start",
    "energy": "energy of the pulses in the track, those in reverse included",
    "pulse": "pulse, those in reverse counted on; 0 is the reading before the first",
}


def describe(
    dataset: xr.Dataset,
    experiment: str,
    device: DeviceParameters,
    *,
    seed: int,
    options: dict[str, Any],
) -> xr.Dataset:
    """Give a dataset units, long names and provenance.

    Parameters
    ----------
    dataset : Dataset
        Its names are those of ``QUANTITIES``; changed in place.
    experiment : str
        Name of the experiment.
    device : DeviceParameters
        The device, stored with all values and sources.
    seed : int
        Seed of the random numbers (no unit).
    options : dict
        The other arguments of the experiment.

    Returns
    -------
    Dataset
        The same.
    """
    for name in (*dataset.data_vars, *dataset.coords):
        if name in QUANTITIES:
            long_name, unit = QUANTITIES[str(name)]
            if dataset.attrs.get("terminals") == 3:
                long_name = _OF_ONE_WALL.get(str(name), long_name)
            dataset[name].attrs |= {"long_name": long_name, "units": unit}
    dataset.attrs |= {
        "experiment": experiment,
        "device": device.name,
        "device_parameters": json.dumps(device.to_tables()),
        "seed": seed,
        "options": json.dumps(options, default=_plain),
        "source": f"simulated with dwmtj {dwmtj.__version__}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return dataset


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return str(value)
