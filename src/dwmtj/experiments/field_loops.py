"""Field loops of both junctions (Figs 2b and 2c), each a hysteron with thermal spread.

The whole free layer under a pillar reverses, so a junction shows its full magnetoresistance.
"""

from pathlib import Path

import numpy as np
import xarray as xr

from dwmtj.device import DeviceCircuit
from dwmtj.experiments.provenance import describe
from dwmtj.experiments.setting import at_least_one, known_seed, parameters_of
from dwmtj.parameters import DeviceParameters
from dwmtj.physics import branch_up, sample_loops

#: How far a sweep goes beyond the loop without temperature, as a factor.
_MARGIN = 1.25


def hysteresis(
    device: DeviceParameters | str | Path = "cui2024-ramp",
    *,
    seed: int | None = None,
    cycles: int = 100,
    points: int = 801,
    largest_field: float | None = None,
) -> xr.Dataset:
    """Sweep the field down and up and read both junctions.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Seed of the random numbers (no unit); drawn and stored if not given.
    cycles : int
        Number of loops [no unit]; the first is drawn.
    points : int
        Number of fields along a branch [no unit].
    largest_field : float, optional
        End of the sweep, at both signs [A/m]; 1.25 times the largest field at which a junction
        could switch if not given.

    Returns
    -------
    Dataset
        ``resistance`` (junction, branch, field) of the first loop and ``switching_field``
        (junction, branch, cycle) of all.

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.experiments import hysteresis
    >>> dataset = hysteresis(seed=1)
    >>> dataset["switching_field"].dims, dataset["switching_field"].attrs["units"]
    (('junction', 'branch', 'cycle'), 'A/m')
    """
    parameters = parameters_of(device)
    loops, motion = parameters.loops, parameters.motion
    assert loops is not None
    assert motion is not None
    at_least_one("cycles", cycles)
    if points < 2:
        raise ValueError(f"points: {points} is not allowed; allowed: at least 2")
    known = known_seed(seed)
    offset = np.array([loops.offset_a, loops.offset_b])
    width = np.array([loops.half_width_a, loops.half_width_b])
    end = _MARGIN * float(np.max(np.abs(offset) + width))
    end = end if largest_field is None else largest_field
    if not end > 0:
        raise ValueError(f"largest_field: {end:g} A/m is not allowed; allowed: above 0 A/m")
    drawn = sample_loops(
        np.random.default_rng(known),
        cycles,
        offset,
        width,
        sweep_rate=loops.sweep_rate,
        barrier=loops.barrier,
        attempt_time=loops.attempt_time,
        temperature=motion.temperature,
    )
    fields = np.linspace(-end, end, points)
    switching = np.stack([drawn.descending, drawn.ascending], -1).transpose(1, 2, 0)
    up = np.stack(
        [
            branch_up(fields, drawn.descending[0], rising=False),
            branch_up(fields, drawn.ascending[0], rising=True),
        ],
        axis=1,
    )
    reading = DeviceCircuit(parameters).read(up[0], up[1])
    dataset = xr.Dataset(
        {
            "resistance": (("junction", "branch", "field"), np.stack(reading)),
            "switching_field": (("junction", "branch", "cycle"), switching),
        },
        coords={
            "junction": ["A", "B"],
            "branch": ["down", "up"],
            "field": fields,
            "cycle": np.arange(1, cycles + 1),
        },
    )
    options = {"cycles": cycles, "points": points, "largest_field": end}
    return describe(dataset, "hysteresis", parameters, seed=known, options=options)
