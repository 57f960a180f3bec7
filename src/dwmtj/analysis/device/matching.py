"""Sites, barrier, efficiency and noise with which simulated cycles are like the measured ones.

A ramp or a train is simulated with the device as it is so far, and means and spreads of whole
cycles, computed from both by the same code, are compared (indirect inference: Gourieroux, Monfort
and Renault 1993). Each parameter is then scaled by the ratio of the statistic that it sets:

- the voltage of a site by that of the mean amplitudes of its event,
- the barrier by the inverse one of the spreads of the amplitudes (geometric mean of the events),
- the efficiency by the inverse one of the mean numbers of pulses,
- sigma by that of the spreads of these numbers.

This is repeated with the same random numbers until nothing changes. Amplitudes of a threshold are
proportional to the voltage of its site, and numbers of pulses nearly so to the inverse efficiency,
so a few rounds are enough.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import xarray as xr

from dwmtj.analysis.device.statistics import Moments, ramp_moments, train_moments
from dwmtj.analysis.events.events import find_cycle_events
from dwmtj.analysis.records import CycleEvents
from dwmtj.analysis.tables.read_table import table_of
from dwmtj.experiments import ramp, train
from dwmtj.parameters import DeviceParameters, Source

SITES = {"depin": "depinning_voltage", "fire": "entry_voltage", "reset": "exit_voltage"}

#: Devices that are simulated: their means are far more certain than those of any measurement.
_DEVICES = 4000
_ROUNDS = 16
#: Power of the factors in later rounds, so that values on a coarse ramp do not swing [no unit].
_FIRST, _DAMPING = 4, 0.5
#: Largest relative change of a round at which the search ends [no unit].
_SETTLED = 1e-3
#: Relative change still wanted after the last round above which the match failed [no unit], of what
#: means set and of what spreads set. Spreads of simulated cycles scatter from round to round on the
#: steps of a ramp: the barrier by 1.2 % rms and 3.6 % at most in 139 rounds of the paper's ramp.
_OFF = 0.01
_OFF_SPREAD = 0.05
_SET_BY_SPREADS = ("pinning.barrier", "wall_noise.sigma")
#: Largest factor by which a round changes a value [no unit].
_STEP = 1.5
#: A spread below this share of the step of a ramp cannot be told from none [no unit].
_UNRESOLVED = 0.2
_SOURCE = Source(kind="measured", detail="matched by simulation")


class Wanted(NamedTuple):
    """What was measured.

    ``ramp`` moments by those events that are known, and ``train`` moments; None if there are none.
    ``barrier`` and ``sigma`` tell whether the spreads say something of them.
    """

    ramp: Mapping[str, Moments] | None = None
    train: Moments | None = None
    barrier: bool = True
    sigma: bool = True


class Matched(NamedTuple):
    """The ``device``, names of the values that were ``matched``, and ``remarks``; no units.

    If the match failed, ``off`` has the factors that values would still have to take, by path.
    """

    device: DeviceParameters
    matched: tuple[str, ...]
    remarks: tuple[str, ...]
    off: Mapping[str, float] = MappingProxyType({})


def match(device: DeviceParameters, wanted: Wanted, *, reverse: bool, seed: int) -> Matched:
    """Scale the values of a device until simulated cycles are like the measured ones.

    Parameters
    ----------
    device : DeviceParameters
        The device to begin with; its ``drive`` is that of the measurement.
    wanted : Wanted
        What was measured.
    reverse : bool
        Whether the domain went from B to A.
    seed : int
        Seed of the simulations (no unit).

    Returns
    -------
    Matched
        Only what the measured cycles tell is changed.
    """
    names: list[str] = []
    for number in range(_ROUNDS):
        power = 1.0 if number < _FIRST else _DAMPING
        factors = _factors(device, wanted, reverse, seed)
        names = list(factors)
        for path, factor in factors.items():
            group, field = path.split(".")
            value = getattr(getattr(device, group), field) * np.clip(
                factor**power, 1 / _STEP, _STEP
            )
            device = device.replace(path, float(value), _SOURCE)
        if all(abs(factor - 1) < _SETTLED for factor in factors.values()):
            return Matched(device, tuple(names), ())
    last = _factors(device, wanted, reverse, seed)
    off = {path: factor for path, factor in last.items() if abs(factor - 1) > _allowed(path)}
    if not off:
        return Matched(device, tuple(names), ())
    wishes = [f"{path} by {100 * (factor - 1):+.2g} %" for path, factor in off.items()]
    remark = (
        "No device of this kind behaves as measured, or the files are of several: the simulation "
        f"would still want to change {', '.join(wishes)}. The match failed, so the values that it "
        "gave have no intervals and stand for no device."
    )
    return Matched(device, tuple(names), (remark,), off)


def _allowed(path: str) -> float:
    """Relative change that may still be wanted of a value [no unit]."""
    return _OFF_SPREAD if path in _SET_BY_SPREADS else _OFF


def _factors(
    device: DeviceParameters, wanted: Wanted, reverse: bool, seed: int
) -> dict[str, float]:
    """Factors that the values have to take, by path."""
    factors: dict[str, float] = {}
    if wanted.ramp is not None:
        assert device.drive is not None
        measure = ramp(device, devices=_DEVICES, seed=seed, reverse=reverse, keep_readings=False)
        found = ramp_moments(_cycles_of_one(measure))
        factors |= _ramp_factors(wanted.ramp, found, device.drive.ramp_step)
        if not wanted.barrier:
            factors.pop("pinning.barrier", None)
    if wanted.train is not None and wanted.train.cycles:
        measure = train(device, devices=_DEVICES, seed=seed, reverse=reverse, keep_readings=False)
        factors |= _train_factors(wanted.train, train_moments(_cycles_of_one(measure)))
        if not wanted.sigma:
            factors.pop("wall_noise.sigma", None)
    return factors


def _cycles_of_one(dataset: xr.Dataset) -> CycleEvents:
    """Events of simulated devices that are all alike, so that they count as one."""
    events = find_cycle_events(table_of(dataset, "cycle-events"))
    return events._replace(device=np.ones_like(events.device))


def _ramp_factors(
    wanted: Mapping[str, Moments], found: Mapping[str, Moments], step: float
) -> dict[str, float]:
    factors, spreads = {}, []
    for event in wanted:
        if wanted[event].cycles and found[event].cycles:
            factors[f"pinning.{SITES[event]}"] = wanted[event].mean / found[event].mean
            pair = (wanted[event].spread, found[event].spread)
            if min(pair) > _UNRESOLVED * step:
                spreads.append(np.log(pair[1] / pair[0]))
    if spreads:
        factors["pinning.barrier"] = float(np.exp(np.mean(spreads)))
    return factors


def _train_factors(wanted: Moments, found: Moments) -> dict[str, float]:
    factors = {}
    if wanted.cycles and found.cycles:
        factors["motion.efficiency"] = found.mean / wanted.mean
        if wanted.spread > 0 and found.spread > 0:
            factors["wall_noise.sigma"] = wanted.spread / found.spread
    return factors
